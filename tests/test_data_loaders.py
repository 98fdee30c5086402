"""Loading the tables: good ones pass, each kind of bad input is named, all in one report.

The bodies are made up (« Pôle d’essai »); their SIRENs start with 999, which is not used.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from data.composition import composition_digest
from data.errors import Fault, TablesError
from data.loaders import Tables, load_tables
from data.schemas import NAMES, TABLES, load_schemas
from data.writing import write_tables

EPCI_A, EPCI_B, EPCI_C, POLE = "999000011", "999000029", "999000037", "999000904"
UNKNOWN_EPCI = "999000045"
REFERENCE = frozenset({EPCI_A, EPCI_B, EPCI_C})
SOURCE = "https://exemple.fr/source"

FACTS = {
    "territoires": f"""\
{EPCI_A},CC d’essai A,EPCI,,,,,
{EPCI_B},CC d’essai B,EPCI,,,,,
{POLE},Pôle d’essai,pole,{POLE},,,{SOURCE},
commune-essai,Commune d’essai,commune,,45.5,4.25,{SOURCE},Coordonnées approchées
etranger-essai,Ville étrangère d’essai,etranger,,46.2,6.15,{SOURCE},
""",
    "territoire_epci": f"""\
{EPCI_A},{EPCI_A}
{EPCI_B},{EPCI_B}
{POLE},{EPCI_A}
{POLE},{EPCI_B}
""",
    "territoire_regions": f"""\
{EPCI_A},84
{EPCI_B},01
{POLE},84
{POLE},01
commune-essai,84
""",
    "poles": f"""\
{POLE},{POLE},Pôle métropolitain d’essai,Essai,POLEM,actif,2012-03,,Essai-Ville,69,84,aire,,1000,\
"Un pôle d’essai, pour les tests.",{SOURCE},Source d’essai,,haute,
""",
    "pole_membres": f"""\
{POLE},{EPCI_A},CC d’essai A,EPCI,2012,,{SOURCE},haute,
{POLE},{EPCI_B},CC d’essai B,EPCI,2012-03,2012,{SOURCE},moyenne,
{POLE},,Département d’essai,departement,,,{SOURCE},faible,
""",
    "pole_missions": f"{POLE},mobilites,Un bus d’essai,{SOURCE}\n",
    "pole_competences": f"{POLE},1540,Compétence d’essai\n",
    "cooperations": f"""\
essai-bus,Un bus d’essai,mobilites,entente,active,2012,2015,Un bus roule.,\
{SOURCE},Source d’essai,2014,,,haute,
essai-halle,Une halle d’essai,alimentation,convention,inconnu,,,Une halle ouvre.,\
{SOURCE},Source d’essai,,{SOURCE}/2,Autre source,moyenne,Année inconnue
""",
    "cooperation_themes": "essai-bus,tourisme,1\nessai-bus,culture,2\nessai-halle,sante,1\n",
    "participants": f"""\
essai-bus,{EPCI_A},porteur
essai-bus,{EPCI_B},partenaire
essai-halle,{POLE},porteur
essai-halle,commune-essai,partenaire
essai-halle,etranger-essai,partenaire
""",
    "recits": f"recit-essai,essai-bus,Un récit,Il était un bus.,1 bus,{SOURCE},Source,haute\n",
    "reseau_chronologie": f"2012-03,,Une réunion,On s’est réuni.,rencontre,{SOURCE},Source,haute\n",
    "metiers": f"metier-essai,Essayeur,Essaie.,essayer;noter,Essai,,{SOURCE},Source,moyenne\n",
    "scenes": """\
