"""The small map of a cooperation: fictional squares in the plane of Lambert 93."""

from __future__ import annotations

import re

import geopandas as gpd
import pytest
import shapely

from geo.crs import METROPOLE, REUNION
from geo.vignette import HEIGHT, WIDTH, draw, zone_of


def territoires(*rows: tuple[str, str, float, float, object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        [(nom, kind, lat, lon, shape) for nom, kind, lat, lon, shape in rows],
        columns=["nom", "type", "lat", "lon", "geometry"],
        geometry="geometry",
        crs=4326,
    )


PAIR = territoires(
    ("Essai", "EPCI", 47.0, 3.0, shapely.box(2.9, 46.9, 3.1, 47.1)),
    ("Voisin <b>", "commune", 47.0, 3.6, shapely.Point(3.6, 47.0)),
    ("", "region", 47.5, 4.0, shapely.box(0, 45, 6, 49)),
)
GROUND = gpd.GeoDataFrame(geometry=[shapely.box(-5, 42, 8, 51)], crs=4326)


def drawing(**more: object) -> str:
    grounds = [("sol", GROUND)]
    return draw(PAIR, grounds, METROPOLE, **{"system": 2, "label": "A & B", **more})


def test_each_participant_is_drawn_by_what_it_is() -> None:
    svg = drawing()
    assert svg.count('class="membre"') == 1, "the point has no surface"
    assert svg.count('class="contour"') == 1
    assert svg.count('class="lien"') == 2
    assert svg.count("<circle") == 3
    assert svg.count('class="sol"') == 1
    assert '<svg class="vignette s2"' in svg


def test_the_window_holds_the_participants_but_for_what_surrounds_them() -> None:
    circles = re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', drawing())
    near = [(float(x), float(y)) for x, y in circles[1:]]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for x, y in near)
    # The porteur is drawn last, over the others; it lies to the west.
    assert near[1][0] < near[0][0]


def test_texts_are_escaped_and_names_too_long_left_out() -> None:
    svg = drawing(label='"<script>"')
    assert "&lt;script&gt;" in svg and "<script>" not in svg
    assert "Voisin &lt;b&gt;" in svg and "<b>" not in svg
    long = PAIR.assign(nom=["Un nom bien trop long pour une petite carte", "", ""])
    assert "<text" not in draw(long, [], METROPOLE, system=0, label="")


def test_territoires_that_are_all_wide_are_framed_all_the_same() -> None:
    svg = draw(PAIR[PAIR["type"] == "region"], [], METROPOLE, system=0, label="")
    assert svg.count('class="contour"') == 1


@pytest.mark.parametrize(
    ("departements", "zone"),
    [(["29", "35"], METROPOLE), (["974"], REUNION), (["974", "29"], METROPOLE), ([], METROPOLE)],
)
def test_the_projection_is_that_of_the_territoires(departements: list[str], zone: object) -> None:
    assert zone_of(departements) == zone
