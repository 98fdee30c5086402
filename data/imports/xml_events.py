"""Reads XML an event at a time, without ever keeping much of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.parsers import expat

from data.imports.limits import unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    Start = Callable[[str, dict[str, str]], None]
    Told = Callable[[str], None]

TOKEN_MAX = 1 << 18
"""Bytes of one tag, comment or attribute: the parser keeps it all before it tells anything."""
DEPTH_MAX = 100
"""Elements one inside the other: the parser keeps them all."""


class XmlEvents:
    """Tells the elements and texts of a document as its bytes come.

    Names of elements come without their prefix; so do those of attributes, unless only they
    have one.

    Parameters
    ----------
    name
        Name of the document, for refusals.
    start, end, text
        Told elements that open, elements that close, and pieces of text.

    Raises
    ------
    ImportRefused
        If the document declares a type (entities can only harm), or holds a tag without end, or
        elements inside elements without end.
    """

    def __init__(
        self, name: str, start: Start, end: Told | None = None, text: Told | None = None
    ) -> None:
        self.name, self.start, self.end = name, start, end
        self.depth = self.fed = 0
        self.local = _LocalNames()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.CharacterDataHandler = text
        self.parser.StartElementHandler = self._open_root
        self.parser.EndElementHandler = self._close
        self.parser.StartDoctypeDeclHandler = self._refuse_type

    def feed(self, chunk: bytes) -> None:
        """Read more of the document."""
        self.parser.Parse(chunk, False)  # noqa: FBT003  expat takes no keyword
        self.fed += len(chunk)
        if self.fed - self.parser.CurrentByteIndex > TOKEN_MAX:
            raise unreadable(f"a tag without end in {self.name!r}")

    def close(self) -> None:
        """Say that the document is whole."""
        self.parser.Parse(b"", True)  # noqa: FBT003

    def _open_root(self, tag: str, attributes: dict[str, str]) -> None:
        # Most workbooks are written without prefixes: nothing to take off, much time won.
        opened = self._open_prefixed if ":" in tag else self._open
        self.parser.StartElementHandler = opened
        opened(tag, attributes)

    def _open_prefixed(self, tag: str, attributes: dict[str, str]) -> None:
        local = self.local
        self._open(local[tag], {local[key]: value for key, value in attributes.items()})

    def _open(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEPTH_MAX:
            raise unreadable(f"elements without end in {self.name!r}")
        self.start(tag, attributes)

    def _close(self, tag: str) -> None:
        self.depth -= 1
        if self.end:
            self.end(self.local[tag])

    def _refuse_type(self, *_: object) -> None:
        raise unreadable(f"document type in {self.name!r}")


class _LocalNames(dict[str, str]):
    """Names without their prefix, each of the first ones taken apart once."""

    def __missing__(self, name: str) -> str:
        local = name.rpartition(":")[2]
        if len(self) < LOCAL_NAMES_MAX:
            self[name] = local
        return local


LOCAL_NAMES_MAX = 1_000
