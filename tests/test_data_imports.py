"""What an import says and does: headers, mangled values, faults, names, keys, removals.

The bodies are made up (« Pôle d’essai »); their SIRENs start with 999, which is not used.
"""

from __future__ import annotations

import itertools
import json
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from data.imports import ImportRefused, Rapport, check_file, naming
from data.imports.cells import Book, CellError, Day, Formula, Sheet, Value
from data.imports.check import Target, check_book
from data.imports.limits import LIMITS, Limits
from data.loaders import Tables, load_tables
from data.schemas import load_schemas
from tests.test_data_loaders import EPCI_A, EPCI_B, EPCI_C, POLE, REFERENCE, SOURCE, write_essai

EPCI = pd.DataFrame(
    {
        "siren": [EPCI_A, EPCI_B, EPCI_C],
        "nom": ["CC d’essai A", "CC d’essai B", "CA du Grand Essai"],
        "regions": ["84", "01", "84;27"],
    }
)
COOPERATION = [
    "essai-neuve", "Coopération neuve", "mobilites", "convention", "active", "2020", "",
    "Deux territoires coopèrent.", SOURCE, "Source", "2021", "", "", "moyenne", "",
]  # fmt: skip


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Tables:
    folder = write_essai(tmp_path_factory.mktemp("essai") / "tables")
    return load_tables(folder, epci=REFERENCE)


def sheet(name: str, *rows: list[Value]) -> Sheet:
    return Sheet(name, {number: list(row) for number, row in enumerate(rows, start=1)})


def check(tables: Tables, *sheets: Sheet, whole: bool = False, limits: Limits = LIMITS) -> Rapport:
    return check_book(Book("essai.xlsx", list(sheets)), Target(tables, EPCI, whole, limits))


def headers(table: str) -> list[Value]:
    return list(load_schemas()[table].columns)


def faults(report: Rapport) -> list[tuple[str, int, str, str, str]]:
    return [(f.feuille, f.ligne, f.colonne, f.valeur, f.suggestion) for f in report.fautes]


def new_cooperation(*, first: str = EPCI_A, second: str = EPCI_B) -> tuple[Sheet, Sheet]:
    return (
        sheet("cooperations", headers("cooperations"), list(COOPERATION)),
        sheet(
            "participants",
            headers("participants"),
            ["essai-neuve", first, "porteur"],
            ["essai-neuve", second, "partenaire"],
        ),
    )


# ── rows go in by key ──


def test_new_rows_are_added_and_the_others_stay(tables: Tables) -> None:
    report = check(tables, *new_cooperation())
    assert report.ok and report.fautes == ()
    assert report.tables is not None
    assert report.tables.cooperations["id"].tolist() == ["essai-bus", "essai-halle", "essai-neuve"]
    assert report.tables.cooperations["annee_debut"].iloc[2] == 2020
    assert len(report.tables.participants) == 5 + 2
    assert report.lignes == {"cooperations": 1, "participants": 2}
    assert report.tables.poles is tables.poles  # left alone: the very same table


def test_a_known_key_changes_only_the_columns_the_file_has(tables: Tables) -> None:
    report = check(
        tables, sheet("Coopérations", ["Statut", "Identifiant"], ["Achevée", "essai-bus"])
    )
    assert report.tables is not None
    before, after = (t.cooperations.set_index("id") for t in (tables, report.tables))
    assert after.loc["essai-bus", "statut"] == "achevee"
    assert after.index.tolist() == before.index.tolist()
    assert_frame_equal(after.drop(columns="statut"), before.drop(columns="statut"))


def test_an_empty_cell_of_a_column_of_the_file_empties(tables: Tables) -> None:
    report = check(tables, sheet("cooperations", ["id", "annee_fin"], ["essai-bus", None]))
    assert report.tables is not None
    assert pd.isna(report.tables.cooperations["annee_fin"].iloc[0])


def test_supprimer_removes_and_says_what_still_points_at_the_row(tables: Tables) -> None:
    gone = sheet("recits", ["id", "Supprimer"], ["recit-essai", "oui"])
    report = check(tables, gone)
    assert report.tables is not None and len(report.tables.recits) == 0
    report = check(tables, sheet("cooperations", ["id", "supprimer"], ["essai-bus", "x"]))
    assert not report.ok
    assert {(f.feuille, f.ligne) for f in report.fautes if f.champ == "cooperation_id"} == {
        ("Inventaire actuel : cooperation_themes", 2),
        ("Inventaire actuel : cooperation_themes", 3),
        ("Inventaire actuel : participants", 2),
        ("Inventaire actuel : participants", 3),
        ("Inventaire actuel : recits", 2),
    }


