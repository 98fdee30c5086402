"""The workbooks we write: the template, the inventory to correct, the file with its faults."""

from __future__ import annotations

import io
import zipfile
from dataclasses import fields

import openpyxl
import pytest
from pandas.testing import assert_frame_equal

from data.imports import check_file, classeur_edition, marking, marque, modele, neutralise
from data.imports.cells import Book, Formula, Sheet
from data.imports.check import Target, check_book
from data.imports.examples import EXAMPLES
from data.imports.headers import EDITABLE, LISTS_SHEET, README_SHEET, headers_of
from data.imports.reading import read_book
from data.imports.sheets_out import safe_text, sheet_names
from data.imports.values import unneutralise
from data.loaders import Tables, load_tables
from data.schemas import load_schemas
from data.store.differences import differences
from geo.text import fold


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture(scope="module")
def edition(tables: Tables) -> bytes:
    return classeur_edition(tables, version=12)


@pytest.fixture(scope="module")
def edited(edition: bytes) -> openpyxl.Workbook:
    return opened(edition)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def examples(start: str) -> Book:
    """Return the template's examples with another start of their keys."""
    book = Book("exemples.xlsx")
    for table, rows in EXAMPLES.items():
        lines = [list(load_schemas()[table].columns), *(list(row) for row in rows)]
        renamed = [
            [cell.replace("exemple-", start).replace("Exemple : ", "") for cell in line]
            for line in lines
        ]
        book.sheets.append(Sheet(table, dict(enumerate(renamed, start=1))))
    return book


# ── template ──


def test_the_template_has_every_table_its_columns_and_its_lists(tables: Tables) -> None:
    workbook = opened(modele(tables))
    assert workbook.sheetnames == [README_SHEET, *EDITABLE, LISTS_SHEET]
    assert workbook[LISTS_SHEET].sheet_state == "hidden"
    for table in EDITABLE:
        sheet, schema = workbook[table], load_schemas()[table]
        titles = [str(cell.value) for cell in sheet[1]][: len(schema.columns)]
        assert [headers_of(table)[fold(title)] for title in titles] == list(schema.columns)
        for cell, described in zip(sheet[1], schema.fields, strict=False):
            assert str(cell.value).endswith(" *") == described.required
            assert cell.comment is not None and described.name in cell.comment.text
    forms = {
        str(validation.sqref).partition(":")[0]: validation.formula1
        for validation in workbook["cooperations"].data_validations.dataValidation
        if validation.type == "list"
    }
    assert set(forms) == {"C2", "D2", "E2", "N2", "P2"}
    reference = forms["C2"].removeprefix(f"{LISTS_SHEET}!").replace("$", "")
    listed = [cell[0].value for cell in workbook[LISTS_SHEET][reference]]
    assert listed == tables.themes["code"].tolist()


def test_an_import_of_the_bare_template_changes_nothing(tables: Tables) -> None:
    report = check_file("modele.xlsx", modele(tables), tables)
    assert report.ok and not report.entier
    assert sum(report.lignes.values()) == 0
    assert sum("d’exemple" in note for note in report.notes) == len(EDITABLE)
    assert report.tables is not None
    for field in fields(tables):
        assert_frame_equal(getattr(report.tables, field.name), getattr(tables, field.name))


def test_examples_are_fictional_and_would_be_right_under_another_key(tables: Tables) -> None:
    told = " ".join(cell for rows in EXAMPLES.values() for row in rows for cell in row)
    assert "essai" in told
    assert set(EXAMPLES) == set(EDITABLE)
    book = examples("essai-")
    report = check_book(book, Target(tables))
    # A competence points at a SIREN, which no fictional key can be.
    assert {fault.table for fault in report.fautes} == {"pole_competences"}
    assert check_book(examples("exemple-"), Target(tables)).lignes["poles"] == 0


# ── the inventory to correct ──


def test_the_inventory_sent_back_is_the_same(tables: Tables, edition: bytes) -> None:
    report = check_file("a.xlsx", edition, tables, whole=True)
    assert report.tables is not None, report.fautes[:3]
    assert (report.version, report.entier, report.corrections) == ("12", True, ())
    for field in fields(tables):
        assert_frame_equal(getattr(report.tables, field.name), getattr(tables, field.name))


def test_codes_are_texts_and_beside_them_stand_names(
    tables: Tables, edited: openpyxl.Workbook
) -> None:
    sheet = edited["participants"]
    assert sheet["B2"].data_type == "s" and sheet["B2"].number_format == "@"
    assert sheet["E1"].value == "(Territoire : nom)"
    names = dict(zip(tables.territoires["code"], tables.territoires["nom"], strict=True))
    assert sheet["E2"].value == names[str(sheet["B2"].value)]


