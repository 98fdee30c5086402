"""The tables as they are committed: nothing lost, nothing dangling, nothing without a source."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections import Counter
from dataclasses import fields
from pathlib import Path

import frictionless
import pytest

from data.loaders import Tables, load_tables
from data.schemas import NAMES, SCHEMAS, TABLES, load_schemas

ROWS = {
    "poles": 32,
    "pole_membres": 221,
    "pole_missions": 177,
    "pole_competences": 36,
    "cooperations": 269,
    "participants": 1225,
    "recits": 20,
    "reseau_chronologie": 40,
    "metiers": 15,
    "scenes": 12,
    "territoires": 700,
}
"""What the research found; a row may be added, with its source, never lost."""

SYSTEMS = {
    "economie": {"developpement-economique", "esr-innovation", "numerique"},
    "mobilites": {"mobilites"},
    "tourisme-culture": {"tourisme", "culture"},
    "amenagement": {"amenagement", "ingenierie"},
    "transitions": {"alimentation", "energie-climat", "environnement"},
    "sante": {"sante"},
}

CLOSED_LISTS = {
    "formes": {
        "contrat-de-reciprocite",
        "entente",
        "convention",
        "protocole",
        "charte",
        "contrat-metropolitain",
        "syndicat-mixte",
        "pole-metropolitain",
        "association-reseau",
        "societe-commune",
        "programme",
    },
    "statuts": {"active", "en_projet", "achevee", "inconnu"},
    "statuts_pole": {"actif", "en_sommeil", "dissous", "inconnu"},
    "natures": {"POLEM", "SMO", "SMF", "association", "charte", "inconnue"},
    "confiances": {"haute", "moyenne", "faible"},
    "roles": {"porteur", "partenaire"},
}


def rows_of(table: str) -> list[dict[str, str]]:
    """Read one table without the product's own reader."""
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def luhn(digits: str) -> bool:
    """Check a SIREN's key, written otherwise than in the product."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        total += digit if place % 2 == 0 else (digit * 2 - 9 if digit > 4 else digit * 2)
    return total % 10 == 0


def errors_of(report: frictionless.Report) -> list[list[object]]:
    return report.flatten(["name", "rowNumber", "fieldName", "type", "message"])


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.mark.parametrize(("table", "rows"), ROWS.items())
def test_no_row_of_the_research_is_lost(table: str, rows: int) -> None:
    assert len(rows_of(table)) == rows


def test_lists_taken_apart_keep_every_item() -> None:
    assert len(rows_of("cooperation_themes")) == 396
    assert len(rows_of("territoire_epci")) == 2401
    assert len(rows_of("territoire_regions")) == 689


def test_frictionless_finds_the_data_package_valid() -> None:
    report = frictionless.validate(TABLES / "datapackage.json")
    assert report.valid, errors_of(report)
    assert [task.name for task in report.tasks] == json_names()


@pytest.mark.parametrize(
    ("table", "old", "new", "error"),
    [
        ("cooperations", ",mobilites,", ",mobilite,", "foreign-key"),
        ("participants", ",porteur\n", ",chef\n", "foreign-key"),
        ("territoire_epci", ",243300316\n", ",2.43E+08\n", "constraint-error"),
        ("poles", "https://", "htps://", "constraint-error"),
        ("recits", "recit-terres-de-sources", "", "constraint-error"),
        ("statuts", "2,tirets", "1,tirets", "unique-error"),
    ],
)
def test_the_schemas_alone_refuse_a_broken_table(
    tmp_path: Path, table: str, old: str, new: str, error: str
) -> None:
    shutil.copytree(TABLES, tmp_path / "tables")
    path = tmp_path / "tables" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")
    report = frictionless.validate(tmp_path / "tables" / "datapackage.json")
    assert error in {kind for _, _, _, kind, _ in errors_of(report)}


def test_package_files_schemas_and_loader_name_the_same_tables() -> None:
    files = {path.stem for path in TABLES.glob("*.csv")}
    schemas = {path.stem for path in SCHEMAS.glob("*.json")}
    attributes = {field.name for field in fields(Tables)}
    assert files == schemas == attributes == set(NAMES) == set(json_names())


def json_names() -> list[str]:
    package = json.loads((TABLES / "datapackage.json").read_text(encoding="utf-8"))
    return [resource["name"] for resource in package["resources"]]


@pytest.mark.parametrize("table", NAMES)
def test_each_column_is_described_in_the_order_of_the_file(table: str) -> None:
    schema = json.loads((SCHEMAS / f"{table}.json").read_text(encoding="utf-8"))
    header = (TABLES / f"{table}.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert header.split(",") == [field["name"] for field in schema["fields"]]
    assert schema["name"] == table
    for described in (schema, *schema["fields"]):
        assert described["title"]
        assert described["description"].endswith(".")


@pytest.mark.parametrize("table", NAMES)
def test_files_are_plain_utf8_with_lf(table: str) -> None:
    raw = (TABLES / f"{table}.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert not raw.endswith(b"\n\n")
    raw.decode("utf-8")


def test_loaded_tables_have_the_promised_types(tables: Tables) -> None:
    whole = {"annee_debut", "annee_fin", "source_annee", "ordre", "rang", "population_banatic"}
    for table, schema in load_schemas().items():
        frame = getattr(tables, table)
        assert tuple(frame.columns) == schema.columns
        assert list(frame.index) == list(range(len(frame)))
        for column in frame.columns:
            if column in whole:
                expected = "Int64"
            elif column in {"lat", "lon"}:
                expected = "float64"
            else:
                expected = "bool" if column in {"legale", "noms"} else "str"
            assert str(frame[column].dtype) == expected, (table, column)
            if expected == "str":
                assert not frame[column].isna().any()


def test_codes_keep_their_leading_zero(tables: Tables) -> None:
    assert "01" in set(tables.territoire_regions["region_code"])
    assert "06" in set(tables.poles["departement_siege"])


def test_themes_and_systems_are_those_of_the_design() -> None:
    found: dict[str, set[str]] = {}
    for row in rows_of("themes"):
        found.setdefault(row["systeme"], set()).add(row["code"])
    assert found == SYSTEMS
    assert [row["code"] for row in rows_of("systemes")] == list(SYSTEMS)


@pytest.mark.parametrize(("table", "codes"), CLOSED_LISTS.items())
def test_closed_lists_are_complete(table: str, codes: set[str]) -> None:
    rows = rows_of(table)
    assert {row["code"] for row in rows} == codes
    assert [int(row["ordre"]) for row in rows] == list(range(1, len(rows) + 1))


def test_every_siren_has_a_right_key() -> None:
    sirens = [row["siren"] for row in rows_of("poles") if row["siren"]]
    sirens += [row["membre_siren"] for row in rows_of("pole_membres") if row["membre_siren"]]
    sirens += [row["epci_siren"] for row in rows_of("territoire_epci")]
    sirens += [row["pole_siren"] for row in rows_of("pole_competences")]
    sirens += [row["code"] for row in rows_of("territoires") if row["type"] == "EPCI"]
    assert len(sirens) == 29 + 213 + 2401 + 36 + 521
    assert [siren for siren in sirens if not re.fullmatch(r"\d{9}", siren)] == []
    assert [siren for siren in sirens if not luhn(siren)] == []


def test_every_participant_has_a_territory() -> None:
    known = {row["code"] for row in rows_of("territoires")}
    assert {row["territoire_code"] for row in rows_of("participants")} <= known


def test_every_cooperation_has_two_participants_and_one_porteur() -> None:
    participants = rows_of("participants")
    known = {row["id"] for row in rows_of("cooperations")}
    counts = Counter(row["cooperation_id"] for row in participants)
    carriers = Counter(row["cooperation_id"] for row in participants if row["role"] == "porteur")
    assert set(counts) == known
    assert min(counts.values()) >= 2
    assert carriers == dict.fromkeys(known, 1)


def test_every_researched_fact_has_a_source_and_a_confidence() -> None:
    for table in ("poles", "pole_membres", "cooperations", "recits", "metiers"):
        for row in rows_of(table):
            assert row["source_url"].startswith(("http://", "https://")), row
            assert row["confiance"] in CLOSED_LISTS["confiances"], row
    for table in ("pole_missions", "reseau_chronologie"):
        assert all(row["source_url"].startswith("http") for row in rows_of(table))
    for row in rows_of("territoires"):
        official = row["type"] in {"EPCI", "departement", "region"}
        assert official or row["source_url"].startswith("http"), row


def test_every_territory_can_be_placed() -> None:
    composed = {row["territoire_code"] for row in rows_of("territoire_epci")}
    for row in rows_of("territoires"):
        assert row["code"] in composed or (row["lat"] and row["lon"]), row


def test_each_pole_territory_names_its_pole() -> None:
    poles = {row["code"] for row in rows_of("poles")}
    linked = {row["code"]: row["pole_code"] for row in rows_of("territoires") if row["pole_code"]}
    assert len(linked) == 25
    assert set(linked.values()) <= poles
    assert linked.pop("pole-metropolitain-artois") == "200060358"
    assert all(code == pole for code, pole in linked.items())


def test_no_personal_contact_is_stored() -> None:
    for table in NAMES:
        text = (TABLES / f"{table}.csv").read_text(encoding="utf-8")
        assert not re.search(r"[\w.+-]+@[\w-]+\.\w{2,}", text), table
        assert not re.search(r"\b0[1-9]([ .]\d{2}){4}\b", text), table
