"""Carte: perimeters and cooperations on a map, filtered by theme and region, one item's sheet."""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from geo.filters import apply_filters
from geo.format_fr import count_label
from geo.sheets import render_sheet
from pages._shared import cache, cadre, filtres, messages, recherche, state, style, volet

cadre.require()
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
        # One block for what comes and goes, so that the link below is never mounted anew.
        with st.container(key="volet_haut"):
            messages.warn_ignored(state.ignored())
            recherche.search_box(donnees)
            if not selection.cooperations.any():
                filtres.empty_notice(donnees.vocabulary, selection)
            sheet = render_sheet(donnees.sheets, view.choix) if view.choix else None
            if sheet:
                st.container(key="fiche").html(sheet)
        volet.mount(donnees, view, selection)
