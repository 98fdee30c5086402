"""Open pages follow the inventory: a version published elsewhere is shown without reloading."""

from __future__ import annotations

import streamlit as st

from data.errors import DataError
from pages._shared import cache

EVERY_SECONDS = 4.0
"""With `cache.FRESH_SECONDS` and a second to load, under the ten seconds promised."""


def watch() -> None:
    """Look for another version now and then, and say when the store is silent."""
    if cache.living():
        _look()


@st.fragment(run_every=EVERY_SECONDS)
def _look() -> None:
    try:
        outdated = cache.outdated()
    except DataError:  # Nothing could be shown yet, and the page says why.
        return
    if outdated:
        st.rerun()
    if cache.silent():
        with st.container(key="veille"):
            st.html(
                "<p role='status'>L’inventaire ne répond pas pour le moment\u202f: la dernière "
                f"version connue ({cache.dataset().version.number}) reste affichée.</p>"
            )
