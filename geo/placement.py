"""Where names are written beside the points of a picture, none over another.

Everything is in pixels, y to the south.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Boxes = NDArray[np.float64]

GAP = 3
"""Between the edge of a point and its name."""
_PADDING = 2
#: By side, the best first: the way from the point, and how far the baseline goes down, to the
#: height of the text.
_SIDES = {
    "right": (1, 0, 0.35),
    "left": (-1, 0, 0.35),
    "top": (0, -1, 0),
    "bottom": (0, 1, 0.8),
    "top-right": (0.7, -0.7, 0),
    "top-left": (-0.7, -0.7, 0),
    "bottom-right": (0.7, 0.7, 0.7),
    "bottom-left": (-0.7, 0.7, 0.7),
    "right-up": (0.92, -0.38, 0.2),
    "right-down": (0.92, 0.38, 0.5),
    "left-up": (-0.92, -0.38, 0.2),
    "left-down": (-0.92, 0.38, 0.5),
    "up-right": (0.38, -0.92, 0),
    "up-left": (-0.38, -0.92, 0),
    "down-right": (0.38, 0.92, 0.8),
    "down-left": (-0.38, 0.92, 0.8),
}
CLOSEST = ("right", "left", "top", "bottom")
_NEAR = (*CLOSEST, "top-right", "top-left", "bottom-right", "bottom-left")


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A name beside a point.

    Attributes
    ----------
    rank
        Rank of the point.
    width
        Width of the text.
    x, y
        Its anchor on the baseline.
    side
        Where it is from the point: "right", "top-left"…
    """

    rank: int
    width: float
    x: float
    y: float
    side: str

    @property
    def anchor(self) -> str:
        """As SVG's `text-anchor`: "start", "end" or "middle"."""
        across = _SIDES[self.side][0]
        return "start" if across > 0 else "end" if across < 0 else "middle"

    def box(self, size: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom of the text, `size` high, with a little room."""
        left = self.x - self.width * {"start": 0, "middle": 0.5, "end": 1}[self.anchor]
        right = left + self.width
        return left - _PADDING, self.y - size, right + _PADDING, self.y + 0.3 * size

    def leader(self, place: Points, radius: float, size: float) -> Points | None:
        """Return the ends of the line from the edge of the point to the text, None if near it."""
        left, top, right, bottom = self.box(size)
        x, y = place.tolist()
        way = np.clip((x, y), (left, top + 0.2 * size), (right, bottom)) - (x, y)
        far = float(np.hypot(*way))
        if far < radius + size / 2:
            return None
        return np.asarray(place + np.array([way * radius / far, way]))


def place_names(  # noqa: PLR0913  each is a part of the picture
    names: Iterable[tuple[int, float]],
    places: Points,
    radii: NDArray[np.float64],
    frame: tuple[float, float],
    size: float,
    *,
    obstacles: Sequence[tuple[float, float, float, float]] = (),
    close: bool = False,
    lines: int = 1,
) -> list[Etiquette]:
    """Place names greedily, in the order given; one without a free place is left out.

    A name covers no other name, no obstacle and no large point (as high as a text) of the names
    given; of the places left, the one that covers the fewest points is taken.

    Parameters
    ----------
    names
        Rank of the point and width of its text, the most important first.
    places, radii
        Every point of the picture.
    frame
        Width and height that names must lie in.
    size
        Height of the text.
    obstacles
        Boxes that no name may cover (left, top, right, bottom): a legend, the `box` of names
        placed before, in another size.
    close
        Whether a name is only right, left, above or below its point, against it; else it may be
        in a corner, or some lines away.
    lines
        How many lines away at most. Two more must spare a point: the eye has farther to go,
        along `Etiquette.leader`, which itself should cross nothing.
    """
    names = list(names)
    large = np.array([rank for rank, _ in names if 2 * radii[rank] >= size], int)
    discs = np.column_stack([places - radii[:, None], places + radii[:, None]])
    fixed = np.concatenate([discs[large], np.reshape(obstacles, (-1, 4))])
    # Room for the names: until one is placed, its row is a box out of the frame.
    taken = np.concatenate([fixed, np.full((len(names), 4), -1.0)])
    found: list[Etiquette] = []
    for rank, width in names:
        at, radius = places[rank], float(radii[rank])
        options = [
            (away, option)
            for away in range(1 if close else lines + 1)
            for option in _round(
                rank,
                width,
                at,
                radius + GAP + away * size,
                size,
                CLOSEST if close else _NEAR if away < 2 else tuple(_SIDES),
            )
        ]
        boxes = np.array([option.box(size) for _, option in options])
        free = (boxes[:, :2] >= 0).all(axis=1) & (boxes[:, 2:] <= frame).all(axis=1)
        free &= ~_covers(boxes, taken).any(axis=1)
        aways = np.array([away for away, _ in options])
        costs = 2 * _covers(boxes, discs).sum(axis=1) + np.maximum(aways - 1, 0)
        best, least = None, np.inf
        for option in sorted(np.flatnonzero(free).tolist(), key=costs.__getitem__):
            if costs[option] >= least:
                break
            cost, name = float(costs[option]), options[option][1]
            if aways[option] > 1:
                line = name.leader(at, radius, size)
                cost += _crossed(line, places, radii, taken[len(fixed) :])
            if cost < least:
                best, least = name, cost
        if best:
            taken[len(fixed) + len(found)] = best.box(size)
            found.append(best)
    return found


def _round(
    rank: int, width: float, at: Points, gap: float, size: float, sides: Iterable[str]
) -> list[Etiquette]:
    """Return the places of a name round a point, at some distance of it, the best first."""
    x, y = at.tolist()
    ways = [(side, *_SIDES[side]) for side in sides]
    return [
        Etiquette(rank, width, x + across * gap, y + down * gap + drop * size, side)
        for side, across, down, drop in ways
    ]


def _crossed(line: Points | None, places: Points, radii: NDArray[np.float64], names: Boxes) -> int:
    """Count the points and, four times, the names that a line from a point's edge goes over."""
    if line is None:
        return 0
    start, way = line[0], line[1] - line[0]
    along = np.clip((places - start) @ way / (way @ way), 0, 1)[:, None]
    over = np.hypot(*(places - start - along * way).T) < radii - 0.01
    steps = start + np.linspace(0.1, 0.9, 9)[:, None] * way
    written = _covers(np.hstack([steps, steps]), names).any(axis=0)
    return int(over.sum()) + 4 * int(written.sum())


def _covers(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """Tell which boxes, in rows, meet which others, in columns."""
    left, top, right, bottom = boxes.T[:, :, None]
    across = (others[:, 0] < right) & (left < others[:, 2])
    return np.asarray(across & (others[:, 1] < bottom) & (top < others[:, 3]), np.bool_)
