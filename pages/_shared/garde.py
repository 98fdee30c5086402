"""The copy of the visitor's deck that the browser keeps: a page loaded anew does not lose it."""

from __future__ import annotations

import secrets

import streamlit as st

from data.export import scenes
from geo.scenes import SceneError, dump, load
from pages._shared import messages, presentation
from pages._shared.cache import dataset

KEY = "garde"
_SESSION = "_garde_session"
# A copy from another session goes to the server before anything is written over it. Without
# storage (private browsing), nothing is kept.
_JS = """
const NAME = 'cooperations.presentation';
export default function ({ data, setTriggerValue }) {
  try {
    const { dataset } = document.documentElement;
    const kept = localStorage.getItem(NAME);
    const found = kept && kept !== data.fichier && dataset.garde !== data.session;
    dataset.garde = data.session;
    if (found) setTriggerValue('copie', kept);
    else if (data.fichier) localStorage.setItem(NAME, data.fichier);
    else if (data.fichier === '') localStorage.removeItem(NAME);
  } catch {}
}
"""
_component = st.components.v2.component(
    "coop_carte.garde", html="<span hidden></span>", js=_JS, isolate_styles=False
)


def mount(key: str = KEY) -> None:
    """Keep the session's deck in the browser, and bring back one left by an earlier session."""
    _component(
        key=key,
        data={
            "session": st.session_state.setdefault(_SESSION, secrets.token_hex(8)),
            "fichier": _file(),
        },
        on_copie_change=lambda: _receive(st.session_state[key].get("copie")),
    )


def _file() -> str | None:
    """Return the deck's file; "" when it is the one anybody has, None when nothing changed it."""
    if not presentation.touched():
        return None
    deck = presentation.current().deck
    return "" if deck == scenes.seed(dataset()) else dump(deck)


def _receive(kept: object) -> None:
    if not isinstance(kept, str):
        return
    try:
        deck, _ = load(kept, dataset().vocabulary)
    except SceneError:
        return  # Left by a later version, or by something else: nothing here can show it.
    if presentation.recall(deck):
        messages.announce("Votre présentation a été retrouvée dans ce navigateur.")
    else:
        messages.announce(
            "Une présentation d’une visite précédente était dans ce navigateur\u202f: « Annuler » "
            "y revient."
        )
