"""Reads the cells of one sheet of an XLSX, event by event."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.imports.cells import LAST_ROW, CellError, Day, Filler, Formula, Sheet, Value, too_wide
from data.imports.limits import unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

_LETTERS = re.compile(r"[A-Z]{1,3}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SheetReader:
    """Takes the events of one sheet.

    Parameters
    ----------
    filler
        Takes the rows, and knows the limits.
    sheet
        The sheet they belong to.
    strings, formats
        Shared texts, and how much of a date each cell style shows.
    shift
        Days between the first day of this workbook and 30 December 1899.
    """

    def __init__(
        self,
        filler: Filler,
        sheet: Sheet,
        strings: Sequence[str],
        formats: Sequence[int],
        shift: int,
    ) -> None:
        self.filler = filler
        self.sheet = sheet
        self.strings = strings
        self.formats = formats
        self.shift = shift
        self.longest = filler.limits.text
        self.widest = filler.limits.columns
        self.number = 0
        self.values: list[Value] = []
        self.column = -1
        self.columns: dict[str, int] = {}
        self.kind = self.style = ""
        self.content = ""
        self.collecting = self.phonetic = self.is_formula = False
        self.formula = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the opening of an element."""
        if tag == "c":
            get = attributes.get
            self._place(get("r", ""))
            self.kind, self.style = get("t", "n"), get("s", "")
            self.content = ""
            self.is_formula = False
        elif tag in ("v", "t"):
            self.collecting = not self.phonetic
        elif tag == "f":
            self.is_formula = self.collecting = True
        elif tag == "row":
            given = attributes.get("r", "")
            number = int(given) if given.isdecimal() and len(given) < 9 else self.number + 1
            if not self.number < number <= LAST_ROW:
                raise unreadable(f"row {given!r}")
            self.number, self.values, self.column = number, [], -1
        elif tag == "rPh":
            self.phonetic = True

    def text(self, piece: str) -> None:
        """Take a piece of text."""
        if self.collecting and len(self.content) <= self.longest:
            self.content += piece

    def end(self, tag: str) -> None:
        """Take the closing of an element."""
        if tag in ("v", "t"):
            self.collecting = False
        elif tag == "c":
            value = self._value()
            if value is not None and value != "":
                self._keep(value)
        elif tag == "f":
            self.collecting = False
            self.formula, self.content = self.content[: self.longest], ""
        elif tag == "row":
            self.filler.row(self.sheet, self.number, self.values)
            self.values = []
        elif tag == "rPh":
            self.phonetic = False

    def _place(self, reference: str) -> None:
        """Move to the column of a cell; without a reference, to the next one."""
        letters = reference.rstrip("0123456789")
        if not letters:
            column = self.column + 1
        elif letters in self.columns:
            column = self.columns[letters]
        else:
            column = self.columns[letters] = _column(letters)
        if column <= self.column:
            raise unreadable(f"cell {reference!r}")
        self.column = column

    def _keep(self, value: Value) -> None:
        missing = self.column - len(self.values)
        if self.column >= self.widest:
            raise too_wide(self.filler.limits)
        if missing:
            self.values.extend([None] * missing)
        self.values.append(value)

    def _value(self) -> Value:
        text = self.content[: self.longest + 1]
        if self.is_formula:
            return Formula(f"={self.formula}")
        if not text or self.kind == "n":
            return self._number(text) if text else None
        if self.kind == "s":
            return self._shared(text)
        if self.kind == "b":
            return text.strip() == "1"
        if self.kind == "e":
            return CellError(text)
        kept = unescape(self.filler.text(text))
        return kept[:10] if self.kind == "d" else kept

    def _shared(self, text: str) -> Value:
        place = int(text) if text.strip().isdecimal() and len(text) < 12 else -1
        return self.strings[place] if 0 <= place < len(self.strings) else CellError("#REF!")

    def _number(self, text: str) -> Value:
        try:
            number = float(text)
        except ValueError:
            return text
        if not abs(number) < 1e300:
            return text
        style = int(self.style) if self.style.isdecimal() and len(self.style) < 9 else -1
        parts = self.formats[style] if 0 <= style < len(self.formats) else 0
        return Day(number + self.shift, parts) if parts else number


def _column(letters: str) -> int:
    """Return the position of a column, from 0, given its letters."""
    if not _LETTERS.fullmatch(letters):
        raise unreadable(f"column {letters!r}")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column - 1


def unescape(text: str) -> str:
    """Return a text whose `_x000D_` are written out; halves of characters stay as they are."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda m: m[0] if 0xD800 <= int(m[1], 16) <= 0xDFFF else chr(int(m[1], 16)), text
    )
