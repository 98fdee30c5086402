"""How the sheets and columns of a spreadsheet may be spelled.

Headers are compared folded (no accent, case nor punctuation), by the machine name of the
column or by its French title.
"""

from __future__ import annotations

import json
from functools import cache

from data.schemas import SCHEMAS, load_schemas
from geo.text import fold

EDITABLE = (
    "cooperations",
    "participants",
    "cooperation_themes",
    "poles",
    "pole_membres",
    "pole_missions",
    "pole_competences",
    "territoires",
    "territoire_epci",
    "territoire_regions",
    "recits",
    "reseau_chronologie",
    "metiers",
)
"""Tables an import may change, in the order of the template; the others are closed lists."""

README_SHEET = "Lisez-moi"
LISTS_SHEET = "Listes"
VERSION_LABEL, WHOLE_LABEL = "Version de l’inventaire", "Classeur entier"
REMOVE = "Supprimer"
REMOVE_HEADERS = {"supprimer", "a supprimer", "suppression"}


@cache
def descriptors() -> dict[str, dict[str, str]]:
    """Return French title and description of each table and column.

    Keys are `table` and `table.column`; values hold `title` and `description`.
    """
    found: dict[str, dict[str, str]] = {}
    for table in load_schemas():
        schema = json.loads((SCHEMAS / f"{table}.json").read_bytes())
        for key, part in [(table, schema)] + [
            (f"{table}.{column['name']}", column) for column in schema["fields"]
        ]:
            found[key] = {
                "title": part.get("title", key),
                "description": part.get("description", ""),
            }
    return found


@cache
def headers_of(table: str) -> dict[str, str]:
    """Return the column of a table that each folded header names."""
    columns = load_schemas()[table].columns
    named = {fold(column): column for column in columns}
    for column in columns:
        named.setdefault(fold(descriptors()[f"{table}.{column}"]["title"]), column)
    return named


@cache
def known_headers() -> frozenset[str]:
    """Return every folded header of every table."""
    return frozenset(header for table in load_schemas() for header in headers_of(table))


@cache
def tables_by_name() -> dict[str, str]:
    """Return the table that each folded name of a sheet names."""
    named = {fold(table): table for table in load_schemas()}
    for table in load_schemas():
        named.setdefault(fold(descriptors()[table]["title"])[:31].strip(), table)
    return named


def is_own_sheet(name: str) -> bool:
    """Tell whether a sheet is one of the template's that hold no table."""
    return fold(name) in (fold(README_SHEET), fold(LISTS_SHEET))
