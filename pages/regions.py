"""Régions: what exists in a region and what is not covered, for its dialogue with the pôles."""

from __future__ import annotations

import streamlit as st

from pages._shared import entete, regions


def content(lecture: entete.Lecture) -> None:
    """Show the sheet of the region chosen, then all of them compared."""
    lue = regions.read(lecture)
    with st.container(key="choix_region", horizontal=True, vertical_alignment="bottom"):
        regions.choose(lecture)
        regions.actions(lue)
    regions.show(lecture, lue)


entete.open_page(
    "Régions",
    "Pour chaque région, et pour la France entière\u202f: les pôles et les coopérations qui "
    "existent, les habitants qu’ils couvrent et ceux qu’ils ne couvrent pas.",
    content,
    sheet="regions.css",
    prepare=regions.read,
)
