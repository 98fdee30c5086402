"""From the start of a process to its first page: ``python -m tests.bench.load_start --number 5``.

An empty Streamlit application and this one, in turn, each time in a fresh process: until the first
visitor's page is whole, over the WebSocket. The application's store exists, as after any restart.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect

from tests.bench.load import ENVIRONMENT
from tests.bench.process import cpu_ms, resident_mb
from tests.bench.protocol import ClientPage
from tests.browser.server import ROOT, AppServer, serve

NUMBER = 5
EMPTY = "import streamlit as st\n\nst.write('Bonjour')\n"
LIMIT_RATIO, LIMIT_MB = 1.5, 350


async def open_page(server: AppServer) -> ClientPage:
    """Open the first page of a server; return it once its first run has ended."""
    page = ClientPage(server.url)
    address = f"ws{server.url.removeprefix('http')}/_stcore/stream"
    async with connect(address, subprotocols=["streamlit"], max_size=None) as socket:  # type: ignore[list-item]
        await socket.send(page.opening().SerializeToString())
        async for data in socket:
            finished = page.read(data) if isinstance(data, bytes) else None
            if finished and not finished.early:
                return page
    raise RuntimeError(f"the connection was closed:\n{server.log_tail()}")


def measure_start(folder: Path, number: int = NUMBER) -> dict[str, Any]:
    """Return, for each application, its times in s, processor times in s, and memory in MB.

    Raises
    ------
    RuntimeError
        If the application's page shows no counter.
    """
    folder.mkdir(parents=True)
    empty = folder / "vide.py"
    empty.write_text(EMPTY, encoding="utf-8")
    environment = {**ENVIRONMENT, "COOP_DONNEES": str(folder / "var")}
    found: dict[str, Any] = {}
    for turn in range(number + 1):
        for name, script, place in (("vide", empty, folder), ("carte", ROOT / "app.py", ROOT)):
            start = time.perf_counter()
            with serve(
                script, log=folder / f"{name}.log", environment=environment, folder=place
            ) as server:
                page = asyncio.run(open_page(server))
                row = {
                    "secondes": time.perf_counter() - start,
                    "processeur": (cpu_ms(server.pid) or math.nan) / 1000,
                    "memoire_mo": resident_mb(server.pid) or math.nan,
                }
            if name == "carte" and page.counter() is None:
                raise RuntimeError(f"no counter, but {page.errors or page.texts}")
            if turn:  # The first one makes the store, and what the system keeps of the files.
                for key, value in row.items():
                    found.setdefault(name, {}).setdefault(key, []).append(value)
    return found


def markdown(found: dict[str, Any]) -> str:
    """Return the figures as a Markdown table in French, beside their targets."""
    middle = {
        name: {key: statistics.median(values) for key, values in rows.items()}
        for name, rows in found.items()
    }
    empty, carte = middle["vide"], middle["carte"]
    lines = [
        "## Démarrage",
        "",
        f"{len(found['carte']['secondes'])} démarrages de chacune, en alternance, jusqu’à la "
        "première page entière ; médianes.",
        "",
        "| | application vide | carte | rapport | cible |",
        "|---|---|---|---|---|",
    ]
    for key, label, unit, digits, target in (
        ("secondes", "du lancement à la première page", "s", 2, f"≤ {LIMIT_RATIO} ×"),
        ("processeur", "dont temps de processeur", "s", 2, ""),
        ("memoire_mo", "mémoire, données chargées", "Mo", 0, f"≤ {LIMIT_MB} Mo"),
    ):
        values = [f"{row[key]:.{digits}f} {unit}" for row in (empty, carte)]
        ratio = f"{carte[key] / empty[key]:.2f} ×"
        cells = [label, *values, ratio, target]
        lines.append("| " + " | ".join(cells).replace(".", ",") + " |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load_start", description=__doc__)
    parser.add_argument("--number", type=int, default=NUMBER, help="starts of each application")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(markdown(measure_start(Path(folder) / "demarrage", options.number)))


if __name__ == "__main__":
    main()
