"""What the browser shows before the server answers is what the server then confirms.

`static/carte`, `static/site` and `geo` are given the same random states, texts, links, addresses
and names, and must agree to the last row. One Node.js process answers all questions; without
Node.js these tests are skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.dataset import load_dataset
from data.export.site_pieces import name_bytes
from data.loaders import PREPARED, TABLES, load
from geo.etat import describe_state
from geo.filters import Facets, Filters, apply_filters, build_facets, mask_to_base64
from geo.finder import find
from geo.inventory import build_inventory
from geo.links import curve_points, loop_points
from geo.permalinks import View, format_query, parse_query
from geo.text import fold
from tests import essai_filtres as essai
from tests.essai_adresses import KNOWN, VOCABULARY

NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(
    NODE is None,
    reason="Node.js is missing: the browser's filter is not compared with the server's",
)
asked = settings(max_examples=60, deadline=None)

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Call a function of the browser module by its name."""
    script = Path(__file__).parent / "parite.mjs"
    pipe = subprocess.PIPE
    command = [str(NODE), str(script)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, encoding="utf-8") as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def call(name: str, *args: Any) -> Any:
            stdin.write(json.dumps([name, *args]) + "\n")
            stdin.flush()
            answer = stdout.readline()
            assert answer, f"parite.mjs stopped on {name}"
            return json.loads(answer)

        yield call
        stdin.close()


def assert_same(ask: Ask, facets: Facets, state: Filters) -> None:
    """Compare what both sides show, and the counts, for one state."""
    here = apply_filters(facets, state)
    there = ask("filtrer", asdict(state))
    assert there["coops"] == np.flatnonzero(here.cooperations).tolist()
    assert there["secondaires"] == np.flatnonzero(here.secondaires).tolist()
    assert there["poles"] == np.flatnonzero(here.poles).tolist()
    assert there["comptes"] == here.counts


@essai.unshrunk
@given(essai.cooperations(), essai.poles(), st.lists(essai.filters(), min_size=5, max_size=5))
def test_same_sets_and_counts_on_random_inventories(
    ask: Ask, coops: list[dict[str, Any]], poles: list[dict[str, Any]], states: list[Filters]
) -> None:
    ask("indexer", essai.inventory_of(coops, poles))
    facets = essai.facets_of(coops, poles)
    for state in [Filters(), Filters(poles_tous=True), *states]:
        assert_same(ask, facets, state)


def test_same_sets_and_counts_on_the_real_tables(ask: Ask) -> None:
    tables, shapes = load(TABLES, PREPARED)
    facets = build_facets(
        tables, dict(zip(shapes.epci["siren"], shapes.epci["regions"], strict=True))
    )
    ask(
        "indexer",
        build_inventory(tables, facets, shapes.territoires, shapes.poles, shapes.regions),
    )

    @settings(essai.unshrunk, max_examples=250)
    @given(essai.filters(facets))
    def compare(state: Filters) -> None:
        assert_same(ask, facets, state)

    compare()
    for words in tables.poles["nom_court"]:
        assert_same(ask, facets, Filters(q=words, poles_tous=True))
    for facet, options in facets.options.items():
        for option in options:
            assert_same(ask, facets, Filters(**{facet: (option,)}))


@asked
@given(st.text() | st.lists(st.sampled_from(essai.MOTS)).map(" ".join))
def test_same_folding(ask: Ask, text: str) -> None:
    # A letter newer than Python's tables may be known to Node.js.
    known = "".join(c for c in text if unicodedata.category(c) not in {"Cn", "Cs"})
    assert ask("fold", known) == fold(known)


@asked
@given(st.lists(st.booleans(), max_size=70))
def test_the_browser_reads_the_masks_of_the_server(ask: Ask, mask: list[bool]) -> None:
    packed = mask_to_base64(np.array(mask, bool))
    assert ask("depuisBase64", packed, len(mask)) == np.flatnonzero(mask).tolist()


pixels = st.floats(-5000, 5000).map(lambda x: round(x, 2))
points = st.tuples(pixels, pixels)


@asked
@given(points, points, st.sampled_from([0.16, -0.16, 0.28, -0.28, 0.4, 0.0]), st.integers(2, 20))
def test_same_arc(
    ask: Ask, start: tuple[float, float], end: tuple[float, float], courbure: float, n: int
) -> None:
    # Pixels go down where the plane goes north; no bound on the bow.
    here = curve_points(start, end, courbure, n) * [1, -1]
    there = ask("courbe", [start[0], -start[1]], [end[0], -end[1]], courbure, {"n": n})
    assert np.asarray(there) == pytest.approx(here, abs=1e-6)


