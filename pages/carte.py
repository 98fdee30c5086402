"""Carte: perimeters and cooperations on a map, filtered by theme and region, one item's sheet."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from geo.filters import apply_filters
from geo.format_fr import count_label
from pages._shared import cache, filtres, recherche, state, style, volet

donnees = cache.dataset()
view = state.read_view(donnees.vocabulary)
selection = apply_filters(donnees.facets, view.filters)
state.write_view(view)

style.systems(donnees.tables.systemes)
st.html("<h1 class='cache'>Carte des pôles métropolitains et des coopérations</h1>")
filtres.filter_bar(donnees, selection, view)

with st.container(key="scene"):
    with st.container(key="zone_carte"):
        st_folium(
            cache.base_map(), key="carte", height=640, use_container_width=True, returned_objects=[]
        )
        coops = count_label(int(selection.cooperations.sum()), "coopération")
        poles = count_label(int(selection.poles.sum()), "pôle")
        st.container(key="compteur").text(f"{coops} · {poles}")
    with st.container(key="zone_volet"):
        if state.ignored():
            with st.container(key="avertissement"):
                st.caption(
                    "Ignoré dans l’adresse, faute d’exister\u202f: "
                    + ", ".join(f"`{x}`" for x in state.ignored()[:5])
                )
        recherche.search_box(donnees)
        if view.choix:
            with st.container(key="fiche"):
                st.html(cache.sheet(*view.choix) or "")
        elif not selection.cooperations.any():
            filtres.empty_notice(selection)
        volet.mount(donnees, view, selection)
