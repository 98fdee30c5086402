"""From the start of a server's process to the first page that a visitor sees painted."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from tests.bench.browser import new_visitor
from tests.bench.peers import BARE, OURS, served
from tests.bench.visit import Visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.bench.sizes import Data


def measure_start(
    browser: Browser, data: Data, folder: Path, number: int
) -> dict[str, list[float]]:
    """Start each server so many times, in turn, and visit it at once; return the times in s.

    The application keeps its versions in a store of its own, written by a start that is not
    counted: the others find it, as a server that restarts does.
    """
    store = folder / "inventaire"
    rows: dict[str, list[float]] = {BARE.name: [], OURS.name: []}
    for rank in range(number + 1):
        for pair in (BARE, OURS):
            ready = pair.shows(data.cycles[0][-1], data.perimetres)
            start = time.time()
            with (
                served(pair, data, folder / "depart.log", store=store) as server,
                contextlib.closing(new_visitor(browser)) as context,
            ):
                painted = Visit(context, server.url, ready).painted_at
                if rank:
                    rows[pair.name].append(painted - start)
    return rows
