"""The store, on SQLite and on PostgreSQL: versions, conflicts, history, forms, reading."""
# ruff: noqa: F401, F811  fixtures are imported, then named as arguments

from __future__ import annotations

import csv
import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory
from pandas.testing import assert_frame_equal

from data.errors import DataError, TablesError
from data.loaders import Tables, load_tables
from data.schemas import NAMES, TABLES, load_schemas
from data.store import (
    Conflict,
    DamagedStore,
    EmptyStore,
    NothingChanged,
    ReadOnlyStore,
    RefusedText,
    SchemaMismatch,
    SqlStore,
    StoreError,
    StoreReadOnly,
    StoreUnavailable,
    UnknownVersion,
    content,
    migrate,
    open_store,
    opening,
    rows,
)
from data.store.database import parse_url
from data.store.migrate import HEAD, MIGRATIONS
from data.store.opening import FOLLOWED
from data.store.schema import blobs, metadata, versions
from tests.essai_store import (
    ONE_DATABASE,
    essai,
    open_essai,
    seeded,
    store,
    tables,
    title_of,
    titled,
    url,
)
from tests.postgres import cluster
from tests.test_data_loaders import EPCI_C, REFERENCE, swap, write_essai

WHO = {"author": "essai@exemple.fr", "message": "Un essai"}


def assert_same(one: Tables, other: Tables) -> None:
    for name in NAMES:
        assert_frame_equal(getattr(one, name), getattr(other, name))


# First start


def test_first_version_is_the_tables(store: SqlStore, tables: Tables) -> None:
    first = store.current()
    assert (first.number, first.base, first.restores) == (1, None, None)
    assert first.rows == {name: len(getattr(tables, name)) for name in NAMES}
    assert list(first.rows) == list(NAMES)
    assert first.date is not None and first.date.tzinfo == UTC
    assert timedelta() <= datetime.now(UTC) - first.date < timedelta(minutes=5)
    assert_same(store.read(), tables)
    assert not store.read_only
    assert [(entry.action, entry.version) for entry in store.audit()] == [("creation", 1)]


@ONE_DATABASE
def test_checksum_is_that_of_the_csv_files(store: SqlStore, essai: Path) -> None:
    """Whoever has the CSV files can compute it: nothing depends on Parquet or the database."""
    lines = [
        f"{name} {hashlib.sha256((essai / f'{name}.csv').read_bytes()).hexdigest()}\n"
        for name in sorted(NAMES)
    ]
    # The loader writes integers and texts as they were: the made-up files are already canonical.
    assert store.current().checksum == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_opening_again_changes_nothing(store: SqlStore, url: str, essai: Path) -> None:
    before = store.current()
    again = open_essai(url, essai)
    assert again.current() == before and again.current_number() == 1
    assert again.audit() == store.audit()
    again.close()


@ONE_DATABASE
def test_new_tables_are_a_version_until_an_editor_publishes(
    store: SqlStore, url: str, essai: Path, tables: Tables, tmp_path: Path
) -> None:
    """A new release brings its tables; what an editor published is never replaced by them."""

    def opened_on(title: str) -> tuple[int, str, str]:
        folder = tmp_path / title
        shutil.copytree(essai, folder)
        path = folder / "cooperations.csv"
        path.write_bytes(path.read_bytes().replace(title_of(tables).encode(), title.encode(), 1))
        again = open_essai(url, folder)
        current = again.current()
        read = title_of(again.read())
        again.close()
        return current.number, current.message, read

    assert opened_on("Essai de juin") == (2, FOLLOWED, "Essai de juin")
    assert opened_on("Essai de juin bis")[0] == 3
    store.publish(titled(tables, "Essai publié"), author="Ada Essai", message="Essai", base=3)
    assert opened_on("Essai de juillet") == (4, "Essai", "Essai publié")


def test_faulty_tables_make_no_store(url: str, tmp_path: Path) -> None:
    folder = write_essai(tmp_path / "faulty")
    swap(folder, "participants", "porteur", "meneur")
    with pytest.raises(TablesError, match="porteur"):
        open_essai(url, folder)
    empty = open_essai(url, folder, seed=False)
    with pytest.raises(EmptyStore):
        empty.current()
    empty.close()


