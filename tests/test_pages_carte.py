"""The page Carte: each filter by its address and by its widget, empty, unknown, hostile, selected.

What must be shown is worked out from the CSV files by `tests.browser.expected`, which shares
nothing with the application.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st

from geo.permalinks import FACETS as FACET_OF
from geo.permalinks import Q_MAX
from pages._shared import state as session
from tests.browser.expected import FACETS, State, inventory
from tests.essai_carte import (
    ROOT,
    assert_served,
    assert_shows,
    choose_in_browser,
    keys,
    payload,
    route_by_navigation,
    shown,
    visit,
)

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

#: An existing item of each kind a permalink may select.
POLE = "200030989"
#: Bytes the page may send for one filter change, as the benchmark measures it on the wire.
MAX_PAYLOAD = 10_000


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def query_of(text: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in text.split("&") if part)


def expected(text: str) -> Any:
    return inventory().shown(State.of(text.replace("+", "%2B")))


class _Reader(HTMLParser):
    """Tags and texts of a piece of HTML, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def piece(app: AppTest, mark: str) -> _Reader:
    """Return the only HTML of the page that holds a mark, read."""
    (html,) = [block.value for block in app.html if mark in block.value]
    return _Reader(html)


def warning(app: AppTest) -> str:
    """Return the warning about the address as it is read, empty when there is none."""
    if "avertissement" not in keys(app):
        return ""
    found = piece(app, "Ignoré")
    assert [tag for tag, _ in found.tags] == ["p"], "the address is more than text"
    return found.text


# Full view


def test_default_view_is_what_the_tables_hold() -> None:
    app = visit()
    assert_shows(app, expected(""))
    assert app.query_params == {}
    assert warning(app) == ""
    assert "vide" not in keys(app)
    assert "fiche" not in keys(app)


def test_every_contract_key_is_on_the_page() -> None:
    app = visit()
    assert {"compteur", *FACETS, "pole", "territoire", "annees", "q"} <= keys(app)


# Filtered by the address

QUERIES = [
    "systeme=transitions",
    "systeme=economie,mobilites",
    "theme=mobilites,tourisme",
    "region=84,27",
    "region=06",
    "forme=contrat-de-reciprocite",
    "statut=en_projet,achevee",
    "confiance=faible",
    "confiance=haute,moyenne,faible",
    "annees=2015-2020",
    "annees=2019-2019",
    "poles=tous",
    "q=vélo",
    "q=SAINT-ETIENNE",
    "systeme=sante&theme=numerique",
    "theme=tourisme&region=84&statut=active",
    "region=53&poles=tous",
    "systeme=economie&region=11,32&confiance=faible,haute&annees=2010-2024&q=pole",
]


@pytest.mark.parametrize("text", QUERIES)
def test_address_filters_and_stays(text: str) -> None:
    app = visit(query_of(text))
    assert_shows(app, expected(text))
    view = visit(app.query_params)
    assert payload(view) == payload(app)
    assert as_sets(app.query_params) == as_sets(query_of(text))
    assert warning(app) == ""


def as_sets(query: dict[str, str]) -> dict[str, set[str]]:
    """Return a query with the order of the values of a key left out: it means nothing."""
    return {key: set(value.split(",")) for key, value in query.items()}


@pytest.mark.parametrize("key", FACETS)
def test_address_fills_the_widget(key: str) -> None:
    code = next(iter(inventory().labels[key]))
    assert visit({key: code}).pills(key=key).value == [code]


def test_address_fills_the_other_widgets() -> None:
    query = {"annees": "2015-2020", "q": "pays", "poles": "tous", "fond": "osm", "pole": POLE}
    app = visit(query)
    assert app.slider(key="annees").value == (2015, 2020)
    assert app.text_input(key="q").value == "pays"
    assert app.toggle(key="poles_tous").value is True
    assert app.selectbox(key="fond").value == "osm"
    assert app.selectbox(key="pole").value == POLE


# Filtered by the widgets


@pytest.mark.parametrize("key", FACETS)
def test_pills_filter_and_write_the_address(key: str) -> None:
    app = visit()
    first, *_, last = inventory().labels[key]
    app.pills(key=key).set_value([last]).run()
    assert_shows(app, expected(f"{key}={last}"))
    assert app.query_params == {key: last}
    app.pills(key=key).set_value([last, first]).run()
    assert_shows(app, expected(f"{key}={first},{last}"))
    assert as_sets(app.query_params) == {key: {first, last}}
    app.pills(key=key).set_value([]).run()
    assert_shows(app, expected(""))
    assert app.query_params == {}


