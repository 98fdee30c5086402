"""Where a network is drawn: north at the top, no overlap, always the same; its picture as SVG."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from geo.disposition import fit, lay_out, on_the_ground, separate
from geo.reseau import build_network
from geo.reseau_dessin import WIDTH, picture, plan
from tests.test_geo_reseau import participations

FRAME = (400.0, 300.0)


def test_north_is_at_the_top_and_west_at_the_left() -> None:
    lille, brest, nice = on_the_ground(np.array([[3.06, 50.6], [-4.5, 48.4], [7.3, 43.7]]), *FRAME)
    assert lille[1] < brest[1] < nice[1]
    assert brest[0] < lille[0] < nice[0]


def test_overseas_and_abroad_stay_in_the_frame() -> None:
    places = on_the_ground(np.array([[55.5, -21.1], [-61.5, 16.2], [-71.2, 46.8]]), *FRAME)
    assert (places >= 0).all()
    assert (places <= FRAME).all()


def test_tied_nodes_come_closer_than_others() -> None:
    ground = np.array([[0.0, 0], [100, 0], [200, 0], [300, 0]])
    ties = np.array([[0, 1], [2, 3]])
    places = lay_out(ground, ties, np.array([0, 0, 1, 1]), length=20)
    gaps = np.diff(places[:, 0])
    assert gaps[0] < gaps[1] and gaps[2] < gaps[1]
    assert (gaps > 0).all()


def test_nodes_of_one_place_part_and_the_same_way_each_time() -> None:
    ground = np.zeros((6, 2))
    ties, groups = np.array([[0, rank] for rank in range(1, 6)]), np.zeros(6, int)
    one, other = (lay_out(ground, ties, groups, length=20) for _ in range(2))
    np.testing.assert_array_equal(one, other)
    assert min(np.hypot(*(one[a] - one[b])) for a, b in combinations(range(6), 2)) > 5
    assert (ground == 0).all()


def test_a_lone_node_is_laid_out() -> None:
    places = lay_out(np.array([[10.0, 20]]), np.empty((0, 2), int), np.zeros(1, int), length=20)
    assert fit(places, *FRAME, margin=10).tolist() == [[200, 150]]


def test_fit_keeps_the_margin_and_the_zoom() -> None:
    places = np.array([[0.0, 0], [1000, 10]])
    assert fit(places, *FRAME, margin=20)[:, 0].tolist() == [20, 380]
    near = fit(np.array([[0.0, 0], [10, 0]]), *FRAME, margin=20, zoom=2)
    assert near[1, 0] - near[0, 0] == pytest.approx(20)


def test_separated_discs_do_not_touch_and_stay_in_the_frame() -> None:
    places = np.array([[x % 5, x // 5] for x in range(40)], float) + 395
    radii = np.linspace(3, 9, 40)
    apart = separate(places, radii, *FRAME)
    for a, b in combinations(range(40), 2):
        assert np.hypot(*(apart[a] - apart[b])) >= radii[a] + radii[b]
    assert (apart - radii[:, None] >= 0).all()
    assert (apart + radii[:, None] <= FRAME).all()
    assert (places >= 395).all()


def test_discs_already_apart_do_not_move() -> None:
    places = np.array([[50.0, 50], [150, 150]])
    np.testing.assert_array_equal(separate(places, np.array([5.0, 5]), *FRAME), places)


SMALL = """c1 A porteur
c1 B partenaire
c1 C partenaire
c2 A porteur
c2 B partenaire
c3 D porteur
c3 E partenaire"""


def draw(chosen: tuple[str, ...] = ()) -> ET.Element:
    """Return the picture of a small network, where the name of A is hostile."""
    network = build_network(participations(SMALL))
    codes = network.noeuds.index
    anchors = pd.DataFrame({"lat": [47.0, 47, 48, 44, 44], "lon": [2.0, 3, 2, 5, 5]}, index=codes)
    names = ["<b>A & B</b>", "B d’essai", "C d’essai", "D d’essai", "E d’essai"]
    table = pd.DataFrame({"nom": names, "court": names, "pole": [True] + [False] * 4}, index=codes)
    return ET.fromstring(  # noqa: S314  ours
        picture(network, plan(network, anchors), table, lambda code: f"./x?a=1&t={code}", chosen)
    )


def test_picture_holds_each_node_tie_and_community_once() -> None:
    svg = draw()
    nodes = svg.findall("circle")
    assert sorted(node.get("data-vers", "") for node in nodes) == [
        f"territoire:{code}" for code in "ABCDE"
    ]
    ties = {path.get("class"): path.get("d", "") for path in svg.findall("path")}
    assert {name: d.count("M") for name, d in ties.items() if "lien" in str(name)} == {
        "lien l1": 2,
        "lien l2": 1,
    }
    assert sum("voile" in str(name) for name in ties) == 1
    assert {node.get("class") for node in nodes} == {"noeud", "noeud pole"}
    assert "choisi" not in str(svg.get("class"))


def test_picture_grows_nodes_with_their_partners() -> None:
    radii = {node.get("data-vers"): float(node.get("r", 0)) for node in draw().findall("circle")}
    assert radii["territoire:A"] > radii["territoire:B"] == radii["territoire:C"]


def test_picture_says_names_escaped_and_numbers_the_communities() -> None:
    svg = draw()
    title = svg.find("circle/title")
    assert title is not None and title.text == "<b>A & B</b>, 2 partenaires, 2 coopérations"
    assert svg.find(".//b") is None
    links = {link.get("data-vers"): link for link in svg.findall("a")}
    assert links["territoire:A"].get("href") == "./x?a=1&t=A"
    assert "".join(links["territoire:A"].itertext()) == "1 <b>A & B</b>"
    assert "".join(links["territoire:B"].itertext()) == "B d’essai"
    assert re.search("5 territoires, 3 liens", svg.get("aria-label", ""))


def test_picture_lights_a_territory_and_its_neighbours() -> None:
    svg = draw(("C", "unknown"))
    lit = {node.get("data-vers"): node.get("class", "") for node in svg.findall("circle")}
    assert {code for code, name in lit.items() if "ici" in name} == {"territoire:C"}
    assert {code for code, name in lit.items() if "voisin" in name} == {"territoire:A"}
    bright = [path for path in svg.findall("path") if "allume" in path.get("class", "")]
    assert [path.get("d", "").count("M") for path in bright] == [1]
    assert {link.get("data-vers") for link in svg.findall("a")} == {"territoire:A", "territoire:C"}


def test_everything_lies_in_the_picture() -> None:
    svg = draw()
    height = float(svg.get("viewBox", "").split()[3])
    for node in svg.findall("circle"):
        x, y, r = (float(node.get(key, 0)) for key in ("cx", "cy", "r"))
        assert r <= x <= WIDTH - r
        assert r <= y <= height - r
