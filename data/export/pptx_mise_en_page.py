"""Where the texts of a slide go, and how big: measured with our own fonts, so that none overflows.

A slide is read from the left: title, commentary, key figures, one under the other in a column.
Sizes go down together until they hold; a text that still does not is cut at a word, and told so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageFont

from data.export import pptx_modele as m

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.export.pptx_modele import Box

_FONTS = Path(__file__).resolve().parent / "fonts"
TITLES, TEXTS = "BricolageGrotesque-Bold", "AtkinsonHyperlegibleNext-Regular"
_PT = 72
#: Texts are measured so much wider than they are: a font put in place of ours may be wider.
_SLACK = 1.04
#: And the longest word of a title so much more again: it is never to be broken.
_WORD_SLACK = 1.06
#: Sizes tried in turn, in points: titles, then commentaries, then key figures.
_TITLE_SIZES = (m.TITLE_PT, 40, 36, 32, 28, 26, 24, 22)
_COVER_SIZES = (m.COVER_PT, 44, 40, 36, 32, 28, 24)
_TEXT_SIZES = (m.TEXT_PT, 17, 16, 15, 14, 13, m.FOOT_PT)
#: Most height of a title, in inches.
_TITLE_HIGH, _LABEL_PT = 2.0, m.FOOT_PT + 1
#: Spaces between title, commentary, figures and rows of figures, then columns, in inches.
_AFTER_TITLE, _AFTER_TEXT, _BETWEEN, _ASIDE = 0.22, 0.3, 0.14, 0.35
_SPACE = re.compile(r"[ \t]+")


@dataclass(frozen=True)
class Placed:
    """A text in its box, in inches; `lines` as they are expected to be broken."""

    text: str
    box: Box
    size: float
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Figure:
    """A key figure over its label; size of the number in points.

    `wraps` tells whether the label is too long for one line.
    """

    number: str
    label: str
    box: Box
    size: float
    wraps: bool


@dataclass(frozen=True)
class Column:
    """What a slide says at the left of its map; `cut` tells whether a text had to be."""

    title: Placed
    text: Placed | None
    figures: tuple[Figure, ...]
    cut: bool


@cache
def _font(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FONTS / f"{name}.ttf", 1000, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def _em(text: str, font: str) -> float:
    """Width of a text over its size, a little more than true."""
    return _font(font).getlength(text) / 1000 * _SLACK


def width(text: str, font: str, size: float) -> float:
    """Width of a line, in inches, a little more than true."""
    return _em(text, font) * size / _PT


def line_height(font: str, size: float, share: float = 1) -> float:
    """Height of a line, in inches; `share` of the font's own."""
    return sum(_font(font).getmetrics()) / 1000 * size / _PT * share


@lru_cache(maxsize=2_000)
def break_lines(text: str, font: str, size: float, room: float) -> tuple[str, ...]:
    """Break a text at its ordinary spaces, as a slide does, in lines `room` inches wide.

    A word wider than the room is broken anywhere. A line end of the text stays one.
    """
    lines: list[str] = []
    space = width(" ", font, size)
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for word in _SPACE.split(paragraph.strip()):
            wide = width(word, font, size)
            if line and used + space + wide <= room:
                line, used = f"{line} {word}", used + space + wide
                continue
            if line:
                lines.append(line)
            *broken, line = _break_word(word, font, size, room) if wide > room else [word]
            lines += broken
            used = width(line, font, size)
        lines.append(line)
    return tuple(lines)


def _break_word(word: str, font: str, size: float, room: float) -> list[str]:
    parts = [""]
    for sign in word:
        if parts[-1] and width(parts[-1] + sign, font, size) > room:
            parts.append("")
        parts[-1] += sign
    return parts


def cut(text: str, font: str, size: float, room: float, lines: int) -> str:
    """Return the text, or what of it holds in so many lines, at least one, ended by « … »."""
    if len(break_lines(text, font, size, room)) <= lines:
        return text
    low, high = 0, len(text)
    while high - low > 1:
        middle = (low + high) // 2
        if len(break_lines(_ended(text, middle), font, size, room)) <= lines:
            low = middle
        else:
            high = middle
    return _ended(text, low)


def _ended(text: str, length: int) -> str:
    """Cut at a word, when there is one in the second half."""
    kept = text[:length]
    at_word = max(kept.rfind(" "), kept.rfind("\n"))
    if at_word > length // 2 and not text[length : length + 1].isspace():
        kept = kept[:at_word]
    return kept.rstrip(" \n\t,;:.–-«(\u202f\u00a0") + "…"


