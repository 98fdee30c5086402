"""The chart of a region's years: a bar for each, a link to the map of that year."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from geo.format_fr import FINE, count_label

if TYPE_CHECKING:
    from geo.regions_facts import Annee, Fiche

#: Steps between two marks of an axis; marks of the years on a wide chart and on a narrow one.
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_MARKS, _WIDE, _NARROW = 3, 16, 7


@dataclass(frozen=True, slots=True)
class Barre:
    """A year's bar: its middle and its height (%), its parts, what it says.

    `parts` are ranks of systems and how many cooperations each begins; `fin` whether it is in
    the second half.
    """

    annee: int
    place: float
    hauteur: float
    parts: tuple[tuple[int, int], ...]
    mots: str
    fin: bool


@dataclass(frozen=True, slots=True)
class Repere:
    """A mark on an axis: what it reads, where it is (%), whether a narrow chart has it."""

    valeur: int
    place: float
    etroit: bool = True


@dataclass(frozen=True, slots=True)
class Graphique:
    """The chart: its bars, in the order of the years, and its marks."""

    barres: tuple[Barre, ...]
    annees: tuple[Repere, ...]
    nombres: tuple[Repere, ...]


def chart(fiche: Fiche) -> Graphique:
    """Place the years in which a cooperation of a region begins."""
    found = [year for year in fiche.annees if any(year.debuts)]
    if not found:
        return Graphique((), (), ())
    first, span = found[0].annee, found[-1].annee - found[0].annee + 1
    most = max(sum(year.debuts) for year in found)
    step = _step(most, _MARKS)
    top = step * ceil(most / step)
    wide, narrow = _step(span, _WIDE), _step(span, _NARROW)

    def place(year: int) -> float:
        return round(100 * (year - first + 0.5) / span, 2)

    return Graphique(
        tuple(
            Barre(
                year.annee,
                place(year.annee),
                round(100 * sum(year.debuts) / top, 1),
                tuple((rank, n) for rank, n in enumerate(year.debuts) if n),
                _words(fiche, year),
                place(year.annee) > 50,
            )
            for year in found
        ),
        tuple(
            Repere(year, place(year), year % narrow == 0)
            for year in range(first, first + span)
            if year % wide == 0
        ),
        tuple(Repere(n, round(100 * n / top, 1)) for n in range(0, top + 1, step)),
    )


def summary(fiche: Fiche) -> str:
    """Say the chart in a sentence; an empty text without a year."""
    years = fiche.annees
    if not years:
        return ""
    begun = count_label(sum(sum(year.debuts) for year in years), "coopération")
    return (
        f"Coopérations commencées chaque année {fiche.lieu}, par système{FINE}: {begun} de "
        f"{years[0].annee} à {years[-1].annee}."
    )


def note(fiche: Fiche) -> str:
    """Say what a bar leads to, and what is not known; an empty text without a year."""
    if not fiche.annees:
        return ""
    told = (
        "Cliquez sur une barre pour voir sur la carte les coopérations en vigueur cette année-là."
    )
    if fiche.sans_annee:
        unknown = count_label(fiche.sans_annee, "coopération")
        told += f" Année de début non renseignée pour {unknown}."
    return told


def _words(fiche: Fiche, year: Annee) -> str:
    begun = count_label(sum(year.debuts), "coopération commencée", "coopérations commencées")
    parts = [
        f"{system.nom} {n}" for system, n in zip(fiche.systemes, year.debuts, strict=True) if n
    ]
    return f"{year.annee}{FINE}: {begun} ({', '.join(parts)})"


def _step(span: int, marks: int) -> int:
    """Return the smallest step that makes so many marks at most."""
    return next((step for step in _STEPS if span / step <= marks), _STEPS[-1])
