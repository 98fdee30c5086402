"""Two processes behind the nginx of `deploy/`, sharing one PostgreSQL: as on the network's server.

What nginx does with any server is told in `tests/test_deploy_nginx.py`; here, with the application.
"""
# ruff: noqa: F401, F811  a fixture is imported, then named as an argument

from __future__ import annotations

import gzip
import os
import re
import signal
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from data.store import Store, open_store
from tests.browser.accessibility import assert_accessible
from tests.browser.server import ROOT, AppServer, serve
from tests.browser.test_lecture import show
from tests.browser.visitor import READY_TIMEOUT_MS, Visitor
from tests.nginx import Nginx, serve_nginx
from tests.postgres import cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import ConsoleErrors, ExternalRequests
    from tests.postgres import Cluster

#: The sheet whose title the tests change.
ROW = "rennes-terres-de-sources"
SHEET = f"/cooperations?cooperation={ROW}"
#: What the issue promises, for a version published by another process.
WITHIN_S = 10
#: Another origin than 127.0.0.1, of this machine too: no distant site may frame a local one.
SITES = "http://localhost:*"


@dataclass(frozen=True)
class Deployment:
    """Two processes of the application, what stands before and behind them.

    Attributes
    ----------
    servers
        The processes.
    visitors
        For each of their ports, the number of a visitor whom nginx gives to it.
    """

    nginx: Nginx
    servers: tuple[AppServer, ...]
    store: Store
    visitors: dict[int, str]

    def publish(self, title: str) -> float:
        """Publish another title for one cooperation, as an editor would; return when."""
        version = self.store.current()
        tables = self.store.read(version.number)
        cooperations = tables.cooperations.copy()
        cooperations.loc[cooperations["id"] == ROW, "intitule"] = title
        proposed = replace(tables, cooperations=cooperations)
        self.store.publish(proposed, author="essai@exemple.fr", message=title, base=version.number)
        return time.monotonic()


