"""Where the nodes of a network are drawn, without overlaps.

Fruchterman and Reingold's forces (1991), the repulsion cut beyond a few ideal lengths as they
propose. Nodes start where they are on the ground and a spring holds them there, so that the north
stays north; another holds communities together. No chance: the same network gives the same
picture. Everything is in pixels, y to the south.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Points = NDArray[np.float64]
    Pairs = NDArray[np.int64]

#: What metropolitan France fills, in degrees: west, south, east, north. Beyond, on its border.
FRANCE = (-5.2, 42.0, 8.4, 51.2)
_LATITUDE = 46.5
_STEPS = 70
#: Strength of the springs to the ground and to the community, to the ideal length.
_GROUND, _TOGETHER = 0.045, 0.10
#: Distance, in ideal lengths, beyond which nodes no longer repel each other.
_REACH = 3.0
_GOLDEN_ANGLE = np.pi * (3 - np.sqrt(5))


def on_the_ground(lonlat: Points, width: float, height: float) -> Points:
    """Return places (degrees, EPSG:4326) in pixels, metropolitan France centred in the frame.

    Only a start for a drawing: nothing is measured there. What is abroad or overseas comes to the
    nearest border.
    """
    west, south, east, north = FRANCE
    lon, lat = np.clip(np.asarray(lonlat, float), (west, south), (east, north)).T
    shrink = np.cos(np.radians(_LATITUDE))
    scale = min(width / ((east - west) * shrink), height / (north - south))
    x = width / 2 + (lon - (west + east) / 2) * shrink * scale
    y = height / 2 - (lat - (south + north) / 2) * scale
    return np.column_stack([x, y])


def lay_out(ground: Points, ties: Pairs, groups: NDArray[np.int64], length: float) -> Points:
    """Return where each node goes, before it is fitted to a frame.

    Parameters
    ----------
    ground
        Start of each node, in pixels (`on_the_ground`).
    ties
        Ranks of the nodes that each tie joins.
    groups
        Number of each node's community, from 0.
    length
        Ideal distance between two neighbours, in pixels.
    """
    rank = np.arange(len(ground))
    turn = np.column_stack([np.cos(rank * _GOLDEN_ANGLE), np.sin(rank * _GOLDEN_ANGLE)])
    # Nodes of one place start apart, each in its own direction.
    places = ground + turn * (1 + rank[:, None] % 7) / 7
    sizes = np.bincount(groups)
    near = np.empty((0, 2), np.int64)
    for step in range(_STEPS):
        if step % 4 == 0:
            near = _near(places, _REACH * length)
        delta, distance = _between(places, near)
        move = _spread(len(places), near, delta * (length / distance) ** 2)
        delta, distance = _between(places, ties)
        move -= _spread(len(places), ties, delta * (distance / length))
        middles = np.column_stack([np.bincount(groups, axis) / sizes for axis in places.T])
        move += _GROUND * (ground - places) + _TOGETHER * (middles[groups] - places)
        far = np.maximum(np.hypot(*move.T), 1e-9)
        heat = length * (1 - step / _STEPS) * 0.6
        places += move * (np.minimum(far, heat) / far)[:, None]
    return np.asarray(places)


def fit(places: Points, width: float, height: float, margin: float, zoom: float = 2.5) -> Points:
    """Return the places centred in a frame, within a margin, enlarged at most `zoom` times."""
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.array([width, height]) - 2 * margin
    scale = min(zoom, *(room / np.maximum(high - low, 1e-9)))
    return np.asarray((places - (low + high) / 2) * scale + np.array([width, height]) / 2)


def separate(
    places: Points, radii: NDArray[np.float64], width: float, height: float, gap: float = 2.0
) -> Points:
    """Return the places, moved as little as needed for no two discs to touch, inside a frame.

    Parameters
    ----------
    places, radii
        Centre and radius of each disc, in pixels.
    width, height
        The frame; discs that cannot all lie in it still overlap.
    gap
        Least distance between two discs.
    """
    apart = places.copy()
    edge = radii[:, None] + gap
    room = np.maximum(np.array([width, height]) - edge, edge)
    # Pairs a little farther apart than what touches stay good while discs move by less.
    reach = 2 * float(radii.max(initial=0)) + gap
    seen, close = np.full_like(apart, np.inf), np.empty((0, 2), np.int64)
    for _ in range(200):
        apart = np.clip(apart, edge, room)
        if not np.hypot(*(apart - seen).T).max(initial=0) < reach / 4:
            seen, close = apart.copy(), _near(apart, 1.5 * reach)
        pairs = close
        delta, distance = _between(apart, pairs)
        missing = radii[pairs].sum(axis=1, keepdims=True) + gap - distance
        touching = missing[:, 0] > 0
        if not touching.any():
            break
        pairs = pairs[touching]
        push = (delta / distance * (missing / 2 + 0.05))[touching]
        apart += _spread(len(apart), pairs, push)
    return apart


def _near(places: Points, reach: float) -> Pairs:
    """Return the pairs of nodes within a distance, smaller rank first."""
    boxes = shapely.box(*(places - reach).T, *(places + reach).T)
    pairs = shapely.STRtree(shapely.points(places)).query(boxes).T
    pairs = pairs[pairs[:, 0] < pairs[:, 1]]
    apart = np.hypot(*(places[pairs[:, 0]] - places[pairs[:, 1]]).T)
    return np.asarray(pairs[apart <= reach], np.int64)


def _between(places: Points, pairs: Pairs) -> tuple[Points, Points]:
    """Return, for each pair, the way from the second to the first, and its length (a column)."""
    delta = places[pairs[:, 0]] - places[pairs[:, 1]]
    distance = np.hypot(*delta.T)[:, None]
    same = distance[:, 0] < 1e-6
    if same.any():  # Two nodes at one point leave it in a direction of their own.
        angle = pairs[same].sum(axis=1) * _GOLDEN_ANGLE
        delta[same] = np.column_stack([np.cos(angle), np.sin(angle)]) * 1e-3
        distance[same] = 1e-3
    return delta, distance


def _spread(count: int, pairs: Pairs, force: Points) -> Points:
    """Return the sum of the forces on each node: as given on the first, against on the second."""
    total = np.zeros((count, 2))  # `bincount` of nothing gives integers.
    for column, axis in enumerate(force.T):
        total[:, column] = np.bincount(pairs[:, 0], axis, count)
        total[:, column] -= np.bincount(pairs[:, 1], axis, count)
    return total
