"""The atlas: every pôle's silhouette at one scale, sorted and grouped as the visitor asks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo import atlas_html
from geo.atlas import GROUPS, SORTS, facts, grouped, ordered
from geo.format_fr import count_label, enumerate_fr
from geo.indicators import pole_indicators
from geo.indicators_textes import DEFINITIONS
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE
from geo.silhouettes import Silhouettes, draw_silhouettes
from pages._shared import cache, graphiques, liens, style

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pages._shared.entete import Lecture


@cache.per_version()
def indicators() -> pd.DataFrame:
    """Return `geo.indicators.pole_indicators`: read only."""
    donnees = cache.dataset()
    return pole_indicators(donnees.tables, donnees.prepared, year=donnees.releve.year)


@cache.per_version()
def drawings() -> Silhouettes:
    """Silhouettes of every pôle."""
    donnees = cache.dataset()
    return draw_silhouettes(donnees.tables, donnees.prepared)


@cache.per_version()
def vignettes() -> Mapping[str, atlas_html.Vignette]:
    """Vignette of every pôle, by code, in the order of their names."""
    return atlas_html.vignettes(cache.dataset().tables, drawings().by_code)


def shown_poles(lecture: Lecture) -> pd.DataFrame:
    """Rows of the pôles that the filters keep, indexed by `code`, in the order of their names."""
    poles = lecture.donnees.tables.poles[lecture.selection.poles].set_index("code", drop=False)
    return poles.loc[[code for code in vignettes() if code in poles.index]]


def show(lecture: Lecture) -> None:
    """Draw the atlas of the pôles that the filters keep."""
    st.header("Chaque pôle est un prototype", anchor=False)
    tri, groupe = _settings()
    tables, regions = lecture.donnees.tables, lecture.donnees.labels["region"]
    poles, silhouettes, measures = shown_poles(lecture), drawings(), indicators()
    drawn = poles[poles["code"].isin(silhouettes.by_code)]
    drawn = drawn.loc[ordered(drawn["code"].tolist(), tri, measures)]

    def link(code: str, inside: str) -> str:
        return liens.link(lecture.view, ("pole", code), inside, "poles", class_="pole")

    shown = [vignettes()[code] for code in drawn["code"]]
    _section(atlas_html.legend(shown, silhouettes, dark=style.theme() == "dark"))
    for title, codes in grouped(drawn, groupe, tables.statuts_pole, regions):
        if title:
            st.subheader(f"{title} · {count_label(len(codes), 'pôle')}", anchor=False)
        # Rows as dicts: a row of a frame costs ten times as much.
        rows = measures.loc[codes].to_dict("index")
        figures = (atlas_html.figure(vignettes()[code], rows[code], tri, link) for code in codes)
        _section(f"<ul class='grille'>{''.join(figures)}</ul>")
    if missing := [code for code in poles.index if code not in silhouettes.by_code]:
        links = [link(code, escape(vignettes()[code].nom)) for code in missing]
        st.html(
            "<p class='sans-dessin'>Sans silhouette, faute de membres connus\u202f: "
            f"{enumerate_fr(links)}.</p>"
        )
    st.caption(
        "Cliquez sur une silhouette pour ouvrir sa fiche. Le ton dit le type inscrit à "
        "l’inventaire\u202f; le nombre de morceaux, mesuré, est dans le tableau. "
        f"{POPULATION_SOURCE} · {AREA_SOURCE}."
    )
    with st.expander("Les mêmes faits en tableau"):
        st.dataframe(
            facts(tables, drawn, silhouettes.by_code, measures, tri),
            hide_index=True,
            width="stretch",
        )


def _section(html: str) -> None:
    graphiques.drawing(f"<section class='atlas'>{html}</section>")


def _settings() -> tuple[str, str]:
    with st.container(key="reglages_atlas", horizontal=True, gap="medium"):
        tri = st.selectbox(
            "Trier par",
            SORTS,
            format_func=lambda key: DEFINITIONS[key].libelle if key in DEFINITIONS else "Nom",
            key="tri",
            persist_state="page",
        )
        groupe = st.selectbox(
            "Regrouper par",
            list(GROUPS),
            format_func=GROUPS.__getitem__,
            key="groupe",
            persist_state="page",
        )
    return tri, groupe
