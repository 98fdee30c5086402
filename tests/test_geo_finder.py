"""The finder: what was meant comes first, in whatever spelling."""

from __future__ import annotations

import pandas as pd
import pytest

from geo.finder import Index, Match, build_index, find

DEPARTEMENTS = pd.DataFrame(
    [("12", "Aveyron"), ("42", "Loire"), ("93", "Seine-Saint-Denis"), ("974", "La Réunion")],
    columns=["code", "nom"],
)
EPCI = pd.DataFrame(
    [
        ("241200187", "CA Rodez Agglomération", 56_000, "12"),
        ("244200770", "Saint-Étienne Métropole", 410_000, "42"),
        ("200054807", "Métropole de Lyon", 1_400_000, "69;42"),
        ("245800000", "CA de Nevers", 66_000, ""),
    ],
    columns=["siren", "nom", "population", "departements"],
)
COMMUNES = pd.DataFrame(
    [
        ("12202", "Rodez", "241200187", "12", 24_000),
        ("12201", "Rodelle", "241200187", "12", 1_100),
        ("42218", "Saint-Étienne", "244200770", "42", 174_000),
        ("93066", "Saint-Denis", "", "93", 113_000),
        ("97411", "Saint-Denis", "", "974", 155_000),
        ("77495", "Vert-Saint-Denis", "", "77", 7_000),
        ("17415", "Saintes", "", "17", 25_000),
        ("58194", "Nevers", "245800000", "58", 33_000),
        ("67482", "Strasbourg", "", "67", 290_000),
        ("50129", "Cherbourg-en-Cotentin", "", "50", 78_000),
        ("94038", "L'Haÿ-les-Roses", "", "94", 31_000),
        ("40192", "Mont-de-Marsan", "", "40", 30_000),
        ("34172", "Montpellier", "", "34", 299_000),
        ("71310", "Mont", "", "71", 300),
        ("38185", "Grenoble", "", "38", 157_000),
        ("67448", "Schœnbourg", "", "67", 400),
        ("26231", "Montmeyran", "", "26", 3_000),
        ("00001", "Denis-le-Petit", "", "26", 90),
    ],
    columns=["code", "nom", "epci_siren", "departement", "population"],
)
POLES = pd.DataFrame(
    [
        ("200030989", "Pôle métropolitain du sillon lorrain", "Sillon lorrain", "", 700_000),
        ("200031953", "Pôle métropolitain constitué entre Lyon et Saint-Étienne", "G4", "42", None),
    ],
    columns=["code", "nom", "nom_court", "departement_siege", "population_banatic"],
).astype({"population_banatic": "Int64"})
TERRITOIRES = pd.DataFrame(
    [
        ("244200770", "Saint-Étienne Métropole", "EPCI"),
        ("200030989", "Pôle métropolitain du sillon lorrain", "pole"),
        ("pnr-pilat", "Parc naturel régional du Pilat", "PNR"),
        ("etranger-geneve", "Canton de Genève (Suisse)", "etranger"),
    ],
    columns=["code", "nom", "type"],
)


@pytest.fixture(scope="module")
def index() -> Index:
    types = {"PNR": "Parc naturel régional (PNR)", "etranger": "Partenaire étranger"}
    return build_index(COMMUNES, EPCI, DEPARTEMENTS, POLES, TERRITOIRES, types=types)


