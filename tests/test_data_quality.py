"""What is measured of the inventory's doubts: by hand on a few rows, anew on the real tables."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from data.loaders import TABLES, Tables, load_tables
from data.quality import DUE, MAY_BE_EMPTY, SOURCE_YEARS, STARTS, Constat, measure, references
from data.schemas import load_schemas
from tests.test_data_loaders import POLE, REFERENCE, write_essai

Told = dict[tuple[str, str, str, str], Constat]


def told(tables: Tables) -> Told:
    found = measure(tables)
    by_place = {(c.genre, c.table, c.colonne, c.valeur): c for c in found}
    assert len(by_place) == len(found)
    return by_place


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = write_essai(tmp_path_factory.mktemp("quality") / "tables")
    return load_tables(folder, epci=REFERENCE)


@pytest.fixture(scope="module")
def essai(tables: Tables) -> Told:
    return told(tables)


@pytest.fixture(scope="module")
def real() -> Told:
    return told(load_tables())


@pytest.mark.parametrize(
    ("place", "rows", "total"),
    [
        (("confiance", "cooperations", "confiance", "haute"), (0,), 2),
        (("confiance", "cooperations", "confiance", "moyenne"), (1,), 2),
        (("confiance", "cooperations", "confiance", "faible"), (), 2),
        (("confiance", "pole_membres", "confiance", "faible"), (2,), 3),
        (("date", "cooperations", "annee_debut", ""), (1,), 2),
        (("date", "cooperations", "source_annee", ""), (1,), 2),
        (("date", "poles", "date_creation", ""), (), 1),
        (("date", "pole_membres", "date_debut", ""), (2,), 3),
        (("source", "cooperations", "source2_url", ""), (0,), 2),
        (("source", "poles", "source2_url", ""), (0,), 1),
        (("statut", "cooperations", "statut", "inconnu"), (1,), 2),
        (("statut", "poles", "statut", "inconnu"), (), 1),
        (("mort", "poles", "site_web", ""), (0,), 1),
        (("mort", "pole_membres", "note", ""), (0, 1, 2), 3),
        (("mort", "metiers", "theme", ""), (0,), 1),
    ],
)
def test_each_doubt_is_counted_with_its_rows(
    essai: Told, place: tuple[str, str, str, str], rows: tuple[int, ...], total: int
) -> None:
    assert essai[place].lignes == rows
    assert essai[place].nombre == len(rows)
    assert essai[place].total == total
    assert essai[place].part == len(rows) / total


@pytest.mark.parametrize(
    ("table", "unused", "total"),
    [("themes", 7, 12), ("formes", 9, 11), ("statuts", 2, 4), ("statuts_pole", 3, 4)],
)
def test_values_nobody_uses_are_told(essai: Told, table: str, unused: int, total: int) -> None:
    constat = essai["mort", table, "", ""]
    assert (constat.nombre, constat.total) == (unused, total)


def test_what_is_used_or_rightly_empty_is_not_told(essai: Told) -> None:
    assert ("mort", "roles", "", "") not in essai
    assert ("mort", "territoires", "", "") not in essai
    assert not [place for place in essai if place[:2] == ("vide", "cooperations")]
    # The département has no SIREN of an EPCI: nothing is missing.
    assert ("vide", "pole_membres", "membre_siren", "") not in essai


def test_a_column_is_asked_only_of_the_rows_that_should_fill_it(tables: Tables) -> None:
    ended = tables.cooperations.assign(statut="achevee")
    constat = told(replace(tables, cooperations=ended))["vide", "cooperations", "annee_fin", ""]
    assert (constat.lignes, constat.total) == ((1,), 2)


def test_a_territoire_that_nothing_cites_is_told(tables: Tables) -> None:
    fewer = replace(tables, participants=tables.participants.iloc[:2])
    constat = told(fewer)["mort", "territoires", "", ""]
    assert list(tables.territoires["code"].iloc[list(constat.lignes)]) == [
        POLE,
        "commune-essai",
        "etranger-essai",
    ]


def test_an_empty_table_has_no_doubt_and_no_share(tables: Tables) -> None:
    none = told(replace(tables, cooperations=tables.cooperations.iloc[:0]))
    constat = none["date", "cooperations", "annee_debut", ""]
    assert (constat.nombre, constat.total, constat.part) == (0, 0, 0.0)


def test_references_carry_the_key(tables: Tables) -> None:
    assert references("cooperations", tables.cooperations) == [
        "cooperations/essai-bus",
        "cooperations/essai-halle",
    ]
    assert references("pole_membres", tables.pole_membres)[2] == (
        f"pole_membres/{POLE}/Département d’essai"
    )


@pytest.mark.parametrize(("table", "column"), [*STARTS.items(), *SOURCE_YEARS.items()])
def test_rows_without_date_are_those_of_the_file(real: Told, table: str, column: str) -> None:
    rows = rows_of(table)
    empty = tuple(place for place, row in enumerate(rows) if not row[column])
    constat = real["date", table, column, ""]
    assert (constat.lignes, constat.total) == (empty, len(rows))


def test_confidence_and_status_are_those_of_the_file(real: Told) -> None:
    for name, schema in load_schemas().items():
        rows = rows_of(name)
        for level in ("haute", "moyenne", "faible"):
            place = ("confiance", name, "confiance", level)
            if "confiance" not in schema.columns:
                assert place not in real
                continue
            expected = sum(row["confiance"] == level for row in rows)
            assert real[place].nombre == expected
    for name in ("cooperations", "poles"):
        rows = rows_of(name)
        assert real["statut", name, "statut", "inconnu"].nombre == sum(
            row["statut"] == "inconnu" for row in rows
        )
        assert real["source", name, "source2_url", ""].nombre == sum(
            not row["source2_url"] for row in rows
        )


def test_ended_cooperations_without_a_last_year_are_those_of_the_file(real: Told) -> None:
    ended = [row for row in rows_of("cooperations") if row["statut"] == "achevee"]
    missing = [row for row in ended if not row["annee_fin"]]
    found = real.get(("vide", "cooperations", "annee_fin", ""))
    assert (found.nombre if found else 0) == len(missing)
    assert not found or found.total == len(ended)


def test_rules_name_columns_that_exist_and_may_be_empty() -> None:
    for table, column in (*DUE, *MAY_BE_EMPTY, *STARTS.items(), *SOURCE_YEARS.items()):
        (field,) = (f for f in load_schemas()[table].fields if f.name == column)
        assert not field.required, f"{table}.{column}"
    assert Path(TABLES).is_dir()
