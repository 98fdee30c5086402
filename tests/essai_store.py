"""What the tests of the store share: small tables, both databases, publishers that are killed."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from sqlalchemy import event

from data.loaders import Tables, load_tables
from data.store import SqlStore, open_store
from tests.test_data_loaders import REFERENCE, write_essai

if TYPE_CHECKING:
    from tests.postgres import Cluster

#: Processes that have read all modules already: a child starts in milliseconds.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.essai_store", "alembic.op", "psycopg"])


#: For what does not depend on the database.
ONE_DATABASE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@pytest.fixture(scope="session")
def essai(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of small made-up tables; nobody changes it."""
    return write_essai(tmp_path_factory.mktemp("store") / "tables")


@pytest.fixture(scope="session")
def tables(essai: Path) -> Tables:
    return load_tables(essai, epci=REFERENCE)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of an empty place, in each kind of database in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/inventaire.sqlite"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_schema()


@pytest.fixture(scope="session")
def seeded(essai: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an SQLite file that holds the first version; tests copy it."""
    path = tmp_path_factory.mktemp("seeded") / "inventaire.sqlite"
    open_essai(f"sqlite:///{path}", essai).close()
    return path


@pytest.fixture
def store(url: str, essai: Path, seeded: Path) -> Iterator[SqlStore]:
    """Return a store that holds its first version."""
    if url.startswith("sqlite"):
        shutil.copyfile(seeded, url.removeprefix("sqlite:///"))
    opened = open_essai(url, essai)
    yield opened
    opened.close()


def open_essai(url: str, essai: Path, *, seed: bool = True) -> SqlStore:
    opened = open_store(url, tables=essai, epci=REFERENCE, seed=seed)
    assert isinstance(opened, SqlStore)
    return opened


def titled(tables: Tables, title: str) -> Tables:
    """Return the same tables with another title for the first cooperation."""
    cooperations = tables.cooperations.copy()
    cooperations.loc[0, "intitule"] = title
    return replace(tables, cooperations=cooperations)


def title_of(tables: Tables) -> str:
    return str(tables.cooperations.loc[0, "intitule"])


def die_at(store: SqlStore, moment: int) -> None:
    """Kill this process, as a power cut would, before one of its statements.

    Parameters
    ----------
    moment
        0 is before the first statement, 1 before the second…; a commit counts as one. A moment
        that does not come kills nobody.
    """
    count = 0

    def reached(*_: Any) -> None:
        nonlocal count
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1

    for name in ("before_cursor_execute", "commit"):
        event.listen(store.database.engine, name, reached)


def publisher(url: str, essai: Path, title: str, moment: int | None, pipe: Connection) -> None:
    """Publish a title, in a process of its own.

    Says when it begins, when it writes, then the number published; dies at `moment` when it is
    given.
    """
    store = open_essai(url, essai)
    proposed, base = titled(store.read(), title), store.current_number()
    if moment is not None:
        die_at(store, moment)
    pipe.send("begins")
    event.listen(store.database.engine, "begin", lambda _: pipe.send("writes"), once=True)
    made = store.publish(proposed, author="essai@exemple.fr", message=title, base=base)
    pipe.send(made.number)


def opener(url: str, essai: Path, moment: int | None, pipe: Connection) -> None:
    """Open a store that may not exist, in a process of its own; dies at `moment`."""
    if moment is not None:
        import data.store.opening as module

        class Mortal(SqlStore):
            def __init__(self, *arguments: Any, **options: Any) -> None:
                super().__init__(*arguments, **options)
                die_at(self, moment)

        module.SqlStore = Mortal  # type: ignore[misc]
    pipe.send(open_essai(url, essai).current())


def start(target: Any, *arguments: Any) -> tuple[Any, Connection]:
    """Start a child process whose last argument is a pipe; return it and our end of the pipe."""
    ours, theirs = CONTEXT.Pipe()
    child = CONTEXT.Process(target=target, args=(*arguments, theirs), daemon=True)
    # A child runs its parent's main module again: after a page's test, that of the application.
    with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
        child.start()
    theirs.close()
    return child, ours