def test_supprimer_wants_a_known_row_and_a_plain_answer(tables: Tables) -> None:
    rows = [["inconnu", "oui"], ["essai-bus", "peut-être"]]
    report = check(tables, sheet("cooperations", ["id", "Supprimer"], *rows))
    assert faults(report) == [
        ("cooperations", 2, "id", "inconnu", ""),
        ("cooperations", 3, "Supprimer", "peut-être", "oui"),
    ]


def test_a_whole_file_removes_the_rows_it_has_not(tables: Tables) -> None:
    rows = sheet("cooperation_themes", headers("cooperation_themes"), ["essai-bus", "culture", 1.0])
    partial, whole = check(tables, rows), check(tables, rows, whole=True)
    assert whole.tables is not None
    assert whole.tables.cooperation_themes.to_numpy().tolist() == [["essai-bus", "culture", 1]]
    assert "2 lignes de l’inventaire sans équivalent dans le fichier, à supprimer" in (
        " ".join(whole.notes)
    )
    assert not partial.ok  # tourisme is still there with rank 1
    assert "supprimées" not in " ".join(partial.notes)


def test_a_key_twice_in_the_file_is_a_fault_at_the_second_row(tables: Tables) -> None:
    rows = [["essai-bus", "Un"], ["essai-bus", "Deux"]]
    report = check(tables, sheet("cooperations", ["id", "intitule"], *rows))
    assert faults(report) == [("cooperations", 3, "id", "essai-bus", "")]
    assert "la ligne 2 l’a déjà" in report.fautes[0].attendu
    assert not check(tables, sheet("cooperations", ["id", "intitule"], *rows), whole=True).ok


def test_a_value_that_the_inventory_already_has_is_told_with_its_row(tables: Tables) -> None:
    row = [EPCI_C, EPCI_C, "Autre pôle", "Essai"]
    report = check(tables, sheet("poles", ["code", "siren", "nom", "nom_court"], row))
    twice = next(f for f in report.fautes if f.champ == "nom_court")
    assert "la ligne 2 de l’inventaire actuel l’a déjà" in twice.attendu
    assert "row 2 of the present inventory has it already" in twice.expected


def test_an_epci_of_the_reference_list_becomes_a_territory(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second=EPCI_C))
    assert report.tables is not None
    added = report.tables.territoires.set_index("code").loc[EPCI_C]
    assert (added["nom"], added["type"]) == ("CA du Grand Essai", "EPCI")
    regions = report.tables.territoire_regions
    assert sorted(regions.loc[regions["territoire_code"] == EPCI_C, "region_code"]) == ["27", "84"]
    assert EPCI_C in set(report.tables.territoire_epci["epci_siren"])
    assert EPCI_C in " ".join(report.notes)


# ── headers and sheets ──


@pytest.mark.parametrize(
    "spelled",
    [
        ["cooperation_id", "territoire_code", "role"],
        ["Rôle *", "COOPERATION", " territoire "],
        ["Territoire", "(Territoire : nom)", "rôle", "Coopération *"],
        ["Cooperation id", "Rôle", "TERRITOIRE_CODE"],
    ],
)
def test_headers_in_any_order_and_spelling(tables: Tables, spelled: list[str]) -> None:
    values = {"coop": "essai-bus", "terr": POLE, "role": "partenaire", "rôle": "partenaire"}
    row: list[Value] = [
        "aide" if text.startswith("(") else values[text.strip().lower()[:4]] for text in spelled
    ]
    report = check(tables, sheet("Participants", list(spelled), row))
    assert report.ok, report.fautes
    assert report.tables is not None
    assert report.tables.participants.to_numpy().tolist()[-1] == ["essai-bus", POLE, "partenaire"]


def test_every_title_of_a_table_names_one_column() -> None:
    from data.imports.headers import EDITABLE, headers_of

    for table in EDITABLE:
        assert set(headers_of(table).values()) == set(load_schemas()[table].columns)


