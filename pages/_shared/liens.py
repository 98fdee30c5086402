"""Links of a page, and its filters' counts, in the browser (`static/page/liens.js`).

Any HTML of a page may hold `<a href="poles?pole=CODE" data-vers="pole:CODE" data-page="poles">`,
as `link` writes it: followed without loading the application anew, the filters kept. Without
`data-page` it selects on the page itself. The address stays good for a new tab: the browser
writes the present filters in it as one points at the link, which may have been drawn before.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

import streamlit as st

from geo.etat import describe_state
from geo.permalinks import SELECTIONS, format_query, parse_query
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
    "donnees": "pages/donnees.py",
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
#: Focus brings its element into sight.
_LAND = """<script>requestAnimationFrame(() => {
  const title = document.querySelector('article.fiche h2');
  title?.setAttribute('tabindex', '-1');
  title?.focus();
})</script>"""
_component = st.components.v2.component(
    "coop_carte.liens", html="<span hidden></span>", js=_JS, isolate_styles=False
)


def mount(
    donnees: Dataset,
    view: View,
    selection: Selection,
    planches: Mapping[str, Any] | None = None,
) -> None:
    """Mount the module; a link followed is in the session at the next run.

    `planches` are what fills the sheets of the page, by name (`pages._shared.planche`).
    """
    data = {
        **payload(donnees, view, selection),
        "planches": planches or {},
        "adresses": addresses(view),
    }
    _component(key=KEY, data=data, on_lien_change=_on_link)


def payload(donnees: Dataset, view: View, selection: Selection) -> dict[str, Any]:
    """Return what the filter bar shows beside its labels: counts of each facet, filters chosen."""
    return {
        "etat": describe_state(view.filters),
        "comptes": {
            facet: [int(selection.counts[facet][code]) for code in donnees.vocabulary.options[key]]
            for key, facet in state.FACETS.items()
        },
    }


def addresses(view: View) -> dict[str, str]:
    """Return the query of a link that selects nothing, by the page it leads to; "*" for any."""
    here = state.here() or ""
    return {page: _query(state.carried(view, page), None) for page in dict.fromkeys((here, "*"))}


def _query(view: View, choix: tuple[str, str] | None) -> str:
    return urlencode(format_query(replace(view, choix=choix)), safe=",:")


def href(view: View, choix: tuple[str, str], page: str = "") -> str:
    """Return the address of one item on a page; see `link`.

    It is relative to any page of the application.
    """
    query = _query(state.carried(view, page), choix)
    return f"./{page}" + (f"?{query}" if query else "")


def link(view: View, choix: tuple[str, str], inside: str, page: str = "", **attributes: str) -> str:
    """Return a link to one item on a page, the map by default, the filters kept.

    Parameters
    ----------
    view
        What is shown now.
    choix
        Type and code of the item, as in `View`.
    inside
        HTML, its texts escaped.
    page
        Address of the page, a key of `PAGES`.
    attributes
        More of them, as texts: `class_`, `aria_label`…
    """
    given = {
        "href": href(view, choix, page),
        "data-vers": ":".join(choix),
        "data-page": page,
        **{name.strip("_").replace("_", "-"): value for name, value in attributes.items()},
    }
    written = "".join(f' {name}="{escape(value)}"' for name, value in given.items())
    return f"<a{written}>{inside}</a>"


def land(choix: tuple[str, str]) -> None:
    """Bring a sheet into sight, and have it read: the link followed may be far below.

    Called after the sheet of `choix`, it does so once.
    """
    sheet = f'<span data-fiche="{escape(":".join(choix))}"></span>'
    st.html(sheet + _LAND, unsafe_allow_javascript=True)


def receive(sent: Mapping[str, Any]) -> None:
    """Do what a link followed in the browser asks: select (`vers`), go to a page (`page`).

    `filtre` holds filters as in an address, set in place of those of the same facets, or years;
    blank, of none.
    """
    page = PAGES.get(str(sent.get("page")), "") if sent.get("page") != state.here() else ""
    kind, _, code = str(sent.get("vers", "")).partition(":")
    known = kind in SELECTIONS and dataset().vocabulary.exists(kind, code)
    if "filtre" in sent:
        query = parse_qs(str(sent["filtre"]), keep_blank_values=True)
        filters = parse_query(query, dataset().vocabulary)[0].filters
        facets = {key: facet for key, facet in state.FACETS.items() if key in query}
        asked: dict[str, Any] = {key: list(getattr(filters, f)) for key, f in facets.items()}
        if filters.annees:
            asked["annees"] = filters.annees
        state.refine(page, **asked)
    elif "vers" in sent:
        state.choose((kind, code) if known else None, page)
    elif page:
        state.ask(page)


def _on_link() -> None:
    receive(st.session_state[KEY].get("lien") or {})
