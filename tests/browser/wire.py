"""The WebSocket between a page and its server, with messages weighed or held back.

What the page does before the server answers, or before it is even asked, is seen by holding
messages, never by being quick.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from streamlit.proto.BackMsg_pb2 import BackMsg

from tests.browser.visitor import ends_run

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute


class Wire:
    """Every message of a page's WebSockets, in both directions.

    Attributes
    ----------
    sent, received
        Messages the page has sent to the server, and been sent, held ones included.
    """

    def __init__(self, page: Page) -> None:
        self.sent: list[str | bytes] = []
        self.received: list[str | bytes] = []
        self._held: dict[str, list[str | bytes]] = {}
        self._page: WebSocketRoute | None = None
        self._server: WebSocketRoute | None = None
        page.route_web_socket(re.compile(r"/_stcore/stream"), self._connect)

    @property
    def answers(self) -> int:
        """Script runs the server has ended, whether the page knows it or not."""
        return sum(map(ends_run, self.received))

    @property
    def asked(self) -> int:
        """Script runs the page has asked for and the server heard of."""
        waiting = len(self._held.get("server", ()))
        asks = [BackMsg.FromString(m) for m in self.sent if isinstance(m, bytes)]
        return [m.WhichOneof("type") for m in asks].count("rerun_script") - waiting

    def hold(self, *directions: str) -> None:
        """Keep from now on what goes to the ``server``, to the ``page``, or both."""
        for direction in directions or ("server", "page"):
            self._held.setdefault(direction, [])

    def release(self) -> None:
        """Deliver what was kept, in order, and keep nothing any more."""
        held, self._held = self._held, {}
        for direction, messages in held.items():
            for message in messages:
                self._deliver(direction, message)

    def _connect(self, page: WebSocketRoute) -> None:
        self._page, self._server = page, page.connect_to_server()
        page.on_message(self._from_page)
        self._server.on_message(self._from_server)

    def _from_page(self, message: str | bytes) -> None:
        self.sent.append(message)
        self._pass("server", message)

    def _from_server(self, message: str | bytes) -> None:
        self.received.append(message)
        self._pass("page", message)

    def _pass(self, direction: str, message: str | bytes) -> None:
        if direction in self._held:
            self._held[direction].append(message)
        else:
            self._deliver(direction, message)

    def _deliver(self, direction: str, message: str | bytes) -> None:
        socket = self._server if direction == "server" else self._page
        assert socket is not None
        socket.send(message)
