"""The outlines against published figures, and against themselves."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from data.build.gaps import IN_A_NEIGHBOUR, WITHOUT_OUTLINE
from data.loaders import Prepared, Tables, load_prepared, load_tables
from geo.crs import METROPOLE, areas_km2, zone_of_departement
from geo.perimeters import effective_members
from geo.topology import Topology, read_object

LAYERS = Path(__file__).parent.parent / "static" / "layers"
METROPOLITAN_KM2 = 548_151
"""Published area of metropolitan France, outlines of IGN, lakes and glaciers included."""

ISLES = {
    "22016": "Île-de-Bréhat",
    "29082": "Île-de-Batz",
    "29083": "Île-de-Sein",
    "29084": "Île-Molène",
    "29155": "Ouessant",
    "56069": "Groix",
    "56085": "Hœdic",
    "56086": "Île-d'Houat",
    "56152": "Le Palais (Belle-Île)",
    "17004": "Île-d'Aix",
    "17369": "Saint-Martin-de-Ré",
    "17323": "Saint-Denis-d'Oléron",
    "85113": "L'Île-d'Yeu",
    "85163": "Noirmoutier-en-l'Île",
    "97110": "La Désirade",
    "97112": "Grand-Bourg (Marie-Galante)",
    "97131": "Terre-de-Haut",
}


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return load_prepared()


def layer(name: str) -> Topology:
    (path,) = LAYERS.glob(f"{name}-*.json")
    document: Topology = json.loads(path.read_text(encoding="utf-8"))
    return document


def test_epci_of_metropolitan_france_add_up_to_its_area(prepared: Prepared) -> None:
    metropolitan = ~prepared.epci["departements"].str.startswith("97")
    # Bréhat, Sein, Ouessant and Yeu have no EPCI: 43 km² that no EPCI covers.
    total = prepared.epci.loc[metropolitan, "superficie_km2"].sum()
    divided = prepared.departements
    metropole = divided["code"].map(zone_of_departement) == METROPOLE
    with_isles = divided.loc[metropole, "superficie_km2"].sum()
    assert total == pytest.approx(METROPOLITAN_KM2, rel=0.005)
    assert with_isles == pytest.approx(METROPOLITAN_KM2, rel=0.005)
    assert with_isles - total == pytest.approx(43, abs=1)


@pytest.mark.parametrize(
    ("region", "km2"),
    # INSEE's land register, which leaves out lakes and estuaries: ours is a little larger.
    [("94", 8_680), ("53", 27_208), ("11", 12_011), ("04", 2_504), ("03", 83_534)],
)
def test_regions_have_their_published_area(prepared: Prepared, region: str, km2: float) -> None:
    found = prepared.regions.set_index("code").loc[region, "superficie_km2"]
    assert found == pytest.approx(km2, rel=0.015)


@pytest.mark.parametrize(
    ("region", "population"),
    # INSEE, populations municipales 2023.
    [("94", 355_486), ("53", 3_449_370), ("11", 12_463_067), ("01", 384_160), ("03", 293_996)],
)
def test_regions_have_their_published_population(
    prepared: Prepared, region: str, population: int
) -> None:
    assert prepared.regions.set_index("code").loc[region, "population"] == population


def test_communes_add_up_to_the_published_population(prepared: Prepared) -> None:
    communes = prepared.communes
    # INSEE Focus 374: France without Mayotte, 1 January 2023.
    assert communes.loc[communes["departement"] != "976", "population"].sum() == 68_094_280


def test_divisions_nest(prepared: Prepared) -> None:
    departements = prepared.departements.groupby("region")
    regions = prepared.regions.set_index("code")
    assert departements["population"].sum().to_dict() == regions["population"].to_dict()
    assert departements["superficie_km2"].sum().to_numpy() == pytest.approx(
        regions["superficie_km2"].to_numpy(), abs=0.01
    )


def test_area_and_population_of_a_pole_are_the_sum_of_its_members(
    tables: Tables, prepared: Prepared
) -> None:
    # The perimeter was measured on its own dissolved outline, not summed.
    members = effective_members(tables.pole_membres, tables.poles)
    epci = prepared.epci.set_index("siren")[["superficie_km2", "population", "nb_communes"]]
    sums = members.join(epci, on="siren").groupby("pole_code").sum(numeric_only=True)
    poles = prepared.poles.set_index("code")
    assert set(poles.index) == set(tables.poles["code"])
    for code, row in poles.iterrows():
        if code not in sums.index:
            assert (row["nb_membres"], row["superficie_km2"], row["geometry"]) == (0, 0, None)
            continue
        assert row["superficie_km2"] == pytest.approx(sums.loc[code, "superficie_km2"], abs=0.05)
        assert row["population"] == sums.loc[code, "population"]
        assert row["nb_communes"] == sums.loc[code, "nb_communes"]


@pytest.mark.parametrize("name", ["epci", "epci_detail", "departements", "regions"])
def test_neighbours_share_one_border(prepared: Prepared, name: str) -> None:
    outlines = getattr(prepared, name).geometry.to_numpy()
    assert not shapely.is_empty(outlines).any()
    assert shapely.is_valid(outlines).all()
    assert shapely.coverage_is_valid(outlines)


@pytest.mark.parametrize(("name", "largest_km2"), [("epci", 0.6), ("epci_detail", 0.1)])
def test_no_sliver_is_left_between_epci(prepared: Prepared, name: str, largest_km2: float) -> None:
    whole = shapely.coverage_union_all(getattr(prepared, name).geometry.to_numpy())
    holes = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    # Llívia (Spain), 13 km², is the one piece of foreign land inside France; the rest are
    # inlets of lagoons and islets of the Gulf of Morbihan.
    areas = areas_km2(gpd.GeoDataFrame(geometry=list(shapely.polygons(holes)), crs=4326), METROPOLE)
    assert sorted(areas)[-1] == pytest.approx(13, abs=1)
    assert all(area < largest_km2 for area in sorted(areas)[:-1])


def test_simplified_epci_keep_their_area(prepared: Prepared) -> None:
    metropolitan = prepared.epci[~prepared.epci["departements"].str.startswith("97")]
    shown = areas_km2(metropolitan, METROPOLE)
    error = (shown / metropolitan["superficie_km2"] - 1).abs()
    assert error.median() < 0.005
    assert error.max() < 0.10


@pytest.mark.parametrize("code", ISLES)
def test_islands_remain(prepared: Prepared, code: str) -> None:
    commune = prepared.communes.set_index("code").loc[code]
    place = shapely.Point(commune["lon"], commune["lat"])
    outlines = prepared.departements.set_index("code").geometry
    assert outlines[commune["departement"]].distance(place) < 0.005


def test_glenan_and_chausey_remain(prepared: Prepared) -> None:
    land = shapely.union_all(prepared.epci_detail.geometry.cx[-4.2:-1.7, 47.5:49.0].to_numpy())
    for lon, lat in ((-3.957, 47.719), (-1.828, 48.876)):
        assert land.distance(shapely.Point(lon, lat)) < 0.01


@pytest.mark.parametrize("code", WITHOUT_OUTLINE)
def test_communes_without_outline_are_kept(prepared: Prepared, code: str) -> None:
    commune = prepared.communes.set_index("code").loc[code]
    outlines = prepared.epci.set_index("siren").geometry
    assert commune["population"] > 0
    assert outlines[commune["epci_siren"]].contains(shapely.Point(commune["lon"], commune["lat"]))


def test_land_held_by_a_neighbour_is_in_the_same_epci_and_departement(prepared: Prepared) -> None:
    communes = prepared.communes.set_index("code")
    for code, neighbour in IN_A_NEIGHBOUR.items():
        for column in ("epci_siren", "departement"):
            assert communes.loc[code, column] == communes.loc[neighbour, column]


@pytest.mark.parametrize(
    ("place", "lon", "lat", "siren"),
    [
        ("Le Mont-Dieu, in Tannay-le-Mont-Dieu", 4.8634, 49.5498, "240800920"),
        ("Véronne, in Saillans", 5.2071, 44.7397, "200040509"),
        ("Le Gratteris, in Mamirolle", 6.1309, 47.1790, "242500361"),
        ("Hauterive-la-Fresse, in Pays-de-Montbenoît", 6.4488, 46.9980, "242500320"),
        ("Drain, in Orée d'Anjou", -1.2087, 47.3032, "200060010"),
        ("Noailhac, in Conques-en-Rouergue", 2.3738, 44.5811, "241200641"),
        ("Torteval-Quesnay, in Aurseulles", -0.7040, 49.1335, "200069524"),
        ("Pouilly-le-Monial, in Porte des Pierres Dorées", 4.6484, 45.9599, "200040574"),
    ],
)
def test_land_that_the_outlines_forget_is_given_back(
    prepared: Prepared, place: str, lon: float, lat: float, siren: str
) -> None:
    holding = prepared.epci_detail[prepared.epci_detail.contains(shapely.Point(lon, lat))]
    assert holding["siren"].tolist() == [siren], place


def test_every_commune_is_placed_near_its_epci(prepared: Prepared) -> None:
    communes = prepared.communes
    assert communes[["lat", "lon"]].notna().all(axis=None)
    outlines = prepared.epci.set_index("siren").geometry
    inside = communes[communes["epci_siren"] != ""]
    points = shapely.points(inside["lon"], inside["lat"])
    distance = shapely.distance(outlines[inside["epci_siren"]].to_numpy(), points)
    # A town hall at the edge of its commune may fall off a border simplified to some 700 m.
    assert distance.max() < 0.03
    assert (distance > 0).mean() < 0.02


def test_a_territory_is_anchored_at_its_main_town_hall(prepared: Prepared) -> None:
    anchors = prepared.territoires.set_index("code")[["lat", "lon"]]
    expected = {
        "243300316": (44.837, -0.579),  # Bordeaux Métropole: Bordeaux
        "200032936": (47.218, -1.554),  # Loire-Bretagne, from Nantes to Brest: Nantes
        "dept-62": (50.951, 1.859),  # Pas-de-Calais: Calais, more populous than Arras
        "region-04": (-20.879, 55.448),  # La Réunion: Saint-Denis
        "dept-cea-alsace": (48.574, 7.753),  # Alsace: Strasbourg
        "commune-paris": (48.857, 2.352),
        "etranger-geneve": (46.204, 6.143),
    }
    for code, place in expected.items():
        assert tuple(anchors.loc[code]) == pytest.approx(place, abs=0.012), code


def test_approximate_places_are_points_and_said_so(tables: Tables, prepared: Prepared) -> None:
    shown = prepared.territoires.set_index("code")
    kinds = tables.territoires.set_index("code")["type"]
    assert set(shown.index) == set(kinds.index)
    assert shown.loc[shown["approximatif"], "geometry"].geom_type.eq("Point").all()
    assert shown.loc[kinds[kinds == "etranger"].index, "approximatif"].all()
    assert not shown.loc[kinds[kinds.isin(["EPCI", "pole", "region"])].index, "approximatif"].any()


def test_foreign_partners_stand_on_the_background(tables: Tables, prepared: Prepared) -> None:
    land = shapely.union_all(prepared.voisins.geometry.to_numpy())
    abroad = tables.territoires[tables.territoires["type"] == "etranger"]
    for code, lat, lon in zip(abroad["code"], abroad["lat"], abroad["lon"], strict=True):
        assert land.distance(shapely.Point(lon, lat)) < 0.02, code


def test_the_background_leaves_no_gap_along_the_borders(prepared: Prepared) -> None:
    land = shapely.union_all(
        [*prepared.voisins.geometry.to_numpy(), *prepared.regions.geometry.to_numpy()]
    )
    inside = shapely.box(-1.7, 42.5, 8.0, 50.9)
    holes = [ring for part in shapely.get_parts(land) for ring in part.interiors]
    # A hundred-thousandth of a square degree is about 0.08 km²; smaller holes are water.
    gaps = [h for h in shapely.polygons(holes) if h.within(inside) and h.area > 1e-5]
    assert gaps == []


@pytest.mark.parametrize(
    ("name", "frame", "key"),
    [
        ("epci", "epci", "siren"),
        ("departements", "departements", "code"),
        ("regions", "regions", "code"),
        ("voisins", "voisins", "nom"),
    ],
)
def test_the_browser_receives_the_same_outlines(
    prepared: Prepared, name: str, frame: str, key: str
) -> None:
    shown = read_object(layer("geometrie"), name)
    known = getattr(prepared, frame)
    assert (shown["id"] if key != "nom" else shown["n"]).tolist() == known[key].tolist()
    assert "n" not in shown or shown["n"].tolist() == known["nom"].tolist()
    apart = shapely.hausdorff_distance(shown.geometry.to_numpy(), known.geometry.to_numpy())
    # Half a step of the grid in each direction, diagonally.
    assert apart.max() < 2e-4


def test_the_detailed_layer_is_the_detailed_level(prepared: Prepared) -> None:
    shown = read_object(layer("detail"), "epci")
    assert shown["id"].tolist() == prepared.epci_detail["siren"].tolist()
    apart = shapely.hausdorff_distance(
        shown.geometry.to_numpy(), prepared.epci_detail.geometry.to_numpy()
    )
    assert apart.max() < 1e-4


@pytest.mark.parametrize("name", ["geometrie", "detail"])
def test_no_border_is_stored_twice(name: str) -> None:
    segments: Counter[frozenset[tuple[int, int]]] = Counter()
    for arc in layer(name)["arcs"]:
        points = [tuple(point) for point in np.cumsum(arc, axis=0).tolist()]
        segments.update(frozenset(pair) for pair in itertools.pairwise(points))
    assert max(segments.values()) == 1


@pytest.mark.parametrize(("name", "limit_bytes"), [("geometrie", 330_000), ("detail", 600_000)])
def test_layers_are_small(name: str, limit_bytes: int) -> None:
    from data.build.layers import compressed_size

    (path,) = LAYERS.glob(f"{name}-*.json")
    assert compressed_size(path) < limit_bytes


def test_names_of_towns_come_most_populous_first() -> None:
    villes = layer("geometrie")["villes"]
    assert [ville[0] for ville in villes[:3]] == ["Paris", "Marseille", "Lyon"]
    # The smaller ones come with the finer shapes.
    populations = [ville[3] for ville in villes + layer("detail")["villes"]]
    assert populations == sorted(populations, reverse=True)
    assert min(populations) >= 10_000
    assert len(populations) > 900
    assert len(villes) < 400