def test_slider_filters_and_writes_the_address() -> None:
    app = visit()
    whole = app.slider(key="annees").value
    app.slider(key="annees").set_value((2012, 2016)).run()
    assert_shows(app, expected("annees=2012-2016"))
    assert app.query_params == {"annees": "2012-2016"}
    app.slider(key="annees").set_value(whole).run()
    assert_shows(app, expected(""))
    assert app.query_params == {}


def test_slider_offers_the_years_of_the_tables() -> None:
    rows = inventory().rows("cooperations")
    years = {int(r[key]) for r in rows for key in ("annee_debut", "annee_fin") if r[key]}
    slider = visit().slider(key="annees")
    assert (slider.min, slider.max) == (min(years), max(years))
    assert slider.value == (min(years), max(years))


@pytest.mark.parametrize("text", ["gare", "  Loire   velo ", "ŒUVRE", "l’Isère", "st etienne"])
def test_text_filters_and_writes_the_address(text: str) -> None:
    app = visit()
    app.text_input(key="q").set_value(text).run()
    assert_shows(app, inventory().shown(State(q=text)))
    assert app.query_params == {"q": " ".join(text.split())}
    app.text_input(key="q").set_value("   ").run()
    assert_shows(app, expected(""))
    assert app.query_params == {}


def test_toggle_shows_every_pole_and_writes_the_address() -> None:
    app = visit()
    app.toggle(key="poles_tous").set_value(True).run()
    assert_shows(app, expected("poles=tous"))
    assert len(shown(app).poles) == len(inventory().rows("poles"))
    assert app.query_params == {"poles": "tous"}
    app.toggle(key="poles_tous").set_value(False).run()
    assert_shows(app, expected(""))
    assert app.query_params == {}


def test_background_is_sent_to_the_map_and_written_in_the_address() -> None:
    app = visit()
    before = shown(app)
    app.selectbox(key="fond").set_value("ign-plan").run()
    assert payload(app)["fond"] == "ign-plan"
    assert app.query_params == {"fond": "ign-plan"}
    assert shown(app) == before
    app.selectbox(key="fond").set_value("carte").run()
    assert payload(app)["fond"] == ""
    assert app.query_params == {}


WALK: list[tuple[str, Any]] = [
    ("systeme", {"economie", "transitions"}),
    ("region", {"84", "76", "53"}),
    ("annees", (2008, 2022)),
    ("statut", {"active"}),
    ("poles_tous", True),
    ("theme", {"numerique"}),
    ("systeme", set()),
    ("q", "pays"),
    ("confiance", {"haute", "faible"}),
    ("theme", set()),
    ("annees", None),
    ("forme", {"contrat-de-reciprocite", "convention"}),
    ("region", set()),
    ("q", ""),
]


def test_widgets_add_up_and_the_address_gives_the_view_back() -> None:
    """At each step of a walk over all the widgets the map is right, and so is the address."""
    app = visit()
    whole = app.slider(key="annees").value
    state = State()
    for key, value in WALK:
        if key in FACETS:
            app.pills(key=key).set_value(sorted(value))
        elif key == "annees":
            app.slider(key=key).set_value(value or whole)
        elif key == "poles_tous":
            app.toggle(key=key).set_value(value)
        else:
            app.text_input(key=key).set_value(value)
        state = replace(state, **{key: frozenset(value) if key in FACETS else value})
        app.run()
        assert_shows(app, inventory().shown(state))
        assert payload(visit(app.query_params)) == payload(app)


def test_a_click_sent_with_the_former_address_is_kept() -> None:
    """A second click may leave before the browser has received the address of the first."""
    app = visit({"theme": "mobilites"})
    app.pills(key="region").set_value(["84"]).run()
    app.query_params = {"theme": "mobilites"}
    app.pills(key="statut").set_value(["active"]).run()
    assert_shows(app, expected("theme=mobilites&region=84&statut=active"))
    assert app.query_params == {"theme": "mobilites", "region": "84", "statut": "active"}
    app.query_params = {"theme": "mobilites"}
    choose_in_browser(app, f"pole:{POLE}")
    assert app.session_state["choix"] == ("pole", POLE)
    assert_shows(app, expected("theme=mobilites&region=84&statut=active"))


