"""The filter changes that are measured, and what each must show."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import pandas as pd

    from data.loaders import Tables

#: Default of the facet « confiance ».
CONFIANCES = ("haute", "moyenne")
#: Pairs of systems, by rank, pressed and released in turn.
PAIRS = ((0, 1), (2, 3), (4, 5), (0, 3), (1, 4))


@dataclass(frozen=True)
class Change:
    """One click on a system's pill.

    Attributes
    ----------
    pill
        Rank of the pill clicked.
    systemes
        Systems pressed once it is, in the order of the pills.
    cooperations
        Ids of the cooperations that must then be drawn.
    links
        Number of their links.
    """

    pill: int
    systemes: tuple[str, ...]
    cooperations: frozenset[str]
    links: int


def cycles(tables: Tables, number: int) -> list[list[Change]]:
    """Return so many cycles of changes; each presses and releases a pair of systems.

    A cycle is four changes long, and starts and ends with nothing filtered.
    """
    codes = list(tables.systemes.sort_values("ordre")["code"])
    systems = systems_of(tables)
    partners = tables.participants["role"].eq("partenaire")
    links = tables.participants[partners].groupby("cooperation_id").size()
    made = []
    for first, second in itertools.islice(itertools.cycle(PAIRS), number):
        cycle = []
        pressed: set[int] = set()
        for pill in (first, second, first, second):
            pressed ^= {pill}
            systemes = tuple(codes[rank] for rank in sorted(pressed))
            found = cooperations_of(systems, systemes)
            number_of_links = int(links.reindex(list(found)).sum())
            cycle.append(Change(pill, systemes, found, number_of_links))
        made.append(cycle)
    return made


def systems_of(tables: Tables) -> dict[str, frozenset[str]]:
    """Return the systems of each cooperation of the default view, by its main and other themes."""
    shown = tables.cooperations[tables.cooperations["confiance"].isin(CONFIANCES)]
    system = dict(zip(tables.themes["code"], tables.themes["systeme"], strict=True))
    found = {
        key: {system[theme]}
        for key, theme in zip(shown["id"], shown["theme_principal"], strict=True)
    }
    others = tables.cooperation_themes
    for key, theme in zip(others["cooperation_id"], others["theme"], strict=True):
        if key in found:
            found[key].add(system[theme])
    return {key: frozenset(systems) for key, systems in found.items()}


def cooperations_of(
    systems: Mapping[str, frozenset[str]], systemes: Collection[str]
) -> frozenset[str]:
    """Return the ids of the cooperations with one of the systems; all when none is given.

    Written apart from the application's own filter, and simpler: it only knows this facet.
    """
    wanted = frozenset(systemes)
    return frozenset(key for key, own in systems.items() if not wanted or wanted & own)


def links_of(tables: Tables, ancres: pd.DataFrame) -> pd.DataFrame:
    """Return one row per link, from a cooperation's porteur to each partner, in EPSG:4326.

    Parameters
    ----------
    ancres
        Anchor of each territory: index ``code``, columns ``lat`` and ``lon`` in degrees.
    """
    participants = tables.participants.join(ancres, on="territoire_code")
    porteurs = participants[participants["role"] == "porteur"]
    partners = participants[participants["role"] == "partenaire"]
    return porteurs.merge(partners, on="cooperation_id", suffixes=("_de", "_vers"))
