"""What differs between two states of the inventory, as lists: changed, added, removed rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.imports.headers import descriptors
from data.imports.names import KINDS
from data.schemas import load_schemas
from geo.format_fr import count_label, enumerate_fr
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from data.loaders import Tables
    from data.store import TableDifferences

SHOWN = 2_000
"""Rows of one list that are shown; the rest is counted."""

FEW = 12
"""Rows that differ, in all, up to which the lists are open at first."""

_NAMES = ("intitule", "nom_court", "nom", "membre_nom", "titre", "label")
"""Columns that name a row better than its key."""


def table_title(table: str) -> str:
    """Return the French title of a table."""
    return descriptors()[table]["title"]


def field_title(table: str, column: str) -> str:
    """Return the French title of a column."""
    return descriptors().get(f"{table}.{column}", {}).get("title", column)


def names_of(*tables: Tables | None) -> dict[str, str]:
    """Return the name of each territoire, pôle and coopération of some versions, by its code."""
    names: dict[str, str] = {}
    for version in filter(None, tables):
        names |= dict(zip(version.territoires["code"], version.territoires["nom"], strict=True))
        names |= dict(zip(version.poles["code"], version.poles["nom_court"], strict=True))
        coops = version.cooperations
        names |= dict(zip(coops["id"], coops["intitule"], strict=True))
    return names


def row_name(row: Mapping[str, str], key: Sequence[str], names: Mapping[str, str]) -> str:
    """Return what tells a row to a reader: its name when it has one, and its key."""
    name = next((row[column] for column in _NAMES if row.get(column)), "")
    if name and len(key) == 1:
        return _with_code(key[0], name)
    parts = [_with_code(code, names.get(code, "")) for code in key if code]
    return " · ".join([name, *parts] if name else parts)


def _with_code(code: str, name: str) -> str:
    return f"{name} ({code})" if name and name != code else code


def summary(found: Sequence[TableDifferences]) -> str:
    """Return how many rows differ in all, as a sentence; no row is said too."""
    counts = (
        (sum(len(table.added) for table in found), "ligne ajoutée", "lignes ajoutées"),
        (sum(len(table.changed) for table in found), "ligne modifiée", "lignes modifiées"),
        (sum(len(table.removed) for table in found), "ligne supprimée", "lignes supprimées"),
    )
    told = [count_label(count, one, many) for count, one, many in counts if count]
    if told:
        return f"{enumerate_fr(told)}."
    return "L’ordre des lignes change." if found else "Aucune différence."


def show(found: Sequence[TableDifferences], names: Mapping[str, str]) -> None:
    """Draw every difference, a part for each table, closed at first when there are many.

    Parameters
    ----------
    found
        What differs.
    names
        Names that stand beside codes (`names_of`).
    """
    few = sum(table.count for table in found) <= FEW
    for table in found:
        counts = [
            count_label(len(rows), one, many)
            for rows, one, many in (
                (table.added, "ajout", "ajouts"),
                (table.changed, "modification", "modifications"),
                (table.removed, "suppression", "suppressions"),
            )
            if rows
        ]
        told = enumerate_fr(counts) if counts else "ordre des lignes"
        with st.expander(f"**{plain(table_title(table.table))}**\u202f: {told}", expanded=few):
            _table(table, names)


def _table(found: TableDifferences, names: Mapping[str, str]) -> None:
    if found.changed:
        rows = [
            {
                "Ligne": row_name(change.row, change.key, names),
                "Champ": field_title(found.table, cell.column),
                "Avant": cell.before,
                "Après": cell.after,
            }
            for change in found.changed[:SHOWN]
            for cell in change.changes
        ]
        _list("Modifications", pd.DataFrame(rows), len(found.changed))
    for title, kept in (("Ajouts", found.added), ("Suppressions", found.removed)):
        if kept:
            _list(title, _rows(found.table, kept[:SHOWN], names), len(kept))
    if found.reordered:
        st.caption("L’ordre des lignes change aussi.")


def _list(title: str, rows: pd.DataFrame, count: int) -> None:
    st.markdown(f"**{title}**")
    st.dataframe(rows, hide_index=True, width="stretch")
    if count > SHOWN:
        st.caption(f"Les {SHOWN} premières sur {count}.")


def _rows(table: str, rows: Iterable[Mapping[str, str]], names: Mapping[str, str]) -> pd.DataFrame:
    columns = load_schemas()[table].columns
    frame = pd.DataFrame([[row.get(column, "") for column in columns] for row in rows])
    frame.columns = pd.Index(columns)
    for column in columns:
        if (table, column) in KINDS:
            frame[column] = [_with_code(code, names.get(code, "")) for code in frame[column]]
    frame.columns = pd.Index([field_title(table, column) for column in columns])
    return frame.loc[:, ~frame.columns.duplicated()].loc[:, lambda f: (f != "").any()]
