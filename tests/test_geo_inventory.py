"""The inventory the browser takes: ranks that point to the right rows, nothing JSON cannot say.

By hand on a fictional inventory; then every fact of the real one is found back in the JSON.
"""

from __future__ import annotations

import json
import math
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import MultiPolygon, box

from data.loaders import Prepared, load
from geo.errors import MissingAnchorError
from geo.filters import build_facets
from geo.inventory import build_inventory
from tests import essai_filtres as essai
from tests.browser.expected import inventory as by_hand
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


def build_of(
    cooperations: list[dict[str, Any]] = COOPS, poles: list[dict[str, Any]] = POLES, **changes: Any
) -> dict[str, Any]:
    """Inventory of other cooperations or pôles."""
    tables = essai.tables_of(cooperations, poles)
    return build(tables=tables, facets=essai.facets_of(cooperations, poles), **changes)


@pytest.mark.parametrize("missing", ["row", "coordinates"])
def test_a_territory_without_an_anchor_never_makes_a_file_no_browser_reads(missing: str) -> None:
    """Even one that takes part in nothing: a NaN is not JSON, the whole map would stay empty."""
    codes = pd.Series(list(essai.TERRITOIRES))
    anchors = pd.DataFrame({"code": codes, "lat": 45.0, "lon": 3.0, "approximatif": False})
    if missing == "row":
        anchors = anchors[codes != "t3"]
    else:
        anchors.loc[codes == "t3", ["lat", "lon"]] = math.nan
    with pytest.raises(MissingAnchorError, match="t3"):
        build(anchors=anchors)


def test_secondary_themes_keep_their_rank_wherever_they_stand_in_the_table() -> None:
    tables = essai.tables_of(COOPS, POLES)
    tables.cooperation_themes = tables.cooperation_themes.iloc[::-1]
    inventory = build(tables=tables)
    ranks = inventory["cooperations"][0]["themes"]
    assert [inventory["themes"][rank]["code"] for rank in ranks] == ["num", "dev"]


def test_a_territory_that_is_a_pole_names_it() -> None:
    tables = essai.tables_of(COOPS, POLES)
    tables.territoires.loc[0, ["type", "pole_code"]] = ["pole", "p0"]
    first, *others = build(tables=tables)["territoires"]
    assert first["pole"] == "p0"
    assert all("pole" not in other for other in others)


@pytest.mark.parametrize(
    ("members", "sure", "doubtful"),
    [
        ([membre("e1"), membre("e0")], ["e0", "e1"], []),
        ([membre("e0", confiance="moyenne")], ["e0"], []),
        ([membre("e0"), membre("e1", confiance="faible")], ["e0"], ["e1"]),
        ([membre("e0", date_fin="2019")], [], []),
        ([membre("e0", date_fin="2019", confiance="faible")], [], []),
        ([membre("e0", qualite="departement")], [], []),
        ([membre("e0", qualite="departement", confiance="faible")], [], []),
        ([membre("", confiance="faible")], [], []),
        # Told twice, once surely: a member, not a doubt.
        ([membre("e0"), membre("e0", confiance="faible")], ["e0"], []),
    ],
)
def test_only_present_epci_are_members(
    members: list[dict[str, str]], sure: list[str], doubtful: list[str]
) -> None:
    (found,) = build_of(poles=[pole("p0", membres=members)])["poles"]
    assert (found["membres"], found["faibles"]) == (sure, doubtful)


def test_a_dissolved_pole_keeps_its_last_members() -> None:
    members = [membre("e0", date_fin="2022-12-31"), membre("e1", date_fin="2015")]
    gone = pole("p0", statut="dissous", date_fin="2022-12-31", membres=members)
    assert build_of(poles=[gone])["poles"][0]["membres"] == ["e0"]


def test_three_bodies_are_tied_by_two_lines_and_one_by_none() -> None:
    three = MultiPolygon([box(x, 45, x + 1, 46) for x in (0, 4, 9)])
    first = build(perimeters=perimeters({"p0": three}))["poles"][0]
    assert len(first["fil"]) == 2
    one = perimeters({"p0": three})
    one.geometry = [box(0, 45, 1, 46)]
    assert build(perimeters=one)["poles"][0]["fil"] == []


