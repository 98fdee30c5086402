"""Where a run's milliseconds go: ``python -m tests.bench.profile``.

Serves the application with each script run sampled by pyinstrument, has one visitor act over
Streamlit's WebSocket, and prints, by kind of act, the time of a run and what took it. Sampling
slows a run down, all its parts alike: the shares hold, the times are an upper bound.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyinstrument import Profiler
from pyinstrument.renderers import ConsoleRenderer
from pyinstrument.session import Session as Sampled
from streamlit.runtime.scriptrunner import script_runner
from streamlit.web.cli import main as serve_streamlit

from tests.bench.session import Session
from tests.bench.walk import FILTER, OPEN, PAGE, PATHS, SELECT, Act, choices
from tests.browser.expected import inventory
from tests.browser.server import ROOT, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

#: Samples per second, and acts of each kind that are sampled after as many that are not.
INTERVAL_S = 0.0005
ACTS = 20
#: The file that, while it is there, has runs sampled; it names what they are.
ENVIRONMENT = "BENCH_SAMPLED"
_EXECUTION = "exec_func_with_error_handling"


def sampled(execute: Callable[..., Any], folder: Path) -> Callable[..., Any]:
    """Return Streamlit's script execution, the outermost call of each thread sampled."""
    local = threading.local()
    found: dict[str, list[Sampled]] = {}

    def execute_sampled(function: Callable[[], Any], context: Any) -> Any:
        kind = (folder / "kind").read_text(encoding="utf-8")
        if getattr(local, "inside", False) or not kind:
            return execute(function, context)
        local.inside = True
        profiler = Profiler(interval=INTERVAL_S, async_mode="disabled")
        profiler.start()
        try:
            return execute(function, context)
        finally:
            session = profiler.stop()
            local.inside = False
            found.setdefault(kind, []).append(session)
            number = len(found[kind])
            session.save(folder / f"{kind}-{number}.pyisession")

    return execute_sampled


def acts(path: str) -> Iterator[Act]:
    """Yield a page's filters, one system after the other, without end."""
    act = Act(FILTER, path=path, facet="systeme")
    while True:
        for code in inventory().labels["systeme"]:
            yield replace(act, state=act.state.with_option("systeme", code))


async def visit(url: str, folder: Path) -> None:
    """Act as one visitor, on each page in turn, sampled once everything made once is made.

    Raises
    ------
    RuntimeError
        If an answer is wrong.
    """

    def walk() -> Iterator[tuple[Act, float]]:
        yield Act(OPEN), 0.0
        for path in PATHS:
            if path:
                yield Act(PAGE, path=path), 0.0
            filters = acts(path)
            yield from _marked(folder, f"filtre /{path}", filters)
            yield Act(FILTER, path=path), 0.0
            if not path:
                clicks = (Act(SELECT, choix=choix) for choix in choices())
                yield from _marked(folder, "sélection /", clicks)

    session = Session(url, walk())
    await session.run(asyncio.Event())
    if errors := [row.error for row in session.rows if row.error]:
        raise RuntimeError(f"wrong answer: {errors[0]}")


def _marked(folder: Path, kind: str, found: Iterator[Act]) -> Iterator[tuple[Act, float]]:
    name = folder / "kind"
    for rank in range(2 * ACTS):
        name.write_text(kind.replace("/", "_") if rank >= ACTS else "", encoding="utf-8")
        yield next(found), 0.0
    name.write_text("", encoding="utf-8")


def described(kind: str, sessions: list[Sampled]) -> str:
    """Return what a run of a kind took, by package, then line by line, as Markdown."""
    whole = sessions[0]
    for one in sessions[1:]:
        whole = Sampled.combine(whole, one)
    root = whole.root_frame()
    assert root is not None
    took: dict[str, float] = {}
    frames = [(root, "python")]
    while frames:
        frame, caller = frames.pop()
        # Python's own library works for whoever calls it.
        name = package_of(frame.file_path or "")
        name = caller if name == "python" else name
        took[name] = took.get(name, 0.0) + frame.time - sum(one.time for one in frame.children)
        frames += [(child, name) for child in frame.children]
    number = len(sessions)
    rows = sorted(took.items(), key=lambda row: -row[1])
    shares = ", ".join(f"{name} {seconds / whole.duration:.0%}" for name, seconds in rows[:6])
    lines = ConsoleRenderer(color=False, unicode=True, time="percent_of_total").render(whole)
    return (
        f"## {kind}\n\n{1000 * whole.duration / number:.1f} ms a run, {number} runs: {shares}\n\n"
        f"```\n{lines}\n```\n"
    )


def package_of(path: str) -> str:
    """Return the package of a file: a library's name, or a folder of ours."""
    parts = Path(path).parts
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    inside = Path(path).is_relative_to(ROOT)
    return parts[len(ROOT.parts)] if inside else "python"


def main() -> None:
    """Sample and report."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kind").touch()
        environment = {
            ENVIRONMENT: name,
            "COOP_DONNEES": str(folder / "var"),
            "COOP_TABLES": "",
            "COOP_SESSIONS": "0",
        }
        launcher = (sys.executable, "-m", "tests.bench.profile")
        log = folder / "app.log"
        with serve(ROOT / "app.py", log=log, environment=environment, launcher=launcher) as server:
            asyncio.run(visit(server.url, folder))
        kinds: dict[str, list[Sampled]] = {}
        for path in sorted(folder.glob("*.pyisession"), key=lambda path: path.stat().st_mtime):
            kinds.setdefault(path.name.rpartition("-")[0], []).append(Sampled.load(path))
        for kind, sessions in kinds.items():
            print(described(kind.replace("_", "/"), sessions))


if __name__ == "__main__":
    if ENVIRONMENT in os.environ:
        execution = sampled(getattr(script_runner, _EXECUTION), Path(os.environ[ENVIRONMENT]))
        setattr(script_runner, _EXECUTION, execution)
        serve_streamlit()
    else:
        main()
