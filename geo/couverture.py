"""What the inventory holds around each métropole, beside the national count of 2019.

That count (CGET, France urbaine, AdCF) found 173 cooperations around the 22 métropoles; its list
was never published. The two counts do not define a cooperation alike: no rate is worked out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from geo.filters import Facets

    Mask = NDArray[np.bool_]

METROPOLES = ("METRO", "MET69")
"""Natures (DGCL) of the métropoles; Lyon's, a collectivité, has its own."""
ANNEE_ETUDE, COMPTE_ETUDE = 2019, 173
"""Year of the national study, and the cooperations it counted."""


@dataclass(frozen=True)
class Couverture:
    """What some cooperations are around the métropoles.

    Attributes
    ----------
    metropoles
        One row per métropole, sorted by `cooperations`, most first, then by name: `siren`,
        `nom`, `cooperations` (it takes part itself) and one column per system's code (the same,
        by their main theme: they add up to `cooperations`).
    total, autour
        Cooperations looked at; those in which at least one métropole takes part itself.
    en_vigueur, finies, apres, sans_date
        The latter, in force in `ANNEE_ETUDE`, over before it, begun after it, or without a known
        first year: they add up to `autour`.
    """

    metropoles: pd.DataFrame
    total: int
    autour: int
    en_vigueur: int
    finies: int
    apres: int
    sans_date: int


def coverage(
    facets: Facets,
    shown: Mask,
    epci: pd.DataFrame,
    cooperations_of: Mapping[str, Sequence[str]],
) -> Couverture:
    """Count the cooperations shown around each métropole.

    Parameters
    ----------
    facets, shown
        Index of the cooperations, and which of them count.
    epci
        One row per EPCI: `siren`, `nom`, `nature`. Métropoles are taken from it.
    cooperations_of
        Code of a territoire -> ids of the cooperations it takes part in.
    """
    row = {identifier: i for i, identifier in enumerate(facets.ids)}

    around = np.zeros(len(row), bool)
    rows = []
    for metropole in epci[epci["nature"].isin(METROPOLES)].itertuples():
        own = np.zeros(len(row), bool)
        own[[row[code] for code in cooperations_of.get(metropole.siren, ())]] = True
        own &= shown
        around |= own
        by_system = facets.principal["systemes"][own].sum(axis=0).tolist()
        rows.append(
            {
                "siren": metropole.siren,
                "nom": metropole.nom,
                "cooperations": int(own.sum()),
                **dict(zip(facets.options["systemes"], by_system, strict=True)),
            }
        )
    columns = ["siren", "nom", "cooperations", *facets.options["systemes"]]
    table = pd.DataFrame(rows, columns=columns).sort_values(
        ["cooperations", "nom"], ascending=[False, True], ignore_index=True
    )
    debut, fin = facets.debut[around], facets.fin[around]
    return Couverture(
        table,
        total=int(shown.sum()),
        autour=int(around.sum()),
        en_vigueur=int(((debut <= ANNEE_ETUDE) & ~(fin < ANNEE_ETUDE)).sum()),
        finies=int(((debut <= ANNEE_ETUDE) & (fin < ANNEE_ETUDE)).sum()),
        apres=int((debut > ANNEE_ETUDE).sum()),
        sans_date=int(np.isnan(debut).sum()),
    )
