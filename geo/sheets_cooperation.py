"""Facts of the sheet of a cooperation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.sheets_facts import CooperationSheet, Lien, Recit, Repere, Theme
from geo.sheets_parts import (
    SEPARATOR,
    STATUS_WORDS,
    confidence,
    doubts,
    period,
    sources,
    territoire_link,
)

if TYPE_CHECKING:
    from geo.sheets_index import Index

LEAD = "Porteur"


def describe_cooperation(index: Index, code: str) -> CooperationSheet | None:
    """Facts of one cooperation; None when it does not exist."""
    row = index.cooperations.get(code)
    if row is None:
        return None
    return CooperationSheet(
        badges=_badges(index, row),
        titre=fr.title(row.intitule),
        phrase=fr.sentence(row.resume),
        reperes=_landmarks(index, row),
        avis=_notices(row),
        doutes=doubts(row.note),
        confiance=confidence(index, row.confiance),
        sources=sources(
            (row.source_url, row.source_titre, row.source_annee),
            (row.source2_url, row.source2_titre, None),
        ),
        theme=_theme(index, row.theme_principal),
        themes=tuple(_theme(index, other.theme) for other in index.secondary_themes.get(code, ())),
        participants=_participants(index, code),
        recit=_story(index, code),
    )


def _badges(index: Index, row: Any) -> tuple[str, ...]:
    return tuple(
        filter(
            None,
            (
                index.labels["formes"][row.forme],
                STATUS_WORDS.get(row.statut, row.statut),
                period(row),
            ),
        )
    )


def _notices(row: Any) -> tuple[str, ...]:
    """Say what the status is worth: it is that of a source, at the year of the source."""
    if row.statut == "inconnu":
        return ("On ne sait pas si cette coopération se poursuit.",)
    if row.statut != "active":
        return ()
    if fr.is_missing(row.source_annee):
        return ("Dite active par une source non datée.",)
    return (f"Dite active par une source de {int(row.source_annee)}.",)


def _theme(index: Index, code: str) -> Theme:
    return Theme(index.labels["themes"][code], index.rank_of_theme(code))


def _participants(index: Index, code: str) -> tuple[Lien, ...]:
    """Lead first, then the others in the order of the table."""
    lead = index.leads.get(code)
    links = []
    for territoire in index.participants.get(code, ()):
        kind = index.labels["types_territoire"][index.territoires[territoire].type]
        detail = f"{LEAD}{SEPARATOR}{kind}" if territoire == lead else kind
        links.append(territoire_link(index, territoire, detail))
    return tuple(links)


def _landmarks(index: Index, row: Any) -> tuple[Repere, ...]:
    found = {
        region
        for territoire in index.participants.get(row.id, ())
        for region in index.regions_of.get(territoire, ())
    }
    names = sorted(fr.typography(index.regions[r].nom) for r in found if r in index.regions)
    landmarks = (
        Repere("Forme", fr.typography(index.form_meanings.get(row.forme, ""))),
        Repere("Régions" if len(names) > 1 else "Région", fr.enumerate_fr(names)),
    )
    return tuple(landmark for landmark in landmarks if landmark.texte)


def _story(index: Index, code: str) -> Recit | None:
    row = index.recits.get(code)
    if row is None:
        return None
    found = sources((row.source_url, row.source_titre, None))
    return Recit(
        fr.typography(row.titre),
        fr.sentence(row.recit),
        fr.typography(row.chiffre_cle),
        found[0] if found else None,
    )
