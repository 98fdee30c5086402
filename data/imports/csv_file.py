"""Reads CSV whatever wrote it: encoding, separator and line ends are found out, and said."""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import PurePath
from typing import TYPE_CHECKING

from data.imports.headers import known_headers
from data.imports.limits import ImportRefused
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.imports.cells import Filler, Value
    from data.imports.limits import Stopwatch

SEPARATORS = ",;\t|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
LOOKED_EVERY = 1_000
"""Rows between two looks at the time."""
NAMES = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre"}


def read_csv(
    content: bytes, filler: Filler, watch: Stopwatch, told: Callable[[float], None]
) -> None:
    """Read a CSV file as the only sheet of a book, named after the file.

    Parameters
    ----------
    content
        The file.
    filler
        Takes the rows, and knows the limits.
    watch
        Stops a reading that takes too long.
    told
        Told how much is read (0 to 1).
    """
    text, encoding = decode(content)
    separator = _separator(text)
    filler.book.notes.append(f"Fichier CSV lu en {encoding}, séparateur : {NAMES[separator]}.")
    sheet = filler.sheet(PurePath(filler.book.name).stem)
    # The standard limit of 128 kB a cell would refuse what the report can name.
    csv.field_size_limit(max(csv.field_size_limit(), filler.limits.size))
    longest = filler.limits.text + 1
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.count("\n") + 1
    for number, record in _records(text, separator):
        if number % LOOKED_EVERY == 0:
            watch.check_reading()
            told(number / lines)
        values: list[Value] = [cell[:longest] for cell in record]
        filler.row(sheet, number, values)


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file, and the name of its encoding.

    A text that is not UTF-8 is what a French Windows wrote: Windows-1252. UTF-16 is what Excel
    calls “Unicode text”.
    """
    for mark, coding, name in MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(coding, "replace"), name
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "Windows-1252"


def _separator(text: str) -> str:
    """Return the separator that makes the most known headers of the first line with a text."""
    line = next((line for line in io.StringIO(text[:65_536]) if line.strip()), "")
    known = known_headers()

    def score(sign: str) -> tuple[int, int]:
        cells = line.strip().split(sign)
        return sum(fold(cell) in known for cell in cells), len(cells)

    return max(SEPARATORS, key=score)


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record, numbered as a spreadsheet does."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
    except csv.Error as error:
        raise ImportRefused(
            f"the CSV syntax breaks at row {number + 1}: {error}",
            f"Le fichier CSV ne se lit plus à partir de la ligne {number + 1} : un guillemet n’est "
            "pas refermé, ou n’est pas doublé dans une cellule entre guillemets.",
        ) from error
