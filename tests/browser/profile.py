"""A browser that keeps its cache from test to test, and nothing else of any test.

Most of a first visit's work is to fetch and to compile Streamlit: half the time of the processor.
Chromium keeps compiled scripts only in a profile on disk, which has a single context: the tests
share it, as the visits of someone who comes back. Every trace of a test that a page could read
is taken away after it; a test of a first visit asks for ``new_context`` instead.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import Error

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Request

PICTURE_TIMEOUT_MS = 5_000


class Profile:
    """The context of a profile on disk, and the origins its pages have been to."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        # Chromium opens a page by itself; it stays, or the browser would end with the last one.
        self._first = context.pages[0]
        self._session = context.new_cdp_session(self._first)
        self._origins: set[str] = set()
        context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if request.is_navigation_request():
            parts = urlsplit(request.url)
            self._origins.add(f"{parts.scheme}://{parts.netloc}")

    def forget(self) -> None:
        """Close the pages of a test; forget its routes, permissions, cookies and storage."""
        for page in self.context.pages:
            if page != self._first:
                page.close()
        self.context.unroute_all()
        self.context.set_offline(False)
        self.context.clear_permissions()
        for origin in self._origins:
            self._session.send(
                "Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"}
            )
        self._origins.clear()

    def take_pictures(self, folder: Path) -> None:
        """Write in a folder what each page of the browser shows, whatever its context."""
        assert self.context.browser is not None
        contexts = self.context.browser.contexts
        pages = [page for context in contexts for page in context.pages if page != self._first]
        for rank, page in enumerate(pages, 1):
            with contextlib.suppress(Error):  # A page may be too ill to be drawn.
                page.screenshot(path=folder / f"{rank}.png", timeout=PICTURE_TIMEOUT_MS)