def test_a_title_above_the_header_and_empty_lines_are_passed_over(tables: Tables) -> None:
    rows = Sheet(
        "recits",
        {
            1: ["Récits de l’année"],
            4: ["Identifiant", "Titre"],
            5: ["recit-essai", "Un autre titre"],
            900: [None, " "],
        },
    )
    report = check(tables, rows)
    assert report.tables is not None
    assert report.tables.recits["titre"].tolist() == ["Un autre titre"]
    assert any("avant la ligne 4" in note for note in report.notes)


def test_a_sheet_is_known_by_its_columns_and_that_is_said(tables: Tables) -> None:
    report = check(
        tables, sheet("Feuil1", headers("participants"), ["essai-bus", POLE, "partenaire"])
    )
    assert report.ok
    assert any("« Feuil1 »" in note and "participants" in note for note in report.notes)


def test_a_sheet_that_is_no_table_is_a_fault_not_a_silence(tables: Tables) -> None:
    report = check(tables, sheet("Particpants", ["a", "b"], ["1", "2"]), sheet("Feuil2"))
    assert faults(report) == [("Particpants", 1, "", "Particpants", "participants")]
    assert any("« Feuil2 » est vide" in note for note in report.notes)


def test_a_closed_list_does_not_change_by_import(tables: Tables) -> None:
    report = check(tables, sheet("themes", headers("themes"), ["velo", "Vélo", "mobilites", 13.0]))
    assert not report.ok
    assert "liste fermée" in report.fautes[0].attendu


def test_a_table_in_two_sheets_is_a_fault(tables: Tables) -> None:
    rows = sheet("recits", ["id"], ["recit-essai"])
    report = check(tables, rows, sheet("Récits", ["id"], ["recit-essai"]))
    assert [(f.feuille, f.valeur) for f in report.fautes] == [("Récits", "recits")]


def test_columns_unknown_missing_or_twice_are_named(tables: Tables) -> None:
    report = check(tables, sheet("participants", ["Territoir", "role", "Rôle"], [POLE, "", ""]))
    assert ("participants", 1, "Territoir", "Territoir", "territoire_code") in faults(report)
    assert ("participants", 1, "Rôle", "Rôle", "") in faults(report)
    missing = {f.colonne for f in report.fautes if "reconnaître" in f.attendu}
    assert missing == {"cooperation_id", "territoire_code"}


def test_a_value_beside_the_columns_is_a_fault(tables: Tables) -> None:
    report = check(tables, sheet("recits", ["id", "titre"], ["recit-essai", "Un", "récit, coupé"]))
    assert faults(report) == [("recits", 2, "C", "récit, coupé", "")]


def test_a_file_without_any_table_is_a_fault(tables: Tables) -> None:
    assert not check(tables, sheet("Lisez-moi", ["Bonjour"])).ok


# ── values ──


@pytest.mark.parametrize(
    ("table", "column", "given", "kept"),
    [
        ("pole_membres", "membre_siren", 999000011.0, EPCI_A),
        ("pole_membres", "membre_siren", "999000011,0", EPCI_A),
        ("pole_membres", "membre_siren", "999\u202f000\u00a0011", EPCI_A),
        ("pole_membres", "membre_siren", "9.99000011E+08", EPCI_A),
        ("pole_membres", "date_debut", Day(43087.0), "2017-12-18"),
        ("pole_membres", "date_debut", Day(43087.5, 2), "2017-12"),
        ("pole_membres", "date_debut", Day(43087.0, 1), "2017"),
        ("pole_membres", "date_debut", 43087.0, "2017-12-18"),
        ("pole_membres", "date_debut", "43087", "2017-12-18"),
        ("pole_membres", "date_debut", Day(2017.0), "2017"),
        ("pole_membres", "date_debut", 2017.0, "2017"),
        ("pole_membres", "date_debut", "18/12/2017", "2017-12-18"),
        ("pole_membres", "date_debut", "12/2017", "2017-12"),
        ("pole_membres", "confiance", "Moyenne", "moyenne"),
        ("pole_membres", "qualite", "epci", "EPCI"),
        ("poles", "departement_siege", 1.0, "01"),
        ("poles", "region_siege", "1", "01"),
        ("poles", "population_banatic", "12\u202f345", 12345),
        ("cooperations", "annee_debut", Day(2014.0), 2014),
        ("cooperations", "annee_debut", "2014,0", 2014),
        ("cooperations", "theme_principal", "Mobilités", "mobilites"),
        ("cooperations", "note", "'=1+1", "=1+1"),
        ("cooperations", "note", "deux\r\nlignes ", "deux\nlignes"),
        ("territoires", "lat", "45,75", 45.75),
    ],
)
def test_what_a_spreadsheet_mangled_is_written_back(
    tables: Tables, table: str, column: str, given: Value, kept: object
) -> None:
    schema = load_schemas()[table]
    place = {"territoires": 3}.get(table, 0)
    row = getattr(tables, table).astype(object).iloc[place].to_dict()
    row = {name: "" if pd.isna(value) else str(value) for name, value in row.items()}
    report = check(tables, sheet(table, list(schema.columns), [*(row | {column: given}).values()]))
    assert report.tables is not None, report.fautes
    key = list(schema.primary_key)
    found = getattr(report.tables, table).astype(object).set_index(key)
    assert (
        found.loc[tuple(row[name] for name in key)[0 if len(key) == 1 else slice(None)]][column]
        == kept
    )
    said = [(done.ligne, done.apres) for done in report.corrections]
    by_form = isinstance(given, Day) or given in (999000011.0, 2017.0, "'=1+1", "deux\r\nlignes ")
    assert said == ([] if by_form else [(2, str(kept))])


