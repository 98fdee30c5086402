"""Rules that one cell must keep, each with values that pass and values that fail.

A column asks for a rule by its name, in the `controle` property of its Table Schema.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from geo.scenes_champs import read_cadre, read_defile

if TYPE_CHECKING:
    from collections.abc import Callable

Text = tuple[str, str]
"""What is expected, in English and in French."""

_SPREADSHEET_NUMBER = re.compile(r"\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_SIREN = re.compile(r"[0-9]{9}")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# Each part is read once: what a visitor sends may be built to be read again and again.
_URL = re.compile(r"https?://(?=[^\s/?#\"<>]+?\.[^\s/?#\"<>])[^\s/?#\"<>]++([/?#][^\s\"<>]*+)?")
_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FRENCH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_COLOUR = re.compile(r"#[0-9A-F]{6}")
_CADRE = re.compile(r"-?[0-9]+(\.[0-9]+)?(;-?[0-9]+(\.[0-9]+)?){3}")
_YEARS = re.compile(r"[0-9]{4}-[0-9]{4}")
_DEPARTEMENT = re.compile(r"0[1-9]|[13-8][0-9]|2[1-9AB]|9[0-5]|97[1-46]")

_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)

SPREADSHEET_TEXT: Text = (
    "a code written in full; a spreadsheet turned it into a number: "
    "format the column as text and type it again",
    "un code écrit en entier ; un tableur l’a transformé en nombre : "
    "mettez la colonne au format texte et ressaisissez-le",
)
LUHN_TEXT: Text = (
    "a SIREN whose check digit is right (Luhn): one digit is wrong",
    "un SIREN dont la clé de contrôle est juste (Luhn) : un chiffre est faux",
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on the text of one cell, and its own proof."""

    text: Text
    holds: Callable[[str], bool]
    passes: tuple[str, ...]
    fails: tuple[str, ...]


@lru_cache(maxsize=8192)
def is_siren(value: str) -> bool:
    """Tell whether a text is a SIREN: nine digits with a right check digit."""
    return bool(_SIREN.fullmatch(value)) and has_luhn_key(value)


def has_luhn_key(digits: str) -> bool:
    """Tell whether a string of digits passes the Luhn check."""
    kept = sum(map(int, digits[-1::-2]))
    doubled = sum(_DOUBLED[int(digit)] for digit in digits[-2::-2])
    return (kept + doubled) % 10 == 0