def test_walking_back_through_the_addresses_gives_each_view_back() -> None:
    app = visit()
    app.pills(key="theme").set_value(["mobilites"]).run()
    app.slider(key="annees").set_value((2010, 2020)).run()
    choose_in_browser(app, f"pole:{POLE}")
    for query in ({"theme": "mobilites", "annees": "2010-2020"}, {"theme": "mobilites"}, {}):
        app.query_params = dict(query)
        app.run()
        assert payload(app) == payload(visit(query))
        assert app.query_params == query
        # What a rerun for any other reason leaves as it is.
        app.run()
        assert app.query_params == query


@pytest.mark.parametrize(
    ("walked", "end"),
    [
        ([("sante", "_choose"), ("", "write_view")], "economie"),
        ([("", "_choose")], "mobilites,sante"),
        ([("sante", "write_view"), ("", "_choose")], "sante"),
    ],
)
def test_walking_on_before_a_page_is_whole_gives_the_last_address(
    walked: list[tuple[str, str]], end: str
) -> None:
    app = visit({"systeme": "mobilites,sante"})

    # Each run is stopped by the next: half-way through its reading, or before it ends.
    for systeme, stopped in walked:
        app.query_params = {"systeme": systeme} if systeme else {}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(session, stopped, lambda _: st.stop())
            app.run()
    app.query_params = {"systeme": end}
    app.run()

    assert_shows(app, expected(f"systeme={end}"))
    assert app.query_params == {"systeme": end}


def test_a_new_address_in_the_same_tab_replaces_the_view() -> None:
    app = visit({"theme": "mobilites", "annees": "2015-2020"})
    app.query_params = {"region": "84"}
    app.run()
    assert_shows(app, expected("region=84"))
    app.query_params = {}
    app.run()
    assert_shows(app, expected(""))


# Counts of the options


@pytest.mark.parametrize("text", ["", "theme=tourisme&region=84", "confiance=faible", "q=gare"])
def test_each_option_tells_how_many_it_would_give(text: str) -> None:
    app = visit(query_of(text))
    comptes = payload(app)["comptes"]
    for key, facet in FACET_OF.items():
        # Sent beside the labels, which never change, for the browser to write.
        offered = app.pills(key=key).options
        told = dict(zip(offered, comptes[facet], strict=True))
        assert told == {
            inventory().labels[key][code]: number
            for code, number in inventory().counts(key, text).items()
        }


# Empty result


NAMES = {
    "systeme": "Systèmes thématiques",
    "theme": "Thèmes",
    "region": "Régions",
    "forme": "Forme",
    "statut": "Statut",
    "confiance": "Confiance",
    "annees": "En vigueur entre",
    "q": "Texte",
}
UNSET = {"annees": None, "q": ""}


def emptied(key: str) -> tuple[State, State]:
    """Return filters that leave no cooperation, and the same once one key is lifted."""
    other = "theme" if key == "region" else "region"
    tried = {"annees": [(1968, 1969)], "q": ["zzzzzz"]}.get(
        key, [frozenset({code}) for code in inventory().labels.get(key, ())]
    )
    for value in tried:
        for code in inventory().labels[other]:
            lifted = State(**{other: frozenset({code})})
            state = replace(lifted, **{key: value})
            if not inventory().shown(state).cooperations and inventory().shown(lifted).cooperations:
                return state, lifted
    raise AssertionError(f"no value of {key} empties the map")


def address_of(state: State) -> dict[str, str]:
    query = {key: ",".join(getattr(state, key)) for key in FACETS}
    query |= {"annees": "{}-{}".format(*state.annees) if state.annees else "", "q": state.q}
    return {key: value for key, value in query.items() if value}


@pytest.mark.parametrize("key", NAMES)
def test_empty_result_names_the_filter_and_lifts_it(key: str) -> None:
    state, lifted = emptied(key)
    wanted = inventory().shown(lifted)
    app = visit(address_of(state))
    assert_shows(app, inventory().shown(state))
    assert "vide" in keys(app)
    button = app.button(key=f"retirer_{key}")
    assert f"« {NAMES[key]} »" in button.label
    assert re.search(rf" {len(wanted.cooperations)} coopération", button.label)

    button.click().run()
    assert_shows(app, wanted)
    assert app.query_params == address_of(lifted)
    assert "vide" not in keys(app)
    # The widgets still work: the next change meets what the button left.
    app.toggle(key="poles_tous").set_value(True).run()
    assert_shows(app, inventory().shown(replace(lifted, poles_tous=True)))


