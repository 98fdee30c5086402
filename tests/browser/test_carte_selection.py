"""Selection: what is chosen lights up, the rest fades, its sheet opens, the address says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.carte import (
    assert_drawn,
    click_on,
    close_popover,
    open_popover,
    point_on,
    rows,
    style,
    wait_rows,
)
from tests.browser.expected import inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

SILLON_LORRAIN = "200030989"
COOPERATION = "brest-contrat-reciprocite-centre-ouest-bretagne"
BREST = "242900314"
VANDOEUVRE = "54547"


def lit(visitor: Visitor) -> set[str]:
    """Return what is lit among the cooperations and pôles drawn, as « type:code »."""
    found: list[str] = visitor.carte.eval_on_selector_all(
        ".lien.actif, .actif .pole", "(all) => all.map((e) => e.dataset.vers)"
    )
    return set(found)


def cooperations_of(territoires: set[str]) -> set[str]:
    """Return, as « cooperation:id », those shown by default in which one of these takes part."""
    coops = inventory().cooperations
    return {
        f"cooperation:{code}"
        for code in inventory().shown().cooperations
        if territoires & {coops[code].porteur, *coops[code].partenaires}
    }


def light_of_pole(code: str) -> set[str]:
    """Return what a pôle lights: itself, and what it or its members take part in."""
    own = {t for t, row in inventory().territoires.items() if row["pole_code"] == code}
    members = {
        siren
        for siren in inventory().poles[code].members
        if inventory().territoires.get(siren, {}).get("type") == "EPCI"
    }
    return {f"pole:{code}"} | cooperations_of(own | members)


def assert_selected(visitor: Visitor, key: str, code: str, title: str) -> None:
    """Fail unless the sheet, the address and the list all tell this selection."""
    heading = visitor.page.locator(".fiche h2")
    expect(heading).to_contain_text(title, timeout=READY_TIMEOUT_MS)
    visitor.wait_idle()
    assert parse_qs(urlsplit(visitor.page.url).query).get(key) == [code]
    if visitor.page.locator(f'.liste [data-vers="{key}:{code}"]').count():
        current = visitor.page.locator(".liste [aria-current=true]")
        expect(current).to_have_attribute("data-vers", f"{key}:{code}")


def assert_rest_fades(visitor: Visitor) -> None:
    """Fail unless what is lit is drawn in full and what is not is faint."""
    opacities: dict[str, list[float]] = visitor.carte.evaluate(
        """() => {
          const seen = {lit: [], faint: []};
          for (const e of document.querySelectorAll('.lien, .noeud, .groupe-pole')) {
            const css = getComputedStyle(e);
            const ink = {lien: css.strokeOpacity, noeud: css.fillOpacity}[e.classList[0]] ?? 1;
            const opacity = Number(css.opacity) * Number(ink);
            seen[e.matches('.actif') ? 'lit' : 'faint'].push(opacity);
          }
          return seen;
        }"""
    )
    assert min(opacities["lit"]) >= 0.9
    assert max(opacities["faint"]) <= 0.3


def assert_unselected(visitor: Visitor) -> None:
    """Fail unless nothing is lit nor told any more."""
    expect(visitor.page.locator(".fiche")).to_have_count(0, timeout=READY_TIMEOUT_MS)
    visitor.wait_idle()
    assert urlsplit(visitor.page.url).query == ""
    assert lit(visitor) == set()
    assert style(visitor, ".lien.plein").stroke_opacity > 0.8
    assert_drawn(visitor, inventory().shown())


def test_pole_link_and_territory_are_selected_on_the_map(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None

    click_on(visitor, f".pole-{SILLON_LORRAIN}", area=True)
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")
    assert lit(visitor) == light_of_pole(SILLON_LORRAIN)
    assert_rest_fades(visitor)
    # Escape in the page.
    visitor.page.locator("h1").focus()
    visitor.page.keyboard.press("Escape")
    assert_unselected(visitor)

    click_on(visitor, f".lien-{COOPERATION}")
    title = inventory().cooperations[COOPERATION].row["intitule"]
    assert_selected(visitor, "cooperation", COOPERATION, title[:30])
    assert lit(visitor) == {f"cooperation:{COOPERATION}"}
    assert_rest_fades(visitor)
    # Escape in the map's own document, which the click has given the focus to.
    carte.locator(f".lien-{COOPERATION}[role]").focus()
    visitor.page.keyboard.press("Escape")
    assert_unselected(visitor)

    click_on(visitor, f".noeud.territoire-{BREST}")
    assert_selected(visitor, "territoire", BREST, "Brest")
    assert cooperations_of({BREST}) <= lit(visitor)
    visitor.page.get_by_role("link", name="Fermer la fiche").click()
    assert_unselected(visitor)

    # The sea: a click on nothing unselects too.
    click_on(visitor, f".pole-{SILLON_LORRAIN}", area=True)
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")
    box = carte.frame_element().bounding_box()
    assert box is not None
    visitor.page.mouse.click(box["x"] + 180, box["y"] + 300)
    assert_unselected(visitor)


def test_every_path_of_a_cooperation_lights_up_together(visitor: Visitor) -> None:
    shown = inventory().shown().cooperations
    widest = max(shown, key=lambda code: len(inventory().cooperations[code].partenaires))
    visitor.visit("/")

    click_on(visitor, f".lien-{widest}")

    assert_selected(visitor, "cooperation", widest, "")
    paths = visitor.carte.locator(f".lien-{widest}")
    assert paths.count() == inventory().pairs([widest])
    assert visitor.carte.locator(f".lien-{widest}.actif").count() == paths.count()
    assert visitor.carte.locator(".lien.actif").count() == paths.count()


def test_list_and_sheet_lead_from_one_item_to_the_next(visitor: Visitor) -> None:
    visitor.visit("/")
    wait_rows(visitor, "pole", inventory().shown().poles)

    visitor.page.locator(f'.liste [data-vers="pole:{SILLON_LORRAIN}"]').click()
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")
    assert lit(visitor) == light_of_pole(SILLON_LORRAIN)

    link = visitor.page.locator('.fiche [data-vers^="cooperation:"]').first
    vers = link.get_attribute("data-vers") or ""
    link.click()
    code = vers.removeprefix("cooperation:")
    title = next(r["intitule"] for r in inventory().rows("cooperations") if r["id"] == code)
    assert_selected(visitor, "cooperation", code, title)
    assert lit(visitor) == {vers}

    # Back to the pôle, then to nothing; forward again.
    with visitor.rerun():
        visitor.page.go_back()
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")
    assert lit(visitor) == light_of_pole(SILLON_LORRAIN)
    with visitor.rerun():
        visitor.page.go_back()
    assert_unselected(visitor)
    with visitor.rerun():
        visitor.page.go_forward()
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")

    visitor.page.get_by_role("link", name="Fermer la fiche").click()
    assert_unselected(visitor)
    assert set(rows(visitor, "pole")) == inventory().shown().poles


def test_ma_commune_finds_the_poles_it_belongs_to(visitor: Visitor) -> None:
    visitor.visit("/")
    box = visitor.page.get_by_label("Ma commune, un territoire")

    box.press_sequentially("vandoeuvre")
    found = visitor.page.locator(".trouvailles a", has_text="Vandœuvre-lès-Nancy")
    found.click()

    assert_selected(visitor, "territoire", VANDOEUVRE, "Vandœuvre-lès-Nancy")
    expect(visitor.page.locator(".fiche")).to_contain_text("Sillon lorrain")
    assert f"pole:{SILLON_LORRAIN}" in lit(visitor)
    assert_rest_fades(visitor)
    visitor.page.locator(f'.fiche [data-vers="pole:{SILLON_LORRAIN}"]').click()
    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")


def test_bar_goes_to_a_pole_and_comes_back(visitor: Visitor) -> None:
    visitor.visit("/")
    open_popover(visitor, "Filtres")
    field = visitor.page.locator(".st-key-pole input")

    field.fill("sillon lorrain")
    with visitor.rerun():
        visitor.page.get_by_role("option", name="Sillon lorrain").click()

    assert_selected(visitor, "pole", SILLON_LORRAIN, "Sillon lorrain")
    assert lit(visitor) == light_of_pole(SILLON_LORRAIN)
    # The bar follows a choice made elsewhere.
    close_popover(visitor)
    visitor.page.get_by_role("link", name="Fermer la fiche").click()
    assert_unselected(visitor)
    open_popover(visitor, "Filtres")
    expect(field).to_have_value("")


@pytest.mark.parametrize(
    ("typed", "name"),
    [("st etienne du rouvray", "Saint-Étienne-du-Rouvray"), ("Vileurbanne", "Villeurbanne")],
)
def test_search_forgives_accents_abbreviations_and_a_typo(
    visitor: Visitor, typed: str, name: str
) -> None:
    visitor.visit("/")

    visitor.page.get_by_label("Ma commune, un territoire").fill(typed)

    expect(visitor.page.locator(".trouvailles")).to_contain_text(name)


def test_address_opens_its_selection(visitor: Visitor) -> None:
    for key, code, title, wanted in (
        ("pole", SILLON_LORRAIN, "Sillon lorrain", light_of_pole(SILLON_LORRAIN)),
        ("cooperation", COOPERATION, "", {f"cooperation:{COOPERATION}"}),
        ("territoire", BREST, "Brest", cooperations_of({BREST})),
        ("territoire", VANDOEUVRE, "Vandœuvre-lès-Nancy", {f"pole:{SILLON_LORRAIN}"}),
    ):
        visitor.visit(f"/?{key}={code}")
        assert_selected(visitor, key, code, title)
        assert wanted <= lit(visitor)
        assert_rest_fades(visitor)
        if key != "territoire":
            assert lit(visitor) == wanted
        assert_drawn(visitor, inventory().shown())


def test_sheet_tells_its_sources_as_safe_links(visitor: Visitor) -> None:
    visitor.visit(f"/?pole={SILLON_LORRAIN}")

    links = visitor.page.locator(".fiche a.externe")
    assert links.count() >= 1
    for link in links.all():
        assert re.match(r"https?://", link.get_attribute("href") or "")
        assert "noopener" in (link.get_attribute("rel") or "")


def test_hover_tells_the_name_and_one_line(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    x, y = point_on(visitor, f".lien-{COOPERATION}")
    visitor.page.mouse.move(x, y)

    title = inventory().cooperations[COOPERATION].row["intitule"]
    bubble = carte.locator(".bulle")
    expect(bubble).to_contain_text(title)
    expect(bubble).to_contain_text("Brest Métropole")
    visitor.page.mouse.move(x - 300, y - 200)
    expect(bubble).to_be_hidden()
