"""Fixtures of the browser tests: the application served once, a page, and what it must not do."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from data.loaders import TABLES
from scripts import chromium
from tests.browser.server import ROOT, AppServer, serve
from tests.browser.visitor import SCREENS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket

LOG_SECTION = "application's log"

#: Opened at the address of a page, Streamlit first looks there for its server, then above.
STREAMLIT_PROBE = re.compile(r"404.*/\w+/_stcore/(health|host-config)\b")


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Return the Chromium to drive; skip, or fail where a browser is required, without one."""
    found = chromium.find()
    if found is None:
        refuse = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        refuse("no Chromium: run `make chromium`")
    return found


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], chromium_path: Path
) -> dict[str, Any]:
    """Launch the Chromium found, kept from looking up hosts on the internet."""
    return {
        **browser_type_launch_args,
        "executable_path": chromium_path,
        "args": list(chromium.FLAGS),
    }


@pytest.fixture(scope="session")
def app_server(
    chromium_path: Path,  # noqa: ARG001  no browser, no server
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[AppServer]:
    """Serve the application once for the whole session."""
    log = tmp_path_factory.mktemp("server") / "streamlit.log"
    # Tables as they are: where versions are served, pages look for another one now and then, and
    # such a run is no answer to a visitor's gesture.
    with serve(ROOT / "app.py", log=log, environment={"COOP_TABLES": str(TABLES)}) as server:
        yield server


@pytest.fixture(scope="session")
def app_url(app_server: AppServer) -> str:
    """Return the served application's address, without a final slash."""
    return app_server.url


@pytest.fixture(scope="session")
def base_url(app_url: str) -> str:
    """Let ``page.goto("/…")`` reach the application."""
    return app_url


@pytest.fixture
def ecran(request: pytest.FixtureRequest) -> str:
    """Return the screen of this test: ``portable`` unless parametrised (indirectly)."""
    return getattr(request, "param", "portable")


@pytest.fixture
def context(new_context: Callable[..., BrowserContext], ecran: str) -> BrowserContext:
    """Open a French visitor's browser of the test's screen, animations reduced."""
    return new_context(
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
        **SCREENS[ecran],
    )


@dataclass
class ExternalRequests:
    """Every request, HTTP or WebSocket, that left the application's own origin."""

    own: str
    allowed: set[str] = field(default_factory=set)
    urls: list[str] = field(default_factory=list)

    def allow(self, host: str) -> None:
        """Accept requests to a host, for a test of something the visitor turns on."""
        self.allowed.add(host)

    def record(self, request: Request | WebSocket) -> None:
        """Keep a request's address when it is not to the application."""
        parts = urlsplit(request.url)
        local = parts.scheme in ("data", "blob", "about") or parts.netloc == self.own
        if not local and parts.netloc not in self.allowed:
            self.urls.append(request.url)


@pytest.fixture
def external_requests(context: BrowserContext, app_url: str) -> Iterator[ExternalRequests]:
    """Fail the test when any of its pages asks anything of another origin."""
    recorder = ExternalRequests(own=urlsplit(app_url).netloc)
    context.on("request", recorder.record)
    context.on("page", lambda page: page.on("websocket", recorder.record))
    yield recorder
    assert not recorder.urls, "requests left the application:\n" + "\n".join(recorder.urls)


@dataclass
class ConsoleErrors:
    """Errors written to the browser's console, and exceptions nothing caught."""

    expected: list[re.Pattern[str]] = field(default_factory=lambda: [STREAMLIT_PROBE])
    lines: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        """Accept errors that match, for a test that causes them on purpose."""
        self.expected.append(re.compile(pattern))

    def record(self, kind: str, text: str) -> None:
        """Keep an error."""
        self.lines.append(f"{kind}: {text}")

    def record_message(self, message: ConsoleMessage) -> None:
        """Keep a console message when it is an error."""
        if message.type == "error":
            where = message.location
            self.record("console", f"{message.text} ({where['url']}:{where['lineNumber']})")

    def unexpected(self) -> list[str]:
        """Return the errors that no pattern accepts."""
        return [
            line for line in self.lines if not any(known.search(line) for known in self.expected)
        ]


@pytest.fixture
def console_errors(context: BrowserContext) -> Iterator[ConsoleErrors]:
    """Fail the test when one of its pages writes an error to the console."""
    recorder = ConsoleErrors()
    context.on("console", recorder.record_message)
    context.on("weberror", lambda error: recorder.record("exception", str(error.error)))
    yield recorder
    found = recorder.unexpected()
    assert not found, "errors in the browser's console:\n" + "\n".join(found)


@pytest.fixture
def page(
    context: BrowserContext,
    external_requests: ExternalRequests,  # noqa: ARG001  watches from the first request
    console_errors: ConsoleErrors,  # noqa: ARG001
) -> Page:
    """Open a page whose requests and console are watched."""
    return context.new_page()


@pytest.fixture
def visitor(page: Page, app_url: str) -> Visitor:
    """Return a visitor of the application: ``visitor.visit("/?systeme=sante")``."""
    return Visitor(page, app_url)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Join the end of the server's log to the report of a failed test."""
    report = yield
    server = getattr(item, "funcargs", {}).get("app_server")
    if report.failed and isinstance(server, AppServer):
        report.sections.append((LOG_SECTION, server.log_tail()))
    return report
