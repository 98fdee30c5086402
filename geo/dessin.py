"""Territories drawn as SVG: a window on the ground, and shapes as paths in it.

Shapes are in metres, in the working projection of their zone (`geo.crs.to_work`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

Bounds = tuple[float, float, float, float]


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
    return "".join(
        text
        for points, closed in _lines(geometry)
        if (text := _draw(np.round(cadre.place(points), decimals), closed=closed))
    )


def _lines(geometry: Any) -> Iterator[tuple[Points, bool]]:
    for part in shapely.get_parts(geometry):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                yield shapely.get_coordinates(ring), True
        elif part.geom_type == "GeometryCollection":
            yield from _lines(part)
        elif part.geom_type != "Point":
            yield shapely.get_coordinates(part), False


def _draw(points: Points, *, closed: bool) -> str:
    moved = np.ones(len(points), bool)
    moved[1:] = (points[1:] != points[:-1]).any(axis=1)
    kept = points[moved]
    if closed and len(kept) > 1 and (kept[0] == kept[-1]).all():
        kept = kept[:-1]
    if len(kept) < (3 if closed else 2):
        return ""
    texts = [f"{_short(x)} {_short(y)}" for x, y in kept.tolist()]
    return "M" + "L".join(texts) + ("Z" if closed else "")


def _short(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
