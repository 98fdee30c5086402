"""What the inventory does not know well: each doubt measured, with the rows it concerns.

Everything is counted from the tables and their schemas, on all their rows: what a map hides by
default (faible confidence, dissolved pôles) counts too. No address is visited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from data.dictionary import filled
from data.schemas import load_schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    import pandas as pd

    from data.loaders import Tables
    from data.schemas import TableSchema

    Due = Callable[[pd.DataFrame], pd.Series]

CONFIANCE, DATE, SOURCE = "confiance", "date", "source"
STATUT, VIDE, MORT = "statut", "vide", "mort"
"""Kinds of findings: level of confidence, not dated, no second source, status unknown, a column
not filled where it should be, something that serves nothing."""

UNKNOWN = "inconnu"
SECOND_SOURCE = "source2_url"

STARTS: Mapping[str, str] = {
    "cooperations": "annee_debut",
    "poles": "date_creation",
    "pole_membres": "date_debut",
}
"""Column that dates a row, by table."""

SOURCE_YEARS: Mapping[str, str] = {"cooperations": "source_annee"}
"""Column that dates the source of a row, by table."""

DUE: Mapping[tuple[str, str], Due] = {
    ("cooperations", "annee_fin"): lambda rows: rows["statut"] == "achevee",
    ("cooperations", "source2_titre"): lambda rows: rows[SECOND_SOURCE] != "",
    ("poles", "date_fin"): lambda rows: rows["statut"] == "dissous",
    ("pole_membres", "membre_siren"): lambda rows: rows["qualite"] == "EPCI",
}
"""Columns that only some rows should fill, and which."""

MAY_BE_EMPTY = frozenset(
    {
        *(("cooperations", "note"), ("poles", "note"), ("pole_membres", "note")),
        *(("territoires", "note"), ("territoires", "pole_code"), ("territoires", "source_url")),
        *(("territoires", "lat"), ("territoires", "lon"), ("pole_membres", "date_fin")),
        *(("metiers", "theme"), ("reseau_chronologie", "lieu")),
        *(("scenes", name) for name in ("commentaire", "notes", "vue", "cadre")),
        *(("scenes", name) for name in ("niveaux", "defile")),
    }
)
"""Columns where nothing is an answer, as their descriptions say."""


@dataclass(frozen=True, slots=True)
class Constat:
    """Rows of one table that share one doubt.

    Attributes
    ----------
    genre
        One of the kinds above.
    table, colonne
        Where; for `MORT` without a column, whole rows that nothing cites.
    valeur
        The code counted, for `CONFIANCE` and `STATUT`; else empty.
    lignes
        Positions of the rows in the table, in order.
    total
        Rows that could be concerned.
    """

    genre: str
    table: str
    colonne: str
    valeur: str
    lignes: tuple[int, ...]
    total: int

    @property
    def nombre(self) -> int:
        """Number of rows concerned."""
        return len(self.lignes)

    @property
    def part(self) -> float:
        """Share of the rows that could be concerned, from 0 to 1; 0 when there are none."""
        return len(self.lignes) / self.total if self.total else 0.0


def measure(tables: Tables) -> tuple[Constat, ...]:
    """Return every finding, by table in the order of the schemas, then by kind.

    Levels of confidence, dates, second sources and unknown statuses are told even when no row
    is concerned; columns to fill and things that serve nothing, only when there are some.
    """
    found = [
        constat
        for name, schema in load_schemas().items()
        for constat in _table(tables, schema, getattr(tables, name))
    ]
    return (*found, *_unused(tables))


def references(table: str, rows: pd.DataFrame) -> list[str]:
    """Return the name of each row, from its key: « cooperations/rennes-terres-de-sources »."""
    key = load_schemas()[table].primary_key
    cells = zip(*(rows[column] for column in key), strict=True)
    return ["/".join((table, *map(str, values))) for values in cells]


def _table(tables: Tables, schema: TableSchema, rows: pd.DataFrame) -> Iterator[Constat]:
    told = tuple(_always_told(tables, schema, rows))
    yield from told
    if len(rows):
        yield from _to_fill(schema, rows, {constat.colonne for constat in told})


def _always_told(tables: Tables, schema: TableSchema, rows: pd.DataFrame) -> Iterator[Constat]:
    """Yield confidence, dates, second source, status."""
    name, lists = schema.name, {key.column: key.table for key in schema.foreign_keys}
    if "confiance" in lists:
        for code in tables.confiances["code"]:
            yield _finding(CONFIANCE, name, "confiance", rows["confiance"] == code, code)
    for dated in (STARTS, SOURCE_YEARS):
        if name in dated:
            yield _finding(DATE, name, dated[name], ~filled(rows[dated[name]]))
    if SECOND_SOURCE in schema.columns:
        yield _finding(SOURCE, name, SECOND_SOURCE, ~filled(rows[SECOND_SOURCE]))
    if "statut" in lists and UNKNOWN in set(getattr(tables, lists["statut"])["code"]):
        yield _finding(STATUT, name, "statut", rows["statut"] == UNKNOWN, UNKNOWN)


def _to_fill(schema: TableSchema, rows: pd.DataFrame, told: Collection[str]) -> Iterator[Constat]:
    """Yield the optional columns that lack values, or have none at all."""
    for field in schema.fields:
        if field.required or field.name in told:
            continue
        place, has = (schema.name, field.name), filled(rows[field.name])
        if place in DUE:
            constat = _finding(VIDE, *place, ~has, among=DUE[place](rows))
        elif not has.any():
            constat = _finding(MORT, *place, ~has)
        elif place not in MAY_BE_EMPTY:
            constat = _finding(VIDE, *place, ~has)
        else:
            continue
        if constat.nombre:
            yield constat


def _unused(tables: Tables) -> Iterator[Constat]:
    """Yield the values of closed lists, and the territoires, that no row cites."""
    cited: dict[str, set[str]] = {"territoires": set(tables.participants["territoire_code"])}
    for name, schema in load_schemas().items():
        for key in schema.foreign_keys:
            if "label" in getattr(tables, key.table):
                cited.setdefault(key.table, set()).update(getattr(tables, name)[key.column])
    for name, codes in cited.items():
        rows = getattr(tables, name)
        constat = _finding(MORT, name, "", ~rows["code"].isin(codes))
        if constat.nombre:
            yield constat


def _finding(
    genre: str,
    table: str,
    column: str,
    mask: pd.Series,
    valeur: str = "",
    among: pd.Series | None = None,
) -> Constat:
    total = len(mask) if among is None else int(among.sum())
    kept = mask if among is None else mask & among
    positions = tuple(int(p) for p in np.flatnonzero(kept.to_numpy(dtype=bool)))
    return Constat(genre, table, column, valeur, positions, total)
