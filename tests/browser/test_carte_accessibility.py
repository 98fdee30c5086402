"""axe-core finds nothing serious, in the page and in the map, in any of their states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.carte import POPOVERS, close_popover, open_popover

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, visitor: Visitor) -> str:
    """Open the application in the theme the visitor's system asks for."""
    visitor.page.emulate_media(color_scheme=request.param, reduced_motion="reduce")
    return str(request.param)


def test_map_and_sheets_pass_the_audit(visitor: Visitor, theme: str) -> None:
    for query in (
        "",
        "pole=200030989",
        "cooperation=brest-contrat-reciprocite-centre-ouest-bretagne",
        "territoire=54547&systeme=sante",
    ):
        carte = visitor.visit(f"/?{query}")
        assert carte is not None
        assert carte.locator(f".leaflet-container[data-theme={theme}]").count() == 1
        assert_accessible(visitor.page, carte)


def test_popovers_search_and_empty_result_pass_the_audit(visitor: Visitor, theme: str) -> None:
    assert theme
    carte = visitor.visit("/?systeme=sante&theme=inconnu&forme=entente&region=94")
    assert carte is not None
    expect(visitor.page.locator(".st-key-vide")).to_be_visible()
    expect(visitor.page.locator(".st-key-avertissement")).to_be_visible()
    assert_accessible(visitor.page, carte)

    for popover in POPOVERS:
        open_popover(visitor, popover)
        assert_accessible(visitor.page)
        close_popover(visitor)
    visitor.page.get_by_label("Ma commune, un territoire").fill("nancy")
    visitor.page.locator(".trouvailles a").first.wait_for()
    assert_accessible(visitor.page)


def test_other_pages_pass_the_audit(visitor: Visitor, theme: str) -> None:
    assert theme
    titles = set()
    for path in ("/methode", "/accessibilite"):
        visitor.visit(path, carte=False)
        expect(visitor.page.locator("h1")).to_have_count(1)
        assert_accessible(visitor.page)
        expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
        titles.add(visitor.page.title())
    assert len(titles) == 2


def test_documents_are_french_and_named(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None

    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")
    expect(carte.locator("html")).to_have_attribute("lang", "fr")
    frame = visitor.page.locator("iframe")
    expect(frame).to_have_attribute("title", "Carte des pôles métropolitains et des coopérations")
    expect(visitor.page).to_have_title("Carte · Coopérations métropolitaines")
    assert visitor.page.locator("h1").inner_text().startswith("Carte des pôles métropolitains")
    assert visitor.page.locator("h1").count() == 1
    # Nothing Streamlit says to a visitor is left in English.
    for word in ("required", "Choose an option", "Press Enter", "Clear"):
        assert visitor.page.get_by_text(word, exact=False).count() == 0
    open_popover(visitor, "Filtres")
    for word in ("required", "Choose an option", "Press Enter"):
        assert visitor.page.get_by_text(word, exact=False).count() == 0


def test_theme_changes_the_map_too(visitor: Visitor) -> None:
    visitor.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    carte = visitor.visit("/")
    assert carte is not None

    sea, ink = carte.eval_on_selector(
        ".leaflet-container",
        "(e) => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]",
    )

    assert _lightness(sea) < 80
    assert _lightness(ink) > 180


def _lightness(rgb: str) -> float:
    return sum(map(float, rgb.strip("rgba()").split(",")[:3])) / 3
