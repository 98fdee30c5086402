"""Coopérations: a table, a matrix, the years, the network, stories, what is covered."""

from __future__ import annotations

import streamlit as st

from geo.sheets import render_sheet
from pages._shared import (
    annees,
    couverture,
    entete,
    liens,
    matrice,
    recits,
    reseau_liens,
    signaler,
    tableau,
)

VUES = {
    "tableau": entete.Vue("Tableau", tableau.show),
    "matrice": entete.Vue("Thèmes et régions", matrice.show),
    "annees": entete.Vue("Dans le temps", annees.show),
    "reseau": entete.Vue("Réseau", reseau_liens.show),
    "recits": entete.Vue("Récits", recits.show),
    "couverture": entete.Vue("Couverture", couverture.show),
}


def sheet(lecture: entete.Lecture) -> None:
    """Show the sheet of the selection, and the way to the map."""
    choix = lecture.view.choix
    html = render_sheet(lecture.donnees.sheets, choix) if choix else None
    if not (choix and html):
        return
    to_map = liens.link(lecture.view, choix, "Voir sur la carte")
    with st.container(key="fiche"):
        st.html(f'{html}<p class="vers-carte">{to_map}</p>{signaler.of_choice(choix)}')
        liens.land(choix)


def content(lecture: entete.Lecture) -> None:
    """Show the sheet of what is selected, then the view asked for."""
    vue = entete.choose_view(VUES)
    # The network lights what is selected itself and says its measures; a cooperation has its sheet.
    if lecture.view.vue != "reseau" or (lecture.view.choix or ("",))[0] == "cooperation":
        sheet(lecture)
    vue.show(lecture)


entete.open_page(
    "Coopérations",
    "Qui coopère avec qui, sur quoi, sous quelle forme et depuis quand.",
    content,
    VUES,
    sheet="cooperations.css",
)
