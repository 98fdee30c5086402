"""Présenter: the scenes of a talk, in order; full screen; files that leave the room."""

from __future__ import annotations

import streamlit as st

from geo.format_fr import typography
from pages._shared import cache, diffusion, ecran, editeur, entete, garde, messages

donnees = entete.open_text(
    "Présenter",
    typography(
        "Une suite de scènes : une carte, un titre, quelques mots. Elles se jouent en plein "
        "écran, sans réseau s’il le faut, et repartent en fichier."
    ),
)
st.html(f"<style>{cache.text('presentation.css')}</style>")
diffusion.receive_link(donnees)
messages.tell()
diffusion.actions(donnees)
# Side by side or one under the other, as the screen allows: `presentation.css`.
with st.container(key="atelier"):
    with st.container(key="liste"):
        editeur.scene_list()
    with st.container(key="vue_scene"):
        ecran.show()
    with st.container(key="champs"):
        editeur.fields(donnees)
garde.mount()
