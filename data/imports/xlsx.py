"""Reads XLSX as a stream: values and formulas apart, nothing evaluated, nothing followed.

Not openpyxl nor calamine: a crafted file of a few kB makes the first build millions of
objects before the first row, and the second abort the whole process (a value in the last
cell of a sheet is enough: it then asks for the whole grid at once). Here every event is
counted, and every limit holds while reading. Tests compare with both libraries.
"""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from data.imports.cells import NAME_MAX, Filler, date_parts, too_many_sheets
from data.imports.limits import unreadable
from data.imports.xlsx_sheet import SheetReader, unescape

if TYPE_CHECKING:
    from data.imports.archive import Archive

STRINGS_MAX = 2_000_000
FORMATS_MAX = 100_000
DAYS_TO_1904 = 1462

#: Formats of dates that have a number and no text (ECMA-376, part 1, 18.8.30).
BUILT_IN = {14: 3, 15: 3, 16: 3, 17: 2, 22: 3, 30: 3, 36: 3, 50: 3, 57: 3}


def read_xlsx(archive: Archive, filler: Filler) -> None:
    """Read every worksheet of a workbook, in the order of its tabs."""
    workbook = _related(archive, "", "officeDocument")[0][1]
    relations = dict(_related(archive, workbook, "worksheet"))
    sheets, is_1904 = _sheets(archive, workbook)
    if len(sheets) > filler.limits.sheets:
        raise too_many_sheets(filler.limits)
    strings: list[str] = []
    for _, path in _related(archive, workbook, "sharedStrings")[:1]:
        strings = _strings(archive, path, filler)
    formats: list[int] = []
    for _, path in _related(archive, workbook, "styles")[:1]:
        formats = _formats(archive, path)
    for name, relation in sheets:
        if relation not in relations:
            filler.book.notes.append(
                f"La feuille « {name[:NAME_MAX]} » n’est pas un tableau de cellules : elle n’est "
                "pas lue."
            )
            continue
        shift = DAYS_TO_1904 if is_1904 else 0
        reader = SheetReader(filler, filler.sheet(name), strings, formats, shift)
        archive.parse(
            relations[relation],
            reader.start,
            reader.end,
            reader.text,
            longest=filler.limits.unpacked,
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


def _strings(archive: Archive, path: str, filler: Filler) -> list[str]:
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
            strings.append(unescape(filler.text("".join(pieces))))
        elif tag == "rPh":
            phonetic = False

    def text(piece: str) -> None:
        if wanted:
            pieces.append(piece)

    archive.parse(path, start, end, text, longest=filler.limits.unpacked)
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
