"""Frame and router: page settings, navigation, styles, footer. No data, no logic."""

from __future__ import annotations

import streamlit as st

from data.errors import DataError
from pages._shared import cache, cadre, messages, places, state, style, veille

cadre.mark()
pages = cadre.pages()
rank = places.ask()
page = st.navigation(list(pages), position="hidden" if rank else "top")
on_map = page == pages.carte and not rank
st.set_page_config(
    page_title=f"{'Un instant' if rank else page.title} · Coopérations métropolitaines",
    page_icon="/app/static/page/icone.svg",
    layout="wide",
)

style.apply(full_window=on_map)
if rank:
    places.wait(rank)
state.enter(page.url_path)
try:
    try:
        cache.enter()
    finally:
        veille.watch()  # A page that could not be shown is, once the store answers.
    page.run()
except DataError as error:
    messages.stop_with(error)
style.footer(pages, floating=on_map)