def test_an_empty_store_says_so(url: str, essai: Path, tables: Tables) -> None:
    empty = open_essai(url, essai, seed=False)
    for ask in (empty.current_number, empty.current, empty.read):
        with pytest.raises(EmptyStore, match="no version yet"):
            ask()
    with pytest.raises(EmptyStore):
        empty.publish(tables, **WHO, base=1)
    assert empty.history() == []
    empty.close()
    seeded = open_essai(url, essai)
    assert seeded.current_number() == 1
    seeded.close()


def test_real_tables_come_back_the_same(tmp_path: Path) -> None:
    loaded = load_tables()
    real = open_store(folder=tmp_path)
    assert_same(real.read(), loaded)
    lines = 0
    for name in NAMES:
        with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            lines += sum(1 for _ in csv.reader(file)) - 1
    assert sum(real.current().rows.values()) == lines
    real.close()


# Publishing


def test_publishing(store: SqlStore, tables: Tables) -> None:
    proposed = titled(tables, "Un tram d’essai")
    made = store.publish(proposed, author=" Ada ", message=" Un tram, à la place ", base=1)
    assert (made.number, made.base, made.author) == (2, 1, "Ada")
    assert made.message == "Un tram, à la place"
    assert store.current() == made == store.version(2)
    assert store.current_number() == 2
    assert_same(store.read(), proposed)
    assert_same(store.read(1), tables)
    assert [v.number for v in store.history()] == [2, 1]
    assert store.history(1) == [made]
    entry = store.audit(1)[0]
    assert (entry.author, entry.action, entry.detail) == ("Ada", "publication", made.message)
    assert (entry.base, entry.version) == (1, 2)


def test_tables_left_as_they_were_are_not_stored_again(store: SqlStore, tables: Tables) -> None:
    def stored() -> int:
        with store.database.reading() as connection:
            count = connection.execute(sa.select(sa.func.count()).select_from(blobs)).scalar_one()
        return int(count)

    before = stored()
    store.publish(titled(tables, "Autre"), **WHO, base=1)
    assert stored() == before + 1
    store.revert(1, **WHO)
    assert stored() == before + 1


def test_nothing_to_publish(store: SqlStore, tables: Tables) -> None:
    with pytest.raises(NothingChanged, match="version 1"):
        store.publish(tables, **WHO, base=1)
    assert store.current_number() == 1 and len(store.audit()) == 1


@ONE_DATABASE
def test_an_order_of_rows_is_a_change(store: SqlStore, tables: Tables) -> None:
    turned = tables.recits.iloc[::-1].reset_index(drop=True)
    both = pd.concat([turned, turned.assign(id="recit-deux")], ignore_index=True)
    store.publish(replace(tables, recits=both), **WHO, base=1)
    again = replace(tables, recits=both.iloc[::-1].reset_index(drop=True))
    assert store.publish(again, **WHO, base=2).checksum != store.version(2).checksum
    (found,) = store.differences(2, 3)
    assert found.reordered


def test_faulty_tables_are_refused_whole(store: SqlStore, tables: Tables) -> None:
    participants = tables.participants.copy()
    participants.loc[0, "role"] = "meneur"
    participants.loc[1, "territoire_code"] = EPCI_C
    with pytest.raises(TablesError) as caught:
        store.publish(replace(tables, participants=participants), **WHO, base=1)
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "role"),
        (3, "territoire_code"),
    ]
    assert store.current_number() == 1


@ONE_DATABASE
@pytest.mark.parametrize("cell", ["\ud800", "NUL\x00", " espace", "deux\rlignes"])
def test_what_cannot_be_read_back_is_refused(cell: str, store: SqlStore, tables: Tables) -> None:
    cooperations = tables.cooperations.astype({"intitule": object})
    cooperations.loc[0, "intitule"] = cell
    with pytest.raises(TablesError) as caught:
        store.publish(replace(tables, cooperations=cooperations), **WHO, base=1)
    assert caught.value.faults[0].table == "cooperations"
    assert store.current_number() == 1


@ONE_DATABASE
@pytest.mark.parametrize("text", ["", "  ", "\x00", "a\ud800", "x" * 2001])
def test_author_and_message_that_cannot_be_kept(text: str, store: SqlStore, tables: Tables) -> None:
    for signed in ({**WHO, "author": text}, {**WHO, "message": text}):
        with pytest.raises(RefusedText):
            store.publish(titled(tables, "Autre"), **signed, base=1)
        with pytest.raises(RefusedText):
            store.revert(1, **signed)
    assert store.current_number() == 1


