"""Cooperations that several pôles share: the small inventory, answers by hand."""

from __future__ import annotations

from geo.pole_cooperations import shared_cooperations
from geo.sheets_index import Index
from tests.essai_fiches import frame, make_prepared, make_tables


def test_shared_cooperations_need_someone_of_each() -> None:
    tables = make_tables()
    members = tables.pole_membres.copy()
    # P2 takes « CC de Preuve », also in P1.
    members = type(members)(
        [*members.to_dict("records"), {**members.iloc[0].to_dict(), "pole_code": "P2"}]
    )
    people = frame(
        "cooperation_id,territoire_code,role\n"
        "c-epci,200000011,porteur\nc-epci,200000022,partenaire\n"
        "c-haut,pole-deux,porteur\nc-haut,200000011,partenaire\n"
        "c-ville,pole-deux,porteur\nc-ville,200000022,partenaire"
    )
    territoires = tables.territoires
    two = {**territoires.iloc[2].to_dict(), "code": "pole-deux", "pole_code": "P2"}
    index = Index(
        make_tables(
            pole_membres=members,
            participants=people,
            territoires=type(territoires)([*territoires.to_dict("records"), two]),
        ),
        make_prepared(),
    )
    # c-epci is inside P1, c-ville inside P2; c-haut joins the pôle P2 to a member of P1 (and P3).
    found = shared_cooperations(index, ["P1", "P2"])
    assert [(link.code, names) for link, names in found] == [("c-haut", "Essai et Deux Essais")]
    three = shared_cooperations(index, ["P1", "P2", "P3"])
    assert {link.code: names for link, names in three}["c-haut"] == ("Essai, Deux Essais et Fini")
    assert shared_cooperations(index, ["P2"]) == ()
