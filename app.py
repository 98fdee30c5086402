"""Frame and router: page settings, navigation, styles, footer. No data, no logic."""

from __future__ import annotations

import streamlit as st

from data.errors import DataError
from pages._shared import cadre, messages, state, style

cadre.mark()
st.set_page_config(
    page_title="Coopérations métropolitaines",
    page_icon="static/page/icone.svg",
    layout="wide",
)

carte = st.Page("pages/carte.py", title="Carte", default=True)
methode = st.Page("pages/methode.py", title="Méthode et sources", url_path="methode")
accessibilite = st.Page("pages/accessibilite.py", title="Accessibilité", url_path="accessibilite")
page = st.navigation([carte, methode, accessibilite], position="top")

style.apply(full_window=page == carte)
if page != carte:
    st.session_state[state.AWAY] = True
try:
    page.run()
except DataError as error:
    messages.stop_with(error)
style.footer(methode, accessibilite, floating=page == carte)
