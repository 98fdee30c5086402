"""The page Présenter, and what a view of the map becomes: in a browser, from click to file."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from data.dataset import load_dataset
from data.export.scenes import seed
from tests.browser.accessibility import assert_accessible
from tests.browser.server import ROOT, AppServer, serve
from tests.browser.visitor import READY_TIMEOUT_MS, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Frame, Locator

    from tests.browser.conftest import ExternalRequests

SCENES = len(seed(load_dataset()).scenes)
TELEPHONE = pytest.mark.parametrize("ecran", ["telephone"], indirect=True)


class Presenter:
    """A visitor of the page Présenter."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page

    def open(self, query: str = "") -> Presenter:
        """Open the page."""
        self.visitor.visit(f"/presentation{query}", carte=False)
        return self.wait()

    def wait(self) -> Presenter:
        """Wait until the frame has drawn its map."""
        self.page.locator(".ecran[data-ecran=pret] iframe").wait_for(timeout=READY_TIMEOUT_MS)
        self.frame.locator("html[data-deck=pret]").wait_for(timeout=READY_TIMEOUT_MS)
        self.visitor.wait_idle()
        return self

    @property
    def frame(self) -> Frame:
        """The document of the deck."""
        handle = self.page.locator(".ecran iframe").element_handle()
        frame = handle.content_frame() if handle else None
        assert frame is not None
        return frame

    def field(self, label: str) -> Locator:
        """Return a field of the page."""
        return self.page.get_by_label(label, exact=True)

    def pick(self, title: str) -> None:
        """Choose a scene in the list."""
        self.page.locator(".st-key-scenes label", has_text=title).click()

    def press(self, name: str) -> None:
        """Press a button of the page."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def shows(self, title: str, rank: int, total: int = SCENES) -> None:
        """Check what the frame and the list show."""
        expect(self.frame.locator("#titre-scene")).to_have_text(title)
        expect(self.frame.locator("#rang")).to_contain_text(f"{rank}\u202f/\u202f{total}")
        expect(self.page.locator(".st-key-scenes input:checked")).to_have_value(str(rank - 1))
        # For a moment the field of the scene before is still there, beside the new one.
        field = self.field("Titre de la scène")
        self.visitor.wait_until(
            lambda: field.evaluate_all("(all) => all.map((one) => one.value)") == [title]
        )

    def kept(self) -> Any:
        """Return the deck that the browser keeps."""
        text = self.page.evaluate("() => localStorage.getItem('cooperations.presentation')")
        return text and json.loads(text)


@pytest.fixture
def presenter(visitor: Visitor) -> Presenter:
    return Presenter(visitor)


def full_screen(presenter: Presenter, tag: str | None) -> None:
    """Wait until this element has the screen, or none."""
    presenter.page.wait_for_function(
        "(tag) => (document.fullscreenElement?.tagName ?? null) === tag", arg=tag
    )


def test_the_list_and_the_frame_follow_each_other(presenter: Presenter) -> None:
    presenter.open().shows("Le réseau en une carte", 1)
    presenter.pick("Se déplacer ensemble")
    presenter.shows("Se déplacer ensemble", 3)
    # Turned quickly in the frame: the page follows to where it rests, and does not pull back.
    presenter.frame.locator("#titre-scene").click()
    presenter.page.keyboard.press("ArrowRight")
    presenter.page.keyboard.press("ArrowRight")
    presenter.shows("Visiter et se cultiver", 5)
    presenter.page.locator(".st-key-scenes input:checked").focus()
    presenter.page.keyboard.press("ArrowUp")
    presenter.shows("Entreprendre et innover", 4)


def test_corrections_show_in_the_frame_and_are_undone(presenter: Presenter) -> None:
    presenter.open()
    hostile = "Essai <img src=x onerror=window.pirate=1> *x*"
    presenter.field("Titre de la scène").fill(hostile)
    presenter.page.keyboard.press("Tab")
    presenter.shows(hostile, 1)
    assert presenter.page.evaluate("() => window.pirate") is None
    assert presenter.frame.evaluate("() => window.pirate") is None
    presenter.field("Commentaire").fill("Il y en a {cooperations}.")
    presenter.page.keyboard.press("Tab")
    expect(presenter.frame.locator("#commentaire")).to_have_text(
        re.compile(r"^Il y en a \d+ coopérations\.$")
    )
    presenter.press("Descendre")
    presenter.shows(hostile, 2)
    presenter.press("Supprimer")
    presenter.shows("Se déplacer ensemble", 2, SCENES - 1)
    for _ in range(4):
        with presenter.visitor.rerun():
            presenter.press("Annuler")
    presenter.shows("Le réseau en une carte", 1)
    assert presenter.kept() is None


def test_full_screen_by_the_button_then_by_the_key(presenter: Presenter) -> None:
    presenter.open()
    page = presenter.page
    page.get_by_role("button", name="Présenter en plein écran").click()
    full_screen(presenter, "IFRAME")
    for key in ("Home", "ArrowRight", "PageDown", "Space", "ArrowLeft"):
        page.keyboard.press(key)
    expect(presenter.frame.locator("#titre-scene")).to_have_text("Se déplacer ensemble")
    size = presenter.frame.evaluate("() => [innerWidth, innerHeight]")
    assert size == [1440, 900]
    page.keyboard.press("Escape")
    full_screen(presenter, None)
    presenter.shows("Se déplacer ensemble", 3)
    presenter.field("Titre de la scène").focus()
    page.keyboard.press("f")
    assert page.evaluate("() => document.fullscreenElement") is None
    presenter.visitor.page.locator("h1").click()
    page.keyboard.press("f")
    full_screen(presenter, "IFRAME")
    page.keyboard.press("End")
    expect(presenter.frame.locator("#rang")).to_contain_text(f"{SCENES}\u202f/\u202f{SCENES}")


def test_without_full_screen_the_frame_takes_the_window(presenter: Presenter) -> None:
    presenter.page.add_init_script("delete Element.prototype.requestFullscreen")
    presenter.open()
    presenter.page.get_by_role("button", name="Présenter en plein écran").click()
    box = presenter.page.locator(".ecran iframe").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 1440, "height": 900}
    presenter.page.keyboard.press("ArrowRight")
    presenter.page.keyboard.press("Escape")
    expect(presenter.page.locator(".ecran.fenetre")).to_have_count(0)
    presenter.shows("Aire et réseau", 2)


def test_the_deck_survives_a_reload_and_is_undone_to_the_first(presenter: Presenter) -> None:
    presenter.open()
    presenter.press("Supprimer")
    presenter.shows("Aire et réseau", 1, SCENES - 1)
    presenter.page.reload()
    presenter.wait()
    presenter.shows("Aire et réseau", 1, SCENES - 1)
    expect(presenter.page.get_by_test_id("stToast")).to_contain_text("retrouvée")
    presenter.press("Annuler")
    presenter.shows("Le réseau en une carte", 1)
    presenter.page.reload()
    presenter.wait()
    presenter.shows("Le réseau en une carte", 1)


def test_a_link_does_not_take_the_visitors_deck_away(presenter: Presenter) -> None:
    presenter.open()
    for left in range(SCENES - 1, 0, -1):
        presenter.press("Supprimer")
        expect(presenter.page.locator(".st-key-scenes input")).to_have_count(left)
    presenter.page.get_by_role("button", name="Lien").click()
    link = presenter.page.get_by_test_id("stPopoverBody").get_by_test_id("stCode").inner_text()
    assert link.startswith(f"{presenter.visitor.base_url}/presentation?scenes=")
    assert len(link) < 2000
    presenter.page.keyboard.press("Escape")
    presenter.field("Titre de la scène").fill("La mienne")
    presenter.page.keyboard.press("Tab")
    presenter.shows("La mienne", 1, 1)
    presenter.open(link.removeprefix(f"{presenter.visitor.base_url}/presentation"))
    presenter.shows("Ce qui n’est pas couvert", 1, 1)
    expect(presenter.page).to_have_url(f"{presenter.visitor.base_url}/presentation")
    presenter.press("Annuler")
    presenter.shows("La mienne", 1, 1)


def test_a_view_of_the_map_is_added_with_what_it_frames(presenter: Presenter) -> None:
    presenter.open()
    presenter.press("Supprimer")
    visitor, page = presenter.visitor, presenter.page
    presenter.shows("Aire et réseau", 1, SCENES - 1)
    # Another session: the deck of this browser is the one that grows.
    carte = visitor.visit("/?systeme=sante")
    assert carte is not None
    carte.get_by_role("button", name="Agrandir").click()
    page.get_by_role("button", name="Partager").click()
    page.locator("html[data-garde]").wait_for(state="attached")
    visitor.wait_idle()
    page.get_by_role("button", name="Ajouter à la présentation").click()
    toast = page.get_by_test_id("stToast")
    expect(toast.last).to_contain_text(f"Ajoutée à la présentation ({SCENES} scènes)")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function(
        "(n) => JSON.parse(localStorage.getItem('cooperations.presentation')).scenes.length === n",
        arg=SCENES,
    )
    scene = presenter.kept()["scenes"][-1]
    assert (scene["titre"], scene["vue"]) == ("Santé", "systeme=sante")
    ouest, sud, est, nord = scene["cadre"]
    assert -15 < ouest < 3 < est < 20
    assert 38 < sud < 46 < nord < 56
    page.get_by_role("link", name="Présenter", exact=True).first.click()
    presenter.wait().shows("Santé", SCENES)


def download(presenter: Presenter, folder: Path) -> tuple[str, bytes]:
    """Prepare and download the file chosen in the dialog."""
    presenter.page.get_by_role("button", name="Préparer le fichier").click()
    button = presenter.page.get_by_role("button", name=re.compile(r"^Télécharger .* \("))
    button.wait_for(timeout=READY_TIMEOUT_MS)
    with presenter.page.expect_download() as started:
        button.click()
    path = folder / started.value.suggested_filename
    started.value.save_as(path)
    return path.name, path.read_bytes()


def test_files_of_a_view_and_of_the_deck(presenter: Presenter, tmp_path: Path) -> None:
    page = presenter.page
    presenter.visitor.visit("/?systeme=sante")
    page.get_by_role("button", name="Partager").click()
    page.get_by_role("radio", name="Données").click()
    page.locator(".st-key-formats label", has_text="CSV pour Excel").click()
    name, content = download(presenter, tmp_path)
    assert name == "vue.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    presenter.open()
    page.get_by_role("button", name="Télécharger…").click()
    name, content = download(presenter, tmp_path)
    assert name == "la-carte-des-cooperations.html"
    assert content.startswith(b"<!doctype html>")
    page.keyboard.press("Escape")
    with page.expect_download() as started:
        page.get_by_role("button", name="Enregistrer").click()
    started.value.save_as(tmp_path / "scenes.json")
    presenter.press("Supprimer")
    presenter.shows("Aire et réseau", 1, SCENES - 1)
    page.get_by_role("button", name="Ouvrir").click()
    page.locator("input[type=file]").set_input_files(tmp_path / "scenes.json")
    presenter.shows("Le réseau en une carte", 1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_and_its_dialogs_pass_the_audit(
    presenter: Presenter, scheme: Literal["light", "dark"]
) -> None:
    page = presenter.page
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    presenter.open()
    assert_accessible(page)
    page.get_by_role("button", name="Télécharger…").click()
    page.get_by_role("dialog").get_by_text("PowerPoint").wait_for()
    assert_accessible(page)
    presenter.visitor.visit("/")
    page.get_by_role("button", name="Partager").click()
    for way in ("Données", "Intégrer"):
        with presenter.visitor.rerun():
            page.get_by_role("radio", name=way).click()
        assert_accessible(page)


@TELEPHONE
def test_a_phone_holds_the_page_and_a_readable_frame(presenter: Presenter) -> None:
    presenter.open()
    assert presenter.page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390
    box = presenter.page.locator(".ecran iframe").bounding_box()
    listed = presenter.page.locator(".st-key-scenes").bounding_box()
    assert box
    assert listed
    assert box["height"] > 1.5 * box["width"]
    assert box["y"] < listed["y"]
    for name in ("#titre-scene", "#commentaire"):
        text = presenter.frame.locator(name).evaluate(
            "(e) => parseFloat(getComputedStyle(e).fontSize)"
        )
        assert text >= 12
    presenter.visitor.visit("/")
    presenter.page.get_by_role("button", name="Partager").click()
    dialog = presenter.page.get_by_role("dialog").bounding_box()
    assert dialog
    assert dialog["x"] >= 0
    assert dialog["x"] + dialog["width"] <= 390


@pytest.mark.parametrize("width", [1100, 700, 360])
def test_a_frame_in_another_site(
    presenter: Presenter, external_requests: ExternalRequests, tmp_path: Path, width: int
) -> None:
    external_requests.allow("")  # The other site's page is a file here.
    page, base = presenter.page, presenter.visitor.base_url
    host = tmp_path / "site.html"
    host.write_text(
        f'<!doctype html><html lang="fr"><title>Site</title><body style="margin:0">'
        f'<iframe src="{base}/?embed=true&amp;theme=mobilites" title="Carte" height="640" '
        f'style="border:0;width:{width}px"></iframe>'
    )
    page.goto(host.as_uri())
    framed = page.frame_locator("iframe")
    carte = framed.frame_locator(".st-key-zone_carte iframe")
    carte.locator("html[data-carte=prete]").wait_for(timeout=READY_TIMEOUT_MS)
    expect(framed.get_by_test_id("stHeader")).to_be_hidden()
    expect(framed.get_by_role("button", name="Partager")).to_have_count(0)
    expect(framed.locator(".st-key-avertissement")).to_have_count(0)
    attribution = carte.locator(".leaflet-control-attribution")
    expect(attribution).to_be_in_viewport()
    drawn = framed.locator(".st-key-zone_carte").bounding_box()
    bar = framed.locator(".st-key-barre").bounding_box()
    assert drawn
    assert bar
    assert bar["y"] == 0
    assert drawn["y"] == pytest.approx(bar["height"], abs=1)
    assert drawn["height"] >= 640 - bar["height"] - 3 * 16 - 1
    before = framed.locator(".st-key-compteur").inner_text()
    framed.locator(".st-key-systeme button").first.click()
    expect(framed.locator(".st-key-compteur")).not_to_have_text(before)
    out = framed.get_by_role("link", name="Ouvrir dans le tableau de bord")
    expect(out).to_be_in_viewport()
    expect(out).to_have_attribute("rel", re.compile("noopener"))
    with page.context.expect_page() as opened:
        out.click()
    expect(opened.value).to_have_url(re.compile(rf"^{re.escape(base)}/\?.*theme=mobilites"))
    expect(opened.value.get_by_test_id("stHeader")).to_be_visible(timeout=READY_TIMEOUT_MS)
    assert "embed" not in urlsplit(opened.value.url).query


@pytest.fixture(scope="module")
def prefixed(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Serve the application under a path."""
    assert chromium_path
    log = tmp_path_factory.mktemp("prefixed") / "streamlit.log"
    with serve(ROOT / "app.py", log=log, prefix="/coop") as server:
        yield server


