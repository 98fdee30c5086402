"""Brings the database to the form this application uses, by Alembic's migrations."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa

from data.store.errors import SchemaMismatch

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

HEAD = "0001"
"""The last migration."""

MIGRATIONS = Path(__file__).resolve().parent / "migrations"

_ONE_AT_A_TIME = Lock()  # Alembic keeps its operations in a global of the process


def revision_of(connection: Connection) -> str | None:
    """Return the last migration a database went through; None when it is not a store yet."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(
        sa.text("SELECT version_num FROM alembic_version")
    ).scalar()
    return found


def migrate(connection: Connection) -> None:
    """Run the migrations that are missing, inside the transaction of the caller.

    The caller's transaction must be the only one that writes (`Database.writing`): processes
    that open a store at the same time then pass one after the other.

    Raises
    ------
    SchemaMismatch
        If the database went through a migration unknown here: the application is older.
    """
    revision = revision_of(connection)
    if revision == HEAD:
        return
    # Imported here: it is needed once in a store's life, and takes a fifth of a second.
    from alembic.config import Config  # noqa: PLC0415
    from alembic.operations import Operations  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix().replace("%", "%%"))
    scripts = ScriptDirectory.from_config(config)
    if revision and revision not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaMismatch(
            f"the store went through migration {revision}, unknown here (the last one is {HEAD}): "
            "it was written by a newer application, update this one"
        )
    with _ONE_AT_A_TIME:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for script in reversed(list(scripts.iterate_revisions(HEAD, revision or "base"))):
                script.module.upgrade()
        context.stamp(scripts, HEAD)
