"""The view of a session: its address and its widgets, kept the same."""

from __future__ import annotations

import streamlit as st

from geo.filters import Filters
from geo.permalinks import FACETS, Q_MAX, View, Vocabulary, format_query, parse_query

_QUERY = "_requete"
_IGNORED = "_ignores"
_SEEN = "_vu"
#: Set by the other pages: coming back without an address gives the last view back.
AWAY = "_ailleurs"


def read_view(vocabulary: Vocabulary) -> View:
    """Present view, from the address when it was opened or walked through, else the widgets."""
    state = st.session_state
    query = {key: tuple(st.query_params.get_all(key)) for key in st.query_params}
    # A run asked for by a widget carries the address of before: only one that changes nothing
    # else is a visitor going to an address.
    walked = query != state.get(_QUERY) and state.get(_SEEN) in (None, _seen(vocabulary))
    away = state.pop(AWAY, False)
    if away and not query and _SEEN in state:
        _fill_widgets(state[_SEEN][0], vocabulary)
    elif away or walked:
        view, state[_IGNORED] = parse_query(query, vocabulary)
        _fill_widgets(view, vocabulary)
    state[_QUERY] = query
    return _view_of_widgets(vocabulary)


def write_view(view: View) -> None:
    """Put the view in the address."""
    st.session_state[_SEEN] = (view, st.session_state.get("territoire"))
    query = format_query(view)
    as_read = {key: (value,) for key, value in query.items()}
    if as_read != st.session_state.get(_QUERY):
        # Noted first: a run may be stopped while it sends the address.
        st.session_state[_QUERY] = as_read
        st.query_params.from_dict(query)


def _seen(vocabulary: Vocabulary) -> tuple[View, str | None]:
    """All a visitor may have changed since the last run."""
    return _view_of_widgets(vocabulary), st.session_state.get("territoire")


def ignored() -> tuple[str, ...]:
    """Return what the address asked for and does not exist."""
    found: tuple[str, ...] = st.session_state.get(_IGNORED, ())
    return found


def choose(choix: tuple[str, str] | None) -> None:
    """Select one item, or nothing; what a callback calls. A search that found it is over."""
    st.session_state["choix"] = choix
    st.session_state["territoire"] = ""
    st.session_state["pole"] = choix[1] if choix and choix[0] == "pole" else None


def lift(vocabulary: Vocabulary, *keys: str) -> None:
    """Take filters away, all of them when no widget key is named."""
    empty = {"annees": vocabulary.annees, "q": "", "poles_tous": False}
    for key in keys or (*FACETS, *empty):
        st.session_state[key] = empty.get(key, [])


def _fill_widgets(view: View, vocabulary: Vocabulary) -> None:
    state = st.session_state
    for key, attribute in FACETS.items():
        state[key] = list(getattr(view.filters, attribute))
    state["annees"] = view.filters.annees or vocabulary.annees
    state["poles_tous"] = view.filters.poles_tous
    state["q"] = view.filters.q
    state["fond"] = view.fond or "carte"
    choose(view.choix)


def _view_of_widgets(vocabulary: Vocabulary) -> View:
    state = st.session_state
    annees = tuple(state.get("annees") or vocabulary.annees)
    facets = {
        attribute: tuple(c for c in vocabulary.options[key] if c in (state.get(key) or ()))
        for key, attribute in FACETS.items()
    }
    fond = state.get("fond") or "carte"
    return View(
        Filters(
            **facets,
            annees=None if annees == vocabulary.annees else annees,
            poles_tous=bool(state.get("poles_tous")),
            q=" ".join((state.get("q") or "").split())[:Q_MAX].rstrip(),
        ),
        state.get("choix"),
        "" if fond == "carte" else fond,
    )
