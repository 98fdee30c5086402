"""The data dictionary: all that the schemas say, nothing else."""

from __future__ import annotations

import json

import pytest

from data.dictionary import TYPES, Table, describe, order
from data.loaders import load_tables
from data.schemas import NAMES, SCHEMAS
from tests.test_data_loaders import REFERENCE, write_essai


@pytest.fixture(scope="module")
def essai(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Table]:
    folder = write_essai(tmp_path_factory.mktemp("dictionary") / "tables")
    tables = load_tables(folder, epci=REFERENCE)
    return {table.nom: table for table in describe(tables, regions={"84": "Région d’essai"})}


def test_every_table_and_column_is_described(essai: dict[str, Table]) -> None:
    assert set(essai) == set(NAMES) == set(order())
    for name, table in essai.items():
        schema = json.loads((SCHEMAS / f"{name}.json").read_bytes())
        assert (table.titre, table.description) == (schema["title"], schema["description"])
        assert [(c.nom, c.titre, c.description, c.type) for c in table.champs] == [
            (f["name"], f["title"], f["description"], TYPES[f["type"]]) for f in schema["fields"]
        ]


def test_a_column_says_all_its_rules(essai: dict[str, Table]) -> None:
    champs = {c.nom: c for c in essai["cooperations"].champs}
    assert (champs["id"].cle, champs["id"].unique, champs["id"].obligatoire) == (True, True, True)
    assert champs["id"].attendu == "des mots en minuscules, sans accent, joints par des tirets"
    assert champs["annee_debut"].attendu == "de 1900 à 2100"
    assert champs["annee_debut"].remplis == 1
    assert not champs["annee_debut"].obligatoire
    assert champs["note"].remplis == 1
    assert champs["resume"].attendu == ""
    assert essai["cooperations"].lignes == 2


def test_closed_lists_give_their_values_and_references_their_table(
    essai: dict[str, Table],
) -> None:
    forme = next(c for c in essai["cooperations"].champs if c.nom == "forme")
    assert forme.renvoi == "formes"
    assert len(forme.valeurs) == 11
    assert ("entente", "Entente") in forme.valeurs
    lead = next(c for c in essai["participants"].champs if c.nom == "territoire_code")
    assert (lead.renvoi, lead.valeurs) == ("territoires", ())
    kind = next(c for c in essai["poles"].champs if c.nom == "type")
    assert kind.valeurs == (("aire", ""), ("reseau", ""), ("mixte", ""))


def test_part_of_a_key_is_not_unique_alone(essai: dict[str, Table]) -> None:
    champs = {c.nom: c for c in essai["participants"].champs}
    assert champs["cooperation_id"].cle
    assert not champs["cooperation_id"].unique


def test_regions_are_named_when_all_are_known() -> None:
    tables = load_tables()
    codes = json.loads((SCHEMAS / "territoire_regions.json").read_bytes())["fields"][1]
    names = {code: f"Région {code}" for code in codes["constraints"]["enum"]}
    table = next(t for t in describe(tables, regions=names) if t.nom == "territoire_regions")
    assert ("84", "Région 84") in table.champs[1].valeurs
    some = next(t for t in describe(tables, regions={"84": "A"}) if t.nom == "territoire_regions")
    assert ("84", "") in some.champs[1].valeurs
