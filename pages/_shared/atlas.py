"""The atlas: every pôle's silhouette at one scale, sorted and grouped as the visitor asks."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from geo import atlas_html
from geo.atlas import GROUPS, SORTS, facts, grouped, ordered
from geo.format_fr import count_label, enumerate_fr
from geo.indicators import pole_indicators
from geo.indicators_textes import DEFINITIONS
from geo.permalinks import View
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE
from geo.silhouettes import Silhouettes, draw_silhouettes
from pages._shared import cache, graphiques, liens, style
from pages._shared.planche import Contenu, Feuille

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pages._shared.entete import Lecture

_NOTE = (
    "Cliquez sur une silhouette pour ouvrir sa fiche. Le ton dit le type inscrit à "
    "l’inventaire\u202f; le nombre de morceaux, mesuré, est dans le tableau. "
    f"{POPULATION_SOURCE} · {AREA_SOURCE}."
)


@dataclass(frozen=True)
class Atlas:
    """Every pôle drawn, in an order and in groups: the sheet, and the codes of each group."""

    feuille: Feuille
    groupes: tuple[tuple[str, tuple[str, ...]], ...]


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


@cache.per_version(len(SORTS) * len(GROUPS))
def atlas(tri: str, groupe: str) -> Atlas:
    """Draw every pôle that has a silhouette; filters then show some."""
    donnees, silhouettes, measures = cache.dataset(), drawings(), indicators()
    poles = donnees.tables.poles.set_index("code", drop=False)
    codes = ordered([code for code in vignettes() if code in silhouettes.by_code], tri, measures)
    shared = grouped(
        poles.loc[codes], groupe, donnees.tables.statuts_pole, donnees.labels["region"]
    )
    rows = measures.to_dict("index")  # A row of a frame costs ten times as much.
    figures = [
        (title, [atlas_html.figure(vignettes()[code], rows[code], tri, _link) for code in group])
        for title, group in shared
    ]
    return Atlas(
        Feuille("atlas", atlas_html.page(figures, silhouettes, _NOTE)),
        tuple((title, tuple(group)) for title, group in shared),
    )


def _link(code: str, inside: str) -> str:
    return liens.link(View(), ("pole", code), inside, "poles", class_="pole")


def show(lecture: Lecture) -> None:
    """Draw the atlas of the pôles that the filters keep."""
    st.header("Chaque pôle est un prototype", anchor=False)
    tri, groupe = _settings()
    found = atlas(tri, groupe)
    pole_codes = lecture.donnees.facets.pole_codes
    shown = {pole_codes[i] for i in lecture.selection.poles.nonzero()[0]}
    lecture.planches.show(found.feuille, _content(found, shown))

    def table() -> pd.DataFrame:
        drawn = drawings().by_code
        poles = shown_poles(lecture)
        codes = ordered([code for code in poles.index if code in drawn], tri, indicators())
        return facts(lecture.donnees.tables, poles.loc[codes], drawn, indicators(), tri)

    graphiques.behind("Les mêmes faits en tableau", table, key="atlas_tableau")


def _content(found: Atlas, shown: set[str]) -> Contenu:
    """Say which pôles are shown, and what goes with them."""
    groups = [[code for code in group if code in shown] for _, group in found.groupes]
    figures = [vignettes()[code] for group in groups for code in group]
    titles = {
        f"titre-{rank}": f"{escape(title)} · {count_label(len(group), 'pôle')}"
        for rank, ((title, _), group) in enumerate(zip(found.groupes, groups, strict=True))
        if title
    }
    missing = sorted(shown.difference(*groups), key=list(vignettes()).index)
    links = [_link(code, escape(vignettes()[code].nom)) for code in missing]
    undrawn = (
        f"Sans silhouette, faute de membres connus\u202f: {enumerate_fr(links)}." if links else ""
    )
    dark = style.theme() == "dark"
    return Contenu(
        {
            "signes": atlas_html.signs(figures, drawings(), dark=dark),
            "sans-dessin": undrawn,
            **titles,
        },
        {
            "groupes": "".join("01"[bool(group)] for group in groups),
            **{
                f"groupe-{rank}": "".join("01"[code in shown] for code in group)
                for rank, (_, group) in enumerate(found.groupes)
            },
        },
    )


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
