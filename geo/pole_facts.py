"""Facts of a pôle's full page, over those of its short sheet, and what several pôles share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from geo import format_fr as fr
from geo.gabarits import template
from geo.indicators import written
from geo.sheets_facts import Figure, Lien, Mission, PoleSheet, Repere, Source
from geo.sheets_parts import (
    SEPARATOR,
    STATUS_WORDS,
    cooperation_link,
    epci_link,
    sources,
    territoire_link,
)
from geo.sheets_pole import describe_pole, short_name, status_of
from geo.sheets_territoire import NATURES, describe_territoire

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from geo.sheets_index import Index

FIGURES = ("population", "superficie", "densite", "membres", "communes")
"""Indicators shown in large, keys of `geo.indicators.DEFINITIONS`."""
UNKNOWN = "non renseignée"
MEMBER, TO_CONFIRM, FORMER, OTHER = "Membre", "À confirmer", "Sorti", "Autre membre"
CREATION, END = "Création du pôle", "Dissolution du pôle"
SHOWN_PARTNERS = 4
"""Partners of a cooperation that are named; the others are counted."""
SHOWN_URL = 60
"""Characters of an address shown for a source without title."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row of the members' table, past members and those to confirm included.

    `part` is the share of the pôle's population, empty for who does not count in it; `autres`
    the other pôles it belongs, or belonged, to.
    """

    nom: str
    lien: Lien | None
    etat: str
    qualite: str
    population: str
    part: str
    entree: str
    sortie: str
    confiance: str
    note: str
    autres: tuple[Lien, ...]


@dataclass(frozen=True, slots=True)
class Evenement:
    """A date of the pôle's history, as in the tables (`date`) and written."""

    date: str
    quand: str
    texte: str
    lien: Lien | None = None


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A cooperation and, in words, who takes part in it beside the pôle and its members."""

    lien: Lien
    avec: str


@dataclass(frozen=True, slots=True)
class Bloc:
    """Cooperations under one heading."""

    titre: str
    cooperations: tuple[Cooperation, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Sources of one kind of facts."""

    titre: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True)
class PolePage:
    """What the full page of a pôle says beside its short sheet, `fiche`.

    `remarques` are the notes that several rows of the members' table share, said once;
    `membres` are the SIRENs that make its perimeter, `a_confirmer` those only outlined,
    `cooperations_ids` all the cooperations told, in any order.
    """

    code: str
    fiche: PoleSheet
    identite: tuple[Repere, ...]
    chiffres: tuple[Figure, ...]
    missions: tuple[tuple[Mission, tuple[Mission, ...]], ...]
    membres: tuple[str, ...]
    a_confirmer: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    remarques: tuple[str, ...]
    chronologie: tuple[Evenement, ...]
    blocs: tuple[Bloc, ...]
    cooperations_ids: tuple[str, ...]
    provenances: tuple[Provenance, ...]


def pole_page(index: Index, code: str, measures: Mapping[str, Any]) -> PolePage | None:
    """Gather the facts of a pôle's full page; None when there is no such pôle.

    Parameters
    ----------
    index
        Index of the sheets.
    code
        Code of the pôle.
    measures
        Its row of `geo.indicators.pole_indicators`.
    """
    sheet = describe_pole(index, code)
    if sheet is None:
        return None
    pole, members = index.poles[code], tuple(sorted(index.effective.get(code, ())))
    missions, rows = index.missions.get(code, ()), index.members.get(code, ())
    blocks = _blocks(index, code, sheet)
    lines, remarks = _rows(index, code, measures)
    legal = index.labels["natures"][pole.nature]
    return PolePage(
        code=code,
        fiche=sheet,
        identite=(
            Repere("Nature", fr.typography(legal)),
            Repere("Statut", status_of(pole)),
            *(mark for mark in sheet.reperes if mark.terme != "Forme"),
        ),
        chiffres=_figures(measures) if members else (),
        missions=_by_theme(sheet.missions),
        membres=members,
        a_confirmer=tuple(
            row.membre_siren
            for row in rows
            if _state(index, code, row) == TO_CONFIRM and row.membre_siren in index.epci
        ),
        lignes=lines,
        remarques=remarks,
        chronologie=_history(index, pole),
        blocs=blocks,
        cooperations_ids=tuple(one.lien.code for block in blocks for one in block.cooperations),
        provenances=tuple(
            Provenance(title, found)
            for title, found in (
                ("Le pôle", sheet.sources),
                ("Ses missions", _addresses(row.source_url for row in missions)),
                ("Ses membres", _addresses(row.source_url for row in rows)),
            )
            if found
        ),
    )