@asked
@given(points, st.integers(0, 12), st.integers(1, 12), st.floats(1, 50), st.integers(2, 20))
def test_same_loop(
    ask: Ask, centre: tuple[float, float], rang: int, nombre: int, size: float, n: int
) -> None:
    here = loop_points(centre, rang, nombre, size, n) * [1, -1]
    there = ask("boucle", [centre[0], -centre[1]], rang, nombre, size, n)
    assert np.asarray(there) == pytest.approx(here, abs=1e-6)


CODES = [code for codes in (*VOCABULARY.options.values(), *KNOWN.values()) for code in codes]
VALUES = [*CODES, "tous", "osm", "aucun", *VOCABULARY.vues, "2010-2020", " 2000-2026\n",
          "1990-2005", "2020-2010", "2030-2040", "20100-2011", "a b", "\x85x\ufeff", "\u202f",
          "é" * 90, "🚲" * 81]  # fmt: skip
anything = st.lists(st.sampled_from(VALUES) | st.text(max_size=4), max_size=4).map(",".join)
#: What each key may well hold; half of the values drawn.
LIKELY = {
    **VOCABULARY.options,
    **KNOWN,
    "annees": ("2010-2020", "1990-2005", " 2000-2026\n"),
    "poles": ("tous",),
    "q": ("a  b", "é" * 90),
    "fond": ("osm", "aucun"),
    "vue": VOCABULARY.vues,
    "avec": ("p2,p1", "p1"),
    "embed": ("true",),
}
queries = st.builds(
    lambda known, others: {**others, **known},
    st.fixed_dictionaries(
        {},
        optional={
            key: st.lists(st.sampled_from(likely) | anything, min_size=1, max_size=2)
            for key, likely in LIKELY.items()
        },
    ),
    st.dictionaries(st.text(max_size=3) | st.just("7"), st.lists(anything, min_size=1), max_size=2),
)


def described(view: View) -> dict[str, Any]:
    """Return a view as `static/site/permalien.js` gives it."""
    return {
        "etat": describe_state(view.filters),
        "choix": ":".join(view.choix) if view.choix else "",
        "fond": view.fond,
        "vue": view.vue,
        "avec": list(view.avec),
    }


@settings(max_examples=400, deadline=None)
@example(query={"vue": ["comparer"], "avec": ["p5,p1", "p3,p2,p1,p4"]}, with_views=True)
@example(query={"annees": ["1990-2010"], "q": ["\x85a\ufeff"]}, with_views=False)
@given(query=queries, with_views=st.booleans())
def test_same_view_of_an_address_and_back(
    ask: Ask, query: dict[str, list[str]], with_views: bool
) -> None:
    vocabulary = VOCABULARY if with_views else replace(VOCABULARY, vues=())
    view, ignored = parse_query(query, vocabulary)
    sent = {
        "options": {key: list(codes) for key, codes in vocabulary.options.items()},
        "annees": list(vocabulary.annees),
        "vues": list(vocabulary.vues),
        "known": KNOWN,
    }
    assert ask("parseQuery", list(query.items()), sent) == [described(view), list(ignored)]
    assert ask("formatQuery", described(view)) == [list(p) for p in format_query(view).items()]
    address = ask("formatAddress", described(view))
    assert parse_query(parse_qs(address.removeprefix("?")), vocabulary) == (view, ())


@pytest.fixture(scope="module")
def names(ask: Ask) -> Any:
    donnees = load_dataset()
    ask("indexNames", json.loads(name_bytes(donnees)))
    return donnees.index


@pytest.mark.parametrize(
    "query",
    ["Sigale", "st etienne", "St", "saint-ét", "lion", "marseile", "grenobel", "lemans",
     "le mans", "bourg en b", "pnr", "métropole de ly", "alpes", "clermont vichy", "villeneuve",
     "zzzzqqq", "X", "strasbuorg", "petr pays", "aix", "-", "  ", "Œ", "ille et vilaine", "toulous",
     "sillon loran"],
)  # fmt: skip
def test_same_places_found(ask: Ask, names: Any, query: str) -> None:
    here = [[match.type, match.code] for match in find(names, query)]
    assert ask("findPlaces", query) == here
