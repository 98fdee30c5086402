"""A visitor of the application: opens a view, waits as a person would, reads the map.

Nothing here waits for a given time: a page is ready when Streamlit is idle and the map says
so. The map's document tells its state on its root element: ``data-carte="prete"`` once first
drawn, ``data-etat`` grows by one with every state applied, ``data-confirme`` with every answer
of the server applied.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Frame, Page

#: Window sizes the product is made for: a laptop, a projector, a phone.
SCREENS: dict[str, dict[str, object]] = {
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

#: Counts the reruns a page goes through, so that a wait cannot start too late and miss one.
COUNT_RERUNS = """
(() => {
  if (window !== window.top) return;
  window.__reruns = 0;
  let before = null;
  new MutationObserver(() => {
    const now = document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState;
    if (now === 'running' && before !== 'running') window.__reruns += 1;
    before = now;
  }).observe(document, {subtree: true, childList: true, attributes: true,
                        attributeFilter: ['data-test-script-state']});
})();
"""

_IDLE = """(after) => {
  const app = document.querySelector('[data-testid="stApp"]');
  return app !== null && window.__reruns > after
    && app.dataset.testConnectionState === 'CONNECTED'
    && app.dataset.testScriptState === 'notRunning';
}"""

_CARTE_READY = """() => [...document.querySelectorAll('iframe')].some(
  (frame) => frame.contentDocument?.documentElement.dataset.carte === 'prete')"""

_CLASSES = """(kind) => [...document.querySelectorAll(`path.${kind}`)].flatMap(
  (path) => [...path.classList].filter((name) => name.startsWith(`${kind}-`)))"""


class Visitor:
    """One visitor in one browser page."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        page.add_init_script(COUNT_RERUNS)

    def visit(self, path: str = "/", *, carte: bool = True) -> Frame | None:
        """Open a path of the application and wait until it rests.

        Parameters
        ----------
        path
            Path and query string.
        carte
            Whether the page shows the map; its frame is then waited for and returned.
        """
        self.page.goto(self.base_url + path)
        self.wait_idle()
        if not carte:
            return None
        self.page.wait_for_function(_CARTE_READY, timeout=READY_TIMEOUT_MS)
        return self.carte

    def wait_idle(self, *, after: int = 0) -> None:
        """Wait until more than ``after`` reruns have begun and none is under way."""
        self.page.wait_for_function(_IDLE, arg=after, timeout=READY_TIMEOUT_MS)

    def reruns(self) -> int:
        """Return how many times the server has run the page since it was opened."""
        return int(self.page.evaluate("window.__reruns"))

    @contextlib.contextmanager
    def rerun(self) -> Iterator[None]:
        """Wait, after the block, for the rerun that it causes to end."""
        before = self.reruns()
        yield
        self.wait_idle(after=before)

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