def test_empty_by_several_filters_offers_to_lift_them_all() -> None:
    text = "annees=1968-1969&theme=sante&statut=en_projet"
    app = visit(query_of(text))
    assert_shows(app, expected(text))
    app.button(key="retirer_tout").click().run()
    assert_shows(app, expected(""))
    assert app.query_params == {}
    app.run()
    assert_shows(app, expected(""))


@pytest.mark.parametrize("text", ["", "theme=sante", "annees=2015-2020&q=gare", "poles=tous"])
def test_all_filters_are_lifted_from_the_bar(text: str) -> None:
    app = visit(query_of(text))
    (button,) = [b for b in app.button if b.label == "Retirer tous les filtres"]
    button.click().run()
    app.run()
    assert_shows(app, expected(""))
    assert app.query_params == {}
    assert app.slider(key="annees").value == visit().slider(key="annees").value


def test_empty_result_is_told_beside_an_open_sheet() -> None:
    app = visit({"pole": POLE, "q": "zzzzzz"})
    assert {"vide", "fiche"} <= keys(app)


# Unknown values


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("systeme", "transport"),
        ("theme", "zzz"),
        ("region", "999"),
        ("forme", "pacte"),
        ("statut", "finie"),
        ("confiance", "totale"),
        ("annees", "hier"),
        ("annees", "2020-2015"),
        ("poles", "aucun"),
        ("fond", "ailleurs"),
        ("pole", "000000000"),
        ("cooperation", "inconnue"),
        ("territoire", "nulle-part"),
        ("couleur", "rouge"),
    ],
)
def test_unknown_value_is_named_and_the_rest_kept(key: str, value: str) -> None:
    app = visit({"statut": "active"} | {key: value if key != "statut" else f"active,{value}"})
    assert_shows(app, expected("statut=active"))
    assert f"{key}={value}" in warning(app)
    assert app.query_params == {"statut": "active"}
    assert app.session_state["choix"] is None


def test_known_value_is_kept_beside_an_unknown_one() -> None:
    app = visit({"theme": "mobilites,zzz,tourisme"})
    assert_shows(app, expected("theme=mobilites,tourisme"))
    assert "theme=zzz" in warning(app)
    assert "mobilites" not in warning(app)


def test_repeated_keys_add_up() -> None:
    app = visit({"theme": ["mobilites", "tourisme"], "region": ["84", "84"]})
    assert_shows(app, expected("theme=mobilites,tourisme&region=84"))
    assert as_sets(app.query_params) == {"theme": {"mobilites", "tourisme"}, "region": {"84"}}


HOSTILE = {
    "HTML": "<script>alert(1)</script>",
    "quotes": "\"' onmouseover='x",
    "Markdown image": "`![a](https://e.io/p)`",
    "Markdown link": "]( https://e.io ) [x](https://e.io)",
    "formula": "$\\frac{1}{0}$",
    "colour directive": ":red[x] :material/bolt: :small[y]",
    "emoji": "🚲🇫🇷👩‍👩‍👧",
    "null and controls": "a\x00b\x1b[31m",
    "right to left": "\u202egnirts",
    "lone surrogate escaped": "%ud800",
    "percent": "%%%00%",
    "line ends": "a\r\nb",
    "10 kB": "x" * 10_000,
    "10 kB of commas": "," * 10_000,
    "2 500 values": ",".join(f"v{i}" for i in range(2_500)),
    "blank": "   ",
    "empty": "",
}


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_address_is_an_error_page(value: str) -> None:
    """Each key at once is given the value, then a key that does not exist."""
    contract = [*FACETS, "annees", "poles", "fond", "pole", "cooperation", "territoire"]
    app = visit(dict.fromkeys([*contract, "cle"], value))
    assert_shows(app, expected(""))
    assert app.query_params == {}
    assert len(warning(app)) < 500


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_searched_text_is_an_error_page(value: str) -> None:
    app = visit({"q": value})
    assert_served(app)
    assert len(app.query_params.get("q", "")) <= Q_MAX
    assert payload(visit(app.query_params)) == payload(app)


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
def test_no_name_of_a_key_is_an_error_page(value: str) -> None:
    app = visit({value: "1"})
    assert_shows(app, expected(""))
    assert len(warning(app)) < 500


