"""Which table a sheet is, and which column each of its headers names.

Headers are compared folded (no accent, case nor punctuation), by the machine name of the
column or by its French title.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from data.errors import Fault
from data.imports.cells import column_letter
from data.schemas import SCHEMAS, load_schemas
from data.suggestions import nearest
from geo.text import fold

if TYPE_CHECKING:
    from data.fields import Text
    from data.imports.cells import Sheet, Value

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
HEADER_SEARCH = 10
"""Rows with a value among which the header is looked for."""

SHEET_TEXT: Text = (
    "the name of a table as the name of the sheet, or its columns in the first row",
    "le nom d’une table comme nom de feuille, ou ses colonnes en première ligne",
)
CLOSED_TEXT: Text = (
    "a table that an import may change; this one is a closed list",
    "une table qui se change par import ; celle-ci est une liste fermée",
)
TWICE_SHEET_TEXT: Text = (
    "one sheet for this table; an earlier one has it",
    "une seule feuille pour cette table ; une feuille précédente l’a déjà",
)
TWICE_COLUMN_TEXT: Text = ("a column only once", "une colonne une seule fois")
EXTRA_COLUMN_TEXT: Text = ("a column of this table", "une colonne de cette table")
KEY_COLUMN_TEXT: Text = (
    "this column: rows are recognised by it",
    "cette colonne : c’est elle qui fait reconnaître les lignes",
)
OUTSIDE_TEXT: Text = (
    "no value in a column without a header; in a CSV file, a text that holds the separator "
    "goes between quotes",
    "aucune valeur dans une colonne sans titre ; dans un fichier CSV, un texte qui contient le "
    "séparateur va entre guillemets",
)


@dataclass(slots=True)
class Area:
    """Where a table is in a sheet.

    Attributes
    ----------
    columns
        Position, from 0, of each column found.
    spelled
        Header of each column as the sheet spells it.
    remove
        Position of the column that says which rows are removed.
    shifted
        Rows whose cells do not stand under their headers: they mean nothing.
    """

    table: str
    sheet: Sheet
    header: int
    columns: dict[str, int] = field(default_factory=dict)
    spelled: dict[str, str] = field(default_factory=dict)
    remove: int | None = None
    shifted: set[int] = field(default_factory=set)

    @property
    def has_key(self) -> bool:
        """Whether the columns that make a row known are all there."""
        return set(load_schemas()[self.table].primary_key) <= set(self.columns)


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
def _tables_by_name() -> dict[str, str]:
    named = {fold(table): table for table in load_schemas()}
    for table in load_schemas():
        named.setdefault(fold(descriptors()[table]["title"])[:31].strip(), table)
    return named


def recognise(sheet: Sheet) -> tuple[Area | None, list[Fault], list[str]]:
    """Find which table a sheet is and where its columns are.

    Returns
    -------
    tuple
        The area, None when the sheet is no table; faults, whose `table` is the name of the
        sheet; notes in French.
    """
    notes: list[str] = []
    if not sheet.rows:
        return None, [], [f"La feuille « {sheet.name} » est vide."]
    table = _tables_by_name().get(fold(sheet.name)[:31].strip())
    if table is None:
        table = _table_by_columns(sheet)
        if table:
            notes.append(
                f"La feuille « {sheet.name} » est lue comme la table {table}, d’après ses colonnes."
            )
    first = next(iter(sheet.rows))
    if table is None:
        names = list(_tables_by_name())
        near = nearest(sheet.name, [_tables_by_name()[name] for name in names], names)
        return None, [_fault(sheet, first, "", sheet.name, SHEET_TEXT, near)], notes
    if table not in EDITABLE:
        return None, [_fault(sheet, first, "", table, CLOSED_TEXT)], notes
    area = Area(table, sheet, _header_row(sheet, table))
    if area.header != first:
        notes.append(
            f"Feuille « {sheet.name} » : les lignes avant la ligne {area.header} (titres de "
            "colonnes) ne sont pas lues."
        )
    faults = _place_columns(area, notes)
    faults += _outside(area)
    return area, faults, notes


def is_own_sheet(name: str) -> bool:
    """Tell whether a sheet is one of the template's that hold no table."""
    return fold(name) in (fold(README_SHEET), fold(LISTS_SHEET))


def _table_by_columns(sheet: Sheet) -> str | None:
    """Return the one table whose key is among the headers and which has the most of them."""
    scores: dict[str, int] = {}
    for table in EDITABLE:
        header = _header_row(sheet, table)
        found = _columns_in(sheet.rows[header], table)
        if set(load_schemas()[table].primary_key) <= found:
            scores[table] = len(found)
    best = [table for table, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else None


def _columns_in(values: list[Value], table: str) -> set[str]:
    named = headers_of(table)
    return {named[header] for header in map(_folded, values) if header in named}


def _folded(value: Value) -> str:
    return fold(value[:200]) if isinstance(value, str) else ""


def _header_row(sheet: Sheet, table: str) -> int:
    rows = list(sheet.rows)[:HEADER_SEARCH]
    return max(rows, key=lambda row: len(_columns_in(sheet.rows[row], table)))


def _place_columns(area: Area, notes: list[str]) -> list[Fault]:
    faults: list[Fault] = []
    unknown: list[str] = []
    named = headers_of(area.table)
    for position, value in enumerate(area.sheet.rows[area.header]):
        text = "" if value is None else str(value).strip()
        header = fold(text[:200])
        column = named.get(header)
        if not text or (text.startswith("(") and text.endswith(")")):
            continue  # between brackets: a help for the reader
        if column and column not in area.columns:
            area.columns[column] = position
            area.spelled[column] = text
        elif header in REMOVE_HEADERS and area.remove is None:
            area.remove = position
        elif column:
            faults.append(_fault(area.sheet, area.header, text, text, TWICE_COLUMN_TEXT))
        else:
            unknown.append(text)
    titles = {
        column: descriptors()[f"{area.table}.{column}"]["title"]
        for column in load_schemas()[area.table].columns
        if column not in area.columns
    }
    for text in unknown:
        near = nearest(text, list(titles), list(titles.values()))
        faults.append(_fault(area.sheet, area.header, text, text, EXTRA_COLUMN_TEXT, near))
    faults += [
        _fault(area.sheet, area.header, column, "", KEY_COLUMN_TEXT)
        for column in titles
        if column in load_schemas()[area.table].primary_key
    ]
    if titles:
        notes.append(
            f"Feuille « {area.sheet.name} » : colonnes absentes, laissées comme elles sont dans "
            f"l’inventaire : {', '.join(titles)}."
        )
    return faults


def _outside(area: Area) -> list[Fault]:
    """Name the rows with a value under no header."""
    header = area.sheet.rows[area.header]
    faults = []
    for row, values in area.sheet.rows.items():
        if row <= area.header:
            continue
        for position, value in enumerate(values):
            if value in (None, "") or (
                position < len(header) and header[position] not in (None, "")
            ):
                continue
            area.shifted.add(row)
            letter = column_letter(position)
            faults.append(_fault(area.sheet, row, letter, str(value), OUTSIDE_TEXT))
            break
    return faults


def _fault(
    sheet: Sheet, row: int, column: str, value: str, text: Text, suggestion: str = ""
) -> Fault:
    return Fault(sheet.name, row, column, value, text[0], suggestion, attendu=text[1])
