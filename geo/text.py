"""Text as a search sees it: no accent, no case, « Saint » is « St »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_SAINT = re.compile(r"\b(saint|sainte)(s?)\b")


def fold(text: str) -> str:
    """Lower-case ASCII words separated by single spaces; « Saint-Étienne » gives « st etienne ».

    The same rule is written in `static/carte/texte.js`; a test compares both.
    """
    plain = unicodedata.normalize("NFD", text.translate(_LIGATURES).lower())
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c))
    words = _NOT_WORD.sub(" ", ascii_only).strip()
    return _SAINT.sub(lambda m: ("st" if m[1] == "saint" else "ste") + m[2], words)


def fold_all(texts: Iterable[str]) -> list[str]:
    """`fold` of each text."""
    return [fold(text) for text in texts]
