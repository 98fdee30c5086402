"""What is measured of each application, one beside the other on the same data."""

from __future__ import annotations

import contextlib
import threading
import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from tests.bench.browser import BenchError, new_visitor
from tests.bench.peers import served
from tests.bench.process import cpu_ms, resident_mb
from tests.bench.relay import relay_to
from tests.bench.visit import CEILING_MS, Answer, TooLongError, Visit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext

    from tests.bench.peers import Pair
    from tests.bench.scenario import Change
    from tests.bench.sizes import Data
    from tests.browser.server import AppServer

#: A server rests when it has used less than a tenth of a processor for so long.
REST_S = 0.3


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes
    ----------
    rounds
        Times each application is opened, its cycles of changes shared out between them.
    visits
        Cold and warm first paints, in all.
    budget_s
        No change is started once an application's changes have taken so long, settling included.
    """

    rounds: int = 2
    visits: int = 4
    budget_s: float = 60


@dataclass
class Row:
    """What was measured of one application; times in ms, sizes in bytes, memory in MB.

    Attributes
    ----------
    froide, chaude
        First paints of a visitor whose browser has nothing, then has everything, in its cache.
    premier, confirme
        From each click to the first right answer on screen, and to the one the server confirmed.
    blocages, ouvertures
        Longest task of the page's main thread at each change, at each opening; 0 when none took
        50 ms.
    visite, octets
        Bytes of a first visit, and of each change, both ways on the connection.
    serveur
        Processor time of the server for each change, on average, in each round.
    memoire
        Resident memory of the server at the end.
    echec
        Why measuring stopped, when it did.
    """

    froide: list[float] = field(default_factory=list)
    chaude: list[float] = field(default_factory=list)
    premier: list[float] = field(default_factory=list)
    confirme: list[float] = field(default_factory=list)
    blocages: list[float] = field(default_factory=list)
    ouvertures: list[float] = field(default_factory=list)
    visite: int | None = None
    octets: list[int] = field(default_factory=list)
    serveur: list[float] = field(default_factory=list)
    memoire: float | None = None
    echec: str = ""


def measure(
    browser: Browser, pairs: Sequence[Pair], data: Data, plan: Plan, logs: Path
) -> dict[str, Row]:
    """Measure every application on the same data, in turn over the rounds of the plan.

    One page is open at a time, so that none is measured while another still works, and the
    machine's moods weigh on all alike.
    """
    rows = {pair.name: Row() for pair in pairs}
    plan = replace(plan, rounds=min(plan.rounds, len(data.cycles)))
    with contextlib.ExitStack() as stack:
        measures = []
        for pair in pairs:
            server = stack.enter_context(served(pair, data, logs / f"{pair.name}.log"))
            measures.append(_Measure(browser, pair, data, plan, server))
        for part in range(plan.rounds):
            for one in measures:
                row = rows[one.pair.name]
                if row.echec:
                    continue
                try:
                    one.round(row, part)
                except TooLongError:
                    row.echec = f"au-delà de {CEILING_MS // 1000} s"
                except (BenchError, Error) as error:
                    row.echec = str(error).splitlines()[0]
                row.memoire = resident_mb(one.server.pid)
                one.rest()
    return rows


@dataclass
class _Measure:
    browser: Browser
    pair: Pair
    data: Data
    plan: Plan
    server: AppServer

    def round(self, row: Row, part: int) -> None:
        """Add one round's figures to the row."""
        if part == 0:
            self._weigh(row)
        for _ in range(max(1, self.plan.visits // self.plan.rounds)):
            with contextlib.closing(new_visitor(self.browser)) as context:
                for times in (row.froide, row.chaude):
                    visit = self._open(context)
                    times.append(visit.painted_ms)
                    row.ouvertures.append(visit.blocked())
                    visit.page.close()
        with contextlib.closing(new_visitor(self.browser)) as context:
            self._changes(row, self._open(context), part)

    def _open(self, context: BrowserContext, url: str = "") -> Visit:
        ready = self.pair.shows(self.data.cycles[0][-1], self.data.perimetres)
        return Visit(context, url or self.server.url, ready)

    def _weigh(self, row: Row) -> None:
        """Count the bytes of a first visit and of a cycle; it warms the server up too."""
        with (
            relay_to(self.server.port) as relay,
            contextlib.closing(new_visitor(self.browser)) as context,
        ):
            visit = self._open(context, relay.url)
            row.visite = relay.down + relay.up
            start = time.monotonic()
            for change in self.data.cycles[0]:
                before = relay.down + relay.up
                self._make(change, visit)
                row.octets.append(relay.down + relay.up - before)
                if time.monotonic() - start > self.plan.budget_s / 2:
                    break

    def _changes(self, row: Row, visit: Visit, part: int) -> None:
        """Make a cycle that warms the page up, cut short when slow, then those of the round."""
        start = time.monotonic()
        limit = self.plan.budget_s / self.plan.rounds
        own = [change for cycle in self.data.cycles[part :: self.plan.rounds] for change in cycle]
        answers: list[Answer] = []
        before = None
        for rank, change in enumerate([*self.data.cycles[0], *own]):
            elapsed = time.monotonic() - start
            if rank < len(self.data.cycles[0]) and elapsed < limit / 4:
                self._make(change, visit)
                continue
            if elapsed > limit and answers:
                break
            before = before or cpu_ms(self.server.pid)
            answer = self._make(change, visit)
            answers.append(answer)
            row.premier.append(answer.times.get("premier", answer.times["confirme"]))
            row.confirme.append(answer.times["confirme"])
            row.blocages.append(answer.blocked_ms)
        after = cpu_ms(self.server.pid)
        if before is not None and after is not None:
            row.serveur.append((after - before) / len(answers))

    def _make(self, change: Change, visit: Visit) -> Answer:
        state = self.pair.shows(change, self.data.perimetres)
        spec = {"confirme": state}
        if self.pair.kind == "carte":
            spec = {"premier": state, "confirme": {**state, "confirme": visit.confirmed()}}
        return visit.press(self.pair.pills, change.pill, spec)

    def rest(self) -> None:
        """Wait until the server has finished what a page now closed had asked of it."""
        pause = threading.Event()
        deadline = time.monotonic() + CEILING_MS / 1000
        before = cpu_ms(self.server.pid)
        while before is not None and time.monotonic() < deadline:
            pause.wait(REST_S)
            after = cpu_ms(self.server.pid)
            if after is None or after - before < 100 * REST_S:
                return
            before = after
