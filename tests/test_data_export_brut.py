"""The tables as files: read again by other readers, compared with what was written."""

from __future__ import annotations

import csv
import io
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest

from data.dataset import Dataset, load_dataset
from data.dictionary import order
from data.export import ExportError
from data.export.brut import FORMATS, SHAPES, export_tables, version_label
from data.loaders import TABLES

if TYPE_CHECKING:
    import geopandas as gpd

FORMULA = "=HYPERLINK(0)"


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def piege(donnees: Dataset) -> Dataset:
    """Return the inventory with a text that a spreadsheet would take for a formula."""
    recits = donnees.tables.recits.assign(titre=FORMULA)
    return replace(donnees, tables=replace(donnees.tables, recits=recits))


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layer(content: bytes, name: str, folder: Path) -> gpd.GeoDataFrame:
    path = folder / "tables.gpkg"
    path.write_bytes(content)
    return pyogrio.read_dataframe(path, layer=name)


@pytest.mark.parametrize("name", ["cooperations", "territoires", "natures", "participants"])
def test_csv_holds_the_table(donnees: Dataset, name: str) -> None:
    text = export_tables(donnees, [name], "csv").decode()
    assert list(csv.DictReader(io.StringIO(text, newline=""))) == rows_of(name)


@pytest.mark.parametrize("name", ["cooperations", "territoires", "natures"])
def test_parquet_holds_the_table_each_column_of_its_type(donnees: Dataset, name: str) -> None:
    read = pq.read_table(io.BytesIO(export_tables(donnees, [name], "parquet")))
    for row, expected in zip(read.to_pylist(), rows_of(name), strict=True):
        for column, text in expected.items():
            value = row[column]
            if not text:
                assert value is None
            elif isinstance(value, bool):
                assert value is (text == "true")
            else:
                assert value == type(value)(text)
    types = {
        field.name: str(field.type).removeprefix("large_")
        for field in pq.read_schema(io.BytesIO(export_tables(donnees, ["territoires"], "parquet")))
    }
    assert types["lat"] == "double"
    assert types["code"] == "string"


def test_workbook_holds_every_table(donnees: Dataset) -> None:
    content = export_tables(donnees, order(), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    assert book.sheetnames == ["Lisez-moi", *order()]
    for name in ("cooperations", "natures", "metiers"):
        head, *rows = book[name].iter_rows(values_only=True)
        expected = rows_of(name)
        assert list(head) == list(expected[0])
        assert len(rows) == len(expected)
        for row, facts in zip(rows, expected, strict=True):
            for value, text in zip(row, facts.values(), strict=True):
                said = {None: "", True: "true", False: "false"}.get(value, str(value))
                assert said == text or (isinstance(value, int) and str(value) == text)


def test_no_cell_is_read_as_a_formula(piege: Dataset) -> None:
    text = export_tables(piege, ["recits"], "csv").decode()
    assert {row["titre"] for row in csv.DictReader(io.StringIO(text))} == {f"'{FORMULA}"}
    book = openpyxl.load_workbook(io.BytesIO(export_tables(piege, ["recits"], "xlsx")))
    sheet = book["recits"]
    column = [cell.value for cell in sheet[1]].index("titre") + 1
    cells = [sheet.cell(row, column) for row in range(2, sheet.max_row + 1)]
    assert {(cell.value, cell.data_type) for cell in cells} == {(f"'{FORMULA}", "s")}
    # A negative number is a number.
    lines = list(csv.DictReader(io.StringIO(export_tables(piege, ["territoires"], "csv").decode())))
    assert min(float(line["lon"]) for line in lines if line["lon"]) < 0


def test_geopackage_holds_every_table_and_shapes(donnees: Dataset, tmp_path: Path) -> None:
    content = export_tables(donnees, order(), "gpkg")
    path = tmp_path / "tables.gpkg"
    path.write_bytes(content)
    kinds = dict(pyogrio.list_layers(path).tolist())
    assert set(kinds) == {*order(), "a_propos"}
    assert {name: kind for name, kind in kinds.items() if kind} == {
        name: kind for name, (kind, _) in SHAPES.items()
    }
    counts = {name: pyogrio.read_info(path, layer=name)["features"] for name in order()}
    assert counts == {name: len(rows_of(name)) for name in order()}
    with sqlite3.connect(path) as base:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert set(base.execute("SELECT last_change FROM gpkg_contents")) == {
            ("2026-11-23T00:00:00.000Z",)
        }


def test_shapes_are_those_of_their_rows(donnees: Dataset, tmp_path: Path) -> None:
    poles = layer(export_tables(donnees, ["poles"], "gpkg"), "poles", tmp_path)
    shapes = donnees.prepared.poles.set_index("code").geometry
    for code, shape in zip(poles["code"], poles.geometry, strict=True):
        there = shapes.get(code)
        if shape is None or shape.is_empty:
            assert there is None or there.is_empty
        else:
            assert shape.symmetric_difference(there).area < 1e-4
    coops = layer(export_tables(donnees, ["cooperations"], "gpkg"), "cooperations", tmp_path)
    partners = pd.Series([row["cooperation_id"] for row in rows_of("participants")]).value_counts()
    drawn = {
        code: len(shape.geoms)
        for code, shape in zip(coops["id"], coops.geometry, strict=True)
        if shape
    }
    # One line from the porteur to each other participant.
    assert drawn == {code: count - 1 for code, count in partners.items()}


@pytest.mark.parametrize("fmt", FORMATS)
def test_same_version_gives_the_same_bytes(donnees: Dataset, fmt: str) -> None:
    first = export_tables(donnees, ["pole_membres"], fmt)
    assert first == export_tables(donnees, ["pole_membres"], fmt)


def test_a_format_or_a_number_of_tables_that_cannot_be_is_refused(donnees: Dataset) -> None:
    with pytest.raises(ExportError, match="expected one of"):
        export_tables(donnees, ["poles"], "pdf")
    with pytest.raises(ExportError, match="expected one table, found 2"):
        export_tables(donnees, ["poles", "recits"], "csv")


def test_version_says_its_number_and_day(donnees: Dataset) -> None:
    assert version_label(donnees.version) == (
        "tables livrées avec l’application, sans numéro de version"
    )
    dated = replace(donnees.version, number=3, date=datetime(2026, 11, 23, 16, 5, tzinfo=UTC))
    told = version_label(dated).replace("\u00a0", " ")
    assert told == "version 3, publiée le 23 novembre 2026 à 17 h 05"
