"""The filter bar: systems as coloured pills, the other facets in popovers, each with its counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.format_fr import count_label
from pages._shared import state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View, Vocabulary

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


def filter_bar(donnees: Dataset, selection: Selection, view: View) -> None:
    """Draw the bar. Option labels carry the number of cooperations each would give."""
    with st.container(key="barre", horizontal=True, gap="small", vertical_alignment="center"):
        _pills("systeme", donnees, selection)
        with _popover("Thème", "theme", len(view.filters.themes)):
            _pills("theme", donnees, selection)
        with _popover("Région", "region", len(view.filters.regions)):
            _pills("region", donnees, selection)
        more = (
            sum(map(bool, (view.filters.formes, view.filters.statuts, view.filters.confiances)))
            + sum(map(bool, (view.filters.annees, view.filters.poles_tous, view.filters.q)))
        )  # fmt: skip
        with _popover("Filtres", "autres", more):
            _others(donnees, selection)


def _popover(label: str, key: str, chosen: int) -> st.delta_generator.DeltaGenerator:
    return st.popover(f"{label} · {chosen}" if chosen else label, key=f"ouvrir_{key}")


def _others(donnees: Dataset, selection: Selection) -> None:
    vocabulary = donnees.vocabulary
    st.text_input(
        "Chercher dans les coopérations",
        key="q",
        type="search",
        live=True,
        placeholder="Titre, partenaire, mot…",
    )
    for key in ("forme", "statut", "confiance"):
        _pills(key, donnees, selection, label=TITRES[key])
    st.slider(TITRES["annees"], *vocabulary.annees, key="annees")
    noms = donnees.tables.poles.set_index("code")["nom_court"]
    st.selectbox(
        "Aller à un pôle",
        sorted(noms.index, key=lambda code: noms[code]),
        format_func=lambda code: noms[code],
        key="pole",
        index=None,
        placeholder="Choisir un pôle…",
        on_change=_choose_pole,
    )
    st.toggle("Montrer aussi les pôles dissous ou sans personnalité juridique", key="poles_tous")
    st.selectbox("Fond de carte", list(FONDS), format_func=FONDS.__getitem__, key="fond")
    st.button(
        "Retirer tous les filtres",
        on_click=state.lift,
        args=(vocabulary,),
        icon=":material/filter_alt_off:",
    )


def _choose_pole() -> None:
    code = st.session_state["pole"]
    state.choose(("pole", code) if code else None)


def _pills(key: str, donnees: Dataset, selection: Selection, label: str = "") -> None:
    labels = option_labels(donnees, key)
    counts: Mapping[str, int] = selection.counts[state.FACETS[key]]

    def label_of(code: str) -> str:
        n = int(counts[code])
        return f"{labels[code]} **{n}**" if n else f"{labels[code]} *0*"

    st.pills(
        label or TITRES[key],
        donnees.vocabulary.options[key],
        selection_mode="multi",
        format_func=label_of,
        key=key,
        label_visibility="visible" if label else "collapsed",
    )


def option_labels(donnees: Dataset, key: str) -> Mapping[str, str]:
    """French label of each option of a facet, by code."""
    if key == "region":
        return dict(
            zip(donnees.prepared.regions["code"], donnees.prepared.regions["nom"], strict=True)
        )
    table = getattr(donnees.tables, state.FACETS[key])
    return dict(zip(table["code"], table["label"], strict=True))


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