def test_typed_text_is_cut_as_an_address_is() -> None:
    app = visit()
    app.text_input(key="q").set_value("pays " * 3_000).run()
    assert_served(app)
    assert len(app.query_params["q"]) <= Q_MAX
    assert payload(visit(app.query_params)) == payload(app)


# Selection


def selectable() -> dict[str, str]:
    """Return the code of one existing item of each kind, with words its sheet must hold."""
    coop = inventory().rows("cooperations")[0]
    return {"pole": POLE, "cooperation": coop["id"], "territoire": "13055"}


@pytest.mark.parametrize("kind", ["pole", "cooperation", "territoire"])
def test_permalink_selects_opens_the_sheet_and_keeps_the_view(kind: str) -> None:
    code = selectable()[kind]
    app = visit({kind: code, "theme": "tourisme"})
    assert_shows(app, expected("theme=tourisme"))
    assert app.session_state["choix"] == (kind, code)
    assert payload(app)["choix"] == f"{kind}:{code}"
    assert app.query_params == {"theme": "tourisme", kind: code}
    assert piece(app, 'class="fiche').text


@pytest.mark.parametrize("kind", ["pole", "cooperation", "territoire"])
def test_browser_selects_and_closes(kind: str) -> None:
    code = selectable()[kind]
    app = visit({"theme": "tourisme"})
    choose_in_browser(app, f"{kind}:{code}")
    assert_shows(app, expected("theme=tourisme"))
    assert app.session_state["choix"] == (kind, code)
    assert app.query_params == {"theme": "tourisme", kind: code}
    assert "fiche" in keys(app)
    assert app.selectbox(key="pole").value == (code if kind == "pole" else None)

    app.pills(key="theme").set_value([]).run()
    assert app.session_state["choix"] == (kind, code)
    assert app.query_params == {kind: code}

    choose_in_browser(app, "")
    assert app.session_state["choix"] is None
    assert app.query_params == {}
    assert "fiche" not in keys(app)
    assert app.selectbox(key="pole").value is None


@pytest.mark.parametrize(
    "vers",
    ["pole:999", "cooperation:nope", "territoire:nope", "x:1", "pole:", ":", "<b>", "a" * 9_999,
     None, 3, ["pole"], {"pole": 1}],
)  # fmt: skip
def test_browser_asking_for_what_does_not_exist_selects_nothing(vers: object) -> None:
    app = visit()
    choose_in_browser(app, vers)
    assert_shows(app, expected(""))
    assert app.session_state["choix"] is None
    assert app.query_params == {}
    app.run()
    assert_served(app)


def test_select_box_selects_a_pole_and_closes_it() -> None:
    app = visit()
    app.selectbox(key="pole").set_value(POLE).run()
    assert app.session_state["choix"] == ("pole", POLE)
    assert app.query_params == {"pole": POLE}
    assert payload(app)["choix"] == f"pole:{POLE}"
    app.selectbox(key="pole").set_value(None).run()
    assert app.session_state["choix"] is None
    assert app.query_params == {}


def test_select_box_offers_every_pole_by_its_name() -> None:
    names = {row["nom_court"] for row in inventory().rows("poles")}
    assert set(visit().selectbox(key="pole").options) == names


def test_a_selection_left_out_by_the_filters_stays_selected() -> None:
    left_out = min(inventory().cooperations.keys() - expected("theme=sante").cooperations)
    app = visit({"theme": "sante", "cooperation": left_out})
    assert_shows(app, expected("theme=sante"))
    assert app.session_state["choix"] == ("cooperation", left_out)


# « Ma commune »


@pytest.mark.parametrize(
    ("typed", "vers"),
    [
        ("Lyon", "territoire:69123"),
        ("st etienne", "territoire:42218"),
        ("Marseile", "territoire:13055"),
        ("sillon lorrain", f"pole:{POLE}"),
        ("BREST metropole", "territoire:242900314"),
    ],
)
def test_typed_place_is_offered_as_a_link(typed: str, vers: str) -> None:
    app = visit({"theme": "mobilites"})
    app.text_input(key="territoire").set_value(typed).run()
    links = [attrs for tag, attrs in piece(app, 'class="trouvailles"').tags if tag == "a"]
    assert vers in [link["data-vers"] for link in links]
    kind, _, code = vers.partition(":")
    assert f"?{kind}={code}" in [link["href"] for link in links]
    # Looking for a place is not a filter.
    assert_shows(app, expected("theme=mobilites"))
    assert app.query_params == {"theme": "mobilites"}