def test_message_with_every_kind_of_sign(store: SqlStore, tables: Tables) -> None:
    message = "Événement « à l’essai » 🚲\nDROP TABLE versions; --'\" %s :x"
    store.publish(titled(tables, "Autre"), author="é'\"", message=message, base=1)
    assert store.current().message == message


# Conflicts


def test_second_editor_is_told_what_changed_since(store: SqlStore, tables: Tables) -> None:
    store.publish(titled(tables, "De Ada"), author="Ada", message="Un", base=1)
    store.publish(titled(tables, "De Ada encore"), author="Ada", message="Deux", base=2)
    with pytest.raises(Conflict) as caught:
        store.publish(titled(tables, "De Bob"), author="Bob", message="Trois", base=1)
    told = caught.value
    assert (told.base, told.current.number) == (1, 3)
    assert [version.message for version in told.since] == ["Un", "Deux"]
    (found,) = told.differences
    assert found.table == "cooperations"
    (change,) = found.changed[0].changes
    assert (change.before, change.after) == ("Un bus d’essai", "De Ada encore")
    assert "Ada" in str(told) and "nothing was written" in str(told)
    assert title_of(store.read()) == "De Ada encore"
    assert len(store.audit()) == 3


def test_unknown_version(store: SqlStore, tables: Tables) -> None:
    for number in (0, -1, 2, 10**30):
        for ask in (store.version, store.read):
            with pytest.raises(UnknownVersion, match=str(number)):
                ask(number)
        with pytest.raises(UnknownVersion):
            store.revert(number, **WHO)
    for number in (0, 2):
        with pytest.raises(UnknownVersion):
            store.publish(titled(tables, "Autre"), **WHO, base=number)
    assert store.current_number() == 1


# Going back


def test_going_back_is_a_new_version(store: SqlStore, tables: Tables) -> None:
    store.publish(titled(tables, "Erreur"), **WHO, base=1)
    made = store.revert(1, author="Ada", message="On revient")
    assert (made.number, made.base, made.restores) == (3, 2, 1)
    assert made.checksum == store.version(1).checksum
    assert_same(store.read(), tables)
    assert title_of(store.read(2)) == "Erreur"
    assert store.audit(1)[0].action == "retour"
    with pytest.raises(NothingChanged):
        store.revert(1, **WHO)


def test_going_back_from_a_version_no_longer_current(store: SqlStore, tables: Tables) -> None:
    store.publish(titled(tables, "Deux"), **WHO, base=1)
    store.publish(titled(tables, "Trois"), **WHO, base=2)
    with pytest.raises(Conflict):
        store.revert(1, **WHO, base=2)
    assert store.revert(1, **WHO, base=3).number == 4


# The clock