@pytest.mark.parametrize(
    ("column", "given", "suggestion", "attendu"),
    [
        ("theme_principal", "mobilité", "mobilites", "valeur parmi"),
        ("statut", "termine", "", "valeur parmi"),
        ("source_url", "exemple.fr", "", "http"),
        ("annee_debut", "deux mille", "", "nombre entier"),
        ("annee_debut", Day(43087.0), "", "de 1900 à 2100"),
        ("annee_fin", "1999", "", "ne précède pas"),
        ("intitule", "", "", "une valeur"),
        ("intitule", Formula("=A1"), "", "formule"),
        ("intitule", "=HYPERLINK(1)", "", "formule"),
        ("intitule", CellError("#N/A"), "", "erreur du tableur"),
        ("intitule", "nul\x00", "", "caractère de contrôle"),
        ("intitule", "x" * 32_768, "", "au plus 32\u202f767 caractères"),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_value(
    tables: Tables, column: str, given: Value, suggestion: str, attendu: str
) -> None:
    cooperation, participants = new_cooperation()
    cooperation.rows[2][headers("cooperations").index(column)] = given
    report = check(tables, cooperation, participants)
    assert [(f.ligne, f.champ) for f in report.fautes] == [(2, column)]
    assert attendu in report.fautes[0].attendu
    assert report.fautes[0].suggestion == suggestion
    assert len(report.fautes[0].valeur) <= 201


@pytest.mark.parametrize("lost", [2.0e8, "2.00E+08", "2E+08"])
def test_a_code_whose_digits_are_lost_is_a_fault(tables: Tables, lost: Value) -> None:
    rows = ["essai-bus", lost, "partenaire"]
    report = check(tables, sheet("participants", headers("participants"), rows))
    assert [f.champ for f in report.fautes] == ["territoire_code"] and not report.rapprochements


def test_every_fault_of_every_sheet_is_in_one_report(tables: Tables) -> None:
    cooperation, participants = new_cooperation(first="999000012")
    cooperation.rows[2][2] = "mobilité"
    participants.rows[3][2] = "partenair"
    report = check(tables, cooperation, participants, sheet("Inconnue", ["a"], ["b"]))
    assert [(f.feuille, f.ligne, f.champ, f.position) for f in report.fautes] == [
        ("cooperations", 2, "theme_principal", 2),
        ("participants", 2, "territoire_code", 1),
        ("participants", 3, "role", 2),
        ("Inconnue", 1, "", None),
    ]
    told = json.loads(report.to_json())
    assert not told["ok"]
    assert told["fautes"][0] == {
        "feuille": "cooperations",
        "ligne": 2,
        "colonne": "theme_principal",
        "valeur": "mobilité",
        "attendu": report.fautes[0].attendu,
        "suggestion": "mobilites",
    }


def test_too_many_faults_are_counted_not_hidden(tables: Tables) -> None:
    rows: list[list[Value]] = [[f"inconnu-{n}", POLE, "partenaire"] for n in range(30)]
    report = check(
        tables, sheet("participants", headers("participants"), *rows), limits=Limits(faults=10)
    )
    assert len(report.fautes) == 10 and report.autres >= 20
    assert any(f"{report.autres} autres fautes" in note for note in report.notes)


def test_corrections_are_counted_too(tables: Tables) -> None:
    rows: list[list[Value]] = [["essai-bus", f"PAYS-{n}", "Partenaire"] for n in range(30)]
    report = check(
        tables, sheet("participants", headers("participants"), *rows), limits=Limits(faults=10)
    )
    assert len(report.corrections) == 10
    assert "20 autres corrections en plus de cette liste." in report.notes


def test_a_file_wrong_throughout_is_given_up_with_what_was_found(tables: Tables) -> None:
    rows: list[list[Value]] = [["Mauvais 1", f"Mauvais {n}", "chef"] for n in range(300)]
    seconds = itertools.count()
    patient, hurried = (
        check(
            tables,
            sheet("pole_missions", ["pole_code", "theme", "mission"], *rows),
            limits=Limits(clock=seconds.__next__, faulty=50, faulty_seconds=allowed, seconds=9_999),
        )
        for allowed in (9_999, 100)
    )
    assert len(patient.fautes) > len(hurried.fautes) >= 50
    assert not hurried.ok and "trop de fautes pour les énumérer toutes" in hurried.notes[-1]


def test_a_file_that_takes_for_ever_is_refused(tables: Tables) -> None:
    seconds = itertools.count(step=10)
    with pytest.raises(ImportRefused, match="more than 28 s") as caught:
        check(tables, *new_cooperation(), limits=Limits(clock=seconds.__next__))
    assert "en plusieurs parties" in caught.value.motif


@pytest.mark.parametrize("given", ["9" * 30, "9" * 5_000, 1e14, "2000000001"])
def test_a_number_too_big_to_keep_is_a_fault(tables: Tables, given: Value) -> None:
    rows = [POLE, given]
    report = check(tables, sheet("poles", ["code", "population_banatic"], rows))
    assert [(f.champ, "de 1 à 2000000000" in f.attendu) for f in report.fautes] == [
        ("population_banatic", True)
    ]


def test_texts_made_to_slow_the_rules_are_faults(tables: Tables) -> None:
    slow: list[list[Value]] = [
        [f"essai-{n}", "http://" + "a." * 16_000 + " ", "[" * 32_000] for n in range(50)
    ]
    report = check(tables, sheet("cooperations", ["id", "source_url", "intitule"], *slow))
    assert {f.champ for f in report.fautes} >= {"source_url"}
    names: list[list[Value]] = [["essai-bus", "a b " * 8_000 + str(n)] for n in range(50)]
    report = check(tables, sheet("participants", ["cooperation_id", "territoire_code"], *names))
    assert len(report.to_json()) < 100_000 and not report.rapprochements


def test_long_headers_and_names_of_sheets_are_shortened(tables: Tables) -> None:
    header = "id" + "-" * 30_000
    report = check(tables, sheet("recits", [header, "titre"], ["inconnu", ""]))
    assert len(report.to_json()) < 10_000


# ── names ──


def test_a_name_waits_for_a_choice_then_becomes_a_code(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second="Communauté de communes d’essai B"))
    assert not report.ok and report.fautes == ()
    (asked,) = report.rapprochements
    assert (asked.feuille, asked.ligne, asked.texte) == (
        "participants",
        3,
        "Communauté de communes d’essai B",
    )
    assert (asked.candidats[0].code, asked.candidats[0].nom) == (EPCI_B, "CC d’essai B")
    assert asked.candidats[0].score == 100
    assert [c.score for c in asked.candidats] == sorted(
        (c.score for c in asked.candidats), reverse=True
    )
    assert json.loads(report.to_json())["fautes"][0]["suggestion"] == EPCI_B
    resolved = report.resolve({asked.cle: EPCI_B})
    assert resolved.tables is not None
    assert resolved.tables.participants.to_numpy().tolist()[-1][1] == EPCI_B


def test_an_exact_name_waits_too(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second="CC d’essai B"))
    assert not report.ok and report.rapprochements[0].candidats[0].score == 100


