"""What a version would change on the ground: made-up squares, counted by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

from geo.apercu import Apercu, draw
from geo.mini_carte_fonds import Place
from geo.mini_carte_liens import Lien
from tests.test_geo_mini_carte import ground

A, B, C, OVERSEAS = "200000011", "200000022", "200000033", "200000044"
LABEL = "Ce qui changerait"


def link(start: str, end: str, cooperation: str = "essai") -> Lien:
    return Lien(cooperation, start, end, 2)


def drawn(apercu: Apercu) -> str:
    html = draw(ground(), apercu, label=LABEL)
    ElementTree.fromstring(html)  # noqa: S314  ours: it must be well-formed
    return html


def paths(html: str, kind: str) -> int:
    (group,) = re.findall(rf'<g class="{kind}"[^>]*>(.*?)</g>', html)
    return int(group.count("<path"))


def test_links_are_told_apart_whichever_way_they_are_written() -> None:
    before = [link(A, B), link(A, C)]
    after = [link(B, A), link(B, C), link(A, C, "autre")]
    found = Apercu.compare((before, after), ([], []))
    assert found.liens == {
        "maintien": (link(B, A),),
        "retrait": (link(A, C),),
        "ajout": (link(B, C), link(A, C, "autre")),
    }


def test_a_member_of_one_pole_may_leave_another() -> None:
    before, after = [("p", A), ("p", B), ("q", A)], [("p", A), ("q", C)]
    found = Apercu.compare(([], []), (before, after))
    assert found.epci == {"ajout": (C,), "maintien": (A,), "retrait": (A, B)}


def test_each_kind_has_its_own_line_and_its_words() -> None:
    html = drawn(
        Apercu(
            {"ajout": (link(A, B),), "retrait": (link(A, C),), "maintien": (link(B, C),)},
            {"ajout": (A,), "retrait": (B,)},
        )
    )
    assert [paths(html, kind) for kind in ("ajout", "retrait", "maintien")] == [1, 1, 1]
    for words in (
        "1 lien ajouté",
        "1 lien retiré",
        "1 lien gardé d’une coopération modifiée",
        "1 intercommunalité ajoutée à un pôle",
        "1 intercommunalité retirée d’un pôle",
    ):
        assert words in html
    assert "membre gardé" not in html
    assert f'role="img" aria-label="{LABEL}"' in html
    assert "Métropole &lt;Loin&gt;" in html


def test_what_is_far_away_is_counted_not_drawn() -> None:
    html = drawn(Apercu({"ajout": (link(A, B), link(A, OVERSEAS))}, {}))
    assert paths(html, "ajout") == 1
    assert "1 lien hors de cette carte" in html


def test_a_new_place_is_drawn_where_it_is() -> None:
    fonds = ground()
    place = fonds.places[A]
    fonds = replace(fonds, places={**fonds.places, "neuf": Place("Neuf", place.x + 5e4, place.y)})
    html = draw(fonds, Apercu({"ajout": (link(A, "neuf"),)}, {}), label=LABEL)
    assert "<title>Neuf</title>" in html


def test_nothing_on_the_ground_gives_no_map() -> None:
    assert draw(ground(), Apercu({}, {}), label=LABEL) == ""
    assert draw(ground(), Apercu({}, {"ajout": (OVERSEAS,)}), label=LABEL) == ""
