"""French writing of numbers, dates and texts, as a visitor reads them.

Everything here returns plain text: escaping is the templates' business. A missing value (None,
NaN, `pandas.NA`) always gives an empty text, never « nan ».
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

FINE = "\u202f"
"""Narrow no-break space: inside numbers, before double punctuation, inside « »."""
NBSP = "\u00a0"
"""No-break space: before a unit, so that it stands apart from the groups of digits."""

MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
SMALL_AREA_KM2 = 10
"""Below this area, in km², one decimal is written."""

_DATE = re.compile(r"^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$")
_THOUSANDS = re.compile(rf"(?<![\d,.])\d{{1,3}}(?:[ {NBSP}{FINE}]\d{{3}})+(?!\d)")
_BEFORE = re.compile(rf"[ {NBSP}]+(?=[;:!?»])")
_OPENING = re.compile(rf"«[ {NBSP}]*")
_UNIT = re.compile(rf"(?<=\d)[ {FINE}](?=(?:%|€|(?:km²?|ha|hab\.|M€|Md€|kg|t)(?!\w)))")
_DOUBLE_APOSTROPHES = re.compile(r"''(?=\S)(.+?)(?<=\S)''")
_FIRST = re.compile(r"\b1er(?=\s)")
_APOSTROPHE = re.compile(r"(?<=\w)'")
_UNSAFE_IN_URL = re.compile(r"[\x00-\x20\x7f<>\"'`\\^{|}\u00a0\u2028\u2029]")


def is_missing(value: Any) -> bool:
    """Tell whether a cell holds nothing: None, NaN, `pandas.NA` or an empty text."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    return not value if isinstance(value, str) else math.isnan(value)


def number(value: Any, *, decimals: int = 0) -> str:
    """Write a number: « 1 751 », « 12,5 » (narrow no-break spaces, decimal comma)."""
    if is_missing(value) or math.isinf(value):
        return ""
    text = f"{abs(float(value)):,.{decimals}f}".replace(",", FINE).replace(".", ",")
    negative = float(value) < 0 and any(c in text for c in "123456789")
    return f"\u2212{text}" if negative else text


def area(km2: Any) -> str:
    """Write an area given in km²: « 1 751 km² », « 8,4 km² » when small."""
    if is_missing(km2):
        return ""
    return f"{number(km2, decimals=int(km2 < SMALL_AREA_KM2))}{NBSP}km²"


def count_label(count: int, one: str, many: str = "") -> str:
    """Write a count and its noun: « 1 pôle », « 2 pôles »; zero is singular in French.

    The space is an ordinary one: the text of the counter is a contract (README).
    """
    return f"{number(count)} {one if abs(count) < 2 else many or one + 's'}"


def partial_date(text: str) -> str:
    """Write a date known to the year, the month or the day.

    « 2012 », « mars 2012 », « 18 décembre 2017 », « 1ᵉʳ juillet 2018 »; whatever is not an
    ISO date is returned as it is.
    """
    match = _DATE.match(text)
    if not match:
        return text
    year, month, day = match[1], int(match[2] or 0), int(match[3] or 0)
    if not 1 <= month <= len(MONTHS):
        return year
    named = f"{MONTHS[month - 1]} {year}"
    if not day:
        return named
    return f"{'1ᵉʳ' if day == 1 else day}{NBSP}{named}"


def when(text: str) -> str:
    """Write a partial date as a complement: « en 2012 », « en mars 2012 », « le 31 mai 2021 »."""
    match = _DATE.match(text)
    return f"{'le' if match and match[3] else 'en'}{NBSP}{partial_date(text)}" if text else ""


def year_of(text: str) -> str:
    """Return the year of a partial date, or an empty text."""
    match = _DATE.match(text)
    return match[1] if match else ""


def years(start: Any, end: Any, *, ongoing: bool = False) -> str:
    """Write the years of something: « 2012–2020 », « 2019 », « depuis 2014 », « à partir de 2014 ».

    Parameters
    ----------
    start, end
        Years, or anything missing.
    ongoing
        Whether what started still goes on, as far as is known: « depuis »; else « début 2014 ».
    """
    first = "" if is_missing(start) else str(int(start))
    last = "" if is_missing(end) else str(int(end))
    if first and last:
        return first if first == last else f"{first}–{last}"
    if first:
        return f"depuis {first}" if ongoing else f"début {first}"
    return f"jusqu’en {last}" if last else ""


def enumerate_fr(items: Sequence[str]) -> str:
    """Write a list: « a », « a et b », « a, b et c »."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} et {items[-1]}"


def siren(code: str) -> str:
    """Write a SIREN in groups of three digits."""
    if len(code) != 9 or not code.isdigit():
        return ""
    return FINE.join((code[:3], code[3:6], code[6:]))


def typography(text: str) -> str:
    """Write a text of the tables as French typography wants it.

    Apostrophes become ’, spaces inside numbers and before double punctuation narrow and
    unbreakable, those before units unbreakable, runs of spaces one space. Words stay as they are.
    """
    text = " ".join(text.split())
    text = _DOUBLE_APOSTROPHES.sub(r"«\1»", text)
    text = _APOSTROPHE.sub("’", text)
    text = _THOUSANDS.sub(lambda match: re.sub(r"\s", FINE, match[0]), text)
    text = _OPENING.sub("«" + FINE, text)
    text = re.sub(r"(?<=\S)(?<!\u202f)»", FINE + "»", text)
    text = _BEFORE.sub(FINE, text).replace(FINE + FINE, FINE)
    return _FIRST.sub("1ᵉʳ", _UNIT.sub(NBSP, text))


def title(text: str) -> str:
    """Return `typography` of a title, where a dash never begins a line."""
    return typography(text).replace(" – ", f"{NBSP}– ")


def sentence(text: str) -> str:
    """Return the text with a capital first and a full stop last."""
    text = typography(text)
    if not text:
        return ""
    return f"{text[0].upper()}{text[1:]}{'' if text[-1] in '.!?…»' else '.'}"


def shorten(text: str, limit: int) -> str:
    """Cut a text at a word, at most `limit` characters with its « … »."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    at_word = cut.rsplit(" ", 1)[0] if text[limit - 1] != " " and " " in cut else cut
    return at_word.rstrip(" ,;:.–-«(\u202f\u00a0") + "…"


def safe_url(text: str) -> str:
    """Return the address when it is http(s) and well formed, else an empty text."""
    address = text.strip()
    if not address or _UNSAFE_IN_URL.search(address):
        return ""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_web = parts.scheme.lower() in ("http", "https") and "." in host and "@" not in parts.netloc
    return address if is_web else ""


def host_of(url: str) -> str:
    """Return the site of a safe address, without « www. »: what a link without title shows."""
    return (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
