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
from tests.bench.load import measure_load
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
README = ROOT / "README.md"
LAYERS = ROOT / "static" / "layers"
PARTS = ("pairs", "growth", "own", "load")
#: Without these, the README's section is left as it is.
IN_README = {"pairs", "growth", "load"}
#: How much is measured at each size of the inventory.
PLANS = {1: Plan(), 10: Plan(), 100: Plan(rounds=1, visits=2)}
#: Every host but this machine is unknown: what an application asks elsewhere fails at once.
OFFLINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def arguments() -> argparse.Namespace:
    """Return the command line's options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    add = parser.add_argument
    add("--only", nargs="+", choices=PARTS, default=PARTS, help="parts to measure")
    add(
        "--factors",
        nargs="+",
        type=int,
        default=(1, 10, 100),
        help="sizes at which peers are compared; the growth stops at the largest",
    )
    add("--cycles", type=int, default=5, help="cycles of four filter changes")
    add(
        "--visitors",
        nargs="+",
        type=int,
        default=(1, 10, 50, 100, 200),
        help="how many at once, for the load",
    )
    add("--seconds", type=float, default=20, help="how long each number of visitors is measured")
    add(
        "--readme",
        type=Path,
        default=README,
        help=f"file whose section is rewritten once {', '.join(sorted(IN_README))} are measured",
    )
    return parser.parse_args()


def run(
    browser: Browser, folder: Path, options: argparse.Namespace, results: dict[str, Any]
) -> None:
    """Add the figures of the parts that need a browser, one after the other."""
    sizes = Sizes(folder, options.cycles)
    if "pairs" in options.only:
        tell("du lancement à la première page")
        results["departs"] = measure_start(browser, sizes.cooperations(1), folder)
        results["pairs"], results["comptes"] = {}, {}
        for factor in options.factors:
            tell(f"côte à côte, {factor} ×")
            data = sizes.cooperations(factor)
            results["comptes"][factor] = data.count
            plan = PLANS.get(factor, PLANS[100])
            results["pairs"][factor] = measure(browser, PAIRS, data, plan, folder)
    if "growth" in options.only:
        results["croissance"] = {}
        for what, sized, multiples in (
            ("coopérations", sizes.cooperations, growth.COOPERATIONS),
            ("pôles", sizes.poles, growth.POLES),
        ):
            tell(f"croissance avec les {what}")
            within = [factor for factor in multiples if factor <= max(options.factors)]
            results["croissance"][what] = growth.measure_growth(browser, sized, within, folder)
    if "own" in options.only:
        tell("l’application seule")
        results["application"] = measure_own(browser, sizes.cooperations(1), folder, tell)


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


def write(results: dict[str, Any], readme_path: Path | None) -> None:
    """Print the Markdown report and keep it, with the raw figures; rewrite the README's section."""
    text = summary.whole(results)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "mesures.md").write_text(text, encoding="utf-8")
    (RESULTS / "mesures.json").write_text(
        json.dumps(results, ensure_ascii=False, indent=1, default=plain), encoding="utf-8"
    )
    print(text)
    if readme_path:
        drawn = picture.svg(results["pairs"], results["comptes"])
        place = readme_path.parent / summary.PICTURE
        place.parent.mkdir(exist_ok=True)
        place.write_text(drawn, encoding="utf-8")
        before = readme_path.read_text(encoding="utf-8")
        after = readme.rewritten(before, summary.section(results))
        readme_path.write_text(after, encoding="utf-8")


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
    into = None
    with tempfile.TemporaryDirectory() as name, own_layers_kept():
        folder = Path(name)
        # Nothing is written in the store of the machine's own inventory.
        os.environ["COOP_DONNEES"] = name
        try:
            with (
                sync_playwright() as playwright,
                playwright.chromium.launch(
                    executable_path=executable, args=[*chromium.FLAGS, OFFLINE]
                ) as browser,
            ):
                results["contexte"] = machine.described(browser.version, load)
                run(browser, folder, options, results)
            # Visitors need the loop of this thread, which Playwright keeps while it runs.
            if "load" in options.only:
                results["foule"] = measure_load(folder, options.visitors, options.seconds, tell)
            if set(options.only) >= IN_README:
                into = options.readme
        finally:
            if results:
                write(results, into)


if __name__ == "__main__":
    main()
