"""The view: where the map stands, what moves it, and what never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.carte import (
    assert_drawn,
    click_on,
    close_popover,
    open_popover,
    pill,
    style,
    wait_rows,
)
from tests.browser.expected import inventory
from tests.browser.visitor import READY_TIMEOUT_MS
from tests.browser.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.visitor import Visitor

Box = dict[str, float]

#: streamlit-folium tells the server of a move after this long.
DEBOUNCE_MS = 250


@pytest.fixture
def wire(page: Page) -> Wire:
    """Return the WebSocket of the page about to be opened."""
    return Wire(page)


def place(visitor: Visitor, selector: str = ".region-84") -> Box:
    """Return where a shape stands in the map's window: it tells both zoom and centre."""
    box: Box = visitor.carte.eval_on_selector(
        selector,
        "(e) => { const b = e.getBoundingClientRect(); return {x: b.x, y: b.y, w: b.width}; }",
    )
    return box


def wait_moved(visitor: Visitor, before: Box) -> Box:
    """Wait until the map has moved, and stands still from one frame to the next."""
    visitor.carte.wait_for_function(
        """([x, y, w]) => {
          const b = document.querySelector('.region-84').getBoundingClientRect();
          const here = `${b.x} ${b.y} ${b.width}`;
          const still = window.ici === here;
          window.ici = here;
          return still && here !== `${x} ${y} ${w}`;
        }""",
        arg=[before["x"], before["y"], before["w"]],
        timeout=READY_TIMEOUT_MS,
    )
    return place(visitor)


def outside(visitor: Visitor, selector: str) -> int:
    """Return how many such shapes stand outside the map's window."""
    count: int = visitor.carte.eval_on_selector_all(
        selector,
        """(all) => all.filter((e) => {
          const b = e.getBoundingClientRect();
          return b.right < 0 || b.bottom < 0 || b.left > innerWidth || b.top > innerHeight;
        }).length""",
    )
    return count


def test_view_survives_filters_and_selections(visitor: Visitor) -> None:
    labels = inventory().labels
    carte = visitor.visit("/")
    assert carte is not None
    carte.evaluate("() => { window.marque = 'la même'; }")
    start = place(visitor)
    visitor.page.mouse.move(740, 300)
    visitor.page.mouse.wheel(0, -45)
    zoomed = wait_moved(visitor, start)
    assert zoomed["w"] > start["w"] * 1.2

    for code in ("mobilites", "sante", "mobilites"):
        with visitor.applied(counter="confirme"):
            pill(visitor, "systeme", labels["systeme"][code]).click()
        assert place(visitor) == zoomed
    open_popover(visitor, "Région")
    with visitor.applied(counter="confirme"):
        pill(visitor, "region", labels["region"]["44"]).click()
    close_popover(visitor)
    assert place(visitor) == zoomed
    with visitor.rerun():
        click_on(visitor, ".lien")
    assert visitor.carte.locator(".lien.actif").count() > 0
    assert place(visitor) == zoomed
    with visitor.rerun():
        visitor.page.keyboard.press("Escape")
    assert place(visitor) == zoomed

    # Emptied and filled again: still the same document in the same frame.
    assert_drawn(visitor, inventory().shown("systeme=sante&region=44"))
    assert carte.evaluate("() => window.marque") == "la même"
    assert visitor.page.locator("iframe").count() == 1


def test_zoom_and_pan_ask_nothing_of_the_server(visitor: Visitor, wire: Wire) -> None:
    visitor.visit("/")
    asked = wire.asked
    here = place(visitor)

    visitor.page.mouse.move(500, 400)
    visitor.page.mouse.wheel(0, -240)
    here = wait_moved(visitor, here)
    visitor.page.mouse.down()
    visitor.page.mouse.move(620, 470, steps=4)
    visitor.page.mouse.up()
    here = wait_moved(visitor, here)
    for name in ("Agrandir", "Réduire", "Revenir à la France entière", "Cadrer les résultats"):
        visitor.carte.get_by_role("button", name=name).click()
        here = wait_moved(visitor, here)
    visitor.carte.locator(".encart", has_text="La Réunion").click()
    wait_moved(visitor, here)

    # A timer set now ends after those that the last move has set in the same window.
    visitor.carte.evaluate("(ms) => new Promise((done) => setTimeout(done, ms))", DEBOUNCE_MS)
    with visitor.rerun():
        pill(visitor, "systeme", inventory().labels["systeme"]["sante"]).click()
    assert wire.asked == asked + 1


def test_cadrer_fits_the_results_and_france_comes_back(visitor: Visitor) -> None:
    visitor.visit("/?region=44")
    start = place(visitor)

    visitor.carte.get_by_role("button", name="Cadrer les résultats").click()
    framed = wait_moved(visitor, start)

    assert framed["w"] > start["w"] * 1.5
    assert outside(visitor, ".noeud") == 0
    assert outside(visitor, "path.pole") == 0
    visitor.carte.get_by_role("button", name="Revenir à la France entière").click()
    back = wait_moved(visitor, framed)
    assert back == pytest.approx(start, abs=1)


def test_selection_out_of_sight_is_brought_into_view(visitor: Visitor) -> None:
    visitor.visit("/")
    here = place(visitor)
    visitor.carte.locator(".encart", has_text="Guadeloupe").click()
    here = wait_moved(visitor, here)
    assert outside(visitor, ".pole-200030989") == 1

    wait_rows(visitor, "pole", inventory().shown().poles)
    with visitor.rerun():
        visitor.page.locator('.liste [data-vers="pole:200030989"]').click()

    wait_moved(visitor, here)
    assert outside(visitor, ".pole-200030989") == 0
    assert style(visitor, ".pole-200030989").actif


def test_view_comes_back_from_another_page(visitor: Visitor) -> None:
    visitor.visit("/?systeme=sante&pole=200030989")

    for name in ("Méthode et sources", "Carte"):
        with visitor.rerun():
            visitor.page.get_by_role("link", name=name).first.click()
    visitor.wait_until(lambda: len(visitor.page.frames) > 1)
    visitor.page.wait_for_function(
        """() => [...document.querySelectorAll('iframe')].some(
          (frame) => frame.contentDocument?.querySelector('.pole-200030989')?.closest('.actif'))""",
        timeout=READY_TIMEOUT_MS,
    )

    assert_drawn(visitor, inventory().shown("systeme=sante"))
    visitor.page.wait_for_url("**/?systeme=sante&pole=200030989")
    visitor.page.locator(".fiche h2", has_text="Sillon lorrain").wait_for()


def test_drawing_covers_the_window_while_the_map_is_dragged(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    frame = carte.frame_element().bounding_box()
    assert frame is not None
    middle = (frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    mouse = visitor.page.mouse

    mouse.move(*middle)
    mouse.down()
    mouse.move(middle[0] - frame["width"] * 0.4, middle[1] - frame["height"] * 0.3, steps=6)

    # Not released yet: what comes into sight is drawn all the same.
    covered = """() => [...document.querySelectorAll('.carte-svg')].every((svg) => {
      const b = svg.getBoundingClientRect();
      return b.left <= 0 && b.top <= 0 && b.right >= innerWidth && b.bottom >= innerHeight;
    })"""
    carte.wait_for_function(covered, timeout=READY_TIMEOUT_MS)
    mouse.up()
    assert_drawn(visitor, inventory().shown())
