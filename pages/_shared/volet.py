"""The link between the page and the map in the browser (`static/carte/volet.js`).

A Components v2 mount answers filters before the server and brings the visitor's selection back;
the server's result reaches it in the counter. The map itself is Folium's, shown by
streamlit-folium.
"""

from __future__ import annotations

import html
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.filters import mask_to_base64
from geo.layers import LOADER
from pages._shared import filtres, liens, partage, state
from pages._shared.cache import PAGE_MODULES, dataset, modules_version

if TYPE_CHECKING:
    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View

KEY = "volet"
_HTML = '<nav class="liste" aria-label="Résultats"></nav>'
#: `volet.js` and all it imports, directly or not (a test compares).
MODULES = (*PAGE_MODULES, "textes.js")
_JS = f"""
const load = {LOADER};
const names = {list(MODULES)};
export default function ({{ data, parentElement, setTriggerValue }}) {{
  const element = parentElement.querySelector('.liste');
  element.volet ??= load('app/static/carte/', names, data.version)
    .then(({{ Volet }}) => new Volet(element, (choix) => setTriggerValue('choix', choix)));
  element.volet.then((volet) => volet.install(data.couches));
  return () => element.volet.then((volet) => volet.stop());
}}
"""
_component = st.components.v2.component(
    "coop_carte.volet", html=_HTML, js=_JS, isolate_styles=False
)


def mount(donnees: Dataset) -> None:
    """Mount the browser's module; a selection made there is in the session at the next run."""
    couches = {name: f"app/static/{path}" for name, path in asdict(donnees.layers).items()}
    data = {"version": modules_version(), "couches": couches}
    _component(key=KEY, data=data, on_choix_change=_on_choice)


def counter(donnees: Dataset, view: View, selection: Selection) -> str:
    """Return the counter's HTML, which carries the result to the browser's module.

    Not the component's data: those reach their module one frame after the page's content.
    """
    sent = json.dumps(payload(donnees, view, selection), separators=(",", ":"))
    # Streamlit's sanitizer drops an attribute that holds the end of a comment or of a tag.
    sent = sent.replace("<", r"\u003c").replace(">", r"\u003e")
    return f'<p data-reponse="{html.escape(sent)}">{filtres.counted(selection)}</p>'


def payload(donnees: Dataset, view: View, selection: Selection) -> dict[str, Any]:
    """Return the result of one state, a few hundred bytes.

    Bit masks are in the tables' order, the counts of a facet in that of its options.
    """
    return {
        "inventaire": f"app/static/{donnees.layers.inventaire}",
        **liens.payload(donnees, view, selection),
        "coops": mask_to_base64(selection.cooperations),
        "secondaires": mask_to_base64(selection.secondaires),
        "poles": mask_to_base64(selection.poles),
        "choix": ":".join(view.choix) if view.choix else "",
        "eclaire": ":".join(donnees.lit(view.choix)) if view.choix else "",
        "fond": view.fond,
    }


def _on_choice() -> None:
    sent = st.session_state[KEY].get("choix") or {}
    if "scene" in sent:
        donnees = dataset()
        partage.add_scene(donnees, state.view(donnees.vocabulary), sent["scene"])
    else:
        liens.receive(sent)
