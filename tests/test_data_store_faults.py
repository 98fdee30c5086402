"""What the store survives: death at any moment, a full disk, a crowd, a database that is gone."""
# ruff: noqa: F401, F811  fixtures are imported, then named as arguments

from __future__ import annotations

import os
import random
import signal
import socket
import time
from collections import Counter
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from data.errors import DataError
from data.store import (
    Conflict,
    SqlStore,
    StoreFull,
    StoreUnavailable,
    database,
    open_store,
    rows,
    sql,
)
from data.store.base import SYSTEM
from data.store.database import WAIT_S, Database, parse_url
from tests.essai_store import (
    CONTEXT,
    ONE_DATABASE,
    essai,
    open_essai,
    opener,
    publisher,
    seeded,
    start,
    store,
    tables,
    title_of,
    titled,
    url,
)
from tests.postgres import cluster
from tests.test_data_loaders import REFERENCE

if TYPE_CHECKING:
    from data.loaders import Tables
    from data.store.records import Version
    from data.store.rows import Draft
    from tests.postgres import Cluster

KILLS = int(os.environ.get("COOP_KILLS", "12"))
"""Random deaths for each database; the whole campaign is COOP_KILLS=200."""

PROCESSES, THREADS, ROUNDS = 10, 5, int(os.environ.get("COOP_ROUNDS", "2"))


def whole(url: str, essai: Path, expected: dict[int, str]) -> int:
    """Open the store anew, check that it is whole, and return its current number.

    Parameters
    ----------
    expected
        Title of each version, the one being published included.
    """
    store = open_essai(url, essai)
    with store.database.writing():  # a killed client's last statement may still be running
        pass
    found = store.history()[::-1]
    assert [version.number for version in found] == list(range(1, len(found) + 1))
    assert [entry.version for entry in store.audit()[::-1]] == [v.number for v in found]
    assert title_of(store.read()) == expected[len(found)]
    store.close()
    return len(found)


def died(child: Any) -> bool:
    child.join()
    assert child.exitcode in {0, -signal.SIGKILL}
    return bool(child.exitcode)


def test_death_at_every_step_of_a_publication(store: SqlStore, url: str, essai: Path) -> None:
    """Killed before each statement and the commit: the old version, until the commit is done."""
    expected = {1: title_of(store.read())}
    moment = 0
    while True:
        expected[2] = f"Moment {moment}"
        child, pipe = start(publisher, url, essai, expected[2], moment)
        killed = died(child)
        current = whole(url, essai, expected)
        if not killed:
            break
        assert current == 1
        pipe.close()
        moment += 1
    assert [pipe.recv() for _ in range(3)] == ["begins", "writes", 2]
    pipe.close()
    assert current == 2
    assert moment >= 7


def test_death_at_every_step_of_the_first_start(url: str, essai: Path) -> None:
    """The next start makes the store, whatever the former left."""
    moment = 0
    while True:
        child, pipe = start(opener, url, essai, moment)
        if not died(child):
            break
        pipe.close()
        moment += 1 if url.startswith("sqlite") else 3  # a third of them takes long enough
    assert pipe.recv().number == 1
    pipe.close()
    assert moment >= 12
    store = open_essai(url, essai)
    assert [entry.action for entry in store.audit()] == ["creation"]
    store.close()


def test_death_at_random_moments(store: SqlStore, url: str, essai: Path) -> None:
    """The old version or the new one, whole, at whatever moment death comes."""
    expected = {1: title_of(store.read())}
    lasts = {"begins": 0.2, "writes": 0.02}  # seconds, corrected on the way
    outcomes: Counter[str] = Counter()
    draw = random.Random(20_101_216)  # noqa: S311  not a secret
    for attempt in range(KILLS):
        before = max(expected)
        expected[before + 1] = f"Essai {attempt}"
        child, pipe = start(publisher, url, essai, expected[before + 1], None)
        since = "begins" if attempt % 4 == 0 else "writes"  # checking lasts longer than writing
        while pipe.recv() != since:
            pass
        began = time.monotonic()
        deadline = began + draw.uniform(0, lasts[since])
        ended = False
        while not ended and pipe.poll(max(0.0, deadline - time.monotonic())):
            ended = pipe.recv() == before + 1
        took = time.monotonic() - began
        lasts[since] = (lasts[since] + took) / 2 if ended else 1.1 * lasts[since]
        child.kill()
        child.join()
        pipe.close()
        current = whole(url, essai, expected)
        assert current == before + 1 or (current == before and not ended)
        outcomes["new" if current > before else "old"] += 1
        if current == before:
            del expected[before + 1]
    assert {v.number: title_of(store.read(v.number)) for v in store.history()} == expected
    print(f"{url.partition(':')[0]}: {dict(outcomes)} of {KILLS}")  # noqa: T201  seen with -s
    assert outcomes.total() == KILLS


