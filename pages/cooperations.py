"""Coopérations: a table, a matrix, the years, the network, stories, what is covered."""

from __future__ import annotations

from html import escape

import streamlit as st

from geo.sheets import render_sheet
from pages._shared import (
    annees,
    cache,
    couverture,
    entete,
    liens,
    matrice,
    recits,
    reseau_liens,
    tableau,
)

RESEAU = "Réseau"
_FOCUS = (
    "<script>requestAnimationFrame(() => document.getElementById('fiche-titre')?.focus())</script>"
)
VUES = {
    "Tableau": tableau.show,
    "Thèmes et régions": matrice.show,
    "Dans le temps": annees.show,
    RESEAU: reseau_liens.show,
    "Récits": recits.show,
    "Couverture": couverture.show,
}


def sheet(lecture: entete.Lecture) -> None:
    """Show the sheet of the selection, and the way to the map."""
    html = render_sheet(lecture.donnees.sheets, lecture.view.choix)
    if html is None:
        return
    address, vers = escape(liens.href("", lecture.view)), escape(":".join(lecture.view.choix))
    with st.container(key="fiche"):
        st.html(
            html + f'<p class="vers-carte"><a href="{address}" data-vers="{vers}" data-page="">'
            "Voir sur la carte</a></p>"
        )
        # The link followed may be far below: each new sheet is brought into sight, and read.
        st.html(f'<span data-fiche="{vers}"></span>{_FOCUS}', unsafe_allow_javascript=True)


def content(lecture: entete.Lecture) -> None:
    """Show the sheet of what is selected, then the view asked for."""
    st.html(f"<style>{cache.text('cooperations.css')}</style>")
    vue = st.segmented_control(
        "Vue",
        list(VUES),
        default="Tableau",
        required=True,
        key="vue",
        label_visibility="collapsed",
        persist_state="page",
    )
    # The network lights what is selected itself and says its measures; a cooperation has its sheet.
    if lecture.view.choix and (vue != RESEAU or lecture.view.choix[0] == "cooperation"):
        sheet(lecture)
    VUES[vue or "Tableau"](lecture)


entete.open_page(
    "Coopérations",
    "Qui coopère avec qui, sur quoi, sous quelle forme et depuis quand.",
    content,
)
