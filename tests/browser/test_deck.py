"""The deck: alone in its file with the network cut, and the same in the application."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from playwright.sync_api import expect

from data.dataset import Dataset, load_dataset
from data.export.html import export_html, skeleton
from data.export.scenes import Resolved, resolve, seed
from geo.filters import Filters, apply_filters
from geo.scenes import Presentation, Scene
from geo.scenes_figures import begun_by
from tests.browser.accessibility import assert_accessible
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Frame, Page

    from tests.browser.conftest import ExternalRequests

    Open = Callable[..., Page]

BASE = "https://exemple.invalid/carte"
GROWTH = Scene("Croissance d’essai", "Une année après l’autre.", defile=(2010, 2016))


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def seed_file(donnees: Dataset) -> str:
    return export_html(donnees, seed(donnees), base_url=BASE)


@pytest.fixture(scope="module")
def resolved(donnees: Dataset) -> list[Resolved]:
    return [resolve(donnees, scene, BASE) for scene in seed(donnees).scenes]


@pytest.fixture
def open_deck(
    page: Page,
    context: BrowserContext,
    external_requests: ExternalRequests,
    donnees: Dataset,
    seed_file: str,
    tmp_path: Path,
) -> Open:
    """Open a deck's file from the disk, with the network cut."""
    external_requests.allow("")  # The file itself; any host still fails the test.

    def open_(
        presentation: Presentation | None = None, *, base: str = BASE, hash_: str = ""
    ) -> Page:
        context.set_offline(True)
        path = tmp_path / "presentation.html"
        made = export_html(donnees, presentation, base_url=base) if presentation else seed_file
        path.write_text(made)
        page.goto(f"{path.as_uri()}{hash_}")
        wait_ready(page)
        return page

    return open_


def wait_ready(page: Page) -> None:
    """Wait until the map is drawn; the file's policy forbids what Playwright polls with."""
    expect(page.locator("html")).to_have_attribute("data-deck", "pret", timeout=READY_TIMEOUT_MS)


def drawn(page: Page | Frame) -> dict[str, list[str]]:
    """Return the codes of the cooperations and pôles that have a path on the map."""
    found: dict[str, list[str]] = page.evaluate(
        """() => {
          const codes = (kind) => [...new Set([...document.querySelectorAll(`#carte path.${kind}`)]
            .flatMap((p) => [...p.classList].filter((c) => c.startsWith(`${kind}-`))
              .map((c) => c.slice(kind.length + 1))))].sort();
          return { lien: codes('lien'), pole: codes('pole') };
        }"""
    )
    return found


def expected(donnees: Dataset, each: Resolved) -> dict[str, list[str]]:
    """Return what a scene shows by Python's filter: its last year, its levels."""
    coops, levels = each.selection.cooperations, each.scene.niveaux
    if each.scene.defile:
        coops = coops & begun_by(donnees.facets, each.scene.defile[1])
    ids = donnees.tables.cooperations["id"][coops] if "liens" in levels else ()
    poles = donnees.tables.poles["code"][each.selection.poles] if "poles" in levels else ()
    return {"lien": sorted(ids), "pole": sorted(poles)}


def assert_framed(page: Page, bounds: tuple[float, float, float, float]) -> None:
    """Check that bounds (degrees) are in the window, clear of the text, and fill the free part."""
    west, south, east, north = bounds
    box = page.evaluate(
        """([s, w, n, e]) => {
          const { map, k } = deck.vue;
          const [a, b] = [[n, w], [s, e]].map((p) => map.latLngToContainerPoint(p).multiplyBy(k));
          const text = document.getElementById('texte').getBoundingClientRect();
          return { left: a.x, top: a.y, right: b.x, bottom: b.y, text: text.right,
                   width: innerWidth, height: innerHeight };
        }""",
        [south, west, north, east],
    )
    assert box["left"] >= box["text"] - 1
    assert box["top"] >= 0
    assert box["right"] <= box["width"]
    assert box["bottom"] <= box["height"]
    filled = max(
        (box["right"] - box["left"]) / (box["width"] - box["text"]),
        (box["bottom"] - box["top"]) / box["height"],
    )
    assert filled > 0.75


