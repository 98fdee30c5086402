"""The network of the cooperations: ties, measures, communities, isolated métropoles."""

from __future__ import annotations

import csv
from collections import defaultdict, deque
from itertools import combinations
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from geo import reseau
from geo.reseau import (
    betweenness,
    build_network,
    isolated_metropoles,
    neighbours,
    ranking,
    systems,
    tie,
)

ROOT = Path(__file__).parent.parent

#: c1: A leads B and C. c2: B leads A. c3: C leads D. c4: E leads F.
ESSAI = """c1 A porteur
c1 B partenaire
c1 C partenaire
c2 B porteur
c2 A partenaire
c3 C porteur
c3 D partenaire
c4 E porteur
c4 F partenaire"""


def participations(text: str) -> pd.DataFrame:
    columns = ["cooperation_id", "territoire_code", "role"]
    return pd.DataFrame([line.split() for line in text.splitlines()], columns=columns)


@pytest.fixture
def essai() -> pd.DataFrame:
    return participations(ESSAI)


def test_partners_are_tied_to_the_porteur_not_together(essai: pd.DataFrame) -> None:
    assert list(tie(essai).itertuples(index=False, name=None)) == [
        ("A", "B", 2),
        ("A", "C", 1),
        ("C", "D", 1),
        ("E", "F", 1),
    ]


def test_a_body_that_leads_and_takes_part_is_not_tied_to_itself() -> None:
    found = tie(participations("c1 A porteur\nc1 A partenaire\nc1 B partenaire"))
    assert found.to_numpy().tolist() == [["A", "B", 1]]


def test_measures_of_a_network_computed_by_hand(essai: pd.DataFrame) -> None:
    found = build_network(essai)
    assert found.echantillon == 0
    nodes = found.noeuds
    assert nodes["partenaires"].to_dict() == {"A": 2, "B": 1, "C": 2, "D": 1, "E": 1, "F": 1}
    assert nodes["cooperations"].to_dict() == {"A": 2, "B": 2, "C": 2, "D": 1, "E": 1, "F": 1}
    # The path B-A-C-D: two of the ten pairs of others go through A (B-C, B-D), two through C.
    assert nodes["intermediarite"].to_dict() == pytest.approx(
        {"A": 0.2, "B": 0, "C": 0.2, "D": 0, "E": 0, "F": 0}
    )
    groups = nodes.groupby("systeme").groups
    assert [sorted(codes) for codes in groups.values()] == [["A", "B"], ["C", "D"], ["E", "F"]]


