"""Links: the right ends, side by side, loops where two territories share a place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from geo.errors import MissingAnchorError
from geo.links import COURBURE, build_links, curve_points, loop_points

# West and East are 100 km apart; the département sits in West's town hall, Near 80 m from it,
# Beside 150 m the other way.
ANCHORS = pd.DataFrame(
    [
        ("west", 47.0, 1.0),
        ("departement", 47.0, 1.0),
        ("near", 47.0 + 80 / 111_195, 1.0),
        ("beside", 47.0 - 150 / 111_195, 1.0),
        ("east", 47.0, 2.3),
        ("abroad", 46.0, -3.0),
    ],
    columns=["code", "lat", "lon"],
)


def links_of(*cooperations: tuple[str, ...], anchors: pd.DataFrame = ANCHORS) -> pd.DataFrame:
    """Links of cooperations c0, c1… given as (porteur, partner, partner…)."""
    rows = [
        (f"c{i}", code, "partenaire" if rank else "porteur")
        for i, codes in enumerate(cooperations)
        for rank, code in enumerate(codes)
    ]
    columns = ["cooperation_id", "territoire_code", "role"]
    return build_links(pd.DataFrame(rows, columns=columns), anchors)


def side(from_code: str, to_code: str, courbure: float) -> float:
    """Height of the arc's middle above the chord, to the north (both ends on one parallel)."""
    lon = ANCHORS.set_index("code")["lon"]
    middle = curve_points((lon[from_code], 0.0), (lon[to_code], 0.0), courbure, 3)[1]
    return float(middle[1])


def test_a_link_goes_from_the_porteur_to_each_partner() -> None:
    links = links_of(("west", "east", "abroad"))
    assert list(zip(links["from_code"], links["to_code"], strict=True)) == [
        ("west", "east"),
        ("west", "abroad"),
    ]
    assert list(links.columns) == [
        "cooperation_id", "from_code", "to_code", "courbure", "boucle", "rang", "nombre"
    ]  # fmt: skip


def test_the_porteur_is_the_start_wherever_it_stands_in_the_table() -> None:
    rows = [("c", "east", "partenaire"), ("c", "west", "porteur")]
    links = build_links(
        pd.DataFrame(rows, columns=["cooperation_id", "territoire_code", "role"]), ANCHORS
    )
    assert links[["from_code", "to_code"]].to_numpy().tolist() == [["west", "east"]]


def test_a_lone_link_has_the_default_bow() -> None:
    assert links_of(("west", "east"))["courbure"].tolist() == [COURBURE]


def test_links_between_the_same_places_fan_out_on_both_sides() -> None:
    links = links_of(*[("west", "east")] * 4)
    bends = links["courbure"].tolist()
    assert len(set(bends)) == 4
    assert sorted(bends) == sorted(-b for b in bends)
    assert links["rang"].tolist() == [0, 1, 2, 3]
    assert set(links["nombre"]) == {4}


def test_a_link_and_its_return_do_not_overlap() -> None:
    links = links_of(("west", "east"), ("east", "west"), ("east", "west"))
    heights = [
        side(row.from_code, row.to_code, row.courbure) for row in links.itertuples(index=False)
    ]
    assert len({round(h, 6) for h in heights}) == 3


def test_a_first_link_bows_to_the_north_whichever_its_way() -> None:
    for ends in (("west", "east"), ("east", "west")):
        assert side(*ends, links_of(ends)["courbure"][0]) > 0


def test_territories_of_one_place_share_its_fan() -> None:
    bends = links_of(("west", "east"), ("departement", "east"))["courbure"].tolist()
    assert bends == [COURBURE, -COURBURE]


def test_a_new_cooperation_leaves_the_bends_of_the_others() -> None:
    before = links_of(("west", "east"), ("east", "west"))
    after = links_of(("west", "east"), ("east", "west"), ("departement", "east"))
    assert after["courbure"].tolist()[:2] == before["courbure"].tolist()


@pytest.mark.parametrize(
    ("other", "loop"), [("departement", True), ("near", True), ("beside", False), ("east", False)]
)
def test_a_link_inside_one_place_is_a_loop(other: str, loop: bool) -> None:
    link = links_of(("west", other)).iloc[0]
    assert link["boucle"] == loop
    assert (link["courbure"] == 0) == loop


