"""The filter changes that are measured, and what each must show."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    """

    pill: int
    systemes: tuple[str, ...]
    cooperations: frozenset[str]


def cycles(tables: Tables, number: int) -> list[list[Change]]:
    """Return so many cycles of changes; each presses and releases a pair of systems.

    A cycle is four changes long, and starts and ends with nothing filtered.
    """
    codes = list(tables.systemes.sort_values("ordre")["code"])
    made = []
    for first, second in itertools.islice(itertools.cycle(PAIRS), number):
        cycle = []
        pressed: set[int] = set()
        for pill in (first, second, first, second):
            pressed ^= {pill}
            systemes = tuple(codes[rank] for rank in sorted(pressed))
            cycle.append(Change(pill, systemes, cooperations_of(tables, systemes)))
        made.append(cycle)
    return made


def cooperations_of(tables: Tables, systemes: Iterable[str]) -> frozenset[str]:
    """Return the ids of the cooperations with a theme in the systems; all when none is given.

    Written apart from the application's own filter, and simpler: it only knows this facet.
    """
    cooperations = tables.cooperations[tables.cooperations["confiance"].isin(CONFIANCES)]
    wanted = set(systemes)
    if not wanted:
        return frozenset(cooperations["id"])
    themes = set(tables.themes.loc[tables.themes["systeme"].isin(wanted), "code"])
    secondary = tables.cooperation_themes
    matching = set(secondary.loc[secondary["theme"].isin(themes), "cooperation_id"])
    main = cooperations["theme_principal"].isin(themes)
    return frozenset(cooperations.loc[main | cooperations["id"].isin(matching), "id"])


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
