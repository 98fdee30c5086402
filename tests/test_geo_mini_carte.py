"""Small maps: made-up squares with hand-computed answers, then the project's own outlines."""

from __future__ import annotations

import re
from functools import cache
from types import SimpleNamespace
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.loaders import PREPARED, TABLES, load
from geo.crs import METROPOLE
from geo.mini_carte import common_scale, mini_carte
from geo.mini_carte_fonds import Fonds
from geo.mini_carte_liens import Lien, links_of
from geo.perimeters import effective_members

SIZE = {"width": 400, "height": 300}
MAX_BYTES = 60_000
#: Lower left corner of the squares, in metres (EPSG:2154), and their side.
X, Y, SIDE = 600_000.0, 6_600_000.0, 20_000.0


def square(column: int, row: int = 0) -> shapely.Polygon:
    x, y = X + column * SIDE, Y + row * SIDE
    return shapely.box(x, y, x + SIDE, y + SIDE)


def to_degrees(shapes: list[shapely.Geometry]) -> gpd.GeoSeries:
    return gpd.GeoSeries(shapes, crs=METROPOLE.work_epsg).to_crs(4326)


@cache
def ground() -> Fonds:
    """Return two EPCI side by side in one région, a third far east, and one overseas."""
    shapes = [square(0), square(1), square(9)]
    centres = to_degrees([shape.centroid for shape in shapes])
    lat, lon = [*centres.y, -21.0], [*centres.x, 55.5]
    sirens = ["200000011", "200000022", "200000033", "200000044"]
    outlines = [*to_degrees(shapes), shapely.box(55.4, -21.1, 55.6, -20.9)]
    epci = gpd.GeoDataFrame(
        {
            "siren": sirens,
            "nom": ["CA d'Essai", "CC de la Preuve", "Métropole <Loin>", "CA Île"],
            "population": [200, 100, 50, 10],
            "departements": ["18", "18;36", "58", "974"],
            "lat": lat,
            "lon": lon,
            "geometry": outlines,
        },
        crs=4326,
    )
    land = to_degrees([shapely.box(X - 1e5, Y - 1e5, X + 3e5, Y + 1e5)])[0]
    areas = {"geometry": [land, outlines[3]]}
    return Fonds.build(
        SimpleNamespace(
            epci=epci,
            departements=gpd.GeoDataFrame(
                {"code": ["18", "974"], "region": ["24", "04"], **areas}, crs=4326
            ),
            regions=gpd.GeoDataFrame({"code": ["24", "04"], **areas}, crs=4326),
            voisins=gpd.GeoDataFrame({"geometry": [shapely.box(10, 45, 11, 46)]}, crs=4326),
            territoires=pd.DataFrame({"code": sirens, "lat": lat, "lon": lon}),
            communes=pd.DataFrame(
                {
                    "code": ["1", "2", "3", "4"],
                    "nom": ["Petite", "Grande", "Bourg-d'Essai", "Loin"],
                    "epci_siren": ["200000011", "200000011", "200000022", "200000033"],
                    "population": [1, 9, 5, 5],
                }
            ),
        ),
        {"200000033": "Métropole <Loin>"},
    )


def drawn(**asked: object) -> str:
    svg = mini_carte(
        ground(), **{"epci": ["200000011", "200000022"], "label": "Essai", **SIZE, **asked}
    )
    ElementTree.fromstring(svg)  # noqa: S314  our own drawing
    return svg


def names(svg: str) -> list[str]:
    return re.findall(r"<text [^>]*text-anchor[^>]*>([^<]*)</text>", svg)


def test_two_squares_fit_the_window_and_give_its_scale() -> None:
    # 40 km across; margins of 14 % of 300 px leave 316 px by 216: 40 000 / 316 m a pixel.
    assert common_scale(ground(), [["200000011", "200000022"]], 400, 300) == pytest.approx(
        40_000 / 316, rel=1e-3
    )
    # The outline of the two together: (42, 71.8) to (358, 228.2), no joint between them.
    (outline,) = re.findall(r'stroke="var\(--marine\)"[^>]*d="([^"]*)"', drawn())
    points = [tuple(map(float, pair.split())) for pair in re.findall(r"[\d.]+ [\d.]+", outline)]
    xs, ys = zip(*points, strict=True)
    assert (min(xs), max(xs)) == pytest.approx((42, 358), abs=0.3)
    assert max(ys) - min(ys) == pytest.approx(158, abs=0.6)
    assert outline.count("M") == 1


def test_a_common_scale_is_that_of_the_largest() -> None:
    small, large = ["200000011"], ["200000011", "200000022"]
    both = common_scale(ground(), [small, large], 400, 300)
    assert both == common_scale(ground(), [large], 400, 300)
    assert both > common_scale(ground(), [small], 400, 300)
    assert "20\u202f" not in drawn(epci=small, scale=both)
    bar = re.search(r"v4h([\d.]+)v-4", drawn(epci=small, scale=both))
    assert bar and float(bar[1]) == pytest.approx(10_000 / both, abs=0.1)