def test_every_offered_place_opens_a_sheet() -> None:
    app = visit()
    app.text_input(key="territoire").set_value("saint").run()
    links = [attrs for tag, attrs in piece(app, 'class="trouvailles"').tags if tag == "a"]
    assert links
    for link in links:
        choose_in_browser(app, link["data-vers"])
        assert_served(app)
        assert "fiche" in keys(app)


def test_a_search_ends_when_it_has_found() -> None:
    app = visit({"theme": "mobilites"})
    app.text_input(key="territoire").set_value("Lyon").run()
    assert "trouvailles" in keys(app)
    choose_in_browser(app, "territoire:69123")
    assert app.text_input(key="territoire").value == ""
    assert "trouvailles" not in keys(app)
    assert app.query_params == {"theme": "mobilites", "territoire": "69123"}


@pytest.mark.parametrize("typed", ["", " ", "a", "  b "])
def test_less_than_two_letters_look_for_nothing(typed: str) -> None:
    app = visit()
    app.text_input(key="territoire").set_value(typed).run()
    assert "trouvailles" not in keys(app)
    assert_served(app)


@pytest.mark.parametrize("typed", [v for v in HOSTILE.values() if len(v.strip()) > 1],
                         ids=[k for k, v in HOSTILE.items() if len(v.strip()) > 1])  # fmt: skip
def test_typed_place_is_shown_as_text(typed: str) -> None:
    app = visit()
    app.text_input(key="territoire").set_value(typed).run()
    assert_served(app)
    found = piece(app, 'class="trouvailles"')
    assert {tag for tag, _ in found.tags} <= {"div", "ul", "li", "a", "b", "span", "p"}
    assert all(not name.startswith("on") for _, attrs in found.tags for name in attrs)


# What reaches the browser


def test_map_is_mounted_once_whatever_the_filters() -> None:
    """The component's identity and its script are those of the first visit after any change."""
    app = visit()
    (first,) = app.get("component_instance")
    changes = [
        lambda: app.pills(key="theme").set_value(["mobilites"]).run(),
        lambda: app.slider(key="annees").set_value((2010, 2020)).run(),
        lambda: app.text_input(key="q").set_value("zzzz").run(),
        lambda: app.selectbox(key="fond").set_value("osm").run(),
        lambda: choose_in_browser(app, f"pole:{POLE}"),
    ]
    for change in changes:
        change()
        (mounted,) = app.get("component_instance")
        assert mounted.proto.id == first.proto.id
        assert mounted.proto.json_args == first.proto.json_args
    (other,) = visit({"region": "84", "fond": "ign-photo"}).get("component_instance")
    assert other.proto.id == first.proto.id
    assert other.proto.json_args == first.proto.json_args


def test_map_and_page_name_no_other_origin() -> None:
    app = visit({"pole": POLE})
    (mounted,) = app.get("component_instance")
    arguments = json.loads(mounted.proto.json_args)
    assert arguments["js_links"]
    assert arguments["css_links"]
    assert "http" not in json.dumps({**arguments, "header": ""})
    for link in [*arguments["js_links"], *arguments["css_links"]]:
        assert link.startswith("../../app/static/")
    # The header only declares the page's encoding, as an attribute.
    assert not re.search(r"https?:|//", arguments["header"].replace("http-equiv", ""))


def test_map_returns_nothing_so_that_moving_it_reruns_nothing() -> None:
    (mounted,) = visit().get("component_instance")
    assert json.loads(mounted.proto.json_args)["returned_objects"] == []


@pytest.mark.parametrize("text", ["", "poles=tous&confiance=haute,moyenne,faible", *QUERIES[-1:]])
def test_a_state_is_sent_as_ids_only(text: str) -> None:
    sent = json.dumps(payload(visit(query_of(text))))
    assert len(sent.encode()) < MAX_PAYLOAD
    assert "coordinates" not in sent


def test_layers_named_to_the_browser_are_there() -> None:
    (mount,) = visit().get("bidi_component")
    for address in json.loads(mount.proto.json)["couches"].values():
        assert (ROOT / "static" / address.removeprefix("app/static/")).is_file()
