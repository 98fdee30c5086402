"""`python -m data export …`: each command, and everything that may be asked wrongly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from data.__main__ import app
from geo.scenes import Presentation, Scene, dump

if TYPE_CHECKING:
    from click.testing import Result

TINY = Presentation("Essai", (Scene("Une", vue="systeme=sante"),))
MAGIC = {
    "carte.png": b"\x89PNG",
    "carte.PDF": b"%PDF",
    "vue.csv": b"",
    "vue.xlsx": b"PK",
    "vue.geojson": b"{",
    "vue.gpkg": b"SQLite format 3",
    "vue.parquet": b"PAR1",
}


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["export", *map(str, arguments)])


def told(result: Result) -> str:
    return " ".join((result.stdout + result.stderr).split())


@pytest.fixture
def scenes(tmp_path: Path) -> Path:
    path = tmp_path / "scenes.json"
    path.write_text(dump(TINY), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MAGIC)
def test_a_view_is_written_in_the_format_of_its_name(name: str, tmp_path: Path) -> None:
    out = tmp_path / "dossier" / name
    command = "image" if name.startswith("carte") else "table"
    result = run(command, out, "--vue", "theme=mobilites&region=84")
    assert result.exit_code == 0, told(result)
    assert MAGIC[name] in out.read_bytes()[:200]
    assert f"wrote {out}" in told(result)


def test_a_whole_address_is_a_view(tmp_path: Path) -> None:
    view, address = tmp_path / "a.csv", tmp_path / "b.csv"
    assert run("table", view, "--vue", "systeme=sante").exit_code == 0
    assert run("table", address, "--vue", "https://exemple.invalid/?systeme=sante").exit_code == 0
    assert view.read_bytes() == address.read_bytes()


def test_csv_for_excel(tmp_path: Path) -> None:
    out = tmp_path / "vue.csv"
    assert run("table", out, "--excel", "--vue", "systeme=sante").exit_code == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert ";" in out.read_text(encoding="utf-8-sig").splitlines()[0]


@pytest.mark.parametrize(("command", "magic"), [("html", b"<!doctype html>"), ("pptx", b"PK")])
def test_a_deck_is_written(command: str, magic: bytes, scenes: Path, tmp_path: Path) -> None:
    out = tmp_path / f"essai.{command}"
    result = run(command, out, "--scenes", scenes, "--base-url", "https://exemple.invalid/coop")
    assert result.exit_code == 0, told(result)
    assert out.read_bytes().startswith(magic)


def test_our_own_deck_is_the_default(tmp_path: Path) -> None:
    out = tmp_path / "essai.html"
    assert run("html", out).exit_code == 0
    assert "Le réseau en une carte" in out.read_text(encoding="utf-8")


def test_the_faults_of_a_file_are_told_and_the_rest_kept(tmp_path: Path) -> None:
    path, out = tmp_path / "scenes.json", tmp_path / "essai.html"
    document = json.loads(dump(TINY))
    document["scenes"][0]["vue"] = "cooperation=disparue"
    document["scenes"].append("rien")
    path.write_text(json.dumps(document), encoding="utf-8")
    result = run("html", out, "--scenes", path)
    assert result.exit_code == 0, told(result)
    assert "« disparue »" in told(result).replace("\u202f", " ")
    assert "Scène 2" in told(result)
    assert out.exists()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"{", "JSON"),
        (b'{"version": 9, "scenes": []}', "plus récente"),
        (b"\xff", "UTF-8"),
        (None, "No such file"),
    ],
)
def test_a_file_of_scenes_that_cannot_be_read(
    content: bytes | None, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "scenes.json"
    if content is not None:
        path.write_bytes(content)
    result = run("html", tmp_path / "essai.html", "--scenes", path)
    assert result.exit_code == 1
    assert expected in told(result)
    assert str(path) in told(result)
    assert "Traceback" not in told(result)
    assert not (tmp_path / "essai.html").exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("image", "carte.jpg"), ".png, .svg, .pdf"),
        (("table", "vue.xls"), ".xlsx"),
        (("table", "vue"), "found ''"),
        (("html", "essai.pdf"), ".html"),
        (("pptx", "essai.ppt"), ".pptx"),
        (("image", "carte.png", "--theme", "sepia"), "light, dark"),
        (("image", "carte.png", "--vue", "theme=lune"), "theme=lune"),
        (("table", "vue.csv", "--vue", "pole=000&region=99"), "pole=000"),
    ],
)
def test_what_is_asked_wrongly_is_told(
    arguments: tuple[str, ...], expected: str, tmp_path: Path
) -> None:
    command, name, *options = arguments
    result = run(command, tmp_path / name, *options)
    assert result.exit_code == 1
    assert "expected" in told(result)
    assert expected in told(result)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "plein").write_text("un fichier, pas un dossier")
    for out in (tmp_path / "plein" / "vue.csv", tmp_path / "dossier.csv"):
        (tmp_path / "dossier.csv").mkdir(exist_ok=True)
        result = run("table", out, "--vue", "systeme=sante")
        assert result.exit_code == 1
        assert "choose another place" in told(result)
        assert "Traceback" not in told(result)
