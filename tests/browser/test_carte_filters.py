"""Each filter, by its address and by its widget: exactly the expected paths, rows and counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.carte import (
    POPOVER_OF,
    POPOVERS,
    assert_counted,
    assert_drawn,
    close_popover,
    drawn,
    open_popover,
    pill,
    pill_counts,
    pills,
    wait_rows,
)
from tests.browser.expected import FACETS, State, inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from tests.browser.expected import Shown
    from tests.browser.visitor import Visitor

LIST_PAGE = 120


def assert_shows(visitor: Visitor, expected: Shown) -> None:
    """Fail unless the map, the counter and the list all show exactly this."""
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)
    wait_rows(visitor, "pole", expected.poles)
    if len(expected.cooperations) <= LIST_PAGE:
        wait_rows(visitor, "cooperation", expected.cooperations)


def lift(visitor: Visitor, key: str) -> None:
    """Take every option of a facet away, one click after the other, and let the page settle."""
    while (
        pressed := pills(visitor, key).and_(visitor.page.locator("[aria-pressed=true]"))
    ).count():
        pressed.first.click()
    visitor.page.wait_for_url(
        lambda url: key not in parse_qs(urlsplit(url).query), timeout=READY_TIMEOUT_MS
    )
    visitor.wait_idle()


def address(visitor: Visitor) -> dict[str, str]:
    """Return the query of the address bar."""
    return {key: value for key, (value,) in parse_qs(urlsplit(visitor.page.url).query).items()}


def test_address_shows_exactly_what_it_says(visitor: Visitor) -> None:
    for query in (
        "systeme=sante",
        "theme=mobilites,tourisme",
        "region=84,27",
        "forme=entente,charte",
        "statut=en_projet",
        "annees=2015-2020",
        "confiance=faible",
        "q=St%20%C3%89tienne",
        "poles=tous",
        # Secondary themes: the system is met by one theme, the theme by another.
        "systeme=economie&theme=mobilites",
        "systeme=transitions&region=84,93&statut=active&annees=2018-2022&confiance=haute",
        "poles=tous&region=28&q=m%C3%A9tropole",
    ):
        expected = inventory().shown(query)
        assert expected.cooperations
        visitor.visit(f"/?{query}")
        assert_shows(visitor, expected)
        assert address(visitor) == {key: value for key, (value,) in parse_qs(query).items()}


@pytest.mark.parametrize("popover", ["", *POPOVERS])
def test_each_option_adds_its_own(visitor: Visitor, popover: str) -> None:
    visitor.visit("/")
    if popover:
        open_popover(visitor, popover)

    for key in (key for key in FACETS if POPOVER_OF[key] == popover):
        state = State()
        for code, label in inventory().labels[key].items():
            state = state.with_option(key, code)
            with visitor.rerun():
                pill(visitor, key, label).click()
            assert_shows(visitor, inventory().shown(state))
            assert set(address(visitor)[key].split(",")) == getattr(state, key)
        if key != "systeme":
            lift(visitor, key)
    if popover:
        close_popover(visitor)
        assert_shows(visitor, inventory().shown())
        assert address(visitor) == {}


def test_options_of_a_facet_add_up_and_facets_narrow(visitor: Visitor) -> None:
    labels = inventory().labels
    visitor.visit("/?confiance=haute,moyenne,faible")
    state = State(confiance=frozenset({"haute", "moyenne", "faible"}))

    for key, code in (
        ("systeme", "mobilites"),
        ("systeme", "sante"),
        ("theme", "developpement-economique"),
        ("theme", "mobilites"),
        ("region", "84"),
        ("region", "27"),
        ("statut", "active"),
        ("forme", "syndicat-mixte"),
    ):
        if POPOVER_OF[key]:
            open_popover(visitor, POPOVER_OF[key])
        with visitor.rerun():
            pill(visitor, key, labels[key][code]).click()
        if POPOVER_OF[key]:
            close_popover(visitor)
        state = state.with_option(key, code)
        assert_shows(visitor, inventory().shown(state))
    assert drawn(visitor).cooperations
    assert address(visitor)["systeme"] == "mobilites,sante"


@pytest.mark.parametrize("query", ["", "systeme=transitions&region=84&statut=active&q=lyon"])
def test_each_option_tells_how_many_it_would_show(visitor: Visitor, query: str) -> None:
    visitor.visit(f"/?{query}")

    for popover in ("", *POPOVERS):
        if popover:
            open_popover(visitor, popover)
        for key in (key for key in FACETS if POPOVER_OF[key] == popover):
            counts = inventory().counts(key, query)
            told = pill_counts(visitor, key)
            labels = inventory().labels[key]
            assert dict(told) == {labels[code]: count for code, count in counts.items()}
            assert len(told) == len(counts)
        if popover:
            close_popover(visitor)


def test_closed_filters_tell_how_many_are_set(visitor: Visitor) -> None:
    visitor.visit("/?theme=mobilites,sante&region=84&statut=active&q=pays")
    buttons = visitor.page.locator(".st-key-barre").get_by_test_id("stPopoverButton")
    expect(buttons).to_have_text(
        [re.compile(text) for text in ("Thème · 2", "Région · 1")] + [re.compile("Filtres · 2")]
    )

    open_popover(visitor, "Thème")
    with visitor.rerun():
        pill(visitor, "theme", inventory().labels["theme"]["mobilites"]).click()
    expect(buttons.first).to_have_text(re.compile("Thème · 1"))
    with visitor.rerun():
        pill(visitor, "theme", inventory().labels["theme"]["sante"]).click()
    expect(buttons.first).not_to_have_text(re.compile("·"))


def test_text_typed_filters_as_it_is_typed(visitor: Visitor) -> None:
    visitor.visit("/")
    open_popover(visitor, "Filtres")
    field = visitor.page.get_by_label("Chercher dans les coopérations")

    field.press_sequentially("Vélo  loire")

    wanted = inventory().shown("q=velo loire")
    assert wanted.cooperations
    wait_rows(visitor, "cooperation", wanted.cooperations)
    visitor.page.wait_for_url(
        lambda url: parse_qs(urlsplit(url).query) == {"q": ["Vélo loire"]}, timeout=READY_TIMEOUT_MS
    )
    visitor.wait_idle()
    assert_shows(visitor, wanted)


def test_years_and_dissolved_poles_follow_their_widgets(visitor: Visitor) -> None:
    visitor.visit("/")
    open_popover(visitor, "Filtres")
    bounds = visitor.page.locator(".st-key-annees input[type=range]")
    expect(bounds).to_have_count(2)
    debut, fin = bounds.all()
    first, last = int(debut.get_attribute("min") or 0), int(fin.get_attribute("max") or 0)
    years = [
        int(row["annee_debut"]) for row in inventory().rows("cooperations") if row["annee_debut"]
    ]
    assert first == min(years)

    with visitor.rerun():
        fin.focus()
        visitor.page.keyboard.press("ArrowLeft")
    visitor.page.wait_for_url(f"**/?annees={first}-{last - 1}")
    visitor.wait_idle()
    assert_shows(visitor, inventory().shown(f"annees={first}-{last - 1}"))

    with visitor.rerun():
        visitor.page.locator(".st-key-poles_tous label").click()
    assert_shows(visitor, inventory().shown(f"annees={first}-{last - 1}&poles=tous"))
    apart = visitor.carte.eval_on_selector_all(
        "path.pole.apart", "(all) => all.map((p) => p.dataset.vers.slice('pole:'.length))"
    )
    assert set(apart) == {code for code, p in inventory().poles.items() if not p.by_default}


def test_address_of_a_walked_view_opens_the_same_view(visitor: Visitor) -> None:
    labels = inventory().labels
    visitor.visit("/")
    with visitor.rerun():
        pill(visitor, "systeme", labels["systeme"]["sante"]).click()
    open_popover(visitor, "Région")
    with visitor.rerun():
        pill(visitor, "region", labels["region"]["84"]).click()
    close_popover(visitor)
    before = drawn(visitor)

    parts = urlsplit(visitor.page.url)
    visitor.visit(f"{parts.path}?{parts.query}")

    assert drawn(visitor) == before == inventory().shown("systeme=sante&region=84")
    visitor.page.locator(".st-key-systeme button[aria-pressed=true]").filter(
        has_text=labels["systeme"]["sante"]
    ).wait_for()


def test_back_and_forward_walk_through_the_views(visitor: Visitor) -> None:
    labels = inventory().labels["systeme"]
    visitor.visit("/")
    for code in ("sante", "mobilites"):
        with visitor.rerun():
            pill(visitor, "systeme", labels[code]).click()
    walked = ["", "systeme=sante", "systeme=mobilites,sante"]
    assert_shows(visitor, inventory().shown(walked[2]))

    for query in (walked[1], walked[0], walked[1], walked[2]):
        forward = len(query) > len(address(visitor).get("systeme", "")) + len("systeme=")
        with visitor.rerun():
            if forward:
                visitor.page.go_forward()
            else:
                visitor.page.go_back()
        assert address(visitor) == {k: v for k, (v,) in parse_qs(query).items()}
        assert_shows(visitor, inventory().shown(query))
        pressed = visitor.page.locator(".st-key-systeme button[aria-pressed=true]")
        assert pressed.count() == len(State.of(query).systeme)
