"""Thousands of cooperations: a canvas in place of the paths, and bundles when they are a crowd."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from data.loaders import PREPARED, TABLES, load_prepared, load_tables
from tests.bench.synthetic import write_synthetic_tables
from tests.browser.carte import assert_counted, pills
from tests.browser.expected import Inventory
from tests.browser.spare import Spare, serve_spare
from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Locator, Page

    from tests.browser.conftest import ExternalRequests

#: Enough for more links than are drawn one by one, `LIENS_MAX` of static/carte/faisceaux.js.
FACTOR = 14
BUNDLED = "un trait par paire de territoires"


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spare]:
    """Serve the application on made-up cooperations, added to the real ones."""
    tables = load_tables(TABLES)
    ancres = load_prepared(PREPARED, tables=tables).territoires.set_index("code")[["lat", "lon"]]
    made = tmp_path_factory.mktemp("made") / "tables"
    write_synthetic_tables(TABLES, made, ancres, factor=FACTOR)
    with serve_spare(tmp_path_factory.mktemp("crowded")) as spare:
        # Nothing has been read yet: the tables are at a session's first run.
        shutil.copytree(made, spare.tables, dirs_exist_ok=True)
        yield spare


@pytest.fixture
def reader(page: Page, crowded: Spare, external_requests: ExternalRequests) -> Visitor:
    """Return a visitor of that application."""
    external_requests.allow(urlsplit(crowded.server.url).netloc)
    return Visitor(page, crowded.server.url)


def canvas(reader: Visitor) -> Locator:
    """Return the canvas that every link shown is drawn on."""
    return reader.carte.locator("canvas.toile:not(.allumee)")


def test_a_crowd_is_drawn_as_bundles_then_link_by_link(reader: Visitor, crowded: Spare) -> None:
    inventory = Inventory(crowded.tables)
    reader.visit()
    legend = reader.carte.locator(".legende")
    everything = inventory.shown()
    expect(canvas(reader)).to_have_attribute("data-cooperations", str(len(everything.cooperations)))
    assert_counted(reader, everything)
    expect(legend).to_contain_text(BUNDLED)
    expect(legend).not_to_contain_text("en projet")
    with reader.applied(), reader.rerun():
        pills(reader, "systeme").first.click()
    first = next(iter(inventory.labels["systeme"]))
    fewer = inventory.shown(f"systeme={first}")
    expect(canvas(reader)).to_have_attribute("data-cooperations", str(len(fewer.cooperations)))
    assert_counted(reader, fewer)
    expect(legend).not_to_contain_text(BUNDLED)
    expect(legend).to_contain_text("en projet")


def test_links_on_the_canvas_stand_above_the_ground(reader: Visitor) -> None:
    reader.visit()
    reader.carte.add_style_tag(
        content=".carte-calque :is(canvas, path) { pointer-events: all !important; }"
    )
    found = reader.carte.evaluate(
        """() => {
          const under = document.elementsFromPoint(innerWidth / 2, innerHeight / 2);
          return ['canvas.toile', '.region'].map((name) => under.findIndex((e) => e.matches(name)));
        }"""
    )
    canvas_rank, ground_rank = found
    assert 0 <= canvas_rank < ground_rank


def test_a_selection_lights_its_own_links_above_the_others(reader: Visitor) -> None:
    reader.visit("/?cooperation=cooperation-synthetique-0001")
    lit = "(canvas) => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
    assert reader.carte.locator("canvas.allumee").evaluate(f"{lit}.data.some((value) => value)")
    expect(canvas(reader)).to_have_css("opacity", "0.1")
    with reader.applied(counter="confirme"):
        reader.page.keyboard.press("Escape")
    expect(canvas(reader)).to_have_css("opacity", "1")
