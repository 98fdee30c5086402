"""What goes over the wire, in bytes: the first visit, the second, a change of filter."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.carte import open_popover, pill
from tests.browser.expected import inventory
from tests.browser.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

    from tests.browser.visitor import Visitor

KB = 1000


@dataclass
class Transfers:
    """Bytes received for each address, headers included; nothing for what the cache gave."""

    bytes: dict[str, int] = field(default_factory=dict)
    handshakes: list[str] = field(default_factory=list)
    _urls: dict[str, str] = field(default_factory=dict)

    @classmethod
    def watch(cls, page: Page) -> Transfers:
        """Watch a page through the browser's own protocol."""
        transfers = cls()
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.responseReceived", transfers._name)
        session.on("Network.loadingFinished", transfers._weigh)
        session.on("Network.webSocketHandshakeResponseReceived", transfers._shake)
        return transfers

    def of(self, part: str) -> int:
        """Return the bytes received from addresses that hold this text."""
        return sum(size for url, size in self.bytes.items() if part in url)

    def _name(self, event: dict[str, Any]) -> None:
        self._urls[event["requestId"]] = event["response"]["url"]

    def _weigh(self, event: dict[str, Any]) -> None:
        url = self._urls.get(event["requestId"], "")
        self.bytes[url] = self.bytes.get(url, 0) + int(event["encodedDataLength"])

    def _shake(self, event: dict[str, Any]) -> None:
        headers = {name.lower(): value for name, value in event["response"]["headers"].items()}
        self.handshakes.append(headers.get("sec-websocket-extensions", ""))


@pytest.fixture
def context(first_visit: BrowserContext) -> BrowserContext:
    """Weigh what is not in the cache yet."""
    return first_visit


@pytest.fixture
def transfers(page: Page) -> Transfers:
    """Return what the page will fetch."""
    return Transfers.watch(page)


def test_second_visit_fetches_no_geometry_again(visitor: Visitor, transfers: Transfers) -> None:
    visitor.visit("/")
    shapes = transfers.of("/layers/geometrie-")
    assert 100 * KB < shapes < 400 * KB
    assert transfers.of("/layers/detail-") == 0
    added = transfers.of("/app/static/") + transfers.of("/component/")
    assert added < 800 * KB

    transfers.bytes.clear()
    visitor.visit("/?systeme=sante")

    assert transfers.of("/layers/") < 2 * KB
    assert transfers.of("/vendor/") < 2 * KB


def test_modules_are_checked_once_for_each_version(visitor: Visitor) -> None:
    fetched = """() => performance.getEntriesByType('resource')
      .filter((entry) => entry.initiatorType === 'fetch' && /carte\\/\\w+\\.js$/.test(entry.name))
      .length"""

    def checked() -> tuple[int, int]:
        visitor.visit("/")
        return visitor.page.evaluate(fetched), visitor.carte.evaluate(fetched)

    every = checked()
    assert min(every) > 5
    assert checked() == (0, 0)
    visitor.page.evaluate("() => localStorage.setItem('modules/hote_folium.js', 'older')")
    assert checked() == (0, every[1])

    visitor.page.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    assert checked() == every


def test_filter_change_weighs_little(visitor: Visitor, page: Page, transfers: Transfers) -> None:
    wire = Wire(page)
    visitor.visit("/")
    labels = inventory().labels

    for popover, key, code in (
        ("", "systeme", "economie"),
        ("Région", "region", "84"),
        ("Filtres", "forme", "convention"),
    ):
        if popover:
            open_popover(visitor, popover)
        received, sent = len(wire.received), len(wire.sent)
        with visitor.rerun():
            pill(visitor, key, labels[key][code]).click()
        answer, question = wire.received[received:], wire.sent[sent:]
        assert all(isinstance(message, bytes) for message in (*answer, *question))
        raw = b"".join(m for m in (*answer, *question) if isinstance(m, bytes))
        assert len(raw) < 12 * KB
        # As it travels: each message deflated.
        assert sum(len(zlib.compress(m)) for m in answer if isinstance(m, bytes)) < 10 * KB
    assert transfers.of("/layers/geometrie-") < 400 * KB


def test_messages_travel_compressed(visitor: Visitor, transfers: Transfers) -> None:
    visitor.visit("/")

    assert transfers.handshakes
    assert all("permessage-deflate" in extensions for extensions in transfers.handshakes)
