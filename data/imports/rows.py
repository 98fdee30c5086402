"""From the sheets of a file to rows of texts by table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from data.errors import Fault
from data.imports.apply import Imported
from data.imports.found import counted
from data.imports.headers import README_SHEET, VERSION_LABEL, WHOLE_LABEL
from data.imports.report import VALUE_SHOWN, Correction
from data.imports.values import Column, choices_of
from data.schemas import load_schemas
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.imports.areas import Area
    from data.imports.cells import Book, Value
    from data.imports.found import Found

EXAMPLE = re.compile(r"exemple(-|\s*: )", re.IGNORECASE)
"""How the key of an example row of the template starts."""

YES = {"oui", "o", "x", "1", "vrai", "true", "supprimer"}
NO = {"", "non", "n", "0", "faux", "false"}

CHECKED_EVERY = 4_096
"""Cells read between two looks at the time."""


def origin(book: Book) -> tuple[str, bool]:
    """Return the version of the inventory a workbook comes from, and whether it is whole."""
    version, whole = "", False
    for sheet in book.sheets:
        if fold(sheet.name) != fold(README_SHEET):
            continue
        for values in sheet.rows.values():
            label = fold(str(values[0])[:80])
            said = str(values[1]) if len(values) > 1 else ""
            if label == fold(VERSION_LABEL):
                version = said.removesuffix(".0")
            elif label == fold(WHOLE_LABEL):
                whole = fold(said) == "oui"
    return version, whole


def read_rows(area: Area, present: Mapping[str, pd.DataFrame], found: Found) -> Imported:
    """Return the rows of an area as texts, examples and empty rows left out.

    Parameters
    ----------
    area
        Where the table is.
    present
        The inventory, for its closed lists.
    found
        Told faults, corrections and notes.

    Raises
    ------
    Enough, ImportRefused
        If that takes too long.
    """
    schema = load_schemas()[area.table]
    numbers = [row for row in area.sheet.rows if row > area.header and row not in area.shifted]
    keys = [area.columns[column] for column in schema.primary_key if column in area.columns]
    examples = {row for row in numbers if _is_example(area.sheet.rows[row], keys)}
    if examples:
        found.notes.append(
            f"Feuille « {area.sheet.name} » : "
            f"{counted(len(examples), 'ligne')} d’exemple, sans effet."
        )
        numbers = [row for row in numbers if row not in examples]
    removed = _removed(area, numbers, found)
    lists = choices_of(schema, present)
    longest = found.watch.limits.text
    cells = {
        described.name: _cells(
            area,
            described.name,
            numbers,
            Column(described, lists.get(described.name), longest),
            found,
        )
        for described in schema.fields
        if described.name in area.columns
    }
    frame = pd.DataFrame(cells, index=pd.Index(numbers, dtype="int64"), dtype=object)
    return Imported(frame[(frame != "").any(axis=1)], removed)


def _cells(area: Area, name: str, numbers: list[int], column: Column, found: Found) -> list[str]:
    position, rows = area.columns[name], area.sheet.rows
    texts = []
    for place, number in enumerate(numbers):
        if place % CHECKED_EVERY == 0:
            found.check()
        values = rows[number]
        value = values[position] if position < len(values) else None
        if value is None:
            texts.append("")
            continue
        read = column.read(value)
        texts.append(read.text)
        if read.fault:
            english, french = read.fault
            found.fault(Fault(area.table, number, name, read.text, english, attendu=french))
        elif read.before is not None:
            before, after = read.before[:VALUE_SHOWN], read.text[:VALUE_SHOWN]
            spelled = area.spelled[name]
            found.correction(Correction(area.sheet.name, number, spelled, before, after))
    return texts


def _removed(area: Area, numbers: list[int], found: Found) -> set[int]:
    if area.remove is None:
        return set()
    removed = set()
    header = str(area.sheet.rows[area.header][area.remove])
    for number in numbers:
        values = area.sheet.rows[number]
        value = values[area.remove] if area.remove < len(values) else None
        said = "" if value is None else fold(str(value)[:40].removesuffix(".0"))
        if said in YES:
            removed.add(number)
        elif said not in NO:
            told = ("oui, or nothing", "oui", "oui, ou rien")
            found.fault(Fault(area.table, number, header, str(value), *told))
    return removed


def _is_example(values: Sequence[Value], keys: list[int]) -> bool:
    texts = (values[place] for place in keys if place < len(values))
    return any(isinstance(text, str) and EXAMPLE.match(text.lstrip()) for text in texts)
