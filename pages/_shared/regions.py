"""The page Régions: what is made once, what the filters change in it, and its sheets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from data.export.regions import Material, gather, typeset
from geo.filters import apply_filters
from geo.format_fr import FINE, typography
from geo.regions import describe_region
from geo.regions_annees import chart, note, summary
from geo.regions_carte import LABELS, LETTERS, NAMED, Carte, blank, said
from geo.regions_facts import FRANCE, Fiche
from geo.regions_html import render_part
from geo.regions_mesures import WHOLE, measures, one_by_one, statuses
from geo.regions_textes import comparison, crossing_words, figures, filter_words, legend, no_pole
from geo.text import fold
from pages._shared import cache, graphiques, state
from pages._shared.planche import Contenu, Feuille, Formes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.filters import Filters, Selection
    from geo.regions_fond import Fond
    from pages._shared.entete import Lecture

KEY = "region_vue"
_OTHER_COUNT = (
    "Ici l’on compte des habitants, et une coopération menée par un pôle vaut pour ses membres ; "
    "la vue « Couverture » de la page Coopérations compte des coopérations, celles auxquelles une "
    "métropole participe elle-même."
)


@dataclass(frozen=True)
class Lue:
    """A region read under some filters: facts, and what is written in its sheets.

    The region filter is left out: it would empty the other regions of what is compared. `words`
    are the filters, `contenus` go by the name of a sheet.
    """

    fiche: Fiche
    selection: Selection
    words: str
    contenus: Mapping[str, Contenu]


@cache.per_version()
def material() -> Material:
    """Who lives where and takes part in what, in the present version."""
    donnees = cache.dataset()
    return gather(donnees.tables, donnees.prepared, donnees.facets, donnees.sheets)


@cache.per_version(None)
def ground(code: str) -> Fond:
    """Ground of a region's map."""
    return material().ground(code)


@cache.per_version(None)
def sheets(code: str) -> tuple[Carte, Mapping[str, Feuille]]:
    """Map of a region and its sheets, by name, as no filter changes them."""
    base = material().base
    nothing = (np.zeros(len(base.facets.ids), bool), np.zeros(len(base.facets.pole_codes), bool))
    fiche = describe_region(base, code, *nothing, measures(base, *nothing))
    carte = blank(ground(code), _variable, key="region", labelled_by="carte-en-mots")
    states = tuple((LETTERS[state], state, said(state)) for state in LABELS)
    formes = {}
    for i, panel in enumerate(carte.panneaux):
        names, traces = zip(*((c.nom, c.trace) for c in panel.contours), strict=True)
        formes[f"etats-{i}"] = Formes(names, traces, states, NAMED)
        outlines = tuple(panel.poles.values())
        formes[f"poles-{i}"] = Formes(("",) * len(outlines), outlines, (("1", "contour", ""),))
    html = {
        "haut": render_part("haut", fiche, carte.svg, typography(_OTHER_COUNT)),
        "milieu": render_part("milieu", fiche),
        "bas": render_part("bas", fiche),
    }
    return carte, {
        name: Feuille(f"region_{name}", part, formes if name == "haut" else {})
        for name, part in html.items()
    }


def choose(lecture: Lecture) -> None:
    """Draw the choice of the region.

    It is the region filter, so that the address opens on the sheet: the region filtered alone,
    the whole country otherwise.
    """
    labels = {FRANCE: WHOLE, **lecture.donnees.labels["region"]}
    st.session_state[KEY] = _chosen(lecture)
    st.selectbox(
        "Région", list(labels), format_func=labels.__getitem__, key=KEY, on_change=_on_choice
    )


def _chosen(lecture: Lecture) -> str:
    filtered = lecture.view.filters.regions
    return filtered[0] if len(filtered) == 1 else FRANCE


def _on_choice() -> None:
    code = st.session_state[KEY]
    state.refine(region=[] if code == FRANCE else [code])


def read(lecture: Lecture) -> Lue:
    """Return the region chosen under the page's filters."""
    return _read(_chosen(lecture), replace(lecture.view.filters, regions=()))


