"""The figures of a scene, from the data at the moment it is shown; texts hold their names.

An intercommunalité is covered by a pôle shown when it is one of its effective members, by a
cooperation shown when it takes part in it (`geo.regions_mesures`); inhabitants are those of its
communes (population municipale), each counted once. With a region filter, only the
intercommunalités and communes of these regions count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from geo.filters import Filters, apply_filters
from geo.format_fr import NBSP, count_label, number
from geo.regions_mesures import covered
from geo.scenes_noms import ALONE, PLACEHOLDER

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from geo.filters import Facets, Selection
    from geo.regions_mesures import Base
    from geo.scenes import Scene

    Mask = NDArray[np.bool_]

POPULATION = "population municipale 2023"
"""Vintage of the inhabitants, to be said beside them."""
MILLION = 1_000_000

_COUNTED = {
    "cooperations": ("coopération", "coopérations"),
    "poles": ("pôle", "pôles"),
    "territoires": ("territoire", "territoires"),
    "intercommunalites": ("intercommunalité", "intercommunalités"),
    "partenaires_etrangers": ("partenaire étranger", "partenaires étrangers"),
    "regions": ("région", "régions"),
}


@dataclass(frozen=True)
class Figures:
    """What a scene counts: numbers by the name of their placeholder.

    `comptes` are whole numbers, `parts` go from 0 to 1, `annees` are the years played, if any.
    """

    comptes: Mapping[str, int]
    parts: Mapping[str, float]
    annees: Mapping[str, int]

    def texts(self) -> dict[str, str]:
        """Return what stands for each placeholder: « 102 coopérations », « 63 % », « 2010 »."""
        shares = {name: f"{number(part * 100)}{NBSP}%" for name, part in self.parts.items()}
        counts = {name: _labelled(name, count) for name, count in self.comptes.items()}
        alone = {ALONE + name: number(count) for name, count in self.comptes.items()}
        return counts | alone | shares | {name: str(year) for name, year in self.annees.items()}


def figures(
    base: Base,
    filters: Filters,
    selection: Selection,
    poles: pd.DataFrame,
    defile: tuple[int, int] | None = None,
) -> Figures:
    """Count what a scene shows.

    Parameters
    ----------
    base
        Who lives where and who takes part in what.
    filters, selection
        The scene's filters and what they show.
    poles
        The table, in the order of `base.facets`: `type` is read.
    defile
        Years played, if any.
    """
    facets, coops = base.facets, selection.cooperations
    whole = apply_filters(facets, Filters())
    abroad = np.array([bool(partners) for partners in base.etrangers], bool)
    rows = [i for i, code in enumerate(base.codes) if code in (filters.regions or base.codes)]
    people, here = base.habitants[rows].sum(axis=0), base.presence[rows].any(axis=0)
    in_pole, in_coop = covered(base, coops, selection.poles)
    shown = [base.index.participants[facets.ids[i]] for i in np.flatnonzero(coops)]
    kinds = poles["type"].to_numpy()[selection.poles].tolist()
    counts = {
        "cooperations": coops,
        "poles": selection.poles,
        "regions": facets.coops["regions"][coops].any(axis=0),
        "intercommunalites": here & (in_pole | in_coop),
        "intercommunalites_poles": here & in_pole,
        "intercommunalites_hors_pole": here & ~in_pole,
        "intercommunalites_seules": here & in_coop & ~in_pole,
        "intercommunalites_hors_tout": here & ~in_coop & ~in_pole,
        "intercommunalites_total": here,
        "cooperations_frontiere": coops & abroad,
        "cooperations_total": whole.cooperations,
        "poles_total": whole.poles,
        "cooperations_frontiere_total": whole.cooperations & abroad,
        "cooperations_sans_annee": coops & np.isnan(facets.debut),
    }
    comptes = {name: int(np.count_nonzero(mask)) for name, mask in counts.items()}
    comptes |= {f"poles_{kind}": kinds.count(kind) for kind in ("aire", "reseau", "mixte")}
    comptes["territoires"] = len({code for codes in shown for code in codes})
    comptes["partenaires_etrangers"] = len(
        {name for i in np.flatnonzero(coops) for name in base.etrangers[i]}
    )
    # Communes without intercommunalité, the last column, are covered by nothing.
    living = {"habitants": in_pole | in_coop, "habitants_poles": in_pole}
    total = int(people.sum())
    for name, mask in living.items():
        comptes[name] = int(people[:-1][mask].sum())
    comptes["habitants_hors_tout"] = total - comptes["habitants"]
    comptes["habitants_hors_pole"] = total - comptes["habitants_poles"]
    parts = {
        "part_" + name: comptes["habitants" + suffix] / max(total, 1)
        for name, suffix in {
            "habitants": "",
            "poles": "_poles",
            "hors_pole": "_hors_pole",
            "hors_tout": "_hors_tout",
        }.items()
    }
    annees = {}
    if defile:
        annees = {"annee_debut": defile[0], "annee_fin": defile[1]}
        comptes["cooperations_debut"] = int((coops & begun_by(facets, defile[0])).sum())
        comptes["cooperations_fin"] = int((coops & begun_by(facets, defile[1])).sum())
    return Figures(comptes, parts, annees)


def begun_by(facets: Facets, year: int) -> Mask:
    """Return the cooperations begun in a year or before; none whose first year is unknown."""
    return np.asarray(facets.debut <= year, bool)


def fill(text: str, figures: Figures) -> str:
    """Return a text with its placeholders written out; unknown ones stay as they are."""
    texts = figures.texts()
    return PLACEHOLDER.sub(lambda match: texts.get(match[1], match[0]), text)


def key_figures(figures: Figures, scene: Scene) -> tuple[tuple[str, str], ...]:
    """Return the two or three figures shown big under the commentary: (number, label).

    Growth tells its first and last year; links, cooperations and territoires, with pôles when
    they are drawn too; pôles alone, their members and inhabitants. What is zero is not told.
    """
    counts, liens, poles = figures.comptes, "liens" in scene.niveaux, "poles" in scene.niveaux
    if figures.annees:
        told = [
            ("cooperations_debut", f"nées jusqu’en {figures.annees['annee_debut']}"),
            ("cooperations_fin", f"nées jusqu’en {figures.annees['annee_fin']}"),
        ]
    elif liens:
        told = [("cooperations", ""), ("territoires", ""), *[("poles", "")] * poles]
    elif poles:
        told = [
            ("poles", ""),
            ("intercommunalites_poles", "membres"),
            ("habitants_poles", "dans un pôle"),
        ]
    else:
        told = []
    return tuple(_pair(name, counts[name], after) for name, after in told if counts[name])


def _pair(name: str, count: int, after: str) -> tuple[str, str]:
    figure, _, noun = _labelled(name, count).partition(" ")
    if count < 2:  # « membres », « nées »: one is singular.
        after = after.replace("membres", "membre").replace("nées", "née")
    return figure, f"{noun} {after}".rstrip()


def _labelled(name: str, count: int) -> str:
    """Write a count and its noun; above a million, inhabitants are rounded to a tenth of it."""
    if name.startswith("habitants"):
        if count < MILLION:
            return count_label(count, "habitant")
        tenths = round(count / (MILLION / 10))
        figure = number(tenths / 10, decimals=int(tenths % 10 != 0))
        return f"{figure} million{'s' if tenths >= 20 else ''} d’habitants"
    noun = next(noun for key, noun in _COUNTED.items() if name.startswith(key))
    return count_label(count, *noun)
