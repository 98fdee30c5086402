"""Reprojection, rounding and measuring: answers known by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.crs import (
    ANTILLES,
    GUYANE,
    MAYOTTE,
    METROPOLE,
    REUNION,
    ZONES,
    areas_km2,
    to_display,
    to_work,
    zone_of_departement,
)
from geo.errors import MissingCrsError, UnknownZoneError


def frame(*shapes: shapely.Geometry, crs: int | None) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


@pytest.mark.parametrize(
    ("departement", "zone"),
    [
        ("01", METROPOLE),
        ("2A", METROPOLE),
        ("2B", METROPOLE),
        ("95", METROPOLE),
        ("971", ANTILLES),
        ("972", ANTILLES),
        ("973", GUYANE),
        ("974", REUNION),
        ("976", MAYOTTE),
    ],
)
def test_each_departement_has_its_zone(departement: str, zone: object) -> None:
    assert zone_of_departement(departement) is zone


@pytest.mark.parametrize("departement", ["", "975", "978", "988"])
def test_a_departement_without_metric_system_is_refused(departement: str) -> None:
    with pytest.raises(UnknownZoneError, match=r"971, 972, 973, 974, 976.*geo/crs\.py"):
        zone_of_departement(departement)


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.code)
def test_a_two_by_three_kilometre_rectangle_is_six_square_kilometres(zone: object) -> None:
    easting, northing = {
        METROPOLE: (3_760_000, 2_890_000),
        ANTILLES: (700_000, 1_700_000),
        GUYANE: (350_000, 500_000),
        REUNION: (340_000, 7_660_000),
        MAYOTTE: (520_000, 8_590_000),
    }[zone]
    rectangle = shapely.box(easting, northing, easting + 2_000, northing + 3_000)
    shown = to_display(frame(rectangle, crs=zone.area_epsg), decimals=None)
    assert areas_km2(shown, zone).tolist() == pytest.approx([6.0], rel=1e-6)


def test_area_does_not_depend_on_the_system_the_outline_comes_in() -> None:
    square = frame(shapely.box(2.0, 47.0, 2.1, 47.1), crs=4326)
    # 0.1° of latitude is 11.119 km; at 47.05° N, 0.1° of longitude is 7.601 km (ellipsoid).
    assert areas_km2(square, METROPOLE)[0] == pytest.approx(84.5, rel=0.002)
    assert areas_km2(to_work(square, METROPOLE), METROPOLE)[0] == pytest.approx(
        areas_km2(square, METROPOLE)[0], rel=1e-9
    )


def test_lambert_93_is_not_used_to_measure() -> None:
    # Its scale is wrong by up to 0.6 % at the ends of the country (Bonifacio).
    square = frame(shapely.box(9.1, 41.4, 9.2, 41.5), crs=4326)
    lambert = to_work(square, METROPOLE).area[0] / 1e6
    assert lambert / areas_km2(square, METROPOLE)[0] == pytest.approx(1.006, abs=0.001)


@pytest.mark.parametrize("change", [to_display, lambda f: to_work(f, METROPOLE)])
def test_outlines_without_a_system_are_refused(change: object) -> None:
    with pytest.raises(MissingCrsError, match="never guessed"):
        change(frame(shapely.Point(2, 47), crs=None))


def test_shown_coordinates_are_rounded_and_shared_borders_stay_shared() -> None:
    third = 1 / 3
    left = shapely.box(-2.0, 47.0, third, 48.0)
    right = shapely.box(third, 47.0, 2.0, 48.0)
    shown = to_display(frame(left, right, crs=4326))
    coordinates = shapely.get_coordinates(shown.geometry.to_numpy())
    assert np.array_equal(coordinates, np.round(coordinates, 5))
    assert shapely.coverage_is_valid(shown.geometry.to_numpy())


def test_rounding_never_writes_a_negative_zero() -> None:
    shown = to_display(frame(shapely.Point(-0.0000001, 47), crs=4326))
    assert not np.signbit(shown.geometry[0].x)


def test_the_given_frame_is_left_as_it_was() -> None:
    given = frame(shapely.Point(1 / 3, 47), crs=4326)
    to_display(given)
    assert given.geometry[0].x == 1 / 3
