"""Territories drawn as SVG: a window on the ground, and shapes as paths in it.

Shapes are in metres, in the working projection of their zone (`geo.crs.to_work`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Shapes = NDArray[np.object_]

Bounds = tuple[float, float, float, float]
#: Ranks of shapely's types: several parts come after the polygon.
_POINT, _POLYGON = 0, 3
#: What Python writes after a whole number.
_WHOLE = re.compile(r"\.0(?![0-9])")


@dataclass(frozen=True)
class Cadre:
    """A window on the ground.

    Attributes
    ----------
    left, top
        Its upper left corner, in metres.
    scale
        Metres that one pixel covers.
    width, height
        Its size, in pixels.
    """

    left: float
    top: float
    scale: float
    width: float
    height: float

    def place(self, points: Points) -> Points:
        """Return points (metres, one a row) in pixels, from the upper left corner."""
        moved = (np.asarray(points, float) - (self.left, self.top)) / self.scale
        return moved * (1, -1)

    def length(self, metres: float) -> float:
        """Return a length on the ground in pixels."""
        return metres / self.scale


def fit(bounds: Bounds, width: float, height: float, *, margin: float = 8) -> Cadre:
    """Return the window of a size (px) in which bounds (metres) just fit, centred, in a margin."""
    x0, y0, x1, y1 = bounds
    scale = max((x1 - x0) / (width - 2 * margin), (y1 - y0) / (height - 2 * margin), 1.0)
    return centred(bounds, scale, width, height)


def centred(bounds: Bounds, scale: float, width: float, height: float) -> Cadre:
    """Return the window of a size (px) and scale (metres a pixel) centred on bounds (metres)."""
    x, y = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    return Cadre(x - scale * width / 2, y + scale * height / 2, scale, width, height)


def path(geometry: Any, cadre: Cadre, *, decimals: int = 1) -> str:
    """Return a shape as an SVG path: rings closed, lines open; an empty text for an empty shape.

    Points that fall on the same rounded pixel are drawn once; a ring without surface is left out.
    """
    rings, lines = _outlines(geometry)
    points, line = shapely.get_coordinates([*rings, *lines], return_index=True)
    placed = np.round(cadre.place(points), decimals) + 0.0  # Adding 0 turns -0 into 0.
    moved = np.ones(len(placed), bool)
    moved[1:] = (placed[1:] != placed[:-1]).any(axis=1) | (line[1:] != line[:-1])
    texts = [f"{x} {y}" for x, y in placed[moved].tolist()]
    starts = np.searchsorted(line[moved], np.arange(len(rings) + len(lines) + 1)).tolist()
    drawn = []
    for rank, (start, stop) in enumerate(pairwise(starts)):
        closed = rank < len(rings)
        kept = texts[
            start : stop - (closed and stop - start > 1 and texts[start] == texts[stop - 1])
        ]
        if len(kept) >= (3 if closed else 2):
            drawn.append(f"M{'L'.join(kept)}{'Z' if closed else ''}")
    return _WHOLE.sub("", "".join(drawn))


def _outlines(geometry: Any) -> tuple[Shapes, Shapes]:
    """Return the rings of the areas of a shape, and its lines; points are left out."""
    parts = shapely.get_parts(geometry)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts = shapely.get_parts(parts)
    kinds = shapely.get_type_id(parts)
    areas, lines = parts[kinds == _POLYGON], parts[(kinds > _POINT) & (kinds < _POLYGON)]
    return shapely.get_rings(areas), lines
