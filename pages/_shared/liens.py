"""Links of a page, and its filters' counts, in the browser (`static/page/liens.js`).

Any HTML of a page may hold `<a href="poles?pole=CODE" data-vers="pole:CODE" data-page="poles">`:
followed without loading the application anew, the filters kept. Without `data-page` it selects
on the page itself. The address stays good for a new tab.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from geo.permalinks import SELECTIONS, format_query
from pages._shared import state
from pages._shared.cache import dataset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View

KEY = "liens"
#: Pages a link may lead to, by their address.
PAGES = {
    "": "pages/carte.py",
    "poles": "pages/poles.py",
    "cooperations": "pages/cooperations.py",
    "regions": "pages/regions.py",
    "reseau": "pages/reseau.py",
    "presentation": "pages/presentation.py",
}
_JS = """
export default function ({ data, parentElement, setTriggerValue }) {
  const address = new URL('app/static/page/liens.js', document.baseURI).href;
  parentElement.liens ??= import(address).then(({ Liens }) =>
    new Liens((lien) => setTriggerValue('lien', lien)));
  parentElement.liens.then((liens) => liens.update(data));
  return () => parentElement.liens.then((liens) => liens.stop());
}
"""
_component = st.components.v2.component(
    "coop_carte.liens", html="<span hidden></span>", js=_JS, isolate_styles=False
)


def mount(donnees: Dataset, view: View, selection: Selection) -> None:
    """Mount the module; a link followed is in the session at the next run."""
    _component(key=KEY, data=payload(donnees, view, selection), on_lien_change=_on_link)


def payload(donnees: Dataset, view: View, selection: Selection) -> dict[str, Any]:
    """Return what the filter bar shows beside its labels: counts of each facet, filters chosen."""
    filters = view.filters
    return {
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
    }


def href(page: str, view: View) -> str:
    """Return the address of a view on a page, relative to any page of the application."""
    query = urlencode(format_query(view), safe=",:")
    return f"./{page}" + (f"?{query}" if query else "")


def receive(sent: Mapping[str, Any]) -> None:
    """Do what a link followed in the browser asks: select (`vers`), go to a page (`page`)."""
    page = PAGES.get(str(sent.get("page")), "")
    kind, _, code = str(sent.get("vers", "")).partition(":")
    known = kind in SELECTIONS and dataset().vocabulary.exists(kind, code)
    if "vers" in sent:
        state.choose((kind, code) if known else None, page)
    elif page:
        state.ask(page)


def _on_link() -> None:
    receive(st.session_state[KEY].get("lien") or {})
