"""The small map of one cooperation: its territoires on the ground, and its links, as SVG.

Colours and strokes are the page's (`static/page/cooperations.css`), by class.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.crs import METROPOLE, Zone, to_work, zone_of_departement
from geo.dessin import Cadre, centred, path
from geo.links import COURBURE
from geo.placement import place_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

WIDTH, HEIGHT = 360.0, 210.0
"""Pixels of a map's own; it is shown at any size."""
#: Part of the window left round the territoires, and least metres a pixel covers.
_MARGIN, _LEAST_SCALE = 0.14, 100.0
#: Pixels an outline may move by when it is simplified.
_TOLERANCE = 0.4
#: Pixels: dots of the porteur and of the others; height of a name, mean width of a
#: character, most characters.
_RADII = (5.0, 3.2)
_SIZE, _CHARACTER, _LONGEST = 11.0, 5.9, 28
#: Drawn by their outline alone: they hold the others.
_WIDE = ("departement", "region")


def zone_of(departements: Sequence[str]) -> Zone:
    """Return the zone whose projection suits territoires of these départements."""
    zones = {zone_of_departement(code) for code in departements}
    return zones.pop() if len(zones) == 1 else METROPOLE


def draw(
    territoires: gpd.GeoDataFrame,
    grounds: Sequence[tuple[str, gpd.GeoDataFrame]],
    zone: Zone,
    *,
    system: int,
    label: str,
) -> str:
    """Return the map of a cooperation as an SVG element.

    Parameters
    ----------
    territoires
        Its participants, the porteur first: `nom` (may be empty; written where it fits), `type`,
        `lat`, `lon` (anchor, degrees), `geometry` (outline or point), EPSG:4326.
    grounds
        Layers of the ground, the lowest first: class of their paths, and outlines (EPSG:4326).
    zone
        Gives the projection.
    system
        Rank of the colour: class `s0` to `s5`.
    label
        What the map shows, for who does not see it; any text.
    """
    shapes = to_work(territoires, zone).geometry.to_numpy()
    anchors = _anchors(territoires, zone)
    wide = territoires["type"].isin(_WIDE).to_numpy(bool)
    framed = ~wide if (~wide).any() else np.ones(len(wide), bool)
    cadre = _window([*shapes[framed], *shapely.points(anchors[framed])])
    parts = [f'<rect class="mer" width="{WIDTH:g}" height="{HEIGHT:g}"/>']
    parts += [_layer(name, to_work(frame, zone), cadre) for name, frame in grounds]
    seen = dict.fromkeys(_paths(shapes[wide], cadre))
    parts += [f'<path class="contour" d="{d}"/>' for d in seen]
    parts += [
        f'<path class="membre" d="{d}"/>' for d in dict.fromkeys(_paths(shapes[~wide], cadre))
    ]
    places = cadre.place(anchors)
    parts += [f'<path class="lien" d="{_arc(places[0], end)}"/>' for end in places[1:]]
    radii = np.where(np.arange(len(places)) == 0, *_RADII)
    dots = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:g}"/>'
        for (x, y), radius in zip(places.tolist(), radii.tolist(), strict=True)
    ]
    parts += [*reversed(dots), *_names(territoires["nom"].tolist(), places, radii)]
    return (
        f'<svg class="vignette s{system}" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" '
        f'aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _names(names: Sequence[str], places: Points, radii: Points) -> list[str]:
    wanted = [(i, _CHARACTER * len(name)) for i, name in enumerate(names)]
    wanted = [(i, width) for i, width in wanted if 0 < width <= _CHARACTER * _LONGEST]
    return [
        f'<text x="{name.x:.1f}" y="{name.y:.1f}" text-anchor="{name.anchor}">'
        f"{escape(names[name.rank])}</text>"
        for name in place_names(wanted, places, radii, (WIDTH, HEIGHT), _SIZE)
    ]


def _anchors(territoires: pd.DataFrame, zone: Zone) -> Points:
    """Anchors in metres, one a row."""
    points = shapely.points(territoires[["lon", "lat"]].to_numpy(float))
    moved = to_work(territoires.set_geometry(points, crs=4326), zone)
    return np.asarray(shapely.get_coordinates(moved.geometry.to_numpy()), float)


def _window(shapes: Sequence[Any]) -> Cadre:
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    room = 1 - 2 * _MARGIN
    scale = max((x1 - x0) / (WIDTH * room), (y1 - y0) / (HEIGHT * room), _LEAST_SCALE)
    return centred((x0, y0, x1, y1), scale, WIDTH, HEIGHT)


def _layer(name: str, frame: gpd.GeoDataFrame, cadre: Cadre) -> str:
    return "".join(
        f'<path class="{name}" d="{d}"/>' for d in _paths(frame.geometry.to_numpy(), cadre)
    )


def _paths(shapes: Any, cadre: Cadre) -> list[str]:
    """Return what the window shows of each outline, points apart, simplified."""
    margin = 4 * cadre.scale
    box = (
        cadre.left - margin,
        cadre.top - margin - cadre.scale * cadre.height,
        cadre.left + margin + cadre.scale * cadre.width,
        cadre.top + margin,
    )
    near = [shape for shape in shapes if shapely.intersects(shape, shapely.box(*box))]
    simple = shapely.simplify(
        shapely.clip_by_rect(np.array(near, object), *box), _TOLERANCE * cadre.scale
    )
    drawn = (path(shape, cadre) for shape in simple if shapely.get_dimensions(shape) == 2)
    return [d for d in drawn if d]


def _arc(start: Points, end: Points) -> str:
    """Return a curve bent as the map's links are, to the north whichever its way."""
    (x0, y0), (x1, y1) = start.tolist(), end.tolist()
    side = 1 if x0 <= x1 else -1
    # A quadratic curve rises to half the height of its control point.
    bend = 2 * COURBURE * side
    cx, cy = (x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0)
    return f"M{x0:.1f} {y0:.1f}Q{cx:.1f} {cy:.1f} {x1:.1f} {y1:.1f}"
