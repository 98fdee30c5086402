"""Réseau: what the network works on, its history, its jobs, how to mend the inventory."""

from __future__ import annotations

import streamlit as st

from geo.format_fr import number, typography
from geo.histoire import (
    TYPES,
    Axe,
    Lien,
    render_events,
    render_jobs,
    render_lines,
    source_of,
    tell_events,
    tell_jobs,
)
from pages._shared import cache, entete, signaler, textes

#: Where the four lines of work were told; its row of the chronology gives the source.
LYON_2019 = ("2019-09-26", "rencontre")

donnees = entete.open_text(
    "Réseau",
    typography(
        "Les pôles métropolitains échangent dans un réseau national depuis juillet 2011. Cette "
        "page dit sur quoi il travaille, ce qui s’est passé, et qui fait vivre la coopération."
    ),
)
tables = donnees.tables
st.html(f"<style>{cache.text('reseau.css')}</style>")
with st.container(key="sommaire"):
    st.markdown(
        "[Quatre lignes de travail](#axes) · [L’histoire du réseau](#histoire) · "
        "[Les métiers](#metiers) · [Corriger ou compléter](#contribuer)"
    )


def lines() -> list[Axe]:
    """Return the four lines of work of 2019, each with the pages that serve it."""
    systems = tuple(
        Lien(f"./?systeme={row.code}", None, typography(row.label), rank)
        for rank, row in enumerate(tables.systemes.itertuples())
    )
    return [
        Axe(
            "Les pôles, partenaires de la Région",
            "Faire des pôles des interlocuteurs de la Région sur l’interterritorialité, "
            "notamment pour le SRADDET.",
            (Lien("./regions", "regions", "Les fiches par région"),),
        ),
        Axe(
            "Les nouveaux métiers",
            "Les ressources humaines et les nouveaux métiers de l’interterritorialité.",
            (Lien("#metiers", None, f"Les {len(tables.metiers)} métiers relevés"),),
        ),
        Axe(
            "Des systèmes plutôt que des institutions",
            "Penser par grands systèmes thématiques, comme les mobilités ou le tourisme.",
            systems,
        ),
        Axe(
            "Rendre la coopération visible",
            "Montrer la réalité des coopérations, par exemple par une exposition photographique.",
            (
                Lien("./", "", "La carte"),
                Lien("./cooperations", "cooperations", "Les coopérations"),
            ),
        ),
    ]


st.header("Quatre lignes de travail", anchor="axes")
st.markdown(
    "À Lyon, en septembre 2019, la rencontre des directeurs de pôles a dégagé quatre lignes de "
    "travail. Chacune a sa place dans cet outil."
)
events = tables.reseau_chronologie
st.html(render_lines(lines(), source_of(events, *LYON_2019)))

st.header("L’histoire du réseau", anchor="histoire")
counts = events["type"].value_counts()
chosen = st.pills(
    "Type d’événement",
    [code for code in TYPES if code in counts],
    format_func=lambda code: f"{TYPES[code][int(counts[code] > 1)]} ({number(counts[code])})",
    selection_mode="multi",
    key="type_evenement",
)
st.html(render_events(tell_events(events, tables.confiances, chosen)))

st.header("Les métiers de l’interterritorialité", anchor="metiers")
st.markdown(
    f"{number(len(tables.metiers))} métiers relevés dans des annonces, des répertoires et des "
    "témoignages publics. La liste n’est pas complète."
)
st.html(render_jobs(tell_jobs(tables.metiers, tables.themes, tables.systemes, tables.confiances)))

with st.container(key="texte", width=820):
    textes.show("reseau", {"contact": signaler.contact()})
