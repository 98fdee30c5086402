"""Which outlines share a border: the segments of a coverage, and the parts of each pôle.

Outlines come as a coverage: two neighbours share the very points of their border, so each segment
belongs to one outline (the sea or another country lies beyond) or to two. Members are those of
`geo.perimeters.effective_members`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from geo.perimeters import effective_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from geo.frames import PreparedLike, TablesLike

    Floats = NDArray[np.float64]
    Rows = NDArray[np.int64]

NOBODY = -1
"""What lies beyond a border that belongs to one outline."""


@dataclass(frozen=True)
class Edges:
    """Segments of a coverage, each once.

    Attributes
    ----------
    points
        Their two ends, shape (n, 2, 2), in the outlines' system.
    left, right
        Rows of the outlines on both sides; `right` is -1 where there is none.
    """

    points: Floats
    left: Rows
    right: Rows


def coverage_edges(outlines: Iterable[Any]) -> Edges:
    """Return the segments of outlines that form a coverage (a border is shared point by point)."""
    parts, owner = shapely.get_parts(np.asarray(outlines), return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    inside = ring[1:] == ring[:-1]
    ends = np.hstack([points[:-1][inside], points[1:][inside]])
    owners = owner[part[ring[:-1][inside]]]
    turned = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[turned] = ends[turned][:, [2, 3, 0, 1]]
    # A segment's two owners follow each other once sorted.
    order = np.lexsort((owners, *ends.T))
    ends, owners = ends[order], owners[order]
    same = np.zeros(len(ends), bool)
    same[1:] = (ends[1:] == ends[:-1]).all(axis=1)
    first = np.flatnonzero(~same)
    right = np.full(len(first), NOBODY, np.int64)
    second = np.minimum(first + 1, len(ends) - 1)
    right[same[second]] = owners[second][same[second]]
    return Edges(ends[first].reshape(-1, 2, 2), owners[first], right)


def neighbours_of(edges: Edges) -> dict[int, set[int]]:
    """Return the outlines that share a border with each, by row; those without any are left out.

    Touching at a point is not sharing a border.
    """
    shared = edges.right != NOBODY
    beyond = int(edges.right.max(initial=0)) + 1
    pairs = np.unique(edges.left[shared] * beyond + edges.right[shared])
    found: dict[int, set[int]] = defaultdict(set)
    for one, other in zip(*(side.tolist() for side in divmod(pairs, beyond)), strict=True):
        found[one].add(other)
        found[other].add(one)
    return dict(found)


def contiguous_parts(
    members: Iterable[int], neighbours: Mapping[int, AbstractSet[int]]
) -> list[list[int]]:
    """Return the members, by row of the coverage, in groups that share borders step by step.

    Each group is sorted, groups by their first member. An outline in several pieces (a coast and
    its islets) is one member. `neighbours` are `neighbours_of` the coverage.
    """
    left = set(members)
    groups = []
    while left:
        group, todo = set(), {min(left)}
        while todo:
            row = todo.pop()
            group.add(row)
            todo |= (neighbours.get(row, frozenset()) & left) - group
        left -= group
        groups.append(sorted(group))
    return groups


def parts_of_poles(tables: TablesLike, prepared: PreparedLike) -> dict[str, int]:
    """Return the number of contiguous parts of each pôle that has known members, by code."""
    neighbours = neighbours_of(coverage_edges(prepared.epci["geometry"]))
    found = rows_of_poles(tables, prepared)
    return {code: len(contiguous_parts(rows, neighbours)) for code, rows in found.items()}


def rows_of_poles(tables: TablesLike, prepared: PreparedLike) -> dict[str, list[int]]:
    """Return the rows of the EPCI frame that make up each pôle with known members, by its code."""
    members = effective_members(tables.pole_membres, tables.poles)
    members = members.assign(row=pd.Index(prepared.epci["siren"]).get_indexer(members["siren"]))
    found: dict[str, list[int]] = defaultdict(list)
    for code, row in zip(members["pole_code"], members["row"].tolist(), strict=True):
        if row >= 0:
            found[code].append(row)
    return dict(found)
