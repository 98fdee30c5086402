"""Fixtures of the browser tests: the application served once, a page, and what it must not do."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from data.loaders import TABLES
from scripts import chromium
from tests.browser.profile import Profile
from tests.browser.server import ROOT, AppServer, serve
from tests.browser.visitor import SCREENS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        BrowserType,
        ConsoleMessage,
        Page,
        Request,
        WebError,
        WebSocket,
    )

LOG_SECTION = "application's log"

#: A French visitor, who asks for little motion.
FRENCH: dict[str, Any] = {
    "locale": "fr-FR",
    "timezone_id": "Europe/Paris",
    "reduced_motion": "reduce",
}

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


@pytest.fixture(scope="session")
def profile(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    browser_context_args: dict[str, Any],
) -> Iterator[Profile]:
    """Launch the browser, with a profile of its own and the screen of a laptop."""
    with browser_type.launch_persistent_context(
        "", **browser_type_launch_args, **browser_context_args, **FRENCH, **SCREENS["portable"]
    ) as context:
        yield Profile(context)


@pytest.fixture(scope="session")
def browser(profile: Profile) -> Browser:
    """Return the browser launched, in which ``new_context`` opens one that keeps nothing."""
    assert profile.context.browser is not None
    return profile.context.browser


@pytest.fixture
def ecran(request: pytest.FixtureRequest) -> str:
    """Return the screen of this test: ``portable`` unless parametrised (indirectly)."""
    return getattr(request, "param", "portable")


@pytest.fixture
def first_visit(new_context: Callable[..., BrowserContext], ecran: str) -> BrowserContext:
    """Open the browser of a visitor who has never come, on the test's screen."""
    return new_context(**FRENCH, **SCREENS[ecran])


@pytest.fixture
def context(
    request: pytest.FixtureRequest, ecran: str, profile: Profile
) -> Iterator[BrowserContext]:
    """Open the browser of a visitor who has come before, or whose screen is not a laptop's."""
    if ecran == "portable":
        yield profile.context
        profile.forget()
    else:
        yield request.getfixturevalue("first_visit")


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

    def watch(self, page: Page) -> None:
        """Record the sockets of a page."""
        page.on("websocket", self.record)


@pytest.fixture
def external_requests(context: BrowserContext, app_url: str) -> Iterator[ExternalRequests]:
    """Fail the test when any of its pages asks anything of another origin."""
    recorder = ExternalRequests(own=urlsplit(app_url).netloc)
    context.on("request", recorder.record)
    context.on("page", recorder.watch)
    yield recorder
    context.remove_listener("request", recorder.record)
    context.remove_listener("page", recorder.watch)
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

    def record_exception(self, error: WebError) -> None:
        """Keep an exception that nothing caught."""
        self.record("exception", str(error.error))

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
    context.on("weberror", recorder.record_exception)
    yield recorder
    context.remove_listener("console", recorder.record_message)
    context.remove_listener("weberror", recorder.record_exception)
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
    """Keep what a failed test saw: the end of the server's log, a picture of each page."""
    report = yield
    known = getattr(item, "funcargs", {})
    if not report.failed:
        return report
    if isinstance(server := known.get("app_server"), AppServer):
        report.sections.append((LOG_SECTION, server.log_tail()))
    if report.when != "teardown" and isinstance(profile := known.get("profile"), Profile):
        folder = Path(item.config.getoption("output"))
        profile.take_pictures(folder / re.sub(r"\W+", "-", item.nodeid))
    return report
