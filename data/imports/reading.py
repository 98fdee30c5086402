"""From the bytes of an upload to its sheets, or to a refusal; nothing else comes out."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import PurePath
from typing import TYPE_CHECKING
from xml.parsers.expat import ExpatError

from data.imports.archive import Archive, refuse_macro_type
from data.imports.cells import Book, Filler
from data.imports.csv_file import read_csv
from data.imports.limits import ImportRefused, Stopwatch, unreadable
from data.imports.ods import read_ods
from data.imports.progress import READ, Progress
from data.imports.xlsx import read_xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

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


def read_book(
    name: str, content: bytes, watch: Stopwatch | None = None, told: Progress | None = None
) -> Book:
    """Read an XLSX, ODS or CSV file.

    Parameters
    ----------
    name
        Name of the file, which says nothing about where it is; what it is, its bytes say.
    content
        Its bytes.
    watch
        Stops a reading that takes too long, and knows the other limits.
    told
        Told how far it is.

    Raises
    ------
    ImportRefused
        If the file is too big, broken, of another kind, or holds macros or links.
    """
    watch, told = watch or Stopwatch(), told or Progress()
    name = PurePath(name.replace("\\", "/")).name.encode("utf-8", "replace").decode() or "import"
    if len(content) > watch.limits.size:
        size = watch.limits.size // (1024 * 1024)
        raise ImportRefused(f"the file is over {size} MB", f"Le fichier dépasse {size} Mo.")
    if not content.strip(b"\0 \r\n\t"):
        raise ImportRefused("the file is empty", "Le fichier est vide.")
    book = Book(name)
    try:
        _read(book, content, watch, lambda read: told("Lecture du fichier", READ * read))
    except ImportRefused:
        raise
    except BROKEN as error:
        raise unreadable(f"{type(error).__name__}: {error}") from error
    return book


def _read(book: Book, content: bytes, watch: Stopwatch, told: Callable[[float], None]) -> None:
    suffix = PurePath(book.name).suffix.lower()
    if suffix in REFUSED_FORMATS or content.startswith(OLE):
        raise ImportRefused(
            f"{suffix or 'OLE'} files are refused ({REFUSED_FORMATS.get(suffix, 'old format')})",
            "Ce format est refusé (ancien classeur, classeur à macros ou protégé par un mot de "
            "passe) : enregistrez le classeur au format XLSX, sans protection.",
        )
    filler = Filler(book, watch.limits)
    if not content.startswith(ZIP):
        if suffix in (".xlsx", ".ods", ".zip"):
            raise unreadable("not an archive")
        read_csv(content, filler, watch, told)
        return
    archive = Archive(content, watch, told)
    if "[Content_Types].xml" in archive.members:
        refuse_macro_type(archive)
        read_xlsx(archive, filler)
    elif "content.xml" in archive.members:
        read_ods(archive, filler)
    else:
        raise unreadable("an archive that is no workbook")
