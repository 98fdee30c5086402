"""From the bytes of a CSV file to a frame of texts, with every fault of form named.

The tables are edited by hand in spreadsheets: whatever those do to a file (encoding, line
ends, separators, empty lines) is said with its place instead of stopping the reader.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from data.errors import Fault
from data.suggestions import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from data.fields import Text

UTF8_TEXT: Text = (
    "UTF-8 text; in the spreadsheet, save as “CSV UTF-8”",
    "un texte en UTF-8 ; dans le tableur, enregistrez en « CSV UTF-8 »",
)
BOM_TEXT: Text = (
    "UTF-8 without a byte order mark (invisible bytes before the first column name)",
    "de l’UTF-8 sans marque d’ordre (octets invisibles avant le premier nom de colonne)",
)
LINE_END_TEXT: Text = (
    "LF line ends, found CR (Windows or old Mac line ends)",
    "des fins de ligne LF, et non CR (fins de ligne de Windows ou d’ancien Mac)",
)
EMPTY_LINE_TEXT: Text = ("no empty line", "aucune ligne vide")
SPACES_TEXT: Text = ("no space before or after the value", "aucun espace avant ou après la valeur")
CONTROL_TEXT: Text = ("no invisible control character", "aucun caractère de contrôle invisible")
COMMA_TEXT: Text = ("cells separated by commas", "des cellules séparées par des virgules")
QUOTES_TEXT: Text = (
    "quotes that close, and doubled inside a quoted cell",
    "des guillemets refermés, et doublés dans une cellule entre guillemets",
)
FILE_TEXT: Text = ("a readable file", "un fichier lisible")
NO_FILE_TEXT: Text = ("a file, found none", "un fichier, aucun trouvé")
HEADER_TEXT: Text = ("a first row with the column names", "une première ligne avec les colonnes")
MISSING_COLUMN_TEXT: Text = ("this column in the first row", "cette colonne dans la première ligne")
EXTRA_COLUMN_TEXT: Text = ("no column of this name", "aucune colonne de ce nom")
TWICE_COLUMN_TEXT: Text = ("a column name only once", "un nom de colonne une seule fois")

_CONTROL = bytes(code for code in range(32) if code not in (9, 10, 13)) + b"\x7f"
_CONTROL_CELL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTINUATION = re.escape(bytes(range(0x80, 0xC0)).decode("cp1252", "ignore"))
_MOJIBAKE = re.compile(f"[ÂÃ][{_CONTINUATION}]|â[{_CONTINUATION}]{{2}}")
_MOJIBAKE_SIGNS = ("Ã", "Â", "â€", "\ufffd")


@dataclass(slots=True)
class Reading:
    """What was read of one file.

    Attributes
    ----------
    frame
        One row is a line of the file; the index is the row number of a spreadsheet; all
        cells are texts, spaces around them removed (dtype `object`: many small look-ups are
        several times faster than with `str`). None when nothing could be read.
    faults
        Faults of form.
    shifted
        Rows with too many or too few cells: what stands in their cells means nothing.
    """

    frame: pd.DataFrame | None = None
    faults: list[Fault] = field(default_factory=list)
    shifted: set[int] = field(default_factory=set)


def read_table(path: Path, columns: Sequence[str]) -> Reading:
    """Read one CSV file as texts.

    Parameters
    ----------
    path
        The file; its stem is the name of the table.
    columns
        Names of the columns it must have, in any order.
    """
    return _Reader(path.stem, columns).read(path)


class _Reader:
    """Reads one file, gathering faults as it goes."""

    def __init__(self, table: str, columns: Sequence[str]) -> None:
        self.table = table
        self.columns = columns
        self.out = Reading()

    def fault(self, row: int, column: str, value: str, text: Text, suggestion: str = "") -> None:
        self.out.faults.append(
            Fault(self.table, row, column, value, text[0], suggestion, attendu=text[1])
        )

    def read(self, path: Path) -> Reading:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            self.fault(0, "", "", NO_FILE_TEXT)
            return self.out
        except OSError as error:
            self.fault(0, "", error.strerror or type(error).__name__, FILE_TEXT)
            return self.out
        text, is_utf8 = self._decode(raw)
        has_control = len(raw.translate(None, _CONTROL)) != len(raw)
        records = self._split(self._unify_line_ends(text))
        if not records:
            return self.out
        header = self._header(records[0])
        if header is None:
            return self.out
        rows = list(self._rows(header, records))
        cells = {name: [row[position] for _, row in rows] for name, position in header.items()}
        numbers = [number for number, _ in rows]
        suspicious = not is_utf8 or any(sign in text for sign in _MOJIBAKE_SIGNS)
        for name, values in cells.items():
            if suspicious:
                self._mend_encoding(name, numbers, values)
            if has_control:
                self._name_control(name, numbers, values)
            self._strip(name, numbers, values)
        self.out.frame = pd.DataFrame(cells, index=pd.Index(numbers), dtype=object)
        return self.out

    def _decode(self, raw: bytes) -> tuple[str, bool]:
        first = self.columns[0]
        if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            self.fault(1, first, "UTF-16", UTF8_TEXT)
            return raw.decode("utf-16", "replace"), True
        if raw.startswith(codecs.BOM_UTF8):
            self.fault(1, first, "BOM", BOM_TEXT)
            raw = raw[len(codecs.BOM_UTF8) :]
        try:
            return raw.decode("utf-8"), True
        except UnicodeDecodeError:
            return raw.decode("utf-8", "surrogateescape"), False

    def _unify_line_ends(self, text: str) -> str:
        position = text.find("\r")
        if position < 0:
            return text
        row = text.count("\n", 0, position) + 1
        self.fault(row, self.columns[-1], "\r\n" if "\r\n" in text else "\r", LINE_END_TEXT)
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def _split(self, text: str) -> list[list[str]]:
        first_line = text.partition("\n")[0]
        separator = ","
        if "," not in first_line:
            separator = next((sign for sign in ";\t|" if sign in first_line), ",")
        if separator != ",":
            self.fault(1, self.columns[0], separator, COMMA_TEXT)
        records: list[list[str]] = []
        try:
            records.extend(
                csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
            )
        except csv.Error:
            row, line = _failing_record(text, separator)
            self.fault(row, self.columns[0], line, QUOTES_TEXT)
            return []
        if not records or not any(cell.strip() for cell in records[0]):
            self.fault(1, self.columns[0], "", HEADER_TEXT)
            return []
        return records

    def _header(self, record: list[str]) -> dict[str, int] | None:
        found: dict[str, int] = {}
        for position, cell in enumerate(map(_from_windows, record)):
            name = cell.strip()
            if name != cell:
                self.fault(1, name, cell, SPACES_TEXT, name)
            if name in found:
                self.fault(1, name, name, TWICE_COLUMN_TEXT)
            else:
                found[name] = position
        missing = [name for name in self.columns if name not in found]
        for name in found:
            if name not in self.columns:
                self.fault(1, name, name, EXTRA_COLUMN_TEXT, nearest(name, missing))
        for name in missing:
            self.fault(1, name, "", MISSING_COLUMN_TEXT)
        known = {name: found[name] for name in self.columns if name in found}
        self.width = len(record)
        return known or None

    def _rows(
        self, header: dict[str, int], records: list[list[str]]
    ) -> Iterator[tuple[int, list[str]]]:
        names = {position: name for name, position in header.items()}
        after_empty = False
        for number, record in enumerate(records[1:], start=2):
            empty = not "".join(record).strip()
            if empty and not after_empty:
                self.fault(number, self.columns[0], "", EMPTY_LINE_TEXT)
            after_empty = empty
            if empty:
                continue
            if len(record) != self.width:
                self.out.shifted.add(number)
                column = names.get(min(len(record), self.width - 1), self.columns[-1])
                self.fault(
                    number,
                    column,
                    f"{len(record)} cells",
                    (
                        f"{self.width} cells; a text that holds a comma goes between quotes",
                        f"{self.width} cellules ; un texte avec une virgule va entre guillemets",
                    ),
                )
            yield number, record + [""] * (self.width - len(record))

    def _mend_encoding(self, name: str, numbers: list[int], values: list[str]) -> None:
        """Name cells that are not UTF-8, and read them as what a French Windows wrote."""
        for place, value in enumerate(values):
            if value.isascii():
                continue
            values[place] = mended = _from_windows(value)
            if mended != value:
                self.fault(numbers[place], name, mended, UTF8_TEXT)
            elif "\ufffd" in value or _MOJIBAKE.search(value):
                mended = _MOJIBAKE.sub(_undo_mojibake, value)
                self.fault(
                    numbers[place], name, value, UTF8_TEXT, mended if mended != value else ""
                )

    def _name_control(self, name: str, numbers: list[int], values: list[str]) -> None:
        for number, value in zip(numbers, values, strict=True):
            if _CONTROL_CELL.search(value):
                self.fault(number, name, value, CONTROL_TEXT)

    def _strip(self, name: str, numbers: list[int], values: list[str]) -> None:
        stripped = [value.strip() for value in values]
        if stripped == values:
            return
        for place, value in enumerate(stripped):
            if value != values[place] and numbers[place] not in self.out.shifted:
                self.fault(numbers[place], name, values[place], SPACES_TEXT, value)
        values[:] = stripped


def _failing_record(text: str, separator: str) -> tuple[int, str]:
    """Return the row at which the CSV syntax breaks, and its first line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = line = 0
    try:
        for _ in reader:
            row, line = row + 1, reader.line_num
    except csv.Error:
        pass
    return row + 1, _from_windows(text.split("\n")[line])


def _from_windows(value: str) -> str:
    """Return the text meant by bytes that are not UTF-8: what a French Windows writes."""
    if not any("\udc80" <= sign <= "\udcff" for sign in value):
        return value
    return value.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _undo_mojibake(match: re.Match[str]) -> str:
    """Return the character whose UTF-8 bytes were read as Windows-1252."""
    try:
        return match[0].encode("cp1252").decode("utf-8")
    except UnicodeError:
        return match[0]
