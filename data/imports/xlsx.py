"""Reads XLSX as a stream: values and formulas apart, nothing evaluated, nothing followed.

Not openpyxl nor calamine: a crafted file of a few kB makes the first build millions of
objects before the first row, and the second abort the whole process (a value in the last
cell of a sheet is enough: it then asks for the whole grid at once). Here every event is
counted, and every limit holds while reading. Tests compare with both libraries.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from data.imports.cells import (
    LAST_ROW,
    CellError,
    Day,
    Filler,
    Formula,
    Value,
    date_parts,
    too_wide,
)
from data.imports.limits import ImportRefused, unreadable

if TYPE_CHECKING:
    from data.imports.archive import Archive

STRINGS_MAX = 2_000_000
FORMATS_MAX = 100_000
DAYS_TO_1904 = 1462

#: Formats of dates that have a number and no text (ECMA-376, part 1, 18.8.30).
BUILT_IN = {14: 3, 15: 3, 16: 3, 17: 2, 22: 3, 30: 3, 36: 3, 50: 3, 57: 3}

_LETTERS = re.compile(r"[A-Z]{1,3}")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_xlsx(archive: Archive, filler: Filler) -> None:
    """Read every worksheet of a workbook, in the order of its tabs."""
    workbook = _related(archive, "", "officeDocument")[0][1]
    relations = dict(_related(archive, workbook, "worksheet"))
    sheets, is_1904 = _sheets(archive, workbook)
    strings: list[str] = []
    for _, path in _related(archive, workbook, "sharedStrings")[:1]:
        strings = _strings(archive, path, filler.limits.text)
    formats: list[int] = []
    for _, path in _related(archive, workbook, "styles")[:1]:
        formats = _formats(archive, path)
    for name, relation in sheets:
        if relation in relations:
            sheet = filler.sheet(name)
            reader = _SheetReader(filler, strings, formats, DAYS_TO_1904 if is_1904 else 0)
            reader.sheet = sheet
            archive.parse(relations[relation], reader.start, reader.end, reader.text)
        else:
            filler.book.notes.append(
                f"La feuille « {name} » n’est pas un tableau de cellules : elle n’est pas lue."
            )


def _related(archive: Archive, source: str, kind: str) -> list[tuple[str, str]]:
    """Return identifier and path of the parts of a kind that a part points at."""
    folder, name = posixpath.split(source)
    found: list[tuple[str, str]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag != "Relationship" or attributes.get("TargetMode") == "External":
            return
        if attributes.get("Type", "").rpartition("/")[2] == kind:
            target = attributes.get("Target", "")
            path = target if target.startswith("/") else posixpath.join(folder, target)
            found.append((attributes.get("Id", ""), posixpath.normpath(path).lstrip("/")))

    archive.parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
    if not found and kind == "officeDocument":
        raise unreadable("no workbook part")
    return found


def _sheets(archive: Archive, path: str) -> tuple[list[tuple[str, str]], bool]:
    sheets: list[tuple[str, str]] = []
    is_1904 = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if tag == "sheet":
            relation = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), relation))
        elif tag == "workbookPr":
            is_1904 = attributes.get("date1904", "0") in ("1", "true")

    archive.parse(path, start)
    return sheets, is_1904


def _strings(archive: Archive, path: str, longest: int) -> list[str]:
    """Return the shared texts; phonetic readings are no part of them."""
    strings: list[str] = []
    pieces: list[str] = []
    wanted = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal wanted, phonetic
        if tag == "si":
            pieces.clear()
            if len(strings) >= STRINGS_MAX:
                raise unreadable("too many shared texts")
        elif tag == "rPh":
            phonetic = True
        wanted = tag == "t" and not phonetic

    def end(tag: str) -> None:
        nonlocal wanted, phonetic
        wanted = False
        if tag == "si":
            strings.append(_unescape("".join(pieces)[: longest + 1]))
        elif tag == "rPh":
            phonetic = False

    def text(piece: str) -> None:
        if wanted:
            pieces.append(piece)

    archive.parse(path, start, end, text)
    return strings


def _formats(archive: Archive, path: str) -> list[int]:
    """Return, for each cell style, how much of a date it shows (0 when it shows none)."""
    own: dict[str, int] = {}
    styles: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "numFmt":
            own[attributes.get("numFmtId", "")] = date_parts(attributes.get("formatCode", ""))
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            built_in = BUILT_IN.get(int(number), 0) if number.isdecimal() else 0
            styles.append(own.get(number, built_in))
        if len(styles) > FORMATS_MAX or len(own) > FORMATS_MAX:
            raise unreadable("too many formats")

    def end(tag: str) -> None:
        nonlocal inside
        if tag == "cellXfs":
            inside = False

    archive.parse(path, start, end)
    return styles


class _SheetReader:
    """Takes the events of one sheet."""

    def __init__(self, filler: Filler, strings: list[str], formats: list[int], shift: int) -> None:
        self.filler = filler
        self.strings = strings
        self.formats = formats
        self.shift = shift
        self.longest = filler.limits.text
        self.widest = filler.limits.columns
        self.sheet = filler.book.sheets[-1]
        self.number = 0
        self.values: list[Value] = []
        self.column = -1
        self.columns: dict[str, int] = {}
        self.kind = self.style = ""
        self.content = ""
        self.collecting = self.phonetic = self.is_formula = False
        self.formula = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
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
        if self.collecting and len(self.content) <= self.longest:
            self.content += piece

    def end(self, tag: str) -> None:
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
            place = int(text) if text.strip().isdecimal() and len(text) < 12 else -1
            return self.strings[place] if 0 <= place < len(self.strings) else CellError("#REF!")
        if self.kind == "b":
            return text.strip() == "1"
        if self.kind == "e":
            return CellError(text)
        return _unescape(text)[:10] if self.kind == "d" else _unescape(text)

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


def _unescape(text: str) -> str:
    """Return a text whose `_x000D_` were written out; halves of characters stay as they are."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(
        lambda m: m[0] if 0xD800 <= int(m[1], 16) <= 0xDFFF else chr(int(m[1], 16)), text
    )


def refuse_macro_type(archive: Archive) -> None:
    """Refuse a workbook that says it holds macros, whatever its name.

    Raises
    ------
    ImportRefused
        If so.
    """

    def start(_: str, attributes: dict[str, str]) -> None:
        if "macroenabled" in attributes.get("ContentType", "").lower():
            raise ImportRefused(
                "the workbook may hold macros",
                "Le classeur peut contenir des macros : enregistrez-le au format XLSX.",
            )

    archive.parse("[Content_Types].xml", start)
