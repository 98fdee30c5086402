"""Serve the applications, measure them, print the report."""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import platform
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from data.loaders import PREPARED, TABLES, load_prepared, load_tables
from scripts import chromium
from tests.bench import measures, report, server_side
from tests.bench.measures import Subject
from tests.bench.scenario import cycles
from tests.bench.synthetic import write_synthetic_tables
from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

HERE = Path(__file__).parent
RESULTS = HERE / "results"
LAYERS = ROOT / "static" / "layers"
FACTOR = 10
#: Pages that read the inventory, with the filters of the map.
READING = ("/poles", "/cooperations", "/regions")


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cycles", type=int, default=5, help="cycles of four filter changes")
    parser.add_argument("--clicks", type=int, default=10, help="clicks on the map")
    parser.add_argument("--sessions", type=int, default=10, help="sessions whose memory is read")
    parser.add_argument(
        "--filters-only", action="store_true", help="leave out clicks, weights and server"
    )
    return parser.parse_args()


@contextlib.contextmanager
def served(folder: Path, number: int) -> Iterator[dict[str, tuple[Subject, AppServer]]]:
    """Serve every application under measure; the plain ones without this project's settings."""
    tables = TABLES
    plain = folder / "plain"
    plain.mkdir()
    (plain / "static").symlink_to(ROOT / "static")
    synthetic = folder / "tables"
    loaded = load_tables(tables)
    ancres = load_prepared(PREPARED, tables=loaded).territoires.set_index("code")[["lat", "lon"]]
    write_synthetic_tables(tables, synthetic, ancres, factor=FACTOR)
    real = cycles(loaded, number)
    made_up = cycles(load_tables(synthetic), number)
    found = {}
    with contextlib.ExitStack() as stack:
        for name in ("nue", "courante"):
            script = Path(shutil.copy(HERE / "apps" / f"{name}.py", plain))
            server = serve(
                script,
                log=folder / f"{name}.log",
                environment={"PYTHONPATH": str(ROOT)},
                folder=plain,
            )
            found[name] = (real, stack.enter_context(server))
        # Tables as they are: where versions are served, pages look for another one now and then,
        # and such a run is no answer to a visitor's gesture.
        for name, own_tables, expected in (
            ("carte", tables, real),
            ("carte-10x", synthetic, made_up),
        ):
            server = serve(
                ROOT / "app.py",
                log=folder / f"{name}.log",
                environment={
                    "BENCH_RUNS": str(folder / f"{name}.jsonl"),
                    "COOP_TABLES": str(own_tables),
                },
                launcher=("-m", "tests.bench.timed_server"),
            )
            found[name] = (expected, stack.enter_context(server))
        yield {
            name: (Subject(name, server.port, expected), server)
            for name, (expected, server) in found.items()
        }


def measure(
    browser: Browser, folder: Path, options: argparse.Namespace, results: dict[str, Any]
) -> None:
    """Add every figure to the results, part by part."""
    with served(folder, options.cycles) as applications:
        subjects = [subject for subject, _ in applications.values()]
        carte, carte_server = applications["carte"]
        results["contexte"] = context(browser)
        tell("changements de filtre")
        results["filtres"] = measures.measure_filters(browser, subjects)
        if options.filters_only:
            return
        runs = server_side.read_runs(folder / "carte.jsonl")
        tell("pages de lecture")
        reading = [replace(carte, name=path, path=path) for path in READING]
        results["pages"] = measures.measure_filters(browser, reading)
        tell("clics sur la carte")
        results["clics"] = measures.measure_clicks(browser, carte, options.clicks)
        tell("poids des visites")
        results["poids"] = measures.measure_weights(browser, subjects)
        tell("serveur")
        results["serveur"] = {
            "execution_ms": [row["wall_ms"] for row in runs],
            "part_propre": server_side.measure_own_share(carte, browser, folder),
            "memoire_mo": server_side.measure_memory(
                browser, carte, carte_server, options.sessions
            ),
            "chargement": server_side.measure_loading(5),
        }


def context(browser: Browser) -> str:
    """Return one line that says where and when the figures were taken."""
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return (
        f"{today}, {os.cpu_count()} cœurs, {platform.system()}, "
        f"Python {platform.python_version()}, Chromium {browser.version}."
    )


@contextlib.contextmanager
def own_layers_kept() -> Iterator[None]:
    """Remove, at the end, the layers written for the synthetic tables."""
    before = set(LAYERS.iterdir())
    try:
        yield
    finally:
        for path in set(LAYERS.iterdir()) - before:
            path.unlink()


def tell(step: str) -> None:
    """Say what is being measured, apart from the report."""
    print(f"… {step}", file=sys.stderr, flush=True)


def write(results: dict[str, Any]) -> None:
    """Print the Markdown report and keep it, with the raw figures."""
    text = report.markdown(results)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mesures.md").write_text(text, encoding="utf-8")
    (RESULTS / "mesures.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    print(text)


def main() -> None:
    """Measure and report; what was measured before a failure is reported too."""
    options = arguments()
    executable = chromium.find()
    if executable is None:
        sys.exit(chromium.ADVICE)
    results: dict[str, Any] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        own_layers_kept(),
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=executable, args=list(chromium.FLAGS)
        ) as browser,
    ):
        try:
            measure(browser, Path(folder), options, results)
        finally:
            if "filtres" in results:
                write(results)


if __name__ == "__main__":
    main()