def compose(
    title: str, text: str, figures: Sequence[tuple[str, str]], bottom: float, box: Box
) -> Column:
    """Place the texts of a slide in a column, from the top of `box` down to `bottom`, in inches.

    The title shrinks to whole words in few lines, then title and commentary together; what
    cannot hold at the smallest sizes is cut.
    """
    left, top, room, _ = box
    holding = [s for s in _TITLE_SIZES if _title_holds(title, s, (room, _TITLE_HIGH))]
    for sizes in sorted(product(holding, _TEXT_SIZES), key=_shrunk):
        column = _stack(title, text, figures, sizes, (left, top, room))
        if _end(column) <= bottom:
            return column
    # The smallest sizes do not hold: the title keeps its height, the commentary what is left.
    smallest = (_TITLE_SIZES[-1], _TEXT_SIZES[-1])
    lines = int(_TITLE_HIGH / line_height(TITLES, smallest[0], m.TITLE_LINE))
    title = cut(title, TITLES, smallest[0], room, lines)
    column = _stack(title, "", figures, smallest, (left, top, room))
    lines = int(
        (bottom - _end(column) - _AFTER_TITLE) / line_height(TEXTS, smallest[1], m.TEXT_LINE)
    )
    text = cut(text, TEXTS, smallest[1], room, lines) if lines > 0 else ""
    column = _stack(title, text, figures, smallest, (left, top, room))
    return Column(column.title, column.text, column.figures, cut=True)


def _shrunk(sizes: tuple[float, float]) -> float:
    """How far two sizes are from the largest ones: both a little rather than one a lot."""
    return ((m.TITLE_PT - sizes[0]) / 4) ** 2 + (m.TEXT_PT - sizes[1]) ** 2


def _title_holds(title: str, size: float, room: tuple[float, float]) -> bool:
    """Whether a title holds in a width and a height, in inches, its words whole."""
    widest = _WORD_SLACK * max(width(word, TITLES, size) for word in title.split(" "))
    lines = break_lines(title, TITLES, size, room[0])
    return widest <= room[0] and len(lines) * line_height(TITLES, size, m.TITLE_LINE) <= room[1]


def fit_title(title: str) -> Placed:
    """Return the title of a cover in the largest size that holds, or cut."""
    left, top, room, high = m.COVER_TITLE
    sizes = [s for s in _COVER_SIZES if _title_holds(title, s, (room, high))]
    size = sizes[0] if sizes else _COVER_SIZES[-1]
    lines = int(high / line_height(TITLES, size, m.TITLE_LINE))
    return place(
        cut(title, TITLES, size, room, lines), TITLES, size, (left, top, room), m.TITLE_LINE
    )


def _stack(
    title: str,
    text: str,
    figures: Sequence[tuple[str, str]],
    sizes: tuple[float, float],
    corner: tuple[float, float, float],
) -> Column:
    left, top, room = corner
    head = place(title, TITLES, sizes[0], (left, top, room), m.TITLE_LINE)
    below = head.box[1] + head.box[3] + _AFTER_TITLE
    body = None
    if text:
        body = place(text, TEXTS, sizes[1], (left, below, room), m.TEXT_LINE)
        below = body.box[1] + body.box[3]
    placed = _rows(figures, (left, below + _AFTER_TEXT, room))
    return Column(head, body, placed, cut=False)


def place(
    text: str, font: str, size: float, corner: tuple[float, float, float], share: float
) -> Placed:
    """Place a text under a corner (left, top, width in inches), as high as it needs."""
    left, top, room = corner
    lines = break_lines(text, font, size, room)
    # The last line keeps its whole height: what hangs under it is inside the box.
    height = line_height(font, size, share) * len(lines) + line_height(font, size, 1 - share)
    return Placed(text, (left, top, room, max(height, 0.1)), size, lines)


def _rows(
    figures: Sequence[tuple[str, str]], corner: tuple[float, float, float]
) -> tuple[Figure, ...]:
    """Place the figures side by side while they hold, then on a new row."""
    left, top, room = corner
    x, row, tallest, placed = left, top, 0.0, []
    for number, label in figures:
        size: float = m.FIGURE_PT
        while size > m.TEXT_PT and width(number, TITLES, size) > room:
            size -= 2
        natural = max(width(number, TITLES, size), width(label, TEXTS, _LABEL_PT))
        wide = min(natural + 0.05, room)
        if x > left and x + wide > left + room:
            x, row, tallest = left, row + tallest + _BETWEEN, 0
        lines = len(break_lines(label, TEXTS, _LABEL_PT, wide))
        high = line_height(TITLES, size) + lines * line_height(TEXTS, _LABEL_PT)
        placed.append(Figure(number, label, (x, row, wide, high), size, wraps=lines > 1))
        x, tallest = x + wide + _ASIDE, max(tallest, high)
    return tuple(placed)


def _end(column: Column) -> float:
    boxes = [column.title.box, *(figure.box for figure in column.figures)]
    if column.text:
        boxes.append(column.text.box)
    return max(box[1] + box[3] for box in boxes)
