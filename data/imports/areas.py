"""Which table a sheet is, and which column each of its headers names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.errors import Fault
from data.imports.cells import column_letter
from data.imports.headers import (
    EDITABLE,
    REMOVE_HEADERS,
    descriptors,
    headers_of,
    is_own_sheet,
    tables_by_name,
)
from data.imports.report import VALUE_SHOWN
from data.schemas import NAMES, load_schemas
from data.suggestions import nearest
from geo.text import fold

if TYPE_CHECKING:
    from data.fields import Text
    from data.imports.cells import Book, Sheet, Value
    from data.imports.found import Found

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


def find_areas(book: Book, found: Found) -> dict[str, Area]:
    """Return where each table of a book is, in the order of the tables.

    Parameters
    ----------
    book
        The file.
    found
        Told faults, whose `table` is the name of the sheet, and notes.
    """
    areas: dict[str, Area] = {}
    for sheet in book.sheets:
        if is_own_sheet(sheet.name):
            continue
        if not sheet.rows:
            found.notes.append(f"La feuille « {sheet.name} » est vide.")
            continue
        table = _table_of(sheet, found)
        if table in areas:
            found.fault(_fault(sheet, _first(sheet), "", table, TWICE_SHEET_TEXT))
        elif table:
            areas[table] = _area(sheet, table, found)
    if not areas and not found.faults:
        found.fault(Fault(book.name, 1, "", "", "at least one table", attendu="au moins une table"))
    return {name: areas[name] for name in NAMES if name in areas}


def _table_of(sheet: Sheet, found: Found) -> str:
    """Return the table a sheet is, by its name or its columns; an empty text when it is none."""
    named = tables_by_name()
    table = named.get(fold(sheet.name)[:31].strip(), "")
    if not table and (table := _table_by_columns(sheet)):
        found.notes.append(
            f"La feuille « {sheet.name} » est lue comme la table {table}, d’après ses colonnes."
        )
    if not table:
        near = nearest(sheet.name, list(named.values()), list(named))
        found.fault(_fault(sheet, _first(sheet), "", sheet.name, SHEET_TEXT, near))
    elif table not in EDITABLE:
        found.fault(_fault(sheet, _first(sheet), "", table, CLOSED_TEXT))
        return ""
    return table


def _area(sheet: Sheet, table: str, found: Found) -> Area:
    """Return where the columns of a table are in its sheet."""
    area = Area(table, sheet, _header_row(sheet, table))
    if area.header != _first(sheet):
        found.notes.append(
            f"Feuille « {sheet.name} » : les lignes avant la ligne {area.header} (titres de "
            "colonnes) ne sont pas lues."
        )
    _place_columns(area, found)
    _name_shifted_rows(area, found)
    return area


def _first(sheet: Sheet) -> int:
    return next(iter(sheet.rows))


def _table_by_columns(sheet: Sheet) -> str:
    """Return the one table whose key is among the headers and which has the most of them."""
    scores: dict[str, int] = {}
    for table in EDITABLE:
        header = _header_row(sheet, table)
        found = _columns_in(sheet.rows[header], table)
        if set(load_schemas()[table].primary_key) <= found:
            scores[table] = len(found)
    best = [table for table, score in scores.items() if score == max(scores.values())]
    return best[0] if len(best) == 1 else ""


def _columns_in(values: list[Value], table: str) -> set[str]:
    named = headers_of(table)
    return {named[header] for header in map(_folded, values) if header in named}


def _folded(value: Value) -> str:
    return fold(value[:200]) if isinstance(value, str) else ""


def _header_row(sheet: Sheet, table: str) -> int:
    rows = list(sheet.rows)[:HEADER_SEARCH]
    return max(rows, key=lambda row: len(_columns_in(sheet.rows[row], table)))


def _place_columns(area: Area, found: Found) -> None:
    schema = load_schemas()[area.table]
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
            area.spelled[column] = text[:VALUE_SHOWN]
        elif header in REMOVE_HEADERS and area.remove is None:
            area.remove = position
        elif column:
            found.fault(_fault(area.sheet, area.header, text, text, TWICE_COLUMN_TEXT))
        else:
            unknown.append(text)
    titles = {
        column: descriptors()[f"{area.table}.{column}"]["title"]
        for column in schema.columns
        if column not in area.columns
    }
    for text in unknown:
        near = nearest(text, list(titles), list(titles.values()))
        found.fault(_fault(area.sheet, area.header, text, text, EXTRA_COLUMN_TEXT, near))
    for column in titles:
        if column in schema.primary_key:
            found.fault(_fault(area.sheet, area.header, column, "", KEY_COLUMN_TEXT))
    if titles:
        found.notes.append(
            f"Feuille « {area.sheet.name} » : colonnes absentes, laissées comme elles sont dans "
            f"l’inventaire : {', '.join(titles)}."
        )


def _name_shifted_rows(area: Area, found: Found) -> None:
    """Name the rows with a value under no header: their cells do not stand where they should."""
    header = area.sheet.rows[area.header]
    headed = [value not in (None, "") for value in header]
    for row, values in area.sheet.rows.items():
        if row <= area.header or (len(values) <= len(headed) and all(headed)):
            continue
        for position, value in enumerate(values):
            if value in (None, "") or (position < len(headed) and headed[position]):
                continue
            area.shifted.add(row)
            letter = column_letter(position)
            found.fault(_fault(area.sheet, row, letter, str(value), OUTSIDE_TEXT))
            break


def _fault(
    sheet: Sheet, row: int, column: str, value: str, text: Text, suggestion: str = ""
) -> Fault:
    return Fault(sheet.name, row, column, value, text[0], suggestion, attendu=text[1])
