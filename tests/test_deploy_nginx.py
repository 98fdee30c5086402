"""The nginx configuration before two made-up servers: headers, affinity, layers, failures."""

from __future__ import annotations

import gzip
import hashlib
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import streamlit

from tests.nginx import TEMPLATE, Nginx, serve_nginx

SITE = "https://site.exemple"
LAYER = "/app/static/layers/inventaire-0123456789ab.json"
CONTENT = b'{"essai": "' + b"a" * 2000 + b'"}'


class Upstream(BaseHTTPRequestHandler):
    """A made-up process: `pages` is what it holds; it echoes the headers it was given."""

    pages: dict[str, tuple[str, bytes]]

    def do_GET(self) -> None:
        """Serve a page, or say that it is not here."""
        path = self.path.partition("?")[0]
        if path == "/echo":
            self.answer(200, "text/plain", str(self.headers).encode())
        elif path in self.pages:
            self.answer(200, *self.pages[path])
        else:
            self.answer(404, "text/plain", b"not here")

    def answer(self, status: int, kind: str, content: bytes) -> None:
        """Send one answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-cache")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def upstream(pages: dict[str, tuple[str, bytes]]) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Process", (Upstream,), {"pages": pages}))
    Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def servers() -> Iterator[list[ThreadingHTTPServer]]:
    """Return two processes; only the first has the layer and the visit's file."""
    common = {
        "/": ("text/html", b"<p>Essai</p>"),
        "/_stcore/health": ("text/plain", b"ok"),
        "/component/carte/index.html": ("text/html", b"<p>Carte</p>"),
    }
    more = {LAYER: ("application/json", CONTENT), "/media/essai.csv": ("text/csv", b"a,b\n")}
    with upstream(common | more) as first, upstream(common) as second:
        yield [first, second]


@pytest.fixture(scope="module")
def ports(servers: list[ThreadingHTTPServer]) -> list[int]:
    return [server.server_port for server in servers]