def render_page(page: PolePage, svg: str, href: Callable[[Lien], str], *, ground: str) -> str:
    """HTML of the full page, an `<article class="fiche page-pole">`.

    Parameters
    ----------
    page
        Facts; every text is escaped.
    svg
        Map of the pôle, trusted; empty when there is none.
    href
        Address of a link.
    ground
        Where the map comes from.
    """
    drawn = Markup(svg)  # noqa: S704  our own drawing
    html = template("pole_page.html.j2").render(
        page=page, fiche=page.fiche, carte=drawn, href=href, fond=ground
    )
    return "".join(line.strip() for line in html.splitlines())


def shared_cooperations(index: Index, codes: Sequence[str]) -> tuple[tuple[Lien, str], ...]:
    """Return the cooperations that join some of these pôles, and the names of those it joins.

    A pôle takes part by itself or by an effective member. Two pôles are joined when each has a
    participant that the other has not: what happens inside one of them joins nothing.
    """
    inside = {
        code: {*index.territoires_of_pole.get(code, ()), *index.effective.get(code, ())}
        for code in codes
    }
    candidates = dict.fromkeys(
        coop
        for territoires in inside.values()
        for territoire in sorted(territoires)
        for coop in index.cooperations_of.get(territoire, ())
    )
    found = []
    for coop in candidates:
        present = {code: inside[code].intersection(index.participants[coop]) for code in codes}
        joined = {
            code
            for one, other in combinations(codes, 2)
            if present[one] - inside[other] and present[other] - inside[one]
            for code in (one, other)
        }
        if joined:
            names = [short_name(index.poles[code]) for code in codes if code in joined]
            found.append((cooperation_link(index, coop), fr.enumerate_fr(names)))
    return tuple(sorted(found, key=lambda pair: (pair[0].systeme, pair[0].nom.casefold())))


def _figures(measures: Mapping[str, Any]) -> tuple[Figure, ...]:
    labels = {"population": "habitants", "superficie": "superficie", "densite": "densité"}
    plain = {"membres": "intercommunalités", "communes": "communes"}
    found = []
    for key in FIGURES:
        value = measures[key]
        if key in plain:
            label = plain[key] if value > 1 else plain[key].removesuffix("s")
            found.append(Figure(fr.number(value), label))
        elif key == "population":
            found.append(Figure(fr.number(value), labels[key]))
        else:
            found.append(Figure(written(key, value), labels[key]))
    return tuple(found)


def _by_theme(missions: Iterable[Mission]) -> tuple[tuple[Mission, tuple[Mission, ...]], ...]:
    """Gather the missions by theme, by system: the first of each theme, then all of them."""
    themes: dict[str, list[Mission]] = {}
    for mission in sorted(missions, key=lambda one: one.systeme):
        themes.setdefault(mission.theme, []).append(mission)
    return tuple((found[0], tuple(found)) for found in themes.values())


def _state(index: Index, code: str, row: Any) -> str:
    """Return what a member is to its pôle, as the short sheet sorts them."""
    if row.membre_siren in index.effective.get(code, ()):
        return MEMBER
    if row.date_fin:
        return FORMER
    return TO_CONFIRM if row.confiance == "faible" else OTHER


