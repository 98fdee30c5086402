"""Facts of the sheet of a pôle métropolitain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.sheets_facts import Figure, Groupe, Liste, Membre, Mission, PoleSheet, Repere
from geo.sheets_parts import (
    AREA_SOURCE,
    SEPARATOR,
    confidence,
    cooperation_links,
    doubts,
    epci_link,
    population_source,
    sources,
)
from geo.text import fold

if TYPE_CHECKING:
    from geo.sheets_index import Index

LEGAL_NATURE = "POLEM"
KINDS = {
    "aire": "Pôle d’un seul tenant",
    "reseau": "Pôle en réseau",
    "mixte": "Pôle mixte, aire et réseau",
}
NATURES = {
    "SMO": "Syndicat mixte ouvert : porte le nom de pôle métropolitain sous une autre forme "
    "juridique que celle de la loi de 2010.",
    "SMF": "Syndicat mixte fermé : porte le nom de pôle métropolitain sous une autre forme "
    "juridique que celle de la loi de 2010.",
    "association": "Association, et non pôle métropolitain au sens de la loi de 2010 : "
    "montrée à part.",
    "charte": "Coopération par charte, sans personnalité juridique, et non pôle métropolitain "
    "au sens de la loi de 2010 : montrée à part.",
    "inconnue": "Forme juridique non établie : montré à part.",
}
FOLDED = 6
"""Cooperations of the members beyond which the list is folded."""

_POLE_OF = re.compile(r"^pole (?:metropolitain )?(?:(?:de la|de l|du|des|de|d) )?")
_LAST_TRACE = re.compile(
    r"\b(?:aucun|aucune|rien)\b[^.;:]{0,60}?\baprès\s+(?:[^\W\d]+\s+)?(\d{4})", re.IGNORECASE
)


def describe_pole(index: Index, code: str) -> PoleSheet | None:
    """Facts of one pôle; None when it does not exist."""
    pole = index.poles.get(code)
    if pole is None:
        return None
    members, others, to_confirm, former = _members(index, pole)
    groups, count = _cooperations(index, code)
    name = short_name(pole)
    full = fr.title(pole.nom)
    figures = _figures(index, code)
    return PoleSheet(
        code=code,
        badges=_badges(index, pole),
        titre=name,
        sous_titre="" if _says_the_same(full, name) else full,
        phrase=fr.sentence(pole.description),
        avis=_notices(pole),
        figures=figures,
        reperes=_landmarks(index, pole),
        doutes=doubts(pole.note),
        confiance=confidence(index, pole.confiance),
        sources=sources(
            (pole.source_url, pole.source_titre, None),
            (pole.source2_url, "", None),
        ),
        pied=f"{population_source(())} · {AREA_SOURCE}." if figures else "",
        missions=tuple(
            Mission(
                fr.typography(row.intitule),
                index.labels["themes"][row.theme],
                index.rank_of_theme(row.theme),
            )
            for row in index.missions.get(code, ())
        ),
        titre_membres="Derniers membres" if pole.statut == "dissous" else "Membres",
        membres=members,
        autres_membres=others,
        a_confirmer=to_confirm,
        anciens=former,
        cooperations=groups,
        nb_cooperations=count,
        competences=tuple(
            fr.sentence(row.competence) for row in index.competences.get(pole.siren, ())
        ),
    )


def short_name(pole: Any) -> str:
    """Short name of a pôle, without the initials that some carry between parentheses."""
    return fr.typography(re.sub(r"\s*\([^)]*\)$", "", pole.nom_court) or pole.nom)


def _says_the_same(full: str, short: str) -> bool:
    """Tell whether the official name only adds « Pôle métropolitain de » to the short one."""
    return _POLE_OF.sub("", fold(full)) == _POLE_OF.sub("", fold(short))


def status_of(pole: Any) -> str:
    """One word or two on where the pôle stands: « actif depuis 2011 », « dissous en 2022 »."""
    start, end = fr.year_of(pole.date_creation), fr.year_of(pole.date_fin)
    if pole.statut == "actif":
        return f"actif depuis {start}" if start else "actif"
    if pole.statut == "dissous":
        return f"dissous en {end}" if end else "dissous"
    return "en sommeil" if pole.statut == "en_sommeil" else "statut non vérifié"


def _badges(index: Index, pole: Any) -> tuple[str, ...]:
    created = fr.year_of(pole.date_creation)
    badges = [KINDS.get(pole.type, "")]
    if pole.nature != LEGAL_NATURE:
        badges.append(index.labels["natures"][pole.nature])
    if created and pole.statut != "actif":
        badges.append(f"créé en {created}")
    return tuple(filter(None, [*badges, status_of(pole)]))


def _notices(pole: Any) -> tuple[str, ...]:
    notices = []
    if pole.statut == "dissous":
        when = "" if pole.date_fin else ", à une date non établie"
        notices.append(f"Pôle dissous{when}\u202f: sa dernière composition connue est montrée.")
    elif pole.statut == "en_sommeil":
        notices.append("Ce pôle existe encore en droit, sans activité connue.")
    elif pole.statut == "inconnu":
        trace = _LAST_TRACE.search(pole.note)
        since = f" (aucune trace datée après {trace[1]})" if trace else ""
        notices.append(f"Statut actuel non vérifié{since}.")
    if pole.nature in NATURES:
        notices.append(fr.typography(NATURES[pole.nature]))
    return tuple(notices)


def _figures(index: Index, code: str) -> tuple[Figure, ...]:
    row = index.pole_figures.get(code)
    count = len(index.effective.get(code, ()))
    if row is None or not count:
        return ()
    pairs = (
        (fr.number(row.population), "habitants"),
        (fr.area(row.superficie_km2), "superficie"),
        (fr.number(count), "intercommunalités" if count > 1 else "intercommunalité"),
    )
    return tuple(Figure(value, label) for value, label in pairs if value)


def _landmarks(index: Index, pole: Any) -> tuple[Repere, ...]:
    departement = index.departements.get(pole.departement_siege)
    region = index.regions.get(pole.region_siege)
    place = pole.siege or (f"commune non trouvée, {departement.nom}" if departement else "")
    if pole.siege and departement:
        place = f"{pole.siege} ({departement.nom})"
    url = fr.safe_url(pole.site_web)
    landmarks = [
        Repere("Forme", "Syndicat mixte" if pole.nature == LEGAL_NATURE else ""),
        Repere("Créé", fr.partial_date(pole.date_creation)),
        Repere("Dissous", fr.partial_date(pole.date_fin)),
        Repere("Siège", fr.typography(place)),
        Repere("Région du siège", fr.typography(region.nom) if region else ""),
        Repere("SIREN", fr.siren(pole.siren)),
        Repere("Site", fr.host_of(url), url),
    ]
    return tuple(landmark for landmark in landmarks if landmark.texte)


def _members(
    index: Index, pole: Any
) -> tuple[tuple[Membre, ...], tuple[Membre, ...], Liste, Liste]:
    """Effective EPCI by population, other members, those to confirm, those who left."""
    effective = index.effective.get(pole.code, set())
    ranked: dict[str, tuple[float, Membre]] = {}
    others: list[Membre] = []
    to_confirm: list[tuple[Membre, str]] = []
    former: list[tuple[Membre, str]] = []
    for row in index.members.get(pole.code, ()):
        link = epci_link(index, row.membre_siren)
        name = link.nom if link else fr.typography(row.membre_nom)
        note = fr.sentence(row.note)
        if row.membre_siren in effective:
            known = index.epci.get(row.membre_siren)
            size = 0 if known is None or fr.is_missing(known.population) else known.population
            member = Membre(
                name, link, fr.number(size) if size else "", note if is_partial(note) else ""
            )
            ranked[row.membre_siren] = (-size, member)
        elif row.date_fin:
            former.append((Membre(name, link, detail=_period(row)), note))
        elif row.confiance == "faible":
            to_confirm.append((Membre(name, link), note))
        else:
            others.append(Membre(name, link))
    members = [member for _, member in sorted(ranked.values(), key=lambda x: (x[0], x[1].nom))]
    return tuple(members), tuple(others), _liste(to_confirm), _liste(former)


def _liste(pairs: list[tuple[Membre, str]]) -> Liste:
    """Gather the notes: one that several members share is said once, above them."""
    shared = {note for note, times in Counter(note for _, note in pairs).items() if times > 1}
    return Liste(
        tuple(note for note in dict.fromkeys(note for _, note in pairs) if note in shared and note),
        tuple(
            member
            if note in shared or not note
            else replace(member, detail=SEPARATOR.join(filter(None, (member.detail, note))))
            for member, note in pairs
        ),
    )


def is_partial(note: str) -> bool:
    """Tell whether a membership is said to concern a part of the EPCI only."""
    return "partie du territoire" in note.casefold()


def _period(row: Any) -> str:
    start = f"entré {fr.when(row.date_debut)}" if row.date_debut else ""
    end = f"sorti {fr.when(row.date_fin)}" if row.date_fin else ""
    return ", ".join(filter(None, (start, end)))


def _cooperations(index: Index, code: str) -> tuple[tuple[Groupe, ...], int]:
    """Cooperations of the pôle itself, then of its members."""
    own = [
        cooperation
        for territoire in index.territoires_of_pole.get(code, ())
        for cooperation in index.cooperations_of.get(territoire, ())
    ]
    through = [
        cooperation
        for siren in sorted(index.effective.get(code, ()))
        for cooperation in index.cooperations_of.get(siren, ())
        if cooperation not in own
    ]
    own_links, member_links = cooperation_links(index, own), cooperation_links(index, through)
    groups = [Groupe("Du pôle lui-même", own_links)] if own_links else []
    if member_links:
        groups.append(Groupe("De ses membres", member_links, replie=len(member_links) > FOLDED))
    return tuple(groups), len(own_links) + len(member_links)
