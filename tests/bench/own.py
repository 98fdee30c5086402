"""What is measured of this application alone: its other pages, clicks, weights, its server."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.bench import measures, server_side
from tests.bench.measures import Subject
from tests.bench.peers import BARE, served
from tests.browser.server import ROOT, serve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.bench.sizes import Data

#: Pages that read the inventory, with the filters of the map.
READING = ("/poles", "/cooperations", "/regions")
#: Clicks on the map, sessions whose memory is read, processes that load the tables.
CLICKS, SESSIONS, LOADINGS = 10, 10, 5


def measure_own(
    browser: Browser,
    data: Data,
    folder: Path,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    """Return every figure; the bare page is measured beside, as the floor."""
    runs = folder / "carte.jsonl"
    with contextlib.ExitStack() as stack:
        bare = stack.enter_context(served(BARE, data, folder / "nue.log"))
        server = stack.enter_context(
            serve(
                ROOT / "app.py",
                log=folder / "carte.log",
                environment={"BENCH_RUNS": str(runs), "COOP_TABLES": str(data.tables)},
                launcher=(sys.executable, "-m", "tests.bench.timed_server"),
            )
        )
        nue = Subject("nue", bare.port, data.cycles)
        carte = Subject("carte", server.port, data.cycles)
        results: dict[str, Any] = {"filtres": measures.measure_filters(browser, [nue, carte])}
        filtered = server_side.read_runs(runs)
        tell("pages de lecture")
        reading = [replace(carte, name=path, path=path) for path in READING]
        results["pages"] = measures.measure_filters(browser, reading)
        tell("clics sur la carte")
        results["clics"] = measures.measure_clicks(browser, carte, CLICKS)
        tell("poids des visites")
        results["poids"] = measures.measure_weights(browser, [nue, carte])
        tell("serveur")
        results["serveur"] = {
            "execution_ms": [row["wall_ms"] for row in filtered],
            "part_propre": server_side.measure_own_share(carte, browser, folder),
            "memoire_mo": server_side.measure_memory(browser, carte, server, SESSIONS),
            "chargement": server_side.measure_loading(LOADINGS),
        }
    return results
