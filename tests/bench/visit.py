"""A visitor's page of any application, timed from inside from the start of the navigation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playwright.sync_api import TimeoutError  # noqa: A004  Playwright's own, not the builtin

from tests.bench.browser import MEASURE, QUIET_MS, BenchError, Condition

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

#: A change is given up after so long.
CEILING_MS = 120_000
#: How often the page is asked whether it has done what is waited for.
POLL_MS = 100
#: Nothing has changed for a while and Streamlit, where it is, has no script run under way.
_AT_REST = """(quiet) =>
  performance.now() - window.__bench.changed > quiet &&
  (document.querySelector('.stApp')?.dataset.testScriptState ?? 'notRunning') === 'notRunning'"""


class TooLongError(BenchError):
    """A state did not come before the ceiling."""


@dataclass(frozen=True)
class Answer:
    """What a filter change took.

    Attributes
    ----------
    times
        Time of each state waited for, in ms after the click.
    blocked_ms
        Longest task of the page's main thread meanwhile; 0 when none took 50 ms.
    """

    times: dict[str, float]
    blocked_ms: float


class Visit:
    """One visitor's page, opened and waited for.

    Attributes
    ----------
    painted_ms
        Time from the start of the navigation to the end of the frame that painted the state.
    painted_at
        When that was, in seconds since the epoch.

    Raises
    ------
    TooLongError
        When the state has not come before the ceiling.
    """

    def __init__(self, context: BrowserContext, url: str, ready: Condition) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(CEILING_MS)
        script = MEASURE.read_text(encoding="utf-8")
        spec = json.dumps({"peinture": ready})
        self.page.add_init_script(f"{script}\nwindow.__bench?.open({spec});")
        self.page.goto(url, wait_until="commit")
        self.painted_ms = self._marks()["peinture"]
        self.painted_at = (self.page.evaluate("performance.timeOrigin") + self.painted_ms) / 1000
        self.settle()

    def settle(self) -> None:
        """Wait until the page has not changed for a while and the server rests."""
        self.page.evaluate("window.__bench.changed = performance.now()")
        self._wait(_AT_REST, QUIET_MS)

    def press(self, selector: str, rank: int, spec: dict[str, Condition]) -> Answer:
        """Click the pill of that rank and wait for every state, then for the page to rest."""
        held = "(spec) => Object.values(spec).some((one) => window.__bench.holds(one))"
        if self.page.evaluate(held, spec):
            raise BenchError(f"{self.page.url}: the state holds before the click")
        self.page.evaluate("(spec) => window.__bench.arm(spec)", spec)
        self.page.locator(selector).nth(rank).click()
        times = self._marks()
        self.settle()
        return Answer(times, self.blocked())

    def blocked(self) -> float:
        """Return the longest task since the page was opened or last pressed, in ms."""
        return float(self.page.evaluate("window.__bench.blocked()"))

    def confirmed(self) -> int:
        """Return how many answers of the server our map has applied."""
        return int(self.page.evaluate("window.__bench.confirmed()"))

    def _marks(self) -> dict[str, float]:
        try:
            self._wait("() => window.__bench.done()")
        except TimeoutError as error:
            failure = self.page.locator('[data-testid="stException"]')
            if failure.count():
                raise BenchError(failure.first.inner_text().splitlines()[0]) from error
            seen = self.page.evaluate("window.__bench.seen_now()")
            raise TooLongError(f"{self.page.url}: the state never came; seen: {seen}") from error
        found: dict[str, float] = self.page.evaluate("window.__bench.marks")
        return found

    def _wait(self, condition: str, argument: float | None = None) -> None:
        """Wait for a condition, looked at seldom: the page times itself, nothing else should."""
        self.page.wait_for_function(condition, arg=argument, polling=POLL_MS, timeout=CEILING_MS)
