"""Borders shared by outlines: squares of ground, counted by hand, then the project's pôles."""

from __future__ import annotations

import shapely

from data.loaders import load
from geo.contiguite import contiguous_parts, coverage_edges, neighbours_of, parts_of_poles
from geo.perimeters import effective_members
from tests.test_geo_silhouettes import PLACES, prepared, square, tables


def test_each_border_is_found_once_with_who_is_on_both_sides() -> None:
    edges = coverage_edges([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    assert len(edges.points) == 7
    shared = edges.right >= 0
    assert edges.points[shared].tolist() == [[[1, 0], [1, 1]]]
    assert (edges.left[shared].tolist(), edges.right[shared].tolist()) == ([0], [1])
    assert sorted(edges.left[~shared].tolist()) == [0, 0, 0, 1, 1, 1]


def test_holes_and_pieces_have_borders_too() -> None:
    around = shapely.box(0, 0, 3, 3) - shapely.box(1, 1, 2, 2)
    islet = shapely.box(5, 5, 6, 6)
    edges = coverage_edges([shapely.union_all([around, islet]), shapely.box(1, 1, 2, 2)])
    assert (edges.right >= 0).sum() == 4
    assert len(edges.points) == 4 + 4 + 4


def test_parts_share_borders_step_by_step_and_a_corner_is_no_border() -> None:
    neighbours = neighbours_of(coverage_edges(list(PLACES.values())))
    assert neighbours == {0: {1}, 1: {0}}
    assert contiguous_parts([0, 1, 2, 3], neighbours) == [[0, 1], [2], [3]]
    assert contiguous_parts([0, 2], neighbours) == [[0], [2]]
    assert contiguous_parts([], neighbours) == []


def test_islets_of_one_member_do_not_make_an_archipelago() -> None:
    shapes = prepared()
    shapes.epci.loc[0, "geometry"] = shapely.union_all([square(0), square(0, 5)])
    assert parts_of_poles(tables(p="ab"), shapes) == {"p": 1}


def test_parts_agree_with_outlines_that_touch() -> None:
    """Counted again from the outlines themselves: shared border longer than a point."""
    tables_, shapes = load()
    outlines = shapes.epci.set_index("siren").geometry
    members = effective_members(tables_.pole_membres, tables_.poles)
    expected = {}
    for code, group in members.groupby("pole_code"):
        bodies = [{siren} for siren in group["siren"]]
        for one in group["siren"]:
            for other in group["siren"]:
                touching = outlines[one].intersection(outlines[other]).length > 1e-6
                if one < other and touching:
                    mine = next(body for body in bodies if one in body)
                    theirs = next(body for body in bodies if other in body)
                    if mine is not theirs:
                        bodies.remove(theirs)
                        mine |= theirs
        expected[code] = len(bodies)
    assert parts_of_poles(tables_, shapes) == expected