@pytest.fixture(scope="module")
def deployment(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """Start all of it, once for this module."""
    folder = tmp_path_factory.mktemp("deploiement")
    url = cluster.new_database()
    with ExitStack() as stack:
        servers = tuple(
            stack.enter_context(
                serve(
                    ROOT / "app.py",
                    log=folder / f"streamlit-{name}.log",
                    environment={"DATABASE_URL": url, "COOP_TABLES": ""},
                )
            )
            for name in "ab"
        )
        ports = [server.port for server in servers]
        nginx = stack.enter_context(serve_nginx(folder, ports, SITES))
        store = open_store(url)
        stack.callback(store.close)
        yield Deployment(nginx, servers, store, nginx.visitors(ports))


@pytest.fixture
def arrive(
    deployment: Deployment, page: Page, external_requests: ExternalRequests
) -> Callable[[int], Visitor]:
    """Return what makes a visitor of the process of this rank, in the test's one browser."""
    external_requests.allow(urlsplit(deployment.nginx.url).netloc)

    def enter(rank: int, page: Page = page) -> Visitor:
        number = deployment.visitors[deployment.servers[rank].port]
        page.context.add_cookies(
            [{"name": "coop_affinite", "value": number, "url": deployment.nginx.url}]
        )
        return Visitor(page, deployment.nginx.url)

    return enter


def test_the_application_works_under_the_policy(
    arrive: Callable[[int], Visitor], deployment: Deployment
) -> None:
    """Map, charts, tables, exports: the console, which would tell of a refusal, stays empty."""
    visitor = arrive(0)
    visitor.visit("/")
    assert visitor.drawn("lien")
    assert_accessible(visitor.page, visitor.carte)
    for path, views in {"/poles": ("Diversité",), "/cooperations": ("Réseau", "Récits")}.items():
        visitor.visit(path, carte=False)
        for view in views:
            show(visitor, view)
            expect(visitor.page.locator(".stMain h2").first).to_be_visible()
            visitor.wait_idle()
    for path in ("/regions?region=84", "/donnees", "/methode"):
        visitor.visit(path, carte=False)
        expect(visitor.page.locator("h1")).to_have_count(1)
        assert_accessible(visitor.page)
    given = {port for ports in deployment.nginx.answered(r"^GET /") for port in ports}
    assert given <= {server.port for server in deployment.servers}


@pytest.mark.parametrize("rank", [0, 1])
def test_a_visit_stays_with_one_process(
    arrive: Callable[[int], Visitor], deployment: Deployment, rank: int
) -> None:
    """The page, its WebSocket, its component and its layers, all from the process of the cookie."""
    port = deployment.servers[rank].port
    number = deployment.visitors[port]
    visitor = arrive(rank)
    visitor.visit("/")
    visitor.page.goto("about:blank")  # its WebSocket ends, and is logged
    ended = rf"_stcore/stream\|{number}$"
    visitor.wait_until(lambda: bool(deployment.nginx.answered(ended)))
    given = deployment.nginx.answered(rf"\|{number}$")
    assert {tuple(ports) for ports in given} == {(port,)}


def test_a_first_visit_is_given_a_process_for_good(
    page: Page, external_requests: ExternalRequests, deployment: Deployment
) -> None:
    external_requests.allow(urlsplit(deployment.nginx.url).netloc)
    page.context.clear_cookies()
    Visitor(page, deployment.nginx.url).visit(SHEET, carte=False)
    (cookie,) = [c for c in page.context.cookies() if c["name"] == "coop_affinite"]
    assert re.fullmatch("[0-9a-f]{32}", cookie["value"])
    assert cookie["httpOnly"] and cookie["sameSite"] == "Lax" and cookie["expires"] == -1


def test_the_layers_are_compressed_and_kept(deployment: Deployment) -> None:
    for server in deployment.servers:
        for path in (ROOT / "static" / "layers").glob("geometrie-*.json"):
            cookie = f"coop_affinite={deployment.visitors[server.port]}"
            answer, body = deployment.nginx.ask(
                f"/app/static/layers/{path.name}", Cookie=cookie, Accept_Encoding="gzip"
            )
            assert gzip.decompress(body) == path.read_bytes()
            assert "immutable" in (answer.getheader("Cache-Control") or "")
            assert answer.getheader("Content-Security-Policy")


def test_a_version_is_read_through_every_process_within_ten_seconds(
    arrive: Callable[..., Visitor],
    deployment: Deployment,
    new_context: Callable[..., BrowserContext],
    console_errors: ConsoleErrors,
) -> None:
    """Two pages left open, one on each process; nobody touches them."""
    pages = [arrive(0).page]
    other = new_context(locale="fr-FR", reduced_motion="reduce")
    other.on("console", console_errors.record_message)
    pages.append(arrive(1, other.new_page()).page)
    Visitor(pages[0], deployment.nginx.url).visit(f"/?cooperation={ROW}")
    Visitor(pages[1], deployment.nginx.url).visit(SHEET, carte=False)
    took = []
    for number in range(2):
        title = f"Titre d’essai numéro {number}"
        published = deployment.publish(title)
        for page in pages:
            expect(page.get_by_text(title).first).to_be_visible(timeout=WITHIN_S * 1000)
        took.append(time.monotonic() - published)
    assert max(took) < WITHIN_S
    print("seconds:", *(round(seconds, 1) for seconds in took))  # noqa: T201  seen with -s
    layers = deployment.nginx.answered("/app/static/layers/inventaire-")
    assert layers and all(len(ports) == 1 for ports in layers)  # each process had its own


def test_pages_outlive_the_database_and_follow_it_again(
    arrive: Callable[[int], Visitor], deployment: Deployment, cluster: Cluster
) -> None:
    """A notice, the last version known, filters that work; then the notice goes by itself."""
    visitor = arrive(0)
    visitor.visit("/cooperations", carte=False)
    notice = visitor.page.locator(".st-key-veille")
    before = visitor.compteur()
    cluster.stop()
    try:
        expect(notice).to_contain_text("ne répond pas", timeout=READY_TIMEOUT_MS)
        visitor.page.locator(".st-key-systeme button").nth(1).click()
        visitor.wait_until(lambda: visitor.compteur() < before)
        visitor.visit(SHEET, carte=False)  # even a visit that begins now
        expect(visitor.page.locator("h1")).to_have_count(1)
    finally:
        cluster.start()
    expect(notice).to_have_count(0, timeout=READY_TIMEOUT_MS)
    deployment.publish("Titre d’essai après la panne")
    expect(visitor.page.get_by_text("Titre d’essai après la panne").first).to_be_visible(
        timeout=WITHIN_S * 1000
    )


@contextmanager
def site(application: str) -> Iterator[str]:
    """Serve another site, whose pages frame those of the application; give its address."""

    class Framing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Frame the same address of the application."""
            body = f"<iframe src='{application}{self.path}' width='900' height='700'></iframe>"
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Framing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_another_site_may_show_the_map_only_embedded(
    arrive: Callable[[int], Visitor],
    deployment: Deployment,
    console_errors: ConsoleErrors,
    external_requests: ExternalRequests,
) -> None:
    """The chain of frames is the other site's: the component's own frame must allow it too."""
    visitor = arrive(0)
    page = visitor.page
    with site(deployment.nginx.url) as address:
        external_requests.allow(urlsplit(address).netloc)
        page.goto(f"{address}/?embed=true")
        carte = page.frame_locator("iframe").frame_locator("iframe").first
        ready = expect(carte.locator("html"))
        ready.to_have_attribute("data-carte", "prete", timeout=READY_TIMEOUT_MS)
        console_errors.expect("frame-ancestors")
        page.goto(f"{address}/?theme=tourisme")
        visitor.wait_until(lambda: any("frame-ancestors" in line for line in console_errors.lines))


def test_a_visitor_of_a_process_that_dies_is_taken_over(
    arrive: Callable[[int], Visitor], deployment: Deployment, console_errors: ConsoleErrors
) -> None:
    """The page finds the other process by itself, with its filters, and goes on."""
    visitor = arrive(1)
    visitor.visit("/cooperations?systeme=mobilites", carte=False)
    before = visitor.compteur()
    console_errors.expect("WebSocket|502|504|ERR_")
    dying = deployment.servers[1]
    with visitor.page.expect_websocket(timeout=READY_TIMEOUT_MS):
        os.kill(dying.pid, signal.SIGKILL)
    visitor.wait_idle()
    assert visitor.compteur() == before
    visitor.page.locator(".st-key-systeme button").nth(1).click()
    visitor.wait_until(lambda: visitor.compteur() > before)
    visitor.visit("/cooperations", carte=False)
    assert deployment.nginx.answered("_stcore/health")[-1][-1] == deployment.servers[0].port
