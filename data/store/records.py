"""What the store tells of a version and of who did what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the whole inventory, never changed once published.

    Attributes
    ----------
    number
        From 1, without a gap; versions are ordered by it. 0 is the tables of a folder, served
        without a store.
    author, message
        Who published it and why, as given.
    date
        Moment of publication, in UTC. Never before the former version's, even when the clock
        went backwards (the audit log keeps what the clock said). None for number 0.
    rows
        Number of rows of each table, in the order of `data.schemas.NAMES`.
    checksum
        SHA-256, in hexadecimal, of the content: the same rows in the same order give the same,
        in any store (see `data.store.content`).
    base
        Number of the version it was made from; None for the first.
    restores
        Number of the older version whose content it takes back; None for any other.
    schema
        Number of the form of the tables it was written in.
    """

    number: int
    author: str
    date: datetime | None
    message: str
    rows: Mapping[str, int]
    checksum: str
    base: int | None
    restores: int | None
    schema: int


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One write: who, when (the clock's word, UTC), what, from which version to which.

    Attributes
    ----------
    action
        `creation`, `publication`, `retour` (back to an older version) or `restauration` (of a
        backup).
    base, version
        Current version before and after; None when there was none.
    detail
        The message of a version, the name of the backup.
    """

    date: datetime
    author: str
    action: str
    base: int | None
    version: int | None
    detail: str
