"""Where a picture of the map looks: its zone, its window on the ground, and its insets.

Sizes are in units of the picture: those of the application's map, in which its signs are drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, log2, radians
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.crs import METROPOLE, ZONES, Zone
from geo.dessin import Cadre, centred

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from geo.dessin import Bounds
    from geo.image_lumiere import Lumiere
    from geo.image_sol import Sols

#: Space kept free round what is framed: left, top, right, bottom.
PADDING = (20.0, 18.0, 20.0, 20.0)
#: Least metres a unit covers: the closest that the application's map frames.
CLOSEST_M = 53.0
#: Metres a unit covers under which the finer shapes are worth their weight.
NEAR_M = 450.0
#: Side of an inset, space between two and from the edge, and what its name takes at its foot.
SIDE, GAP, EDGE, FOOT = 92.0, 7.0, 14.0, 17.0
#: Width taken by the column of insets.
COLUMN = EDGE + SIDE
_LATITUDE = 46.5
_EQUATOR_M = 156_543.03


@dataclass(frozen=True)
class Carton:
    """An inset: a region at a scale of its own, and its place in the picture."""

    region: str
    nom: str
    x: float
    y: float
    zone: Zone
    cadre: Cadre


@dataclass(frozen=True)
class Vue:
    """What a picture looks at: its zone, its window, and the overseas regions beside it."""

    zone: Zone
    cadre: Cadre
    cartons: tuple[Carton, ...] = ()


def zoom_of(scale: float) -> float:
    """Return the zoom of the application's map, in France, for a scale in metres a unit."""
    return log2(_EQUATOR_M * cos(radians(_LATITUDE)) / scale)


def look(  # noqa: PLR0913  each is a part of what decides
    sols: Sols,
    inventaire: Mapping[str, Any],
    *,
    size: tuple[float, float],
    margin: float = 0.0,
    degrees: Bounds | None = None,
    cooperations: Sequence[int] = (),
    poles: Sequence[int] = (),
    regions: Collection[str] = (),
    lumiere: Lumiere | None = None,
) -> Vue:
    """Decide where to look.

    Parameters
    ----------
    size
        Width and height of the picture.
    margin
        Width to keep free at the left: something else will cover it.
    degrees
        West, south, east, north to show, in degrees; None: the selection, else the results of a
        filter on regions, else metropolitan France.
    cooperations, poles
        Ranks of what is drawn, `regions` the codes of the region filter.
    """
    if lumiere is not None:
        cooperations = [i for i in cooperations if i in lumiere.cooperations]
        poles = [i for i in poles if i in lumiere.poles]
    drawn = _overseas(sols, inventaire, cooperations, poles)
    zone, bounds = METROPOLE, None
    if degrees is not None:
        zone = sols.zone_at((degrees[0] + degrees[2]) / 2, (degrees[1] + degrees[3]) / 2)
        bounds = sols.window(zone, degrees)
    elif lumiere is not None:
        zone, bounds = _of_light(sols, inventaire, lumiere)
    elif regions:
        zone, bounds = _of_regions(sols, inventaire, cooperations, poles, regions)
    if bounds is None:
        zone, bounds = METROPOLE, metropole(sols)
    whole = zone == METROPOLE and (degrees is None or _holds(bounds, metropole(sols)))
    insets = drawn if whole else ()
    cadre = fit(bounds, size, margin + (COLUMN if insets else 0.0))
    return Vue(zone, cadre, _cartons(sols, inventaire, insets, size, margin))


def metropole(sols: Sols) -> Bounds:
    """Return the bounds of metropolitan France, in metres."""
    bounds = sols.sol(METROPOLE).bounds("regions", sols.regions[METROPOLE.code])
    if bounds is None:
        raise ValueError("`prepared.regions`: expected metropolitan regions, found none")
    return bounds


def fit(bounds: Bounds, size: tuple[float, float], margin: float = 0.0) -> Cadre:
    """Return the window of a size in which bounds (metres) just fit, right of a margin."""
    left, top, right, bottom = PADDING
    left += margin
    x0, y0, x1, y1 = bounds
    width, height = size[0] - left - right, size[1] - top - bottom
    scale = max((x1 - x0) / width, (y1 - y0) / height, CLOSEST_M)
    middle = (left + width / 2, top + height / 2)
    x = (x0 + x1) / 2 - scale * middle[0]
    y = (y0 + y1) / 2 + scale * middle[1]
    return Cadre(x, y, scale, *size)


