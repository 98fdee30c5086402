"""The zip archives that workbooks are, opened without trusting anything they declare."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from data.imports.limits import ImportRefused, unreadable
from data.imports.xml_events import XmlEvents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.imports.limits import Stopwatch

CHUNK = 1 << 16
PART_MAX = 1 << 24
"""Bytes of a part that holds no cells, of which lists are kept."""

LINKS = ("links to other workbooks", "des liens vers d’autres classeurs")
#: What no import needs and could carry something else than values, by a part of its path.
FORBIDDEN = {
    "vbaproject": ("macros", "des macros"),
    "/xl/macrosheets/": ("macros", "des macros"),
    "/xl/activex/": ("ActiveX controls", "des contrôles ActiveX"),
    "/basic/": ("macros", "des macros"),
    "/scripts/": ("macros", "des macros"),
    "/xl/externallinks/": LINKS,
    "/xl/connections": ("links to other data", "des connexions à d’autres données"),
    "/xl/querytables/": ("links to other data", "des connexions à d’autres données"),
}


class Archive:
    """A workbook's archive: few members, a bounded size, no macro, no link, no password.

    Parameters
    ----------
    content
        The file.
    watch
        Stops a reading that takes too long, and knows the limits.
    told
        Told how much is read (0 to 1).
    """

    def __init__(self, content: bytes, watch: Stopwatch, told: Callable[[float], None]) -> None:
        self.watch = watch
        self.told = told
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        members = self.zip.infolist()
        self.read = 0
        self.declared = sum(member.file_size for member in members)
        if len(members) > watch.limits.members or self.declared > watch.limits.unpacked:
            raise _bomb()
        self.members = {member.filename.lstrip("/"): member for member in members}
        for name in self.members:
            _refuse_forbidden(name)
        if any(member.flag_bits & 0x1 for member in members):
            raise protected()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, counting those that really come."""
        member = self.members.get(name)
        if member is None:
            raise unreadable(f"no member {name!r}")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise unreadable(f"compression {member.compress_type} of {name!r}")
        with self.zip.open(member) as file:
            while chunk := file.read(CHUNK):
                self.read += len(chunk)
                if self.read > self.watch.limits.unpacked:
                    raise _bomb()
                self.watch.check_reading()
                self.told(self.read / max(self.declared, 1))
                yield chunk

    def parse(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
        *,
        longest: int = PART_MAX,
    ) -> None:
        """Read a member as XML, an event at a time (`XmlEvents`); nothing is kept here.

        Raises
        ------
        ImportRefused
            If the member has more than `longest` bytes, or is hostile.
        """
        events = XmlEvents(name, start, end, text)
        for chunk in self.chunks(name):
            events.feed(chunk)
            if events.fed > longest:
                raise _bomb()
        events.close()


def protected() -> ImportRefused:
    """Return the refusal of an encrypted workbook."""
    return ImportRefused(
        "the workbook is protected by a password",
        "Le classeur est protégé par un mot de passe : enregistrez-le sans protection.",
    )


def refuse_links() -> ImportRefused:
    """Return the refusal of a workbook that points at others."""
    return _carries(LINKS)


def _refuse_forbidden(name: str) -> None:
    path = "/" + name.lower().replace("\\", "/")
    for part, what in FORBIDDEN.items():
        if part in path:
            raise _carries(what)


def _carries(what: tuple[str, str]) -> ImportRefused:
    return ImportRefused(
        f"the workbook holds {what[0]}",
        f"Le classeur contient {what[1]} : copiez les valeurs dans un classeur neuf et "
        "enregistrez-le au format XLSX.",
    )


def _bomb() -> ImportRefused:
    return ImportRefused(
        "the archive unpacks to more than is allowed",
        "Le classeur est trop gros une fois décompressé : retirez-en les images et les feuilles "
        "inutiles.",
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