def test_a_refused_name_is_a_fault(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second="CC d’essai B"))
    refused = report.resolve({report.rapprochements[0].cle: ""})
    assert [(f.ligne, f.valeur) for f in refused.fautes] == [(3, "CC d’essai B")]
    again = refused.resolve({report.rapprochements[0].cle: EPCI_B})
    assert again.ok


def test_a_wrong_choice_is_a_fault(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second="CC d’essai B"))
    chosen = report.resolve({report.rapprochements[0].cle: "999000012"})
    assert [(f.ligne, f.valeur) for f in chosen.fautes] == [(3, "999000012")]


def test_a_name_without_candidate_is_a_fault(tables: Tables) -> None:
    report = check(tables, *new_cooperation(second="Zzyzx Wwvwq"))
    assert report.rapprochements == ()
    assert [(f.ligne, f.valeur) for f in report.fautes] == [(3, "Zzyzx Wwvwq")]


def test_a_name_of_several_rows_is_asked_once(tables: Tables) -> None:
    cooperation, participants = new_cooperation(second="CC d’essai B")
    participants.rows[4] = ["essai-halle", "CC d’essai B", "partenaire"]
    report = check(tables, cooperation, participants)
    assert [asked.lignes for asked in report.rapprochements] == [(3, 4)]
    assert report.resolve({report.rapprochements[0].cle: EPCI_B}).ok