def _rows(
    index: Index, code: str, measures: Mapping[str, Any]
) -> tuple[tuple[Ligne, ...], tuple[str, ...]]:
    """Members first, by population; then the others, those to confirm and those who left.

    The notes that several share are returned apart.
    """
    times = Counter(fr.sentence(row.note) for row in index.members.get(code, ()) if row.note)
    shared = tuple(note for note, count in times.items() if count > 1)
    order = (MEMBER, OTHER, TO_CONFIRM, FORMER)
    ranked = []
    for row in index.members.get(code, ()):
        state, known = _state(index, code, row), index.epci.get(row.membre_siren)
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


def _history(index: Index, pole: Any) -> tuple[Evenement, ...]:
    """Creation, entries and exits, starts of its own cooperations, end: by date."""
    found = []
    if pole.date_creation:
        found.append(Evenement(pole.date_creation, "", CREATION))
    moves: dict[tuple[str, str], list[str]] = {}
    for row in index.members.get(pole.code, ()):
        link = epci_link(index, row.membre_siren)
        doubt = " (à confirmer)" if row.confiance == "faible" else ""
        name = (link.nom if link else fr.typography(row.membre_nom)) + doubt
        moves.setdefault((row.date_debut, "Entrée"), []).append(name)
        moves.setdefault((row.date_fin, "Sortie"), []).append(name)
    found += [
        Evenement(date, "", f"{move}\u202f: {fr.enumerate_fr(names)}")
        for (date, move), names in moves.items()
        if date
    ]
    for territoire in index.territoires_of_pole.get(pole.code, ()):
        for coop in index.cooperations_of.get(territoire, ()):
            row = index.cooperations[coop]
            if not fr.is_missing(row.annee_debut):
                planned = row.statut == "en_projet"
                text = f"Coopération {STATUS_WORDS['en_projet']}" if planned else "Coopération"
                link = cooperation_link(index, coop)
                found.append(Evenement(str(int(row.annee_debut)), "", text, link))
    if pole.date_fin:
        found.append(Evenement(pole.date_fin, "", END))
    # Entries are often dated to the year alone: the creation opens its year, the end closes it.
    rank = {CREATION: -1, END: 1}
    in_order = sorted(found, key=lambda e: (e.date[:4], rank.get(e.texte, 0), e.date))
    return tuple(replace(event, quand=fr.partial_date(event.date)) for event in in_order)


def _blocks(index: Index, code: str, sheet: PoleSheet) -> tuple[Bloc, ...]:
    """Cooperations of the pôle, then of its members: among them, then with others."""
    inside = {*index.territoires_of_pole.get(code, ()), *index.effective.get(code, ())}
    own: list[Cooperation] = []
    among: list[Cooperation] = []
    beyond: list[Cooperation] = []
    for link in (link for group in sheet.cooperations for link in group.liens):
        participants = index.participants[link.code]
        partners = [part for part in participants if part not in inside]
        one = Cooperation(link, _named(index, partners))
        if set(participants).intersection(index.territoires_of_pole.get(code, ())):
            own.append(one)
        else:
            (beyond if partners else among).append(one)
    titled = (
        ("Du pôle lui-même", own),
        ("De ses membres, entre eux", among),
        ("De ses membres, avec d’autres territoires", beyond),
    )
    return tuple(Bloc(title, tuple(found)) for title, found in titled if found)


def _named(index: Index, codes: Sequence[str]) -> str:
    names = [territoire_link(index, code).nom for code in codes]
    if len(names) > SHOWN_PARTNERS + 1:
        names = [*names[:SHOWN_PARTNERS], f"{len(names) - SHOWN_PARTNERS} autres"]
    return f"avec {fr.enumerate_fr(names)}" if names else ""


def _addresses(urls: Iterable[str]) -> tuple[Source, ...]:
    """Return sources known by their address alone, which is then their title."""
    return tuple(
        replace(source, titre=fr.shorten(_bare(source.url), SHOWN_URL))
        for source in sources(*((url, "", None) for url in urls))
    )


def _bare(url: str) -> str:
    return url.partition("//")[2].removeprefix("www.").rstrip("/")
