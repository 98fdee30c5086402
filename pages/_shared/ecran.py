"""The screen of the page Présenter: the deck itself, in a frame (`static/page/ecran.js`).

The frame holds the very page that the standalone file is (`data.export.html`); the scenes reach
it as data, so that a correction shows at once.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from data.export.html import scene_data, skeleton
from data.export.scenes import resolve
from geo.scenes import Presentation, Scene
from pages._shared import adresse, presentation
from pages._shared.cache import dataset, per_version

KEY = "ecran"
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector('.ecran');
  const address = new URL('app/static/page/ecran.js', document.baseURI).href;
  element.ecran ??= import(address).then(({ Ecran }) =>
    new Ecran(element, (rang) => setTriggerValue('rang', rang)));
  element.ecran.then((ecran) => ecran.update(data));
  return () => element.ecran.then((ecran) => ecran.stop());
}
"""
_component = st.components.v2.component(
    "coop_carte.ecran", html="<div class='ecran'></div>", js=_JS, isolate_styles=False
)


def show() -> None:
    """Show the scene at hand as the room will see it."""
    now = presentation.current()
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
        },
        on_rang_change=_on_rank,
    )


@per_version()
def _document() -> str:
    """Page of an empty deck: the scenes follow."""
    return skeleton(dataset(), Presentation("", ()), "./app/static/")


@per_version(2000)
def _scene(scene: Scene, base: str) -> dict[str, Any]:
    return scene_data(dataset(), resolve(dataset(), scene, base))


def _on_rank() -> None:
    rang = st.session_state[KEY].get("rang")
    if isinstance(rang, int):
        presentation.go(rang)
