"""What a selection lights up on a picture of the map: the twin of `static/carte/selection.js`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Types of territoires with an outline of their own, and the level that holds it.
DIVISIONS = {"departement": "departements", "region": "regions"}
#: Longest INSEE code of a département or a région: a body that joins several has another code.
_INSEE_MAX = 3
#: A level ("epci", "departements", "regions") and codes of shapes in it.
Contour = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Lumiere:
    """What belongs to a selection.

    Attributes
    ----------
    type
        "pole", "cooperation" or "territoire".
    cooperations, poles, territoires
        Their ranks in the inventory.
    choisi
        Rank of the chosen pôle; None when something else is chosen.
    contours
        Outlines to draw.
    """

    type: str
    cooperations: frozenset[int]
    poles: frozenset[int]
    territoires: frozenset[int]
    choisi: int | None
    contours: tuple[Contour, ...]


def light_of(inventaire: Mapping[str, Any], choix: tuple[str, str] | None) -> Lumiere | None:
    """Return what a selection (type, code) lights up; None for none, or an unknown one.

    `inventaire` is what `geo.inventory.build_inventory` returns.
    """
    if choix is None:
        return None
    kind, code = choix
    cooperations, poles = inventaire["cooperations"], inventaire["poles"]
    if kind == "cooperation":
        rank = _rank(cooperations, "id", code)
        if rank is None:
            return None
        theirs = frozenset(cooperations[rank]["participants"])
        found = [inventaire["territoires"][i] for i in sorted(theirs)]
        narrow = [_outline(t) for t in found if t["type"] not in DIVISIONS]
        return Lumiere(kind, frozenset({rank}), frozenset(), theirs, None, _drawn(narrow))
    if kind == "pole":
        rank = _rank(poles, "code", code)
        return None if rank is None else _of_pole(inventaire, rank)
    return _of_territoire(inventaire, code)


def _of_pole(inventaire: Mapping[str, Any], rank: int) -> Lumiere:
    pole = inventaire["poles"][rank]
    members = set(pole["membres"])
    own = {
        i
        for i, t in enumerate(inventaire["territoires"])
        if t.get("pole") == pole["code"] or (t["type"] == "EPCI" and t["code"] in members)
    }
    return Lumiere("pole", *_lit(inventaire, own, {rank}), rank, ())


def _of_territoire(inventaire: Mapping[str, Any], code: str) -> Lumiere:
    rank = _rank(inventaire["territoires"], "code", code)
    # An intercommunalité that takes part in nothing is still outlined.
    chosen = {"type": "EPCI", "code": code, "epci": [code]}
    if rank is not None:
        chosen = inventaire["territoires"][rank]
    poles = (
        {i for i, pole in enumerate(inventaire["poles"]) if code in pole["membres"]}
        if chosen["type"] == "EPCI"
        else set()
    )
    own = set() if rank is None else {rank}
    return Lumiere("territoire", *_lit(inventaire, own, poles), None, _drawn([_outline(chosen)]))


def _lit(
    inventaire: Mapping[str, Any], own: set[int], poles: set[int]
) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
    """Return cooperations of some territoires, pôles, and every territoire these bring."""
    coops = {
        i for i, c in enumerate(inventaire["cooperations"]) if not own.isdisjoint(c["participants"])
    }
    lit = own.union(*(inventaire["cooperations"][i]["participants"] for i in coops))
    return frozenset(coops), frozenset(poles), frozenset(lit)


def _outline(territoire: Mapping[str, Any]) -> Contour:
    level = DIVISIONS.get(territoire["type"])
    insee = territoire["code"].partition("-")[2]
    if level is None or len(insee) > _INSEE_MAX:
        return "epci", tuple(territoire["epci"])
    return level, (insee,)


def _drawn(
    outlines: list[Contour],
) -> tuple[Contour, ...]:
    return tuple(outline for outline in outlines if outline[1])


def _rank(rows: list[Mapping[str, Any]], key: str, code: str) -> int | None:
    return next((i for i, row in enumerate(rows) if row[key] == code), None)
