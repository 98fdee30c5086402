"""The inventory the browser takes: ranks that point to the right rows, nothing JSON cannot say."""

from __future__ import annotations

import json
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, box

from geo.errors import MissingAnchorError
from geo.inventory import build_inventory
from tests import essai_filtres as essai
from tests.essai_filtres import cooperation, membre, pole

COOPS = [
    cooperation("c0", "train", "num", "dev", annee_debut=2012, places=("t1", "t0", "abroad")),
    cooperation("c1", "soin", forme="charte", confiance="faible", annee_fin=2020),
]
POLES = [
    pole("p0", type="reseau", membres=(membre("e1"), membre("e0", confiance="faible"))),
    pole("p1", nature="association", missions=("velo",)),
]


def perimeters(outlines: dict[str, MultiPolygon]) -> gpd.GeoDataFrame:
    """Perimeters of pôles by code."""
    return gpd.GeoDataFrame({"code": list(outlines)}, geometry=list(outlines.values()), crs=4326)


def build(**changes: Any) -> dict[str, Any]:
    """Inventory of the two cooperations and pôles above, each pôle made of two squares."""
    tables = changes.pop("tables", None) or essai.tables_of(COOPS, POLES)
    codes = tables.territoires["code"]
    anchors = pd.DataFrame({"code": codes, "lat": 47.123456, "lon": [0.0, 1, 2, 3, 4]})
    squares = MultiPolygon([box(0, 0, 1, 1), box(3, 0, 4, 1)])
    arguments = {
        "facets": essai.facets_of(COOPS, POLES),
        "anchors": anchors.assign(approximatif=codes == "abroad"),
        "perimeters": perimeters({"p0": squares, "p1": squares}),
        "regions": pd.DataFrame({"code": ["84", "11"], "nom": ["Auvergne", "Île-de-France"]}),
        **changes,
    }
    return build_inventory(tables, **arguments)


def test_codes_are_replaced_by_ranks() -> None:
    inventory = build()
    first, second = inventory["cooperations"]
    themes = [theme["code"] for theme in inventory["themes"]]
    assert themes[first["theme"]] == "train"
    assert [themes[rank] for rank in first["themes"]] == ["num", "dev"]
    assert inventory["systemes"][inventory["themes"][first["theme"]]["systeme"]]["code"] == "mob"
    assert inventory["formes"][second["forme"]]["code"] == "charte"
    assert inventory["confiances"][second["confiance"]]["code"] == "faible"
    assert (first["debut"], first["fin"]) == (2012, None)
    assert (second["debut"], second["fin"]) == (None, 2020)


@pytest.mark.parametrize("step", [1, -1])
def test_the_porteur_comes_first_wherever_it_stands_in_the_table(step: int) -> None:
    tables = essai.tables_of(COOPS, POLES)
    tables.participants = tables.participants.iloc[::step].reset_index(drop=True)
    inventory = build(tables=tables)
    participants = inventory["cooperations"][0]["participants"]
    assert inventory["territoires"][participants[0]]["code"] == "t1"
    assert len(participants) == 3


def test_places_have_their_anchor_regions_and_doubt() -> None:
    inventory = build()
    home, abroad = inventory["territoires"][0], inventory["territoires"][4]
    assert home["ancre"] == [47.1235, 0.0]
    assert [inventory["regions"][rank]["code"] for rank in home["regions"]] == ["11"]
    assert "approx" not in home
    assert abroad["approx"] is True
    assert abroad["regions"] == []


def test_regions_without_a_name_keep_their_code() -> None:
    assert [(r["code"], r["nom"]) for r in build()["regions"]] == [
        ("11", "Île-de-France"), ("27", "27"), ("84", "Auvergne"), ("94", "94"),
    ]  # fmt: skip


def test_poles_tell_sure_and_doubtful_members_apart() -> None:
    first, second = build()["poles"]
    assert (first["membres"], first["faibles"]) == (["e1"], ["e0"])
    assert (first["legal"], second["legal"]) == (True, False)
    assert [essai.REGIONS[rank] for rank in first["regions"]] == ["84"]
    assert second["themes"] == [list(essai.THEMES).index("velo")]


def test_only_a_network_is_tied_by_a_thread() -> None:
    first, second = build()["poles"]
    assert len(first["fil"]) == 1
    assert {lon for _, lon in first["fil"][0]} == {1, 3}
    assert second["fil"] == []


def test_links_join_ranks_and_loops_say_how_many_they_are() -> None:
    anchors = pd.DataFrame({"code": list(essai.TERRITOIRES), "lon": [0.0, 0, 2, 3, 4]})
    anchors = anchors.assign(lat=47.0, approximatif=False)
    links = build(anchors=anchors)["liens"]
    # c0 goes from t1 to t0, at the same place, and abroad; c1 from t0 to t1: two loops.
    assert [link[:3] for link in links] == [[0, 1, 0], [0, 1, 4], [1, 0, 1]]
    assert [link[4:] for link in links] == [[0, 2], [0, 0], [1, 2]]
    assert [link[3] == 0 for link in links] == [True, False, True]


def test_same_input_same_bytes_and_no_nan() -> None:
    texts = {json.dumps(build(), allow_nan=False, ensure_ascii=False) for _ in range(2)}
    assert len(texts) == 1


def test_a_participant_without_an_anchor_stops_the_build() -> None:
    anchors = pd.DataFrame({"code": ["t0"], "lat": [47.0], "lon": [1.0], "approximatif": [False]})
    with pytest.raises(MissingAnchorError):
        build(anchors=anchors)
