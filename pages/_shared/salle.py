"""Who is served at once, and who waits: places, in order of arrival. Knows nothing of pages."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

RETURN_SECONDS = 180.0
"""How long the place, or the rank, of a session that left is remembered: longer than Streamlit
keeps a session whose connection was lost (120 s)."""

IDLE_SECONDS = 300.0
"""After so long without an act, a session inside leaves its place to those who wait. It stays
inside: a tab left open costs little, and its visitor comes back to it as it was."""


@dataclass
class _Ticket:
    visitor: str
    seen: float
    inside: bool = False
    left: float | None = None


class Room:
    """Sessions inside, at most so many at work at once, and those that wait.

    Whoever is inside is never put out: sessions that come back may for a while be more than the
    places.

    Parameters
    ----------
    places
        How many; 0 for any number.
    connected
        Tells whether a session's browser is connected.
    clock
        Returns seconds, never less than before.
    """

    def __init__(
        self,
        places: int,
        connected: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places = places
        self._connected = connected
        self._clock = clock
        self._lock = threading.Lock()
        #: By session, in order of arrival.
        self._tickets: dict[str, _Ticket] = {}

    def ask(self, session: str, visitor: str = "") -> int:
        """Return 0 once the session is inside, else its rank among those that wait, from 1.

        `visitor` tells a browser that opens another page, or loads one again, from others: it takes
        the place or the rank of the session it left. "" for a browser that nothing tells.
        """
        if not self._places:
            return 0
        ticket = self._tickets.get(session)
        if ticket and ticket.inside:
            ticket.seen = self._clock()
            return 0
        with self._lock:
            self._tidy()
            self._find(session, visitor).seen = self._clock()
            self._let_in()
            waiting = [k for k, t in self._tickets.items() if not t.inside and t.left is None]
        return waiting.index(session) + 1 if session in waiting else 0

    def touch(self, session: str) -> None:
        """Note that the session's visitor is acting."""
        ticket = self._tickets.get(session)
        if ticket:
            ticket.seen = self._clock()

    def _tidy(self) -> None:
        """Note who left, and forget who left long ago."""
        now = self._clock()
        for session, ticket in list(self._tickets.items()):
            if self._connected(session):
                ticket.left = None
            elif ticket.left is None:
                ticket.left = now
            elif now - ticket.left > RETURN_SECONDS:
                del self._tickets[session]

    def _find(self, session: str, visitor: str) -> _Ticket:
        """Return the session's ticket: its own, the one its visitor left, or a new one."""
        if session in self._tickets:
            return self._tickets[session]
        for key, ticket in self._tickets.items():
            if visitor and ticket.visitor == visitor and ticket.left is not None:
                ticket.left = None
                # The rank is that of the dictionary.
                self._tickets = {session if k == key else k: t for k, t in self._tickets.items()}
                return ticket
        return self._tickets.setdefault(session, _Ticket(visitor, self._clock()))

    def _let_in(self) -> None:
        """Give the places that are free to the first of those who wait."""
        now = self._clock()
        here = [ticket for ticket in self._tickets.values() if ticket.left is None]
        busy = sum(ticket.inside and now - ticket.seen < IDLE_SECONDS for ticket in here)
        free = max(0, self._places - busy)
        for ticket in [ticket for ticket in here if not ticket.inside][:free]:
            ticket.inside = True
            ticket.seen = now
