"""Permalinks: a view of the map as the query string of its address, both ways.

The keys and their values are a published contract: `theme`, `systeme`, `region`, `forme`,
`statut`, `confiance` (codes, comma-separated), `annees=2015-2020`, `poles=tous`, `q=text`,
`fond=<id>`, the selection as one of `pole`, `cooperation`, `territoire`, and what a page shows of
itself: `vue=<code>`, with `avec=<codes>` the pôles compared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from geo.filters import Filters

#: Key of the address -> field of `Filters` holding the chosen codes.
FACETS = {
    "systeme": "systemes",
    "theme": "themes",
    "region": "regions",
    "forme": "formes",
    "statut": "statuts",
    "confiance": "confiances",
}
SELECTIONS = ("cooperation", "pole", "territoire")
#: Tile backgrounds a visitor may turn on; "" is the embedded ground.
FONDS = ("ign-plan", "ign-photo", "osm", "aucun")
#: Longest search text kept, in characters.
Q_MAX = 80
#: The view that compares pôles, and how many it takes.
COMPARE, COMPARED_MAX = "comparer", 4
_SHOWN_MAX = 40
_CLOSED = {"poles": ("", "tous"), "fond": ("", *FONDS)}
_KEYS = {*FACETS, *SELECTIONS, *_CLOSED, "annees", "q", "vue", "avec"}
_YEARS = re.compile(r"^(\d{4})-(\d{4})$")


@dataclass(frozen=True)
class View:
    """What one address shows.

    `choix` is the selection as (type, code) with type one of `SELECTIONS`, or None; `fond` the
    id of a tile background, "" for the embedded ground. `vue` is the view of the page, "" for the
    first of them; `avec` the codes of the pôles it compares, in the visitor's order.
    """

    filters: Filters = field(default_factory=Filters)
    choix: tuple[str, str] | None = None
    fond: str = ""
    vue: str = ""
    avec: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Values an address may hold.

    `options` lists the codes of each facet by its key in the address; `annees` is the range of
    years offered, both ends included; `exists(type, code)` tells whether a selection exists. `vues`
    are the views of the page, the one it opens on first; none for most pages.
    """

    options: Mapping[str, tuple[str, ...]]
    annees: tuple[int, int]
    exists: Callable[[str, str], bool]
    vues: tuple[str, ...] = ()


def parse_query(
    query: Mapping[str, Iterable[str]], vocabulary: Vocabulary
) -> tuple[View, tuple[str, ...]]:
    """Read an address.

    Parameters
    ----------
    query : mapping
        Every value given to each key (a key may be repeated).
    vocabulary : Vocabulary
        Values that exist.

    Returns
    -------
    (View, tuple of str)
        The view, unknown values left out, and each thing left out as « key=value », shortened.
    """
    given = {key: ",".join(values) for key, values in query.items()}
    ignored: list[str] = []

    def refuse(key: str, value: str) -> None:
        text = f"{key}={value}"
        ignored.append(text if len(text) <= _SHOWN_MAX else text[: _SHOWN_MAX - 1] + "…")

    facets: dict[str, tuple[str, ...]] = {}
    for key, attribute in FACETS.items():
        asked = _split(given.get(key, ""))
        for value in asked:
            if value not in vocabulary.options[key]:
                refuse(key, value)
        facets[attribute] = tuple(c for c in vocabulary.options[key] if c in asked)

    annees = _parse_years(given.get("annees", ""), vocabulary.annees)
    if given.get("annees") and annees is None:
        refuse("annees", given["annees"])
    for key, known in _CLOSED.items():
        if given.get(key, "") not in known:
            refuse(key, given.pop(key))
    vue, avec = _parse_vue(given, vocabulary, refuse)
    choix = _parse_choice(given, vocabulary, refuse)
    for key, value in given.items():
        if key not in _KEYS and not key.startswith("embed"):
            refuse(key, value)

    filters = Filters(
        **facets,
        annees=annees,
        poles_tous=given.get("poles") == "tous",
        q=" ".join(given.get("q", "").split())[:Q_MAX].rstrip(),
    )
    return View(filters, choix, given.get("fond", ""), vue, avec), tuple(ignored)


def _split(text: str) -> list[str]:
    """Values separated by commas, each once, in their order."""
    return list(dict.fromkeys(value.strip() for value in text.split(",") if value.strip()))


def _parse_vue(
    given: Mapping[str, str], vocabulary: Vocabulary, refuse: Callable[[str, str], None]
) -> tuple[str, tuple[str, ...]]:
    """Return the view of the page, "" for its first, and the pôles that it compares."""
    vue = given.get("vue", "")
    if vue and vue not in vocabulary.vues:
        refuse("vue", vue)
        vue = ""
    asked = _split(given.get("avec", ""))
    known = [code for code in asked if vue == COMPARE and vocabulary.exists("pole", code)]
    avec = tuple(known[:COMPARED_MAX])
    for code in asked:
        if code not in avec:
            refuse("avec", code)
    return "" if vue in vocabulary.vues[:1] else vue, avec


def _parse_choice(
    given: Mapping[str, str], vocabulary: Vocabulary, refuse: Callable[[str, str], None]
) -> tuple[str, str] | None:
    """Return the first selection that exists; refuse the others."""
    choix = None
    for kind in SELECTIONS:
        for code in _split(given.get(kind, "")):
            if choix is None and vocabulary.exists(kind, code):
                choix = (kind, code)
            else:
                refuse(kind, code)
    return choix


def _parse_years(text: str, bounds: tuple[int, int]) -> tuple[int, int] | None:
    match = _YEARS.match(text.strip())
    if not match:
        return None
    first, last = int(match[1]), int(match[2])
    if first > last or last < bounds[0] or first > bounds[1]:
        return None
    clipped = (max(first, bounds[0]), min(last, bounds[1]))
    return None if clipped == bounds else clipped


def format_query(view: View) -> dict[str, str]:
    """Shortest query of a view: `parse_query` gives the view back."""
    query: dict[str, str] = {}
    for key, attribute in FACETS.items():
        codes = getattr(view.filters, attribute)
        if codes:
            query[key] = ",".join(codes)
    if view.filters.annees:
        query["annees"] = "{}-{}".format(*view.filters.annees)
    if view.filters.poles_tous:
        query["poles"] = "tous"
    if view.filters.q:
        query["q"] = view.filters.q
    if view.choix:
        query[view.choix[0]] = view.choix[1]
    if view.fond:
        query["fond"] = view.fond
    if view.vue:
        query["vue"] = view.vue
    if view.avec:
        query["avec"] = ",".join(view.avec)
    return query
