"""So many visitors at once, over Streamlit's WebSocket.

Each visitor opens the map as a browser does, then filters, selects and changes page with two
seconds between an answer and the next act. Every answer is checked against the tables. What a
browser fetches beside (scripts, fonts, layers) is not asked for. Each number of visitors has fresh
processes; visitors arrive one by one, and only what follows is measured.

Visitors are not kept waiting at the door, except in a last measure: as many as the largest number,
with the application's own bound.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scripts import nginx
from tests.bench.process import cpu_ms, resident_mb
from tests.bench.session import Row, Session
from tests.bench.walk import OPEN, PAGE, PATHS, Act, walk
from tests.browser.server import ROOT, AppServer, serve
from tests.nginx import serve_nginx

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

PROCESSES = (1, 2)
#: Seconds from one visitor's arrival to the next, on each process.
ARRIVAL_S = 0.1
#: Seconds from the last arrival to the first measure.
SETTLE_S = 4.0
#: As in deploy/: threads share two pools of memory, not sixteen.
ENVIRONMENT = {"COOP_TABLES": "", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True)
class Crowd:
    """What was measured of so many visitors at once.

    Attributes
    ----------
    visiteurs, file
        How many they were, and how many of them waited in the queue at the end.
    gestes
        Times of the acts in ms, by kind.
    octets
        Uncompressed bytes of each answer, openings apart.
    memoire
        Resident memory of the processes at the end, in MB; None where the system tells none.
    coeurs, client
        Processors kept busy by the processes (None where the system tells none), and by the
        visitors' own side.
    erreurs
        What was wrong with answers, arrivals included.
    """

    visiteurs: int
    file: int
    gestes: dict[str, list[float]]
    octets: list[int]
    memoire: float | None
    coeurs: float | None
    client: float
    erreurs: list[str]

    @property
    def reponses(self) -> list[float]:
        """Return the times of all the acts in ms, openings apart."""
        return [one for kind, times in self.gestes.items() if kind != OPEN for one in times]


@dataclass(frozen=True)
class Load:
    """Crowds by number of processes, then the largest one with its places counted."""

    processus: dict[int, list[Crowd]]
    borne: Crowd


@dataclass(frozen=True)
class Target:
    """What visitors reach: an address for each process, and the headers that lead there."""

    servers: Sequence[AppServer]
    doors: Sequence[tuple[str, dict[str, str]]]


def measure_load(
    folder: Path, visitors: Sequence[int], seconds: float, tell: Callable[[str], None]
) -> Load:
    """Measure each number of visitors for so long, on each number of processes, then the bound."""
    found: dict[int, list[Crowd]] = {}
    for processes in PROCESSES:
        found[processes] = []
        for number in visitors:
            tell(f"{number} visiteurs, {processes} processus")
            with served(folder / f"foule-{processes}-{number}", processes) as target:
                found[processes].append(asyncio.run(visit(target, number, seconds)))
    tell(f"{max(visitors)} visiteurs, {max(PROCESSES)} processus, places comptées")
    with served(folder / "foule-places", max(PROCESSES), bound="") as target:
        return Load(found, asyncio.run(visit(target, max(visitors), seconds)))


@contextlib.contextmanager
def served(folder: Path, processes: int, bound: str = "0") -> Iterator[Target]:
    """Serve the application in so many processes that share one store, behind nginx if several.

    Without nginx, visitors are shared out between the processes' own ports.

    Parameters
    ----------
    folder
        New folder, for the store and the logs.
    bound
        Visitors that a process serves at once: ``COOP_SESSIONS``.
    """
    folder.mkdir(parents=True)
    environment = {**ENVIRONMENT, "COOP_DONNEES": str(folder / "var"), "COOP_SESSIONS": bound}
    with contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(
                serve(ROOT / "app.py", log=folder / f"{rank}.log", environment=environment)
            )
            for rank in range(processes)
        ]
        doors: list[tuple[str, dict[str, str]]] = [(server.url, {}) for server in servers]
        if processes > 1 and nginx.find():
            ports = [server.port for server in servers]
            proxy = stack.enter_context(serve_nginx(folder, ports, "'self'"))
            numbers = proxy.visitors(ports)
            doors = [(proxy.url, {"Cookie": f"coop_affinite={numbers[port]}"}) for port in ports]
        yield Target(servers, doors)


async def visit(target: Target, number: int, seconds: float) -> Crowd:
    """Have so many visitors come, act and be measured for so long."""
    for url, headers in target.doors:
        await warm_up(url, headers)
    rows: list[Row] = []
    stop = asyncio.Event()
    sessions = []
    tasks = []
    for seed in range(number):
        url, headers = target.doors[seed % len(target.doors)]
        sessions.append(Session(url, walk(seed), headers, rows))
        tasks.append(asyncio.create_task(sessions[-1].run(stop)))
        await asyncio.sleep(ARRIVAL_S / len(target.doors))
    await asyncio.sleep(SETTLE_S)
    pids = [server.pid for server in target.servers]
    start, before, own = time.perf_counter(), _sum(map(cpu_ms, pids)), time.process_time()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - start
    after, own = _sum(map(cpu_ms, pids)), time.process_time() - own
    memory, waiting = _sum(map(resident_mb, pids)), sum(session.waiting for session in sessions)
    stop.set()
    await asyncio.gather(*tasks)
    measured = [row for row in rows if row.kind == OPEN or start <= row.at < start + took]
    return Crowd(
        visiteurs=number,
        file=waiting,
        gestes=times(measured),
        octets=[row.received for row in measured if row.kind != OPEN],
        memoire=memory,
        coeurs=None if before is None or after is None else (after - before) / 1000 / took,
        client=own / took,
        erreurs=[row.error for row in rows if row.error],
    )


async def warm_up(url: str, headers: dict[str, str]) -> None:
    """Have one visitor open every page: what a process makes once is made.

    Raises
    ------
    RuntimeError
        If an answer is wrong.
    """
    acts = [Act(OPEN), *(Act(PAGE, path=path) for path in (*PATHS[1:], ""))]
    session = Session(url, [(act, 0.0) for act in acts], headers)
    await session.run(asyncio.Event())
    if errors := [row.error for row in session.rows if row.error]:
        raise RuntimeError(f"wrong even for one visitor: {errors[0]}")


def times(rows: Iterable[Row]) -> dict[str, list[float]]:
    """Return the times of the acts in ms, by kind."""
    found: dict[str, list[float]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(row.seconds * 1000)
    return found


def _sum(values: Iterable[float | None]) -> float | None:
    """Return a sum; None where one of them is unknown."""
    known = list(values)
    return None if None in known else sum(one for one in known if one is not None)
