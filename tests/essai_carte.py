"""The page Carte without a browser: opened, read back, answered; shared by tests of the pages."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest

from geo.format_fr import count_label
from tests.browser.expected import Shown, inventory

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Seconds: the first page of a process imports every library and reads every outline.
PATIENCE = 60

_COUNTER = re.compile(r'<p data-reponse="(.*)">([^<]*)</p>')

Query = Mapping[str, str | Sequence[str]]


class _Routed(PagesManager):
    """Pages of a server that served one already: `st.navigation` has told it they are its."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


def route_by_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have AppTest keep between runs that the app routes its pages itself, as a server does."""
    monkeypatch.setattr("streamlit.testing.v1.app_test.PagesManager", _Routed)
    skip_package_scan(monkeypatch)


def skip_package_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare AppTest its search of every installed package for components, at each visit.

    Ours is declared by the page itself; the search takes nine tenths of a visit.
    """
    scanner = "streamlit.components.v2.manifest_scanner.scan_component_manifests"
    monkeypatch.setattr(scanner, list)


def forget() -> None:
    """Leave the process as one that has read nothing."""
    st.cache_resource.clear()
    st.cache_data.clear()


def visit(query: Query | None = None, *, page: str = "") -> AppTest:
    """Return the app opened at an address; `page` is a script of `pages/`."""
    app = AppTest.from_file(ROOT / "app.py", default_timeout=PATIENCE)
    app.query_params.update(query or {})
    if page:
        app.switch_page(page)
    return app.run()


def assert_served(app: AppTest) -> None:
    """Fail when the visitor sees an error instead of the map."""
    assert [error.message for error in app.exception] == []
    assert [error.value for error in app.error] == []
    assert app.get("component_instance")


def payload(app: AppTest) -> dict[str, Any]:
    """Return what the page sent to the browser's module."""
    sent: dict[str, Any] = json.loads(html.unescape(_counter(app)[1]))
    return sent


def _counter(app: AppTest) -> re.Match[str]:
    """Return the counter: the answer it carries, then its text."""
    found = [_COUNTER.fullmatch(element.proto.body) for element in app.get("html")]
    (counter,) = filter(None, found)
    return counter


def shown(app: AppTest) -> Shown:
    """Return the cooperations and pôles the map was told to draw."""
    sent, known = payload(app), inventory()
    ids = [row["id"] for row in known.rows("cooperations")]
    codes = [row["code"] for row in known.rows("poles")]
    return Shown(
        _unpacked(sent["coops"], ids),
        _unpacked(sent["secondaires"], ids),
        _unpacked(sent["poles"], codes),
    )


def _unpacked(mask: str, names: Sequence[str]) -> frozenset[str]:
    packed = base64.b64decode(mask)
    assert len(packed) == (len(names) + 7) // 8
    return frozenset(name for i, name in enumerate(names) if packed[i // 8] >> i % 8 & 1)


def assert_shows(app: AppTest, expected: Shown) -> None:
    """Fail unless the map and the counter show exactly this."""
    assert_served(app)
    drawn = shown(app)
    for name in ("cooperations", "secondaires", "poles"):
        missing = getattr(expected, name) - getattr(drawn, name)
        beyond = getattr(drawn, name) - getattr(expected, name)
        assert not missing, f"{name}: not shown {sorted(missing)[:5]}"
        assert not beyond, f"{name}: shown {sorted(beyond)[:5]}"
    coops = count_label(len(expected.cooperations), "coopération")
    poles = count_label(len(expected.poles), "pôle")
    assert _counter(app)[2] == f"{coops} · {poles}"


def choose_in_browser(app: AppTest, vers: object) -> AppTest:
    """Run the app as when the browser's module sends a selection, such as `pole:200030989`."""
    (mount,) = app.get("bidi_component")
    return send(app, mount, "choix", {"vers": vers})


def follow_link(app: AppTest, **dataset: str) -> AppTest:
    """Run the app as when a link of a page that reads is followed, given its `data-` values."""
    mount = next(m for m in app.get("bidi_component") if m.proto.component_name.endswith("liens"))
    return send(app, mount, "lien", dataset)


def send(app: AppTest, mount: Any, event: str, value: object) -> AppTest:
    """Run the app as when a component of ours sends a value."""
    states = app._tree.get_widget_states()
    answer = WidgetState(id=_make_trigger_id(mount.proto.id, "events"))
    answer.json_trigger_value = json.dumps([{"event": event, "value": value}])
    states.widgets.append(answer)
    return app._run(states)


def keys(app: AppTest) -> set[str]:
    """Return the keys of the elements and containers of the page."""
    return {block.key for block in blocks(app) if block.key}


def blocks(app: AppTest) -> list[Any]:
    """Return every element and container of the page, in no order."""
    found: list[Any] = []
    left = list(app._tree.children.values())
    while left:
        block = left.pop()
        found += [block] if hasattr(block, "key") else []
        left += getattr(block, "children", {}).values()
    return found