@cache.per_version(64)
def _read(code: str, filters: Filters) -> Lue:
    donnees, base = cache.dataset(), material().base
    selection = apply_filters(donnees.facets, filters)
    shown = (selection.cooperations, selection.poles)
    table = measures(base, *shown)
    fiche = describe_region(base, code, *shown, table)
    words = filter_words(filters, donnees.labels)
    return Lue(fiche, selection, words, _contents(fiche, selection, words, table))


def _contents(
    fiche: Fiche, selection: Selection, words: str, table: pd.DataFrame
) -> dict[str, Contenu]:
    base, (carte, _) = material().base, sheets(fiche.code)
    poles = {base.facets.pole_codes[i] for i in selection.poles.nonzero()[0]}
    covers = statuses(base, selection.cooperations, selection.poles)
    key = legend(fiche, _variable)
    parts = [f"{item['libelle'].lower()}, {item['part']} des habitants" for item in key]
    none = f"Aucune coopération {'ne répond aux filtres ' if words else 'recensée '}"
    total = len(base.codes)
    return {
        "haut": Contenu(
            {
                "chiffres": render_part("chiffres", fiche, figures(fiche, total), filtres=words),
                "carte": f"Carte {fiche.lieu}{FINE}: {f'{FINE}; '.join(parts)}",
                "legende": render_part("legende", fiche, key),
            },
            traces=carte.etats(covers) | carte.poles(poles),
        ),
        "milieu": Contenu(
            {
                "poles": render_part("poles", fiche, no_pole(fiche, filtered=bool(words))),
                "systemes": render_part("systemes", fiche, f"{none}{fiche.lieu}."),
                "formes": render_part("formes", fiche),
                "limites": render_part("limites", fiche, crossing_words(fiche)),
                "annees": render_part("annees", fiche, summary(fiche), chart(fiche)),
            }
        ),
        "bas": Contenu(
            {
                "suite": note(fiche),
                "comparaison": render_part("comparaison", fiche, comparison(table, fiche.code)),
            }
        ),
    }


def actions(lue: Lue) -> None:
    """Offer the sheet on paper, and the map of the region."""
    code = lue.fiche.code
    st.download_button(
        "Télécharger la fiche (PDF)",
        partial(typeset, material(), ground(code), code, lue.selection, lue.words),
        file_name=f"cooperations-{fold(lue.fiche.nom).replace(' ', '-')}.pdf",
        mime="application/pdf",
        key="fiche_pdf",
        on_click="ignore",
        icon=":material/picture_as_pdf:",
    )
    if code != FRANCE:
        st.button(
            "Voir la région sur la carte",
            key="voir_carte",
            on_click=state.ask,
            args=("pages/carte.py",),
            icon=":material/map:",
        )


def show(lecture: Lecture, lue: Lue) -> None:
    """Draw the sheet: figures, map, pôles, cooperations, borders, forms, years, comparison."""
    _, drawn = sheets(lue.fiche.code)
    for name, table in (("haut", _one_by_one), ("milieu", _years), ("bas", None)):
        lecture.planches.show(drawn[name], lue.contenus[name])
        if table:
            table(lue)


def _one_by_one(lue: Lue) -> None:
    def table() -> pd.DataFrame:
        shown = (lue.selection.cooperations, lue.selection.poles)
        rows = one_by_one(material().base, lue.fiche.code, *shown)
        return pd.DataFrame(
            {
                "Intercommunalité": rows["nom"],
                "Habitants": rows["habitants"],
                "Couverture": rows["etat"].map(LABELS),
                "Coopérations": rows["cooperations"],
            }
        )

    graphiques.behind(
        "Les intercommunalités une à une",
        table,
        key="epci_une_a_une",
        column_config={"Habitants": st.column_config.NumberColumn(format="localized")},
    )


def _years(lue: Lue) -> None:
    def table() -> pd.DataFrame:
        years = lue.fiche.annees
        return pd.DataFrame(
            {
                "Année": [str(year.annee) for year in years],
                "Coopérations commencées": [sum(year.debuts) for year in years],
                "Coopérations terminées": [year.fins for year in years],
                "Pôles créés": [", ".join(year.poles) for year in years],
            }
        )

    label = "Année par année, avec les fins et les pôles créés"
    graphiques.behind(label, table, key="annee_par_annee")


def _variable(role: str) -> str:
    return f"var(--{role})"
