"""What every store offers, whatever keeps it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from data.store.differences import differences

if TYPE_CHECKING:
    from pathlib import Path

    from data.loaders import Tables
    from data.store.differences import TableDifferences
    from data.store.records import AuditEntry, Version

SYSTEM = "système"
"""Author of what no editor asked for: the first version."""


class Store(ABC):
    """Versions of the inventory.

    One object serves any number of threads. Every method may raise `StoreUnavailable`, quickly;
    the next call tries again, nothing needs to be opened anew.

    Attributes
    ----------
    read_only
        Whether every write is refused.
    reason
        Why, in English, for the log; empty when it can be written.
    """

    read_only: bool = False
    reason: str = ""

    @abstractmethod
    def current_number(self) -> int:
        """Return the number of the current version, by one query on a key.

        Raises
        ------
        EmptyStore
            If there is none yet.
        """

    @abstractmethod
    def current(self) -> Version:
        """Return the current version, without its content."""

    @abstractmethod
    def version(self, number: int) -> Version:
        """Return one version, without its content.

        Raises
        ------
        UnknownVersion
            If there is none of this number.
        """

    @abstractmethod
    def history(self, limit: int | None = None) -> list[Version]:
        """Return the versions, the newest first, at most `limit`."""

    @abstractmethod
    def audit(self, limit: int | None = None) -> list[AuditEntry]:
        """Return the writes, the latest first, at most `limit`."""

    @abstractmethod
    def read(self, number: int | None = None) -> Tables:
        """Return the tables of a version, the current one by default, as `load_tables` would.

        Raises
        ------
        UnknownVersion, EmptyStore
            If there is no such version.
        DamagedStore, SchemaMismatch, data.errors.TablesError
            If it cannot be read, or not any more.
        """

    @abstractmethod
    def publish(self, tables: Tables, *, author: str, message: str, base: int) -> Version:
        """Make tables the current version, whole or not at all.

        Parameters
        ----------
        tables
            Every table; checked again here.
        author
            Who publishes: 1 to 200 characters.
        message
            Why: 1 to 2 000 characters.
        base
            Number of the version the tables were made from.

        Raises
        ------
        data.errors.TablesError
            If any table has any fault.
        Conflict
            If `base` is not current any more; it tells what changed since.
        NothingChanged
            If the tables are those of the current version.
        RefusedText, UnknownVersion, StoreFull, StoreReadOnly
            Nothing was written.
        StoreUnavailable
            Nothing was written, unless the connection was lost while the database was ending
            the transaction: look at the history.
        """

    @abstractmethod
    def revert(self, number: int, *, author: str, message: str, base: int | None = None) -> Version:
        """Publish again the content of an older version, as a new version.

        Parameters
        ----------
        number
            The older version.
        base
            When given, the version that must still be current.

        Raises
        ------
        StoreError, data.errors.TablesError
            As `publish`.
        """

    @abstractmethod
    def backup(self, path: Path) -> int:
        """Write every version and the audit log in one file; return the number of versions.

        The file appears when it is whole. It can be restored into SQLite or PostgreSQL.

        Raises
        ------
        BackupError
            If the file cannot be written.
        """

    @abstractmethod
    def restore(self, path: Path, *, author: str = SYSTEM, overwrite: bool = False) -> Version:
        """Put back what `backup` wrote, whole or not at all; return the current version.

        Parameters
        ----------
        author
            Who restores, for the audit log.
        overwrite
            Whether versions already there may be replaced. Entries of the audit log never are.

        Raises
        ------
        BackupError
            If the file is not a whole backup.
        StoreNotEmpty
            If there are versions, and `overwrite` is false.
        """

    @abstractmethod
    def close(self) -> None:
        """Let go of the connections; the store may still be used."""

    def differences(self, before: int, after: int) -> list[TableDifferences]:
        """Compare two versions; see `data.store.differences`."""
        return differences(self.read(before), self.read(after))
