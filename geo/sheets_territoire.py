"""Facts of the sheet of a territoire: an EPCI, a commune, or whatever takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.sheets_facts import Figure, Groupe, Lien, Membre, Repere, TerritoireSheet
from geo.sheets_index import split
from geo.sheets_parts import (
    AREA_SOURCE,
    MAYOTTE,
    MILLESIME_POPULATION,
    MILLESIME_POPULATION_MAYOTTE,
    SEPARATOR,
    cooperation_links,
    doubts,
    epci_link,
    groups_by_system,
    population,
    population_source,
    sources,
)
from geo.sheets_pole import is_partial, short_name, status_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from geo.sheets_index import Index

NATURES = {
    "CC": "Communauté de communes",
    "CA": "Communauté d’agglomération",
    "CU": "Communauté urbaine",
    "METRO": "Métropole",
    "MET69": "Métropole à statut particulier",
}
"""Natures of an EPCI, by the code of the DGCL."""
NOT_ALWAYS = "La collectivité participe\u202f; {} n’est pas forcément concernée."
OUTLINED = ("EPCI", "departement", "region")
"""Types drawn by their own outline: what their row notes is how it was made, not a doubt."""


def describe_territoire(index: Index, code: str) -> TerritoireSheet | None:
    """Facts of one territoire, EPCI or commune; None when it does not exist."""
    territoire = index.territoires.get(code)
    if code in index.epci:
        return _epci(index, code)
    if territoire is not None:
        return _other(index, territoire)
    commune = index.commune(code)
    return None if commune is None else _commune(index, commune)


def _epci(index: Index, siren: str) -> TerritoireSheet:
    row = index.epci[siren]
    departements = split(row.departements)
    own = index.cooperations_of.get(siren, [])
    groups = _covering(index, own, siren=siren, departements=departements, town=())
    return TerritoireSheet(
        badges=(NATURES.get(row.nature, "Intercommunalité"),),
        titre=fr.typography(row.nom),
        figures=_figures(
            row.population, row.superficie_km2, fr.number(row.nb_communes), "communes"
        ),
        reperes=_known(
            Repere(
                "Départements" if len(departements) > 1 else "Département",
                _departements(index, departements),
            ),
            Repere("Régions" if ";" in row.regions else "Région", _regions(index, row.regions)),
            Repere("SIREN", fr.siren(siren)),
        ),
        pied=f"{population_source(departements)} · {AREA_SOURCE}.",
        poles=_poles(index, siren),
        sans_pole="Cette intercommunalité n’est membre d’aucun pôle métropolitain recensé.",
        nb_cooperations=_count(groups),
        sans_cooperation="Aucune coopération recensée ne la concerne.",
        cooperations=groups,
    )


def _commune(index: Index, row: Any) -> TerritoireSheet:
    siren = row.epci_siren
    epci = epci_link(index, siren) if siren else None
    own = index.cooperations_of.get(siren, []) if siren else []
    town = [c for code in index.towns_of(row) for c in index.cooperations_of.get(code, ())]
    groups = _covering(
        index, own, siren=siren, departements=[row.departement], town=town, of_commune=True
    )
    year = MILLESIME_POPULATION_MAYOTTE if row.departement == MAYOTTE else MILLESIME_POPULATION
    return TerritoireSheet(
        badges=("Commune",),
        titre=fr.typography(row.nom),
        phrase="" if epci else "Cette commune n’appartient à aucune intercommunalité.",
        figures=_figures(row.population, None, "", ""),
        reperes=_known(
            Repere("Département", _departements(index, [row.departement])),
            Repere("Région", _regions(index, row.region)),
            Repere("Code INSEE", row.code),
        ),
        pied=f"Population municipale {year}, INSEE." if population(row.population) else "",
        intercommunalite=epci,
        titre_poles="Pôles métropolitains dont elle fait partie",
        poles=_poles(index, siren) if siren else (),
        sans_pole="Cette commune n’est dans aucun pôle métropolitain recensé.",
        titre_cooperations="Coopérations qui la couvrent",
        nb_cooperations=_count(groups),
        sans_cooperation="Aucune coopération recensée ne la couvre.",
        cooperations=groups,
    )


def _other(index: Index, territoire: Any) -> TerritoireSheet:
    """Sheet of a territoire that is neither an EPCI nor a pôle."""
    code = territoire.code
    kind = index.labels["types_territoire"][territoire.type]
    outline = index.departements if territoire.type == "departement" else index.regions
    figures = None
    if territoire.type in OUTLINED:
        figures = outline.get(code.partition("-")[2])
    links = cooperation_links(index, index.cooperations_of.get(code, ()))
    departements = [figures.code] if figures else []
    composition = () if territoire.type in OUTLINED else _composition(index, code)
    regions = ";".join(index.regions_of.get(code, ()))
    own_region = territoire.type == "region"
    return TerritoireSheet(
        badges=(kind,),
        titre=fr.title(figures.nom if figures else territoire.nom),
        avis=_whereabouts(index, territoire, is_known=bool(composition)),
        figures=_figures(figures.population, figures.superficie_km2, "", "") if figures else (),
        reperes=_known(
            Repere(
                "Régions" if ";" in regions else "Région",
                "" if own_region else _regions(index, regions),
            ),
        ),
        doutes=() if territoire.type in OUTLINED else doubts(territoire.note),
        sources=sources((territoire.source_url, "", None)),
        pied=f"{population_source(departements)} · {AREA_SOURCE}." if figures else "",
        nb_cooperations=len(links),
        sans_cooperation="Aucune coopération recensée.",
        cooperations=groups_by_system(index, links),
        composition=composition,
    )


def _figures(people: Any, km2: Any, third: str, label: str) -> tuple[Figure, ...]:
    pairs = (
        (fr.number(people), "habitants"),
        (fr.area(km2), "superficie"),
        (third, label if third != "1" else label.removesuffix("s")),
    )
    return tuple(Figure(value, name) for value, name in pairs if value)


def _known(*landmarks: Repere) -> tuple[Repere, ...]:
    return tuple(landmark for landmark in landmarks if landmark.texte)


def _departements(index: Index, codes: Iterable[str]) -> str:
    rows = (index.departements.get(code) for code in codes)
    return fr.enumerate_fr([f"{fr.typography(row.nom)} ({row.code})" for row in rows if row])


def _regions(index: Index, codes: str) -> str:
    rows = (index.regions.get(code) for code in split(codes))
    return fr.enumerate_fr([fr.typography(row.nom) for row in rows if row])


def _poles(index: Index, siren: str) -> tuple[Lien, ...]:
    """Pôles of an EPCI: present ones first, then those to confirm, then those it left."""
    ranked: dict[str, tuple[int, str, Lien]] = {}
    for row in index.memberships.get(siren, ()):
        pole = index.poles[row.pole_code]
        effective = siren in index.effective.get(pole.code, ())
        if effective:
            rank, detail = 0, status_of(pole)
        elif row.date_fin:
            rank, detail = 2, f"ancien membre, sorti {fr.when(row.date_fin)}"
        else:
            rank, detail = 1, status_of(pole)
        if is_partial(row.note):
            detail = f"{detail}{SEPARATOR}{fr.sentence(row.note)}"
        name = short_name(pole)
        link = Lien("pole", pole.code, name, detail, a_confirmer=rank == 1)
        if pole.code not in ranked or rank < ranked[pole.code][0]:
            ranked[pole.code] = (rank, name, link)
    return tuple(link for _, _, link in sorted(ranked.values(), key=lambda x: x[:2]))


def _covering(
    index: Index,
    own: Iterable[str],
    *,
    siren: str,
    departements: list[str],
    town: Iterable[str],
    of_commune: bool = False,
) -> tuple[Groupe, ...]:
    """Cooperations that cover a place, each under the nearest territoire that brings it."""
    seen: set[str] = set()

    def new(codes: Iterable[str]) -> tuple[Lien, ...]:
        fresh = [code for code in dict.fromkeys(codes) if code not in seen]
        seen.update(fresh)
        return cooperation_links(index, fresh)

    def of(territoires: Iterable[str]) -> Iterable[str]:
        return (c for code in territoires for c in index.cooperations_of.get(code, ()))

    by_town = new(town)
    by_epci = new(own)
    by_grouping = new(of(index.groupings_of.get(siren, ())))
    by_above = new(of(index.above(departements, siren)))
    if of_commune:
        groups = [
            Groupe("En son nom", by_town),
            Groupe("Par son intercommunalité", by_epci),
        ]
    else:
        groups = list(groups_by_system(index, by_epci))
    groups += [
        Groupe(
            "Par un groupement dont elle fait partie",
            by_grouping,
            note="Pôle, PETR, Pays, parc naturel régional, syndicat…",
        ),
        Groupe(
            "Par son département ou sa région",
            by_above,
            note=NOT_ALWAYS.format("la commune" if of_commune else "l’intercommunalité"),
            replie=True,
        ),
    ]
    return tuple(group for group in groups if group.liens)


def _count(groups: Iterable[Groupe]) -> int:
    return sum(len(group.liens) for group in groups)


def _composition(index: Index, code: str) -> tuple[Membre, ...]:
    links = (epci_link(index, siren) for siren in index.members_of(code))
    members = [
        Membre(link.nom, link, fr.number(index.epci[link.code].population))
        for link in links
        if link
    ]
    return tuple(sorted(members, key=lambda member: member.nom.casefold()))


def _whereabouts(index: Index, territoire: Any, *, is_known: bool) -> tuple[str, ...]:
    """Say when what the map draws is approximate."""
    anchor = index.anchors.get(territoire.code)
    if anchor is None or not anchor.approximatif:
        return ()
    if is_known:
        return ("Périmètre approximatif\u202f: celui des intercommunalités ci-dessous.",)
    if territoire.type in OUTLINED:
        return ()
    return ("Emplacement approximatif\u202f: le territoire est montré par un point.",)
