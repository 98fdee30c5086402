"""The connection to SQLite or PostgreSQL: engine, transactions, one writer at a time, errors."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DataError,
    DBAPIError,
    IntegrityError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from data.store.errors import (
    DamagedStore,
    StoreError,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT_S = 30
"""Longest wait for another writer."""

CONNECT_S = 3
"""Longest wait for PostgreSQL to answer a connection."""

REST_S = 3.0
"""After a wait in vain, refuse at once during this time: pages must not each wait in turn."""

LOCK = 5_731_001
"""Number of the PostgreSQL advisory lock that every writer takes (art. L5731-1)."""

_POSTGRESQL = {
    "connect_timeout": CONNECT_S,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

_FULL = ("SQLITE_FULL", "53100")
_READ_ONLY = ("SQLITE_READONLY", "25006", "42501")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "XX001", "XX002")


def sqlite_url(path: Path, *, read_only: bool = False) -> URL:
    """Return the address of an SQLite file.

    Parameters
    ----------
    path
        The file.
    read_only
        Whether nothing can be written beside it either. Without a write-ahead log to read, the
        file is taken as it is, or SQLite would want to make one.
    """
    if not read_only:
        return URL.create("sqlite", database=str(path))
    log = path.with_name(f"{path.name}-wal")
    query = {"mode": "ro", "uri": "true"}
    if not log.exists() or not log.stat().st_size:
        query["immutable"] = "1"
    return URL.create("sqlite", database=path.as_uri(), query=query)


def parse_url(text: str) -> URL:
    """Return the address of a database; `postgres://` and `postgresql://` use psycopg.

    Raises
    ------
    StoreError
        If it is not an address of PostgreSQL or SQLite. It is not quoted: it holds a password.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        url = URL.create("unreadable")
    if url.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
        return url.set(drivername="postgresql+psycopg")
    if url.drivername == "sqlite" and url.database not in {None, "", ":memory:"}:
        return url
    raise StoreError(
        "DATABASE_URL: expected postgresql://user:password@host:port/database or "
        f"sqlite:////folder/file, found something else ({url.drivername})"
    )


class Database:
    """One database, reached by any number of threads.

    Parameters
    ----------
    url
        Address, from `parse_url` or `sqlite_url`.
    """

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string(hide_password=True)
        self.is_postgresql = url.get_backend_name() == "postgresql"
        self._resting_until = 0.0
        options: dict[str, Any] = {"timeout": WAIT_S}
        if self.is_postgresql:
            options = {k: v for k, v in _POSTGRESQL.items() if k not in url.query}
            options["prepare_threshold"] = None  # a pooler between us would lose them
        self.engine = sa.create_engine(
            url,
            connect_args=options,
            hide_parameters=True,  # messages quote neither authors nor tables
            pool_pre_ping=self.is_postgresql,
            pool_size=5,
            max_overflow=20,
            pool_timeout=WAIT_S,
        )
        self._snapshot = self.engine
        if self.is_postgresql:
            self.engine = self.engine.execution_options(isolation_level="READ COMMITTED")
            self._snapshot = self.engine.execution_options(isolation_level="REPEATABLE READ")
        else:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the store throughout."""
        with self._telling(), self._snapshot.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the only transaction that writes: the others wait for its end.

        It is committed at the end of the block, and undone by any error.
        """
        writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")
        with self._telling(), writer.begin() as connection:
            if self.is_postgresql:
                # A writer frozen in the middle must not keep the others out for ever.
                for name in ("lock_timeout", "idle_in_transaction_session_timeout"):
                    connection.exec_driver_sql(f"SET LOCAL {name} = '{WAIT_S}s'")
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            yield connection

    def switch_to_wal(self) -> None:
        """Put an SQLite file in WAL mode, once and for all: readers and the writer do not wait.

        Where the file system cannot (some network folders), the former mode stays: slower, as
        safe.
        """
        deadline = time.monotonic() + WAIT_S
        bare = self.engine.execution_options(begin="")
        while not self.is_postgresql:
            try:
                with self._telling(), bare.connect() as connection:
                    connection.exec_driver_sql("PRAGMA journal_mode = WAL")
            except StoreUnavailable:  # another process is opening it: SQLite does not wait here
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def close(self) -> None:
        """Close every connection at rest."""
        self.engine.dispose()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn errors of the database into those of the store."""
        started = time.monotonic()
        if started < self._resting_until:
            raise StoreUnavailable(f"{self.name}: did not answer a moment ago; trying again soon")
        try:
            yield
        except PoolTimeoutError as error:
            raise StoreUnavailable(f"{self.name}: too many readers at once") from error
        except DBAPIError as error:
            waited = time.monotonic() - started >= CONNECT_S - 0.5
            if waited and error.statement is None:  # not even connected
                self._resting_until = time.monotonic() + REST_S
            raise _told(error, self.name) from error


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are ours to begin
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    statement = connection.get_execution_options().get("begin", "BEGIN")
    if statement:
        connection.exec_driver_sql(statement)


def _told(error: DBAPIError, name: str) -> StoreError:
    """Return the store's error for one of the database."""
    code = getattr(error.orig, "sqlite_errorname", None) or getattr(error.orig, "sqlstate", None)
    text = f"{name}: {str(error.orig).partition(chr(10))[0]}"
    code = code or ""
    if code.startswith(_FULL):
        return StoreFull(f"{text}; no room left on its disk, nothing was written")
    if code.startswith(_READ_ONLY):
        return StoreReadOnly(text)
    if code.startswith(_DAMAGED):
        return DamagedStore(text)
    refused = isinstance(error, IntegrityError | ProgrammingError | DataError)
    return StoreError(text) if refused else StoreUnavailable(text)
