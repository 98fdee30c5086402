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
    from collections.abc import Sequence

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
    return paths([geometry], [cadre], decimals=decimals)[0]


def paths(shapes: Sequence[Any], cadres: Sequence[Cadre], *, decimals: int = 1) -> list[str]:
    """Return the `path` of each shape in its own window: all their points at once, far faster."""
    outlines, owner, closed = _outlines(shapes)
    points, line = shapely.get_coordinates(outlines, return_index=True)
    windows = np.array([(c.left, c.top, c.scale) for c in cadres], float)[owner[line]]
    placed = (points - windows[:, :2]) / windows[:, 2:] * (1, -1)
    placed = np.round(placed, decimals) + 0.0  # Adding 0 turns -0 into 0.
    moved = np.ones(len(placed), bool)
    moved[1:] = (placed[1:] != placed[:-1]).any(axis=1) | (line[1:] != line[:-1])
    texts = [f"{x} {y}" for x, y in placed[moved].tolist()]
    starts = np.searchsorted(line[moved], np.arange(len(outlines) + 1)).tolist()
    drawn = [""] * len(shapes)
    for (start, stop), of, ring in zip(
        pairwise(starts), owner.tolist(), closed.tolist(), strict=True
    ):
        again = ring and stop - start > 1 and texts[start] == texts[stop - 1]
        kept = texts[start : stop - again]
        if len(kept) >= (3 if ring else 2):
            drawn[of] += f"M{'L'.join(kept)}{'Z' if ring else ''}"
    return [_WHOLE.sub("", text) for text in drawn]


def _outlines(shapes: Sequence[Any]) -> tuple[Shapes, NDArray[np.int64], NDArray[np.bool_]]:
    """Return the rings of the areas of the shapes, then their lines; points are left out.

    And the shape that each is of, and whether it is a ring.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, part = shapely.get_parts(parts, return_index=True)
        owner = owner[part]
    kinds = shapely.get_type_id(parts)
    areas, lines = kinds == _POLYGON, (kinds > _POINT) & (kinds < _POLYGON)
    rings, area = shapely.get_rings(parts[areas], return_index=True)
    return (
        np.concatenate([rings, parts[lines]]),
        np.concatenate([owner[areas][area], owner[lines]]),
        np.arange(len(rings) + int(lines.sum())) < len(rings),
    )