essai-scene,1,Une scène,{cooperations} roulent.,Dire cela.|Et ceci.,theme=mobilites&pole=999000904,\
3;45;5;46,true,poles;liens,2012-2015
""",
}


@pytest.fixture
def essai(tmp_path: Path) -> Path:
    """Return a folder of made-up facts beside the real closed lists."""
    return write_essai(tmp_path / "tables")


def write_essai(folder: Path) -> Path:
    folder.mkdir()
    for name, schema in load_schemas().items():
        path = folder / f"{name}.csv"
        if name in FACTS:
            path.write_bytes((",".join(schema.columns) + "\n" + FACTS[name]).encode())
        else:
            shutil.copyfile(TABLES / f"{name}.csv", path)
    return folder


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(TablesError) as caught:
        load_tables(folder, epci=REFERENCE)
    assert str(caught.value)
    return caught.value.faults


def swap(folder: Path, table: str, old: str, new: str, count: int = 1) -> None:
    path = folder / f"{table}.csv"
    raw = path.read_bytes()
    assert old.encode() in raw, old
    path.write_bytes(raw.replace(old.encode(), new.encode(), count))


def on_bytes(table: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / f"{table}.csv"
        path.write_bytes(change(path.read_bytes()))

    return apply


def on_text(table: str, old: str, new: str, count: int = 1) -> Callable[[Path], None]:
    return lambda folder: swap(folder, table, old, new, count)


Case = tuple[Callable[[Path], None], tuple[str, int, str, str], str]

CASES: dict[str, Case] = {
    # name: how the file is broken, (table, row, column, value), part of what was expected
    "unknown territory of a participant": (
        on_text("participants", f"essai-bus,{EPCI_B}", f"essai-bus,{EPCI_C}"),
        ("participants", 3, "territoire_code", EPCI_C),
        "code of territoires.csv|one of",
    ),
    "unknown SIREN of a member": (
        on_text("pole_membres", EPCI_A, UNKNOWN_EPCI),
        ("pole_membres", 2, "membre_siren", UNKNOWN_EPCI),
        "EPCI of the reference list",
    ),
    "unknown SIREN in a composition": (
        on_text("territoire_epci", f"{POLE},{EPCI_B}", f"{POLE},{UNKNOWN_EPCI}"),
        ("territoire_epci", 5, "epci_siren", UNKNOWN_EPCI),
        "EPCI of the reference list",
    ),
    "SIREN with a wrong key": (
        on_text("pole_membres", EPCI_A, "999000012"),
        ("pole_membres", 2, "membre_siren", "999000012"),
        "Luhn",
    ),
    "SIREN mangled by a spreadsheet": (
        on_text("pole_membres", EPCI_A, "2.00E+08"),
        ("pole_membres", 2, "membre_siren", "2.00E+08"),
        "format the column as text",
    ),
    "SIREN mangled by a French spreadsheet, as a territory": (
        on_text("participants", EPCI_A, '"9,99E+08"'),
        ("participants", 2, "territoire_code", "9,99E+08"),
        "format the column as text",
    ),
    "duplicate id": (
        on_text("cooperations", "essai-halle", "essai-bus"),
        ("cooperations", 3, "id", "essai-bus"),
        "row 2 has it already",
    ),
    "duplicate participation": (
        on_text("participants", "essai-halle,etranger-essai", "essai-halle,commune-essai"),
        ("participants", 6, "territoire_code", "essai-halle + commune-essai"),
        "row 5 has it already",
    ),
    "main theme outside the list": (
        on_text("cooperations", "mobilites", "transports"),
        ("cooperations", 2, "theme_principal", "transports"),
        "one of developpement-economique, esr-innovation",
    ),
    "secondary theme outside the list": (
        on_text("cooperation_themes", "tourisme", "turisme"),
        ("cooperation_themes", 2, "theme", "turisme"),
        "one of",
    ),
    "secondary theme that is the main one": (
        on_text("cooperation_themes", "tourisme", "mobilites"),
        ("cooperation_themes", 2, "theme", "mobilites"),
        "other than the main one",
    ),
    "ranks with a gap": (
        on_text("cooperation_themes", "culture,2", "culture,3"),
        ("cooperation_themes", 3, "rang", "3"),
        "1, 2, 3",
    ),
    "confidence outside the list": (
        on_text("cooperations", ",haute,", ",forte,"),
        ("cooperations", 2, "confiance", "forte"),
        "one of haute, moyenne, faible",
    ),
    "cooperation with one participant": (
        on_text("participants", f"essai-bus,{EPCI_B},partenaire\n", ""),
        ("cooperations", 2, "id", "essai-bus"),
        "at least two participants in participants.csv, found 1",
    ),
    "cooperation without participants": (
        on_text(
            "participants",
            f"essai-bus,{EPCI_A},porteur\nessai-bus,{EPCI_B},partenaire\n",
            "",
        ),
        ("cooperations", 2, "id", "essai-bus"),
        "found 0",
    ),
    "cooperation without porteur": (
        on_text("participants", f"{EPCI_A},porteur", f"{EPCI_A},partenaire"),
        ("participants", 2, "role", "partenaire"),
        "found none",
    ),
    "cooperation with two porteurs": (
        on_text("participants", f"{EPCI_B},partenaire", f"{EPCI_B},porteur"),
        ("participants", 3, "role", "porteur"),
        "only one porteur",
    ),
    "URL of another scheme": (
        on_text("cooperations", SOURCE, "ftp://exemple.fr/source"),
        ("cooperations", 2, "source_url", "ftp://exemple.fr/source"),
        "http:// or https://",
    ),
    "URL that is a script": (
        on_text("recits", SOURCE, "javascript:alert(1)"),
        ("recits", 2, "source_url", "javascript:alert(1)"),
        "http:// or https://",
    ),
    "row without a source": (
        on_text("cooperations", SOURCE, ""),
        ("cooperations", 2, "source_url", ""),
        "a value",
    ),
    "territory without a source": (
        on_text("territoires", f"45.5,4.25,{SOURCE}", "45.5,4.25,"),
        ("territoires", 5, "source_url", ""),
        "a source",
    ),
    "empty required cell": (
        on_text("cooperations", "essai-bus,Un bus d’essai", "essai-bus,"),
        ("cooperations", 2, "intitule", ""),
        "a value",
    ),
    "years reversed": (
        on_text("cooperations", "2012,2015", "2015,2012"),
        ("cooperations", 2, "annee_fin", "2012"),
        r"not before annee_debut \(2015\)",
    ),
    "partial dates reversed": (
        on_text("pole_membres", "2012-03,2012", "2012-03,2012-02-28"),
        ("pole_membres", 3, "date_fin", "2012-02-28"),
        r"not before date_debut \(2012-03\)",
    ),
    "pole ended before it began": (
        on_text("poles", "2012-03,,", "2012-03,2011,"),
        ("poles", 2, "date_fin", "2011"),
        r"not before date_creation \(2012-03\)",
    ),
    "date that does not exist": (
        on_text("reseau_chronologie", "2012-03", "2012-02-30"),
        ("reseau_chronologie", 2, "date", "2012-02-30"),
        "a date that exists",
    ),
    "French date": (
        on_text("pole_membres", "2012-03", "05/03/2012"),
        ("pole_membres", 3, "date_debut", "05/03/2012"),
        "YYYY-MM-DD",
    ),
    "year that is a decimal number": (
        on_text("cooperations", "2012,2015", "2012.0,2015"),
        ("cooperations", 2, "annee_debut", "2012.0"),
        "a whole number from 1900 to 2100",
    ),
    "latitude with a comma": (
        on_text("territoires", "45.5,", '"45,5",'),
        ("territoires", 5, "lat", "45,5"),
        "decimal point",
    ),
    "latitude out of the globe": (
        on_text("territoires", "45.5,", "455,"),
        ("territoires", 5, "lat", "455"),
        "from -90 to 90",
    ),
    "latitude alone": (
        on_text("territoires", "45.5,4.25", "45.5,"),
        ("territoires", 5, "lon", ""),
        "as lat has one",
    ),
    "territory nowhere": (
        on_text("territoires", "45.5,4.25", ","),
        ("territoires", 5, "lat", ""),
        "a point, or rows in territoire_epci.csv",
    ),
    "territory without region": (
        on_text("territoire_regions", "commune-essai,84\n", ""),
        ("territoires", 5, "code", "commune-essai"),
        "at least one row in territoire_regions.csv",
    ),
    "foreign territory in a French region": (
        on_text(
            "territoire_regions", "commune-essai,84\n", "commune-essai,84\netranger-essai,84\n"
        ),
        ("territoires", 6, "code", "etranger-essai"),
        "no row in territoire_regions.csv",
    ),
    "region without its zero": (
        on_text("territoire_regions", ",01", ",1"),
        ("territoire_regions", 3, "region_code", "1"),
        "one of 01, 02",
    ),
    "pole territory without its pole": (
        on_text("territoires", f"pole,{POLE}", "pole,"),
        ("territoires", 4, "pole_code", ""),
        "the code of the pôle",
    ),
    "pole of a territory that is no pole": (
        on_text("territoires", "commune,,", f"commune,{POLE},"),
        ("territoires", 5, "pole_code", POLE),
        "type is not pole",
    ),
    "EPCI made of another": (
        on_text("territoire_epci", f"{EPCI_A},{EPCI_A}", f"{EPCI_A},{EPCI_C}"),
        ("territoires", 2, "code", EPCI_A),
        "this SIREN twice",
    ),
    "pole whose SIREN is not its code": (
        on_text("poles", f"{POLE},{POLE}", f"{POLE},{EPCI_A}"),
        ("poles", 2, "siren", EPCI_A),
        "same SIREN as code",
    ),
    "EPCI member without SIREN": (
        on_text("pole_membres", EPCI_A, ""),
        ("pole_membres", 2, "membre_siren", ""),
        "as qualite is EPCI",
    ),
    "same member twice": (
        on_text("pole_membres", EPCI_B, EPCI_A),
        ("pole_membres", 3, "membre_siren", EPCI_A),
        "only once",
    ),
    "title of a second source without address": (
        on_text("cooperations", f"{SOURCE}/2", ""),
        ("cooperations", 3, "source2_url", ""),
        "second source",
    ),
    "boolean in French": (
        on_text("natures", "1,true", "1,VRAI"),
        ("natures", 2, "legale", "VRAI"),
        "true or false",
    ),
    "colour by name": (
        on_text("systemes", "#367892", "bleu"),
        ("systemes", 2, "couleur_clair", "bleu"),
        "#RRGGBB",
    ),
    "code of another form": (
        on_text("roles", "porteur,Porteur", "Porteur 1,Porteur"),
        ("roles", 2, "code", "Porteur 1"),
        "a text of the form",
    ),
    "spaces around a code": (
        on_text("cooperations", ",mobilites,", ", mobilites ,"),
        ("cooperations", 2, "theme_principal", " mobilites "),
        "no space before or after",
    ),
    "no-break space after a SIREN": (
        on_text("pole_membres", EPCI_A, EPCI_A + "\u00a0"),
        ("pole_membres", 2, "membre_siren", EPCI_A + "\u00a0"),
        "no space before or after",
    ),
    "spaces around a column name": (
        on_text("recits", ",titre,", ", titre,"),
        ("recits", 1, "titre", " titre"),
        "no space before or after",
    ),
    "trailing empty line": (
        on_bytes("cooperations", lambda raw: raw + b"\n"),
        ("cooperations", 4, "id", ""),
        "no empty line",
    ),
    "empty line in the middle": (
        on_text("participants", "essai-halle", "\nessai-halle"),
        ("participants", 4, "cooperation_id", ""),
        "no empty line",
    ),
    "trailing line of commas": (
        on_bytes("participants", lambda raw: raw + b",,\n,,\n"),
        ("participants", 7, "cooperation_id", ""),
        "no empty line",
    ),
    "Windows line ends": (
        on_bytes("cooperations", lambda raw: raw.replace(b"\n", b"\r\n")),
        ("cooperations", 1, "note", "\r\n"),
        "LF line ends",
    ),
    "old Mac line ends": (
        on_bytes("participants", lambda raw: raw.replace(b"\n", b"\r")),
        ("participants", 1, "role", "\r"),
        "LF line ends",
    ),
    "byte order mark": (
        on_bytes("cooperations", lambda raw: b"\xef\xbb\xbf" + raw),
        ("cooperations", 1, "id", "BOM"),
        "byte order mark",
    ),
    "Windows-1252": (
        on_bytes("pole_missions", lambda raw: raw.decode().encode("cp1252")),
        ("pole_missions", 2, "intitule", "Un bus d’essai"),
        "UTF-8",
    ),
    "one cell in Latin-1": (
        on_bytes("metiers", lambda raw: raw.replace(b"Essayeur", "Employé".encode("latin-1"))),
        ("metiers", 2, "intitule", "Employé"),
        "UTF-8",
    ),
    "UTF-16": (
        on_bytes("metiers", lambda raw: raw.decode().encode("utf-16")),
        ("metiers", 1, "code", "UTF-16"),
        "UTF-8",
    ),
    "text encoded twice": (
        on_text("pole_missions", "Un bus d’essai", "Un pÃ´le d’essai"),
        ("pole_missions", 2, "intitule", "Un pÃ´le d’essai"),
        "UTF-8",
    ),
    "control character": (
        on_text("pole_missions", "Un bus", "Un\x00bus"),
        ("pole_missions", 2, "intitule", "Un\x00bus d’essai"),
        "control character",
    ),
    "semicolons": (
        on_bytes("participants", lambda raw: raw.replace(b",", b";")),
        ("participants", 1, "cooperation_id", ";"),
        "commas",
    ),
    "comma outside quotes": (
        on_text("pole_missions", "Un bus d’essai", "Un bus, d’essai"),
        ("pole_missions", 2, "source_url", "5 cells"),
        "4 cells",
    ),
    "missing cell": (
        on_text("participants", f"essai-bus,{EPCI_B},partenaire", f"essai-bus,{EPCI_B}"),
        ("participants", 3, "role", "2 cells"),
        "3 cells",
    ),
    "quote that never closes": (
        on_text("recits", "recit-essai", '"recit-essai'),
        ("recits", 2, "id", FACTS["recits"].replace("recit", '"recit', 1).strip()),
        "quotes that close",
    ),
    "missing column": (
        on_bytes("recits", lambda raw: raw.replace(b",confiance\n", b"\n").replace(b",haute", b"")),
        ("recits", 1, "confiance", ""),
        "this column",
    ),
    "extra column": (
        on_bytes("recits", lambda raw: re.sub(rb"(?m)$(?<!\A)", b",x", raw).removesuffix(b",x")),
        ("recits", 1, "x", "x"),
        "no column of this name",
    ),
    "column twice": (
        on_text("metiers", ",theme,", ",mission,"),
        ("metiers", 1, "mission", "mission"),
        "only once",
    ),
    "empty file": (
        on_bytes("metiers", lambda _: b""),
        ("metiers", 1, "code", ""),
        "a first row with the column names",
    ),
    "missing file": (
        lambda folder: (folder / "metiers.csv").unlink(),
        ("metiers", 0, "", ""),
        "a file, found none",
    ),
}


def test_made_up_tables_load(essai: Path) -> None:
    tables = load_tables(essai, epci=REFERENCE)
    assert tables.cooperations["annee_debut"].tolist()[0] == 2012
    assert tables.cooperations["annee_debut"].isna().tolist() == [False, True]
    assert tables.territoires["lat"].tolist()[3] == pytest.approx(45.5)
    assert tables.poles["description"].tolist() == ["Un pôle d’essai, pour les tests."]
    assert tables.natures["legale"].tolist() == [True, True, True, False, False, False]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_each_bad_input_is_named(essai: Path, case: Case) -> None:
    break_it, place, expected = case
    break_it(essai)
    faults = faults_of(essai)
    named = [f for f in faults if (f.table, f.row, f.column, f.value) == place]
    assert len(named) == 1, faults
    assert re.search(expected, named[0].expected)
    assert named[0].attendu
    assert named[0].attendu != named[0].expected


ALONE = set(CASES) - {
    # These break what other tables point at, or a rule of their own twin row.
    "duplicate id",
    "unknown territory of a participant",
    "EPCI made of another",
    "pole whose SIREN is not its code",
    "territory nowhere",
    "latitude out of the globe",
    "code of another form",
    "column twice",
    "cooperation without participants",
    "missing cell",
    "old Mac line ends",
    "pole territory without its pole",
    "unknown SIREN in a composition",
    "trailing line of commas",
    "spaces around a column name",
    "UTF-16",
    "SIREN mangled by a French spreadsheet, as a territory",
}


@pytest.mark.parametrize("name", sorted(ALONE))
def test_one_mistake_gives_one_fault(essai: Path, name: str) -> None:
    CASES[name][0](essai)
    assert len(faults_of(essai)) == 1


def test_all_faults_are_in_one_report(essai: Path) -> None:
    together = [
        "unknown SIREN of a member",
        "duplicate participation",
        "main theme outside the list",
        "URL of another scheme",
        "cooperation with one participant",
        "years reversed",
        "byte order mark",
        "trailing empty line",
        "text encoded twice",
        "region without its zero",
        "quote that never closes",
        "missing file",
        "boolean in French",
        "latitude with a comma",
        "semicolons",
    ]
    for name in together:
        CASES[name][0](essai)
    on_bytes("reseau_chronologie", lambda raw: raw.replace(b"\n", b"\r\n"))(essai)
    swap(essai, "pole_membres", f"{EPCI_B}", "2.00E+08")
    faults = faults_of(essai)
    shift = {("participants", 6): 5}  # a row above was taken out by another case
    places = {(f.table, f.row) for f in faults}
    for name in together:
        table, row, _, _ = CASES[name][1]
        assert (table, shift.get((table, row), row)) in places, name
    assert ("reseau_chronologie", 1) in places
    assert ("pole_membres", 3) in places
    ranks = [NAMES.index(fault.table) for fault in faults]
    assert ranks == sorted(ranks)


def test_report_says_table_expected_found_and_what_to_do(essai: Path) -> None:
    text = essai / "participants.csv"
    text.write_text(
        text.read_text(encoding="utf-8").replace("partenaire", "associe").replace("bus,", "buss,"),
        encoding="utf-8",
        newline="",
    )
    with pytest.raises(TablesError) as caught:
        load_tables(essai, epci=REFERENCE)
    report = str(caught.value)
    assert "participants.csv (" in report
    assert "expected one of porteur, partenaire" in report
    assert "row 3, column role: found 'associe'" in report
    assert "did you mean 'essai-bus'?" in report
    assert "Correct these rows" in report
    assert len(caught.value.faults) > 3


def test_report_quotes_three_rows_and_counts_the_others(essai: Path) -> None:
    path = essai / "pole_missions.csv"
    path.write_bytes(
        path.read_bytes() + b"".join(f"{POLE},x,Essai {i},{SOURCE}\n".encode() for i in range(9))
    )
    with pytest.raises(TablesError, match="and 6 more") as caught:
        load_tables(essai, epci=REFERENCE)
    assert str(caught.value).count("found 'x'") == 3
    assert len(caught.value.faults) == 9


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("mobilite", "mobilites"), ("Mobilités", "mobilites"), ("Énergie & climat", "energie-climat")],
)
def test_nearest_value_of_a_closed_list_is_suggested(
    essai: Path, typed: str, suggestion: str
) -> None:
    swap(essai, "pole_missions", "mobilites", typed)
    assert [fault.suggestion for fault in faults_of(essai)] == [suggestion]


def test_nothing_is_suggested_for_a_number_or_from_afar(essai: Path) -> None:
    swap(essai, "pole_missions", "mobilites", "zzzz")
    swap(essai, "participants", EPCI_A, EPCI_C)
    assert [fault.suggestion for fault in faults_of(essai)] == ["", ""]


def test_missing_column_suggests_the_renamed_one(essai: Path) -> None:
    swap(essai, "cooperations", "intitule", "intitulé")
    found = {(f.row, f.column, f.suggestion) for f in faults_of(essai)}
    assert found == {(1, "intitulé", "intitule"), (1, "intitule", "")}


def test_columns_in_another_order_are_put_back(essai: Path) -> None:
    path = essai / "participants.csv"
    frame = pd.read_csv(path, dtype=str)
    frame[["role", "territoire_code", "cooperation_id"]].to_csv(
        path, index=False, lineterminator="\n"
    )
    assert list(load_tables(essai, epci=REFERENCE).participants) == list(frame)


def test_missing_folder_names_every_file(tmp_path: Path) -> None:
    faults = faults_of(tmp_path / "nowhere")
    assert [fault.table for fault in faults] == list(NAMES)


def test_rows_are_counted_as_a_spreadsheet_does(essai: Path) -> None:
    """A line break inside a cell does not shift the rows below."""
    swap(essai, "cooperations", "Un bus roule.", '"Un bus\nroule."')
    swap(essai, "cooperations", "alimentation", "halles")
    assert [(f.row, f.value) for f in faults_of(essai)] == [(3, "halles")]


def test_an_end_within_the_year_of_its_start_is_not_reversed(essai: Path) -> None:
    swap(essai, "pole_membres", "2012,,", "2012,2012-01,")
    load_tables(essai, epci=REFERENCE)


def test_epci_are_not_checked_without_a_reference(essai: Path) -> None:
    swap(essai, "pole_membres", EPCI_A, UNKNOWN_EPCI)
    assert len(load_tables(essai, epci=()).pole_membres) == 3


def test_a_header_alone_is_an_empty_table(essai: Path) -> None:
    path = essai / "recits.csv"
    path.write_bytes(path.read_bytes().partition(b"\n")[0] + b"\n")
    recits = load_tables(essai, epci=REFERENCE).recits
    assert recits.empty
    assert str(recits["titre"].dtype) == "str"


def test_writing_what_was_loaded_gives_the_same_bytes(tmp_path: Path) -> None:
    loaded = load_tables()
    write_tables(loaded, tmp_path)
    for name in NAMES:
        assert (tmp_path / f"{name}.csv").read_bytes() == (TABLES / f"{name}.csv").read_bytes()
    again = load_tables(tmp_path)
    for name in NAMES:
        assert_frame_equal(getattr(again, name), getattr(loaded, name))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=st.sampled_from(sorted(FACTS)),
    where=st.floats(0, 1),
    cut=st.integers(0, 12),
    noise=st.one_of(
        st.binary(max_size=12),
        st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.sampled_from([b'"', b"\r", b"\n", b",", b"\x00", b"\xff\xfe", b"=1+1", b"\xe9"]),
    ),
)
def test_no_bytes_give_anything_but_a_report(
    tmp_path_factory: pytest.TempPathFactory, table: str, where: float, cut: int, noise: bytes
) -> None:
    folder = write_essai(tmp_path_factory.mktemp("noise") / "tables")
    path = folder / f"{table}.csv"
    raw = path.read_bytes()
    place = int(where * len(raw))
    path.write_bytes(raw[:place] + noise + raw[place + cut :])
    faults: list[Fault] = []
    report = ""
    try:
        load_tables(folder, epci=REFERENCE)
    except TablesError as error:
        faults, report = error.faults, str(error)
    finally:
        shutil.rmtree(folder)
    assert bool(report) == bool(faults)
    # A log and a page must be able to write all of it.
    "".join([report, *(f.value + f.column + f.suggestion for f in faults)]).encode("utf-8")


def digest(folder: Path) -> str:
    return composition_digest(load_tables(folder, epci=REFERENCE))


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("pole_membres", "2012,,", "2012,2020,"),
        ("pole_membres", "moyenne", "faible"),
        ("territoires", "45.5", "45.6"),
        ("territoire_epci", f"{POLE},{EPCI_B}\n", ""),
        ("poles", ",actif,", ",dissous,"),
    ],
)
def test_composition_digest_follows_the_perimeters(
    essai: Path, table: str, old: str, new: str
) -> None:
    before = digest(essai)
    swap(essai, table, old, new)
    assert digest(essai) != before


def test_composition_digest_ignores_words_and_order(essai: Path) -> None:
    before = digest(essai)
    swap(essai, "cooperations", "Un bus roule.", "Deux bus roulent.")
    swap(essai, "territoires", "Commune d’essai", "Autre commune")
    swap(
        essai,
        "territoire_epci",
        f"{POLE},{EPCI_A}\n{POLE},{EPCI_B}\n",
        f"{POLE},{EPCI_B}\n{POLE},{EPCI_A}\n",
    )
    assert digest(essai) == before


def test_tables_cannot_be_swapped_after_loading(essai: Path) -> None:
    tables: Tables = load_tables(essai, epci=REFERENCE)
    with pytest.raises(AttributeError):
        tables.poles = tables.recits  # type: ignore[misc]
