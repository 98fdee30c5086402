"""The data package: valid, whole, the same bytes each time, read again as it was."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import frictionless
import pytest
from pandas.testing import assert_frame_equal
from typer.testing import CliRunner

from data.__main__ import app
from data.dictionary import order
from data.export.paquet import export_package
from data.loaders import TABLES, Tables, load_tables
from data.schemas import NAMES
from data.sources import load_sources
from data.store import ReadOnlyStore, Version
from tests.test_data_loaders import REFERENCE, write_essai

WHEN = datetime(2026, 11, 23, 16, 5, 8, tzinfo=UTC)
FORMULA = "=1+1"


@pytest.fixture(scope="module")
def essai(tmp_path_factory: pytest.TempPathFactory) -> ReadOnlyStore:
    folder = write_essai(tmp_path_factory.mktemp("paquet") / "tables")
    return ReadOnlyStore(folder, reason="", epci=REFERENCE)


@pytest.fixture(scope="module")
def version(essai: ReadOnlyStore) -> Version:
    return replace(essai.current(), number=3, date=WHEN)


def opened(content: bytes) -> zipfile.ZipFile:
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    return archive


def rows(archive: zipfile.ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(f"{name}.csv").decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def errors_of(path: Path) -> list[list[object]]:
    report = frictionless.validate(path)
    assert {task.name for task in report.tasks} == {*NAMES, "sources"}
    return report.flatten(["name", "rowNumber", "fieldName", "type", "message"])


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the package of the real tables, written by the command."""
    out = tmp_path / "inventaire.zip"
    command = ["export", "paquet", str(out), "--tables", str(TABLES)]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    return out


def test_frictionless_finds_the_zip_valid(written: Path) -> None:
    assert errors_of(written) == []


def test_the_package_holds_the_real_tables(written: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(written) as archive:
        archive.extractall(tmp_path / "lu")
    read, original = load_tables(tmp_path / "lu"), load_tables()
    for name in NAMES:
        expected = getattr(original, name)
        if name == "recits":  # One key figure begins with « + ».
            plus = expected["chiffre_cle"].str.startswith("+")
            assert plus.any()
            guarded = "'" + expected["chiffre_cle"]
            expected = expected.assign(chiffre_cle=expected["chiffre_cle"].where(~plus, guarded))
        assert_frame_equal(getattr(read, name), expected)


def test_frictionless_sees_a_byte_that_changed(
    essai: ReadOnlyStore, version: Version, tmp_path: Path
) -> None:
    content = opened(export_package(essai.read(), version))
    path = tmp_path / "change.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in content.namelist():
            read = content.read(name)
            changed = read.replace(b"essai-bus,Un bus", b"essai-bus,Un car")
            archive.writestr(name, changed if name == "cooperations.csv" else read)
    assert "hash-count" in {error[3] for error in errors_of(path)}


def test_same_version_gives_the_same_bytes(essai: ReadOnlyStore, version: Version) -> None:
    content = export_package(essai.read(), version)
    assert content == export_package(essai.read(), version)
    assert content != export_package(essai.read(), replace(version, number=4))
    dates = {entry.date_time for entry in opened(content).infolist()}
    assert dates == {(2026, 11, 23, 16, 5, 8)}


def test_descriptor_says_version_date_sources_and_licence(
    essai: ReadOnlyStore, version: Version
) -> None:
    archive = opened(export_package(essai.read(), version))
    told = json.loads(archive.read("datapackage.json"))
    assert (told["version"], told["created"]) == ("3", "2026-11-23T16:05:08Z")
    assert [license_["name"] for license_ in told["licenses"]] == ["etalab-2.0"]
    assert len(told["sources"]) == len(load_sources()) == len(rows(archive, "sources"))
    assert [resource["name"] for resource in told["resources"]] == [*order(), "sources"]
    files = {resource[key] for resource in told["resources"] for key in ("path", "schema")}
    assert files | {"datapackage.json", "LISEZMOI.txt"} == set(archive.namelist())


def test_readme_tells_the_version_and_each_file(essai: ReadOnlyStore, version: Version) -> None:
    archive = opened(export_package(essai.read(), version))
    text = archive.read("LISEZMOI.txt").decode()
    assert "version 3, publiée le 23 novembre 2026 à 17 h 05" in text
    assert all(f"- {name}.csv\u202f:" in text for name in (*order(), "sources"))
    assert "'" not in text


def test_free_texts_are_guarded_and_patterns_left(
    essai: ReadOnlyStore, version: Version, tmp_path: Path
) -> None:
    tables: Tables = essai.read()
    trapped = replace(
        tables,
        cooperations=tables.cooperations.assign(resume=FORMULA),
        scenes=tables.scenes.assign(cadre="-1;41.4;9.4;50.1"),
    )
    content = export_package(trapped, version)
    archive = opened(content)
    assert {row["resume"] for row in rows(archive, "cooperations")} == {f"'{FORMULA}"}
    assert {row["cadre"] for row in rows(archive, "scenes")} == {"-1;41.4;9.4;50.1"}
    path = tmp_path / "piege.zip"
    path.write_bytes(content)
    assert errors_of(path) == []


def test_command_writes_the_present_version_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "store"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("COOP_TABLES", raising=False)
    out = tmp_path / "present.zip"
    result = CliRunner().invoke(app, ["export", "paquet", str(out)])
    assert result.exit_code == 0, result.output
    told = json.loads(opened(out.read_bytes()).read("datapackage.json"))
    assert told["version"] == "1"


def test_command_refuses_another_kind_of_file(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["export", "paquet", str(tmp_path / "paquet.rar")])
    assert result.exit_code == 1
    assert not list(tmp_path.iterdir())
