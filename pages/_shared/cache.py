"""The only place that caches: one entry per process, shared by all sessions."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from data.dataset import Dataset, load_dataset
from geo.layers import build_base_map

if TYPE_CHECKING:
    import folium

_STATIC = Path(__file__).resolve().parents[2] / "static"
#: Browser modules that only the page runs; the others are the map's own document's.
PAGE_MODULES = ("volet.js", "comptes.js", "filtre.js", "liste.js", "reglages.js", "texte.js")


@st.cache_resource(show_spinner="Chargement des périmètres…")
def dataset() -> Dataset:
    """Tables, shapes and indexes of the present version."""
    loaded = load_dataset()
    # Streamlit collects garbage after each run, before it sends what is left: what lives as long
    # as the process must not be walked through each time (measured: 100 ms of a run's 120).
    gc.collect()
    gc.freeze()
    return loaded


def base_map() -> folium.Map:
    """Empty base map, its script always the same; addresses start from the component's page.

    Not kept: streamlit-folium changes the map it shows, and a shared one would grow.
    """
    return build_base_map("../../app/static/", modules())


@st.cache_resource(show_spinner=False)
def modules() -> tuple[str, ...]:
    """Names of the map's browser modules, in `static/carte`."""
    found = {path.name for path in (_STATIC / "carte").glob("*.js")}
    return tuple(sorted(found.difference(PAGE_MODULES)))


@st.cache_data(show_spinner=False)
def text(name: str) -> str:
    """Style sheet of the page, from `static/page`."""
    return (_STATIC / "page" / name).read_text(encoding="utf-8")
