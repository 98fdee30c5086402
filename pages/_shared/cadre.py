"""The frame (`app.py`) round every page, even the first one asked of a fresh server."""

from __future__ import annotations

import streamlit as st

_FRAMED = "_cadre"


def mark() -> None:
    """Say that the frame ran in this session; what `app.py` calls."""
    st.session_state[_FRAMED] = True


def require() -> None:
    """Run the page inside its frame.

    Until `st.navigation` was called once in the process, Streamlit takes a folder named `pages`
    for its older way of making pages, and runs a page's script without `app.py`.
    """
    if not st.session_state.get(_FRAMED):
        mark()
        st.navigation([st.Page(lambda: None, title="Carte")], position="hidden")
        st.rerun()