def test_clock_going_backwards(
    store: SqlStore, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Order holds by number and by date; the audit log keeps what the clock said."""
    first = store.current()
    past = datetime(2001, 2, 3, 4, 5, 6, 7, tzinfo=UTC)
    monkeypatch.setattr(rows, "now", lambda: past)
    for number, title in enumerate(("Deux", "Trois"), start=1):
        made = store.publish(titled(tables, title), **WHO, base=number)
        assert made == store.current()
        assert made.date == first.date
    assert [version.number for version in store.history()] == [3, 2, 1]
    assert [entry.date for entry in store.audit(2)] == [past, past]
    assert [entry.version for entry in store.audit()] == [3, 2, 1]


# Forms of the tables and of the database


def set_version(store: SqlStore, **values: object) -> None:
    with store.database.writing() as connection:
        connection.execute(sa.update(versions).values(**values))


@ONE_DATABASE
def test_content_of_a_newer_application_is_refused(store: SqlStore) -> None:
    set_version(store, schema=content.SCHEMA + 1)
    with pytest.raises(SchemaMismatch, match=r"form 2.*update"):
        store.read()


def test_content_of_an_older_form_is_brought_to_this_one(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The former form had a column of another name; what is read is checked again."""
    monkeypatch.setattr(content, "SCHEMA", 2)
    with pytest.raises(SchemaMismatch, match="nothing brings form 1 to form 2"):
        store.read()

    def step(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        recits = frames["recits"].assign(titre="Titre repris")
        return {**frames, "recits": recits}

    monkeypatch.setattr(content, "STEPS", {1: step})
    assert store.read().recits["titre"].tolist() == ["Titre repris"]

    monkeypatch.setattr(rows, "SCHEMA", 2)
    made = store.publish(store.read(), **WHO, base=1)
    assert (made.schema, store.version(1).schema) == (2, 1)
    assert store.differences(1, 2) == []  # each brought to this form


@ONE_DATABASE
def test_content_with_other_columns_is_refused(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = dict(load_schemas())
    schema = described["recits"]
    described["recits"] = replace(schema, fields=schema.fields[:-1])
    monkeypatch.setattr(content, "load_schemas", lambda: described)
    with pytest.raises(SchemaMismatch, match="table recits: expected columns"):
        store.read()


@ONE_DATABASE
def test_content_checked_by_other_rules_is_checked_again(store: SqlStore) -> None:
    set_version(store, rules="0" * 64)
    assert title_of(store.read()) == "Un bus d’essai"
    stricter = SqlStore(store.database, epci=REFERENCE - {min(REFERENCE)})
    with pytest.raises(TablesError, match="EPCI of the reference list"):
        stricter.read()


def test_form_of_the_tables_has_its_number() -> None:
    """To change a table's columns: `content.SCHEMA` + 1, a step in `content.STEPS`, then this."""
    described = "\n".join(
        f"{name}: {', '.join(f'{field.name} {field.type}' for field in schema.fields)}"
        for name, schema in load_schemas().items()
    )
    digest = hashlib.sha256(described.encode()).hexdigest()
    assert (content.SCHEMA, digest[:16]) == (1, "1530e036f74ad24a")


def test_database_of_a_newer_application_is_refused(store: SqlStore, url: str, essai: Path) -> None:
    with store.database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match=r"9999.*update"):
        open_essai(url, essai)


NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("versions", sa.Column("essai", sa.Text))
"""


def test_a_newer_application_brings_the_database_to_its_form(
    store: SqlStore,
    url: str,
    essai: Path,
    tables: Tables,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two applications on one database: who was there goes on, who starts must be the newer."""
    scripts = shutil.copytree(MIGRATIONS, tmp_path / "migrations")
    (scripts / "versions" / "v0002_essai.py").write_text(NEXT_MIGRATION, encoding="utf-8")
    with monkeypatch.context() as newer:
        newer.setattr(migrate, "MIGRATIONS", scripts)
        newer.setattr(migrate, "HEAD", "0002")
        newer.setattr(opening, "HEAD", "0002")
        opened = open_essai(url, essai)
        with opened.database.reading() as connection:
            columns = {found["name"] for found in sa.inspect(connection).get_columns("versions")}
            assert migrate.revision_of(connection) == "0002" and "essai" in columns
        assert opened.history() == store.history()
        opened.close()
    assert store.publish(titled(tables, "Encore"), **WHO, base=1).number == 2
    with pytest.raises(SchemaMismatch, match=r"0002.*update"):
        open_essai(url, essai)


def test_migrations_make_what_the_application_uses(store: SqlStore) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [HEAD]
    with store.database.reading() as connection:
        inspector = sa.inspect(connection)
        made = {
            name: {column["name"]: column["nullable"] for column in inspector.get_columns(name)}
            for name in inspector.get_table_names()
            if name != "alembic_version"
        }
    assert made == {
        name: {column.name: bool(column.nullable) for column in table.columns}
        for name, table in metadata.tables.items()
    }


# What was altered


def test_altered_bytes_are_told(store: SqlStore) -> None:
    with store.database.writing() as connection:
        connection.execute(sa.update(blobs).values(octets=b"autre chose"))
    with pytest.raises(DamagedStore, match="not those that were stored"):
        store.read()


@ONE_DATABASE
def test_altered_checksum_is_told(store: SqlStore) -> None:
    set_version(store, checksum="0" * 64)
    with pytest.raises(DamagedStore, match="version 1"):
        store.read()


def test_file_that_is_no_database_is_told(tmp_path: Path, essai: Path) -> None:
    (tmp_path / opening.FILE).write_bytes(b"ceci n'est pas une base" * 500)
    with pytest.raises(DamagedStore, match="not a database"):
        open_store(folder=tmp_path, tables=essai, epci=REFERENCE)


# Where


def test_sqlite_is_in_wal_mode_in_the_folder(
    tmp_path: Path, essai: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "à moi" / "var"))
    opened = open_store(tables=essai, epci=REFERENCE)
    assert isinstance(opened, SqlStore)
    with opened.database.reading() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL
    assert (tmp_path / "à moi" / "var" / opening.FILE).exists()
    opened.close()


def test_database_url_wins(
    url: str, essai: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", f" {url}\n")
    opened = open_store(folder=tmp_path / "unused", tables=essai, epci=REFERENCE)
    assert opened.current_number() == 1
    assert not (tmp_path / "unused").exists()
    opened.close()


@pytest.mark.parametrize(
    "text", ["mysql://u:secret@h/b", "n’importe quoi", "sqlite://", "http://h:x/secret", "://"]
)
def test_other_addresses_are_refused_without_quoting_them(text: str) -> None:
    with pytest.raises(StoreError, match="expected postgresql://") as caught:
        open_store(text)
    assert "secret" not in str(caught.value)


def test_password_is_never_quoted() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        open_store("postgres://u:motdepasse@127.0.0.1:1/b")
    assert "127.0.0.1" in str(caught.value) and "motdepasse" not in str(caught.value)
    assert parse_url("postgres://u@h/b").drivername == "postgresql+psycopg"


# Read-only


def test_without_a_writable_folder_the_tables_are_served(
    tmp_path: Path, essai: Path, tables: Tables
) -> None:
    (tmp_path / "file").write_text("")
    opened = open_store(folder=tmp_path / "file" / "var", tables=essai, epci=REFERENCE)
    assert isinstance(opened, ReadOnlyStore)
    assert opened.read_only and "cannot be written" in opened.reason
    assert_same(opened.read(), tables)
    assert opened.current_number() == opened.current().number == 0
    assert opened.current().date is None
    assert opened.history() == opened.audit() == []
    writable = open_store(folder=tmp_path / "var", tables=essai, epci=REFERENCE)
    assert opened.current().checksum == writable.current().checksum
    assert opened.current().rows == writable.current().rows
    writable.close()
    refused: list[Callable[[], object]] = [
        lambda: opened.publish(titled(tables, "Autre"), **WHO, base=0),
        lambda: opened.revert(1, **WHO),
        lambda: opened.backup(tmp_path / "b.zip"),
        lambda: opened.restore(tmp_path / "b.zip"),
    ]
    for write in refused:
        with pytest.raises(StoreReadOnly, match="cannot be written"):
            write()
    with pytest.raises(UnknownVersion):
        opened.read(1)


@pytest.mark.parametrize("log_left", [False, True])
def test_a_file_that_can_only_be_read_is_served(
    log_left: bool, tmp_path: Path, essai: Path, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was published is not replaced, silently, by older tables."""
    written = open_store(folder=tmp_path, tables=essai, epci=REFERENCE)
    written.publish(titled(tables, "Autre"), **WHO, base=1)
    if not log_left:
        written.close()
    monkeypatch.setattr(opening, "_why_not_writable", lambda _: "a read-only disk")
    opened = open_store(folder=tmp_path, tables=essai, epci=REFERENCE)
    assert opened.read_only and opened.reason == "a read-only disk"
    assert title_of(opened.read()) == "Autre"
    with pytest.raises(StoreReadOnly):
        opened.publish(titled(tables, "Encore"), **WHO, base=2)
    opened.close()
    written.close()


# Speed


def test_reading_is_not_slower_than_twice_parquet(tmp_path: Path) -> None:
    real = open_store(folder=tmp_path)
    loaded = real.read()
    for name in NAMES:
        getattr(loaded, name).to_parquet(tmp_path / f"{name}.parquet")

    def plain() -> None:
        for name in NAMES:
            pq.read_table(tmp_path / f"{name}.parquet").to_pandas()

    def best(action: Callable[[], object]) -> float:
        spent = []
        for _ in range(7):
            started = time.perf_counter()
            action()
            spent.append(time.perf_counter() - started)
        return min(spent)

    assert best(real.read) < 2 * best(plain)
    real.close()


def test_every_error_is_one_that_pages_catch() -> None:
    import data.store

    kinds = [kind for kind in vars(data.store).values() if isinstance(kind, type)]
    errors = [kind for kind in kinds if issubclass(kind, Exception)]
    assert len(errors) >= 12
    assert all(issubclass(kind, DataError) for kind in errors)
