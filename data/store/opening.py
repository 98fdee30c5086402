"""Opens the store of this installation, and makes it at the first start."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from data.loaders import TABLES, load_tables
from data.schemas import NAMES, ROOT
from data.store.base import SYSTEM
from data.store.content import checksum_of
from data.store.database import Database, parse_url, sqlite_url
from data.store.errors import Conflict, NothingChanged
from data.store.migrate import HEAD, migrate, revision_of
from data.store.read_only import ReadOnlyStore
from data.store.rows import newest
from data.store.sql import SqlStore

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.store.base import Store

FOLDER = ROOT.parent / "var"
"""Where the SQLite file is, unless `COOP_DONNEES` names another folder."""

FILE = "inventaire.sqlite"

FOLLOWED = "Tables livrées avec une nouvelle version de l’application"


def open_store(
    url: str | None = None,
    folder: Path | None = None,
    *,
    tables: Path = TABLES,
    epci: Collection[str] | None = None,
    seed: bool = True,
) -> Store:
    """Open the store, after bringing it to the present form; make it when there is none.

    As long as no editor has published, a change of `tables` (a new release of the application)
    becomes a version by itself. Any number of processes may do so at once: one makes it, the
    others wait.

    Parameters
    ----------
    url
        Address of a database; by default `DATABASE_URL`, else SQLite in `folder`.
    folder
        Folder of the SQLite file, made when it is missing; by default `COOP_DONNEES`, else
        `var`. When nothing can be written there, the versions of the file are served read-only,
        or the tables when there is no file.
    tables
        CSV files that make the first version, and follow until an editor publishes.
    epci
        SIRENs of the EPCIs that exist, as for `load_tables`.
    seed
        Whether an empty store gets a first version; False to restore a backup into it.

    Raises
    ------
    StoreUnavailable
        If the database does not answer.
    SchemaMismatch
        If it was written by a newer application.
    data.errors.TablesError
        If the tables that would make the first version have any fault.
    """
    reason = ""
    address = url or os.environ.get("DATABASE_URL", "").strip()
    if address:
        database = Database(parse_url(address))
    else:
        folder = Path(folder or os.environ.get("COOP_DONNEES") or FOLDER).absolute()
        reason = _why_not_writable(folder)
        file = folder / FILE
        if reason and not file.exists():
            return ReadOnlyStore(tables, reason=reason, epci=epci)
        database = Database(sqlite_url(file, read_only=bool(reason)))
    store = SqlStore(database, epci=epci, reason=reason)
    try:
        _make_ready(store, tables if seed else None, epci)
        if seed and not store.read_only:
            _follow(store, tables, epci)
    except BaseException:
        store.close()
        raise
    return store


def _make_ready(store: SqlStore, tables: Path | None, epci: Collection[str] | None) -> None:
    """Migrate, and write the first version, when either is to be done."""
    if not store.read_only:
        store.database.switch_to_wal()
    with store.database.reading() as connection:
        ready = revision_of(connection) == HEAD
        if ready and (tables is None or newest(connection) is not None):
            return
    # Read before the transaction: others do not wait for it, and a fault leaves no trace.
    loaded = None if tables is None else load_tables(tables, epci=epci)
    with store.database.writing() as connection:
        migrate(connection)
        if loaded is not None and newest(connection) is None:
            store.seed(loaded, connection)


def _follow(store: SqlStore, tables: Path, epci: Collection[str] | None) -> None:
    """Publish the tables of the folder if they changed and no editor ever published."""
    current = store.current()
    if current.author != SYSTEM or _checksum(tables) == current.checksum:
        return
    loaded = load_tables(tables, epci=epci)
    # Another process may do the same at the same time.
    with suppress(Conflict, NothingChanged):
        store.publish(loaded, author=SYSTEM, message=FOLLOWED, base=current.number)


def _checksum(tables: Path) -> str:
    """Return the checksum of a folder of tables, as that of the version they make."""
    files = {name: tables / f"{name}.csv" for name in NAMES}
    return checksum_of(
        {
            name: hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else ""
            for name, file in files.items()
        }
    )


def _why_not_writable(folder: Path) -> str:
    """Return why nothing can be written in a folder; make it if it is missing."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror or error})"
    file = folder / FILE
    if file.exists() and not os.access(file, os.W_OK):
        return f"{file} cannot be written"
    return ""
