"""The cells of a spreadsheet as they were read, before anybody says what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from data.imports.limits import ImportRefused, Limits

LAST_ROW = 1_048_576
"""Last row of a spreadsheet."""
FORMAT_MAX = 255
"""Characters of a number format."""
NAME_MAX = 200
"""Characters kept of the name of a sheet."""

_EPOCH = date(1899, 12, 30)
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


class Formula(str):
    """The text of a formula, never its result."""

    __slots__ = ()


class CellError(str):
    """An error of the spreadsheet, such as `#N/A`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A number shown as a date.

    Attributes
    ----------
    serial
        Days since 30 December 1899.
    parts
        How much of it the format shows: 3 for a day, 2 for a month, 1 for a year.
    """

    serial: float
    parts: int = 3

    def __str__(self) -> str:
        """Return the date, `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`; the number when there is none."""
        written = iso_day(self.serial)
        return written[: (4, 7, 10)[self.parts - 1]] if written else number_text(self.serial)


Value = str | float | bool | Day | None


@dataclass(slots=True)
class Sheet:
    """One sheet: rows by the number a spreadsheet gives them, cells from column A on."""

    name: str
    rows: dict[int, list[Value]] = field(default_factory=dict)


@dataclass(slots=True)
class Book:
    """One file: its sheets, and what there is to say about how it was read."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Filler:
    """Puts cells into sheets, and refuses more of them than allowed."""

    def __init__(self, book: Book, limits: Limits) -> None:
        self.book = book
        self.limits = limits
        self.rows = self.cells = self.characters = 0

    def sheet(self, name: str) -> Sheet:
        """Start a sheet."""
        if len(self.book.sheets) >= self.limits.sheets:
            raise too_many_sheets(self.limits)
        self.book.sheets.append(Sheet(name[:NAME_MAX]))
        return self.book.sheets[-1]

    def text(self, text: str) -> str:
        """Return a text to keep, no longer than what a fault needs; all of them are counted."""
        kept = text[: self.limits.text + 1]
        self.characters += len(kept)
        if self.characters > self.limits.characters:
            raise _too_many(self.limits.characters, "characters", "caractères")
        return kept

    def row(self, sheet: Sheet, number: int, values: list[Value]) -> None:
        """Add one row, unless it is empty."""
        while values and (values[-1] is None or values[-1] == ""):
            values.pop()
        if not values:
            return
        if len(values) > self.limits.columns:
            raise too_wide(self.limits)
        self.rows += 1
        self.cells += len(values)
        if self.rows > self.limits.rows:
            raise _too_many(self.limits.rows, "rows", "lignes")
        if self.cells > self.limits.cells:
            raise _too_many(self.limits.cells, "cells", "cellules")
        sheet.rows[number] = values


def too_many_sheets(limits: Limits) -> ImportRefused:
    """Return the refusal of a workbook with too many sheets."""
    return _too_many(limits.sheets, "sheets", "feuilles")


def too_wide(limits: Limits) -> ImportRefused:
    """Return the refusal of a sheet with too many columns."""
    return _too_many(limits.columns, "columns", "colonnes")


def _too_many(number: int, noun: str, nom: str) -> ImportRefused:
    return ImportRefused(
        f"the file has more than {number} {noun}",
        f"Le fichier a plus de {number:_} {nom}".replace("_", "\u202f")
        + " : retirez ce qui est inutile ou envoyez-le en plusieurs parties.",
    )


def column_letter(position: int) -> str:
    """Return the letters of a column, given its position from 0."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number_text(number: float) -> str:
    """Return a number as the tables write it: `200030989`, not `200030989.0`."""
    return str(int(number)) if number == int(number) and abs(number) < 1e15 else repr(number)


def iso_day(serial: float) -> str:
    """Return the day `AAAA-MM-JJ` of a serial number; an empty text when there is none."""
    try:
        return (_EPOCH + timedelta(days=int(serial))).isoformat() if serial >= 1 else ""
    except (OverflowError, ValueError):
        return ""


def serial_of(day: str) -> float | None:
    """Return the serial number of a day that starts with `AAAA-MM-JJ`."""
    try:
        return float((date.fromisoformat(day[:10]) - _EPOCH).days)
    except ValueError:
        return None


def date_parts(form: str) -> int:
    """Tell how much of a date a number format shows: 0 none, 1 year, 2 month, 3 day."""
    signs = _QUOTED.sub("", form[:FORMAT_MAX]).lower().partition(";")[0]
    if "d" in signs:
        return 3
    if "y" in signs:
        return 2 if "m" in signs else 1
    return 0
