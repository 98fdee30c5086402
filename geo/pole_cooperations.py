"""The cooperations of a pôle: with whom each is, and those that several pôles share."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from geo import format_fr as fr
from geo.pole_facts import Bloc, Cooperation
from geo.sheets_parts import cooperation_link, territoire_link
from geo.sheets_pole import short_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.sheets_facts import Lien, PoleSheet
    from geo.sheets_index import Index

SHOWN_PARTNERS = 4
"""Partners of a cooperation that are named; the others are counted."""


def blocks_of(index: Index, code: str, sheet: PoleSheet) -> tuple[Bloc, ...]:
    """Cooperations of the pôle, then of its members: among them, then with others."""
    inside = {*index.territoires_of_pole.get(code, ()), *index.effective.get(code, ())}
    own: list[Cooperation] = []
    among: list[Cooperation] = []
    beyond: list[Cooperation] = []
    for link in (link for group in sheet.cooperations for link in group.liens):
        participants = index.participants[link.code]
        partners = [part for part in participants if part not in inside]
        one = Cooperation(link, _named(index, partners))
        if set(participants).intersection(index.territoires_of_pole.get(code, ())):
            own.append(one)
        else:
            (beyond if partners else among).append(one)
    titled = (
        ("Du pôle lui-même", own),
        ("De ses membres, entre eux", among),
        ("De ses membres, avec d’autres territoires", beyond),
    )
    return tuple(Bloc(title, tuple(found)) for title, found in titled if found)


def _named(index: Index, codes: Sequence[str]) -> str:
    names = [territoire_link(index, code).nom for code in codes]
    if len(names) > SHOWN_PARTNERS + 1:
        names = [*names[:SHOWN_PARTNERS], f"{len(names) - SHOWN_PARTNERS} autres"]
    return f"avec {fr.enumerate_fr(names)}" if names else ""


def shared_cooperations(index: Index, codes: Sequence[str]) -> tuple[tuple[Lien, str], ...]:
    """Return the cooperations that join some of these pôles, and the names of those it joins.

    A pôle takes part by itself or by an effective member. Two pôles are joined when each has a
    participant that the other has not: what happens inside one of them joins nothing.
    """
    inside = {
        code: {*index.territoires_of_pole.get(code, ()), *index.effective.get(code, ())}
        for code in codes
    }
    candidates = dict.fromkeys(
        coop
        for territoires in inside.values()
        for territoire in sorted(territoires)
        for coop in index.cooperations_of.get(territoire, ())
    )
    found = []
    for coop in candidates:
        present = {code: inside[code].intersection(index.participants[coop]) for code in codes}
        joined = {
            code
            for one, other in combinations(codes, 2)
            if present[one] - inside[other] and present[other] - inside[one]
            for code in (one, other)
        }
        if joined:
            names = [short_name(index.poles[code]) for code in codes if code in joined]
            found.append((cooperation_link(index, coop), fr.enumerate_fr(names)))
    return tuple(sorted(found, key=lambda pair: (pair[0].systeme, pair[0].nom.casefold())))
