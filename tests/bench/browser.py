"""A page of Chromium that is timed from inside and whose traffic is counted."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError  # noqa: A004  Playwright's own, not the builtin

from tests.browser.visitor import READY_TIMEOUT_MS, Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

MEASURE = Path(__file__).with_name("measure.js")
#: A WebSocket frame whose payload is binary; the protocol hands it over in base64.
BINARY = 2

Condition = dict[str, Any]
"""A state to wait for; `measure.js` documents the kinds."""


@dataclass
class Answer:
    """One HTTP answer, as it crossed the wire."""

    url: str
    status: int = 0
    cached: bool = False
    encoded_bytes: int = 0


@dataclass
class Traffic:
    """What crossed the wire since it was last emptied."""

    answers: dict[str, Answer] = field(default_factory=dict)
    received_bytes: int = 0
    sent_bytes: int = 0
    sent_frames: int = 0

    def clear(self) -> None:
        """Forget everything counted so far."""
        self.answers.clear()
        self.received_bytes = self.sent_bytes = self.sent_frames = 0

    def http_bytes(self, part: str = "") -> int:
        """Return the compressed bytes of the answers whose address holds ``part``."""
        return sum(row.encoded_bytes for row in self.answers.values() if part in row.url)

    def bytes_by_path(self) -> dict[str, int]:
        """Return the compressed bytes of each path asked for."""
        found: dict[str, int] = {}
        for row in self.answers.values():
            path = urlsplit(row.url).path
            found[path] = found.get(path, 0) + row.encoded_bytes
        return found

    def total_bytes(self) -> int:
        """Return everything received: HTTP answers and WebSocket frames."""
        return self.http_bytes() + self.received_bytes


class BenchError(RuntimeError):
    """An application never showed what was asked of it."""


class BenchPage:
    """One visitor's page of one application."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page = context.new_page()
        self.page.add_init_script(path=MEASURE)
        self.visitor = Visitor(self.page, url)
        self.traffic = Traffic()
        self._listen(context)

    def open(self, ready: Condition, path: str = "/") -> None:
        """Open a path and wait until a state holds and the server rests."""
        self.visitor.visit(path, carte=False)
        self.page.wait_for_function(
            "(condition) => window.__bench.holds(condition)", arg=ready, timeout=READY_TIMEOUT_MS
        )
        self.visitor.wait_idle()

    def press(self, pill: int, spec: dict[str, Condition]) -> dict[str, float]:
        """Click a system's pill; return the time of each state in ms, once the server rests."""
        self.traffic.clear()
        with self.visitor.rerun():
            self.page.evaluate("(spec) => window.__bench.arm(spec)", spec)
            self.page.locator(".st-key-systeme button").nth(pill).click()
            return self.marks()

    def marks(self) -> dict[str, float]:
        """Wait for every state named; return its time after the click, in ms."""
        try:
            self.page.wait_for_function("() => window.__bench.done()", timeout=READY_TIMEOUT_MS)
        except TimeoutError as error:
            seen = self.page.evaluate("window.__bench.seen_now()")
            raise BenchError(f"{self.page.url}: the state never came; seen: {seen}") from error
        found: dict[str, float] = self.page.evaluate("window.__bench.marks")
        return found

    def confirmed(self) -> int:
        """Return how many answers of the server the map has applied."""
        return int(self.page.evaluate("window.__bench.confirmed()"))

    def _listen(self, context: BrowserContext) -> None:
        session = context.new_cdp_session(self.page)
        session.send("Network.enable")
        answers = self.traffic.answers

        def row(event: dict[str, Any]) -> Answer:
            return answers.setdefault(event["requestId"], Answer(url=""))

        def on_response(event: dict[str, Any]) -> None:
            answer = row(event)
            answer.url = event["response"]["url"]
            answer.status = event["response"]["status"]
            answer.cached |= event["response"].get("fromDiskCache", False)

        def on_cached(event: dict[str, Any]) -> None:
            row(event).cached = True

        def on_finished(event: dict[str, Any]) -> None:
            row(event).encoded_bytes = int(event["encodedDataLength"])

        def on_received(event: dict[str, Any]) -> None:
            self.traffic.received_bytes += _size(event["response"])

        def on_sent(event: dict[str, Any]) -> None:
            self.traffic.sent_bytes += _size(event["response"])
            self.traffic.sent_frames += 1

        session.on("Network.responseReceived", on_response)
        session.on("Network.requestServedFromCache", on_cached)
        session.on("Network.loadingFinished", on_finished)
        session.on("Network.webSocketFrameReceived", on_received)
        session.on("Network.webSocketFrameSent", on_sent)


def new_visitor(browser: Browser) -> BrowserContext:
    """Return a browser with an empty cache and a laptop's screen, animations reduced."""
    return browser.new_context(
        locale="fr-FR", reduced_motion="reduce", viewport={"width": 1440, "height": 900}
    )


def _size(frame: dict[str, Any]) -> int:
    data: str = frame["payloadData"]
    return len(base64.b64decode(data)) if frame["opcode"] == BINARY else len(data.encode())
