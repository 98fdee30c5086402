"""The page Régions: what is made once per process, and the parts of a region's sheet."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from data.export.regions import Material, gather, typeset
from geo.filters import apply_filters
from geo.format_fr import FINE, count_label, typography
from geo.regions import describe_region
from geo.regions_carte import LABELS, render
from geo.regions_facts import FRANCE, Fiche
from geo.regions_html import render_part
from geo.regions_mesures import WHOLE, measures, one_by_one, statuses
from geo.regions_textes import comparison, crossing_words, figures, filter_words, legend, no_pole
from geo.text import fold
from pages._shared import cache, graphiques, state

if TYPE_CHECKING:
    from geo.filters import Selection
    from geo.regions_fond import Fond
    from pages._shared.entete import Lecture

KEY = "region_vue"
_YEARS, _CLICK = "region_annees", "clic"
_OTHER_COUNT = (
    "Ici l’on compte des habitants, et une coopération menée par un pôle vaut pour ses membres ; "
    "la vue « Couverture » de la page Coopérations compte des coopérations, celles auxquelles une "
    "métropole participe elle-même."
)


@cache.per_version()
def material() -> Material:
    """Who lives where and takes part in what, in the present version."""
    donnees = cache.dataset()
    return gather(donnees.tables, donnees.prepared, donnees.facets, donnees.sheets)


@cache.per_version(None)
def ground(code: str) -> Fond:
    """Ground of a region's map."""
    return material().ground(code)


def choose(lecture: Lecture) -> str:
    """Draw the choice of the region; return its code.

    It is the region filter, so that the address opens on the sheet: the region filtered alone,
    the whole country otherwise.
    """
    labels = {FRANCE: WHOLE, **lecture.donnees.labels["region"]}
    filtered = lecture.view.filters.regions
    st.session_state[KEY] = filtered[0] if len(filtered) == 1 else FRANCE
    code = st.selectbox(
        "Région", list(labels), format_func=labels.__getitem__, key=KEY, on_change=_on_choice
    )
    return str(code)


def _on_choice() -> None:
    code = st.session_state[KEY]
    state.refine(region=[] if code == FRANCE else [code])


def describe(lecture: Lecture, code: str) -> tuple[Fiche, Selection, pd.DataFrame, str]:
    """Return the facts, what the filters keep, the regions' measures, and the filters in words.

    The region filter is left out: it would empty the other regions of what is compared.
    """
    base = material().base
    filters = replace(lecture.view.filters, regions=())
    selection = apply_filters(lecture.donnees.facets, filters)
    shown = (selection.cooperations, selection.poles)
    table = measures(base, *shown)
    words = filter_words(filters, lecture.donnees.labels)
    return describe_region(base, code, *shown, table), selection, table, words


def actions(fiche: Fiche, selection: Selection, words: str) -> None:
    """Offer the sheet on paper, and the map of the region."""
    code = fiche.code
    st.download_button(
        "Télécharger la fiche (PDF)",
        partial(typeset, material(), ground(code), code, selection, words),
        file_name=f"cooperations-{fold(fiche.nom).replace(' ', '-')}.pdf",
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


def sheet(lecture: Lecture, fiche: Fiche, selection: Selection, words: str) -> None:
    """Draw the sheet: figures, map, pôles, cooperations, borders, forms, years."""
    filtered = bool(words)
    total = len(material().base.codes)
    st.header(fiche.nom, anchor=False)
    st.html(render_part("chiffres", fiche, figures(fiche, total), filtres=words))
    st.header("Ce qui est couvert, ce qui ne l’est pas", anchor=False)
    _coverage(fiche, selection)
    st.header("Pôles métropolitains", anchor=False)
    st.html(render_part("poles", fiche, no_pole(fiche, filtered=filtered)))
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header("Coopérations par système", anchor=False)
        none = f"Aucune coopération {'ne répond aux filtres ' if filtered else 'recensée '}"
        st.html(render_part("systemes", fiche, f"{none}{fiche.lieu}."))
    with right:
        st.header("Formes de coopération", anchor=False)
        st.html(render_part("formes", fiche))
    title = "D’une région à l’autre" if fiche.code == FRANCE else "Au-delà de ses limites"
    st.header(title, anchor=False)
    st.html(render_part("limites", fiche, crossing_words(fiche)))
    st.header("Ce qui change, année par année", anchor=False)
    _years(lecture, fiche)


def compare(fiche: Fiche, table: pd.DataFrame) -> None:
    """Draw the comparison of the regions."""
    st.header("Comparer les régions", anchor=False)
    st.html(render_part("comparaison", fiche, comparison(table, fiche.code)))
    st.caption(
        "Régions par part d’habitants dans un pôle. Deux régions à égalité ont le même rang. "
        f"{fiche.source_population}."
    )


def _coverage(fiche: Fiche, selection: Selection) -> None:
    base, code = material().base, fiche.code
    shown = (selection.cooperations, selection.poles)
    poles = {base.facets.pole_codes[i] for i in selection.poles.nonzero()[0]}
    said = legend(fiche, _variable)
    parts = [f"{item['libelle'].lower()}, {item['part']} des habitants" for item in said]
    label = f"Carte {fiche.lieu}{FINE}: {f'{FINE}; '.join(parts)}"
    covers = statuses(base, *shown)
    svg = render(ground(code), covers, poles, _variable, key="region", label=label)
    graphiques.drawing(render_part("carte", fiche, svg, said))
    st.caption(typography(_OTHER_COUNT))
    with st.expander("Les intercommunalités une à une"):
        rows = one_by_one(base, code, *shown)
        st.dataframe(
            pd.DataFrame(
                {
                    "Intercommunalité": rows["nom"],
                    "Habitants": rows["habitants"],
                    "Couverture": rows["etat"].map(LABELS),
                    "Coopérations": rows["cooperations"],
                }
            ),
            hide_index=True,
            width="stretch",
            column_config={"Habitants": st.column_config.NumberColumn(format="localized")},
        )


def _years(lecture: Lecture, fiche: Fiche) -> None:
    years, systems = fiche.annees, [system.nom for system in fiche.systemes]
    if not years:
        st.markdown("Aucune année connue.")
        return
    table = pd.DataFrame(
        {
            "Année": [str(year.annee) for year in years],
            "Coopérations commencées": [sum(year.debuts) for year in years],
            "Coopérations terminées": [year.fins for year in years],
            "Pôles créés": [", ".join(year.poles) for year in years],
        }
    )
    bars = pd.DataFrame(
        [
            {"annee": year.annee, "systeme": systems[rank], "nombre": count, "rang": rank}
            for year in years
            for rank, count in enumerate(year.debuts)
            if count
        ],
        columns=["annee", "systeme", "nombre", "rang"],
    )
    colours = list(graphiques.system_colours(lecture.donnees.tables.systemes).values())
    chart = (
        alt.Chart(bars, height=220)
        .mark_bar(size=11, cursor="pointer")
        .encode(
            x=alt.X("annee:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False)),
            y=alt.Y("nombre:Q", title="Coopérations", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "systeme:N",
                title=None,
                scale=alt.Scale(domain=systems, range=colours),
                legend=alt.Legend(orient="top", columns=2, labelFontSize=12, columnPadding=8),
            ),
            order=alt.Order("rang:Q"),
            tooltip=[
                alt.Tooltip("annee:Q", title="Année", format="d"),
                alt.Tooltip("systeme:N", title="Système"),
                alt.Tooltip("nombre:Q", title="Coopérations"),
            ],
        )
        .add_params(alt.selection_point(name=_CLICK, fields=["annee"], toggle=False))
    )
    begun = int(table["Coopérations commencées"].sum())
    alt_text = (
        f"Coopérations commencées chaque année {fiche.lieu}, par système{FINE}: "
        f"{count_label(begun, 'coopération')} de {years[0].annee} à {years[-1].annee}."
    )
    graphiques.show(
        chart,
        key=_YEARS,
        alt_text=alt_text,
        table=table,
        table_label="Année par année, avec les fins et les pôles créés",
        on_select=_on_year,
        selection_mode=_CLICK,
    )
    told = (
        "Cliquez sur une barre pour voir sur la carte les coopérations en vigueur cette année-là."
    )
    if fiche.sans_annee:
        unknown = count_label(fiche.sans_annee, "coopération")
        told += f" Année de début non renseignée pour {unknown}."
    st.caption(told)


def _on_year() -> None:
    chosen = st.session_state[_YEARS]["selection"].get(_CLICK)
    if chosen:
        year = int(chosen[0]["annee"])
        state.refine(page="pages/carte.py", annees=(year, year))


def _variable(role: str) -> str:
    return f"var(--{role})"
