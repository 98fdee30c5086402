"""Pôles: their silhouettes at one scale, their diversity, their comparison, a sheet for each."""

from __future__ import annotations

import streamlit as st

from pages._shared import atlas, comparer, diversite, entete, fiche_pole

VUES = {
    "atlas": entete.Vue("Atlas", atlas.show),
    "diversite": entete.Vue("Diversité", diversite.show),
    "comparer": entete.Vue("Comparer", comparer.show),
}


def content(lecture: entete.Lecture) -> None:
    """Show the sheet of the pôle chosen, else the view asked for."""
    kind, code = lecture.view.choix or ("", "")
    if kind == "pole":
        fiche_pole.show(lecture, code)
    elif not lecture.selection.poles.any():
        st.info("Aucun pôle ne répond à tous ces filtres.", icon=":material/search_off:")
    else:
        entete.choose_view(VUES).show(lecture)


entete.open_page(
    "Pôles",
    "Chaque pôle est un cas unique par son périmètre et ses méthodes, relevait en 2019 l’étude "
    "d’ACADIE commandée par France urbaine. Les voici à la même échelle, mesurés et comparés.",
    content,
    VUES,
    sheet="poles.css",
)
