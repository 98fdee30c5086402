"""Links of the cooperations: which two places each joins, and how its curve bends.

A link goes from a cooperation's porteur to each of its partners. Its direction is drawn nowhere:
the porteur of a network without a lead is only the body it was found under, it does not lead.

The bend (`courbure`) is the height of the arc over its chord's length, positive to the left when
going from start to end with north up. Links between the same two places fan out; two territories
at one place are joined by a loop. `static/carte/liens.js` draws the same curves in pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.errors import MissingAnchorError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Points = NDArray[np.float64]

#: Bend of a lone link, and what each further pair of links between the same places adds.
COURBURE = 0.16
ECART = 0.12
#: Anchors closer than this are one place.
SAME_PLACE_M = 100.0
_M_PER_DEGREE = 111_195.0


def build_links(participants: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """Return one row per link.

    Parameters
    ----------
    participants
        One row per participant: `cooperation_id`, `territoire_code`, `role` (one "porteur" per
        cooperation).
    anchors
        One row per territory: `code`, `lat`, `lon` in degrees (EPSG:4326).

    Returns
    -------
    pandas.DataFrame
        `cooperation_id`, `from_code`, `to_code`, `courbure` (0 for a loop), `boucle` (bool),
        `rang` and `nombre` (rank among, and number of, the links that join the same two places,
        whatever the way), in the order of the participants. Adding a cooperation at the end
        leaves the bends of the others as they were.

    Raises
    ------
    MissingAnchorError
        A participant has no anchor.
    """
    ends = ["cooperation_id", "territoire_code"]
    lead = participants["role"] == "porteur"
    links = participants.loc[~lead, ends].merge(
        participants.loc[lead, ends], on="cooperation_id", suffixes=("_to", "_from")
    )
    links = links.rename(
        columns={"territoire_code_from": "from_code", "territoire_code_to": "to_code"}
    )[["cooperation_id", "from_code", "to_code"]]

    check_anchored(participants["territoire_code"], anchors)
    places = _number_places(anchors)
    start, end = (
        np.asarray(places.loc[links[column]], np.int64) for column in ("from_code", "to_code")
    )
    group = links.groupby([np.minimum(start, end), np.maximum(start, end)], sort=False)
    links["boucle"] = start == end
    links["rang"] = group.cumcount()
    links["nombre"] = group["from_code"].transform("size")
    height = COURBURE + ECART * (links["rang"] // 2)
    side = np.where(links["rang"] % 2 == 0, 1, -1)
    # Places are numbered from west to east: a first link bows to the north whichever its way.
    way = np.where(start < end, 1, -1)
    links["courbure"] = np.where(links["boucle"], 0.0, (height * side * way).round(3))
    return links[["cooperation_id", "from_code", "to_code", "courbure", "boucle", "rang", "nombre"]]


def check_anchored(codes: pd.Series, anchors: pd.DataFrame) -> None:
    """Check that every territory has an anchor.

    Raises
    ------
    MissingAnchorError
        Names up to three territories without `lat` and `lon`.
    """
    placed = anchors.dropna(subset=["lat", "lon"])["code"]
    unknown = sorted(set(codes) - set(placed))
    if unknown:
        raise MissingAnchorError(
            f"anchors: expected `lat` and `lon` for every territory, found none for "
            f"{len(unknown)}: {', '.join(unknown[:3])}; run `make build`"
        )


def _number_places(anchors: pd.DataFrame) -> pd.Series:
    """Give places numbers from west to east, by territory code; nearby anchors share one."""
    placed = anchors.dropna(subset=["lat", "lon"])
    lonlat = placed[["lon", "lat"]].to_numpy(np.float64)
    distinct, which = np.unique(lonlat, axis=0, return_inverse=True)  # sorted by lon, then lat
    number = np.arange(len(distinct))
    for one, other in _close_pairs(distinct):
        number[number == number[other]] = number[one]
    return pd.Series(number[which], index=placed["code"])


def _close_pairs(lonlat: Points) -> NDArray[np.int64]:
    """Return pairs of rows less than `SAME_PLACE_M` apart, as ranks (smaller, larger)."""
    shrink = np.cos(np.radians(np.abs(lonlat[:, 1]).max(initial=0.0)))
    points = shapely.points(lonlat)
    reach = SAME_PLACE_M / _M_PER_DEGREE / max(float(shrink), 0.1)
    pairs = shapely.STRtree(points).query(points, "dwithin", reach).T
    one, other = lonlat[pairs[:, 0]], lonlat[pairs[:, 1]]
    east = (one[:, 0] - other[:, 0]) * np.cos(np.radians((one[:, 1] + other[:, 1]) / 2))
    metres = np.hypot(east, one[:, 1] - other[:, 1]) * _M_PER_DEGREE
    return np.asarray(pairs[(pairs[:, 0] < pairs[:, 1]) & (metres < SAME_PLACE_M)], np.int64)


def curve_points(
    start: Sequence[float] | Points, end: Sequence[float] | Points, courbure: float, n: int = 16
) -> Points:
    """Return `n` points of the quadratic Bézier arc from `start` to `end`, ends exact.

    Parameters
    ----------
    start, end
        (x, y) in a plane with y to the north (EPSG:3857 for the map), in any one unit.
    courbure
        Height of the arc over the chord's length, positive to the left of the way.
    n
        Number of points, at least 2.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2), same plane and unit.
    """
    a, b = np.asarray(start, float), np.asarray(end, float)
    chord = b - a
    control = (a + b) / 2 + 2 * courbure * np.array([-chord[1], chord[0]])
    t = np.linspace(0, 1, n)[:, None]
    points = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
    points[0], points[-1] = a, b
    return np.asarray(points)


def loop_points(
    centre: Sequence[float] | Points, rang: int, nombre: int, size: float, n: int = 16
) -> Points:
    """Return `n` points of a circle of diameter `size` through `centre`, closed.

    Loops at one place spread round it: the first to the north, the next ones clockwise.

    Parameters
    ----------
    centre
        (x, y) of the place, in a plane with y to the north, in any one unit.
    rang, nombre
        Rank of the loop among those of the place (from 0), and their number.
    size
        Diameter, same unit.
    n
        Number of points, at least 2; the first and the last are `centre`.

    Returns
    -------
    numpy.ndarray
        Shape (n, 2), same plane and unit.
    """
    x, y = np.asarray(centre, float)
    heading = np.pi / 2 - 2 * np.pi * rang / max(nombre, 6)
    middle = np.array([x, y]) + size / 2 * np.array([np.cos(heading), np.sin(heading)])
    angle = heading + np.pi + np.linspace(0, 2 * np.pi, n)
    points = middle + size / 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    points[0] = points[-1] = (x, y)
    return np.asarray(points)
