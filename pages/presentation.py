"""Présenter: the scenes of a talk, in order; full screen; files that leave the room."""

from __future__ import annotations

import streamlit as st

from geo.format_fr import typography
from pages._shared import cache, diffusion, ecran, editeur, entete

donnees = entete.open_text(
    "Présenter",
    typography(
        "Une suite de scènes : une carte, un titre, quelques mots. Elles se jouent en plein "
        "écran, sans réseau s’il le faut, et repartent en fichier."
    ),
)
st.html(f"<style>{cache.text('presentation.css')}</style>")
diffusion.receive_link(donnees)
diffusion.actions(donnees)
left, right = st.columns([2, 5], gap="large")
with left:
    editeur.scene_list(donnees)
with right:
    ecran.show(donnees)
    editeur.fields(donnees)
