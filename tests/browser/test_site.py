"""The static site, served from a sub-path: the same views as the application, without a server."""

from __future__ import annotations

import base64
import gzip
import random
import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from data.dataset import Dataset, load_dataset
from data.export.site import export_site
from geo.filters import apply_filters
from geo.permalinks import parse_query
from tests.browser.accessibility import assert_accessible
from tests.browser.carte import assert_drawn, rows
from tests.browser.expected import Shown, inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page, Route

    from tests.browser.conftest import ConsoleErrors, ExternalRequests
    from tests.browser.visitor import Visitor

PREFIX = "/un/chemin/"
SEED = 2026
FIRST_LOAD_BYTES = 1_000_000
LIST_PAGE = 120
SCREENS = pytest.mark.parametrize("ecran", ["portable", "projecteur", "telephone"], indirect=True)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        """Write nothing: the test reads the browser, not the server."""


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def root(donnees: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the site under a path, and a page that frames it."""
    folder = tmp_path_factory.mktemp("serveur")
    export_site(donnees, folder / PREFIX.strip("/"), base_url="https://exemple.invalid/carte")
    (folder / "cadre.html").write_text(
        "<!doctype html><html lang=fr><title>Un autre site</title><link rel=icon href='data:,'>"
        f"<h1>Un autre site</h1><iframe src='{PREFIX}?systeme=sante&embed=true' title=Carte "
        "width=900 height=640></iframe>"
    )
    return folder


@pytest.fixture(scope="module")
def served(root: Path) -> Iterator[str]:
    """Serve the folder; return the origin."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(root)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


class Site:
    """A visitor of the site: its policy forbids what Playwright polls with, so `expect` waits."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.url = origin + PREFIX
        # What reads the application's map reads this one: here it is in the page itself.
        self.visitor = cast("Visitor", SimpleNamespace(page=page, carte=page.main_frame))

    def open(self, query: str = "") -> None:
        """Open an address of the site and wait for its map."""
        self.page.goto(f"{self.url}?{query}" if query else self.url)
        self.wait()

    def wait(self) -> None:
        """Wait until the map is drawn."""
        root = self.page.locator("html")
        expect(root).to_have_attribute("data-site", "pret", timeout=READY_TIMEOUT_MS)

    def follow(self, query: str) -> None:
        """Go to an address as Back and Forward do, without fetching the page again."""
        self.page.evaluate(
            """(query) => {
              history.pushState(null, '', query ? `?${query}` : './');
              dispatchEvent(new PopStateEvent('popstate'));
            }""",
            query,
        )

    def assert_shows(self, expected: Shown) -> None:
        """Fail unless the counter, the map and the list show exactly this."""
        n, m = len(expected.cooperations), len(expected.poles)
        expect(self.page.locator("#compteur")).to_have_text(
            re.compile(rf"^{n}\scoopérations? · {m}\spôles?$"), timeout=READY_TIMEOUT_MS
        )
        assert_drawn(self.visitor, expected)
        assert set(rows(self.visitor, "pole")) == expected.poles
        found = rows(self.visitor, "cooperation")
        assert set(found) <= expected.cooperations
        assert len(found) == min(n, LIST_PAGE)

    def query(self) -> dict[str, str]:
        """Return the query of the address bar."""
        query = parse_qs(urlsplit(self.page.url).query)
        return {key: value for key, (value,) in query.items()}

    def panel(self, code: str) -> None:
        """Open a panel of the bar."""
        self.page.locator(f".barre [popovertarget=panneau-{code}]").click()

    def pill(self, label: str) -> None:
        """Press an option, wherever it is."""
        self.page.locator(".options button", has_text=label).first.click()


@pytest.fixture
def site(page: Page, served: str, external_requests: ExternalRequests) -> Site:
    external_requests.allow(urlsplit(served).netloc)
    return Site(page, served)


@pytest.fixture(scope="module")
def permalinks(donnees: Dataset) -> list[str]:
    """Draw fifty addresses, each with up to four facets, years, a text, a selection."""
    draw = random.Random(SEED)  # noqa: S311  the same ones every time
    first, last = donnees.vocabulary.annees
    found = []
    for _ in range(50):
        query: dict[str, str] = {}
        for key, codes in donnees.vocabulary.options.items():
            if draw.random() < 0.3:
                query[key] = ",".join(draw.sample(codes, min(len(codes), draw.randint(1, 3))))
        if draw.random() < 0.25:
            query["annees"] = "{}-{}".format(*sorted(draw.choices(range(first + 1, last), k=2)))
        if draw.random() < 0.25:
            query["poles"] = "tous"
        if draw.random() < 0.2:
            query["q"] = draw.choice(["métropole", "St", "santé", "Cœur", "vélo", "pays d’"])
        kind, code = draw.choice(
            [
                ("pole", draw.choice(list(donnees.tables.poles["code"]))),
                ("cooperation", draw.choice(list(donnees.tables.cooperations["id"]))),
                ("territoire", draw.choice(list(donnees.tables.territoires["code"]))),
                ("", ""),
            ]
        )
        if kind:
            query[kind] = code
        found.append(urlencode(query, safe=","))
    return found


def by_filters(donnees: Dataset, query: str) -> Shown:
    """Return what Python's own filter shows of an address."""
    view, ignored = parse_query(parse_qs(query), donnees.vocabulary)
    assert not ignored
    shown = apply_filters(donnees.facets, view.filters)
    ids, codes = np.array(donnees.facets.ids), np.array(donnees.facets.pole_codes)
    return Shown(
        frozenset(ids[shown.cooperations].tolist()),
        frozenset(ids[shown.secondaires].tolist()),
        frozenset(codes[shown.poles].tolist()),
    )


def test_fifty_permalinks_show_exactly_what_they_say(
    site: Site, donnees: Dataset, permalinks: list[str]
) -> None:
    site.open()
    sizes = set()
    for rank, query in enumerate(permalinks):
        expected = inventory().shown(query)
        assert by_filters(donnees, query) == expected
        if rank % 10:
            site.follow(query)
        else:
            site.open(query)
        site.assert_shows(expected)
        asked = {key: set(value.split(",")) for key, (value,) in parse_qs(query).items()}
        assert {key: set(value.split(",")) for key, value in site.query().items()} == asked
        sizes.add(len(expected.cooperations))
    assert len(sizes) > 20


def test_the_application_shows_the_same(
    visitor: Visitor, site: Site, permalinks: list[str]
) -> None:
    for query in [*permalinks[:4], permalinks[-1]]:
        expected = inventory().shown(query)
        visitor.visit(f"/?{query}")
        assert_drawn(visitor, expected)
        theirs = visitor.page.locator(".fiche h2")
        title = theirs.inner_text() if theirs.count() else ""
        site.open(query)
        site.assert_shows(expected)
        ours = site.page.locator("#fiche h2")
        if title:
            expect(ours).to_have_text(title)
        else:
            expect(ours).to_have_count(0)


def test_back_and_forward(site: Site) -> None:
    site.open()
    steps = ["", "systeme=sante", "systeme=sante&region=84", "region=84"]
    site.pill("Santé")
    site.assert_shows(inventory().shown(steps[1]))
    site.panel("region")
    site.pill("Auvergne-Rhône-Alpes")
    site.page.keyboard.press("Escape")
    site.assert_shows(inventory().shown(steps[2]))
    site.pill("Santé")
    site.assert_shows(inventory().shown(steps[3]))
    site.page.locator(".liste a").first.click()
    expect(site.page.locator("#fiche h2")).to_be_visible()
    site.page.go_back()
    expect(site.page.locator("#fiche h2")).to_have_count(0)
    for step in reversed(steps[:-1]):
        site.page.go_back()
        site.assert_shows(inventory().shown(step))
        assert site.query() == {k: v for k, (v,) in parse_qs(step).items()}
    site.page.go_forward()
    site.assert_shows(inventory().shown(steps[1]))
    expect(site.page.locator("[aria-pressed=true]")).to_have_count(1)


def test_rapid_clicks_all_count(site: Site) -> None:
    site.open()
    site.page.evaluate(
        """() => { for (const i of [0, 1, 2, 1, 3, 4, 0, 5]) {
          document.querySelectorAll('.barre [data-facette] button')[i].click(); } }"""
    )
    query = "systeme=tourisme-culture,amenagement,transitions,sante"
    site.assert_shows(inventory().shown(query))
    assert site.query() == {"systeme": query.partition("=")[2]}


def test_typed_text_and_years_are_one_step_of_history(site: Site, donnees: Dataset) -> None:
    site.open()
    site.panel("autres")
    site.page.get_by_label("Chercher dans les coopérations").press_sequentially("santé")
    site.assert_shows(inventory().shown("q=santé"))
    expect(site.page).to_have_url(re.compile(r"q=sant%C3%A9$"))
    first, last = donnees.vocabulary.annees
    years = site.page.get_by_label("Première année")
    years.focus()
    for _ in range(5):
        years.press("ArrowRight")
    query = f"annees={first + 5}-{last}&q=santé"
    site.assert_shows(inventory().shown(query))
    expect(site.page).to_have_url(re.compile(f"annees={first + 5}-{last}"))
    site.page.go_back()
    site.assert_shows(inventory().shown("q=santé"))
    site.page.go_back()
    site.assert_shows(inventory().shown())


def test_a_choice_opens_its_sheet_and_links_lead_on(site: Site) -> None:
    site.open("theme=mobilites")
    page = site.page
    row = page.locator(".liste a[data-vers^='cooperation:']").first
    chosen = row.get_attribute("data-vers") or ""
    row.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#fiche h2")).to_be_focused()
    expect(page.locator(".liste")).to_be_hidden()
    expect(page.locator("#carte .lien.actif").first).to_be_attached()
    assert site.query()["cooperation"] == chosen.partition(":")[2]

    link = page.locator(
        "#fiche .liens a, #fiche .membres a, #fiche a[data-vers]:not(.fermer)"
    ).first
    name, then = link.inner_text(), link.get_attribute("data-vers") or ""
    link.click()
    expect(page.locator("#fiche h2")).not_to_have_text("")
    kind, _, code = then.partition(":")
    expect(page).to_have_url(re.compile(re.escape(f"{kind}={code}")))
    assert name
    page.keyboard.press("Escape")
    expect(page.locator("#fiche h2")).to_have_count(0)
    expect(page.locator(".liste")).to_be_visible()
    assert site.query() == {"theme": "mobilites"}
    assert_drawn(site.visitor, inventory().shown("theme=mobilites"))


def test_keyboard_on_the_map(site: Site) -> None:
    site.open("systeme=sante")
    page = site.page
    expect(page.locator("#carte [tabindex='0'][role='button']")).to_have_count(1)
    page.locator("#carte [tabindex='0'][role='button']").focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.vers")
    page.keyboard.press("Enter")
    kind, _, code = focused.partition(":")
    expect(page.locator("#fiche h2")).to_be_visible()
    assert site.query()[kind] == code
    assert page.evaluate("document.activeElement.dataset.vers") == focused
    page.keyboard.press("Escape")
    expect(page.locator("#fiche h2")).to_have_count(0)


def test_ma_commune(site: Site, donnees: Dataset) -> None:
    communes = donnees.prepared.communes.set_index("code")
    siren = communes.loc["01004", "epci_siren"]
    nom = donnees.prepared.epci.set_index("siren").loc[siren, "nom"]
    site.open()
    page = site.page
    page.get_by_label("Ma commune, un territoire").fill("amberieu en bug")
    page.locator("#trouvailles a").first.click()
    expect(page.locator("#fiche .commune")).to_contain_text("Ambérieu-en-Bugey, Ain (01)")
    expect(page.locator("#fiche h2")).to_contain_text(str(nom).split(maxsplit=1)[1][:8])
    assert site.query() == {"territoire": "01004"}
    site.open("territoire=01004")
    expect(page.locator("#fiche .commune")).to_contain_text("Ambérieu-en-Bugey")
    expect(page.locator("#carte .perimetre").first).to_be_attached()
    site.open("territoire=25056")  # It takes part as a commune: its own sheet, as the application.
    expect(page.locator("#fiche h2")).to_have_text("Besançon")
    expect(page.locator("#fiche .commune")).to_have_count(0)
    page.get_by_label("Ma commune, un territoire").fill("zzzzzzzz")
    expect(page.locator("#trouvailles")).to_contain_text("Aucune commune ni aucun territoire")


def test_unknown_values_and_empty_results_are_told(site: Site) -> None:
    site.open("theme=rien&region=84&pole=1&embed_options=x")
    expect(site.page.locator("#avertissement")).to_contain_text("theme=rien, pole=1")
    site.assert_shows(inventory().shown("region=84"))
    assert site.query() == {"region": "84", "embed_options": "x"}
    site.open("q=zzzzzz&region=84")
    expect(site.page.locator("#vide")).to_contain_text("Aucune coopération ne répond")
    site.page.get_by_role("button", name=re.compile("Retirer « ?Texte")).click()
    site.assert_shows(inventory().shown("region=84"))
    expect(site.page.locator("#vide")).to_be_empty()


def test_network_cut_once_open(
    site: Site, context: BrowserContext, console_errors: ConsoleErrors
) -> None:
    # A rare letter met later asks for the file of rare letters; the page's own font stands in.
    console_errors.expect("ERR_INTERNET_DISCONNECTED.*latin-ext")
    site.open()
    site.page.wait_for_load_state("networkidle")
    context.set_offline(True)
    for query in ("systeme=sante", "theme=mobilites&region=84", "annees=2015-2020", "poles=tous"):
        site.follow(query)
        site.assert_shows(inventory().shown(query))


def test_first_load_weighs_little(site: Site, root: Path) -> None:
    asked: list[str] = []
    site.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    site.open()
    files = [root / unquote(path).lstrip("/") for path in asked]
    files = [path / "index.html" if path.is_dir() else path for path in files]
    total = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert len(files) == len(set(files)), "a file is fetched twice"
    assert 100_000 < total < FIRST_LOAD_BYTES


@SCREENS
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(site: Site, ecran: str, scheme: str) -> None:  # noqa: ARG001
    site.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    site.open("systeme=mobilites")
    assert_accessible(site.page)
    assert site.page.locator("#carte").get_attribute("data-theme") == scheme
    site.panel("autres")
    assert_accessible(site.page)
    site.page.keyboard.press("Escape")
    site.page.locator(".liste a").first.click()
    expect(site.page.locator("#fiche h2")).to_be_visible()
    assert_accessible(site.page)
    site.page.locator(".bas [data-ouvre]").first.click()
    assert_accessible(site.page)


@pytest.mark.parametrize("ecran", ["telephone"], indirect=True)
def test_phone(site: Site) -> None:
    site.open()
    page = site.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    carte, volet = (page.locator(name).bounding_box() for name in (".zone", "#volet"))
    assert carte is not None
    assert volet is not None
    assert volet["y"] >= carte["y"] + carte["height"] - 1
    page.locator("[popovertarget=panneau-theme]").first.tap()
    panel = page.locator("#panneau-theme")
    expect(panel).to_be_visible()
    box = panel.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] == pytest.approx(844, abs=2)
    panel.get_by_role("button", name=re.compile("^Mobilités")).tap()
    site.assert_shows(inventory().shown("theme=mobilites"))
    panel.get_by_role("button", name="Fermer").tap()
    expect(panel).to_be_hidden()
    page.locator(".liste a").first.tap()
    expect(page.locator("#fiche h2")).to_be_in_viewport()


