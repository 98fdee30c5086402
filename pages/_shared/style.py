"""The page's look: colours of the palette as custom properties, layout, footer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.layers import ATTRIBUTION
from geo.palette import css_systems, css_variables
from pages._shared import cache

if TYPE_CHECKING:
    import pandas as pd

    from pages._shared.cadre import Pages


def theme() -> str:
    """Theme the visitor sees: "light" or "dark"."""
    return "dark" if st.context.theme.type == "dark" else "light"


def apply(*, full_window: bool) -> None:
    """Insert the style sheets; `full_window` gives the map the whole window.

    They reach the browser once: a rerun sends a reference to what did not change.
    """
    sheets = [css_variables(theme()), *map(cache.text, ("page.css", "barre.css", "fiche.css"))]
    if full_window:
        sheets.append(cache.text("carte.css"))
    sheets.append(_on_paper(css_variables("light")))
    # Streamlit says the page is in English: only a script can mend it.
    st.html(
        f"<style>{' '.join(sheets)}</style><script>document.documentElement.lang = 'fr'</script>",
        unsafe_allow_javascript=True,
    )
    st.logo(f"/app/static/page/mot-{theme()}.svg", size="large")


def systems(systemes: pd.DataFrame, *sheets: str) -> None:
    """Give the page the colours of the systems, and its own style sheets, by name."""
    light = _on_paper(css_systems(systemes, "light"))
    own = " ".join(map(cache.text, sheets))
    st.html(f"<style>{css_systems(systemes, theme())}{light} {own}</style>")


def _on_paper(variables: str) -> str:
    """Give paper the light theme, whatever the visitor's: stronger than the page's own rules."""
    return f"@media print{{{variables.replace(':root', ':root:root')}}}"


def footer(pages: Pages, *, floating: bool) -> None:
    """Links every page carries; on the map they stand in its frame."""
    with st.container(key="pied_flottant" if floating else "pied", horizontal=True, gap="small"):
        if not floating:
            st.caption(ATTRIBUTION)
        st.page_link(pages.methode, label="Méthode et sources")
        st.page_link(pages.accessibilite, label="Accessibilité\u202f: non conforme")