def codes(index: Index, query: str, limit: int = 8) -> list[str]:
    """Codes found, best first."""
    return [match.code for match in find(index, query, limit)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("Rodez", "12202"),
        ("rodez", "12202"),
        ("saint-étienne", "42218"),
        ("SAINT ETIENNE", "42218"),
        ("St-Étienne", "42218"),
        ("st etienne", "42218"),
        ("l'hay les roses", "94038"),
        ("L’HAŸ", "94038"),
        ("schoenbourg", "67448"),
        ("saintes", "17415"),
        ("cherb", "50129"),
        ("sillon lorrain", "200030989"),
        ("g4", "200031953"),
        ("lyon", "200054807"),
        ("genève", "etranger-geneve"),
        ("pilat", "pnr-pilat"),
        ("pnr pilat", "pnr-pilat"),
        ("244200770", ""),
    ],
)
def test_found_whatever_the_case_accents_and_saint(index: Index, query: str, first: str) -> None:
    assert [*codes(index, query), ""][0] == first


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("rodz", "12202"),  # a letter missing
        ("roddez", "12202"),  # one too many
        ("rodex", "12202"),  # another
        ("rdoez", "12202"),  # two swapped
        ("tsrasbourg", "67482"),  # the first two
        ("sant etienne", "42218"),
        ("grenov", "38185"),  # mistyped and unfinished
        ("cherbour en cotantin", "50129"),  # one in each of two words
        ("montpelier", "34172"),
        ("montpelyer", "34172"),  # two, in a long word
        ("sillon lorain", "200030989"),
        ("saintetienne", "42218"),  # the space forgotten
        ("l hayles roses", "94038"),  # the space elsewhere
        ("vertsaintdeniss", "77495"),
    ],
)
def test_a_typing_error_is_forgiven(index: Index, query: str, first: str) -> None:
    assert codes(index, query)[0] == first


@pytest.mark.parametrize(
    "query", ["", "  ", "-", "🚲", "qqqqq", "zzzzzzzzzzzz", "rzz", "x" * 10_000, "<script>"]
)
def test_what_resembles_nothing_finds_nothing(index: Index, query: str) -> None:
    assert codes(index, query) == []


def test_the_more_populous_of_two_namesakes_comes_first(index: Index) -> None:
    assert codes(index, "saint-denis")[:2] == ["97411", "93066"]


def test_exact_then_beginning_then_words_inside(index: Index) -> None:
    # Mont is exact though tiny; Montpellier is the most populous of those that begin so.
    assert codes(index, "mont") == ["71310", "34172", "40192", "26231"]
    assert codes(index, "saint denis") == ["97411", "93066", "77495"]
    # A village that begins with the word, before the cities that hold it.
    assert codes(index, "denis")[:2] == ["00001", "97411"]
    assert codes(index, "denis saint") == ["97411", "93066", "77495"]


def test_a_commune_comes_before_the_epci_named_after_it(index: Index) -> None:
    assert codes(index, "nevers") == ["58194", "245800000"]
    assert codes(index, "ca de nevers")[0] == "245800000"


def test_a_typing_error_comes_after_what_is_spelt_right(index: Index) -> None:
    # « rode » begins Rodez, its EPCI and Rodelle; nothing mistyped comes between.
    assert set(codes(index, "rode")[:3]) == {"12202", "241200187", "12201"}
    assert find(index, "rodelle")[0].score > find(index, "rodele")[0].score
    assert codes(index, "rodele")[0] == "12201"


def test_st_begins_strasbourg_too(index: Index) -> None:
    found = codes(index, "st")
    assert found[0] == "67482"
    assert "42218" in found
    assert "67482" not in codes(index, "saint")


def test_each_territory_is_found_once(index: Index) -> None:
    found = codes(index, "saint etienne", limit=50)
    assert len(found) == len(set(found))
    assert found.count("244200770") == 1


def test_limit(index: Index) -> None:
    assert len(codes(index, "s", limit=3)) == 3


@pytest.mark.parametrize(
    ("query", "kind", "contexte"),
    [
        ("rodez", "commune", "Aveyron (12) · CA Rodez Agglomération"),
        ("vert saint denis", "commune", "(77) · hors intercommunalité"),
        ("rodez agglomeration", "epci", "Aveyron"),
        ("metropole de lyon", "epci", "Loire"),
        ("ca de nevers", "epci", ""),
        ("g4", "pole", "Loire"),
        ("genève", "territoire", "Partenaire étranger"),
    ],
)
def test_context_tells_namesakes_apart(index: Index, query: str, kind: str, contexte: str) -> None:
    match = find(index, query)[0]
    assert (match.type, match.contexte) == (kind, contexte)


def test_match_reads_as_the_tables_write_it(index: Index) -> None:
    match = find(index, "l hay")[0]
    assert isinstance(match, Match)
    assert match.nom == "L'Haÿ-les-Roses"


def test_an_empty_index_finds_nothing() -> None:
    frames = [frame.iloc[:0] for frame in (COMMUNES, EPCI, DEPARTEMENTS, POLES, TERRITOIRES)]
    assert find(build_index(*frames), "rodez") == []
