"""A whole store in one file: a zip of the tables' Parquet files and of what describes them.

The file depends on neither database: a backup of SQLite is restored into PostgreSQL.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data.store.content import checksum_of, decode, table_digest
from data.store.errors import BackupError, DamagedStore, StoreNotEmpty
from data.store.schema import audit_log, blobs, version_tables, versions

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

FORMAT = 1
"""Number of the form of the file."""

MANIFEST = "sauvegarde.json"

_DAMAGED = (OSError, ValueError, LookupError, TypeError, EOFError, zlib.error, DamagedStore)


@dataclass(frozen=True, slots=True)
class Saved:
    """A backup that was read and found whole.

    Attributes
    ----------
    versions
        Rows of the table `versions`, the oldest first.
    tables
        Rows of the table `version_tables`.
    blobs
        Rows of the table `blobs`, without their bytes.
    audit
        Rows of the table `audit_log`, without `id`, the oldest first.
    archive
        The open file, which has the bytes.
    """

    versions: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    blobs: list[dict[str, Any]]
    audit: list[dict[str, Any]]
    archive: zipfile.ZipFile

    def octets(self, digest: str) -> bytes:
        """Return the bytes of a stored table."""
        return self.archive.read(_place(digest))


def write(connection: Connection, path: Path) -> int:
    """Write all that a connection sees; return the number of versions.

    Raises
    ------
    BackupError
        If the file cannot be written; a file that was there before is left as it was.
    """
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=f".{path.name}-", delete=False
        ) as file:
            temporary = Path(file.name)
            try:
                count = _write(connection, file)
                file.flush()
                os.fsync(file.fileno())
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"{path}: cannot be written ({error.strerror or error})") from error
    return count


def _write(connection: Connection, file: Any) -> int:
    with zipfile.ZipFile(file, "w") as archive:  # Parquet is compressed already
        described = []
        for row in connection.execute(
            sa.select(blobs).order_by(blobs.c.digest), execution_options={"yield_per": 16}
        ).mappings():
            archive.writestr(_place(row["digest"]), row["octets"])
            described.append({name: row[name] for name in ("digest", "sha256", "rows")})
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "versions": _rows(connection, versions, versions.c.number),
            "tables": _rows(connection, version_tables, *version_tables.primary_key),
            "blobs": described,
            "audit": _rows(connection, audit_log, audit_log.c.id),
        }
        for entry in manifest["audit"]:
            del entry["id"]
        text = json.dumps(manifest, ensure_ascii=False, indent=1, default=datetime.isoformat)
        archive.writestr(MANIFEST, text, zipfile.ZIP_DEFLATED)
    return len(manifest["versions"])


@contextmanager
def opened(path: Path) -> Iterator[Saved]:
    """Open a backup, after checking every table and every version of it.

    Raises
    ------
    BackupError
        If the file is not a whole backup.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        cause = getattr(error, "strerror", None) or error
        raise BackupError(f"{path}: not a backup ({cause})") from error
    with archive:
        try:
            saved = _read(archive)
        except (*_DAMAGED, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise BackupError(
                f"{path}: not a whole backup ({type(error).__name__}: {error})"
            ) from error
        yield saved


def _read(archive: zipfile.ZipFile) -> Saved:
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError(f"expected form {FORMAT} of the file, found {manifest['format']!r}")
    saved = Saved(
        versions=[_dated(row, versions) for row in manifest["versions"]],
        tables=[_dated(row, version_tables) for row in manifest["tables"]],
        blobs=[dict(row) for row in manifest["blobs"]],
        audit=[_dated(row, audit_log, without="id") for row in manifest["audit"]],
        archive=archive,
    )
    for blob in saved.blobs:
        _check_blob(saved, blob)
    numbers = [row["number"] for row in saved.versions]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise ValueError("expected versions from 1, without a gap")
    kept = {blob["digest"] for blob in saved.blobs}
    digests: dict[int, dict[str, str]] = {number: {} for number in numbers}
    for row in saved.tables:
        if row["digest"] not in kept:
            raise ValueError(f"version {row['version']}: no table {row['name']}")
        digests[row["version"]][row["name"]] = row["digest"]
    for row in saved.versions:
        if checksum_of(digests[row["number"]]) != row["checksum"]:
            raise ValueError(f"version {row['number']}: its tables are not those published")
    return saved


def _check_blob(saved: Saved, blob: Mapping[str, Any]) -> None:
    digest = blob["digest"]
    frame = decode(saved.octets(digest), sha256=blob["sha256"], name=digest)
    if table_digest(frame) != digest or len(frame) != blob["rows"]:
        raise ValueError(f"table {digest}: not what its name says")


def put_back(connection: Connection, saved: Saved, *, overwrite: bool) -> None:
    """Replace the content of a store by that of a backup, in the caller's transaction.

    The audit log keeps its entries, and takes those of the backup that it does not have.

    Raises
    ------
    StoreNotEmpty
        If there are versions, and `overwrite` is false.
    """
    count = connection.execute(sa.select(sa.func.count()).select_from(versions)).scalar_one()
    if count and not overwrite:
        raise StoreNotEmpty(f"the store holds {count} versions: nothing was restored")
    for table in (version_tables, versions, blobs):
        connection.execute(sa.delete(table))
    for blob in saved.blobs:  # one at a time: the memory holds one table
        octets = saved.octets(blob["digest"])
        if hashlib.sha256(octets).hexdigest() != blob["sha256"]:
            raise BackupError(f"table {blob['digest']}: the file changed while it was read")
        connection.execute(sa.insert(blobs).values(**blob, octets=octets))
    connection.execute(sa.insert(versions), saved.versions)
    connection.execute(sa.insert(version_tables), saved.tables)
    columns = [column for column in audit_log.c if column.name != "id"]
    known = {tuple(row) for row in connection.execute(sa.select(*columns))}
    missing = [row for row in saved.audit if tuple(row[c.name] for c in columns) not in known]
    if missing:
        connection.execute(sa.insert(audit_log), missing)


def _rows(connection: Connection, table: sa.Table, *order: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(sa.select(table).order_by(*order)).mappings()]


def _dated(row: Mapping[str, Any], table: sa.Table, without: str = "") -> dict[str, Any]:
    """Return a row of the manifest, all its columns and no other, with its date as a date."""
    names = {column.name for column in table.c} - {without}
    if set(row) != names:
        raise ValueError(f"{table.name}: expected {', '.join(sorted(names))} in each row")
    read = dict(row)
    if "date" in read:
        read["date"] = datetime.fromisoformat(read["date"])
    return read


def _place(digest: str) -> str:
    return f"tables/{digest}.parquet"
