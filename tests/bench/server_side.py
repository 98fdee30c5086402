"""What is measured on the server: loading, a rerun's own Python, memory of a session."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.bench.browser import BenchPage, new_visitor
from tests.bench.process import resident_mb
from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.bench.measures import Subject

#: Sessions opened before the memory is first read: the first ones fill caches and allocators.
WARM_UP_SESSIONS = 3


def measure_loading(number: int) -> dict[str, list[float]]:
    """Load tables and perimeters in so many fresh processes; return each time in ms."""
    rows: dict[str, list[float]] = {}
    for _ in range(number):
        answer = subprocess.run(
            [sys.executable, "-m", "tests.bench.loading"],
            cwd=ROOT,
            check=True,
            capture_output=True,
            text=True,
        )
        for name, value in json.loads(answer.stdout).items():
            rows.setdefault(name, []).append(value)
    return rows


def read_runs(path: Path) -> list[dict[str, Any]]:
    """Return the script runs that a timed server has written so far."""
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def measure_own_share(carte: Subject, browser: Browser, folder: Path) -> float:
    """Return the median part of a rerun spent outside Streamlit, from 0 to 1.

    The application is served again for it, with each call followed, which slows it down.
    """
    runs = folder / "profil.jsonl"
    environment = {"BENCH_RUNS": str(runs), "BENCH_PROFILE": "1"}
    launcher = (sys.executable, "-m", "tests.bench.timed_server")
    log = folder / "profil.log"
    with serve(ROOT / "app.py", log=log, environment=environment, launcher=launcher) as server:
        followed = replace(carte, port=server.port)
        page = followed.open(browser)
        before = len(read_runs(runs))
        for change in [change for cycle in carte.cycles[:2] for change in cycle]:
            followed.make(change, page)
        page.page.context.close()
    return float(statistics.median(row["own_share"] for row in read_runs(runs)[before:]))


def measure_memory(
    browser: Browser, subject: Subject, server: AppServer, number: int
) -> float | None:
    """Return the resident memory that one more open session costs the server, in MB.

    None where the system does not tell a process's memory in ``/proc``.
    """
    contexts = []
    before = None
    for rank in range(WARM_UP_SESSIONS + number):
        if rank == WARM_UP_SESSIONS:
            before = resident_mb(server.pid)
        context = new_visitor(browser)
        # The session is what counts here, not what its page then draws.
        BenchPage(context, subject.address).visitor.visit(carte=False)
        contexts.append(context)
    after = resident_mb(server.pid)
    for context in contexts:
        context.close()
    return None if before is None or after is None else (after - before) / number
