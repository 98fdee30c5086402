"""What a version is in the database: read, written, logged, inside a transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.schemas import NAMES
from data.store.content import SCHEMA, Blob, checksum_of
from data.store.records import AuditEntry, Version
from data.store.schema import audit_log, blobs, version_tables, versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.engine import Connection

_VERSION = [versions.c[field.name] for field in fields(Version)]
_AUDIT = [audit_log.c[field.name] for field in fields(AuditEntry)]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is about to become a version.

    Attributes
    ----------
    content
        Every table, checked.
    author, message, restores
        As in `Version`.
    rules
        What `rules_digest` gave when the tables were checked.
    """

    content: Mapping[str, Blob]
    author: str
    message: str
    rules: str
    restores: int | None = None

    @property
    def checksum(self) -> str:
        """Checksum of the version to be."""
        return checksum_of({name: blob.digest for name, blob in self.content.items()})


def newest_number(connection: Connection) -> int | None:
    """Return the number of the current version, None in an empty store."""
    number: int | None = connection.execute(sa.select(sa.func.max(versions.c.number))).scalar()
    return number


def newest(connection: Connection) -> Version | None:
    """Return the current version, None in an empty store."""
    found = history(connection, 1)
    return found[0] if found else None


def history(connection: Connection, limit: int | None) -> list[Version]:
    """Return the versions, the newest first."""
    query = sa.select(*_VERSION).order_by(versions.c.number.desc()).limit(limit)
    return [_version(dict(row)) for row in connection.execute(query).mappings()]


def version(connection: Connection, number: int) -> Version | None:
    """Return one version, None when there is none of this number."""
    query = sa.select(*_VERSION).where(versions.c.number == number)
    row = connection.execute(query).mappings().first()
    return None if row is None else _version(dict(row))


def rules_of(connection: Connection, number: int) -> str:
    """Return the rules that a version was checked by."""
    query = sa.select(versions.c.rules).where(versions.c.number == number)
    return str(connection.execute(query).scalar_one())


def tables_of(connection: Connection, number: int) -> Sequence[Any]:
    """Return `name`, `digest`, `sha256` and `octets` of each table of a version."""
    columns = (version_tables.c.name, blobs.c.digest, blobs.c.sha256, blobs.c.octets)
    query = sa.select(*columns).join(blobs).where(version_tables.c.version == number)
    return connection.execute(query).all()


def audit(connection: Connection, limit: int | None) -> list[AuditEntry]:
    """Return the writes, the latest first."""
    query = sa.select(*_AUDIT).order_by(audit_log.c.id.desc()).limit(limit)
    return [AuditEntry(**dict(row)) for row in connection.execute(query).mappings()]


def insert(connection: Connection, draft: Draft, former: Version | None) -> Version:
    """Write a version after the former one, and its line in the audit log."""
    said = now()
    made = Version(
        number=former.number + 1 if former else 1,
        author=draft.author,
        date=max(said, former.date) if former and former.date else said,
        message=draft.message,
        rows={name: blob.rows for name, blob in draft.content.items()},
        checksum=draft.checksum,
        base=former.number if former else None,
        restores=draft.restores,
        schema=SCHEMA,
    )
    needed = {blob.digest: blob for blob in draft.content.values()}
    known = connection.scalars(sa.select(blobs.c.digest).where(blobs.c.digest.in_(needed)))
    for digest in known:
        del needed[digest]
    if needed:
        connection.execute(sa.insert(blobs), [asdict(blob) for blob in needed.values()])
    values = {field.name: getattr(made, field.name) for field in fields(made)}
    connection.execute(sa.insert(versions).values(**values, rules=draft.rules))
    connection.execute(
        sa.insert(version_tables),
        [
            {"version": made.number, "name": name, "digest": blob.digest}
            for name, blob in draft.content.items()
        ],
    )
    action = "creation" if former is None else "retour" if made.restores else "publication"
    entry = AuditEntry(said, made.author, action, made.base, made.number, made.message)
    log(connection, entry)
    return made


def log(connection: Connection, entry: AuditEntry) -> None:
    """Write in the audit log what the transaction does."""
    connection.execute(sa.insert(audit_log).values(**asdict(entry)))


def now() -> datetime:
    """Return what the clock says, in UTC."""
    return datetime.now(UTC)


def _version(row: dict[str, Any]) -> Version:
    rows = {name: row["rows"][name] for name in NAMES if name in row["rows"]}
    return Version(**{**row, "rows": rows})