@pytest.fixture(scope="module")
def proxy(ports: list[int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with serve_nginx(tmp_path_factory.mktemp("nginx"), ports, SITE) as started:
        yield started


def policy(proxy: Nginx, path: str) -> dict[str, str]:
    """Return the content security policy of an answer, by directive."""
    answer, _ = proxy.ask(path)
    written = answer.getheader("Content-Security-Policy") or ""
    return {
        name: value for name, _, value in (p.strip().partition(" ") for p in written.split(";"))
    }


# Headers


@pytest.mark.parametrize("path", ["/", LAYER, "/nowhere"])
def test_every_answer_has_the_security_headers(proxy: Nginx, path: str) -> None:
    answer, _ = proxy.ask(path)
    assert answer.getheader("X-Content-Type-Options") == "nosniff"
    assert answer.getheader("Referrer-Policy") == "strict-origin-when-cross-origin"
    assert "geolocation=()" in (answer.getheader("Permissions-Policy") or "")
    assert answer.getheader("Server") == "nginx"  # not its version
    assert answer.getheader("Strict-Transport-Security") is None  # over TLS only
    assert policy(proxy, path)["object-src"] == "'none'"


def test_the_policy_lets_in_no_other_host_than_the_tiles(proxy: Nginx, root: Path) -> None:
    found = policy(proxy, "/")
    hosts = {word for value in found.values() for word in value.split() if "//" in word}
    assert hosts == {"https://data.geopf.fr", "https://*.tile.openstreetmap.fr"}
    backgrounds = (root / "static" / "carte" / "fonds.js").read_text(encoding="utf-8")
    asked = re.findall(r"https://([\w.{}-]+)/(?:wmts|osmfr)", backgrounds)
    assert {f"https://{host.replace('{s}', '*')}" for host in asked} == hosts
    assert "'unsafe-inline'" not in found["script-src"]


def test_the_policy_knows_the_scripts_written_in_the_page(proxy: Nginx, root: Path) -> None:
    """Those of Streamlit's page and of ours; no other, and no attribute, may run anything."""
    sources = [Path(streamlit.__file__).parent / "static" / "index.html"]
    sources += sorted((root / "pages").rglob("*.py"))
    scripts = [
        script
        for path in sources
        for script in re.findall(r"<script>(.*?)</script>", path.read_text("utf-8"), re.DOTALL)
    ]
    digests = [b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = set(re.findall(r"'sha256-(.+?)'", policy(proxy, "/")["script-src"]))
    assert allowed == set(digests)
    assert len(scripts) >= 4
    assert "'unsafe-inline'" in policy(proxy, "/component/carte/index.html")["script-src"]


@pytest.mark.parametrize(
    ("path", "ancestors"),
    [
        ("/", "'self'"),
        ("/?pole=200030989", "'self'"),
        ("/donnees?x=embed=true", "'self'"),
        ("/?embed=true", f"'self' {SITE}"),
        ("/?theme=mobilites&embed=true", f"'self' {SITE}"),
        ("/component/carte/index.html", f"'self' {SITE}"),
    ],
)
def test_only_an_embedded_page_may_be_framed(proxy: Nginx, path: str, ancestors: str) -> None:
    assert policy(proxy, path)["frame-ancestors"] == ancestors


def test_what_is_too_large_is_refused(proxy: Nginx) -> None:
    length = str(21 * 1024 * 1024)
    answer, _ = proxy.ask("/_stcore/upload_file/a/b", "PUT", b"", Content_Length=length)
    assert answer.status == 413


def test_the_application_is_told_who_asks(proxy: Nginx) -> None:
    """A visitor does not pass for the machine itself, which may edit (COOP_EDITION=locale)."""
    _, echo = proxy.ask("/echo", X_Forwarded_For="10.0.0.1", Host="carte.exemple:8080")
    told = echo.decode()
    assert "Host: carte.exemple:8080" in told
    assert "X-Forwarded-For: 127.0.0.1" in told and "10.0.0.1" not in told


# Layers


def test_a_layer_is_compressed_and_kept_for_ever(proxy: Nginx) -> None:
    answer, body = proxy.ask(LAYER, Accept_Encoding="gzip")
    assert answer.getheader("Content-Encoding") == "gzip"
    assert gzip.decompress(body) == CONTENT and len(body) < len(CONTENT) / 10
    assert answer.headers.get_all("Cache-Control") == ["public, max-age=31536000, immutable"]
    assert answer.getheader("Set-Cookie") is None
    page, _ = proxy.ask("/")
    assert page.headers.get_all("Cache-Control") == ["no-cache"]


@pytest.mark.parametrize("path", [LAYER, "/media/essai.csv"])
def test_a_file_of_another_server_is_found(proxy: Nginx, ports: list[int], path: str) -> None:
    """Each machine writes its own layers: one may be asked for what only the other has yet."""
    for port, visitor in proxy.visitors(ports).items():
        answer, _ = proxy.ask(f"{path}?{visitor}", Cookie=f"coop_affinite={visitor}")
        assert answer.status == 200
        (tried,) = proxy.logged(re.escape(f"{path}?{visitor}"), 1)
        assert tried == ([ports[0]] if port == ports[0] else [ports[1], ports[0]])


def test_a_layer_that_nobody_has_is_not_kept(proxy: Nginx) -> None:
    answer, _ = proxy.ask("/app/static/layers/inventaire-ffffffffffff.json")
    assert answer.status == 404
    assert "immutable" not in (answer.getheader("Cache-Control") or "")


# Affinity


def test_a_visitor_stays_with_one_process(proxy: Nginx, ports: list[int]) -> None:
    shares = dict.fromkeys(ports, 0)
    for number in range(40):
        given = {proxy.port_of(f"visiteur{number}") for _ in range(3)}
        assert len(given) == 1
        shares[given.pop()] += 1
    assert min(shares.values()) >= 8


def test_the_cookie_is_given_once_with_a_document(proxy: Nginx) -> None:
    answer, _ = proxy.ask("/", Accept="text/html,*/*")
    cookie = answer.getheader("Set-Cookie") or ""
    assert re.fullmatch(r"coop_affinite=[0-9a-f]{32}; Path=/; HttpOnly; SameSite=Lax", cookie)
    other, _ = proxy.ask("/", Accept="text/html,*/*")
    assert other.getheader("Set-Cookie") != cookie
    again, _ = proxy.ask("/", Accept="text/html", Cookie=cookie.partition(";")[0])
    assert again.getheader("Set-Cookie") is None
    part, _ = proxy.ask("/_stcore/health", Accept="*/*")
    assert part.getheader("Set-Cookie") is None


def test_without_a_cookie_the_address_stands_for_the_visitor(proxy: Nginx) -> None:
    for _ in range(5):
        proxy.ask("/_stcore/health?sans-cookie")
    assert len({tuple(given) for given in proxy.logged("sans-cookie", 5)}) == 1


def test_a_process_that_is_gone_is_replaced(tmp_path: Path) -> None:
    pages = {"/_stcore/health": ("text/plain", b"ok")}
    with upstream(pages) as first, upstream(pages) as second:
        ports = [first.server_port, second.server_port]
        with serve_nginx(tmp_path, ports, "'self'") as proxy:
            visitors = proxy.visitors(ports)
            second.shutdown()
            second.server_close()
            for visitor in visitors.values():
                assert proxy.port_of(visitor) == ports[0]


# The other files


def test_every_variable_of_the_template_is_given_by_compose(root: Path) -> None:
    wanted = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text(encoding="utf-8")))
    compose = (root / "deploy" / "compose.yaml").read_text(encoding="utf-8")
    assert wanted == {"COOP_ECOUTE", "COOP_SERVEURS", "COOP_INTEGRATION"}
    assert all(re.search(rf"^      {name}: ", compose, re.MULTILINE) for name in wanted)
    served = set(re.findall(r"^  (app-\d+): \*app", compose, re.MULTILINE))
    assert served == set(re.findall(r"server (app-\d+):8501;", compose))
    example = (root / "deploy" / "exemple.env").read_text(encoding="utf-8")
    needed = set(re.findall(r"\$\{(\w+):", compose))
    assert needed == set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
