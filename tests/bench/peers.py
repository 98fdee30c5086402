"""The applications measured side by side, and how each is served."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.bench.browser import Condition
    from tests.bench.scenario import Change
    from tests.bench.sizes import Data

PYTHON = ROOT / ".venv-pairs" / "bin" / "python"
"""The peers' own interpreter, made by ``make bench``."""

STREAMLIT_PILLS = ".st-key-systeme button"


@dataclass(frozen=True)
class Pair:
    """An application to measure.

    Attributes
    ----------
    name
        Its script's name; ``carte`` for ours.
    kind
        What tells that it has painted a state: ``nue``, ``leaflet``, ``deck`` or ``carte``.
    pills
        Selector of the systems' pills.
    launcher
        What the peers' interpreter is given to serve it.
    """

    name: str
    kind: str
    pills: str = STREAMLIT_PILLS
    launcher: tuple[str, ...] = ("-m", "streamlit")

    def shows(self, change: Change, perimetres: int) -> Condition:
        """Return the state that a change must lead to."""
        match self.kind:
            case "nue":
                texte = f"Résultat : {', '.join(change.systemes)}".rstrip()
                return {"kind": "texte", "selector": ".st-key-resultat", "texte": texte}
            case "carte":
                return {"kind": "liens", "ids": sorted(change.cooperations)}
            case _:
                return {"kind": self.kind, "liens": change.links, "perimetres": perimetres}


BARE = Pair("nue", "nue")
OURS = Pair("carte", "carte")
PAIRS = (
    BARE,
    Pair("courante", "leaflet"),
    Pair("groupe", "leaflet"),
    Pair("deckgl", "deck"),
    Pair("dash_carte", "leaflet", "#systeme label", ("dash_carte.py",)),
    OURS,
)


@contextlib.contextmanager
def served(pair: Pair, data: Data, log: Path, *, store: Path | None = None) -> Iterator[AppServer]:
    """Serve an application until the block ends; the peers without this project's settings.

    Ours serves the tables as they are unless a store is given: where versions are served, pages
    look for another one now and then, and such a run is no answer to a visitor's gesture.
    """
    if pair.kind == "carte":
        environment = {"COOP_DONNEES": str(store)} if store else {"COOP_TABLES": str(data.tables)}
        with serve(ROOT / "app.py", log=log, environment=environment) as server:
            yield server
        return
    assert data.plain is not None
    script = data.plain / f"{pair.name}.py"
    with serve(
        script,
        log=log,
        environment={"BENCH_DONNEES": str(data.plain)},
        launcher=(str(PYTHON), *pair.launcher),
        folder=data.plain,
    ) as server:
        yield server
