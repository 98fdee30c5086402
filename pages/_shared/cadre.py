"""The pages, and the frame (`app.py`) round each, even the first asked of a fresh server."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.navigation.page import StreamlitPage

#: Session key: the frame ran in this session.
FRAMED = "_cadre"


@dataclass(frozen=True)
class Pages:
    """The pages that exist, in the order of the navigation."""

    carte: StreamlitPage
    poles: StreamlitPage
    cooperations: StreamlitPage
    regions: StreamlitPage
    reseau: StreamlitPage
    donnees: StreamlitPage
    presenter: StreamlitPage
    methode: StreamlitPage
    accessibilite: StreamlitPage

    def __iter__(self) -> Iterator[StreamlitPage]:
        return iter(getattr(self, field.name) for field in fields(self))


def pages() -> Pages:
    """Declare the pages."""
    return Pages(
        carte=st.Page("pages/carte.py", title="Carte", default=True),
        poles=st.Page("pages/poles.py", title="Pôles", url_path="poles"),
        cooperations=st.Page(
            "pages/cooperations.py", title="Coopérations", url_path="cooperations"
        ),
        regions=st.Page("pages/regions.py", title="Régions", url_path="regions"),
        reseau=st.Page("pages/reseau.py", title="Réseau", url_path="reseau"),
        donnees=st.Page("pages/donnees.py", title="Données", url_path="donnees"),
        presenter=st.Page("pages/presentation.py", title="Présenter", url_path="presentation"),
        methode=st.Page("pages/methode.py", title="Méthode et sources", url_path="methode"),
        accessibilite=st.Page(
            "pages/accessibilite.py", title="Accessibilité", url_path="accessibilite"
        ),
    )


def mark() -> None:
    """Say that the frame ran in this session; what `app.py` calls."""
    st.session_state[FRAMED] = True


def require() -> None:
    """Run the page inside its frame.

    Until `st.navigation` was called once in the process, Streamlit takes a folder named `pages`
    for its older way of making pages, and runs a page's script without `app.py`.
    """
    if not st.session_state.get(FRAMED):
        mark()
        st.navigation(list(pages()), position="hidden")
        st.rerun()