def _overseas(
    sols: Sols, inventaire: Mapping[str, Any], cooperations: Sequence[int], poles: Sequence[int]
) -> tuple[str, ...]:
    """Return the overseas regions where something is drawn, by code."""
    ranks = {r for i in cooperations for r in inventaire["cooperations"][i]["regions"]}
    ranks |= {r for i in poles for r in inventaire["poles"][i]["regions"]}
    codes = {inventaire["regions"][r]["code"] for r in ranks}
    return tuple(sorted(codes - set(sols.regions[METROPOLE.code])))


def _of_light(
    sols: Sols, inventaire: Mapping[str, Any], light: Lumiere
) -> tuple[Zone, Bounds | None]:
    shapes = [("epci", inventaire["poles"][i]["membres"]) for i in sorted(light.poles)]
    return _extent(sols, sorted(light.territoires), [*shapes, *light.contours])


def _of_regions(
    sols: Sols,
    inventaire: Mapping[str, Any],
    cooperations: Sequence[int],
    poles: Sequence[int],
    regions: Collection[str],
) -> tuple[Zone, Bounds | None]:
    """Frame the results and the regions; overseas when all the regions are in one zone there."""
    places = sorted(
        {t for i in cooperations for t in inventaire["cooperations"][i]["participants"]}
    )
    shapes = [("epci", inventaire["poles"][i]["membres"]) for i in poles]
    zones = {sols.zone_of_region(code) for code in regions}
    only = zones.pop() if len(zones) == 1 else METROPOLE
    return _extent(sols, places, [*shapes, ("regions", sorted(regions))], first=only)


def _extent(
    sols: Sols,
    places: Sequence[int],
    shapes: Sequence[tuple[str, Sequence[str]]],
    first: Zone = METROPOLE,
) -> tuple[Zone, Bounds | None]:
    """Return the zone that holds something, `first` before the others, and its bounds."""
    for zone in dict.fromkeys([first, *ZONES]):
        sol = sols.sol(zone)
        points = sol.places[list(places)].reshape(-1, 2)
        points = points[~np.isnan(points[:, 0])]
        corners = [b for level, codes in shapes if (b := sol.bounds(level, codes))]
        found = np.concatenate([points, np.array(corners, float).reshape(-1, 2)])
        if len(found):
            (x0, y0), (x1, y1) = found.min(axis=0).tolist(), found.max(axis=0).tolist()
            return zone, (x0, y0, x1, y1)
    return first, None


def _holds(outer: Bounds, inner: Bounds) -> bool:
    """Tell whether bounds hold the middle four fifths of others."""
    dx, dy = (inner[2] - inner[0]) / 10, (inner[3] - inner[1]) / 10
    return (
        outer[0] <= inner[0] + dx
        and outer[1] <= inner[1] + dy
        and outer[2] >= inner[2] - dx
        and outer[3] >= inner[3] - dy
    )


def _cartons(
    sols: Sols,
    inventaire: Mapping[str, Any],
    codes: Sequence[str],
    size: tuple[float, float],
    margin: float,
) -> tuple[Carton, ...]:
    """Stack the insets along the left edge, above the scale."""
    names = {region["code"]: region["nom"] for region in inventaire["regions"]}
    side = min(SIDE, (size[1] - 4 * EDGE - 30) / max(len(codes), 1) - GAP)
    top = size[1] - 30 - EDGE - len(codes) * (side + GAP)
    found = []
    for i, code in enumerate(codes):
        zone = sols.zone_of_region(code)
        bounds = sols.sol(zone).bounds("regions", [code])
        if bounds is None:
            continue
        drawn = side - FOOT
        scale = max((bounds[2] - bounds[0]) / (side - 20), (bounds[3] - bounds[1]) / (drawn - 18))
        cadre = centred(bounds, scale, side, drawn)
        place = (margin + EDGE, top + i * (side + GAP))
        found.append(Carton(code, names.get(code, code), *place, zone, cadre))
    return tuple(found)
