"""Données: the inventory itself, to download, to judge, to understand and to bring up to date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.filters import apply_filters
from pages._shared import (
    cache,
    cadre,
    donnees_dictionnaire,
    donnees_qualite,
    donnees_sources,
    donnees_telecharger,
    donnees_version,
    edition,
    entete,
    liens,
    messages,
    state,
    style,
    versions,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def _vue(nom: str, show: Callable[[Any], None]) -> entete.Vue:
    return entete.Vue(nom, lambda lecture: show(lecture.donnees))


VUES = {
    "telecharger": _vue("Télécharger", donnees_telecharger.show),
    "qualite": entete.Vue("Qualité", donnees_qualite.show),
    "sources": _vue("Sources", donnees_sources.show),
    "dictionnaire": _vue("Dictionnaire", donnees_dictionnaire.show),
    versions.VUE: _vue("Versions", versions.show),
    "mettre-a-jour": _vue("Mettre à jour", edition.show),
}

cadre.require()
donnees = cache.dataset()
vocabulary = replace(donnees.vocabulary, vues=tuple(VUES))
state.read_view(vocabulary)
state.follow(donnees.vocabulary)
style.systems(donnees.tables.systemes)
st.html(f"<style>{cache.text('donnees.css')}</style>")
st.title("Données", anchor=False)
st.markdown(
    "L’inventaire des pôles métropolitains et des coopérations est public\u202f: un fait par "
    "ligne, chacun avec sa source et son niveau de confiance."
)
view = state.view(vocabulary)
selection = apply_filters(donnees.facets, view.filters)
liens.mount(donnees, view, selection)
state.write_view(view)
messages.warn_ignored(state.ignored())
donnees_version.show(donnees, link=view.vue != versions.VUE)
entete.choose_view(VUES).show(entete.Lecture(donnees, view, selection))
