"""A visitor of the application: opens a view, waits as a person would, reads the map.

Nothing here waits for a given time: a page is ready when Streamlit is idle and the map says
so. The map's document tells its state on its root element: ``data-carte="prete"`` once first
drawn, ``data-etat`` grows by one with every state applied, ``data-confirme`` with every answer
of the server applied.
"""

from __future__ import annotations

import contextlib
import re
import time
from typing import TYPE_CHECKING, Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Frame, Page, WebSocket

#: Window sizes the product is made for: a laptop, a projector, a phone.
SCREENS: dict[str, dict[str, Any]] = {
    "portable": {"viewport": {"width": 1440, "height": 900}},
    "projecteur": {"viewport": {"width": 1920, "height": 1080}},
    "telephone": {
        "viewport": {"width": 390, "height": 844},
        "has_touch": True,
        "is_mobile": True,
        "device_scale_factor": 2,
    },
}

READY_TIMEOUT_MS = 30_000

#: Streamlit rests, twice in a row: what its last message changed is then on screen.
_IDLE = """() => {
  const app = document.querySelector('[data-testid="stApp"]');
  const idle = app?.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning'
    && document.documentElement.dataset.planches !== 'attendent'
    && (document.documentElement.dataset.liens || !document.querySelector('.st-key-liens'))
    && !document.querySelector('[class*="st-key-planche_"]:not(:has(.planche > *))');
  const before = window.__idle ?? false;
  window.__idle = idle;
  return idle && before;
}"""

#: The page's own styles are in a block that Streamlit fetches the code of at the first visit.
_STYLED = """() =>
  getComputedStyle(document.documentElement).getPropertyValue('--entete') !== ''"""

_CARTE_READY = """() => [...document.querySelectorAll('iframe')].some(
  (frame) => frame.contentDocument?.documentElement?.dataset.carte === 'prete')"""

#: What the page shows instead of the map when it cannot show it.
_REFUSAL = '[data-testid="stAlert"], [data-testid="stException"]'

_CLASSES = """(kind) => [...document.querySelectorAll(`path.${kind}`)].flatMap(
  (path) => [...path.classList].filter((name) => name.startsWith(`${kind}-`)))"""


def ends_run(payload: str | bytes) -> bool:
    """Tell whether a WebSocket frame says that a script run has ended, for good."""
    if isinstance(payload, str):
        return False
    message = ForwardMsg.FromString(payload)
    if message.WhichOneof("type") != "script_finished":
        return False
    return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)


class Visitor:
    """One visitor in one browser page.

    Attributes
    ----------
    ours
        Whether the pages are the application's, not those of a benchmark's other side.
    runs
        Script runs that the server has ended for this page. They are counted in its messages:
        a run of a few milliseconds can begin and end between two states of the document.
    """

    def __init__(self, page: Page, base_url: str, *, ours: bool = True) -> None:
        self.page = page
        self.base_url = base_url
        self.ours = ours
        self.runs = 0
        self._socket: WebSocket | None = None
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        self._socket = socket
        socket.on("framereceived", self._count)

    def _count(self, payload: str | bytes) -> None:
        self.runs += ends_run(payload)

    @contextlib.contextmanager
    def deaf(self) -> Iterator[None]:
        """Do not count runs during the block: reading each message takes the machine's time."""
        assert self._socket is not None
        self._socket.remove_listener("framereceived", self._count)
        yield
        self._socket.on("framereceived", self._count)

    def visit(self, path: str = "/", *, carte: bool = True) -> Frame | None:
        """Open a path of the application and wait until it rests.

        Parameters
        ----------
        path
            Path and query string.
        carte
            Whether the page shows the map; its frame is then waited for and returned.
        """
        with self.rerun():
            self._socket = None
            self.page.goto(self.base_url + path)
        if self.ours:
            self.page.wait_for_function(_STYLED, timeout=READY_TIMEOUT_MS)
        return self.wait_carte() if carte else None

    def wait_carte(self) -> Frame:
        """Wait until the map of the page is drawn; return its frame."""
        self.page.wait_for_function(
            f"() => ({_CARTE_READY})() || document.querySelector('{_REFUSAL}')",
            timeout=READY_TIMEOUT_MS,
        )
        refusal = self.page.locator(_REFUSAL)
        assert not refusal.count(), f"no map: {refusal.first.inner_text()}"
        return self.carte

    @contextlib.contextmanager
    def rerun(self) -> Iterator[None]:
        """Wait, after the block, for the script run that it causes to end."""
        before = self.runs
        yield
        if self._socket is None:
            self.page.wait_for_event("websocket", timeout=READY_TIMEOUT_MS)
        if self.runs == before:
            assert self._socket is not None
            self._socket.wait_for_event("framereceived", ends_run, timeout=READY_TIMEOUT_MS)
        self.wait_idle()

    def wait_idle(self) -> None:
        """Wait until no script run is under way, every sheet of the page filled."""
        self.page.wait_for_function(_IDLE, timeout=READY_TIMEOUT_MS)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Wait for something this process learns from the browser, looked at once a frame."""
        deadline = time.monotonic() + READY_TIMEOUT_MS / 1000
        while not condition():
            assert time.monotonic() < deadline, "it never happened"
            self.page.evaluate("() => new Promise((done) => requestAnimationFrame(done))")

    @property
    def carte(self) -> Frame:
        """The document the map is drawn in."""
        for frame in self.page.frames:
            if "streamlit_folium" in frame.url and not frame.is_detached():
                return frame
        raise AssertionError("no map in this page")

    def carte_counter(self, name: str) -> int:
        """Return a counter of the map's root element, ``etat`` or ``confirme``."""
        value = self.carte.evaluate("(name) => document.documentElement.dataset[name]", name)
        return int(value or 0)

    @contextlib.contextmanager
    def applied(self, *, counter: str = "etat") -> Iterator[None]:
        """Wait, after the block, until the map has applied the state that it causes.

        With ``counter="confirme"``, until the server's answer has been applied.
        """
        before = self.carte_counter(counter)
        yield
        self.carte.wait_for_function(
            "([name, n]) => Number(document.documentElement.dataset[name] ?? 0) > n",
            arg=[counter, before],
            timeout=READY_TIMEOUT_MS,
        )

    def drawn(self, kind: str) -> set[str]:
        """Return the codes of the paths drawn: ``lien``, ``pole``, ``membre`` or ``region``."""
        names: list[str] = self.carte.evaluate(_CLASSES, kind)
        return {name.removeprefix(f"{kind}-") for name in names}

    def compteur(self) -> tuple[int, int]:
        """Return the cooperations and pôles that the counter announces."""
        text = self.page.locator(".st-key-compteur").inner_text()
        match = re.search(r"(\d[\d\s]*)coopérations?\s·\s(\d[\d\s]*)pôles?", text)
        assert match is not None, f"unexpected counter: {text!r}"
        return int(re.sub(r"\s", "", match[1])), int(re.sub(r"\s", "", match[2]))
