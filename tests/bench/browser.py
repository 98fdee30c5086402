"""A page of Chromium that is timed from inside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError  # noqa: A004  Playwright's own, not the builtin

from tests.browser.visitor import READY_TIMEOUT_MS, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

MEASURE = Path(__file__).with_name("measure.js")
#: A page rests when nothing in it has changed for so long. Longer than the map component's
#: delay before it tells the server of an event, 250 ms.
QUIET_MS = 400

Condition = dict[str, Any]
"""A state to wait for; `measure.js` documents the kinds."""


@dataclass
class Answer:
    """One HTTP answer, as it crossed the wire."""

    url: str
    status: int = 0
    cached: bool = False
    encoded_bytes: int = 0


class BenchError(RuntimeError):
    """An application never showed what was asked of it."""


class BenchPage:
    """One visitor's page of one application.

    Attributes
    ----------
    answers
        HTTP answers received, by the identifier of their request.
    """

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.page.add_init_script(path=MEASURE)
        self.visitor = Visitor(self.page, url, ours=False)
        self.answers: dict[str, Answer] = {}
        self._listen(context)

    def open(self, ready: Condition, path: str = "/") -> None:
        """Open a path and wait until a state holds and the page rests."""
        self.visitor.visit(path, carte=False)
        try:
            self.page.wait_for_function(
                "(condition) => window.__bench.holds(condition)",
                arg=ready,
                timeout=READY_TIMEOUT_MS,
            )
        except TimeoutError as error:
            raise self._never_came() from error
        self.settle()

    def settle(self) -> None:
        """Wait until the page has not changed for a while and the server rests."""
        self.page.evaluate("(quiet) => window.__bench.settled(quiet)", QUIET_MS)
        self.visitor.wait_idle()

    def arm(self, spec: dict[str, Condition]) -> None:
        """Name the states to wait for; the next click starts the clock."""
        self.page.evaluate("(spec) => window.__bench.arm(spec)", spec)

    def press(self, pill: int, spec: dict[str, Condition]) -> dict[str, float]:
        """Click a system's pill; return the time of each state in ms."""
        with self.visitor.deaf():
            self.arm(spec)
            self.page.locator(".st-key-systeme button").nth(pill).click()
            return self.marks()

    def marks(self) -> dict[str, float]:
        """Wait for every state named; return its time after the click, in ms."""
        found: dict[str, float] | None = self.page.evaluate(
            "(limit) => window.__bench.reached(limit)", READY_TIMEOUT_MS
        )
        if found is None:
            raise self._never_came()
        return found

    def _never_came(self) -> BenchError:
        seen = self.page.evaluate("window.__bench.seen_now()")
        return BenchError(f"{self.page.url}: the state never came; seen: {seen}")

    def confirmed(self) -> int:
        """Return how many answers of the server the map has applied."""
        return int(self.page.evaluate("window.__bench.confirmed()"))

    def bytes_by_path(self) -> dict[str, int]:
        """Return the compressed bytes of each path asked for."""
        found: dict[str, int] = {}
        for row in self.answers.values():
            path = urlsplit(row.url).path
            found[path] = found.get(path, 0) + row.encoded_bytes
        return found

    def _listen(self, context: BrowserContext) -> None:
        session = context.new_cdp_session(self.page)
        session.send("Network.enable")

        def row(event: dict[str, Any]) -> Answer:
            return self.answers.setdefault(event["requestId"], Answer(url=""))

        def on_response(event: dict[str, Any]) -> None:
            answer = row(event)
            answer.url = event["response"]["url"]
            answer.status = event["response"]["status"]
            answer.cached |= event["response"].get("fromDiskCache", False)

        def on_cached(event: dict[str, Any]) -> None:
            row(event).cached = True

        def on_finished(event: dict[str, Any]) -> None:
            row(event).encoded_bytes = int(event["encodedDataLength"])

        session.on("Network.responseReceived", on_response)
        session.on("Network.requestServedFromCache", on_cached)
        session.on("Network.loadingFinished", on_finished)


def new_visitor(browser: Browser) -> BrowserContext:
    """Return a browser with an empty cache and a laptop's screen, animations reduced."""
    return browser.new_context(
        locale="fr-FR", reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )
