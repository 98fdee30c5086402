"""Starts and ends of the cooperations, and those in force, year by year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Years = NDArray[np.float64]

PREMIERE = 2000
"""First year drawn; what began before is counted apart."""


@dataclass(frozen=True)
class Chronologie:
    """What is known of the years of some cooperations.

    Attributes
    ----------
    annees
        One row per year, index `annee`; columns `debuts`, `fins` (cooperations whose first, last
        year it is) and `en_vigueur`.
    avant
        Cooperations that began before the first year of `annees`.
    sans_debut
        Cooperations whose first year is unknown: they are in no column but `fins`.
    sans_fin
        Cooperations whose first year is known, their last one not: in force ever since, as for
        the filter of the map.
    fins_prevues
        Cooperations whose last year comes after the last of `annees`.
    total
        All of them.
    """

    annees: pd.DataFrame
    avant: int
    sans_debut: int
    sans_fin: int
    fins_prevues: int
    total: int


def chronology(debut: Years, fin: Years, *, last: int, first: int = PREMIERE) -> Chronologie:
    """Count starts, ends and cooperations in force, from `first` to `last`, both included.

    Parameters
    ----------
    debut, fin
        First and last year of each cooperation, NaN when unknown. One is in force in both.
    last, first
        Years between which to count; `last` is that of the inventory: a later end is only planned.

    Notes
    -----
    In force in a year: began that year or before, and not known to have ended before it. The
    same rule as `geo.filters.apply_filters` with `annees=(year, year)`.
    """
    years = np.arange(first, last + 1)
    began = debut[:, None] <= years[None, :]
    over = fin[:, None] < years[None, :]
    table = pd.DataFrame(
        {
            "debuts": (debut[:, None] == years[None, :]).sum(axis=0),
            "fins": (fin[:, None] == years[None, :]).sum(axis=0),
            "en_vigueur": (began & ~over).sum(axis=0),
        },
        index=pd.Index(years, name="annee"),
    )
    return Chronologie(
        table,
        avant=int((debut < first).sum()),
        sans_debut=int(np.isnan(debut).sum()),
        sans_fin=int((~np.isnan(debut) & np.isnan(fin)).sum()),
        fins_prevues=int((fin > last).sum()),
        total=len(debut),
    )
