"""Tables of the database, as this application uses them; `migrations/` makes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite, which keeps no time zone, gives it back with one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store UTC."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back UTC."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData()

blobs = sa.Table(
    "blobs",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("rows", sa.Integer, nullable=False),
    sa.Column("octets", sa.LargeBinary, nullable=False),
)
"""One row a table's content, shared by all the versions that have it."""

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("date", Moment, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("rows", sa.JSON, nullable=False),
    sa.Column("checksum", sa.String(64), nullable=False),
    sa.Column("base", sa.Integer),
    sa.Column("restores", sa.Integer),
    sa.Column("schema", sa.Integer, nullable=False),
    sa.Column("rules", sa.String(64), nullable=False),
)
"""One row a version."""

version_tables = sa.Table(
    "version_tables",
    metadata,
    sa.Column("version", sa.ForeignKey("versions.number"), primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("digest", sa.ForeignKey("blobs.digest"), nullable=False),
)
"""One row a table of a version."""

audit_log = sa.Table(
    "audit_log",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("date", Moment, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("base", sa.Integer),
    sa.Column("version", sa.Integer),
    sa.Column("detail", sa.Text, nullable=False),
)
"""One row a write; never changed nor removed."""