def test_a_workbook_says_the_same_as_openpyxl(edition: bytes, edited: openpyxl.Workbook) -> None:
    for sheet in read_book("a.xlsx", edition).sheets:
        cells = {
            (cell.row, cell.column): cell.value
            for row in edited[sheet.name].iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        assert cells == {
            (number, place): value
            for number, row in sheet.rows.items()
            for place, value in enumerate(row, start=1)
            if value is not None
        }


def test_a_correction_in_the_workbook_is_the_only_difference(
    tables: Tables, edited: openpyxl.Workbook
) -> None:
    workbook = edited  # the last test that needs it
    workbook["cooperations"]["B2"] = "Un nouvel intitulé"
    workbook["recits"].delete_rows(2)
    buffer = io.BytesIO()
    workbook.save(buffer)
    for whole, recits in ((False, 20), (True, 19)):
        report = check_file("a.xlsx", buffer.getvalue(), tables, whole=whole)
        assert report.tables is not None
        assert len(report.tables.recits) == recits
        found = {told.table: told for told in differences(tables, report.tables)}
        assert set(found) == ({"cooperations", "recits"} if whole else {"cooperations"})
        (row,) = found["cooperations"].changed
        assert [change.column for change in row.changes] == ["intitule"]
        assert found["cooperations"].count == 1
        assert any("1 ligne de l’inventaire sans équivalent" in note for note in report.notes)


# ── the file with its faults ──


def test_faulty_cells_are_coloured_and_explained(tables: Tables) -> None:
    content = (
        "Coopération;Territoire;Rôle\n"
        "agen-lot-et-garonne-numerique;999000012;partenair\n"
        "agen-lot-et-garonne-numerique;Région Bretagne;partenaire\n"
    ).encode()
    report = check_file("participants.csv", content, tables)
    workbook = opened(marque(report))
    sheet = workbook["participants"]
    assert [cell.value for cell in sheet[1]] == ["Coopération", "Territoire", "Rôle"]
    coloured = {
        cell.coordinate: cell.fill.fgColor.rgb
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fill_type
    }
    assert set(coloured) == {"B2", "C2", "B3"}
    assert coloured["B2"] == coloured["C2"] != coloured["B3"]
    assert "Proposition : partenaire ?" in sheet["C2"].comment.text
    assert "Bretagne" in sheet["B3"].comment.text
    listed = list(workbook["À corriger"].iter_rows(values_only=True))
    assert listed[0] == ("Feuille", "Ligne", "Colonne", "Valeur", "Attendu", "Suggestion")
    assert [line[:4] for line in listed[1:3]] == [
        ("participants", "2", "Territoire", "999000012"),
        ("participants", "2", "Rôle", "partenair"),
    ]


def test_nothing_in_a_marked_file_is_a_formula_or_a_link_outside(tables: Tables) -> None:
    lines = {
        1: ["id", "titre", "@recit"],
        2: ["=1+1", Formula("=HYPERLINK(\"http://x.fr\")"), "+33"],
        3: ["-2", "@SUM(A1)", "https://exemple.fr"],
    }  # fmt: skip
    book = Book("a.xlsx", [Sheet("récits [1]:*?/\\", lines), Sheet("'", {1: ["\x00=1"]})])
    content = marque(check_book(book, Target(tables)))
    for sheet in opened(content):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert not any("externalLink" in name for name in archive.namelist())
        assert not any(b'TargetMode="External"' in archive.read(n) for n in archive.namelist())


def test_of_a_big_file_only_the_rows_to_correct_are_given_back(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(marking, "CELLS_MAX", 100)
    lines = [f"recit-terres-de-sources,Titre {n}" for n in range(60)]
    report = check_file("recits.csv", "\n".join(["id,titre", *lines]).encode(), tables)
    assert {fault.ligne for fault in report.fautes} == set(range(3, 62))
    sheet = opened(marque(report))["recits"]
    assert sheet["B61"].value == "Titre 59"
    report = check_file("autre.csv", b"a,b\n" + b"1,2\n" * 60, tables)
    workbook = opened(marque(report))
    assert "trop grand" in str(workbook["À corriger"]["G1"].value)
    assert workbook["autre"].max_row == 10


def test_a_file_without_fault_says_so(tables: Tables) -> None:
    report = check_file("a.csv", b"id,titre\nrecit-terres-de-sources,Un titre\n", tables)
    assert opened(marque(report))["À corriger"]["A2"].value == "Rien à corriger."


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra"])
def test_neutralising_is_undone_by_an_import(text: str) -> None:
    assert neutralise(text) == f"'{text}"
    assert unneutralise(neutralise(text)) == text
    assert not safe_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_plain_texts_are_left_as_they_are() -> None:
    for text in ("", "'", "l’eau", "'a", "a=1"):
        assert neutralise(text) == unneutralise(text) == text


def test_names_of_sheets_are_short_plain_and_unique() -> None:
    names = sheet_names(
        ["x" * 40, "X" * 40, "🚲" * 20, "🚲" * 21, "a/b", "", "'", "History"], taken=["A b"]
    )
    assert all(len(name.encode("utf-16-le")) <= 62 for name in names)
    assert len({name.casefold() for name in [*names, "a b", "history"]}) == len(names) + 2
