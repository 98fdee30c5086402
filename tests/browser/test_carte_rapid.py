"""Before the server answers: the browser's own answer, and clicks that do not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.carte import (
    assert_counted,
    assert_drawn,
    click_on,
    counted,
    drawn,
    open_popover,
    pill,
    style,
    wait_rows,
)
from tests.browser.expected import State, inventory
from tests.browser.visitor import READY_TIMEOUT_MS, Visitor
from tests.browser.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture
def wire(page: Page) -> Wire:
    """Return the WebSocket of the page about to be opened."""
    return Wire(page)


def settle(visitor: Visitor, query: str) -> None:
    """Wait until the address is this one and the page rests."""
    visitor.page.wait_for_url(
        lambda url: parse_qs(urlsplit(url).query) == parse_qs(query), timeout=READY_TIMEOUT_MS
    )
    visitor.wait_idle()


def test_map_and_list_answer_before_the_server_which_confirms(visitor: Visitor, wire: Wire) -> None:
    labels = inventory().labels
    visitor.visit("/")
    confirmed = visitor.carte_counter("confirme")

    # In the bar, then in each popover: what the page holds is enough.
    wire.hold("server")
    state = State()
    for popover, key, code in (
        ("", "systeme", "mobilites"),
        ("Thème", "theme", "tourisme"),
        ("Région", "region", "75"),
        ("Filtres", "statut", "active"),
    ):
        if popover:
            open_popover(visitor, popover)
        with visitor.applied():
            pill(visitor, key, labels[key][code]).click()
        state = state.with_option(key, code)
        expected = inventory().shown(state)
        assert_drawn(visitor, expected)
        wait_rows(visitor, "cooperation", expected.cooperations)
    assert visitor.carte_counter("confirme") == confirmed

    drawings = visitor.carte_counter("etat")
    with visitor.applied(counter="confirme"):
        wire.release()
    settle(visitor, "systeme=mobilites&theme=tourisme&region=75&statut=active")
    # The server agreed: nothing was drawn again.
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)
    assert visitor.carte_counter("etat") == drawings


def test_text_years_and_dissolved_poles_answer_before_the_server(
    visitor: Visitor, wire: Wire
) -> None:
    visitor.visit("/")
    open_popover(visitor, "Filtres")
    wire.hold("server")

    with visitor.applied():
        visitor.page.locator(".st-key-poles_tous label").click()
    assert_drawn(visitor, inventory().shown("poles=tous"))
    with visitor.applied():
        visitor.page.get_by_label("Chercher dans les coopérations").fill("Métropole Nantes")
    assert_drawn(visitor, inventory().shown("poles=tous&q=metropole%20nantes"))


def test_clicks_in_a_row_settle_on_the_last_state(visitor: Visitor) -> None:
    labels = inventory().labels["systeme"]
    visitor.visit("/")

    for code in ("sante", "economie", "mobilites", "economie", "transitions", "sante"):
        pill(visitor, "systeme", labels[code]).click()

    expected = inventory().shown("systeme=mobilites,transitions")
    settle(visitor, "systeme=mobilites,transitions")
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)


def test_click_before_the_address_is_known_is_kept(visitor: Visitor, wire: Wire) -> None:
    labels = inventory().labels["systeme"]
    visitor.visit("/")

    # The server has answered the first click, and the browser does not know it yet.
    wire.hold("page")
    pill(visitor, "systeme", labels["sante"]).click()
    visitor.wait_until(lambda: wire.answers == 2)
    pill(visitor, "systeme", labels["mobilites"]).click()
    visitor.wait_until(lambda: wire.answers == 3)
    wire.release()

    expected = inventory().shown("systeme=sante,mobilites")
    settle(visitor, "systeme=mobilites,sante")
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)
    pressed = visitor.page.locator(".st-key-systeme button[aria-pressed=true]")
    assert pressed.count() == 2


def test_click_in_another_facet_before_the_answer_is_kept(visitor: Visitor, wire: Wire) -> None:
    labels = inventory().labels
    visitor.visit("/")
    open_popover(visitor, "Filtres")

    # The counts of « Forme » have changed for the server, not yet for the browser.
    wire.hold("page")
    pill(visitor, "statut", labels["statut"]["active"]).click()
    visitor.wait_until(lambda: wire.answers == 2)
    pill(visitor, "forme", labels["forme"]["convention"]).click()
    visitor.wait_until(lambda: wire.answers == 3)
    wire.release()

    settle(visitor, "forme=convention&statut=active")
    assert_drawn(visitor, inventory().shown("forme=convention&statut=active"))


def test_selection_made_while_a_filter_is_answered_stays_lit(visitor: Visitor, wire: Wire) -> None:
    visitor.visit("/")

    wire.hold("page")
    pill(visitor, "systeme", inventory().labels["systeme"]["sante"]).click()
    visitor.wait_until(lambda: wire.answers == 2)
    click_on(visitor, ".pole-200030989", area=True)
    lit = """() => { window.eteint = 0;
      const pole = document.querySelector('.pole-200030989');
      new MutationObserver(() => { window.eteint += !pole.closest('.actif'); })
        .observe(document.body, {subtree: true, attributes: true, attributeFilter: ['class']}); }"""
    assert style(visitor, ".pole-200030989").actif
    visitor.carte.evaluate(lit)
    wire.release()

    settle(visitor, "systeme=sante&pole=200030989")
    visitor.page.locator(".fiche h2", has_text="Sillon lorrain").wait_for()
    assert style(visitor, ".pole-200030989").actif
    assert visitor.carte.evaluate("() => window.eteint") == 0
    assert_drawn(visitor, inventory().shown("systeme=sante"))


def test_click_lights_up_before_the_server_hears_of_it(visitor: Visitor, wire: Wire) -> None:
    visitor.visit("/")
    wire.hold("server")
    asked = len(wire.sent)

    click_on(visitor, ".pole-200030989", area=True)

    assert style(visitor, ".pole-200030989").actif
    others = ".lien:not(.actif)"
    assert style(visitor, others).stroke_opacity < 0.2
    assert visitor.page.locator(".fiche").count() == 0
    visitor.wait_until(lambda: len(wire.sent) > asked)
    wire.release()
    visitor.page.locator(".fiche h2", has_text="Sillon lorrain").wait_for()


def test_back_and_forward_before_the_answers_settle_on_what_the_address_says(
    visitor: Visitor, wire: Wire
) -> None:
    labels = inventory().labels["systeme"]
    visitor.visit("/")
    with visitor.rerun():
        pill(visitor, "systeme", labels["sante"]).click()
    with visitor.rerun():
        pill(visitor, "systeme", labels["mobilites"]).click()

    # Walked and filtered again before any answer comes.
    asked = wire.asked
    wire.hold("page")
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.page.go_forward()
    visitor.wait_until(lambda: wire.asked > asked)
    wire.release()

    settle(visitor, "systeme=sante")
    # The page rests before each step it walked, and the map answers before the counter.
    expected = inventory().shown("systeme=sante")
    visitor.wait_until(lambda: drawn(visitor) == expected)
    visitor.wait_until(lambda: visitor.compteur() == counted(expected))
    visitor.wait_idle()
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)


def test_two_tabs_keep_each_their_own_view(visitor: Visitor) -> None:
    labels = inventory().labels["systeme"]
    other = Visitor(visitor.page.context.new_page(), visitor.base_url)
    visitor.visit("/?systeme=sante")
    other.visit("/?region=84")

    for code in ("mobilites", "economie"):
        pill(visitor, "systeme", labels[code]).click()
        pill(other, "systeme", labels[code]).click()
    pill(visitor, "systeme", labels["sante"]).click()

    for tab, query in (
        (visitor, "systeme=economie,mobilites"),
        (other, "systeme=economie,mobilites&region=84"),
    ):
        settle(tab, query)
        assert_drawn(tab, inventory().shown(query))
        assert_counted(tab, inventory().shown(query))


def test_page_left_and_found_again_before_the_answers_after_many_filters(
    visitor: Visitor, wire: Wire
) -> None:
    labels = inventory().labels["systeme"]
    visitor.visit("/")
    for code in ("sante", "mobilites", "economie", "mobilites"):
        with visitor.rerun():
            pill(visitor, "systeme", labels[code]).click()

    # The style sheet of the map is as old as these filters when the browser learns that the other
    # page is whole, and the server has answered with a reference to it.
    wire.hold("page")
    answers = wire.answers
    visitor.page.get_by_role("link", name="Réseau", exact=True).first.click()
    visitor.wait_until(lambda: wire.answers > answers)
    visitor.page.get_by_role("link", name="Carte", exact=True).first.click()
    visitor.wait_until(lambda: wire.answers > answers + 1)
    wire.release()
    visitor.wait_until(lambda: visitor.runs == wire.answers)

    settle(visitor, "systeme=economie,sante")
    visitor.wait_carte()
    expected = inventory().shown("systeme=economie,sante")
    assert_drawn(visitor, expected)
    assert_counted(visitor, expected)
