"""Silhouettes: squares of ground whose parts and places are counted by hand."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.loaders import Prepared, Tables, load
from geo.perimeters import effective_members
from geo.silhouettes import (
    MARGIN,
    MAX_HEIGHT,
    MAX_WIDTH,
    Silhouette,
    common_scale,
    draw_silhouettes,
)

#: Side of a square of ground, in degrees.
SIDE = 0.1


def square(column: int, row: int = 0) -> shapely.Polygon:
    """Return a square near Bourges, `column` sides east and `row` sides north of a corner."""
    x, y = 2 + SIDE * column, 47 + SIDE * row
    return shapely.box(x, y, x + SIDE, y + SIDE).segmentize(SIDE / 4).normalize()


#: Five EPCI: a, b side by side, c touching b at a corner only, d far, r in La Réunion.
PLACES = {
    "a": square(0),
    "b": square(1),
    "c": square(2, 1),
    "d": square(9),
    "r": shapely.box(55.4, -21.1, 55.5, -21),
}


def prepared() -> Any:
    centres = [place.centroid for place in PLACES.values()]
    epci = gpd.GeoDataFrame(
        {
            "siren": list(PLACES),
            "nom": [f"CC d’essai {code}" for code in PLACES],
            "population": [100, 400, 200, 50, 30],
            "departements": ["18", "18;58", "18", "58", "974"],
            "lat": [p.y for p in centres],
            "lon": [p.x for p in centres],
        },
        geometry=list(PLACES.values()),
        crs=4326,
    )
    # A made-up country just south of a and b.
    country = shapely.box(1.9, 46.5, 2.2, 47)
    voisins = gpd.GeoDataFrame({"nom": ["Voisinie"]}, geometry=[country], crs=4326)
    return SimpleNamespace(epci=epci, voisins=voisins)


def tables(**members: str) -> Any:
    rows = [(pole, siren) for pole, sirens in members.items() for siren in sirens]
    return SimpleNamespace(
        poles=pd.DataFrame(
            {"code": list(members), "statut": "actif", "date_fin": ""},
            columns=["code", "statut", "date_fin"],
        ),
        pole_membres=pd.DataFrame(rows, columns=["pole_code", "membre_siren"]).assign(
            qualite="EPCI", confiance="haute", date_fin=""
        ),
    )


def drawn(**members: str) -> dict[str, Silhouette]:
    return dict(draw_silhouettes(tables(**members), prepared()).by_code)


def points(path: str) -> np.ndarray[Any, Any]:
    return np.array(re.findall(r"(-?[\d.]+) (-?[\d.]+)", path), float)


# Drawings


def test_a_pole_of_one_piece_has_a_joint_and_no_thread() -> None:
    shape = drawn(p="ab")["p"]
    assert shape.morceaux == 1 and shape.fil == ""
    assert shape.corps.count("M") == 1
    assert shape.joints.count("M") == 1
    assert shape.principal == "CC d’essai b"
    assert shape.pays == ("Voisinie",) and shape.frontiere
    assert shape.mer, "the other sides have nobody beyond: coast"
    # The anchor of b, in the right half and at mid-height.
    x, y = shape.point
    assert x == pytest.approx(0.75 * shape.width, rel=0.03)
    assert y == pytest.approx(shape.height / 2, rel=0.06)


def test_distant_members_are_tied_by_one_thread_less_than_their_number() -> None:
    shape = drawn(p="acd")["p"]
    assert shape.morceaux == 3
    assert shape.fil.count("M") == 2
    assert shape.corps.count("M") == 3
    assert shape.joints == ""


def test_a_border_with_somebody_who_is_no_member_is_neither_coast_nor_frontier() -> None:
    alone, whole = drawn(p="a", q="ab")["p"], drawn(p="a", q="ab")["q"]
    assert alone.joints == "" and alone.corps
    east = points(alone.mer)[:, 0].max()
    assert points(alone.corps)[:, 0].max() == pytest.approx(east, abs=0.5)
    sides = shapely.MultiLineString([points(part) for part in alone.mer.split("M")[1:]])
    full = shapely.Polygon(points(alone.corps)).length
    south = points(alone.frontiere)
    assert sides.length + shapely.LineString(south).length == pytest.approx(0.75 * full, rel=0.1)
    assert whole.joints


def test_all_drawings_share_one_scale_that_fills_the_largest() -> None:
    found = draw_silhouettes(tables(p="ab", q="ad"), prepared())
    small, wide = found.by_code["p"], found.by_code["q"]
    assert wide.width == pytest.approx(MAX_WIDTH, abs=0.2)
    # One degree of longitude at 47° is about 76 km: 2 squares are 15.2 km, 10 are 76 km.
    assert (small.width - 2 * MARGIN) * found.scale == pytest.approx(15_200, rel=0.02)
    assert (wide.width - 2 * MARGIN) * found.scale == pytest.approx(76_000, rel=0.02)
    assert common_scale([(0, 0, 10, 16_200)]) == pytest.approx(16_200 / (MAX_HEIGHT - 2 * MARGIN))
    assert common_scale([]) == 1


def test_overseas_is_drawn_in_its_own_projection() -> None:
    shapes = drawn(metropole="ab", outre_mer="r", deux_mondes="br")
    # 0.1° at 21° south: about 10.4 by 11.1 km, in the same scale as 15.2 by 11.1 km.
    island = shapes["outre_mer"]
    assert (island.width - 8) / (island.height - 8) == pytest.approx(0.935, abs=0.02)
    assert (island.width - 8) / (shapes["metropole"].width - 8) == pytest.approx(0.684, abs=0.02)
    assert island.mer and island.pays == ()
    # A pôle in two zones is drawn where its most populous member is, and says what it leaves out.
    assert shapes["deux_mondes"].ailleurs == 1
    assert shapes["deux_mondes"].principal == "CC d’essai b"


def test_without_neighbour_or_member_nothing_breaks() -> None:
    shapes = prepared()
    shapes.voisins = shapes.voisins.iloc[:0]
    found = draw_silhouettes(tables(p="ab", vide=""), shapes)
    assert list(found.by_code) == ["p"]
    assert found.by_code["p"].frontiere == ""


# The real inventory


@pytest.fixture(scope="module")
def real() -> tuple[Tables, Prepared]:
    return load()


def test_every_pole_with_members_is_drawn_and_light(real: tuple[Tables, Prepared]) -> None:
    tables_, shapes = real
    found = draw_silhouettes(tables_, shapes)
    members = effective_members(tables_.pole_membres, tables_.poles)
    assert set(found.by_code) == set(members["pole_code"])
    weight = 0
    for shape in found.by_code.values():
        assert shape.corps and shape.width <= MAX_WIDTH + 0.1 and shape.height <= MAX_HEIGHT + 0.1
        assert 0 <= shape.point[0] <= shape.width and 0 <= shape.point[1] <= shape.height
        assert bool(shape.fil) == (shape.morceaux > 1)
        weight += sum(map(len, (shape.corps, shape.joints, shape.mer, shape.frontiere, shape.fil)))
    assert weight < 200_000


def test_countries_and_coasts_are_those_of_the_atlas(real: tuple[Tables, Prepared]) -> None:
    """Facts anybody can check on a map."""
    tables_, shapes = real
    by_name = {
        name: draw_silhouettes_once(tables_, shapes)[code]
        for code, name in zip(tables_.poles["code"], tables_.poles["nom_court"], strict=True)
        if code in draw_silhouettes_once(tables_, shapes)
    }
    assert by_name["Genevois français"].pays == ("Suisse",)
    assert by_name["Genevois français"].mer == "", "the lake is no sea"
    assert by_name["Pays de Béarn"].pays == ("Espagne",)
    assert by_name["Hainaut-Cambrésis"].pays == ("Belgique",)
    assert by_name["Pays de Brest"].mer and by_name["Pays de Brest"].pays == ()
    assert by_name["Côte d'Opale (PMCO)"].mer and by_name["Côte d'Opale (PMCO)"].pays
    assert by_name["Sillon lorrain"].mer == "" and by_name["Sillon lorrain"].pays == ()


_DRAWN: dict[str, Silhouette] = {}


def draw_silhouettes_once(tables_: Tables, shapes: Prepared) -> dict[str, Silhouette]:
    if not _DRAWN:
        _DRAWN.update(draw_silhouettes(tables_, shapes).by_code)
    return _DRAWN