def test_in_a_frame_of_another_page(site: Site, served: str) -> None:
    site.page.goto(f"{served}/cadre.html")
    frame = site.page.frame_locator("iframe")
    expect(frame.locator("html")).to_have_attribute("data-site", "pret", timeout=READY_TIMEOUT_MS)
    expected = inventory().shown("systeme=sante")
    expect(frame.locator("#compteur")).to_contain_text(str(len(expected.cooperations)))
    expect(frame.locator(".entete")).to_be_hidden()
    way_out = frame.get_by_role("link", name="Ouvrir en grand")
    with site.page.expect_popup() as opened:
        way_out.click()
    assert urlsplit(opened.value.url).query == "systeme=sante"
    expect(opened.value.locator(".entete")).to_be_visible()


def test_tiles_are_asked_for_by_the_visitor_only(
    site: Site, external_requests: ExternalRequests
) -> None:
    external_requests.allow("data.geopf.fr")
    page = site.page
    pixel = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
        "WjR9awAAAABJRU5ErkJggg=="
    )
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body=pixel, content_type="image/png")

    page.route("https://data.geopf.fr/**", answer)
    site.open()
    assert not asked
    site.panel("autres")
    page.get_by_label("Fond de carte").select_option("Plan IGN")
    expect(page.locator("#carte .leaflet-tile-loaded").first).to_be_attached()
    assert asked
    assert site.query() == {"fond": "ign-plan"}
    page.go_back()
    expect(page.locator("#carte .leaflet-tile")).to_have_count(0)


def test_presentation(site: Site, donnees: Dataset) -> None:
    page = site.page
    page.goto(site.url + "presentation.html")
    expect(page.locator("html")).to_have_attribute("data-deck", "pret", timeout=READY_TIMEOUT_MS)
    titles = donnees.tables.scenes["titre"]
    page.keyboard.press("ArrowRight")
    expect(page.locator("#titre-scene")).not_to_have_text("")
    expect(page.locator("#rang")).to_contain_text(f"2\u202f/\u202f{len(titles)}")
    expect(page.locator("#carte .lien, #carte .pole").first).to_be_attached()
    page.keyboard.press("e")
    page.locator("#exploration [data-facette=systemes] button").first.click()
    expected = inventory().shown(f"systeme={quote(str(donnees.tables.systemes['code'].iloc[0]))}")
    expect(page.locator("#exploration .resultat")).to_contain_text(str(len(expected.cooperations)))
    page.locator("#commandes").get_by_role("link", name="Carte").click()
    site.wait()
