"""The inventory from the command line: check, publish, look back, go back, save, put back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.__main__ import app
from data.dataset import open_inventory
from data.loaders import TABLES
from tests.essai_donnees import change, copy_tables


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give each test a store of its own, by its folder."""
    folder = tmp_path / "var"
    monkeypatch.setenv("COOP_DONNEES", str(folder))
    monkeypatch.delenv("COOP_TABLES", raising=False)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def cooperation() -> dict[str, str]:
    found: dict[str, str] = open_inventory().read().cooperations.iloc[0].to_dict()
    return found


def sheet(folder: Path, **cells: str) -> Path:
    """Return a CSV file that changes cells of the first cooperation."""
    row = {"id": cooperation()["id"], **cells}
    path = folder / "cooperations.csv"
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    return path


def test_ours_has_no_fault() -> None:
    found = run("check")
    assert found.exit_code == 0
    assert "no fault" in found.stdout


def test_every_fault_of_a_file_is_told_and_nothing_is_published(tmp_path: Path) -> None:
    path = sheet(tmp_path, theme_principal="mobilité", annee_debut="hier")
    for command in (("check", path), ("publish", path, "-m", "Essai")):
        found = run(*command)
        assert found.exit_code == 1
        assert "mobilité" in found.stderr
        assert "mobilites" in found.stderr
        assert "hier" in found.stderr
    assert open_inventory().current_number() == 1


def test_faults_as_json_have_the_six_keys(tmp_path: Path) -> None:
    found = run("check", sheet(tmp_path, theme_principal="mobilité"), "--json")
    assert found.exit_code == 1
    document = json.loads(found.stdout)
    assert document["ok"] is False
    (fault,) = document["fautes"]
    assert list(fault) == ["feuille", "ligne", "colonne", "valeur", "attendu", "suggestion"]
    assert (fault["ligne"], fault["valeur"], fault["suggestion"]) == (2, "mobilité", "mobilites")


def test_a_folder_of_tables_is_checked_and_told_the_same_way(tmp_path: Path) -> None:
    folder = copy_tables(tmp_path / "tables")
    row, _ = change(folder, "cooperations", ",numerique,", ",numerik,")
    found = run("check", folder, "--json")
    assert found.exit_code == 1
    (fault,) = json.loads(found.stdout)["fautes"]
    assert (fault["feuille"], fault["ligne"]) == ("cooperations", row)
    assert (fault["valeur"], fault["suggestion"]) == ("numerik", "numerique")


def test_a_file_is_published_listed_and_taken_back(tmp_path: Path) -> None:
    before = cooperation()
    done = run(
        "publish", sheet(tmp_path, intitule="Titre d’essai"), "-m", "Essai", "--author", "Ada Essai"
    )
    assert done.exit_code == 0, done.output
    assert "cooperations: 0 added, 1 changed, 0 removed" in done.stdout
    assert cooperation() == {**before, "intitule": "Titre d’essai"}
    listed = json.loads(run("history", "--json").stdout)
    assert [(one["numero"], one["auteur"], one["message"]) for one in listed] == [
        (2, "Ada Essai", "Essai"),
        (1, "système", "Inventaire de départ"),
    ]
    assert run("revert", 1, "-m", "Retour").exit_code == 0
    assert cooperation() == before
    newest = json.loads(run("history", "--json").stdout)[0]
    assert (newest["numero"], newest["reprend"]) == (3, 1)
    assert newest["empreinte"] == listed[1]["empreinte"]


def test_the_same_file_twice_is_refused(tmp_path: Path) -> None:
    path = sheet(tmp_path, intitule="Titre d’essai")
    assert run("publish", path, "-m", "Essai").exit_code == 0
    again = run("publish", path, "-m", "Essai")
    assert again.exit_code == 1
    assert "nothing to publish" in again.stderr


def test_a_backup_is_put_back_in_an_empty_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("publish", sheet(tmp_path, intitule="Titre d’essai"), "-m", "Essai")
    saved = run("history", "--json").stdout
    assert run("backup", tmp_path / "sauvegarde").exit_code == 0
    refused = run("restore", tmp_path / "sauvegarde")
    assert refused.exit_code == 1
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "vide"))
    assert run("restore", tmp_path / "sauvegarde").exit_code == 0
    assert run("history", "--json").stdout == saved


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    found = run("publish", tmp_path / "absent.xlsx", "-m", "Essai")
    assert found.exit_code == 1
    assert "absent.xlsx" in found.stderr
    assert "Traceback" not in found.output


def test_tables_served_without_a_store_cannot_be_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOP_TABLES", str(TABLES))
    found = run("publish", sheet(tmp_path, intitule="Titre d’essai"), "-m", "Essai")
    assert found.exit_code == 1
    assert "COOP_TABLES" in found.stderr


def test_exports_are_of_the_present_version(tmp_path: Path) -> None:
    run("publish", sheet(tmp_path, intitule="Titre d’essai"), "-m", "Essai")
    out = tmp_path / "vue.csv"
    assert run("export", "table", out).exit_code == 0
    assert "Titre d’essai" in out.read_text(encoding="utf-8")
    assert run("export", "table", out, "--tables", TABLES).exit_code == 0
    assert "Titre d’essai" not in out.read_text(encoding="utf-8")