def test_an_epci_alone_is_shown_on_fifteen_kilometres_at_least() -> None:
    assert common_scale(ground(), [["200000011"]], 400, 300) == pytest.approx(
        20_000 / 216, rel=1e-3
    )


def test_members_are_named_by_size_and_told_by_their_town() -> None:
    svg = drawn()
    assert names(svg) == ["Essai", "Preuve"]
    assert "<title>Grande</title>" in svg and "<title>Bourg-d’Essai</title>" in svg
    assert names(drawn(noms=False)) == []


def test_links_take_the_colour_of_their_system_and_the_stroke_of_their_status() -> None:
    links = [
        Lien("a", "200000011", "200000022", 2),
        Lien("b", "200000011", "200000022", 4, "tirets", courbure=0.2),
        Lien("c", "200000011", "200000011", 1, "pale", boucle=True, nombre=1),
        Lien("d", "200000011", "inconnu", 5),
    ]
    svg = drawn(liens=links)
    # Towns at (121, 150) and (279, 150): a straight line, then one that bows 0.2 of it northward.
    straight, bent = re.findall(r'd="M([\d.]+) ([\d.]+)Q([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+)"', svg)
    assert [float(v) for v in straight] == pytest.approx([121, 150, 200, 150, 279, 150], abs=0.7)
    assert float(bent[3]) == pytest.approx(150 - 2 * 0.2 * 158, abs=1)
    assert 'stroke="var(--s2)" d=' in svg
    assert 'stroke="var(--s4)" stroke-dasharray' in svg
    assert 'stroke="var(--s1)" stroke-opacity' in svg
    assert "var(--s5)" not in svg


def test_far_ends_are_named_in_the_window_only_and_escaped() -> None:
    link = Lien("a", "200000011", "200000033", 0)
    assert "Loin" not in drawn(liens=[link])
    wide = drawn(liens=[link], scale=1000.0)
    assert "Métropole &lt;Loin&gt;" in wide


def test_members_to_confirm_are_outlined_not_filled() -> None:
    svg = drawn(epci=["200000011"], a_confirmer=["200000022"])
    (filled,) = re.findall(r'fill-opacity=".2" d="([^"]*)"', svg)
    (dashed,) = re.findall(r'stroke-dasharray="4 3" d="([^"]*)"', svg)
    assert filled.count("M") == dashed.count("M") == 1


def test_nothing_is_drawn_out_of_the_zone() -> None:
    assert drawn(epci=["200000011", "200000044"]).count("<circle") == 1
    for nobody in ([], ["200000044"], ["999999999"]):
        assert mini_carte(ground(), epci=nobody, label="Rien", **SIZE) == ""
    assert common_scale(ground(), [[]], 400, 300) == 1.0


def test_the_label_is_escaped_and_the_picture_said_to_be_one() -> None:
    svg = drawn(label='Pôle "d’essai" <1>')
    assert 'role="img" aria-label="Pôle &quot;d’essai&quot; &lt;1&gt;"' in svg


# The project's own data.


@cache
def project() -> tuple[SimpleNamespace, Fonds]:
    tables, prepared = load(TABLES, PREPARED)
    return SimpleNamespace(tables=tables, prepared=prepared), Fonds.build(prepared, {})


def test_every_pole_is_drawn_light_and_without_a_colour_of_its_own() -> None:
    own, fonds = project()
    members = effective_members(own.tables.pole_membres, own.tables.poles)
    links = links_of(own.tables, own.prepared.territoires, set(own.tables.cooperations["id"]))
    for code, group in members.groupby("pole_code"):
        svg = mini_carte(
            fonds, epci=group["siren"].tolist(), label=code, liens=links, width=760, height=520
        )
        without = re.sub(r'<g fill="none" stroke-width="1.8".*?</g>', "", svg)
        assert len(without.encode()) < MAX_BYTES, code
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\b(nan|inf)\b|style=", svg), code
        assert svg.count("<title>") == group["siren"].nunique(), code


def test_links_are_those_of_the_cooperations_asked_for() -> None:
    own, _ = project()
    asked = own.tables.cooperations["id"].iloc[:20].tolist()
    links = links_of(own.tables, own.prepared.territoires, asked)
    expected = {
        (row.cooperation_id, row.territoire_code)
        for row in own.tables.participants.itertuples()
        if row.cooperation_id in asked and row.role != "porteur"
    }
    assert {(link.cooperation, link.vers) for link in links} == expected
    systems = own.tables.systemes.sort_values("ordre")["code"].tolist()
    of_theme = own.tables.themes.set_index("code")["systeme"]
    main = own.tables.cooperations.set_index("id")["theme_principal"]
    assert all(systems[link.systeme] == of_theme[main[link.cooperation]] for link in links)
    assert links_of(own.tables, own.prepared.territoires, []) == ()
