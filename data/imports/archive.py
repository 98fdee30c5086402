"""The zip archives that workbooks are, opened without trusting anything they declare."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.parsers import expat

from data.imports.limits import ImportRefused, Limits, Stopwatch, unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CHUNK = 1 << 16

#: What no import needs and could carry something else than values, by a part of its path.
FORBIDDEN = {
    "vbaproject": ("macros", "des macros"),
    "xl/macrosheets/": ("macros", "des macros"),
    "xl/activex/": ("ActiveX controls", "des contrôles ActiveX"),
    "basic/": ("macros", "des macros"),
    "scripts/": ("macros", "des macros"),
    "xl/externallinks/": ("links to other workbooks", "des liens vers d’autres classeurs"),
    "xl/connections": ("links to other data", "des connexions à d’autres données"),
    "xl/querytables/": ("links to other data", "des connexions à d’autres données"),
}


class Archive:
    """A workbook's archive: few members, a bounded size, no macro, no link, no password."""

    def __init__(self, content: bytes, limits: Limits, watch: Stopwatch) -> None:
        self.limits = limits
        self.watch = watch
        self.left = limits.unpacked
        self.zip = zipfile.ZipFile(io.BytesIO(content))
        members = self.zip.infolist()
        if len(members) > limits.members or sum(m.file_size for m in members) > limits.unpacked:
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
                self.left -= len(chunk)
                if self.left < 0:
                    raise _bomb()
                self.watch.check()
                yield chunk

    def parse(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Read a member as XML, an event at a time; nothing is kept here.

        Names of elements come without their prefix; so do those of attributes, unless only they
        have one.

        Raises
        ------
        ImportRefused
            If the member declares a document type: entities can only harm.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.CharacterDataHandler = text
        locals_ = _LocalNames()

        def begin(tag: str, attributes: dict[str, str]) -> None:
            start(locals_[tag], {locals_[key]: value for key, value in attributes.items()})

        def root(tag: str, attributes: dict[str, str]) -> None:
            begin(tag, attributes)
            # Most workbooks are written without prefixes: nothing to take off, much time won.
            bare = ":" not in tag
            parser.StartElementHandler = start if bare else begin
            if end:
                parser.EndElementHandler = end if bare else lambda tag: end(locals_[tag])

        def refuse(*_: object) -> None:
            raise unreadable(f"document type in {name!r}")

        parser.StartElementHandler = root
        parser.StartDoctypeDeclHandler = refuse
        for chunk in self.chunks(name):
            parser.Parse(chunk, False)  # noqa: FBT003  expat takes no keyword
        parser.Parse(b"", True)  # noqa: FBT003


class _LocalNames(dict[str, str]):
    """Names without their prefix, each taken apart once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def protected() -> ImportRefused:
    """Return the refusal of an encrypted workbook."""
    return ImportRefused(
        "the workbook is protected by a password",
        "Le classeur est protégé par un mot de passe : enregistrez-le sans protection.",
    )


def refuse_links() -> ImportRefused:
    """Return the refusal of a workbook that points at others."""
    return _carries(FORBIDDEN["xl/externallinks/"])


def _refuse_forbidden(name: str) -> None:
    for part, what in FORBIDDEN.items():
        if part in f"/{name.lower()}" if part == "vbaproject" else name.lower().startswith(part):
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
