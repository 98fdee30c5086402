"""One value of a scene's file: read, or told in French why it is left out.

Each reader returns the value kept and what is wrong with the one found, "" when nothing is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from geo.format_fr import FINE, count_label, enumerate_fr, number, shorten

NIVEAUX = ("regions", "poles", "liens")
"""What a map draws over the country: regions' borders, perimeters of pôles, links."""
MONDE = (-180.0, -85.0, 180.0, 85.0)
"""West, south, east, north of what a web map can show, in degrees."""
ANNEES = (1800, 2199)
"""First and last years that may be played."""
VUE_MAX = 2_000
"""Longest query string of a permalink, in characters."""

Cadre = tuple[float, float, float, float]

#: What XML, hence a slide, cannot hold, and half characters.
_UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_LINES = re.compile(r"\r\n?")
_SHOWN_MAX, _SOME = 40, 4


def quoted(text: str) -> str:
    """Return « text », shortened, on one line."""
    return f"«{FINE}{shorten(' '.join(text.split()), _SHOWN_MAX)}{FINE}»"


def some(texts: Iterable[str]) -> str:
    """Return the first few of several texts, quoted: « a », « b » et 12 autres."""
    every = [*texts]
    named = [quoted(text) for text in every[:_SOME]]
    if len(every) > _SOME:
        named.append(f"{number(len(every) - _SOME)} autres")
    return enumerate_fr(named)


def found(value: Any) -> str:
    """Say what a value is: « le texte « abc » », « le nombre 3 », « une liste »."""
    if isinstance(value, bool):
        return "vrai" if value else "faux"
    if isinstance(value, str):
        return f"le texte {quoted(value)}"
    if isinstance(value, int | float):
        return f"le nombre {shorten(json.dumps(value), _SHOWN_MAX)}"
    if value is None:
        return "rien (null)"
    return "une liste" if isinstance(value, list) else "un objet"


def read_text(value: Any, limit: int, *, lines: bool = False) -> tuple[str, str]:
    """Read a text; one too long for the screen is kept whole and told.

    Parameters
    ----------
    limit
        Characters that fit.
    lines
        Whether the text may have several lines.
    """
    if not isinstance(value, str):
        return "", _expected("un texte", value)
    text = _LINES.sub("\n", value)
    readable = _UNREADABLE.sub("", text if lines else re.sub(r"[\n\t]", " ", text))
    if len(readable) != len(text):
        return readable, "signes illisibles ôtés"
    if len(readable) > limit:
        size = count_label(len(readable), "signe")
        return readable, (
            f"{size}, gardés{FINE}; au-delà de {number(limit)}, le texte risque de ne pas tenir "
            "à l’écran"
        )
    return readable, ""


def read_vue(value: Any) -> tuple[str, str]:
    """Read the query string of a view; one longer than any permalink is none."""
    vue, fault = read_text(value, VUE_MAX)
    if len(vue) > VUE_MAX:
        return "", f"adresse de {count_label(len(vue), 'signe')}, trop longue pour une vue, ignorée"
    return vue.removeprefix("?"), fault


def read_flag(value: Any) -> tuple[bool, str]:
    """Read a yes or no; yes by default."""
    return (value, "") if isinstance(value, bool) else (True, _expected("vrai ou faux", value))


def read_cadre(value: Any) -> tuple[Cadre | None, str]:
    """Read bounds: west, south, east, north, in degrees (EPSG:4326)."""
    if value is None:
        return None, ""
    numbers = value if isinstance(value, list) else []
    if len(numbers) != 4 or not all(
        isinstance(n, int | float) and not isinstance(n, bool) for n in numbers
    ):
        return None, _expected("quatre nombres (ouest, sud, est, nord)", value)
    ouest, sud, est, nord = numbers
    inside = MONDE[0] <= ouest < est <= MONDE[2] and MONDE[1] <= sud < nord <= MONDE[3]
    if not inside:  # NaN compares false: it is outside too.
        shown = ", ".join(shorten(json.dumps(n), 12) for n in numbers)
        return None, (
            f"cadre hors du monde ou retourné ({shown}), ignoré{FINE}; attendu ouest, sud, est, "
            "nord en degrés"
        )
    return (float(ouest), float(sud), float(est), float(nord)), ""


def read_niveaux(value: Any) -> tuple[tuple[str, ...], str]:
    """Read the levels drawn, a subset of `NIVEAUX`; all of them by default."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return NIVEAUX, _expected("une liste de niveaux", value)
    unknown = [name for name in dict.fromkeys(value) if name not in NIVEAUX]
    kept = tuple(name for name in NIVEAUX if name in value)
    if unknown:
        return kept, f"niveau inconnu ignoré{FINE}: {some(unknown)}"
    return kept, ""


def read_defile(value: Any) -> tuple[tuple[int, int] | None, str]:
    """Read the years played: the first and the last, both included."""
    if value is None:
        return None, ""
    pair = value if isinstance(value, list) and len(value) == 2 else (None, None)
    first, last = pair
    if type(first) is int and type(last) is int and ANNEES[0] <= first <= last <= ANNEES[1]:
        return (first, last), ""
    return None, _expected("deux années dans l’ordre", value)


def _expected(what: str, value: Any) -> str:
    return f"attendu {what}, trouvé {found(value)}{FINE}; ignoré"
