"""From the start of a server's process to the first page that a visitor sees painted."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.bench.browser import new_visitor
from tests.bench.peers import BARE, OURS, served
from tests.bench.process import cpu_ms
from tests.bench.visit import Visit

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.bench.sizes import Data


#: Starts counted of each application.
STARTS = 3


@dataclass(frozen=True)
class Start:
    """Each start of a server, in ms: until the page is painted, and its processor time by then."""

    ecran: list[float] = field(default_factory=list)
    serveur: list[float] = field(default_factory=list)


def measure_start(browser: Browser, data: Data, folder: Path) -> dict[str, Start]:
    """Start the bare page and the application several times, in turn, and visit them at once.

    The application keeps its versions in a store of its own, written by a start that is not
    counted: the others find it, as a server that restarts does.
    """
    store = folder / "inventaire"
    rows = {BARE.name: Start(), OURS.name: Start()}
    for rank in range(STARTS + 1):
        for pair in (BARE, OURS):
            ready = pair.shows(data.cycles[0][-1], data.perimetres)
            start = time.time()
            with (
                served(pair, data, folder / "depart.log", store=store) as server,
                contextlib.closing(new_visitor(browser)) as context,
            ):
                painted = Visit(context, server.url, ready).painted_at
                used = cpu_ms(server.pid)
                if not rank:
                    continue
                rows[pair.name].ecran.append(1000 * (painted - start))
                if used is not None:
                    rows[pair.name].serveur.append(used)
    return rows
