"""What the pages that read the inventory open with: title, filter bar, counter, links."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import streamlit as st

from geo.filters import apply_filters
from pages._shared import cache, cadre, filtres, liens, messages, state, style
from pages._shared.planche import Planches

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.delta_generator import DeltaGenerator

    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View


@dataclass(frozen=True)
class Lecture:
    """What a page reads: the inventory, the view asked for, what its filters keep.

    And the sheets it shows them in.
    """

    donnees: Dataset
    view: View
    selection: Selection
    planches: Planches = field(default_factory=Planches)


@dataclass(frozen=True)
class Vue:
    """One of the views of a page: its name, what draws it, and what is made of the filters first.

    What is sent while something is still being made is drawn by the browser on its own: what a
    view keeps (`cache.per_version`) is best made by `prepare`, before anything is sent.
    """

    nom: str
    show: Callable[[Lecture], None]
    prepare: Callable[[Lecture], object] | None = None


def open_page(
    title: str,
    introduction: str,
    content: Callable[[Lecture], None],
    vues: Mapping[str, Vue] | None = None,
    *,
    sheet: str,
    prepare: Callable[[Lecture], object] | None = None,
) -> None:
    """Draw the head of a page and its filters, those of the map; `content` draws the rest.

    The address is read and written here: a page needs no other call. `vues` are the views it may
    show, by their code in the address, the one it opens on first; `choose_view` offers them.
    `sheet` is the name of its style sheet, `prepare` as a view's.
    """
    codes = tuple(vues or ())
    donnees = _head(title, introduction, codes, sheet)
    with st.container(key="barre", horizontal=True, gap="small", vertical_alignment="center"):
        places = filtres.bar(donnees)
    _read(places, content, codes, prepare)


def prepare_view(vues: Mapping[str, Vue]) -> Callable[[Lecture], None]:
    """Return what prepares the view asked for."""

    def prepare(lecture: Lecture) -> None:
        vue = vues[lecture.view.vue or next(iter(vues))]
        if vue.prepare:
            vue.prepare(lecture)

    return prepare


def choose_view(vues: Mapping[str, Vue]) -> Vue:
    """Draw the choice of the view, which `state` sets; return the one chosen."""
    code = st.segmented_control(
        "Vue",
        list(vues),
        format_func=lambda code: vues[code].nom,
        required=True,
        key="vue",
        label_visibility="collapsed",
        persist_state="session",
    )
    return vues[code]


@st.fragment
def _read(
    places: Mapping[str, DeltaGenerator],
    content: Callable[[Lecture], None],
    vues: tuple[str, ...],
    prepare: Callable[[Lecture], object] | None,
) -> None:
    """Show what the filters keep; the bar's pills run this part of the page only."""
    donnees = cache.dataset()
    view = state.view(replace(donnees.vocabulary, vues=vues))
    selection = apply_filters(donnees.facets, view.filters)
    lecture = Lecture(donnees, view, selection)
    if prepare:
        prepare(lecture)
    st.container(key="compteur").text(filtres.counted(selection))
    filtres.main_pills(donnees, places)
    state.write_view(view)
    messages.warn_ignored(state.ignored())
    if not selection.cooperations.any():
        filtres.empty_notice(donnees.vocabulary, selection)
    content(lecture)
    # After what is written in the sheets, at a place that does not move.
    with places["systeme"]:
        liens.mount(donnees, view, selection, lecture.planches.data)


def open_text(title: str, introduction: str = "") -> Dataset:
    """Draw the head of a page without filters, whose links keep those of the others."""
    donnees = _head(title, introduction)
    view = state.view(donnees.vocabulary)
    liens.mount(donnees, view, apply_filters(donnees.facets, view.filters))
    return donnees


def _head(title: str, introduction: str, vues: tuple[str, ...] = (), *sheets: str) -> Dataset:
    cadre.require()
    donnees = cache.dataset()
    state.read_view(replace(donnees.vocabulary, vues=vues))
    state.follow(donnees.vocabulary)
    style.systems(donnees.tables.systemes, *sheets)
    st.title(title, anchor=False)
    if introduction:
        st.markdown(introduction)
    return donnees
