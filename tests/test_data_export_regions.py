"""Sheets of regions as PDF: whole, two pages at most, always the same, and the command."""

from __future__ import annotations

import re
import zlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typst
from typer.testing import CliRunner

from data.__main__ import app
from data.export import ExportError, regions
from data.export.regions import Material, content, export_regions, gather, typeset
from data.loaders import load
from geo.filters import Filters, Selection, apply_filters
from geo.layers import ATTRIBUTION
from geo.regions_facts import FRANCE

if TYPE_CHECKING:
    from geo.regions_fond import Fond

CODES = "01 02 03 04 06 11 24 27 28 32 44 52 53 75 76 84 93 94".split()  # noqa: SIM905


@cache
def material() -> Material:
    return gather(*load())


@cache
def ground(code: str) -> Fond:
    return material().ground(code)


@cache
def everything() -> Selection:
    return apply_filters(material().base.facets, Filters())


def said(code: str) -> dict[str, Any]:
    return content(material(), ground(code), code, everything())


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.mark.parametrize("code", [*CODES, FRANCE])
def test_every_sheet_holds_in_two_pages(code: str) -> None:
    pdf = typeset(material(), ground(code), code, everything())
    assert pdf.startswith(b"%PDF-") and pages(pdf) == 2
    # Read by a screen reader, in French, under its title.
    assert b"/StructTreeRoot" in pdf and b"/Lang" in pdf


def test_a_sheet_is_set_in_our_fonts_alone() -> None:
    pdf = typeset(material(), ground("84"), "84", everything())
    inflated = b"".join(_streams(pdf)) + pdf
    fonts = {name.decode() for name in re.findall(rb"/FontName\s*/\w{6}\+([\w-]+)", inflated)}
    assert fonts == {
        "AtkinsonHyperlegibleNext-Regular",
        "AtkinsonHyperlegibleNext-SemiBold",
        "BricolageGrotesque-Bold",
    }


def _streams(pdf: bytes) -> list[bytes]:
    found = []
    for body in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(body))
        except zlib.error:
            continue
    return found


def test_the_same_data_give_the_same_bytes() -> None:
    first, second = (typeset(material(), ground("94"), "94", everything()) for _ in range(2))
    assert first == second


def test_what_a_sheet_says() -> None:
    sheet = said("84")
    assert sheet["nom"] == "Auvergne-Rhône-Alpes"
    assert [p["nom"] for p in sheet["poles"]] == [
        "Clermont Vichy Auvergne",
        "Genevois français",
        "Annecy-Chambéry",
    ]
    assert ATTRIBUTION in sheet["sources"] and "2023, INSEE" in sheet["sources"]
    assert sum(s["nombre"] for s in sheet["systemes"]) == sheet["nb_cooperations"]
    assert [row["nom"] for row in sheet["comparaison"] if row["choisie"]] == [sheet["nom"]]
    assert sum(year["total"] for year in sheet["annees"]) <= sheet["nb_cooperations"]


def test_a_region_without_pole_says_so() -> None:
    assert said("03")["sans_pole"].startswith("Aucun pôle métropolitain en Guyane")


def test_lists_are_cut_and_what_is_left_out_is_counted() -> None:
    whole = said("76")
    for budget in (0, 6, 30):
        cut = regions._lists(whole, budget)
        assert sum(len(s["liens"]) for s in cut["systemes"]) <= budget
        left = sum(len(s["liens"]) + s["reste"] for s in cut["systemes"])
        assert left == whole["nb_cooperations"]
        assert len(cut["traverses"]) + cut["traverses_reste"] == len(whole["traverses"])


def test_long_texts_stay_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    real = content

    def longer(*arguments: Any) -> dict[str, Any]:
        sheet = real(*arguments)
        for system in sheet["systemes"]:
            for link in system["liens"]:
                link["nom"] = "Coopération d’essai au titre très long " * 6
        return sheet

    monkeypatch.setattr(regions, "content", longer)
    assert pages(typeset(material(), ground("76"), "76", everything())) == 2


def test_a_filtered_sheet_says_so_and_may_be_empty() -> None:
    nothing = apply_filters(material().base.facets, Filters(q="introuvable"))
    pdf = typeset(material(), ground("94"), "94", nothing, "texte : introuvable")
    assert pages(pdf) <= 2


def test_a_refused_sheet_is_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise typst.TypstError("unknown variable", "", [], [])

    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(ExportError, match=r"region\.typ: .*'Corse'"):
        typeset(material(), ground("94"), "94", everything())


def test_command_writes_every_region_and_the_country(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regions, "gather", lambda *_: material())
    monkeypatch.setattr(regions, "typeset", lambda *_: b"%PDF-")
    monkeypatch.setattr(Material, "ground", lambda *_: ground("94"))
    answer = CliRunner().invoke(app, ["export", "regions", str(tmp_path / "fiches")])
    assert answer.exit_code == 0, answer.output
    assert "19 sheets" in answer.output
    names = {path.name for path in (tmp_path / "fiches").iterdir()}
    assert names == {f"{code}.pdf" for code in (*CODES, FRANCE)}


def test_command_refuses_a_folder_it_cannot_write_to(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file")
    answer = CliRunner().invoke(app, ["export", "regions", str(taken)])
    assert answer.exit_code == 1
    assert "expected a folder that can be written to" in answer.output
    assert CliRunner().invoke(app, ["export", "regions"]).exit_code == 2


def test_files_are_written_one_by_one_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(regions, "typeset", lambda *_: b"%PDF-")
    monkeypatch.setattr(Material, "ground", lambda *_: ground("94"))
    told: list[tuple[str, int]] = []
    export_regions(material(), tmp_path, step=lambda name, total: told.append((name, total)))
    assert told == [(f"{code}.pdf", 19) for code in (*CODES, FRANCE)]
