"""The pages that read the inventory: filters that follow, links, phone, audit, own origin."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import assert_accessible
from tests.browser.expected import inventory

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

#: Pages, and the choices of the control that changes what they show.
VIEWS = {
    "/poles": ("Atlas", "Diversité", "Comparer"),
    "/cooperations": (
        "Tableau",
        "Thèmes et régions",
        "Dans le temps",
        "Réseau",
        "Récits",
        "Couverture",
    ),
    "/regions": (),
    "/reseau": (),
    "/donnees": (
        "Télécharger",
        "Qualité",
        "Sources",
        "Dictionnaire",
        "Versions",
        "Mettre à jour",
    ),
}
SHEETS = ("/poles?pole=200030989", "/cooperations?cooperation=rennes-terres-de-sources")


def each_view(visitor: Visitor, path: str) -> list[str]:
    """Open a page; return the names of its views, one at least, the first being shown."""
    visitor.visit(path, carte=False)
    expect(visitor.page.locator("h1")).to_have_count(1)
    return list(VIEWS.get(path, ())) or [""]


def show(visitor: Visitor, view: str) -> None:
    """Show a view of the page, unless it is shown."""
    button = visitor.page.locator(".st-key-vue button", has_text=view)
    if view and button.get_attribute("aria-checked") != "true":
        with visitor.rerun():
            button.click()
    expect(visitor.page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [*VIEWS, *SHEETS])
def test_every_view_passes_the_audit(
    visitor: Visitor, path: str, scheme: Literal["light", "dark"]
) -> None:
    visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for view in each_view(visitor, path):
        show(visitor, view)
        assert_accessible(visitor.page)
    expect(visitor.page.locator("html")).to_have_attribute("lang", "fr")


@pytest.mark.parametrize("ecran", ["telephone"], indirect=True)
@pytest.mark.parametrize("path", [*VIEWS, *SHEETS])
def test_nothing_runs_out_of_a_phones_screen(visitor: Visitor, path: str) -> None:
    for view in each_view(visitor, path):
        show(visitor, view)
        width = visitor.page.evaluate("document.querySelector('.stMain').scrollWidth")
        assert width <= 390, f"{path} {view}: {width} px wide"


@pytest.mark.parametrize("path", ["/poles", "/cooperations", "/regions"])
def test_a_filter_set_on_a_page_holds_on_the_map(visitor: Visitor, path: str) -> None:
    visitor.visit(path, carte=False)
    with visitor.rerun():
        visitor.page.locator(".st-key-systeme button").nth(1).click()
    expected = inventory().shown("systeme=mobilites")
    assert visitor.compteur() == (len(expected.cooperations), len(expected.poles))
    expect(visitor.page).to_have_url(re.compile("systeme=mobilites"))
    visitor.page.get_by_role("link", name="Carte", exact=True).first.click()
    visitor.page.locator("iframe").first.wait_for()
    visitor.wait_idle()
    assert visitor.compteur() == (len(expected.cooperations), len(expected.poles))


def test_a_silhouette_opens_the_sheet_of_its_pole(visitor: Visitor) -> None:
    visitor.visit("/poles?systeme=sante", carte=False)
    link = visitor.page.locator("a[data-vers^='pole:']:visible").first
    code = (link.get_attribute("data-vers") or "").removeprefix("pole:")
    visitor.page.locator("html[data-liens='prets']").wait_for(state="attached")
    link.click()
    expect(visitor.page).to_have_url(re.compile(f"systeme=sante&pole={code}"))
    expect(visitor.page.get_by_role("link", name="Tous les pôles")).to_be_visible()


def test_the_sheet_on_the_map_leads_to_the_whole_one(visitor: Visitor) -> None:
    visitor.visit("/?pole=200030989")
    visitor.page.get_by_role("link", name="Fiche complète").click()
    expect(visitor.page).to_have_url(re.compile(r"/poles\?pole=200030989"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Pôles")
