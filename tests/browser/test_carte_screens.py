"""Laptop, projector, phone: the map fills its room, nothing covers nor leaves the screen."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.carte import (
    POPOVERS,
    assert_counted,
    close_popover,
    open_popover,
    point_on,
    style,
    wait_rows,
)
from tests.browser.expected import inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Locator

    from tests.browser.visitor import Visitor

TELEPHONE = pytest.mark.parametrize("ecran", ["telephone"], indirect=True)
WIDE = pytest.mark.parametrize("ecran", ["portable", "projecteur"], indirect=True)
EVERY = pytest.mark.parametrize("ecran", ["portable", "projecteur", "telephone"], indirect=True)

#: The smallest text and target a finger or an eye can do with, in CSS pixels (WCAG 2.5.8).
TEXT_PX = 12
TARGET_PX = 24


def box(locator: Locator) -> FloatRect:
    """Return where something stands in the page, whichever document it is in."""
    found = locator.bounding_box()
    assert found is not None, f"{locator} is not on screen"
    return found


def overlap(a: FloatRect, b: FloatRect) -> bool:
    """Tell whether two boxes share more than an edge."""
    across = min(a["x"] + a["width"], b["x"] + b["width"]) - max(a["x"], b["x"])
    down = min(a["y"] + a["height"], b["y"] + b["height"]) - max(a["y"], b["y"])
    return across > 1 and down > 1


def inside(a: FloatRect, b: FloatRect) -> bool:
    """Tell whether a box lies in another, within a pixel."""
    return (
        a["x"] >= b["x"] - 1
        and a["y"] >= b["y"] - 1
        and a["x"] + a["width"] <= b["x"] + b["width"] + 1
        and a["y"] + a["height"] <= b["y"] + b["height"] + 1
    )


def furniture(visitor: Visitor) -> dict[str, FloatRect]:
    """Return the boxes of what stands over the map."""
    carte = visitor.carte
    return {
        "counter": box(visitor.page.locator(".st-key-compteur")),
        "legend": box(carte.locator(".legende")),
        "buttons": box(carte.locator(".boutons")),
        "insets": box(carte.locator(".encarts")),
        "attribution": box(carte.locator(".leaflet-control-attribution")),
    }


@EVERY
def test_nothing_over_the_map_covers_anything(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    frame = box(visitor.page.locator("iframe"))

    boxes = furniture(visitor)

    for name, place in boxes.items():
        assert inside(place, frame), f"{name} leaves the map: {place} in {frame}"
    for (one, a), (other, b) in combinations(boxes.items(), 2):
        assert not overlap(a, b), f"{one} {a} covers {other} {b}"
    # Corsica is the part of France that a frame forgets first.
    corsica = box(carte.locator(".region-94"))
    assert inside(corsica, frame)
    for name, place in boxes.items():
        assert not overlap(corsica, place), f"{name} covers Corsica"
    for target in carte.locator(".carte-ui button, .carte-ui summary").all():
        place = box(target)
        assert min(place["width"], place["height"]) >= TARGET_PX, target.inner_text()


@WIDE
def test_map_takes_all_the_room(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    window = visitor.page.viewport_size
    assert window is not None
    frame = box(visitor.page.locator("iframe"))
    bar = box(visitor.page.locator(".st-key-barre"))
    sheet = box(visitor.page.locator(".st-key-zone_volet"))

    assert frame["x"] == 0
    assert frame["y"] == pytest.approx(bar["y"] + bar["height"], abs=1)
    assert frame["y"] + frame["height"] == pytest.approx(window["height"], abs=1)
    assert frame["x"] + frame["width"] == pytest.approx(sheet["x"], abs=2)
    assert sheet["x"] + sheet["width"] == pytest.approx(window["width"], abs=1)
    assert frame["width"] > 0.7 * window["width"]
    ground = box(carte.locator(".leaflet-container"))
    assert ground["height"] == pytest.approx(frame["height"], abs=1)
    assert ground["width"] == pytest.approx(frame["width"], abs=1)
    # France as large as its room allows: it nearly touches two opposite sides.
    mainland = [box(carte.locator(f".region-{code}")) for code in ("32", "76", "53", "44", "94")]
    height = max(b["y"] + b["height"] for b in mainland) - min(b["y"] for b in mainland)
    width = max(b["x"] + b["width"] for b in mainland) - min(b["x"] for b in mainland)
    assert height > 0.85 * frame["height"] or width > 0.85 * frame["width"]
    # Nothing of the bar is out of sight, the page does not scroll.
    row = visitor.page.locator(".st-key-barre")
    assert row.evaluate("(e) => e.scrollWidth <= e.clientWidth")
    assert visitor.page.evaluate("() => document.scrollingElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize("ecran", ["portable", "telephone"], indirect=True)
def test_nothing_overflows_sideways(visitor: Visitor) -> None:
    for path in ("/methode", "/accessibilite"):
        visitor.visit(path, carte=False)
        _assert_no_sideways_scroll(visitor)
    visitor.visit("/")
    _assert_no_sideways_scroll(visitor)
    window = visitor.page.viewport_size
    assert window is not None
    for popover in POPOVERS:
        body = box(open_popover(visitor, popover))
        assert body["x"] >= 0
        assert body["x"] + body["width"] <= window["width"]
        _assert_no_sideways_scroll(visitor)
        close_popover(visitor)
    visitor.visit("/?pole=200030989")
    _assert_no_sideways_scroll(visitor)


def _assert_no_sideways_scroll(visitor: Visitor) -> None:
    """Once the page is at rest: its styles may come a frame after its text."""
    visitor.page.wait_for_function(
        "() => document.scrollingElement.scrollWidth <= innerWidth"
        " && document.querySelector('.stMain').scrollWidth <= innerWidth"
    )


@TELEPHONE
def test_phone_taps_the_map_and_reads_the_sheet(visitor: Visitor) -> None:
    carte = visitor.visit("/?region=44")
    assert carte is not None
    assert_counted(visitor, inventory().shown("region=44"))
    window = visitor.page.viewport_size
    assert window is not None

    # Nearer first: a pôle is a few pixels wide on the whole of France.
    whole = box(carte.locator(".pole-200030989"))["width"]
    carte.get_by_role("button", name="Cadrer les résultats").tap()
    carte.wait_for_function(
        "(w) => document.querySelector('.pole-200030989').getBoundingClientRect().width > w",
        arg=whole * 1.5,
    )
    x, y = point_on(visitor, ".pole-200030989", area=True)
    with visitor.rerun():
        visitor.page.touchscreen.tap(x, y)

    assert style(visitor, ".pole-200030989").actif
    heading = visitor.page.locator(".fiche h2")
    expect(heading).to_contain_text("Sillon lorrain", timeout=READY_TIMEOUT_MS)
    # Its title is in sight without scrolling, and no line of it is cut or tiny.
    expect(heading).to_be_in_viewport()
    texts: list[dict[str, float]] = visitor.page.locator(".fiche").evaluate(
        """(sheet) => [...sheet.querySelectorAll('*')]
          .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .filter((e) => !e.closest('.hors-ecran') && e.getClientRects().length)
          .map((e) => ({
            size: parseFloat(getComputedStyle(e).fontSize),
            right: e.getBoundingClientRect().right,
            hidden: e.scrollWidth - e.clientWidth,
          }))"""
    )
    assert len(texts) > 20
    assert min(text["size"] for text in texts) >= TEXT_PX
    assert max(text["right"] for text in texts) <= window["width"]

    close = visitor.page.get_by_role("link", name="Fermer la fiche")
    target = box(close)
    assert min(target["width"], target["height"]) >= TARGET_PX
    with visitor.rerun():
        close.tap()
    expect(visitor.page.locator(".fiche")).to_have_count(0)


@TELEPHONE
def test_phone_list_and_bar_are_usable(visitor: Visitor) -> None:
    visitor.visit("/")
    wait_rows(visitor, "pole", inventory().shown().poles)

    row = visitor.page.locator('.liste [data-vers="pole:200030989"]')
    row.scroll_into_view_if_needed()
    assert box(row)["height"] >= TARGET_PX
    with visitor.rerun():
        row.tap()
    expect(visitor.page.locator(".fiche h2")).to_contain_text("Sillon lorrain")
    # Chosen far down in the list: the sheet is what one sees next.
    expect(visitor.page.locator(".fiche h2")).to_be_in_viewport()

    # The bar scrolls on its own; its last button is reached and opens.
    last = visitor.page.locator(".st-key-barre").get_by_test_id("stPopoverButton").last
    last.scroll_into_view_if_needed()
    last.tap()
    body = visitor.page.get_by_test_id("stPopoverBody")
    body.wait_for()
    for target in visitor.page.locator(".st-key-statut button").all():
        assert box(target)["height"] >= TARGET_PX


def test_window_that_grows_is_filled(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    before = box(carte.locator(".region-94"))

    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    carte.wait_for_function(
        "(height) => document.querySelector('.region-94').getBoundingClientRect().height > height",
        arg=before["height"] * 1.1,
        timeout=READY_TIMEOUT_MS,
    )

    frame = box(visitor.page.locator("iframe"))
    assert frame["y"] + frame["height"] == pytest.approx(1080, abs=1)
    assert inside(box(carte.locator(".region-94")), frame)
    ground = box(carte.locator(".leaflet-container"))
    assert ground["width"] == pytest.approx(frame["width"], abs=1)
