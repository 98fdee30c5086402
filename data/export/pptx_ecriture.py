"""What python-pptx does not do in one call: texts in French, pictures described, bullets."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.oxml import parse_xml
from pptx.util import Emu, Pt

from data.export import pptx_modele as m
from geo.format_fr import NBSP

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.enum.dml import MSO_THEME_COLOR
    from pptx.shapes.base import BaseShape
    from pptx.shapes.placeholder import SlidePlaceholder
    from pptx.slide import Slide
    from pptx.text.text import TextFrame, _Paragraph

#: What XML 1.0 refuses, and what turns a line's direction round.
_REFUSED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_END = re.compile(r"\r\n?|[\u2028\u2029]")
#: What Office reads as a character written by its number.
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
#: Says to screen readers to pass over a picture.
_DECORATIVE = (
    f'<a:extLst {m.NS}><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}"><adec:decorative '
    'xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/></a:ext>'
    "</a:extLst>"
)
_SIGN = "■"
_BULLET = (
    '<a:buClr {ns}><a:srgbClr val="{colour}"/></a:buClr>',
    '<a:buFont {ns} typeface="Arial"/>',
    f'<a:buChar {{ns}} char="{_SIGN}"/>',
)
_INDENT_EMU = 200_000


def clean(text: str) -> str:
    """Return what a slide may hold of a text: no control character, nothing Office decodes.

    A word joiner, which is not seen, keeps `_x0041_` from being read as « A ».
    """
    plain = _REFUSED.sub("", _LINE_END.sub("\n", text)).replace("\t", " ")
    return _ESCAPED.sub("_\u2060", plain)


def one_line(text: str) -> str:
    """Return `clean` of a text, without line ends nor runs of ordinary spaces."""
    return re.sub(r"[ \n]+", " ", clean(text)).strip()


def fill_map(slide: Slide, picture: bytes, description: str) -> None:
    """Fill the layout's picture; without a description it is said to be decorative."""
    frame = next(s for s in slide.placeholders if s.placeholder_format.idx == m.MAP_IDX)
    placed = frame.insert_picture(BytesIO(picture))
    placed.name = "Carte"
    describe(placed, description)


def describe(shape: BaseShape, description: str) -> None:
    """Give a picture its alternative text; none says that it is decorative."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", description)
    if not description:
        properties.append(parse_xml(_DECORATIVE))


def add_text(slide: Slide, name: str, box: m.Box) -> TextFrame:
    """Add a text box without margins nor automatic size, and return its frame."""
    shape = slide.shapes.add_textbox(*m.emu(box))
    shape.name = name
    frame: TextFrame = shape.text_frame
    frame.margin_left = frame.margin_top = frame.margin_right = frame.margin_bottom = Emu(0)
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    return frame


def put(
    shape: SlidePlaceholder, box: m.Box, lines: Sequence[str], size: float, *, levels: bool = False
) -> None:
    """Move a placeholder to its box (inches) and fill it (`write`)."""
    shape.left, shape.top, shape.width, shape.height = m.emu(box)
    write(shape.text_frame, lines, size, levels=levels)


def write(
    frame: TextFrame, lines: Sequence[str], size: float | None = None, *, levels: bool = False
) -> None:
    """Write one paragraph a line; with `levels` each under the one before, the first in `size`."""
    for i, line in enumerate(lines):
        paragraph = paragraph_of(frame, i)
        if levels:
            paragraph.level = i
        run(paragraph, line, None if levels and i else size)


def paragraph_of(frame: TextFrame, rank: int) -> _Paragraph:
    """Return the first paragraph, which is always there, or a new one."""
    if not rank:
        return frame.paragraphs[0]
    added: _Paragraph = frame.add_paragraph()  # type: ignore[no-untyped-call]
    return added


def run(
    paragraph: _Paragraph,
    text: str,
    size: float | None = None,
    colour: MSO_THEME_COLOR | str | None = None,
    link: str = "",
) -> None:
    """Add a text in French; `size` in points, `colour` #RRGGBB or the theme's."""
    written = paragraph.add_run()
    written.text = text
    written.font.language_id = MSO_LANGUAGE_ID.FRENCH
    if size:
        written.font.size = Pt(size)
    if isinstance(colour, str):
        written.font.color.rgb = _rgb(colour)
    elif colour:
        written.font.color.theme_color = colour
    if link:
        written.hyperlink.address = link


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour.lstrip("#")))  # type: ignore[no-untyped-call]


def sign(paragraph: _Paragraph, colour: str) -> None:
    """Add the sign of a colour (#RRGGBB) within a text, and the space after it."""
    run(paragraph, f"{_SIGN}{NBSP}", m.FOOT_PT, colour)
    paragraph.runs[-1].font.name = "Arial"


def bullet(paragraph: _Paragraph, colour: str) -> None:
    """Begin a paragraph by the sign of a colour (#RRGGBB), or by its room alone."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(_INDENT_EMU))
    properties.set("indent", str(-_INDENT_EMU if colour else 0))
    for markup in _BULLET if colour else ():
        properties.append(parse_xml(markup.format(ns=m.NS, colour=colour.lstrip("#"))))


def remove(shape: BaseShape) -> None:
    """Take a placeholder that stays empty off its slide."""
    element = shape._element
    element.getparent().remove(element)
