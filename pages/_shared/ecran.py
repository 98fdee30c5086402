"""The screen of the page Présenter: the deck itself, in a frame (`static/page/ecran.js`).

The frame holds the very page that the standalone file is (`data.export.html`); the scenes reach
it as data, so that a correction shows at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export.html import scene_data, skeleton
from data.export.scenes import resolve
from geo.scenes import Presentation, Scene, SceneError, dump, load
from pages._shared import adresse, messages, presentation
from pages._shared.cache import dataset

if TYPE_CHECKING:
    from data.dataset import Dataset

KEY = "ecran"
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector('.ecran');
  const address = new URL('app/static/page/ecran.js', document.baseURI).href;
  element.ecran ??= import(address).then(({ Ecran }) =>
    new Ecran(element, (message) => setTriggerValue('message', message)));
  element.ecran.then((ecran) => ecran.update(data));
  return () => element.ecran.then((ecran) => ecran.stop());
}
"""
_component = st.components.v2.component(
    "coop_carte.ecran", html="<div class='ecran'></div>", js=_JS, isolate_styles=False
)


def show(donnees: Dataset) -> None:
    """Show the scene at hand as the room will see it."""
    messages.tell()
    now = presentation.current(donnees)
    base = adresse.base()
    _component(
        key=KEY,
        data={
            "document": _document(),
            "deck": {
                "titre": now.deck.titre,
                "scenes": [_scene(scene, base) for scene in now.deck.scenes],
            },
            "rang": now.rang,
            "fichier": dump(now.deck),
            "touche": presentation.touched(),
        },
        on_message_change=_on_message,
    )


@st.cache_data(show_spinner=False)
def _document() -> str:
    """Page of an empty deck: the scenes follow."""
    return skeleton(dataset(), Presentation("", ()), "./app/static/")


@st.cache_data(max_entries=2000, show_spinner=False)
def _scene(scene: Scene, base: str) -> dict[str, Any]:
    return scene_data(dataset(), resolve(dataset(), scene, base))


def _on_message() -> None:
    message = st.session_state[KEY].get("message") or {}
    if isinstance(message.get("rang"), int):
        presentation.go(message["rang"])
    kept = message.get("retrouver")
    if isinstance(kept, str) and not presentation.touched():
        try:
            deck, _ = load(kept, dataset().vocabulary)
        except SceneError:
            return  # A copy of another day, that this version cannot read: ours is shown.
        presentation.open_deck(deck, "le retour de votre présentation")
        messages.announce("Votre présentation a été retrouvée dans ce navigateur.")
