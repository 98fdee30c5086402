"""The link between the page and the map in the browser (`static/carte/volet.js`).

A Components v2 mount: it answers filters before the server, sends the server's result to the map
and brings the visitor's selection back. The map itself is Folium's, shown by streamlit-folium.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.filters import mask_to_base64
from geo.permalinks import SELECTIONS
from pages._shared import state
from pages._shared.cache import PAGE_MODULES, dataset

if TYPE_CHECKING:
    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View

KEY = "volet"
_HTML = '<nav class="liste" aria-label="Résultats"></nav>'
#: `volet.js` and all it imports, directly or not (a test compares).
MODULES = (*PAGE_MODULES, "textes.js")
# The modules are fetched together and checked against the server's, then imported from the cache:
# no chain of requests, and never an old module beside a new one.
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector('.liste');
  const address = (name) => new URL('app/static/carte/' + name, document.baseURI).href;
  const check = (name) => fetch(address(name), { cache: 'no-cache' });
  element.volet ??= Promise.all(MODULES.map(check))
    .then(() => import(address('volet.js')))
    .then(({ Volet }) => new Volet(element, (vers) => setTriggerValue('choix', { vers })));
  element.volet.then((volet) => volet.update(data));
  return () => element.volet.then((volet) => volet.stop());
}
""".replace("MODULES", str(list(MODULES)))
_component = st.components.v2.component(
    "coop_carte.volet", html=_HTML, js=_JS, isolate_styles=False
)


def mount(donnees: Dataset, view: View, selection: Selection) -> None:
    """Send the result to the browser; a selection made there is in the session at the next run."""
    _component(
        key=KEY,
        data=payload(donnees, view, selection),
        on_choix_change=_on_choice,
    )


def payload(donnees: Dataset, view: View, selection: Selection) -> dict[str, Any]:
    """Return the result of one state, a few hundred bytes.

    Bit masks are in the tables' order, the counts of a facet in that of its options.
    """
    filters = view.filters
    return {
        "couches": {name: f"app/static/{path}" for name, path in asdict(donnees.layers).items()},
        "etat": {
            **{facet: list(getattr(filters, facet)) for facet in state.FACETS.values()},
            "annees": list(filters.annees) if filters.annees else None,
            "poles_tous": filters.poles_tous,
            "q": filters.q,
        },
        "comptes": {
            facet: [int(selection.counts[facet][code]) for code in donnees.vocabulary.options[key]]
            for key, facet in state.FACETS.items()
        },
        "coops": mask_to_base64(selection.cooperations),
        "secondaires": mask_to_base64(selection.secondaires),
        "poles": mask_to_base64(selection.poles),
        "choix": ":".join(view.choix) if view.choix else "",
        "eclaire": ":".join(_lit(donnees, view.choix)) if view.choix else "",
        "fond": view.fond,
    }


def _lit(donnees: Dataset, choix: tuple[str, str]) -> tuple[str, str]:
    """Return what the map lights for a selection: a commune is shown by its EPCI."""
    kind, code = choix
    if kind == "territoire" and code not in set(donnees.tables.territoires["code"]):
        communes = donnees.prepared.communes
        found = communes.loc[communes["code"] == code, "epci_siren"]
        code = found.iloc[0] or code if len(found) else code
    return kind, code


def _on_choice() -> None:
    sent = st.session_state[KEY].get("choix") or {}
    kind, _, code = str(sent.get("vers", "")).partition(":")
    known = kind in SELECTIONS and dataset().vocabulary.exists(kind, code)
    state.choose((kind, code) if known else None)
