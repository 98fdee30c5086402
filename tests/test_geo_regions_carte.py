"""The map of a region: made-up squares whose places are known, then every region of ours."""

from __future__ import annotations

import re
from functools import cache
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from data.loaders import load
from geo.crs import DISPLAY_EPSG
from geo.perimeters import effective_members
from geo.regions_carte import LABELS, render, swatch
from geo.regions_facts import AUCUN, COOPERATION, FRANCE, POLE
from geo.regions_fond import Contours, Fond, draw_ground

SVG = "{http://www.w3.org/2000/svg}"


def shapes(rows: dict[str, list[Any]], outlines: list[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(rows, geometry=outlines, crs=DISPLAY_EPSG)


@cache
def squares() -> Contours:
    """Return a region of two squares, the second shared with its neighbour, and an island."""
    one, two = shapely.box(2, 47, 3, 48), shapely.box(3, 47, 4, 48)
    island = shapely.box(1, 47, 1.2, 47.2)
    west = shapely.MultiPolygon([shapely.box(2, 47, 3.5, 48), island])
    prepared = SimpleNamespace(
        epci=pd.DataFrame(
            {"siren": ["1", "2"], "nom": ["CA d'<Essai>", "CC de Preuve"], "regions": ["A", "A;B"]}
        ),
        regions=shapes({"code": ["A", "B"]}, [west, shapely.box(3.5, 47, 5, 48)]),
        departements=shapes({"code": ["98", "97x"], "region": ["A", "B"]}, [west, two]),
        communes=pd.DataFrame(
            {
                "nom": ["Grand-Essai", "Tout-près", "Loin"],
                "region": ["A", "A", "A"],
                "population": [900, 800, 700],
                "lat": [47.5, 47.501, 47.2],
                "lon": [2.5, 2.501, 3.2],
            }
        ),
    )
    around = shapes({"nom": ["Ailleurs"]}, [shapely.box(2, 48, 4, 49)])
    return Contours(prepared, shapes({"siren": ["1", "2"]}, [one, two]), around, {"P": ["1", "2"]})


@cache
def square_ground() -> Fond:
    patched = squares()
    patched.prepared.departements["code"] = ["01", "02"]
    return draw_ground(patched, "A")


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own


def drawn(states: dict[str, str], poles: tuple[str, ...] = ()) -> ET.Element:
    return parsed(render(square_ground(), states, poles, str, key="k", label="Un « essai » <b>"))


def test_each_state_has_its_own_treatment_and_every_epci_its_name() -> None:
    root = drawn({"1": POLE})
    groups = {g.get("class"): g for g in root.iter(f"{SVG}g") if g.get("class") in LABELS}
    assert {state: g.get("fill") for state, g in groups.items()} == {
        POLE: "accent",
        COOPERATION: "url(#k-cooperation)",
        AUCUN: "url(#k-aucun)",
    }
    assert groups[POLE][0][0].text == "CA d’<Essai>\u202f: dans un pôle métropolitain"
    # The commune of the island belongs to no intercommunalité.
    names = [path[0].text for path in groups[AUCUN]]
    assert [name.partition("\u202f")[0] for name in names] == [
        "CC de Preuve",
        "Commune sans intercommunalité",
    ]
    ids = {node.get("id") for node in root.iter() if node.get("id")}
    assert ids >= {"k-cooperation", "k-aucun"}


def test_picture_is_named_and_its_texts_are_escaped() -> None:
    root = drawn({})
    assert (root.get("role"), root.get("aria-label")) == ("img", "Un « essai » <b>")


def test_an_epci_astride_two_regions_is_cut_at_the_border() -> None:
    (panel,) = square_ground().panneaux
    right = max(xs(next(c.trace for c in panel.contours if c.siren == "2")))
    assert right == pytest.approx(max(xs(panel.region)), abs=1)
    assert right < panel.largeur


def test_perimeter_is_outlined_only_when_its_pole_is_shown() -> None:
    (panel,) = square_ground().panneaux
    outline = panel.poles["P"]
    paths = lambda root: [path.get("d") for path in root.iter(f"{SVG}path")]  # noqa: E731
    assert outline in paths(drawn({}, ("P",)))
    assert outline not in paths(drawn({}))


def test_names_of_towns_do_not_overlap() -> None:
    (panel,) = square_ground().panneaux
    assert [town.nom for town in panel.villes] == ["Grand-Essai", "Loin"]


def test_swatches_are_those_of_the_map() -> None:
    for state in LABELS:
        root = parsed(swatch(state, str, key=f"s-{state}"))
        assert root.get("aria-hidden") == "true"
        expected = "accent" if state == POLE else f"url(#s-{state}-{state})"
        assert expected in {rect.get("fill") for rect in root.iter(f"{SVG}rect")}


def xs(trace: str) -> list[float]:
    return [float(x) for x in re.findall(r"[ML](-?[\d.]+) ", trace)]


@cache
def ours() -> Contours:
    tables, prepared = load()
    members = effective_members(tables.pole_membres, tables.poles)
    by_pole = members.groupby("pole_code")["siren"].agg(list).to_dict()
    return Contours(prepared, prepared.epci, prepared.voisins, by_pole)


@pytest.mark.parametrize(
    "code",
    "01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94".split(),  # noqa: SIM905
)
def test_every_region_is_drawn_whole_at_its_own_scale(code: str) -> None:
    ground = draw_ground(ours(), code)
    (panel,) = ground.panneaux
    epci = ours().prepared.epci
    expected = set(epci.loc[epci["regions"].str.split(";").map(lambda r: code in r), "siren"])
    assert {c.siren for c in panel.contours} - {""} == expected
    assert len(panel.villes) >= 4
    x = xs("".join(c.trace for c in panel.contours))
    assert min(x) >= 0 and max(x) <= panel.largeur
    # It takes the width or the height of its window.
    assert max(x) - min(x) > panel.largeur * 0.6
    assert len(render(ground, {}, (), str, key="k", label="")) < 250_000


def test_the_country_has_an_inset_for_each_overseas_departement() -> None:
    ground = draw_ground(ours(), FRANCE)
    titles = [panel.titre for panel in ground.panneaux]
    assert titles == ["", "Guadeloupe", "Martinique", "Guyane", "La Réunion", "Mayotte"]
    found = {c.siren for panel in ground.panneaux for c in panel.contours} - {""}
    assert found == set(ours().prepared.epci["siren"])
    for panel in ground.panneaux:
        assert panel.x + panel.largeur <= ground.largeur
        assert panel.y + panel.hauteur <= ground.hauteur
