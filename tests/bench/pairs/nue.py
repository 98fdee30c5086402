"""A bare Streamlit page with one widget: what any answer of the server costs at least."""

import streamlit as st

SYSTEMES = [
    "economie",
    "mobilites",
    "tourisme-culture",
    "amenagement",
    "transitions",
    "sante",
]

chosen = st.pills("Système", SYSTEMES, selection_mode="multi", key="systeme")
st.container(key="resultat").text(f"Résultat : {', '.join(chosen)}")
