"""The store in a database, SQLite or PostgreSQL by the same statements."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from data.store import backup as backups
from data.store import rows
from data.store.base import SYSTEM, Store
from data.store.content import assemble, checked, checksum_of, decode, encode, rules_digest
from data.store.differences import differences
from data.store.errors import (
    Conflict,
    DamagedStore,
    EmptyStore,
    NothingChanged,
    RefusedText,
    UnknownVersion,
)
from data.store.records import AuditEntry, Version
from data.store.rows import Draft

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from data.loaders import Tables
    from data.store.database import Database

T = TypeVar("T")

AUTHOR_MAX, MESSAGE_MAX = 200, 2_000
NUMBER_MAX = 2**31 - 1
"""Largest number that an integer of PostgreSQL holds."""

_REFUSED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class SqlStore(Store):
    """Versions in a database that `data.store.opening` has made ready.

    Parameters
    ----------
    database
        Where.
    epci
        SIRENs of the EPCIs that exist, as for `load_tables`.
    reason
        Why nothing can be written, when nothing can.
    """

    def __init__(
        self, database: Database, *, epci: Collection[str] | None = None, reason: str = ""
    ) -> None:
        self.database = database
        self.read_only = bool(reason)
        self.reason = reason
        self._epci = epci

    def current_number(self) -> int:
        """Return the number of the current version."""
        with self.database.reading() as connection:
            return self._known(rows.newest_number(connection))

    def current(self) -> Version:
        """Return the current version."""
        with self.database.reading() as connection:
            return self._known(rows.newest(connection))

    def version(self, number: int) -> Version:
        """Return one version."""
        with self.database.reading() as connection:
            return self._version(connection, number)

    def history(self, limit: int | None = None) -> list[Version]:
        """Return the versions, the newest first."""
        with self.database.reading() as connection:
            return rows.history(connection, limit)

    def audit(self, limit: int | None = None) -> list[AuditEntry]:
        """Return the writes, the latest first."""
        with self.database.reading() as connection:
            return rows.audit(connection, limit)

    def read(self, number: int | None = None) -> Tables:
        """Return the tables of a version."""
        with self.database.reading() as connection:
            if number is None:
                found = self._known(rows.newest(connection))
            else:
                found = self._version(connection, number)
            rules = rows.rules_of(connection, found.number)
            stored = rows.tables_of(connection, found.number)
        if checksum_of({row.name: row.digest for row in stored}) != found.checksum:
            raise DamagedStore(f"version {found.number}: its tables are not those published")
        frames = {row.name: decode(row.octets, sha256=row.sha256, name=row.name) for row in stored}
        return assemble(frames, schema=found.schema, rules=rules, epci=self._epci)

    def publish(self, tables: Tables, *, author: str, message: str, base: int) -> Version:
        """Make tables the current version."""
        author, message = _signed(author, message)
        proposed = checked(tables, epci=self._epci)
        return self._write(self._draft(proposed, author, message), base)

    def revert(self, number: int, *, author: str, message: str, base: int | None = None) -> Version:
        """Publish again the content of an older version."""
        author, message = _signed(author, message)
        return self._write(self._draft(self.read(number), author, message, number), base)

    def backup(self, path: Path) -> int:
        """Write every version and the audit log in one file."""
        with self.database.reading() as connection:
            return backups.write(connection, path)

    def restore(self, path: Path, *, author: str = SYSTEM, overwrite: bool = False) -> Version:
        """Put back what `backup` wrote."""
        author, detail = _signed(author, path.name)
        with backups.opened(path) as saved, self.database.writing() as connection:
            before = rows.newest_number(connection)
            backups.put_back(connection, saved, overwrite=overwrite)
            found = self._known(rows.newest(connection))
            entry = AuditEntry(rows.now(), author, "restauration", before, found.number, detail)
            rows.log(connection, entry)
        return found

    def seed(self, tables: Tables, connection: Connection) -> Version:
        """Write the first version of an empty store, in a transaction of the caller."""
        draft = self._draft(tables, SYSTEM, "Inventaire de départ")
        return rows.insert(connection, draft, None)

    def close(self) -> None:
        """Let go of the connections."""
        self.database.close()

    def _draft(
        self, tables: Tables, author: str, message: str, restores: int | None = None
    ) -> Draft:
        return Draft(encode(tables), author, message, rules_digest(self._epci), restores)

    def _write(self, draft: Draft, base: int | None) -> Version:
        """Write a version if `base` is still current; None takes whatever is."""
        with self.database.writing() as connection:
            current = self._known(rows.newest(connection))
            if base is None or base == current.number:
                if draft.checksum == current.checksum:
                    raise NothingChanged(
                        f"the same content as version {current.number}: nothing to publish"
                    )
                return rows.insert(connection, draft, current)
        raise self._conflict(base, current)

    def _conflict(self, base: int, current: Version) -> Conflict:
        """Tell what changed, out of the transaction: nobody waits meanwhile."""
        before, after = self.read(base), self.read(current.number)
        since = [found for found in self.history() if base < found.number <= current.number]
        return Conflict(
            base=base,
            current=current,
            since=since[::-1],
            differences=differences(before, after),
        )

    def _version(self, connection: Connection, number: int) -> Version:
        found = rows.version(connection, number) if 0 < number <= NUMBER_MAX else None
        if found is None:
            raise UnknownVersion(f"version {number}: there is none of this number")
        return found

    def _known(self, found: T | None) -> T:
        if found is None:
            raise EmptyStore(f"{self.database.name}: no version yet")
        return found


def _signed(author: str, message: str) -> tuple[str, str]:
    """Return author and message without spaces around, if they can be kept."""
    return _text("author", author, AUTHOR_MAX), _text("message", message, MESSAGE_MAX)


def _text(name: str, given: str, limit: int) -> str:
    text = given.strip()
    if not 1 <= len(text) <= limit or _REFUSED.search(text):
        raise RefusedText(
            f"{name}: expected 1 to {limit} characters, none of them a control character; "
            f"found {len(text)}"
        )
    return text