def test_loops_of_one_place_are_counted_together() -> None:
    links = links_of(("west", "departement"), ("near", "west"), ("west", "east"))
    assert links["rang"].tolist() == [0, 1, 0]
    assert links["nombre"].tolist() == [2, 2, 1]


def test_close_anchors_are_one_place_across_a_round_degree() -> None:
    # 20 m apart, on either side of 2.0005° E, where a grid of 0.001° would part them.
    anchors = pd.DataFrame(
        [("a", 47.0, 2.0004), ("b", 47.0, 2.0006), ("c", 47.0, 3.0)], columns=["code", "lat", "lon"]
    )
    assert links_of(("a", "b"), anchors=anchors)["boucle"].tolist() == [True]


def test_a_metre_is_a_metre_at_the_equator_and_in_the_north() -> None:
    # 0.0011° of longitude: 122 m in Guyane (two places), 79 m at Dunkerque (one).
    for lat, one_place in ((4.9, False), (51.0, True)):
        anchors = pd.DataFrame(
            [("a", lat, 2.0), ("b", lat, 2.0011), ("far", 51.0, 9.0)],
            columns=["code", "lat", "lon"],
        )
        assert links_of(("a", "b"), anchors=anchors)["boucle"].tolist() == [one_place]


@pytest.mark.parametrize("lost", ["absent", "no point"])
def test_a_participant_without_an_anchor_is_named(lost: str) -> None:
    anchors = ANCHORS if lost == "absent" else pd.concat(
        [ANCHORS, pd.DataFrame([(lost, np.nan, np.nan)], columns=ANCHORS.columns)]
    )  # fmt: skip
    with pytest.raises(MissingAnchorError, match=f"found none for 1: {lost}; run `make build`"):
        links_of(("west", lost), anchors=anchors)


def test_a_curve_ends_exactly_on_its_anchors() -> None:
    start, end = (261_845.7, 6_250_564.3), (-180_000.1, 5_900_000.9)
    points = curve_points(start, end, 0.28, 9)
    assert points.shape == (9, 2)
    assert tuple(points[0]) == start
    assert tuple(points[-1]) == end


def test_the_bend_is_the_height_over_the_chord() -> None:
    # From (0, 0) to (10, 0): the left of the way is the north, the middle at 0.2 × 10.
    points = curve_points((0, 0), (10, 0), 0.2, 5)
    assert points[2] == pytest.approx([5, 2])
    assert curve_points((0, 0), (10, 0), -0.2, 5)[2] == pytest.approx([5, -2])
    assert curve_points((0, 0), (0, 10), 0.2, 5)[2] == pytest.approx([-2, 5])


def test_the_same_arc_is_drawn_from_either_end() -> None:
    there = curve_points((1, 2), (7, -3), 0.16, 11)
    back = curve_points((7, -3), (1, 2), -0.16, 11)
    assert there == pytest.approx(back[::-1])


@pytest.mark.parametrize(("rang", "heading"), [(0, (0, 1)), (1, (3**0.5 / 2, 0.5)), (3, (0, -1))])
def test_loops_spread_round_their_place_clockwise_from_the_north(
    rang: int, heading: tuple[float, float]
) -> None:
    points = loop_points((100, 50), rang, 4, 10, 17)
    assert tuple(points[0]) == tuple(points[-1]) == (100, 50)
    assert points[8] == pytest.approx([100 + 10 * heading[0], 50 + 10 * heading[1]])
    middle = np.array([100 + 5 * heading[0], 50 + 5 * heading[1]])
    assert np.hypot(*(points - middle).T) == pytest.approx(5)


def test_many_loops_at_one_place_are_all_distinct() -> None:
    tops = {tuple(np.round(loop_points((0, 0), rang, 9, 10, 3)[1], 3)) for rang in range(9)}
    assert len(tops) == 9


def test_every_cooperation_of_the_tables_has_a_link(real_participants: pd.DataFrame) -> None:
    codes = real_participants["territoire_code"].drop_duplicates()
    anchors = pd.DataFrame({"code": codes, "lat": 47.0, "lon": np.arange(len(codes)) / 100})
    links = build_links(real_participants, anchors)
    assert set(links["cooperation_id"]) == set(real_participants["cooperation_id"])
    assert len(links) == (real_participants["role"] == "partenaire").sum()


@pytest.fixture(scope="module")
def real_participants(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / "data/tables/participants.csv", dtype=str, keep_default_na=False)
