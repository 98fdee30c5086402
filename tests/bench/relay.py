"""A relay on this machine between browser and server, which counts the bytes that pass.

What the browser's own tools report of a WebSocket is its content, before compression; only the
connection itself tells what crosses the wire.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CHUNK = 1 << 16


class Relay(socketserver.ThreadingTCPServer):
    """Passes every connection on to a port of this machine.

    Attributes
    ----------
    down, up
        Bytes sent to the browser and to the server so far, headers included.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = ("127.0.0.1", port)
        self.down = 0
        self.up = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Return the address to open instead of the server's."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def count(self, *, down: int = 0, up: int = 0) -> None:
        """Add bytes that have passed."""
        with self._lock:
            self.down += down
            self.up += up


class _Connection(socketserver.BaseRequestHandler):
    server: Relay

    def handle(self) -> None:
        with socket.create_connection(self.server.target) as upstream:
            back = threading.Thread(target=self._pump_down, args=(upstream,), daemon=True)
            back.start()
            with contextlib.suppress(OSError):
                while data := self.request.recv(CHUNK):
                    self.server.count(up=len(data))
                    upstream.sendall(data)
                upstream.shutdown(socket.SHUT_WR)
            back.join()

    def _pump_down(self, upstream: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := upstream.recv(CHUNK):
                self.server.count(down=len(data))
                self.request.sendall(data)
            self.request.shutdown(socket.SHUT_WR)


@contextlib.contextmanager
def relay_to(port: int) -> Iterator[Relay]:
    """Relay to a port until the block ends."""
    with Relay(port) as relay:
        thread = threading.Thread(target=relay.serve_forever, daemon=True)
        thread.start()
        try:
            yield relay
        finally:
            relay.shutdown()
            thread.join()
