"""Reads ODS as a stream: values and formulas apart, nothing evaluated, nothing followed.

Not odfpy, which builds the whole document in memory (a repeated cell is one element and may
stand for 17 billion cells), nor calamine, which aborts on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.imports.archive import protected, refuse_links
from data.imports.cells import (
    LAST_ROW,
    CellError,
    Day,
    Filler,
    Formula,
    Sheet,
    Value,
    serial_of,
    too_wide,
)
from data.imports.limits import unreadable

if TYPE_CHECKING:
    from data.imports.archive import Archive

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
NUMBERS = {"float", "percentage", "currency"}
LINKS = {"table-source", "cell-range-source", "dde-link", "database-source-sql"}


def read_ods(archive: Archive, filler: Filler) -> None:
    """Read every sheet of a spreadsheet, in the order of its tabs."""
    _refuse_password(archive)
    reader = _Reader(filler)
    archive.parse(CONTENT, reader.start, reader.end, reader.text, longest=filler.limits.unpacked)


def _refuse_password(archive: Archive) -> None:
    def start(tag: str, _: dict[str, str]) -> None:
        if tag == "encryption-data":
            raise protected()

    if MANIFEST in archive.members:
        archive.parse(MANIFEST, start)


def _repeats(attributes: dict[str, str], name: str) -> int:
    given = attributes.get(name, "1")
    return max(1, int(given)) if given.isdecimal() and len(given) < 9 else 1


class _Reader:
    """Takes the events of the document."""

    def __init__(self, filler: Filler) -> None:
        self.filler = filler
        self.sheet: Sheet | None = None
        self.depth = 0
        self.aside = 0
        self.number = self.rows = 0
        self.values: list[Value] = []
        self.empty = 0
        self.in_cell = False
        self.cell: dict[str, str] = {}
        self.paragraphs: list[list[str]] = []
        self.length = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.aside or tag in ("annotation", "shapes", "tracked-changes"):
            self.aside += 1
        elif tag in LINKS:
            raise refuse_links()
        elif tag == "table":
            self.depth += 1
            if self.depth == 1:
                self.sheet = self.filler.sheet(attributes.get("name", ""))
                self.number = 0
        elif self.depth != 1:
            return
        elif tag == "table-row":
            self.rows = _repeats(attributes, "number-rows-repeated")
            self.values, self.empty = [], 0
        elif tag in ("table-cell", "covered-table-cell"):
            self.cell, self.in_cell = attributes, True
            self.paragraphs, self.length = [], 0
        elif self.in_cell:
            self._inline(tag, attributes)

    def _inline(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "p":
            self.paragraphs.append([])
        elif tag == "s":
            self.text(" " * min(_repeats(attributes, "c"), self.filler.limits.text))
        elif tag == "tab":
            self.text("\t")
        elif tag == "line-break":
            self.text("\n")

    def text(self, piece: str) -> None:
        if (
            self.in_cell
            and not self.aside
            and self.paragraphs
            and self.length <= self.filler.limits.text
        ):
            self.paragraphs[-1].append(piece)
            self.length += len(piece)

    def end(self, tag: str) -> None:
        if self.aside:
            self.aside -= 1
        elif tag == "table":
            self.depth -= 1
        elif self.depth != 1:
            return
        elif tag in ("table-cell", "covered-table-cell"):
            self._finish_cell()
        elif tag == "table-row":
            self._finish_row()

    def _finish_cell(self) -> None:
        self.in_cell = False
        repeats = _repeats(self.cell, "number-columns-repeated")
        value = self._value()
        if value is None or value == "":
            self.empty += repeats
            return
        width = self.filler.limits.columns
        if len(self.values) + self.empty + repeats > width:
            raise too_wide(self.filler.limits)
        self.values += [None] * self.empty + [value] * repeats
        self.empty = 0

    def _finish_row(self) -> None:
        if self.sheet is None or self.number + self.rows > 2 * LAST_ROW:
            raise unreadable("rows outside a sheet")
        if self.values:
            for _ in range(self.rows):
                self.number += 1
                self.filler.row(self.sheet, self.number, list(self.values))
        else:
            self.number += self.rows

    def _value(self) -> Value:
        cell = self.cell
        if "formula" in cell:
            return Formula("=" + cell["formula"].partition(":")[2].removeprefix("="))
        kind = cell.get("value-type", "")
        text = "\n".join("".join(pieces) for pieces in self.paragraphs)
        text = self.filler.text(text)
        if kind in NUMBERS:
            return _number(cell.get("value", ""), text)
        if kind == "date":
            serial = serial_of(cell.get("date-value", ""))
            return text if serial is None else Day(serial)
        if kind == "boolean":
            return cell.get("boolean-value") == "true"
        if text in ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!") and kind != "string":
            return CellError(text)
        return text or self.filler.text(cell.get("string-value", ""))


def _number(value: str, text: str) -> Value:
    try:
        number = float(value)
    except ValueError:
        return text
    return number if abs(number) < 1e300 else text
