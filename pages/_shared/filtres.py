"""The filter bar: systems as coloured pills, the other facets in popovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.format_fr import count_label
from pages._shared import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import Vocabulary

FONDS = {
    "carte": "Fond intégré",
    "ign-plan": "Plan IGN",
    "ign-photo": "Photographies IGN",
    "osm": "OSM France",
    "aucun": "Aucun",
}
TITRES = {
    "systeme": "Systèmes thématiques",
    "theme": "Thèmes",
    "region": "Régions",
    "forme": "Forme",
    "statut": "Statut",
    "confiance": "Confiance",
    "annees": "En vigueur entre",
    "q": "Texte",
}


def bar(donnees: Dataset, *, carte: bool = False) -> dict[str, DeltaGenerator]:
    """Draw the bar; return the places left for the main pills, by their key.

    `carte` adds what only the map has: its background.

    Labels never change: the browser writes beside them how many cooperations each option would
    give, and how many filters a popover holds (`static/carte/comptes.js`). Streamlit sends a
    pressed option back as its label: one that held a count would be unknown to the server once
    another filter had changed it.
    """
    places = {
        "systeme": st.container(key="barre_systemes"),
        "theme": st.popover("Thème", key="ouvrir_theme"),
        "region": st.popover("Région", key="ouvrir_region"),
    }
    with st.popover("Filtres", key="ouvrir_autres"):
        _others(donnees, carte=carte)
    return places


def main_pills(donnees: Dataset, places: Mapping[str, DeltaGenerator]) -> None:
    """Draw the pills of the bar itself; called in a fragment, they run that fragment only."""
    for key, place in places.items():
        with place:
            _pills(key, donnees)


def _others(donnees: Dataset, *, carte: bool) -> None:
    vocabulary = donnees.vocabulary
    st.text_input(
        "Chercher dans les coopérations",
        key="q",
        type="search",
        live=True,
        placeholder="Titre, partenaire, mot…",
    )
    for key in ("forme", "statut", "confiance"):
        _pills(key, donnees, TITRES[key])
    st.slider(TITRES["annees"], *vocabulary.annees, key="annees")
    st.selectbox(
        "Aller à un pôle",
        list(donnees.labels["pole"]),
        format_func=donnees.labels["pole"].__getitem__,
        key="pole",
        index=None,
        placeholder="Choisir un pôle…",
        on_change=_choose_pole,
    )
    st.toggle("Montrer aussi les pôles dissous ou sans personnalité juridique", key="poles_tous")
    if carte:
        st.selectbox(
            "Fond de carte",
            list(FONDS),
            format_func=FONDS.__getitem__,
            key="fond",
            placeholder="Choisir un fond…",
        )
    st.button(
        "Retirer tous les filtres",
        on_click=state.lift,
        args=(vocabulary,),
        icon=":material/filter_alt_off:",
    )


def _choose_pole() -> None:
    code = st.session_state["pole"]
    state.choose(("pole", code) if code else None)


def _pills(key: str, donnees: Dataset, label: str = "") -> None:
    st.pills(
        label or TITRES[key],
        donnees.vocabulary.options[key],
        selection_mode="multi",
        format_func=donnees.labels[key].__getitem__,
        key=key,
        label_visibility="visible" if label else "collapsed",
    )


def counted(selection: Selection) -> str:
    """Say how much the filters keep: « N coopérations · M pôles »."""
    coops = count_label(int(selection.cooperations.sum()), "coopération")
    poles = count_label(int(selection.poles.sum()), "pôle")
    return f"{coops} · {poles}"


def empty_notice(vocabulary: Vocabulary, selection: Selection) -> None:
    """Say which filter empties the map, and offer to lift it."""
    with st.container(key="vide"):
        st.markdown("**Aucune coopération ne répond à tous ces filtres.**")
        offers = [
            (key, selection.emptied_by[facet])
            for key, facet in {**state.FACETS, "annees": "annees", "q": "q"}.items()
            if selection.emptied_by.get(facet)
        ]
        for key, n in offers:
            st.button(
                f"Retirer « {TITRES[key]} » : {count_label(n, 'coopération')}",
                key=f"retirer_{key}",
                on_click=state.lift,
                args=(vocabulary, key),
            )
        if not offers:
            st.button(
                "Retirer tous les filtres",
                key="retirer_tout",
                on_click=state.lift,
                args=(vocabulary,),
            )