def test_a_network_does_not_depend_on_the_order_of_rows(essai: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(
        build_network(essai).noeuds, build_network(essai.iloc[::-1]).noeuds
    )


def test_no_cooperation_makes_an_empty_network(essai: pd.DataFrame) -> None:
    found = build_network(essai[:0])
    assert found.noeuds.empty
    assert found.liens.empty


def test_betweenness_of_a_large_network_is_estimated(
    essai: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    exact = build_network(essai).noeuds
    monkeypatch.setattr(reseau, "MAX_WORK", 23)
    found = build_network(essai)
    assert found.echantillon == 2  # 23 over twice the four ties
    assert (found.noeuds["intermediarite"] > 0).sum() <= 2
    pd.testing.assert_frame_equal(
        found.noeuds.drop(columns="intermediarite"), exact.drop(columns="intermediarite")
    )
    pd.testing.assert_frame_equal(found.noeuds, build_network(essai).noeuds)


def test_betweenness_is_that_of_networkx_on_any_graph() -> None:
    for seed in range(6):
        graph = nx.gnm_random_graph(30, 20 + 8 * seed, seed=seed)
        found = betweenness(30, np.array(graph.edges), np.arange(30))
        expected = nx.betweenness_centrality(graph)
        assert found.tolist() == pytest.approx([expected[node] for node in graph])


def test_betweenness_from_some_nodes_is_near_the_whole() -> None:
    graph = nx.barabasi_albert_graph(200, 2, seed=1)
    ties = np.array(graph.edges)
    whole = betweenness(200, ties, np.arange(200))
    some = betweenness(200, ties, np.arange(0, 200, 2))
    assert abs(some - whole).max() < 0.15 * whole.max()
    assert some.sum() == pytest.approx(whole.sum(), rel=0.05)


def test_ranking_gives_equals_one_rank_and_leaves_zeros_out(essai: pd.DataFrame) -> None:
    names = pd.Series({"A": "Zeta", "B": "Beta", "C": "Alpha", "D": "D", "E": "E", "F": "F"})
    nodes = build_network(essai).noeuds
    found = ranking(nodes, "partenaires", names, limit=3)
    assert list(found["nom"]) == ["Alpha", "Zeta", "Beta"]
    assert list(found["rang"]) == [1, 1, 3]
    assert list(ranking(nodes, "intermediarite", names).index) == ["C", "A"]


def test_systems_are_told_by_their_most_tied_members(essai: pd.DataFrame) -> None:
    found = systems(build_network(essai).noeuds, essai, leads=1)
    assert list(found["territoires"]) == [2, 2, 2]
    assert list(found["principaux"]) == [("A",), ("C",), ("E",)]
    # c1 joins two systems: it is inside none.
    assert list(found["cooperations"]) == [1, 1, 1]


def test_isolated_metropoles_have_at_most_one_cooperation(essai: pd.DataFrame) -> None:
    epci = pd.DataFrame(
        [
            ("A", "Métropole A d’essai", "METRO"),
            ("F", "Métropole F d’essai", "MET69"),
            ("Z", "Métropole Z d’essai", "METRO"),
            ("D", "CA d’essai", "CA"),
        ],
        columns=["siren", "nom", "nature"],
    )
    found = isolated_metropoles(epci, essai)
    assert found[["siren", "cooperations"]].to_numpy().tolist() == [["Z", 0], ["F", 1]]


def test_neighbours_are_those_tied_either_way(essai: pd.DataFrame) -> None:
    liens = tie(essai)
    assert neighbours(liens, ["A"]) == {"B", "C"}
    assert neighbours(liens, ["A", "C"]) == {"B", "D"}
    assert neighbours(liens, ["unknown"]) == set()


def read() -> tuple[pd.DataFrame, dict[str, set[str]]]:
    """Return the participations, and the partners of each territory, found without pandas."""
    with (ROOT / "data/tables/participants.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    leads = {
        row["cooperation_id"]: row["territoire_code"] for row in rows if row["role"] == "porteur"
    }
    partners: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        lead, code = leads[row["cooperation_id"]], row["territoire_code"]
        if lead != code:
            partners[lead].add(code)
            partners[code].add(lead)
    return pd.DataFrame(rows), partners


def test_degrees_of_the_inventory_are_those_of_its_file() -> None:
    rows, partners = read()
    found = build_network(rows)
    assert found.noeuds["partenaires"].to_dict() == {
        code: len(others) for code, others in partners.items()
    }
    assert len(found.liens) == sum(map(len, partners.values())) // 2


def test_betweenness_of_the_inventory_is_that_of_counted_paths() -> None:
    """Another way than Brandes': every pair of a component, its paths counted from both ends."""
    rows, partners = read()
    found = build_network(rows)
    assert found.echantillon == 0

    def walk(start: str) -> tuple[dict[str, int], dict[str, int]]:
        distance, ways, queue = {start: 0}, {start: 1}, deque([start])
        while queue:
            here = queue.popleft()
            for other in partners[here]:
                if other not in distance:
                    distance[other], ways[other] = distance[here] + 1, 0
                    queue.append(other)
                if distance[other] == distance[here] + 1:
                    ways[other] += ways[here]
        return distance, ways

    # The component of one métropole, small enough to be walked pair by pair.
    component = sorted(walk("243500139")[0])
    walked = {code: walk(code) for code in component}
    for code in ("243500139", component[0]):
        expected = 0.0
        to_code, ways_to_code = walked[code]
        for one, other in combinations(component, 2):
            distance, ways = walked[one]
            if code not in (one, other) and to_code[one] + to_code[other] == distance[other]:
                expected += ways_to_code[one] * ways_to_code[other] / ways[other]
        pairs = (len(partners) - 1) * (len(partners) - 2) / 2
        assert found.noeuds.loc[code, "intermediarite"] == pytest.approx(expected / pairs)
