"""Run Streamlit with each script run timed: ``python -m tests.bench.timed_server run app.py``.

Writes one JSON line per run to the file named by ``BENCH_RUNS``: ``wall_ms``, the script's time,
and, when ``BENCH_PROFILE`` is set, ``own_share``, the part of it spent outside Streamlit: in our
code and in the libraries it calls. Following each call slows a run down, both parts alike: the
share holds, the wall time does not, so the two are measured in separate runs.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType

ROOT = str(Path(__file__).resolve().parents[2])
STREAMLIT = str(Path(script_runner.__file__).resolve().parents[2])
OURS, THEIRS = "ours", "streamlit"


class SharedTime:
    """Time spent on either side of the border between Streamlit and the rest.

    A frame is Streamlit's, ours, or its caller's: a library works for whoever calls it.
    streamlit-folium and Folium are called by us, so they count as ours.
    """

    def __init__(self) -> None:
        self.seconds = {OURS: 0.0, THEIRS: 0.0}
        self._sides: list[str] = [THEIRS]
        self._known: dict[CodeType, str | None] = {}
        self._since = time.perf_counter()

    def follow(self, frame: FrameType, event: str, _: object) -> None:
        """Profile function: keep the current side, and its time when it changes."""
        if event == "call":
            code = frame.f_code
            if code not in self._known:
                self._known[code] = _side(code.co_filename)
            self._enter(self._known[code] or self._sides[-1])
        elif event == "return" and len(self._sides) > 1:
            self._leave()

    def _enter(self, side: str) -> None:
        if side != self._sides[-1]:
            self._count()
        self._sides.append(side)

    def _leave(self) -> None:
        side = self._sides.pop()
        if side != self._sides[-1]:
            now = time.perf_counter()
            self.seconds[side] += now - self._since
            self._since = now

    def _count(self) -> None:
        now = time.perf_counter()
        self.seconds[self._sides[-1]] += now - self._since
        self._since = now

    def own_share(self) -> float:
        """Return the part spent outside Streamlit, from 0 to 1."""
        self._count()
        return self.seconds[OURS] / sum(self.seconds.values())


def _side(filename: str) -> str | None:
    if filename.startswith(STREAMLIT + os.sep):
        return THEIRS
    inside = filename.startswith(ROOT + os.sep) and "site-packages" not in filename
    return OURS if inside else None


def timed(execute: Callable[..., Any], report: Path, *, profile: bool) -> Callable[..., Any]:
    """Return Streamlit's script execution with the outermost call of each thread timed."""
    local = threading.local()

    def execute_timed(function: Callable[[], Any], context: Any) -> Any:
        if getattr(local, "inside", False):
            return execute(function, context)
        local.inside = True
        shared = SharedTime()
        if profile:
            sys.setprofile(shared.follow)
        start = time.perf_counter()
        try:
            return execute(function, context)
        finally:
            wall = time.perf_counter() - start
            sys.setprofile(None)
            local.inside = False
            row = {"wall_ms": wall * 1000, "own_share": shared.own_share() if profile else None}
            with report.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")

    return execute_timed


if __name__ == "__main__":
    execution = "exec_func_with_error_handling"
    setattr(
        script_runner,
        execution,
        timed(
            getattr(script_runner, execution),
            Path(os.environ["BENCH_RUNS"]),
            profile=bool(os.environ.get("BENCH_PROFILE")),
        ),
    )
    main()
