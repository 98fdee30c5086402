"""Links of the cooperations: which two places each joins, and how its curve bends.

A link goes from a cooperation's porteur to each of its partners. It carries no direction: the
porteur of a network without a lead is only the body it was found under.

The bend (`courbure`) is the height of the arc over its chord's length, positive to the left when
going from start to end with north up. Links between the same two places fan out; two territories
at one place are joined by a loop. `static/carte/liens.js` draws the same curves in pixels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]

#: Bend of a lone link, and what each further pair of links between the same places adds.
COURBURE = 0.16
ECART = 0.12
#: Anchors closer than this many degrees (about 100 m) are one place.
SAME_PLACE_DEG = 0.001


def build_links(participants: pd.DataFrame, anchors: pd.DataFrame) -> pd.DataFrame:
    """One row per link.

    Parameters
    ----------
    participants : DataFrame
        One row per participant: `cooperation_id`, `territoire_code`, `role`.
    anchors : DataFrame
        One row per territory: `code`, `lat`, `lon` in degrees.

    Returns
    -------
    DataFrame
        `cooperation_id`, `from_code`, `to_code`, `courbure` (0 for a loop), `boucle` (bool),
        `rang` and `nombre` (place among the links that join the same two places), in the order
        of the participants.
    """
    porteurs = participants[participants["role"] == "porteur"]
    links = porteurs.merge(
        participants[participants["role"] != "porteur"], on="cooperation_id"
    )[["cooperation_id", "territoire_code_x", "territoire_code_y"]]
    links.columns = ["cooperation_id", "from_code", "to_code"]
    order = {code: i for i, code in enumerate(dict.fromkeys(participants["cooperation_id"]))}
    links = links.sort_values("cooperation_id", key=lambda s: s.map(order), kind="stable")
    links = links.reset_index(drop=True)

    places = _places(anchors)
    start = links["from_code"].map(places).to_numpy()
    end = links["to_code"].map(places).to_numpy()
    low, high = np.minimum(start, end), np.maximum(start, end)
    group = links.groupby([low, high], sort=False)
    links["boucle"] = start == end
    links["rang"] = group.cumcount()
    links["nombre"] = group["from_code"].transform("size")
    height = COURBURE + ECART * (links["rang"] // 2)
    side = np.where(links["rang"] % 2 == 0, 1, -1)
    # Places are numbered from west to east: a first link bows to the north whichever its way.
    way = np.where(start <= end, 1, -1)
    links["courbure"] = np.where(links["boucle"], 0.0, (height * side * way).round(3))
    return links


def _places(anchors: pd.DataFrame) -> pd.Series:
    """Number of each territory's place, from west to east; nearby anchors share one."""
    rounded = (anchors[["lon", "lat"]] / SAME_PLACE_DEG).round().astype(int)
    number = rounded.groupby(["lon", "lat"], sort=True).ngroup()
    return pd.Series(number.to_numpy(), index=anchors["code"])


def curve_points(start: Points, end: Points, courbure: float, n: int = 16) -> Points:
    """`n` points of the quadratic Bézier arc from `start` to `end`, ends included.

    `start` and `end` are (x, y) in a plane with y to the north, in any unit; so is the result,
    of shape (n, 2).
    """
    a, b = np.asarray(start, float), np.asarray(end, float)
    chord = b - a
    control = (a + b) / 2 + 2 * courbure * np.array([-chord[1], chord[0]])
    t = np.linspace(0, 1, n)[:, None]
    points = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
    points[0], points[-1] = a, b
    return np.asarray(points)


def loop_points(centre: Points, rang: int, nombre: int, size: float, n: int = 16) -> Points:
    """`n` points of a circle of diameter `size` through `centre`, closed, (n, 2).

    Loops at one place spread round it: the first to the north, the next ones clockwise.
    """
    x, y = np.asarray(centre, float)
    heading = np.pi / 2 - 2 * np.pi * rang / max(nombre, 6)
    middle = np.array([x, y]) + size / 2 * np.array([np.cos(heading), np.sin(heading)])
    angle = heading + np.pi + np.linspace(0, 2 * np.pi, n)
    points = middle + size / 2 * np.column_stack([np.cos(angle), np.sin(angle)])
    points[0] = points[-1] = (x, y)
    return np.asarray(points)
