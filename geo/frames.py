"""What the pure functions ask of the tables and of the prepared files: frames, by name."""

# ruff: noqa: D102  each property is the table of its name

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import pandas as pd


class TablesLike(Protocol):
    """The tables, one frame each, not to be changed; columns as in `data/tables`."""

    @property
    def systemes(self) -> pd.DataFrame: ...

    @property
    def themes(self) -> pd.DataFrame: ...

    @property
    def formes(self) -> pd.DataFrame: ...

    @property
    def statuts(self) -> pd.DataFrame: ...

    @property
    def statuts_pole(self) -> pd.DataFrame: ...

    @property
    def natures(self) -> pd.DataFrame: ...

    @property
    def confiances(self) -> pd.DataFrame: ...

    @property
    def types_territoire(self) -> pd.DataFrame: ...

    @property
    def territoires(self) -> pd.DataFrame: ...

    @property
    def territoire_epci(self) -> pd.DataFrame: ...

    @property
    def territoire_regions(self) -> pd.DataFrame: ...

    @property
    def poles(self) -> pd.DataFrame: ...

    @property
    def pole_membres(self) -> pd.DataFrame: ...

    @property
    def pole_missions(self) -> pd.DataFrame: ...

    @property
    def pole_competences(self) -> pd.DataFrame: ...

    @property
    def cooperations(self) -> pd.DataFrame: ...

    @property
    def cooperation_themes(self) -> pd.DataFrame: ...

    @property
    def participants(self) -> pd.DataFrame: ...

    @property
    def recits(self) -> pd.DataFrame: ...


class PreparedLike(Protocol):
    """The prepared frames; figures only, never a geometry."""

    @property
    def communes(self) -> pd.DataFrame: ...

    @property
    def epci(self) -> pd.DataFrame: ...

    @property
    def departements(self) -> pd.DataFrame: ...

    @property
    def regions(self) -> pd.DataFrame: ...

    @property
    def poles(self) -> pd.DataFrame: ...

    @property
    def territoires(self) -> pd.DataFrame: ...
