"""The diversity of the pôles: two indicators crossed, one pôle among the others, every figure."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from geo.atlas import TYPES, UNKNOWN
from geo.format_fr import NBSP, count_label, enumerate_fr, number
from geo.indicators_textes import DEFINITIONS, counted, ranks_written, written
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE
from geo.sheets_pole import status_of
from pages._shared import cache, graphiques, planche, state
from pages._shared.atlas import indicators, shown_poles, vignettes
from pages._shared.diversite_graphiques import CLICK, cloud, profiles, strip, titled

if TYPE_CHECKING:
    from pages._shared.entete import Lecture

CHART, PROFILES = "nuage", "profils"


def show(lecture: Lecture) -> None:
    """Draw the diversity of the pôles that the filters keep."""
    poles = shown_poles(lecture)
    table = indicators().loc[poles["code"]]
    _cross(poles, table)
    _one_among_others(table)
    _figures(poles, table, lecture.donnees.releve.year)


@st.fragment
def _cross(poles: pd.DataFrame, table: pd.DataFrame) -> None:
    st.header("Deux indicateurs croisés", anchor=False)
    with st.container(key="reglages_nuage", horizontal=True, gap="medium"):
        chosen = [
            st.selectbox(
                label,
                list(DEFINITIONS),
                index=list(DEFINITIONS).index(default),
                format_func=lambda key: DEFINITIONS[key].libelle,
                key=key,
                persist_state="page",
            )
            for label, key, default in (
                ("En largeur", "axe_x", "distance"),
                ("En hauteur", "axe_y", "population"),
            )
        ]
    x, y = chosen
    both = table[[x, y]].notna().all(axis=1)
    points = pd.DataFrame(
        {
            "code": table.index,
            "nom": _names(table),
            "type": poles["type"].map(TYPES).fillna(UNKNOWN).to_numpy(),
            "x": table[x].astype(float).to_numpy(),
            "y": table[y].astype(float).to_numpy(),
            "ecrit_x": [written(x, value) for value in table[x]],
            "ecrit_y": [written(y, value) for value in table[y]],
        }
    )[both.to_numpy()]
    if points.empty:
        st.info("Aucun des pôles affichés n’a ces deux valeurs.")
        return

    def shown() -> pd.DataFrame:
        return points[["nom", "type", "ecrit_x", "ecrit_y"]].set_axis(
            ["Pôle", "Type", titled(x), titled(y) + NBSP * (x == y)], axis=1
        )

    low, high = points.loc[points["x"].idxmin()], points.loc[points["x"].idxmax()]
    graphiques.show(
        cloud(points, x, y),
        key=CHART,
        alt_text=f"{count_label(len(points), 'pôle')} placés selon deux indicateurs\u202f: "
        f"{DEFINITIONS[x].libelle} en largeur, de {low['nom']} ({low['ecrit_x']}) à "
        f"{high['nom']} ({high['ecrit_x']})\u202f; {DEFINITIONS[y].libelle} en hauteur.",
        table=shown,
        on_select=partial(_on_click, CHART),
        selection_mode=CLICK,
    )
    left = _names(table[~both])
    missing = f" Sans valeur connue\u202f: {enumerate_fr(left)}." if left else ""
    st.caption(f"Cliquez sur un point pour ouvrir la fiche du pôle.{missing}")


def _names(table: pd.DataFrame) -> list[str]:
    return [vignettes()[code].nom for code in table.index]


def _on_click(chart: str) -> None:
    chosen = st.session_state[chart]["selection"].get(CLICK)
    if chosen:
        state.choose(("pole", chosen[0]["code"]))


@st.fragment
def _one_among_others(table: pd.DataFrame) -> None:
    st.header("Où se situe un pôle\u202f?", anchor=False)
    with st.container(key="reglages_repere"):
        code = st.selectbox(
            "Pôle à situer",
            table.index.tolist(),
            format_func=lambda code: vignettes()[code].nom,
            key="repere",
            persist_state="page",
        )
    ranks = _ranks(tuple(table.index))
    rows = "".join(
        f"<tr><th scope='row'>{escape(definition.libelle)}</th>"
        f"<td>{escape(written(key, table[key][code]))}</td>"
        f"<td>{strip(table[key], code, log=definition.log)}</td>"
        f"<td>{ranks[key][code]}</td></tr>"
        for key, definition in DEFINITIONS.items()
    )
    planche.draw(
        "positions",
        "<table class='positions'><thead><tr><th scope='col'>Indicateur</th>"
        f"<th scope='col'>{escape(vignettes()[code].nom)}</th>"
        f"<th scope='col'>Parmi {count_label(len(table), 'pôle affiché', 'pôles affichés')}</th>"
        f"<th scope='col'>Rang, du plus haut</th></tr></thead><tbody>{rows}</tbody></table>",
    )
    if len(table) > 1:
        st.subheader("Les profils, du plus bas au plus haut", anchor=False)
        _profiles(table, ranks, code)


@cache.per_version(24)
def _ranks(codes: tuple[str, ...]) -> pd.DataFrame:
    """Write the rank of each of these pôles among them, by indicator."""
    return indicators().loc[list(codes)].apply(ranks_written)


def _profiles(table: pd.DataFrame, ranks: pd.DataFrame, code: str) -> None:
    keys = [key for key in DEFINITIONS if table[key].min() < table[key].max()]
    names = dict(zip(table.index, _names(table), strict=True))

    def wide() -> pd.DataFrame:
        found = ranks[keys].rename(columns={key: DEFINITIONS[key].libelle for key in keys})
        found.insert(0, "Pôle", list(names.values()))
        return found

    graphiques.show(
        profiles(table, keys, code, names),
        key=PROFILES,
        alt_text=f"Profil de {names[code]} parmi {count_label(len(table), 'pôle')}, "
        "du plus bas au plus haut pour chaque indicateur.",
        table=wide,
        table_label="Les rangs en tableau",
        on_select=partial(_on_click, PROFILES),
        selection_mode=CLICK,
    )
    st.caption(
        "Chaque ligne est un pôle, placé selon son rang et non selon sa valeur\u202f; "
        f"en fort, {names[code]}. Cliquez sur une ligne pour ouvrir la fiche de son pôle."
    )


def _figures(poles: pd.DataFrame, table: pd.DataFrame, year: int) -> None:
    st.header("Tous les indicateurs", anchor=False)
    shown = table.rename(columns={key: titled(key) for key in DEFINITIONS})
    shown.insert(0, "Pôle", _names(table))
    shown.insert(1, "Type", poles["type"].map(TYPES).fillna(UNKNOWN))
    shown.insert(2, "Statut", [status_of(pole) for pole in poles.itertuples()])
    formats = {
        titled(key): lambda value, decimals=definition.decimales: number(value, decimals=decimals)
        for key, definition in DEFINITIONS.items()
    }
    st.dataframe(
        shown.style.format(formats, na_rep="non renseigné"),
        hide_index=True,
        width="stretch",
        height="content",
        column_config={"Pôle": st.column_config.Column(pinned=True)},
    )
    st.caption(f"{POPULATION_SOURCE} · {AREA_SOURCE}.")
    st.subheader("Définitions", anchor=False)
    items = "".join(
        f"<div><dt>{escape(titled(key))}</dt><dd>{escape(counted(key, year))}</dd></div>"
        for key in DEFINITIONS
    )
    st.html(f"<dl class='definitions'>{items}</dl>")
