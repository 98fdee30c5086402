"""What differs between two states of the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from data.loaders import Tables, load_tables
from data.store import Change, TableDifferences, differences
from tests.essai_store import titled
from tests.test_data_loaders import EPCI_B, POLE, REFERENCE, write_essai


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder: Path = write_essai(tmp_path_factory.mktemp("differences") / "tables")
    return load_tables(folder, epci=REFERENCE)


def only(before: Tables, after: Tables) -> TableDifferences:
    (found,) = differences(before, after)
    return found


def test_nothing_differs(tables: Tables) -> None:
    copied = Tables(**{name: frame.copy() for name, frame in vars(tables).items()})
    assert differences(tables, tables) == differences(tables, copied) == []


def test_a_changed_cell(tables: Tables) -> None:
    found = only(tables, titled(tables, "Un tram d’essai"))
    assert (found.table, found.key, found.count) == ("cooperations", ("id",), 1)
    assert (found.added, found.removed, found.reordered) == ((), (), False)
    (row,) = found.changed
    assert row.key == ("essai-bus",)
    assert row.changes == (Change("intitule", "Un bus d’essai", "Un tram d’essai"),)
    assert row.row["intitule"] == "Un tram d’essai" and row.row["annee_debut"] == "2012"


def test_numbers_and_what_is_missing_are_texts(tables: Tables) -> None:
    cooperations = tables.cooperations.copy()
    cooperations.loc[0, "annee_debut"] = 2013
    cooperations.loc[0, "annee_fin"] = pd.NA
    cooperations.loc[0, "note"] = "Année revue"
    found = only(tables, replace(tables, cooperations=cooperations))
    assert found.changed[0].changes == (
        Change("annee_debut", "2012", "2013"),
        Change("annee_fin", "2015", ""),
        Change("note", "", "Année revue"),
    )


def test_rows_added_and_removed(tables: Tables) -> None:
    """A row of a table with a key of two columns: both make the row."""
    participants = tables.participants.copy()
    participants.loc[1, "territoire_code"] = POLE
    found = only(tables, replace(tables, participants=participants))
    row = {"cooperation_id": "essai-bus", "role": "partenaire"}
    assert found.added == ({**row, "territoire_code": POLE},)
    assert found.removed == ({**row, "territoire_code": EPCI_B},)
    assert found.changed == () and not found.reordered
    assert found.count == 2


def test_rows_in_another_order(tables: Tables) -> None:
    turned = tables.territoires.iloc[::-1].reset_index(drop=True)
    found = only(tables, replace(tables, territoires=turned))
    assert found.reordered and found.count == 0


def test_a_row_added_in_the_middle_leaves_the_others_in_order(tables: Tables) -> None:
    frame = tables.territoires
    fewer = replace(tables, territoires=frame.drop(index=2).reset_index(drop=True))
    assert not only(fewer, tables).reordered
    assert [row["code"] for row in only(fewer, tables).added] == [POLE]
    assert [row["code"] for row in only(tables, fewer).removed] == [POLE]


def test_tables_come_in_their_order(tables: Tables) -> None:
    both = titled(replace(tables, poles=tables.poles.assign(note="revu")), "Autre")
    assert [found.table for found in differences(tables, both)] == ["poles", "cooperations"]


def test_a_new_column_is_compared_with_nothing(tables: Tables) -> None:
    """Two forms of the tables: the former had no such column."""
    former = replace(tables, metiers=tables.metiers.drop(columns="source_titre"))
    assert only(former, tables).changed[0].changes == (Change("source_titre", "", "Source"),)
    assert only(tables, former).changed[0].changes == (Change("source_titre", "Source", ""),)
