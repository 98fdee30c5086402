"""One visitor over Streamlit's WebSocket: acts, waits for the answer, checks it, thinks."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.bench.protocol import ClientPage, Finished, ProtocolError
from tests.bench.walk import CLEAR, OPEN, PAGE, SELECT, Act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from streamlit.proto.BackMsg_pb2 import BackMsg
    from websockets.asyncio.client import ClientConnection

#: After so long without an answer, a visitor has left.
PATIENCE_S = 60.0
#: Key of the container that the queue's page stands in, and how often its visitor looks at it.
QUEUE, LOOK_S = "attente", 0.5


@dataclass(frozen=True)
class Row:
    """One act as it was answered.

    Attributes
    ----------
    kind
        Kind of act.
    at
        When it was sent, on the clock `time.perf_counter`.
    seconds
        From there to the end of the run that answered.
    received
        Bytes of the answer, uncompressed.
    error
        What was wrong with the answer; "" when it was right.
    """

    kind: str
    at: float
    seconds: float
    received: int
    error: str = ""


@dataclass
class Session:
    """One visitor, until it is told to stop.

    Attributes
    ----------
    url
        Address of the application, ``http://…`` without a final slash.
    walk
        What it does, each act with the seconds of thought after it.
    headers
        Sent when it connects: a cookie that names its process, behind nginx.
    rows
        What it did; shared by all.
    """

    url: str
    walk: Iterable[tuple[Act, float]]
    headers: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page = ClientPage(self.url)
        self._ended: asyncio.Queue[tuple[float, Finished]] = asyncio.Queue()
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._act = Act(OPEN)

    @property
    def waiting(self) -> bool:
        """Whether the page shown is the queue: it is left for the map by itself."""
        return QUEUE in self.page.texts

    async def run(self, stop: asyncio.Event) -> None:
        """Open the map, then act until told to stop or until the connection fails."""
        address = f"ws{self.url.removeprefix('http')}/_stcore/stream"
        try:
            async with connect(
                address,
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers=self.headers,
                origin=self.url,  # type: ignore[arg-type]
                max_size=None,
            ) as self._socket:
                reader = asyncio.create_task(self._read(self._socket))
                try:
                    await self._visit(stop, reader)
                finally:
                    self._cancel_timers()
                    reader.cancel()
        except (OSError, ConnectionClosed, ProtocolError, TimeoutError) as error:
            text = f"{type(error).__name__}: {error}"
            self.rows.append(Row(self._act.kind, time.perf_counter(), PATIENCE_S, 0, text))

    async def _visit(self, stop: asyncio.Event, reader: asyncio.Task[None]) -> None:
        for act, pause in self.walk:
            self._act = act
            await self._do(act, reader)
            while self.waiting and not stop.is_set():
                await asyncio.wait({reader}, timeout=LOOK_S)
                if reader.done():
                    reader.result()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
            if stop.is_set():
                break

    async def _do(self, act: Act, reader: asyncio.Task[None]) -> None:
        message, fragment = self._message(act)
        while not self._ended.empty():
            self._ended.get_nowait()
        before, sent = self.page.received, time.perf_counter()
        await self._socket.send(message.SerializeToString())
        ended = asyncio.create_task(self._answer(fragment))
        await asyncio.wait({ended, reader}, timeout=PATIENCE_S, return_when=asyncio.FIRST_COMPLETED)
        if not ended.done():
            ended.cancel()
            if reader.done():
                reader.result()  # Its error says why.
            raise TimeoutError(f"no answer in {PATIENCE_S:.0f} s")
        seconds, received = ended.result() - sent, self.page.received - before
        self.rows.append(Row(act.kind, sent, seconds, received, self._wrong(act)))

    def _message(self, act: Act) -> tuple[BackMsg, str]:
        page = self.page
        if act.kind == OPEN:
            return page.opening(), ""
        if act.kind == PAGE:
            return page.go(act.path), ""
        if act.kind == SELECT:
            key, event = ("liens", "lien") if act.path else ("volet", "choix")
            return page.trigger(key, event, {"vers": act.choix})
        if act.facet:
            return page.choose(act.facet, act.pressed())
        return page.press(CLEAR)

    async def _answer(self, fragment: str) -> float:
        """Wait for the end of a run of the fragment, or of the whole page; return when.

        A run that ends early because another one follows has answered when that one is of another
        fragment; else it was stopped on its way.
        """
        answered = None
        while True:
            at, finished = await self._ended.get()
            ours = not finished.fragments or fragment in finished.fragments
            if ours and finished.early:
                answered = at
            elif ours:
                return at
            elif answered is not None:
                return answered

    def _wrong(self, act: Act) -> str:
        if self.page.errors:
            return self.page.errors[0]
        if act.kind == OPEN and self.waiting:
            return ""
        if self.page.counter() != act.counter:
            return f"{act}: {self.page.counter()} announced instead of {act.counter}"
        key, _, code = act.choix.partition(":")
        if act.choix and f"{key}={code}" not in self.page.query:
            return f"{act}: the address is {self.page.query}"
        return ""

    async def _read(self, socket: ClientConnection) -> None:
        async for data in socket:
            at = time.perf_counter()
            if not isinstance(data, bytes):
                raise ProtocolError("a text frame")
            finished = self.page.read(data)
            if finished:
                self._ended.put_nowait((at, finished))
                if not finished.fragments and not finished.early:
                    self._set_timers()
        raise ProtocolError("the server closed the connection")

    def _set_timers(self) -> None:
        """Run by themselves, from now on, the fragments that the page asks so of."""
        self._cancel_timers()
        for fragment, interval in self.page.every.items():
            self._later(fragment, interval)

    def _later(self, fragment: str, interval: float) -> None:
        loop = asyncio.get_running_loop()
        self._timers[fragment] = loop.call_later(interval, self._tick, fragment, interval)

    def _tick(self, fragment: str, interval: float) -> None:
        if fragment not in self.page.every:  # The page is being left.
            return
        sending = self._socket.send(self.page.tick(fragment).SerializeToString())
        # A connection that is lost is told by `_read`.
        asyncio.ensure_future(sending).add_done_callback(lambda done: done.exception())
        self._later(fragment, interval)

    def _cancel_timers(self) -> None:
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
