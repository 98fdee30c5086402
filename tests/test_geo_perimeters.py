"""Who makes a perimeter, and what ties it: small cases counted by hand."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.perimeters import archipelago_frame, archipelago_thread, effective_members, union_by


def poles(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["code", "statut", "date_fin"])


def members(*rows: tuple[str, str, str, str, str]) -> pd.DataFrame:
    columns = ["pole_code", "membre_siren", "qualite", "date_fin", "confiance"]
    return pd.DataFrame(rows, columns=columns)


def kept(pole_membres: pd.DataFrame, table: pd.DataFrame) -> list[tuple[str, str]]:
    found = effective_members(pole_membres, table)
    return list(found.itertuples(index=False, name=None))


def test_sure_members_who_have_not_left_make_the_perimeter() -> None:
    table = members(
        ("p", "sure", "EPCI", "", "haute"),
        ("p", "likely", "EPCI", "", "moyenne"),
        ("p", "doubtful", "EPCI", "", "faible"),
        ("p", "gone", "EPCI", "2021-05-31", "haute"),
        ("p", "", "departement", "", "haute"),
        ("p", "", "EPCI", "", "haute"),
    )
    assert kept(table, poles(("p", "actif", ""))) == [("p", "likely"), ("p", "sure")]


def test_an_epci_may_be_in_two_poles_and_counts_once_in_each() -> None:
    table = members(
        ("q", "a", "EPCI", "", "haute"),
        ("p", "a", "EPCI", "", "haute"),
        ("p", "a", "EPCI", "", "moyenne"),
    )
    assert kept(table, poles(("p", "actif", ""), ("q", "inconnu", ""))) == [("p", "a"), ("q", "a")]


def test_a_dissolved_pole_keeps_the_members_it_had_at_its_end() -> None:
    table = members(
        ("p", "until-the-end", "EPCI", "2022-12-31", "haute"),
        ("p", "left-before", "EPCI", "2019-06", "haute"),
        ("p", "doubtful", "EPCI", "2022-12-31", "faible"),
        ("p", "never-said-to-leave", "EPCI", "", "moyenne"),
    )
    assert kept(table, poles(("p", "dissous", "2022-12-31"))) == [
        ("p", "never-said-to-leave"),
        ("p", "until-the-end"),
    ]


def test_partial_dates_are_compared_at_the_precision_both_have() -> None:
    table = members(
        ("p", "same-year", "EPCI", "2022", "haute"),
        ("p", "same-month", "EPCI", "2022-12", "haute"),
        ("p", "year-before", "EPCI", "2021", "haute"),
        ("p", "month-before", "EPCI", "2022-11", "haute"),
    )
    assert kept(table, poles(("p", "dissous", "2022-12-31"))) == [
        ("p", "same-month"),
        ("p", "same-year"),
    ]


def test_a_dissolved_pole_without_date_keeps_those_who_left_last() -> None:
    table = members(
        ("p", "last", "EPCI", "2024", "haute"),
        ("p", "earlier", "EPCI", "2020", "haute"),
        ("q", "stayed", "EPCI", "", "haute"),
        ("q", "left", "EPCI", "2020", "haute"),
    )
    table_poles = poles(("p", "dissous", ""), ("q", "dissous", ""))
    assert kept(table, table_poles) == [("p", "last"), ("q", "stayed")]


def test_an_active_pole_forgets_those_who_left_whatever_the_date() -> None:
    table = members(("p", "gone", "EPCI", "2025-03", "haute"))
    assert kept(table, poles(("p", "actif", "2025-03"))) == []


def squares() -> gpd.GeoDataFrame:
    """Return four squares of side 1 in a row, `a` to `d`, neighbours sharing a border."""
    return gpd.GeoDataFrame(
        {"siren": list("abcd")}, geometry=[shapely.box(x, 0, x + 1, 1) for x in range(4)], crs=2154
    )


def test_a_perimeter_is_the_union_of_its_members() -> None:
    membership = pd.DataFrame(
        [("q", "d"), ("p", "b"), ("p", "a"), ("q", "b"), ("q", "unknown"), ("q", "d")],
        columns=["pole", "siren"],
    )
    found = union_by(membership, squares(), group="pole", key="siren")
    assert found["pole"].tolist() == ["p", "q"]
    assert found.area.tolist() == [2.0, 2.0]
    assert found.geometry.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert found.crs == squares().crs


def test_no_member_no_perimeter() -> None:
    none = pd.DataFrame({"pole": [], "siren": []}, dtype=str)
    assert union_by(none, squares(), group="pole", key="siren").empty


def test_the_thread_joins_each_place_to_its_nearest() -> None:
    # Along the equator: 0 and 1 are close, 10 and 11 too; the long step is from 1 to 10.
    assert archipelago_thread([(0, 0), (10, 0), (1, 0), (11, 0)]) == [(0, 2), (1, 2), (1, 3)]


def test_the_thread_measures_longitudes_at_the_latitude_of_the_places() -> None:
    # At 60° N a degree of longitude is half a degree of latitude: the eastern place is nearer.
    assert archipelago_thread([(0, 60), (1.5, 60), (0, 61)]) == [(0, 1), (0, 2)]
    assert archipelago_thread([(0, 60), (1.0, 60), (1.0, 60.9)]) == [(0, 1), (1, 2)]


@pytest.mark.parametrize("points", [[], [(2.0, 47.0)]])
def test_one_place_needs_no_thread(points: list[tuple[float, float]]) -> None:
    assert archipelago_thread(points) == []


@given(
    st.lists(st.tuples(st.floats(-5, 9), st.floats(42, 51)), min_size=2, max_size=12, unique=True)
)
def test_the_thread_is_a_tree(points: list[tuple[float, float]]) -> None:
    edges = archipelago_thread(points)
    assert len(edges) == len(points) - 1
    reached = {0}
    for _ in edges:
        reached |= {b for a, b in edges if a in reached} | {a for a, b in edges if b in reached}
    assert reached == set(range(len(points)))


def test_the_frame_runs_from_border_to_border() -> None:
    outline = shapely.MultiPolygon(
        [shapely.box(0, 45, 1, 46), shapely.box(3, 45, 4, 46), shapely.box(0.2, 47, 0.21, 47.01)]
    )
    frame = archipelago_frame(outline)
    assert [line.length for line in frame.geoms] == [2.0]


def test_a_perimeter_of_one_body_needs_no_frame() -> None:
    assert archipelago_frame(shapely.MultiPolygon([shapely.box(0, 45, 1, 46)])).is_empty