def bounds_of(donnees: Dataset, each: Resolved) -> tuple[float, float, float, float] | None:
    if each.scene.cadre or each.view.choix:
        return each.scene.cadre
    regions = donnees.prepared.regions
    kept = regions[regions["code"].isin(each.view.filters.regions)]
    if kept.empty:
        kept = regions[~regions["code"].isin(["01", "02", "03", "04", "06"])]
    west, south, east, north = kept.total_bounds
    return west, south, east, north


@pytest.mark.parametrize("ecran", ["portable", "projecteur"], indirect=True)
def test_seed_deck_end_to_end(open_deck: Open, donnees: Dataset, resolved: list[Resolved]) -> None:
    page = open_deck()
    for number, each in enumerate(resolved, 1):
        expect(page.locator("#titre-scene")).to_have_text(each.titre)
        assert page.locator("#commentaire").inner_text() == each.commentaire
        expect(page.locator("#rang")).to_contain_text(f"{number}\u202f/\u202f{len(resolved)}")
        expect(page.locator("#annonce")).to_contain_text(f"Scène {number} sur {len(resolved)}")
        for figure, label in each.chiffres:
            expect(page.locator("#chiffres")).to_contain_text(figure)
            expect(page.locator("#chiffres")).to_contain_text(label)
        assert drawn(page) == expected(donnees, each)
        if bounds := bounds_of(donnees, each):
            assert_framed(page, bounds)
        assert page.evaluate("location.hash") == f"#{number}"
        page.keyboard.press(("ArrowRight", "PageDown", "Space")[number % 3])
    expect(page.locator("#titre-scene")).to_have_text(resolved[-1].titre)


