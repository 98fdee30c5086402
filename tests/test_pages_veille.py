"""Open pages and versions: each session shows one, follows the store, and survives its silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from data.store import StoreUnavailable
from pages._shared import cache
from tests.essai_carte import forget, route_by_navigation, visit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from streamlit.testing.v1 import AppTest

    from data.loaders import Tables
    from data.store import Store

TITLE = "Titre d’essai de la veille"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Serve a store of this test's own."""
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "var"))
    monkeypatch.delenv("COOP_TABLES", raising=False)
    route_by_navigation(monkeypatch)
    forget()
    yield cache.store()
    forget()


def retitled(tables: Tables, title: str = TITLE) -> Tables:
    rows = tables.cooperations.copy()
    rows.loc[0, "intitule"] = title
    return replace(tables, cooperations=rows)


def publish(store: Store, title: str = TITLE) -> None:
    number = store.current_number()
    store.publish(retitled(store.read(), title), author="Essai", message="Essai", base=number)


def first(store: Store) -> str:
    found: str = store.read().cooperations["id"].iloc[0]
    return found


def sheet(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


def notices(app: AppTest) -> list[str]:
    return [b.proto.body for b in app.get("html") if "ne répond pas" in b.proto.body]


def test_a_version_published_elsewhere_is_shown_by_the_next_run(store: Store) -> None:
    app = visit({"cooperation": first(store)})
    assert TITLE not in sheet(app)
    publish(store)
    cache.published()
    app.run()
    assert not app.exception
    assert TITLE in sheet(app)
    assert cache.dataset().version.number == 2


def test_the_store_is_asked_once_for_many_runs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    current = store.current

    def counted() -> Any:
        asked.append(1)
        return current()

    monkeypatch.setattr(store, "current", counted)
    monkeypatch.setattr(cache.time, "monotonic", lambda: 1000.0)
    app = visit()
    for theme in ("sante", "mobilites"):
        app.pills(key="theme").set_value([theme]).run()
    visit()
    assert len(asked) == 1
    monkeypatch.setattr(cache.time, "monotonic", lambda: 1000.0 + cache.FRESH_SECONDS)
    app.run()
    assert len(asked) == 2


def test_a_session_shows_one_version_until_its_next_whole_run(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session: dict[str, Any] = {}
    monkeypatch.setattr(cache.st, "session_state", session)
    made: list[int] = []

    @cache.per_version()
    def number() -> int:
        made.append(cache.dataset().version.number)
        return made[-1]

    cache.enter()
    assert not cache.outdated()
    assert number() == number() == 1
    publish(store)
    cache.published()
    assert cache.outdated()
    assert number() == 1
    assert cache.present().version.number == 2
    cache.enter()
    assert number() == 2
    assert made == [1, 2]


def test_a_silent_store_leaves_the_last_version_with_a_notice(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visit({"cooperation": first(store)})
    assert not notices(app)

    def fail() -> Any:
        raise StoreUnavailable("gone")

    with monkeypatch.context() as patch:
        patch.setattr(store, "current", fail)
        cache.published()
        app.run()
        assert not app.exception
        assert not app.error
        # The watcher comes before the page: what the page learnt, it says at its next look.
        app.run()
        assert len(notices(app)) == 1
        assert "version connue (1)" in notices(app)[0]
    publish(store)
    cache.published()
    app.run()
    assert TITLE in sheet(app)
    assert not notices(app)


def test_a_store_silent_from_the_start_is_told_and_recovers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Store) -> Any:
        raise StoreUnavailable("gone")

    with monkeypatch.context() as patch:
        # Whichever store each attempt opens.
        patch.setattr(type(store), "current", fail)
        app = visit()
        assert not app.exception
        assert "L’inventaire ne répond pas" in app.error[0].value
    app.run()
    assert not app.exception
    assert not app.error
