"""What every Streamlit peer reads, once per process: plain files written by the benchmark."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

#: Leaflet, from the files that the application serves too.
LEAFLET = "../../app/static/vendor/leaflet/leaflet"
#: More links than this are drawn on a canvas, as Leaflet's users are told to.
SVG_LIMIT = 2000


@dataclass(frozen=True)
class Lien:
    """A link: its systems, and its GeoJSON feature without them."""

    systemes: frozenset[str]
    trace: dict[str, Any]


@st.cache_resource
def perimetres() -> dict[str, Any]:
    """Return the pôles' perimeters, a GeoJSON collection."""
    collection: dict[str, Any] = _read("perimetres.json")
    return collection


@st.cache_resource
def liens() -> list[Lien]:
    """Return every link."""
    return [
        Lien(frozenset(trace.pop("properties")["systemes"]), {**trace, "properties": {}})
        for trace in _read("liens.json")["features"]
    ]


def nombreux() -> bool:
    """Tell whether there are too many links for SVG."""
    return len(liens()) > SVG_LIMIT


def choisis() -> frozenset[str]:
    """Show the systems' pills; return the systems pressed."""
    return frozenset(st.pills("Système", _systemes(), selection_mode="multi", key="systeme"))


def traces(chosen: frozenset[str]) -> dict[str, Any]:
    """Return the links with one of the systems, all when none is chosen, as GeoJSON."""
    features = [lien.trace for lien in liens() if not chosen or chosen & lien.systemes]
    return {"type": "FeatureCollection", "features": features}


@st.cache_resource
def _systemes() -> list[str]:
    codes: list[str] = _read("systemes.json")
    return codes


def _read(name: str) -> Any:
    return json.loads((Path(os.environ["BENCH_DONNEES"]) / name).read_text(encoding="utf-8"))