def test_a_body_of_the_same_file_and_a_cooperation_may_be_named(tables: Tables) -> None:
    report = check(
        tables,
        sheet(
            "territoires",
            ["code", "nom", "type", "lat", "lon", "source_url"],
            ["pays-neuf", "Pays neuf de l’Essai", "PETR", 45.0, 4.0, SOURCE],
        ),
        sheet("territoire_regions", headers("territoire_regions"), ["pays-neuf", "84"]),
        sheet(
            "participants",
            headers("participants"),
            ["Une halle d’essai", "Pays neuf de l’Essai", "partenaire"],
        ),
    )
    best = {asked.champ: asked.candidats[0].code for asked in report.rapprochements}
    assert best == {"cooperation_id": "essai-halle", "territoire_code": "pays-neuf"}
    done = report.resolve({asked.cle: asked.candidats[0].code for asked in report.rapprochements})
    assert done.tables is not None
    assert done.tables.participants.to_numpy().tolist()[-1][:2] == ["essai-halle", "pays-neuf"]


def test_a_row_to_remove_given_by_name_waits_too(tables: Tables) -> None:
    rows = ["Une halle d’essai", EPCI_A, "oui"]
    report = check(
        tables, sheet("participants", ["cooperation_id", "territoire_code", "Supprimer"], rows)
    )
    assert report.fautes == () and len(report.rapprochements) == 1


def test_names_without_end_are_asked_as_far_as_it_can_be(
    tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "NAMES_MAX", 3)
    rows: list[list[Value]] = [["essai-bus", f"CC d’essai {n}", "partenaire"] for n in range(8)]
    report = check(tables, sheet("participants", headers("participants"), *rows))
    assert len(report.rapprochements) == 3 and len(report.fautes) == 5
    assert any("les 3 premiers" in note and "(5)" in note for note in report.notes)


# ── the true inventory ──


def test_steps_go_from_nothing_to_everything(tables: Tables) -> None:
    told: list[tuple[str, float]] = []
    lines = "".join(f"recit-{n},Un titre\n" for n in range(20_000))
    content = f"id,titre\n{lines}".encode()
    check_file(
        "recits.csv", content, tables, epci=EPCI, step=lambda what, done: told.append((what, done))
    )
    done = [part for _, part in told]
    assert done == sorted(done) and done[0] == 0 and done[-1] == 1
    assert max(after - before for before, after in itertools.pairwise(done)) <= 0.25
    assert sum(what == "Lecture du fichier" for what, _ in told) > 10
    assert len(told) < 150


def test_checking_every_table_as_csv_changes_nothing(root: Path) -> None:
    from data.imports.headers import EDITABLE

    real = load_tables()
    for table in ("participants", "poles", "territoires"):
        assert table in EDITABLE
        content = (root / "data/tables" / f"{table}.csv").read_bytes()
        report = check_file(f"{table}.csv", content, real, whole=True)
        assert report.tables is not None, report.fautes[:3]
        for field in fields(real):
            assert_frame_equal(getattr(report.tables, field.name), getattr(real, field.name))


def test_a_refusal_speaks_both_languages(tables: Tables) -> None:
    with pytest.raises(ImportRefused, match="empty") as caught:
        check_file("vide.csv", b"", tables)
    assert caught.value.motif == "Le fichier est vide."
