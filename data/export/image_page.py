"""The page of a picture typeset by Typst: `image.typ`, our own fonts, and the three formats."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, datetime
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

import typst
from PIL import ImageFont

from data.export import ExportError
from geo.format_fr import shorten
from geo.sheets_parts import MILLESIME_EPCI

HERE = Path(__file__).resolve().parent
FONTS = HERE / "fonts"
FILES = (
    "AtkinsonHyperlegibleNext-Regular.ttf",
    "AtkinsonHyperlegibleNext-SemiBold.ttf",
    "BricolageGrotesque-Bold.ttf",
)
FORMATS = ("png", "svg", "pdf")
#: Pixels of a screen: size of a page, and width of its panel.
WIDTH, HEIGHT, PANEL = 1920, 1080, 500
#: Font of the names on the map, and the size at which texts are measured.
_NAMES, _EM = FILES[1], 1000
#: Pixels of a PNG to an inch of the page, whose pixels are half points: 3840 × 2160.
_PPI = 288
#: The page's date, that of its reference: the same data always give the same file.
_DATE = datetime(int(MILLESIME_EPCI), 1, 1, tzinfo=UTC)
#: A picture embedded by Typst, then the size that a picture of ours gives itself.
_EMBEDDED = re.compile(
    r'<image (?P<place>(?:transform="[^"]*" )?)xlink:href="data:image/svg\+xml;base64,'
    r'(?P<svg>[^"]*)" (?P<size>width="[^"]*" height="[^"]*") preserveAspectRatio="none"/>'
)
_OWN_SIZE = re.compile(r'width="[^"]*" height="[^"]*" ')


def typeset(said: dict[str, Any], fmt: str) -> bytes:
    """Return the page that says and draws all of `said`, in one of `FORMATS`.

    A PDF is tagged for screen readers (PDF/UA-1).

    Raises
    ------
    ExportError
        If Typst refuses it.
    """
    try:
        try:
            made = _compile(said, fmt, accessible=fmt == "pdf")
        except typst.TypstError:
            # A sign that our fonts lack, such as an emoji, breaks the standard only.
            made = _compile(said, fmt, accessible=False)
    except typst.TypstError as error:
        title = shorten(said["document"], 60)
        raise ExportError(f"image.typ: Typst refused {title!r}: {error}") from error
    if fmt != "svg":
        return made
    return _open_up(made.decode(), f"{said['document']}. {said['texte']}")


def _compile(said: dict[str, Any], fmt: str, *, accessible: bool) -> bytes:
    made = typst.compile(
        HERE / "image.typ",
        root=HERE,
        font_paths=[FONTS],
        ignore_system_fonts=True,
        format=fmt,  # type: ignore[call-overload]
        ppi=_PPI,
        sys_inputs={"donnees": json.dumps(said, ensure_ascii=False)},
        pdf_standards="ua-1" if accessible else None,
        timestamp=_DATE,
    )
    return bytes(made)


def check_fonts() -> None:
    """Check that the fonts are there: Typst would write with another without a word.

    Raises
    ------
    ExportError
        Names those that are missing.
    """
    missing = [name for name in FILES if not (FONTS / name).is_file()]
    if missing:
        raise ExportError(
            f"{FONTS}: expected the fonts of the exports, found no {', '.join(missing)}; "
            "restore them from the project"
        )


@lru_cache(maxsize=4096)
def width_of(text: str) -> float:
    """Return the width of a name over its height, in the font that writes it."""
    return float(_font().getlength(text)) / _EM


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(FONTS / _NAMES), _EM)
    except OSError as error:
        raise ExportError(f"{FONTS / _NAMES}: expected a TrueType font, found {error}") from error


def _open_up(svg: str, label: str) -> bytes:
    """Return Typst's SVG at the size of a screen, labelled, its pictures parts of the drawing.

    Typst embeds each as a picture in the picture, that editors and slides do not open.
    """

    def part(match: re.Match[str]) -> str:
        drawn = _OWN_SIZE.sub(f"{match['size']} ", base64.b64decode(match["svg"]).decode(), count=1)
        return f"<g {match['place']}>{drawn}</g>"

    head = f'<svg role="img" aria-label="{escape(label)}" width="{WIDTH}" height="{HEIGHT}" '
    tag, rest = svg.split(">", 1)
    tag = re.sub(r' (?:width|height)="[^"]*"', "", tag).replace("<svg ", head, 1)
    return f"{tag}>{_EMBEDDED.sub(part, rest)}".encode()
