"""French writing: numbers, dates, texts and addresses."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import format_fr as fr

MISSING = [None, math.nan, pd.NA, float("nan"), pd.NaT]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (999, "999"),
        (1751, "1\u202f751"),
        (1798713, "1\u202f798\u202f713"),
        (1751.4, "1\u202f751"),
        (-1200, "\u22121\u202f200"),
        (-0.2, "0"),
    ],
)
def test_number_groups_digits_with_narrow_spaces(value: float, expected: str) -> None:
    assert fr.number(value) == expected


def test_number_writes_a_decimal_comma() -> None:
    assert fr.number(1234.56, decimals=1) == "1\u202f234,6"


@pytest.mark.parametrize("value", MISSING)
def test_missing_figures_are_empty(value: object) -> None:
    assert fr.number(value) == fr.area(value) == fr.years(value, value) == ""
    assert fr.is_missing(value)


def test_texts_and_zero_are_not_missing() -> None:
    assert not fr.is_missing(0)
    assert not fr.is_missing("nan")


@pytest.mark.parametrize(
    ("km2", "expected"),
    [(1750.6, "1\u202f751\u00a0km²"), (8.44, "8,4\u00a0km²"), (10, "10\u00a0km²")],
)
def test_area_carries_its_unit(km2: float, expected: str) -> None:
    assert fr.area(km2) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 pôle"), (1, "1 pôle"), (2, "2 pôles"), (1200, "1\u202f200 pôles")],
)
def test_count_follows_french_zero(count: int, expected: str) -> None:
    assert fr.count_label(count, "pôle") == expected


def test_count_takes_an_irregular_form() -> None:
    assert fr.count_label(3, "système local", "systèmes locaux") == "3 systèmes locaux"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", "2012"),
        ("2012-03", "mars 2012"),
        ("2017-12-18", "18\u00a0décembre 2017"),
        ("2018-07-01", "1ᵉʳ\u00a0juillet 2018"),
        ("2018-13", "2018"),
        ("", ""),
        ("vers 2012", "vers 2012"),
    ],
)
def test_partial_dates_are_written_as_far_as_known(text: str, expected: str) -> None:
    assert fr.partial_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012", "en\u00a02012"),
        ("2025-03", "en\u00a0mars 2025"),
        ("2021-05-31", "le\u00a031\u00a0mai 2021"),
        ("", ""),
    ],
)
def test_when_takes_the_right_preposition(text: str, expected: str) -> None:
    assert fr.when(text) == expected


@pytest.mark.parametrize(("text", "year"), [("2012-03", "2012"), ("", ""), ("vers 2012", "")])
def test_year_of_a_partial_date(text: str, year: str) -> None:
    assert fr.year_of(text) == year


@pytest.mark.parametrize(
    ("start", "end", "ongoing", "expected"),
    [
        (2012, 2020, False, "2012–2020"),
        (2019, 2019, True, "2019"),
        (2014, pd.NA, True, "depuis 2014"),
        (2014, None, False, "début 2014"),
        (None, 2019, False, "jusqu’en 2019"),
        (pd.NA, pd.NA, True, ""),
    ],
)
def test_years(start: object, end: object, ongoing: bool, expected: str) -> None:
    assert fr.years(start, end, ongoing=ongoing) == expected


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], ""), (["a"], "a"), (["a", "b"], "a et b"), (list("abc"), "a, b et c")],
)
def test_enumeration(items: list[str], expected: str) -> None:
    assert fr.enumerate_fr(items) == expected


@pytest.mark.parametrize(
    ("code", "expected"), [("200030989", "200\u202f030\u202f989"), ("sillon-alpin", ""), ("", "")]
)
def test_siren_is_grouped(code: str, expected: str) -> None:
    assert fr.siren(code) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l'agence d'urbanisme", "l’agence d’urbanisme"),
        ("CA de Blois ''Agglopolys''", "CA de Blois «\u202fAgglopolys\u202f»"),
        ("CC Nord Intercom'", "CC Nord Intercom’"),
        ("121 communes et 5 000 exploitations", "121 communes et 5\u202f000 exploitations"),
        ("en 2012 150 communes", "en 2012 150 communes"),
        ("« réseau »", "«\u202fréseau\u202f»"),
        ("«réseau»", "«\u202fréseau\u202f»"),
        ("population (+0,6 %) : à voir ; oui", "population (+0,6\u00a0%)\u202f: à voir\u202f; oui"),
        ("deux  espaces \n ici", "deux espaces ici"),
        ("2,2 M€ versés sur 61 km", "2,2\u00a0M€ versés sur 61\u00a0km"),
        ("au 1er janvier", "au 1ᵉʳ janvier"),
        ("5 tonnes", "5 tonnes"),
        ("http://exemple.fr/a:b", "http://exemple.fr/a:b"),
        ("", ""),
    ],
)
def test_typography_of_table_texts(text: str, expected: str) -> None:
    assert fr.typography(text) == expected


def test_title_keeps_a_dash_on_the_line_it_follows() -> None:
    assert fr.title("Terres de Sources – Eau") == "Terres de Sources\u00a0– Eau"


@given(st.text(max_size=60))
def test_typography_is_stable(text: str) -> None:
    once = fr.typography(text)
    assert fr.typography(once) == once
    assert "  " not in once


@pytest.mark.parametrize(
    ("text", "expected"),
    [("statut à vérifier", "Statut à vérifier."), ("Vraiment ?", "Vraiment\u202f?"), ("", "")],
)
def test_sentence(text: str, expected: str) -> None:
    assert fr.sentence(text) == expected


def test_shorten_cuts_at_a_word() -> None:
    assert fr.shorten("Pôle métropolitain du Pays", 20) == "Pôle métropolitain…"
    assert fr.shorten("court", 20) == "court"
    assert fr.shorten("anticonstitutionnellement", 10) == "anticonst…"


@given(st.text(max_size=80), st.integers(2, 60))
def test_shorten_never_exceeds_its_limit(text: str, limit: int) -> None:
    assert len(fr.shorten(text, limit)) <= limit


@pytest.mark.parametrize(
    "url",
    [
        "https://www.exemple.fr/page?a=1&b=%C3%A9#fin",
        "http://exemple.fr/m%C3%A9tropole",
        "https://exemple.fr/créer_un_lien",
        "HTTPS://EXEMPLE.FR/",
    ],
)
def test_safe_url_keeps_web_addresses(url: str) -> None:
    assert fr.safe_url(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//http://exemple.fr",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "//exemple.fr",
        "/page",
        "ftp://exemple.fr",
        "https://",
        "https://localhost",
        "http://moi@exemple.fr",
        'https://exemple.fr/"onclick=',
        "https://exemple.fr/<b>",
        "https://[exemple.fr",
        "",
    ],
)
def test_safe_url_drops_everything_else(url: str) -> None:
    assert fr.safe_url(url) == ""


def test_host_of_names_the_site() -> None:
    assert fr.host_of("https://www.exemple.fr/a/b") == "exemple.fr"
    assert fr.host_of("") == ""
