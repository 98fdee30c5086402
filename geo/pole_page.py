"""The full page of a pôle: facts gathered over those of its short sheet, and their HTML."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from geo import format_fr as fr
from geo.gabarits import template
from geo.indicators_textes import written
from geo.pole_cooperations import blocks_of
from geo.pole_facts import Evenement, PolePage, Provenance
from geo.pole_membres import TO_CONFIRM, member_rows, state_of
from geo.sheets_facts import Figure, Lien, Mission, Repere, Source
from geo.sheets_parts import STATUS_WORDS, cooperation_link, epci_link, sources
from geo.sheets_pole import describe_pole, status_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from geo.sheets_index import Index

FIGURES = ("population", "superficie", "densite", "membres", "communes")
"""Indicators shown in large, keys of `geo.indicators_textes.DEFINITIONS`."""
CREATION, END = "Création du pôle", "Dissolution du pôle"
SHOWN_URL = 60
"""Characters of an address shown for a source without title."""


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
    blocks = blocks_of(index, code, sheet)
    lines, remarks = member_rows(index, code, measures)
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
            if state_of(index, code, row) == TO_CONFIRM and row.membre_siren in index.epci
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


def _addresses(urls: Iterable[str]) -> tuple[Source, ...]:
    """Return sources known by their address alone, which is then their title."""
    return tuple(
        replace(source, titre=fr.shorten(_bare(source.url), SHOWN_URL))
        for source in sources(*((url, "", None) for url in urls))
    )


def _bare(url: str) -> str:
    return url.partition("//")[2].removeprefix("www.").rstrip("/")
