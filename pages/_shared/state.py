"""The view of a session: its address and its widgets, kept the same."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from geo.filters import Filters
from geo.permalinks import COMPARE, FACETS, Q_MAX, View, Vocabulary, format_query, parse_query
from pages._shared import places

_QUERY = "_requete"
_IGNORED = "_ignores"
_SEEN = "_vu"
#: The page shown, and whether it was just entered: without an address it then shows the last view.
_PAGE, _ENTERED = "_page", "_entree"
#: The page that a link followed in this one leads to.
_ASKED = "_aller"


def enter(page: str) -> None:
    """Note the page shown; what is filtered on one holds on the next."""
    if st.session_state.get(_PAGE, page) != page:
        st.session_state[_ENTERED] = True
    st.session_state[_PAGE] = page


def here() -> str | None:
    """Return the address of the page shown; None when no frame noted it."""
    page: str | None = st.session_state.get(_PAGE)
    return page


def carried(shown: View, page: str) -> View:
    """Return what of a view a page, by its address, shows too: its views are its own."""
    return shown if page == here() else replace(shown, vue="", avec=())


def read_view(vocabulary: Vocabulary) -> None:
    """Set the widgets to the address, when it was opened or walked through.

    `vocabulary` holds the views of the page, as for `view`.
    """
    state = st.session_state
    query = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    # A run asked for by a widget carries the address of before: only one that changes nothing
    # else is a visitor going to an address.
    walked = query != state.get(_QUERY) and state.get(_SEEN) in (None, _seen(vocabulary))
    entered = state.pop(_ENTERED, False)
    if entered and not query and state.get(_SEEN):
        _fill_widgets(replace(state[_SEEN][0], vue="", avec=()), vocabulary)
    elif entered or walked:
        asked, state[_IGNORED] = parse_query(query, vocabulary)
        # A run may be stopped anywhere by the next, which then reads its own address whatever
        # this one leaves: that is no act of the visitor's.
        state[_SEEN] = state[_QUERY] = None
        _fill_widgets(asked, vocabulary)
        state[_SEEN] = _seen(vocabulary)
    state[_QUERY] = query


def write_view(shown: View) -> None:
    """Put the view in the address; its visitor has acted."""
    places.touch()
    st.session_state[_SEEN] = (shown, st.session_state.get("territoire"))
    query = format_query(shown)
    as_read = {key: (value,) for key, value in query.items()}
    if as_read != st.session_state.get(_QUERY):
        # Noted first: a run may be stopped while it sends the address.
        st.session_state[_QUERY] = as_read
        st.query_params.from_dict(query)


def _seen(vocabulary: Vocabulary) -> tuple[View, str | None]:
    """All a visitor may have changed since the last run."""
    return view(vocabulary), st.session_state.get("territoire")


def ask(page: str) -> None:
    """Go to another page, by its script; what a callback calls last."""
    st.session_state[_ASKED] = page
    st.rerun()  # Out of a fragment too: the whole page is left.


def follow(vocabulary: Vocabulary) -> None:
    """Go to the page a link asked for, if any, with the present filters and selection.

    `vocabulary` holds the views of no page: those of the one left are dropped.
    """
    page = st.session_state.pop(_ASKED, None)
    if page:
        st.switch_page(page, query_params=format_query(view(vocabulary)))


def ignored() -> tuple[str, ...]:
    """Return what the address asked for and does not exist."""
    found: tuple[str, ...] = st.session_state.get(_IGNORED, ())
    return found


def choose(choix: tuple[str, str] | None, page: str = "") -> None:
    """Select one item, or nothing, here or on another page; what a callback calls last.

    A search that found it is over.
    """
    before = st.session_state.get("pole")
    _choose(choix)
    if page:
        ask(page)
    if st.session_state["pole"] != before:
        st.rerun()  # The bar, out of the result's fragment, names the pôle selected.


def lift(vocabulary: Vocabulary, *keys: str) -> None:
    """Take filters away, all of them when no widget key is named; what a callback calls."""
    empty = {"annees": vocabulary.annees, "q": "", "poles_tous": False}
    for key in keys or (*FACETS, *empty):
        st.session_state[key] = empty.get(key, [])
    st.rerun()  # Out of the result's fragment too: the bar holds these filters.


def refine(page: str = "", **chosen: Any) -> None:
    """Set filters, by widget key, here or on another page; what a callback calls last."""
    st.session_state.update(chosen)
    if page:
        ask(page)
    st.rerun()  # Out of the result's fragment too: the bar holds these filters.


def _choose(choix: tuple[str, str] | None) -> None:
    st.session_state["choix"] = choix
    st.session_state["territoire"] = ""
    st.session_state["pole"] = choix[1] if choix and choix[0] == "pole" else None


def _fill_widgets(asked: View, vocabulary: Vocabulary) -> None:
    state = st.session_state
    for key, attribute in FACETS.items():
        state[key] = list(getattr(asked.filters, attribute))
    state["annees"] = asked.filters.annees or vocabulary.annees
    state["poles_tous"] = asked.filters.poles_tous
    state["q"] = asked.filters.q
    state["fond"] = asked.fond or "carte"
    state["vue"] = asked.vue or next(iter(vocabulary.vues), "")
    state["avec"] = list(asked.avec)
    _choose(asked.choix)


def view(vocabulary: Vocabulary) -> View:
    """Return the view that the widgets now ask for, on a page that has these views."""
    state = st.session_state
    annees = tuple(state.get("annees") or vocabulary.annees)
    chosen = {key: state.get(key) or () for key in FACETS}
    facets = {
        attribute: tuple(c for c in vocabulary.options[key] if c in chosen[key])
        for key, attribute in FACETS.items()
    }
    fond, vue = state.get("fond") or "carte", state.get("vue")
    return View(
        Filters(
            **facets,
            annees=None if annees == vocabulary.annees else annees,
            poles_tous=bool(state.get("poles_tous")),
            q=" ".join((state.get("q") or "").split())[:Q_MAX].rstrip(),
        ),
        state.get("choix"),
        "" if fond == "carte" else fond,
        vue if vue in vocabulary.vues[1:] else "",
        tuple(state.get("avec") or ()) if vue == COMPARE and vue in vocabulary.vues else (),
    )