def test_keys_turn_the_pages(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck(hash_="#3")
    title = page.locator("#titre-scene")
    expect(title).to_have_text(resolved[2].titre)
    page.keyboard.press("ArrowLeft")
    expect(title).to_have_text(resolved[1].titre)
    page.keyboard.press("End")
    expect(title).to_have_text(resolved[-1].titre)
    page.keyboard.press("PageUp")
    expect(title).to_have_text(resolved[-2].titre)
    page.keyboard.press("Home")
    expect(title).to_have_text(resolved[0].titre)
    for key in ("1", "0"):
        page.keyboard.press(key)
    expect(page.locator("#saisie")).to_contain_text("10")
    page.keyboard.press("Enter")
    expect(title).to_have_text(resolved[9].titre)
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(title).to_have_text(resolved[9].titre)
    expect(page.locator("#annonce")).to_contain_text("pas de scène 99")


def test_keys_of_the_presenter(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck()
    page.keyboard.press("n")
    expect(page.locator("#notes")).to_be_visible()
    assert page.locator("#notes p").inner_text() == resolved[0].notes
    page.keyboard.press("q")
    expect(page.locator("#notes")).to_be_hidden()
    expect(page.locator("#lien")).to_contain_text(resolved[0].lien)
    assert page.locator("#lien img").evaluate("(i) => i.decode().then(() => i.naturalWidth)") > 0
    page.keyboard.press("Escape")
    expect(page.locator("#lien")).to_be_hidden()

    names = page.locator("#carte .etiquettes text")
    assert names.count() > 5
    page.keyboard.press("l")
    expect(names).to_have_count(0)

    page.keyboard.press("b")
    expect(page.locator("#noir")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#noir")).to_be_hidden()
    expect(page.locator("#titre-scene")).to_have_text(resolved[0].titre)

    page.keyboard.press("t")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.keyboard.press("?")
    expect(page.locator("#aide")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#aide")).to_be_hidden()


def test_every_key_has_a_button(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck()
    for name in ("Scène suivante", "Explorer", "Noms", "Notes", "Lien", "Noir", "Aide"):
        expect(page.get_by_role("button", name=name, exact=True).first).to_be_visible()
    page.get_by_role("button", name="Scène suivante").click()
    expect(page.locator("#titre-scene")).to_have_text(resolved[1].titre)
    # The button clicked keeps no focus: Space turns the page, once.
    page.keyboard.press("Space")
    expect(page.locator("#titre-scene")).to_have_text(resolved[2].titre)


def test_map_is_alive_and_next_resumes(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck()
    before = page.evaluate("deck.vue.map.getZoom()")
    page.mouse.move(900, 400)
    page.evaluate(
        "void (window.zoomed = new Promise((r) => deck.vue.map.once('zoomend', () => r())))"
    )
    page.mouse.wheel(0, -400)
    page.evaluate("window.zoomed")
    assert page.evaluate("deck.vue.map.getZoom()") > before + 0.3
    node = page.locator("#carte .noeud").last
    node.dispatch_event("mousemove", {"bubbles": True, "clientX": 900, "clientY": 400})
    # A path clicked has the focus; the next key still turns the page.
    page.locator("#carte path.pole[role]").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#titre-scene")).to_have_text(resolved[1].titre)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("deck.vue.map.getZoom()") == pytest.approx(before, abs=0.01)


def test_exploration_filters_in_the_file(open_deck: Open, donnees: Dataset) -> None:
    page = open_deck()
    page.keyboard.press("e")
    panel = page.locator("#exploration")
    expect(panel).to_be_visible()
    panel.locator("[data-facette=themes] summary").click()
    panel.locator("[data-facette=regions] summary").click()
    label = donnees.labels["theme"]["mobilites"]
    panel.locator("[data-facette=themes] button", has_text=label).click()
    panel.locator("[data-facette=regions] button", has_text="Hauts-de-France").click()
    there = apply_filters(donnees.facets, Filters(themes=("mobilites",), regions=("32",)))
    coops, poles = int(there.cooperations.sum()), int(there.poles.sum())
    expect(panel.locator(".resultat")).to_contain_text(f"{coops}\u00a0coopération")
    expect(panel.locator(".resultat")).to_contain_text(f"{poles}\u00a0pôle")
    assert drawn(page)["lien"] == sorted(donnees.tables.cooperations["id"][there.cooperations])
    assert drawn(page)["pole"] == sorted(donnees.tables.poles["code"][there.poles])
    assert panel.locator(".liste li").count() == coops + poles

    panel.locator(".liste a[data-vers^='cooperation:']").first.click()
    expect(panel.locator(".choisi")).to_contain_text("Portée par")
    expect(page.locator("#carte .lien.actif").first).to_be_attached()
    panel.get_by_label("Chercher").fill("zzzz")
    expect(panel.locator(".resultat")).to_contain_text("0\u00a0coopération")

    panel.get_by_role("button", name="Revenir à la scène").click()
    expect(panel).to_be_hidden()
    assert len(drawn(page)["lien"]) == int(
        apply_filters(donnees.facets, Filters()).cooperations.sum()
    )


def test_years_stand_still_when_motion_is_reduced(open_deck: Open, donnees: Dataset) -> None:
    page = open_deck(Presentation("Essai", (GROWTH,)))
    expect(page.locator("#annees .annee")).to_have_text("2016")

    def begun(year: int) -> list[str]:
        shown = apply_filters(donnees.facets, Filters()).cooperations
        return sorted(donnees.tables.cooperations["id"][shown & begun_by(donnees.facets, year)])

    assert drawn(page)["lien"] == begun(2016)
    page.get_by_label("Année montrée").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#annees .annee")).to_have_text("2015")
    assert drawn(page)["lien"] == begun(2015)
    expect(page.locator("#annees .compte")).to_contain_text(str(len(begun(2015))))


def test_flights_and_years_play(
    new_context: Callable[..., BrowserContext], donnees: Dataset, tmp_path: Path
) -> None:
    path = tmp_path / "presentation.html"
    growth = replace(GROWTH, cadre=(-5.0, 46.0, 0.0, 49.0))
    path.write_text(export_html(donnees, Presentation("Essai", (Scene("Départ"), growth))))
    context = new_context(viewport={"width": 1280, "height": 720}, reduced_motion="no-preference")
    context.set_offline(True)
    page = context.new_page()
    page.goto(path.as_uri())
    wait_ready(page)
    page.keyboard.press("ArrowRight")
    expect(page.locator("canvas.vol")).to_be_visible()
    expect(page.locator("canvas.vol")).to_be_hidden(timeout=4000)
    assert_framed(page, (-5.0, 46.0, 0.0, 49.0))
    expect(page.locator("#annees .annee")).to_have_text("2012", timeout=8000)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="Lire")).to_be_visible()
    assert page.evaluate("deck.annees.timer") == 0, "the years go on"


@pytest.mark.parametrize("ecran", ["telephone"], indirect=True)
def test_swipe_on_a_phone(open_deck: Open, page: Page, resolved: list[Resolved]) -> None:
    open_deck()
    finger = page.context.new_cdp_session(page)

    def swipe(start: int, end: int, y: int = 300) -> None:
        def touch(kind: str, *points: dict[str, Any]) -> None:
            finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

        touch("touchStart", {"x": start, "y": y})
        for x in (start + (end - start) // 2, end):
            touch("touchMove", {"x": x, "y": y})
        touch("touchEnd")

    title = page.locator("#titre-scene")
    centre = page.evaluate("deck.vue.map.getCenter().lng")
    swipe(320, 80)
    expect(title).to_have_text(resolved[1].titre)
    swipe(300, 60, y=600)
    expect(title).to_have_text(resolved[2].titre)
    swipe(60, 320)
    expect(title).to_have_text(resolved[1].titre)
    swipe(200, 220)
    expect(title).to_have_text(resolved[1].titre)
    assert page.evaluate("deck.vue.map.getCenter().lng") == pytest.approx(centre, abs=1)
    page.get_by_role("button", name="Scène précédente").click()
    expect(title).to_have_text(resolved[0].titre)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_prints_one_scene_a_page(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck()
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    assert len(pages) == len(resolved)
    # Drawings are long to read: three pages tell for all.
    for number in (0, 9, len(pages) - 1):
        sheet, each = pages[number], resolved[number]
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (842, 595)
        text = "".join(sheet.extract_text().split())
        figures = [figure for figure, _ in each.chiffres]
        for said in (each.titre, each.commentaire, "ADMIN EXPRESS COG", each.lien, *figures):
            assert "".join(said.split()) in text
        # A drawing with its towns, not a picture.
        assert ("Lille" in text) == each.scene.noms
        resources: Any = sheet["/Resources"]
        drawings = [item.get_object() for item in resources.get("/XObject", {}).values()]
        assert not [item for item in drawings if item.get("/Subtype") == "/Image"]
    assert page.locator("#impression .dessin svg path.lien").count() > 200


@pytest.mark.parametrize("ecran", ["projecteur"], indirect=True)
def test_type_is_read_at_ten_metres(open_deck: Open, resolved: list[Resolved]) -> None:
    page = open_deck()
    small = """() => [...document.querySelectorAll('#deck *')].filter((e) => {
      if (![...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) return false;
      if (!e.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
      if (e.closest('.cache, .annonce, .impression, #commandes, #carte .boutons')) return false;
      const k = e.closest('#carte') ? deck.vue.k : 1;
      return parseFloat(getComputedStyle(e).fontSize) * k < 23.9;
    }).map((e) => `${e.tagName} ${e.className.baseVal ?? e.className} ${e.textContent}`)"""
    for _ in resolved:
        assert page.evaluate(small) == []
        # Nothing said is cut.
        assert page.evaluate(
            "(() => { const t = document.getElementById('texte');"
            " return t.scrollHeight <= t.clientHeight + 1; })()"
        )
        page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("ecran", ["portable", "telephone"], indirect=True)
def test_deck_is_accessible(open_deck: Open) -> None:
    page = open_deck()
    assert page.evaluate("document.documentElement.lang") == "fr"
    assert_accessible(page)
    page.keyboard.press("t")
    page.keyboard.press("n")
    assert_accessible(page)
    page.keyboard.press("e")
    for summary in page.locator("#exploration summary").all()[1:]:
        summary.click()
    assert_accessible(page)
    page.keyboard.press("t")
    assert_accessible(page)


def test_empty_deck_says_so(open_deck: Open) -> None:
    page = open_deck(Presentation("Vide", ()))
    expect(page.locator("#titre-scene")).to_have_text("Aucune scène pour l’instant")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("e")
    expect(page.locator("#exploration")).to_be_visible()


def test_markup_in_texts_stays_text(open_deck: Open) -> None:
    hostile = "<img src=x onerror=window.pris=1></script><b>essai"
    scene = Scene(hostile, hostile, hostile, vue="fond=osm")
    page = open_deck(Presentation(hostile, (scene,)), base="")
    expect(page.locator("#titre-scene")).to_contain_text("<img src=x onerror")
    page.keyboard.press("n")
    page.keyboard.press("q")
    expect(page.locator("#lien")).to_contain_text("il faut l’adresse publique")
    page.evaluate("deck.print()")
    assert page.evaluate("window.pris") is None


def test_two_hundred_scenes(open_deck: Open) -> None:
    scenes = tuple(Scene(f"Scène d’essai {n}", "Texte. " * 80) for n in range(1, 201))
    page = open_deck(Presentation("Longue", scenes), hash_="#200")
    expect(page.locator("#titre-scene")).to_have_text("Scène d’essai 200")
    page.keyboard.press("Home")
    expect(page.locator("#titre-scene")).to_have_text("Scène d’essai 1")


def test_without_script_the_scenes_are_read(
    new_context: Callable[..., BrowserContext], donnees: Dataset, seed_file: str, tmp_path: Path
) -> None:
    path = tmp_path / "presentation.html"
    path.write_text(seed_file)
    page = new_context(java_script_enabled=False, offline=True).new_page()
    page.goto(path.as_uri())
    for scene in seed(donnees).scenes[:2]:
        expect(page.get_by_role("heading", name=scene.titre).first).to_be_visible()


def test_same_deck_inside_the_application(
    page: Page, app_url: str, donnees: Dataset, resolved: list[Resolved]
) -> None:
    document = skeleton(donnees, seed(donnees), "app/static/", base_url=BASE)
    host = """<!doctype html><html lang="fr"><title>Essai</title><script>
      window.seen = [];
      for (const type of ['deck:scene', 'deck:fermer'])
        document.addEventListener(type, (e) => seen.push([type, e.detail?.rang ?? null]));
    </script><iframe title="Présentation" style="width:1200px;height:700px"></iframe></html>"""
    page.route(f"{app_url}/essai", lambda route: route.fulfill(body=host, content_type="text/html"))
    page.goto(f"{app_url}/essai")
    page.evaluate(f"document.querySelector('iframe').srcdoc = {json.dumps(document)}")
    framed = page.frame_locator("iframe").locator("html")
    expect(framed).to_have_attribute("data-deck", "pret", timeout=READY_TIMEOUT_MS)
    frame = page.frames[1]
    expect(frame.locator("#titre-scene")).to_have_text(resolved[0].titre)
    assert drawn(frame) == expected(donnees, resolved[0])
    frame.locator("#titre-scene").click()
    page.keyboard.press("ArrowRight")
    expect(frame.locator("#titre-scene")).to_have_text(resolved[1].titre)
    assert drawn(frame) == expected(donnees, resolved[1])
    page.keyboard.press("Escape")
    assert page.evaluate("seen.slice(-2)") == [["deck:scene", 1], ["deck:fermer", None]]
    assert page.url == f"{app_url}/essai"
