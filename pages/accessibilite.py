"""Accessibilité: what was tested, what is known to fall short."""

from __future__ import annotations

import streamlit as st

from pages._shared import cadre, textes

cadre.require()
with st.container(key="texte", width=820):
    st.title("Accessibilité", anchor=False)
    textes.show("accessibilite")