def test_under_a_path_prefix(
    prefixed: AppServer, context: BrowserContext, page: object, external_requests: ExternalRequests
) -> None:
    assert page  # Its fixture watches the console.
    external_requests.allow(urlsplit(prefixed.url).netloc)
    tab = context.new_page()
    tab.on("request", lambda request: asked.append(request.url))
    asked: list[str] = []
    presenter = Presenter(Visitor(tab, prefixed.url)).open()
    presenter.shows("Le réseau en une carte", 1)
    presenter.frame.locator("#titre-scene").click()
    tab.keyboard.press("q")
    expect(presenter.frame.locator("#lien p")).to_have_text(f"{prefixed.url}/")
    expect(presenter.frame.locator("#lien img")).to_be_visible()
    tab.get_by_role("link", name="Ouvrir sur la carte").click()
    presenter.visitor.visit("/?systeme=sante")
    tab.get_by_role("button", name="Partager").click()
    tab.get_by_role("radio", name="Lien").click()
    code = tab.get_by_role("dialog").get_by_test_id("stCode")
    expect(code).to_have_text(f"{prefixed.url}/?systeme=sante")
    tab.get_by_role("radio", name="Intégrer").click()
    expect(code).to_contain_text(f'src="{prefixed.url}/?systeme=sante&amp;embed=true"')
    assert all(urlsplit(url).path.startswith("/coop") for url in asked if url.startswith("http"))