def crowd(url: str, essai: Path, name: int, barrier: Any, pipe: Connection) -> None:
    """Publish from several threads of one process, all at once with those of the others."""

    class Crowded(SqlStore):
        def _write(self, draft: Draft, base: int | None) -> Version:
            barrier.wait(WAIT_S)  # all is checked and ready: only the writing is left
            return super()._write(draft, base)

    # What does not touch the database is done once a process: fifty would wait for a processor.
    sql.checked = lambda tables, **_: tables  # type: ignore[assignment]
    sql.decode = cache(sql.decode)  # type: ignore[assignment]
    opened = open_essai(url, essai)
    store = Crowded(opened.database, epci=REFERENCE)
    outcomes: list[tuple[int, str, str]] = []

    def publish(thread: int) -> None:
        for number in range(ROUNDS):
            title = f"Tour {number}, éditeur {name}.{thread}"
            barrier.wait(WAIT_S)
            base = store.current_number()
            proposed = titled(store.read(base), title)
            try:
                store.publish(proposed, author=f"{name}.{thread}", message=title, base=base)
                outcomes.append((number, "won", title))
            except Conflict as conflict:
                told = conflict.differences[0].changed[0].changes[0].after
                outcomes.append((number, "told", told))
            except DataError as error:
                outcomes.append((number, "failed", str(error)))

    threads = [Thread(target=publish, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(outcomes)


def test_a_crowd_publishes_at_once(store: SqlStore, url: str, essai: Path) -> None:
    """Fifty at once, in ten processes: one wins each round, the others are told its change."""
    barrier = CONTEXT.Barrier(PROCESSES * THREADS)
    children = [start(crowd, url, essai, name, barrier) for name in range(PROCESSES)]
    outcomes = [outcome for _, pipe in children for outcome in pipe.recv()]
    for child, pipe in children:
        child.join()
        pipe.close()
    assert [outcome for outcome in outcomes if outcome[1] == "failed"] == []
    assert len(outcomes) == PROCESSES * THREADS * ROUNDS
    versions = store.history()[::-1]
    assert [version.number for version in versions] == list(range(1, ROUNDS + 2))
    assert [version.base for version in versions] == [None, *range(1, ROUNDS + 1)]
    for number in range(ROUNDS):
        won = [title for at, outcome, title in outcomes if (at, outcome) == (number, "won")]
        told = [title for at, outcome, title in outcomes if (at, outcome) == (number, "told")]
        assert len(won) == 1 and len(told) == PROCESSES * THREADS - 1
        assert set(told) == set(won)
        assert versions[number + 1].message == title_of(store.read(number + 2)) == won[0]
    assert len(store.audit()) == ROUNDS + 1


def test_a_publication_waits_for_the_end_of_another(
    store: SqlStore, url: str, essai: Path, tables: Tables
) -> None:
    """What the other published is seen when the turn comes: the conflict is told."""
    late = open_essai(url, essai)
    came = Event()
    event.listen(late.database.engine, "before_cursor_execute", lambda *_: came.set())
    told: list[Exception] = []

    def publish() -> None:
        try:
            late.publish(titled(tables, "Second"), author="Bob", message="m", base=1)
        except DataError as error:
            told.append(error)

    other = Thread(target=publish)
    with store.database.writing() as connection:
        first = store._draft(titled(tables, "Premier"), "Ada", "m")
        rows.insert(connection, first, rows.newest(connection))
        other.start()
        assert came.wait(WAIT_S)
        other.join(0.2)  # time to go wrong, if it does not wait
        assert other.is_alive()
    other.join()
    assert [type(error) for error in told] == [Conflict]
    assert [version.author for version in store.history()] == ["Ada", SYSTEM]
    late.close()


def test_a_crowd_opens_a_store_that_does_not_exist(url: str, essai: Path) -> None:
    children = [start(opener, url, essai, None) for _ in range(8)]
    found = [pipe.recv() for _, pipe in children]
    for child, pipe in children:
        child.join()
        pipe.close()
    assert len({(version.number, version.date, version.checksum) for version in found}) == 1
    store = open_essai(url, essai)
    assert len(store.audit()) == 1
    store.close()


@ONE_DATABASE
def test_full_disk_keeps_the_old_version(store: SqlStore, tables: Tables) -> None:
    """SQLite may not grow by more than some pages, as on a full disk."""
    with store.database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    before = store.current()
    store.close()

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}").close()

    event.listen(store.database.engine, "connect", limit)
    with pytest.raises(StoreFull, match="no room left"):
        store.publish(titled(tables, "Plein " * 5_000 + "."), author="a", message="m", base=1)
    assert store.current() == before
    assert title_of(store.read()) == title_of(tables)
    store.close()
    event.remove(store.database.engine, "connect", limit)
    assert store.publish(titled(tables, "Vide"), author="a", message="m", base=1).number == 2


def test_full_disk_of_the_server_keeps_the_old_version(
    cluster: Cluster, essai: Path, tables: Tables
) -> None:
    """PostgreSQL says so by its code 53100, here raised on purpose once part is written."""
    store = open_essai(cluster.new_schema(), essai)
    before = store.current()
    with store.database.writing() as connection:
        connection.exec_driver_sql(
            "CREATE FUNCTION plein() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$"
        )
        connection.exec_driver_sql(
            "CREATE TRIGGER plein BEFORE INSERT ON version_tables EXECUTE FUNCTION plein()"
        )
    with pytest.raises(StoreFull, match="no room left"):
        store.publish(titled(tables, "Plein"), author="a", message="m", base=1)
    assert store.current() == before and len(store.audit()) == 1
    with store.database.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER plein ON version_tables")
    assert store.publish(titled(tables, "Vide"), author="a", message="m", base=1).number == 2
    store.close()


def test_database_gone_and_back(cluster: Cluster, essai: Path, tables: Tables) -> None:
    """Told at once, and the same object serves again as soon as it is back."""
    store = open_essai(cluster.new_schema(), essai)
    store.read()
    cluster.stop()
    try:
        for ask in (store.current_number, store.current, store.read, store.history):
            started = time.monotonic()
            with pytest.raises(StoreUnavailable, match=r"127\.0\.0\.1"):
                ask()
            assert time.monotonic() - started < 2
        with pytest.raises(StoreUnavailable):
            store.publish(titled(tables, "Perdu"), author="a", message="m", base=1)
    finally:
        cluster.start()
    assert store.current_number() == 1
    assert store.publish(titled(tables, "Revenu"), author="a", message="m", base=1).number == 2
    assert title_of(store.read()) == "Revenu"
    cluster.stop()  # and back before anyone asks: nobody notices
    cluster.start()
    assert store.current_number() == 2
    store.close()


def test_connection_cut_in_the_middle_of_a_publication(
    cluster: Cluster, essai: Path, tables: Tables
) -> None:
    store = open_essai(cluster.new_schema(), essai)

    def cut(connection: Any) -> None:
        pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        with cluster.connect() as administrator:
            administrator.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    event.listen(store.database.engine, "commit", cut)
    with pytest.raises(StoreUnavailable):
        store.publish(titled(tables, "Perdu"), author="a", message="m", base=1)
    event.remove(store.database.engine, "commit", cut)
    assert store.current_number() == 1
    assert store.publish(titled(tables, "Revenu"), author="a", message="m", base=1).number == 2
    store.close()


def test_database_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """One waits for the time allowed; those who come after are told at once, for a moment."""
    monkeypatch.setattr(database, "CONNECT_S", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        url = f"postgresql://u:p@127.0.0.1:{port}/b?connect_timeout=2"
        mute_store = SqlStore(Database(parse_url(url)))
        started = time.monotonic()
        with pytest.raises(StoreUnavailable):
            mute_store.current_number()
        assert 1.5 < time.monotonic() - started < 6
        started = time.monotonic()
        with pytest.raises(StoreUnavailable, match="a moment ago"):
            mute_store.current_number()
        assert time.monotonic() - started < 0.5
        mute_store.close()


@ONE_DATABASE
def test_a_writer_that_stays_keeps_nobody_from_reading(
    store: SqlStore, url: str, essai: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite in WAL mode: readers do not wait; another writer is told after the time allowed."""
    monkeypatch.setattr(database, "WAIT_S", 0)
    hurried = open_essai(url, essai)
    with store.database.writing():
        assert hurried.current_number() == 1
        assert title_of(hurried.read()) == title_of(tables)
        with pytest.raises(StoreUnavailable, match="locked"):
            hurried.publish(titled(tables, "Autre"), author="a", message="m", base=1)
    assert hurried.publish(titled(tables, "Autre"), author="a", message="m", base=1).number == 2
    hurried.close()


def test_lost_sqlite_folder_is_told(tmp_path: Path, essai: Path) -> None:
    folder = tmp_path / "var"
    opened = open_store(folder=folder, tables=essai, epci=REFERENCE)
    assert isinstance(opened, SqlStore)
    opened.close()
    folder.rename(tmp_path / "ailleurs")
    with pytest.raises(StoreUnavailable, match="unable to open"):
        opened.read()
    (tmp_path / "ailleurs").rename(folder)
    assert opened.current_number() == 1
    with opened.database.reading() as connection:
        assert connection.execute(sa.text("PRAGMA integrity_check")).scalar() == "ok"
    opened.close()