def is_partial_date(value: str) -> bool:
    """Tell whether a text is `AAAA`, `AAAA-MM` or `AAAA-MM-JJ`, and a day that exists."""
    match = _DATE.fullmatch(value)
    if not match or not value.isascii():
        return False
    year, month, day = (int(part or 1) for part in match.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def is_territory_code(value: str) -> bool:
    """Tell whether a text is the code of a territory or a pôle: a SIREN, else a slug."""
    return is_siren(value) if value.isdigit() else bool(_SLUG.fullmatch(value))


def is_cadre(value: str) -> bool:
    """Tell whether a text is the bounds of a map: west;south;east;north, in degrees."""
    return bool(_CADRE.fullmatch(value)) and bool(
        read_cadre([float(part) for part in value.split(";")])[0]
    )


def is_years(value: str) -> bool:
    """Tell whether a text is two years in order, `AAAA-AAAA`."""
    return bool(_YEARS.fullmatch(value)) and bool(
        read_defile([int(part) for part in value.split("-")])[0]
    )


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: bool(pattern.fullmatch(value))


RULES: dict[str, Rule] = {
    "siren": Rule(
        text=("a SIREN of 9 digits", "un SIREN de 9 chiffres"),
        holds=is_siren,
        passes=("200066405", "243300316"),
        fails=("200066406", "20006640", "2.00E+08", "200 066 405", "abcdefghi", "٢٠٠٠٦٦٤٠٥"),
    ),
    "code-territoire": Rule(
        text=(
            "a SIREN of 9 digits, or lower-case words joined by hyphens",
            "un SIREN de 9 chiffres, ou des mots en minuscules joints par des tirets",
        ),
        holds=is_territory_code,
        passes=("200066405", "pays-d-essai", "dept-2"),
        fails=("200066406", "2.00E+08", "2", "Pays", "pays d essai", "pays--essai"),
    ),
    "identifiant": Rule(
        text=(
            "lower-case words without accents, joined by hyphens",
            "des mots en minuscules, sans accent, joints par des tirets",
        ),
        holds=_matches(_SLUG),
        passes=("cooperation-d-essai", "scot-2"),
        fails=("Cooperation", "coopération", "deux mots", "-essai", "a_b"),
    ),
    "url": Rule(
        text=(
            "an address that starts with http:// or https://",
            "une adresse qui commence par http:// ou https://",
        ),
        holds=_matches(_URL),
        passes=("https://exemple.fr", "http://exemple.fr/a?b=c#d", "https://exemple.fr:8080/é"),
        fails=(
            "exemple.fr",
            "ftp://exemple.fr",
            "javascript:alert(1)",
            "https://",
            "https://a b.fr",
        ),
    ),
    "date-partielle": Rule(
        text=(
            "a date that exists, written YYYY, YYYY-MM or YYYY-MM-DD",
            "une date qui existe, écrite AAAA, AAAA-MM ou AAAA-MM-JJ",
        ),
        holds=is_partial_date,
        passes=("2012", "2012-03", "2012-02-29"),
        fails=("2011-02-29", "2012-13", "12/03/2012", "mars 2012", "2012-3", "0000", "12"),
    ),
    "couleur": Rule(
        text=("a colour written #RRGGBB", "une couleur écrite #RRVVBB"),
        holds=_matches(_COLOUR),
        passes=("#367892", "#FFFFFF"),
        fails=("367892", "#36789", "red", "#36789g", "#ffffff"),
    ),
    "cadre": Rule(
        text=(
            "west;south;east;north in degrees, inside the world",
            "ouest;sud;est;nord en degrés, à l’intérieur du monde",
        ),
        holds=is_cadre,
        passes=("-1;41.4;9.4;50.1", "-180;-85;180;85"),
        fails=("9.4;41.4;-1;50.1", "-1;41.4;9.4", "-1;41,4;9.4;50.1", "-1;41;9;95", "a;b;c;d"),
    ),
    "annees": Rule(
        text=(
            "a first and a last year in order, written YYYY-YYYY",
            "une première et une dernière année dans l’ordre, écrites AAAA-AAAA",
        ),
        holds=is_years,
        passes=("2010-2025", "2010-2010"),
        fails=("2025-2010", "2010", "2010-25", "2010–2025", "depuis 2010"),
    ),
    "code-departement": Rule(
        text=(
            "an INSEE département code, two or three characters",
            "un code INSEE de département, deux ou trois caractères",
        ),
        holds=_matches(_DEPARTEMENT),
        passes=("01", "2A", "59", "974"),
        fails=("1", "20", "96", "975", "Nord", "2a"),
    ),
}


def expected_of(rule: Rule, value: str) -> Text:
    """Return what was expected instead of a value that breaks a rule.

    A number written by a spreadsheet and a SIREN with one wrong digit are told apart: what
    there is to do about them is not the same.
    """
    if _SPREADSHEET_NUMBER.fullmatch(value):
        return SPREADSHEET_TEXT
    if rule.holds in (is_siren, is_territory_code) and _SIREN.fullmatch(value):
        return LUHN_TEXT
    return rule.text


def repaired(value: str, holds: Callable[[str], bool]) -> str:
    """Return the one plain rewriting of a value that passes, or an empty text.

    Only harmless rewritings are tried: spaces inside numbers, a decimal comma, a trailing
    `.0`, a lost leading zero, capitals, a French date, the spreadsheet's VRAI and FAUX.
    """
    day = _FRENCH_DATE.fullmatch(value)
    candidates = (
        re.sub(r"\s", "", value),
        value.replace(",", "."),
        re.sub(r"[.,]0+$", "", value),
        value.zfill(2),
        value.lower(),
        value.upper(),
        f"{day[3]}-{int(day[2]):02}-{int(day[1]):02}" if day else "",
        {"vrai": "true", "faux": "false"}.get(value.lower(), ""),
    )
    return next((text for text in candidates if text and text != value and holds(text)), "")
