"""A backup holds everything, in either database; what is not a whole backup is refused whole."""
# ruff: noqa: F401, F811  fixtures are imported, then named as arguments

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from data.store import (
    BackupError,
    SqlStore,
    StoreNotEmpty,
    UnknownVersion,
)
from data.store.backup import MANIFEST
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

if TYPE_CHECKING:
    from data.loaders import Tables
    from tests.postgres import Cluster

WHO = {"author": "essai@exemple.fr", "message": "Un essai"}


@pytest.fixture
def saved(store: SqlStore, tables: Tables, tmp_path: Path) -> Path:
    """Return the backup of a store of three versions."""
    return save_three(store, tables, tmp_path)


def save_three(store: SqlStore, tables: Tables, folder: Path) -> Path:
    store.publish(titled(tables, "Deux"), **WHO, base=1)
    store.revert(1, **WHO)
    path = folder / "sauvegarde.zip"
    assert store.backup(path) == 3
    return path


@pytest.fixture(scope="module")
def three(
    seeded: Path, essai: Path, tables: Tables, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a folder with an SQLite store of three versions and its backup; tests copy both."""
    folder = tmp_path_factory.mktemp("three")
    shutil.copyfile(seeded, folder / "store.sqlite")
    store = open_essai(f"sqlite:///{folder}/store.sqlite", essai)
    save_three(store, tables, folder)
    store.close()
    return folder


def test_restoring_into_an_empty_store(
    store: SqlStore, saved: Path, essai: Path, tmp_path: Path
) -> None:
    """The same versions, to the date and the checksum; every content can be read."""
    empty = open_essai(f"sqlite:///{tmp_path}/vide.sqlite", essai, seed=False)
    assert empty.restore(saved, author="Ada") == store.current()
    assert empty.history() == store.history()
    assert [v.checksum for v in empty.history()] == [v.checksum for v in store.history()]
    assert [title_of(empty.read(number)) for number in (1, 2, 3)] == [
        title_of(store.read(number)) for number in (1, 2, 3)
    ]
    last, *former = empty.audit()
    assert former == store.audit()
    assert (last.author, last.action, last.detail) == ("Ada", "restauration", saved.name)
    assert (last.base, last.version) == (None, 3)
    assert empty.publish(titled(empty.read(), "Quatre"), **WHO, base=3).number == 4
    empty.close()


@ONE_DATABASE
def test_from_sqlite_to_postgresql_and_back(
    store: SqlStore, saved: Path, essai: Path, cluster: Cluster, tmp_path: Path
) -> None:
    """The way from a laptop to the network's server."""
    server = open_essai(cluster.new_schema(), essai, seed=False)
    server.restore(saved)
    assert server.history() == store.history()
    back = tmp_path / "back.zip"
    server.backup(back)
    laptop = open_essai(f"sqlite:///{tmp_path}/retour.sqlite", essai, seed=False)
    laptop.restore(back)
    assert laptop.history() == store.history()
    assert title_of(laptop.read(2)) == "Deux"
    server.close()
    laptop.close()


def test_versions_are_replaced_only_when_asked(
    store: SqlStore, saved: Path, tables: Tables
) -> None:
    before = store.history()
    store.publish(titled(tables, "Quatre"), **WHO, base=3)
    with pytest.raises(StoreNotEmpty, match="4 versions"):
        store.restore(saved)
    assert store.current_number() == 4
    store.restore(saved, author="Ada", overwrite=True)
    assert store.history() == before
    with pytest.raises(UnknownVersion):
        store.read(4)
    told = [(entry.action, entry.version) for entry in store.audit()]
    assert told == [
        ("restauration", 3),
        ("publication", 4),  # the log is never undone
        ("retour", 3),
        ("publication", 2),
        ("creation", 1),
    ]
    assert store.audit(1)[0].base == 4


def rewritten(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Return what alters the manifest of a backup."""

    def apply(path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        manifest = json.loads(parts[MANIFEST])
        change(manifest)
        parts[MANIFEST] = json.dumps(manifest).encode()
        with zipfile.ZipFile(path, "w") as archive:
            for name, part in parts.items():
                archive.writestr(name, part)

    return apply


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4000])


def flip(path: Path) -> None:
    """Alter one byte in the middle of a table."""
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 3] ^= 0xFF
    path.write_bytes(raw)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "a text": lambda path: path.write_text("poles.csv", encoding="utf-8"),
    "cut": cut,
    "one byte": flip,
    "newer form": rewritten(lambda manifest: manifest.update(format=2)),
    "no version": rewritten(lambda manifest: manifest.update(versions=[])),
    "a version less": rewritten(lambda manifest: manifest["versions"].pop(1)),
    "another checksum": rewritten(lambda manifest: manifest["versions"][0].update(checksum="0")),
    "a table less": rewritten(lambda manifest: manifest["tables"].pop()),
    "tables exchanged": rewritten(lambda m: m["tables"][0].update(digest=m["tables"][1]["digest"])),
    "an unknown column": rewritten(lambda manifest: manifest["audit"][0].update(plus="x")),
    "an unknown table": rewritten(lambda manifest: manifest["blobs"].pop()),
    "a date that is none": rewritten(lambda manifest: manifest["versions"][0].update(date="hier")),
    "a list": rewritten(lambda manifest: manifest.update(audit=None)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_a_whole_backup_is_refused(
    damage: str, three: Path, essai: Path, tmp_path: Path
) -> None:
    folder = shutil.copytree(three, tmp_path / "three")
    store = open_essai(f"sqlite:///{folder}/store.sqlite", essai)
    saved = folder / "sauvegarde.zip"
    DAMAGES[damage](saved)
    before = store.history()
    with pytest.raises(BackupError, match=saved.name):
        store.restore(saved, overwrite=True)
    assert store.history() == before
    assert len(store.audit()) == 3
    store.close()


@ONE_DATABASE
def test_backup_that_cannot_be_written_leaves_no_trace(store: SqlStore, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="cannot be written"):
        store.backup(tmp_path / "nowhere" / "b.zip")
    (tmp_path / "folder").mkdir()
    with pytest.raises(BackupError, match="cannot be written"):
        store.backup(tmp_path / "folder")
    assert not list(tmp_path.glob(".folder*"))


@ONE_DATABASE
def test_a_former_backup_is_replaced_whole(store: SqlStore, saved: Path, tables: Tables) -> None:
    store.publish(titled(tables, "Quatre"), **WHO, base=3)
    assert store.backup(saved) == 4
    store.restore(saved, overwrite=True)
    assert store.current_number() == 4
    assert saved.stat().st_mode & 0o077 == 0  # it holds who did what