def test_what_is_searched_is_folded() -> None:
    inventory = build()
    assert inventory["cooperations"][0]["texte"] == (
        "c0 saint etienne metropole coeur d herault geneve"
    )
    assert inventory["poles"][0]["texte"] == "pole p0 p0 cc e1"


def test_texts_are_sent_as_written() -> None:
    """Escaping is the browser's business: here a title is data."""
    title = "<script>alert(1)</script> « œuvre » \u202f\"'\\"
    inventory = build_of([cooperation("c0", intitule=title)])
    assert inventory["cooperations"][0]["titre"] == title


def test_an_empty_inventory_is_an_inventory() -> None:
    inventory = build_of([], [])
    assert [inventory[name] for name in ("cooperations", "poles", "liens")] == [[], [], []]
    json.dumps(inventory, allow_nan=False)


# The real inventory, read back

Real = tuple[dict[str, Any], Prepared]


@pytest.fixture(scope="module")
def real() -> Real:
    tables, prepared = load()
    regions = dict(zip(prepared.epci["siren"], prepared.epci["regions"], strict=True))
    facets = build_facets(tables, regions)
    made = build_inventory(tables, facets, prepared.territoires, prepared.poles, prepared.regions)
    return json.loads(json.dumps(made, allow_nan=False)), prepared


def test_every_cooperation_is_found_back(real: Real) -> None:
    found, _ = real
    themes, places = found["themes"], found["territoires"]
    expected = by_hand().cooperations
    assert [sent["id"] for sent in found["cooperations"]] == list(expected)
    for sent in found["cooperations"]:
        coop = expected[sent["id"]]
        assert sent["titre"] == coop.row["intitule"]
        assert themes[sent["theme"]]["code"] == coop.row["theme_principal"]
        assert {themes[i]["code"] for i in (sent["theme"], *sent["themes"])} == coop.themes
        assert {found["regions"][i]["code"] for i in sent["regions"]} == coop.regions
        participants = tuple(places[i]["code"] for i in sent["participants"])
        assert participants == (coop.porteur, *coop.partenaires)
        assert str(sent["debut"] or "") == coop.row["annee_debut"]
        assert str(sent["fin"] or "") == coop.row["annee_fin"]
        assert sent["texte"] == coop.text


def test_every_pole_is_found_back(real: Real) -> None:
    found, _ = real
    expected = by_hand().poles
    assert [sent["code"] for sent in found["poles"]] == list(expected)
    for sent in found["poles"]:
        hand = expected[sent["code"]]
        assert set(sent["membres"]) == hand.members
        assert {found["themes"][i]["code"] for i in sent["themes"]} == hand.themes
        assert {found["regions"][i]["code"] for i in sent["regions"]} == hand.regions
        assert (sent["legal"] and sent["statut"] != "dissous") == hand.by_default
        assert not set(sent["membres"]) & set(sent["faibles"])


def test_every_partner_has_its_link_and_every_cooperation_one(real: Real) -> None:
    found, _ = real
    wanted = [
        (i, porteur, partenaire)
        for i, (porteur, *partenaires) in enumerate(
            sent["participants"] for sent in found["cooperations"]
        )
        for partenaire in partenaires
    ]
    assert sorted((c, a, b) for c, a, b, *_ in found["liens"]) == sorted(wanted)
    assert {c for c, *_ in found["liens"]} == set(range(len(found["cooperations"])))


def test_every_anchor_is_a_place_on_earth(real: Real) -> None:
    found, prepared = real
    anchors = prepared.territoires.set_index("code")
    for sent in found["territoires"]:
        lat, lon = sent["ancre"]
        assert lat == pytest.approx(anchors.loc[sent["code"], "lat"], abs=1e-4)
        assert lon == pytest.approx(anchors.loc[sent["code"], "lon"], abs=1e-4)
        assert abs(lat) <= 90
        assert abs(lon) <= 180


def test_every_epci_named_has_an_outline(real: Real) -> None:
    found, prepared = real
    named = {s for p in found["poles"] for s in (*p["membres"], *p["faibles"])}
    named |= {s for t in found["territoires"] for s in t["epci"]}
    assert named
    assert named <= set(prepared.epci["siren"])
