"""So many visitors at once: ``python -m tests.bench.load --sessions 1,10,50 --seconds 30``.

Each visitor opens the map over Streamlit's WebSocket, as a browser does, then filters, selects and
changes page with two seconds between an answer and the next act. Every answer is checked against
the tables. What a browser fetches beside (scripts, fonts, layers) is not asked for. Each number of
visitors has fresh processes; visitors arrive one by one, and only what follows is measured.

Visitors are not kept waiting at the door, except in a last measure: as many as the largest number,
with the application's own bound.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import math
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts import nginx
from tests.bench import load_report
from tests.bench.process import cpu_ms, resident_mb
from tests.bench.session import Row, Session
from tests.bench.walk import OPEN, PAGE, PATHS, Act, walk
from tests.browser.server import ROOT, AppServer, serve
from tests.nginx import serve_nginx

SESSIONS = (1, 10, 50, 100, 200)
PROCESSES = (1, 2)
SECONDS = 20.0
#: Seconds from one visitor's arrival to the next, on each process.
ARRIVAL_S = 0.1
#: Seconds from the last arrival to the first measure.
SETTLE_S = 4.0
#: As in deploy/: threads share two pools of memory, not sixteen.
ENVIRONMENT = {"COOP_TABLES": "", "MALLOC_ARENA_MAX": "2"}
#: Errors told in full.
ERRORS_SHOWN = 5


@dataclass(frozen=True)
class Target:
    """What visitors reach: an address for each process, and the headers that lead there."""

    servers: Sequence[AppServer]
    doors: Sequence[tuple[str, dict[str, str]]]


@contextlib.contextmanager
def served(folder: Path, processes: int, bound: str = "0") -> Iterator[Target]:
    """Serve the application in so many processes that share one store, behind nginx if several.

    Without nginx, visitors are shared out between the processes' own ports.

    Parameters
    ----------
    folder
        New folder, for the store and the logs.
    bound
        Sessions that a process serves at once: ``COOP_SESSIONS``.
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


async def visit(target: Target, number: int, seconds: float) -> dict[str, Any]:
    """Have so many visitors come, act and be measured for so long; return the figures."""
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
    start, cpu, own = time.perf_counter(), _sum(map(cpu_ms, pids)), time.process_time()
    await asyncio.sleep(seconds)
    took = time.perf_counter() - start
    cpu, own = _sum(map(cpu_ms, pids)) - cpu, time.process_time() - own
    memory, waiting = _sum(map(resident_mb, pids)), sum(session.waiting for session in sessions)
    stop.set()
    await asyncio.gather(*tasks)
    measured = [row for row in rows if row.kind == OPEN or start <= row.at < start + took]
    return {
        "sessions": number,
        "en_attente": waiting,
        "secondes": took,
        "memoire_mo": memory,
        "coeurs": cpu / 1000 / took,
        "coeurs_client": own / took,
        **figures(measured),
    }


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


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Return how many acts there were, how they were answered, and what was wrong."""
    acts = [row for row in rows if row.kind != OPEN]
    kinds = sorted({row.kind for row in rows})
    errors = [row.error for row in rows if row.error]
    return {
        "demandes": len(acts),
        "erreurs": len(errors),
        "exemples": errors[:ERRORS_SHOWN],
        "tous": times(acts),
        "par_geste": {kind: times([row for row in rows if row.kind == kind]) for kind in kinds},
    }


def times(rows: Sequence[Row]) -> dict[str, float]:
    """Return the number of acts, their times in ms at p50, p95, p99, and bytes of an answer."""
    if not rows:
        return {"n": 0}
    ordered = sorted(row.seconds * 1000 for row in rows)
    shown = {f"p{part}": ordered[math.ceil(part / 100 * len(ordered)) - 1] for part in (50, 95, 99)}
    return {"n": len(rows), **shown, "octets": sum(row.received for row in rows) / len(rows)}


def _sum(values: Iterator[float | None]) -> float:
    """Return a sum; not a number where one of them is unknown."""
    return sum(math.nan if value is None else value for value in values)


def measure(folder: Path, options: argparse.Namespace) -> dict[str, Any]:
    """Measure each number of sessions, on each number of processes, then the bound.

    `options` is what `add_arguments` declares. The result holds, for each number of processes as
    text, one row per number of sessions; ``borne``, the row of the largest number with the bound.
    """
    found: dict[str, Any] = {}
    for processes in options.load_processes:
        rows = found.setdefault(str(processes), [])
        for number in options.load_sessions:
            _tell(number, processes)
            with served(folder / f"charge-{processes}-{number}", processes) as target:
                rows.append(asyncio.run(visit(target, number, options.load_seconds)))
    number, processes = max(options.load_sessions), max(options.load_processes)
    _tell(number, processes, ", places comptées")
    with served(folder / "charge-borne", processes, bound="") as target:
        found["borne"] = asyncio.run(visit(target, number, options.load_seconds))
    return found


def _tell(number: int, processes: int, more: str = "") -> None:
    print(f"… charge : {number} sessions, {processes} processus{more}", file=sys.stderr, flush=True)


def add_arguments(parser: argparse.ArgumentParser, prefix: str = "load-") -> None:
    """Declare the options of `measure`."""

    def numbers(text: str) -> list[int]:
        return [int(part) for part in text.split(",")]

    parser.add_argument(
        f"--{prefix}sessions",
        dest="load_sessions",
        type=numbers,
        default=list(SESSIONS),
        help="sessions at once: 1,10,50",
    )
    parser.add_argument(
        f"--{prefix}processes",
        dest="load_processes",
        type=numbers,
        default=list(PROCESSES),
        help="processes that share them: 1,2",
    )
    parser.add_argument(
        f"--{prefix}seconds",
        dest="load_seconds",
        type=float,
        default=SECONDS,
        help="seconds measured, for each number of sessions",
    )


def main() -> None:
    """Measure and print the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.load", description=__doc__)
    add_arguments(parser, prefix="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(load_report.markdown(measure(Path(folder), options)))


if __name__ == "__main__":
    main()
