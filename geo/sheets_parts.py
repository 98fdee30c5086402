"""Parts that the three kinds of sheets share: links, sources, doubts, confidence."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.sheets_facts import Confiance, Doute, Groupe, Lien, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.sheets_index import Index

MILLESIME_POPULATION = "2023"
"""Year of the populations municipales (INSEE), in force on 1 January 2026."""
MILLESIME_POPULATION_MAYOTTE = "2017"
"""Year of the last census of Mayotte (département 976)."""
MILLESIME_EPCI = "2026"
"""Year, at 1 January, of the list of communes and EPCIs."""
MAYOTTE = "976"

POPULATION_SOURCE = (
    f"Population municipale {MILLESIME_POPULATION}, INSEE · intercommunalités au 1ᵉʳ janvier "
    f"{MILLESIME_EPCI}, DGCL"
)
AREA_SOURCE = "superficie calculée sur les contours IGN ADMIN EXPRESS COG"

SEPARATOR = f"{fr.NBSP}· "
"""Between two details; never begins a line."""

STATUS_WORDS = {
    "active": "active",
    "en_projet": "en projet",
    "achevee": "achevée",
    "inconnu": "statut inconnu",
}

_TAG = re.compile(r"(?:^|\s)\[(\w+)\]\s+")
_NOTE_URL = re.compile(r"\s*\((https?://\S+)\)\s*$")
_TAG_TITLES = {
    "note": "",
    "statut": "Statut",
    "site_web": "Site",
    "date_creation": "Date de création",
    "siege": "Siège",
    "membre": "Membre",
    "membres_socle": "Membres du socle",
    "missions": "Missions",
}


def confidence(index: Index, code: str) -> Confiance | None:
    """Level of confidence and its meaning; None for a code unknown."""
    label = index.labels["confiances"].get(code)
    if label is None:
        return None
    return Confiance(code, label.lower(), fr.typography(index.confidence_meanings.get(code, "")))


def doubts(note: str) -> tuple[Doute, ...]:
    """Read a note of the tables.

    A note may hold several remarks, each begun by `[subject]` and ended by the address of its
    source between parentheses.
    """
    parts = _TAG.split(note.strip())
    remarks = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    found = []
    for tag, raw in remarks:
        match = _NOTE_URL.search(raw)
        text = fr.sentence(raw[: match.start()] if match else raw)
        if text:
            title = _TAG_TITLES.get(tag, tag.replace("_", " ").capitalize())
            found.append(Doute(text, title, fr.safe_url(match[1]) if match else ""))
    return tuple(found)


def sources(*rows: tuple[str, str, Any]) -> tuple[Source, ...]:
    """Return the sources whose address is safe, each once; a title missing is the site's name."""
    found: dict[str, Source] = {}
    for raw, title, year in rows:
        url = fr.safe_url(raw)
        if url and url not in found:
            shown = "" if fr.is_missing(year) else str(int(year))
            found[url] = Source(url, fr.typography(title) or fr.host_of(url), shown)
    return tuple(found.values())


def cooperation_link(index: Index, code: str) -> Lien:
    """Link to a cooperation: title, colour of its main theme, form, status and years."""
    row = index.cooperations[code]
    details = [
        index.labels["formes"][row.forme],
        STATUS_WORDS.get(row.statut, row.statut),
        period(row),
    ]
    return Lien(
        "cooperation",
        code,
        fr.typography(row.intitule),
        SEPARATOR.join(filter(None, details)),
        index.rank_of_theme(row.theme_principal),
        row.confiance == "faible",
    )


def period(row: Any) -> str:
    """Years of a cooperation, worded by its status."""
    if row.statut == "en_projet" and not fr.is_missing(row.annee_debut):
        return f"annoncée en {int(row.annee_debut)}"
    return fr.years(row.annee_debut, row.annee_fin, ongoing=row.statut == "active")


def cooperation_links(index: Index, codes: Iterable[str]) -> tuple[Lien, ...]:
    """Links to cooperations, each once: by system, then by title."""
    links = [cooperation_link(index, code) for code in dict.fromkeys(codes)]
    return tuple(sorted(links, key=lambda link: (link.systeme, link.nom.casefold())))


def groups_by_system(index: Index, links: Iterable[Lien]) -> tuple[Groupe, ...]:
    """Cooperations under the heading of their main theme's system."""
    labels = list(index.system_rank)
    groups: dict[int, list[Lien]] = {}
    for link in links:
        groups.setdefault(link.systeme, []).append(link)
    return tuple(
        Groupe(index.labels["systemes"][labels[rank]], tuple(found), rank)
        for rank, found in sorted(groups.items())
    )


def epci_link(index: Index, siren: str) -> Lien | None:
    """Link to an intercommunalité, with its population; None when the SIREN is unknown."""
    row = index.epci.get(siren)
    if row is None:
        return None
    return Lien("territoire", siren, fr.typography(row.nom), population(row.population))


def territoire_link(index: Index, code: str, detail: str = "") -> Lien:
    """Link to a territoire; a pôle's leads to the pôle itself."""
    row = index.territoires[code]
    kind = index.labels["types_territoire"][row.type]
    if row.type == "pole" and row.pole_code in index.poles:
        return Lien("pole", row.pole_code, fr.typography(row.nom), detail or kind)
    return Lien("territoire", code, fr.typography(row.nom), detail or kind)


def population(value: Any) -> str:
    """« 12 345 habitants », or nothing."""
    if fr.is_missing(value):
        return ""
    return fr.count_label(int(value), "habitant")


def population_source(departements: Iterable[str]) -> str:
    """Where the population shown comes from, with its year."""
    if MAYOTTE in departements:
        return POPULATION_SOURCE.replace(MILLESIME_POPULATION, MILLESIME_POPULATION_MAYOTTE, 1)
    return POPULATION_SOURCE
