"""The members' table of a pôle's full page: who they are, and what they are to the pôle."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.pole_facts import Ligne
from geo.sheets_parts import SEPARATOR, epci_link
from geo.sheets_territoire import NATURES, describe_territoire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.sheets_facts import Lien
    from geo.sheets_index import Index

UNKNOWN = "non renseignée"
MEMBER, TO_CONFIRM, FORMER, OTHER = "Membre", "À confirmer", "Sorti", "Autre membre"


def state_of(index: Index, code: str, row: Any) -> str:
    """Return what a member is to its pôle, as the short sheet sorts them."""
    if row.membre_siren in index.effective.get(code, ()):
        return MEMBER
    if row.date_fin:
        return FORMER
    return TO_CONFIRM if row.confiance == "faible" else OTHER


def member_rows(
    index: Index, code: str, measures: Mapping[str, Any]
) -> tuple[tuple[Ligne, ...], tuple[str, ...]]:
    """Return the rows of the members' table, and the notes that several of them share.

    Members first, by population; then the others, those to confirm and those who left. `measures`
    is the pôle's row of `geo.indicators.pole_indicators`.
    """
    times = Counter(fr.sentence(row.note) for row in index.members.get(code, ()) if row.note)
    shared = tuple(note for note, count in times.items() if count > 1)
    order = (MEMBER, OTHER, TO_CONFIRM, FORMER)
    ranked = []
    for row in index.members.get(code, ()):
        state, known = state_of(index, code, row), index.epci.get(row.membre_siren)
        link = epci_link(index, row.membre_siren)
        people = 0 if known is None or fr.is_missing(known.population) else known.population
        share, note = "", fr.sentence(row.note)
        if state == MEMBER and people:
            share = f"{fr.number(100 * people / measures['population'], decimals=1)}{fr.NBSP}%"
        line = Ligne(
            nom=link.nom if link else fr.typography(row.membre_nom),
            lien=link,
            etat=state,
            qualite=_quality(index, row, known),
            population=fr.number(people) if people else "",
            part=share,
            entree=fr.partial_date(row.date_debut) or UNKNOWN,
            sortie=fr.partial_date(row.date_fin),
            confiance=index.labels["confiances"].get(row.confiance, row.confiance).lower(),
            note="" if note in shared else note,
            autres=_other_poles(index, row.membre_siren, code) if known else (),
        )
        ranked.append((order.index(state), -people, line.nom.casefold(), line))
    return tuple(line for *_, line in sorted(ranked, key=lambda one: one[:3])), shared


def _quality(index: Index, row: Any, epci: Any | None) -> str:
    if epci is not None:
        return NATURES.get(epci.nature, "Intercommunalité")
    if row.qualite == "EPCI":
        return "Intercommunalité"
    if row.qualite in ("departement", "region"):
        return index.labels["types_territoire"][row.qualite]
    return OTHER


def _other_poles(index: Index, siren: str, code: str) -> tuple[Lien, ...]:
    sheet = describe_territoire(index, siren)
    if sheet is None:
        return ()
    # A detail may end with the note of a membership in part, told on the other pôle's own page.
    return tuple(
        replace(link, detail=link.detail.partition(SEPARATOR)[0])
        for link in sheet.poles
        if link.code != code
    )
