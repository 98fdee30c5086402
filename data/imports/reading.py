"""From the bytes of an upload to its sheets, or to a refusal; nothing else comes out."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import PurePath
from xml.parsers.expat import ExpatError

from data.imports.archive import Archive
from data.imports.cells import Book, Filler
from data.imports.csv_file import read_csv
from data.imports.limits import LIMITS, ImportRefused, Limits, Stopwatch, unreadable
from data.imports.ods import read_ods
from data.imports.xlsx import read_xlsx, refuse_macro_type

ZIP, OLE = b"PK", b"\xd0\xcf\x11\xe0"
REFUSED_FORMATS = {
    ".xlsm": "macros",
    ".xltm": "macros",
    ".xlsb": "binary format",
    ".xlam": "macros",
    ".xls": "old format",
    ".pdf": "not a table",
}
#: What broken archives and XML make the standard library raise.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    ExpatError,
    EOFError,
    OSError,
    ValueError,
    LookupError,
    OverflowError,
    RuntimeError,
    MemoryError,
)


def read_book(name: str, content: bytes, limits: Limits = LIMITS) -> Book:
    """Read an XLSX, ODS or CSV file.

    Parameters
    ----------
    name
        Name of the file, which says nothing about where it is; what it is, its bytes say.
    content
        Its bytes.
    limits
        What it may cost.

    Raises
    ------
    ImportRefused
        If the file is too big, broken, of another kind, or holds macros or links.
    """
    name = PurePath(name.replace("\\", "/")).name or "import"
    if len(content) > limits.size:
        size = limits.size // (1024 * 1024)
        raise ImportRefused(f"the file is over {size} MB", f"Le fichier dépasse {size} Mo.")
    if not content.strip(b"\0 \r\n\t"):
        raise ImportRefused("the file is empty", "Le fichier est vide.")
    book = Book(name)
    try:
        _read(book, content, limits)
    except ImportRefused:
        raise
    except BROKEN as error:
        raise unreadable(f"{type(error).__name__}: {error}") from error
    return book


def _read(book: Book, content: bytes, limits: Limits) -> None:
    suffix = PurePath(book.name).suffix.lower()
    if suffix in REFUSED_FORMATS or content.startswith(OLE):
        raise ImportRefused(
            f"{suffix or 'OLE'} files are refused ({REFUSED_FORMATS.get(suffix, 'old format')})",
            "Ce format est refusé (ancien classeur, classeur à macros ou protégé par un mot de "
            "passe) : enregistrez le classeur au format XLSX, sans protection.",
        )
    watch = Stopwatch(limits.seconds)
    filler = Filler(book, limits)
    if not content.startswith(ZIP):
        if suffix in (".xlsx", ".ods", ".zip"):
            raise unreadable("not an archive")
        read_csv(content, filler, watch)
        return
    archive = Archive(content, limits, watch)
    if "[Content_Types].xml" in archive.members:
        refuse_macro_type(archive)
        read_xlsx(archive, filler)
    elif "content.xml" in archive.members:
        read_ods(archive, filler)
    else:
        raise unreadable("an archive that is no workbook")
