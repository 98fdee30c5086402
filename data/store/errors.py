"""What a store can refuse, one class a case; messages are in English, for the log."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.store.differences import TableDifferences
    from data.store.records import Version


class StoreError(DataError):
    """Base of every error of the store."""


class StoreUnavailable(StoreError):  # noqa: N818  read as a sentence by who catches it
    """The store cannot be reached now, or is too busy: keep the last version, try again."""


class StoreFull(StoreError):  # noqa: N818
    """No room left on the store's disk; nothing was written."""


class StoreReadOnly(StoreError):  # noqa: N818
    """The store can be read, not written; the message says why."""


class DamagedStore(StoreError):  # noqa: N818
    """What is read is not what was written: a broken file or an altered row."""


class SchemaMismatch(StoreError):  # noqa: N818
    """Written in a form that this application cannot read; the message says which."""


class UnknownVersion(StoreError):  # noqa: N818
    """There is no version of this number."""


class EmptyStore(StoreError):  # noqa: N818
    """The store holds no version yet."""


class StoreNotEmpty(StoreError):  # noqa: N818
    """A backup would overwrite versions, which was not asked."""


class BackupError(StoreError):
    """A backup cannot be written, or the file is not a whole backup."""


class NothingChanged(StoreError):  # noqa: N818
    """The tables are those of the current version: there is nothing to publish."""


class RefusedText(StoreError):  # noqa: N818
    """An author or a message that cannot be kept."""


class Conflict(StoreError):  # noqa: N818
    """Someone published since the version the editor started from; nothing was written.

    Attributes
    ----------
    base
        Number the editor started from.
    current
        The version that is current.
    since
        Versions published after `base`, oldest first.
    differences
        What they changed together, per table.
    """

    def __init__(
        self,
        *,
        base: int,
        current: Version,
        since: Sequence[Version],
        differences: Sequence[TableDifferences],
    ) -> None:
        self.base = base
        self.current = current
        self.since = tuple(since)
        self.differences = tuple(differences)
        tables = ", ".join(f"{found.table} ({found.count})" for found in self.differences)
        super().__init__(
            f"made from version {base}, but version {current.number} was published since by "
            f"{current.author}: {tables or 'no row'} changed; nothing was written. "
            "Check again on top of the current version."
        )
