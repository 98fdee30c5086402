"""Serve the applications, measure them part by part, print the report."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import sys
import tempfile
import time
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from scripts import chromium
from tests.bench import growth, machine, picture, readme, summary
from tests.bench.own import measure_own
from tests.bench.peers import PAIRS, PYTHON
from tests.bench.side_by_side import Plan, measure
from tests.bench.sizes import Sizes
from tests.bench.start import measure_start
from tests.browser.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

RESULTS = Path(__file__).parent / "results"
LAYERS = ROOT / "static" / "layers"
PARTS = ("pairs", "growth", "own")
#: How much is measured at each size of the inventory.
PLANS = {1: Plan(), 10: Plan(), 100: Plan(rounds=1, visits=2)}
#: Every host but this machine is unknown: what an application asks elsewhere fails at once.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
STARTS = 3


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--parts", default=",".join(PARTS), help="parts to measure, in any order")
    parser.add_argument("--factors", default="1,10,100", help="sizes at which peers are compared")
    parser.add_argument("--cycles", type=int, default=5, help="cycles of four filter changes")
    parser.add_argument("--clicks", type=int, default=10, help="clicks on the map")
    parser.add_argument("--sessions", type=int, default=10, help="sessions whose memory is read")
    parser.add_argument(
        "--readme",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="rewrite the README's section and its picture when pairs and growth are measured",
    )
    return parser.parse_args()


def run(
    browser: Browser, folder: Path, options: argparse.Namespace, results: dict[str, Any]
) -> None:
    """Add every figure to the results, part by part."""
    parts = options.parts.split(",")
    sizes = Sizes(folder, options.cycles)
    if "pairs" in parts:
        factors = [int(text) for text in options.factors.split(",")]
        tell("du lancement à la première page")
        results["departs"] = measure_start(browser, sizes.cooperations(1), folder, STARTS)
        results["pairs"], results["comptes"] = {}, {}
        for factor in factors:
            tell(f"côte à côte, {factor} ×")
            data = sizes.cooperations(factor)
            results["comptes"][factor] = data.count
            plan = PLANS.get(factor, PLANS[100])
            results["pairs"][factor] = measure(browser, PAIRS, data, plan, folder)
    if "growth" in parts:
        results["croissance"] = {}
        for what, sized, multiples in (
            ("coopérations", sizes.cooperations, growth.COOPERATIONS),
            ("pôles", sizes.poles, growth.POLES),
        ):
            tell(f"croissance avec les {what}")
            rows = growth.measure_growth(browser, sized, multiples, folder)
            results["croissance"][what] = rows
    if "own" in parts:
        tell("l’application seule")
        results["application"] = measure_own(
            browser,
            sizes.cooperations(1),
            folder,
            clicks=options.clicks,
            sessions=options.sessions,
            tell=tell,
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
    """Say what is being measured and when it began, apart from the report."""
    print(f"{time.strftime('%H:%M:%S')} … {step}", file=sys.stderr, flush=True)


def write(results: dict[str, Any], *, into_readme: bool) -> None:
    """Print the Markdown report and keep it, with the raw figures; rewrite the README's section."""
    text = summary.whole(results)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mesures.md").write_text(text, encoding="utf-8")
    (RESULTS / "mesures.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=1, default=plain), encoding="utf-8"
    )
    print(text)
    if results.get("pairs"):
        drawn = picture.svg(results["pairs"], results["comptes"])
        (RESULTS / "mesures.svg").write_text(drawn, encoding="utf-8")
        if into_readme and "croissance" in results:
            (ROOT / summary.PICTURE).write_text(drawn, encoding="utf-8")
            path = ROOT / "README.md"
            before = path.read_text(encoding="utf-8")
            path.write_text(readme.rewritten(before, summary.section(results)), encoding="utf-8")


def plain(value: object) -> Any:
    """Return what JSON can hold of a row of figures."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    raise TypeError(f"expected a row of figures, found {value!r}")


def main() -> None:
    """Measure and report; what was measured before a failure is reported too."""
    options = arguments()
    # Ended from outside, it still stops the servers that it started.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    executable = chromium.find()
    if executable is None:
        sys.exit(chromium.ADVICE)
    if not PYTHON.exists():
        sys.exit("L’environnement des voisines manque : make bench l’installe.")
    results: dict[str, Any] = {}
    load = os.getloadavg()[0]
    whole = False
    with (
        tempfile.TemporaryDirectory() as folder,
        own_layers_kept(),
        sync_playwright() as playwright,
        playwright.chromium.launch(
            executable_path=executable, args=[*chromium.FLAGS, OFFLINE]
        ) as browser,
    ):
        # Nothing is written in the store of the machine's own inventory.
        os.environ["COOP_DONNEES"] = folder
        results["contexte"] = machine.described(browser.version, load)
        try:
            run(browser, Path(folder), options, results)
            whole = True
        finally:
            write(results, into_readme=options.readme and whole)


if __name__ == "__main__":
    main()
