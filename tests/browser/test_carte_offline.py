"""Nothing leaves the application, until the visitor turns a tile background on."""

from __future__ import annotations

import base64
import math
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.carte import assert_drawn, open_popover, pill
from tests.browser.expected import inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

    from tests.browser.conftest import ConsoleErrors, ExternalRequests
    from tests.browser.visitor import Visitor

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def _wmts(layer: str, picture: str) -> str:
    return (
        re.escape(
            "https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
            f"&LAYER={layer}&STYLE=normal&FORMAT={picture}&TILEMATRIXSET=PM"
        )
        + r"&TILEMATRIX=(?P<z>\d+)&TILEROW=(?P<y>\d+)&TILECOL=(?P<x>\d+)"
    )


#: What each background asks for, who it must name, its deepest level.
TILES = {
    "ign-plan": (_wmts("GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2", "image/png"), "IGN", 19),
    "ign-photo": (_wmts("ORTHOIMAGERY.ORTHOPHOTOS", "image/jpeg"), "IGN", 19),
    "osm": (
        r"https://[abc]\.tile\.openstreetmap\.fr/osmfr/(?P<z>\d+)/(?P<x>\d+)/(?P<y>\d+)\.png",
        "OpenStreetMap",
        20,
    ),
}
ORIGIN = re.compile(r"^https://(data\.geopf\.fr|[abc]\.tile\.openstreetmap\.fr)/")


def tile_of(zoom: int, lon: float, lat: float) -> tuple[int, int]:
    """Return the column and row of the Web Mercator tile that holds a place."""
    down = math.asinh(math.tan(math.radians(lat))) / math.pi
    return int((lon + 180) / 360 * 2**zoom), int((1 - down) / 2 * 2**zoom)


class Tiles:
    """The tile servers: they answer a pixel, or nothing at all, and keep what they were asked."""

    def __init__(self, page: Page, external: ExternalRequests) -> None:
        self.urls: list[str] = []
        self.reachable = True
        for host in ("data.geopf.fr", *(f"{s}.tile.openstreetmap.fr" for s in "abc")):
            external.allow(host)
        page.context.route(ORIGIN, self._answer)

    def _answer(self, route: Route) -> None:
        self.urls.append(route.request.url)
        if self.reachable:
            route.fulfill(body=PIXEL, content_type="image/png")
        else:
            route.abort("internetdisconnected")


@pytest.fixture
def tiles(page: Page, external_requests: ExternalRequests) -> Tiles:
    """Return the tile servers of the page."""
    return Tiles(page, external_requests)


def test_no_page_asks_anything_of_another_origin(
    visitor: Visitor, external_requests: ExternalRequests
) -> None:
    for path in ("/methode", "/accessibilite"):
        visitor.visit(path, carte=False)
    # The map, near enough for the finer shapes, a sheet open, a search under way.
    carte = visitor.visit("/?pole=200030989")
    assert carte is not None
    for _ in range(3):
        carte.get_by_role("button", name="Agrandir").click()
    visitor.page.get_by_label("Ma commune, un territoire").fill("nancy")
    visitor.page.locator(".trouvailles a").first.wait_for()
    for popover in ("Thème", "Région", "Filtres"):
        open_popover(visitor, popover)
    visitor.visit("/?fond=aucun")

    assert visitor.carte.locator("img.leaflet-tile").count() == 0
    assert external_requests.urls == []


def test_finer_shapes_come_from_here_when_one_comes_near(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    outline = ".pole-200030989"
    coarse = len(carte.locator(outline).get_attribute("d") or "")
    box = carte.locator(outline).bounding_box()
    assert box is not None

    visitor.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with visitor.page.expect_response(re.compile(r"/app/static/layers/detail-")) as answer:
        visitor.page.mouse.wheel(0, -400)

    assert answer.value.ok
    carte.wait_for_function(
        "([outline, coarse]) => document.querySelector(outline).getAttribute('d').length > coarse",
        arg=[outline, coarse * 1.3],
        timeout=READY_TIMEOUT_MS,
    )
    assert_drawn(visitor, inventory().shown())


def test_backgrounds_ask_for_their_own_tiles_and_name_their_maker(
    visitor: Visitor, tiles: Tiles
) -> None:
    for fond, (template, maker, deepest) in TILES.items():
        tiles.urls.clear()
        carte = visitor.visit(f"/?fond={fond}")
        assert carte is not None
        expect(carte.locator("img.leaflet-tile-loaded").first).to_be_attached()
        attribution = carte.locator(".leaflet-control-attribution")
        expect(attribution).to_contain_text(maker)
        expect(attribution).to_contain_text("ADMIN EXPRESS")
        asked = set()
        for url in tiles.urls:
            match = re.fullmatch(template, url)
            assert match, f"unexpected tile: {url}"
            z, x, y = (int(match[name]) for name in "zxy")
            assert z <= deepest
            assert 0 <= x < 2**z
            assert 0 <= y < 2**z
            asked.add((z, x, y))
        # Paris is in sight, hence its tile: rows and columns are not taken for each other.
        assert {(z, *tile_of(z, 2.35, 48.85)) for z, _, _ in asked} <= asked
        assert_drawn(visitor, inventory().shown())
        assert carte.locator(".avis").is_hidden()


def test_unreachable_backgrounds_say_so_and_leave_the_map_whole(
    visitor: Visitor, tiles: Tiles, console_errors: ConsoleErrors
) -> None:
    console_errors.expect("ERR_INTERNET_DISCONNECTED")
    tiles.reachable = False
    for fond in TILES:
        carte = visitor.visit(f"/?fond={fond}")
        assert carte is not None
        notice = carte.get_by_role("alert")
        expect(notice).to_be_visible(timeout=READY_TIMEOUT_MS)
        expect(notice).to_contain_text("injoignable")
        assert tiles.urls
        tiles.urls.clear()
        expect(carte.locator("img.leaflet-tile")).to_have_count(0)
        # The embedded ground is back.
        land = carte.eval_on_selector(".region-84", "(e) => getComputedStyle(e).fill")
        assert land not in ("none", "rgba(0, 0, 0, 0)")
        assert_drawn(visitor, inventory().shown())
    with visitor.rerun():
        pill(visitor, "systeme", inventory().labels["systeme"]["sante"]).click()
    assert_drawn(visitor, inventory().shown("systeme=sante"))


def test_background_is_chosen_in_the_bar_and_taken_away(visitor: Visitor, tiles: Tiles) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    assert tiles.urls == []

    for label, fond, count in (("Plan IGN", "ign-plan", True), ("Fond intégré", "", False)):
        open_popover(visitor, "Filtres")
        visitor.page.locator(".st-key-fond input").click()
        with visitor.rerun():
            visitor.page.get_by_role("option", name=label).click()
        loaded = carte.locator("img.leaflet-tile-loaded")
        expect(loaded.first).to_be_attached() if count else expect(loaded).to_have_count(0)
        assert urlsplit(visitor.page.url).query == (f"fond={fond}" if fond else "")
    assert carte.locator(".leaflet-control-attribution", has_text="Plan IGN").count() == 0
