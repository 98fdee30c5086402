"""What a browser's page knows and sends of Streamlit's protocol, without a browser or a network.

`ClientPage` reads the server's messages as Streamlit's own front end does: it keeps the cacheable
ones for as long and resolves references to them, follows the address, the pages and the fragments
that run by themselves, and knows widgets by the keys that the application gave them.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Key of a block or of a widget in its identifier: "$$ID-<hash>-<key>".
_KEY = re.compile(r"^\$\$ID-[0-9a-f]+-(.+)$", re.DOTALL)
_COUNTER = re.compile(r"(\d[\d\s]*)coopérations?\s·\s(\d[\d\s]*)pôles?")


class ProtocolError(RuntimeError):
    """The server said something that a browser could not show."""


@dataclass(frozen=True)
class Finished:
    """The end of a run.

    Attributes
    ----------
    fragments
        The fragments it ran, none when it was the whole page.
    early
        Whether another run was asked for meanwhile, which follows.
    """

    fragments: tuple[str, ...]
    early: bool = False


@dataclass
class _Cached:
    data: bytes
    run: int
    fragment: str


@dataclass(frozen=True)
class Widget:
    """A widget of the page: its identifier, and the fragment that holds it ("" for none)."""

    id: str
    fragment: str


@dataclass
class ClientPage:
    """One visitor's page.

    Attributes
    ----------
    url
        Address of the application, without a final slash.
    query
        Query string of the address shown.
    pages
        Hash of each page, by its path ("" for the first).
    page
        Hash of the page shown.
    every
        Seconds between the runs of each fragment that runs by itself.
    widgets
        Widgets of the page by their key, or by their label when they have none.
    texts
        What each keyed container holds directly, as text or HTML.
    errors
        Errors that the visitor reads.
    received
        Bytes of the messages read.
    """

    url: str
    query: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    page: str = ""
    every: dict[str, float] = field(default_factory=dict)
    widgets: dict[str, Widget] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    received: int = 0
    _cache: dict[str, _Cached] = field(default_factory=dict)
    _runs: int = 0
    _max_age: int = 2
    _blocks: dict[tuple[int, ...], str] = field(default_factory=dict)
    _values: dict[str, WidgetState] = field(default_factory=dict)

    # What the server says.

    def read(self, data: bytes) -> Finished | None:
        """Take one message in; return the end of a run when it is one.

        Raises
        ------
        ProtocolError
            If it refers to a message that a browser would no longer have.
        """
        self.received += len(data)
        message = ForwardMsg.FromString(data)
        kind = str(message.WhichOneof("type"))
        if kind == "ref_hash":
            message = self._referred(message)
            kind = "delta"
        elif message.metadata.cacheable and message.hash not in self._cache:
            self._cache[message.hash] = _Cached(data, self._runs, message.delta.fragment_id)
        handler = getattr(self, f"_on_{kind}", None)
        return handler(message) if handler else None

    def _referred(self, message: ForwardMsg) -> ForwardMsg:
        kept = self._cache.get(message.ref_hash)
        if kept is None:
            raise ProtocolError(f"reference to a message no longer kept: {message.ref_hash}")
        kept.run = self._runs
        found: ForwardMsg = ForwardMsg.FromString(kept.data)
        found.metadata.CopyFrom(message.metadata)
        return found

    def _on_new_session(self, message: ForwardMsg) -> None:
        session = message.new_session
        self._max_age = session.config.max_cached_message_age
        if message.metadata.run.fragment_ids:
            return
        if session.page_script_hash != self.page:
            self._values.clear()
        self.page = session.page_script_hash
        self.every.clear()
        for shown in (self.widgets, self._blocks, self.texts, self.errors):
            shown.clear()

    def _on_navigation(self, message: ForwardMsg) -> None:
        pages = message.navigation.app_pages
        self.page = message.navigation.page_script_hash or self.page
        # The first page has no path, whatever its file.
        self.pages = {"" if p.is_default else p.url_pathname: p.page_script_hash for p in pages}

    def _on_page_info_changed(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _on_auto_rerun(self, message: ForwardMsg) -> None:
        self.every[message.auto_rerun.fragment_id] = message.auto_rerun.interval

    def _on_stop_auto_rerun(self, message: ForwardMsg) -> None:
        for fragment in message.stop_auto_rerun.fragment_ids:
            self.every.pop(fragment, None)

    def _on_session_event(self, message: ForwardMsg) -> None:
        self.errors.append(str(message.session_event))

    def _on_page_not_found(self, message: ForwardMsg) -> None:
        self.errors.append(f"page not found: {message.page_not_found.page_name}")

    def _on_script_finished(self, message: ForwardMsg) -> Finished:
        fragments = tuple(message.metadata.run.fragment_ids)
        if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return Finished(fragments, early=True)
        if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.errors.append("script_finished")
        self._runs += 1
        for key, kept in list(self._cache.items()):
            in_run = not fragments or kept.fragment in fragments
            if in_run and self._runs - kept.run > self._max_age:
                del self._cache[key]
        return Finished(fragments)

    def _on_delta(self, message: ForwardMsg) -> None:
        path = tuple(message.metadata.delta_path)
        delta = message.delta
        if delta.WhichOneof("type") == "add_block":
            key = _key(delta.add_block.id)
            self._blocks[path] = key
            self.texts.pop(key, None)
        elif delta.WhichOneof("type") == "new_element":
            self._element(delta.new_element, delta.fragment_id, self._blocks.get(path[:-1], ""))

    def _element(self, element: Any, fragment: str, block: str) -> None:
        kind = str(element.WhichOneof("type"))
        shown: Any = getattr(element, kind, None)
        if kind == "exception":
            self.errors.append(shown.message)
        if kind == "alert" and shown.format == Alert.ERROR:
            self.errors.append(shown.body)
        if kind in ("html", "text", "markdown", "heading") and block:
            self.texts[block] = self.texts.get(block, "") + shown.body
        identifier = getattr(shown, "id", "")
        if identifier:
            key = _key(identifier)
            name = getattr(shown, "label", key) if key == "None" else key
            self.widgets[name] = Widget(identifier, fragment)
            if kind == "button_group" and shown.set_value:
                self._set(identifier, string_array_value=list(shown.raw_values))

    def counter(self) -> tuple[int, int] | None:
        """Return the cooperations and pôles that the counter announces; None without one."""
        found = _COUNTER.search(self.texts.get("compteur", ""))
        if found is None:
            return None
        return int(re.sub(r"\s", "", found[1])), int(re.sub(r"\s", "", found[2]))

    # What the visitor does.

    def opening(self, path: str = "") -> BackMsg:
        """Return the message of a page that opens; `path` without its slash."""
        message = self._rerun("", ())
        message.rerun_script.page_name = path
        return message

    def go(self, path: str) -> BackMsg:
        """Return the message of a click in the navigation."""
        self.query = ""
        self.every.clear()  # As a browser does: a tick of the former page would call it back.
        message = self._rerun("", ())
        message.rerun_script.page_script_hash = self.pages[path]
        return message

    def choose(self, key: str, values: Iterable[str]) -> tuple[BackMsg, str]:
        """Press options of a widget, by their labels; return the message and its fragment."""
        widget = self._widget(key)
        self._set(widget.id, string_array_value=list(values))
        return self._rerun(widget.fragment, ()), widget.fragment

    def chosen(self, key: str) -> list[str]:
        """Return the labels of the options pressed."""
        value = self._values.get(self._widget(key).id)
        return list(value.string_array_value.data) if value else []

    def press(self, key: str) -> tuple[BackMsg, str]:
        """Press a button; return the message and its fragment."""
        widget = self._widget(key)
        pressed = WidgetState(id=widget.id, trigger_value=True)
        return self._rerun(widget.fragment, [pressed]), widget.fragment

    def trigger(self, key: str, event: str, value: object) -> tuple[BackMsg, str]:
        """Send an event of a component of ours; return the message and its fragment."""
        widget = self._widget(key)
        sent = json.dumps([{"event": event, "value": value}])
        identifier = f"$$STREAMLIT_INTERNAL_KEY_{widget.id}__events"
        state = WidgetState(id=identifier, json_trigger_value=sent)
        return self._rerun(widget.fragment, [state]), widget.fragment

    def tick(self, fragment: str) -> BackMsg:
        """Return the message of a fragment that runs by itself."""
        message = self._rerun(fragment, ())
        message.rerun_script.is_auto_rerun = True
        return message

    def _rerun(self, fragment: str, states: Iterable[WidgetState]) -> BackMsg:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string = self.query
        rerun.page_script_hash = self.page
        rerun.fragment_id = fragment
        rerun.widget_states.widgets.extend([*self._values.values(), *states])
        rerun.cached_message_hashes.extend(self._cache)
        rerun.context_info.timezone = "Europe/Paris"
        rerun.context_info.timezone_offset = -60
        rerun.context_info.locale = "fr-FR"
        rerun.context_info.url = self.url
        rerun.context_info.is_embedded = False
        rerun.context_info.color_scheme = "light"
        return message

    def _widget(self, key: str) -> Widget:
        if key not in self.widgets:
            raise ProtocolError(f"no widget « {key} » among {sorted(self.widgets)}")
        return self.widgets[key]

    def _set(self, identifier: str, *, string_array_value: list[str]) -> None:
        state = WidgetState(id=identifier)
        state.string_array_value.data.extend(string_array_value)
        self._values[identifier] = state


def _key(identifier: str) -> str:
    """Return the key that the application gave, "" without one."""
    found = _KEY.match(identifier)
    return found[1] if found else ""
