"""Carte: perimeters and cooperations on a map, filtered by theme and region, one item's sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from streamlit_folium import st_folium

from geo.filters import apply_filters
from geo.sheets import render_sheet
from pages._shared import (
    cache,
    cadre,
    filtres,
    garde,
    messages,
    partage,
    presentation,
    recherche,
    signaler,
    state,
    style,
    volet,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator


@st.fragment
def result(places: Mapping[str, DeltaGenerator]) -> None:
    """Show what a filter or a selection changes: counter, sheet, and the link with the map.

    The bar's pills, at their `places`, are part of it: they are answered without running the
    rest of the page again.
    """
    donnees = cache.dataset()
    view = state.view(donnees.vocabulary)
    selection = apply_filters(donnees.facets, view.filters)
    # What answers the visitor leaves first; the pills seldom change.
    st.container(key="compteur").html(volet.counter(donnees, view, selection))
    with st.container(key="zone_volet"):
        # One block for what comes and goes, so that the link below is never mounted anew.
        above = st.container(key="volet_haut")
        volet.mount(donnees)
    with above:
        messages.tell()
        messages.warn_ignored(state.ignored())
        recherche.search_box(donnees)
        if not selection.cooperations.any():
            filtres.empty_notice(donnees.vocabulary, selection)
        sheet = render_sheet(donnees.sheets, view.choix) if view.choix else None
        if sheet:
            st.container(key="fiche").html(sheet + signaler.of_choice(view.choix))
    if st.context.is_embedded:
        st.container(key="sortie").html(partage.way_out(view))
    filtres.main_pills(donnees, places)
    state.write_view(view)


cadre.require()
loaded = cache.dataset()
state.read_view(loaded.vocabulary)
state.follow(loaded.vocabulary)
style.systems(loaded.tables.systemes)
st.html("<h1 class='cache'>Carte des pôles métropolitains et des coopérations</h1>")
with st.container(key="barre", horizontal=True, gap="small", vertical_alignment="center"):
    places = filtres.bar(loaded, carte=True)
    if not st.context.is_embedded and st.button("Partager", icon=":material/ios_share:"):
        partage.share(loaded, state.view(loaded.vocabulary))
with st.container(key="scene"):
    with st.container(key="zone_carte"):
        st_folium(
            cache.base_map(), key="carte", height=640, use_container_width=True, returned_objects=[]
        )
    result(places)
if presentation.touched():
    garde.mount()
