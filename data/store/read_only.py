"""The store of a machine where nothing can be written: the tables of a folder, one version."""
# ruff: noqa: ARG002  what is refused is not looked at

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from data.loaders import TABLES, Tables, load_tables
from data.schemas import NAMES
from data.store.base import SYSTEM, Store
from data.store.content import SCHEMA, checksum_of, table_digest
from data.store.errors import StoreReadOnly, UnknownVersion
from data.store.records import AuditEntry, Version

if TYPE_CHECKING:
    from collections.abc import Collection


class ReadOnlyStore(Store):
    """Serves the tables of a folder, read once, as version 0, and refuses every write.

    Parameters
    ----------
    tables
        Folder of the CSV files.
    reason
        Why nothing can be written.
    epci
        As for `load_tables`.
    """

    read_only = True

    def __init__(
        self, tables: Path = TABLES, *, reason: str, epci: Collection[str] | None = None
    ) -> None:
        self.reason = reason
        self._folder = tables
        self._epci = epci

    def current_number(self) -> int:
        """Return 0: the tables of the folder."""
        return 0

    @cached_property
    def _tables(self) -> Tables:
        return load_tables(self._folder, epci=self._epci)

    @cached_property
    def _version(self) -> Version:
        tables = self._tables
        return Version(
            number=0,
            author="",
            date=None,
            message="",
            rows={name: len(getattr(tables, name)) for name in NAMES},
            checksum=checksum_of({name: table_digest(getattr(tables, name)) for name in NAMES}),
            base=None,
            restores=None,
            schema=SCHEMA,
        )

    def current(self) -> Version:
        """Return version 0: it has no author and no date."""
        return self._version

    def version(self, number: int) -> Version:
        """Return version 0."""
        self._only(number)
        return self.current()

    def history(self, limit: int | None = None) -> list[Version]:
        """Return nothing: nothing was published."""
        return []

    def audit(self, limit: int | None = None) -> list[AuditEntry]:
        """Return nothing: nothing was written."""
        return []

    def read(self, number: int | None = None) -> Tables:
        """Return the tables of the folder."""
        self._only(number or 0)
        return self._tables

    def publish(self, tables: Tables, *, author: str, message: str, base: int) -> Version:
        """Refuse."""
        self._refuse()

    def revert(
        self,
        number: int,
        *,
        author: str,
        message: str,
        base: int | None = None,
    ) -> Version:
        """Refuse."""
        self._refuse()

    def backup(self, path: Path) -> int:
        """Refuse: the folder of the tables is its own backup."""
        self._refuse()

    def restore(self, path: Path, *, author: str = SYSTEM, overwrite: bool = False) -> Version:
        """Refuse."""
        self._refuse()

    def close(self) -> None:
        """Do nothing."""

    def _only(self, number: int) -> None:
        if number != 0:
            raise UnknownVersion(f"version {number}: only the tables of {self._folder} are served")

    def _refuse(self) -> NoReturn:
        raise StoreReadOnly(self.reason)
