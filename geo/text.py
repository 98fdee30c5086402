"""Text as a search sees it: no accent, no case, no punctuation, « St » is « Saint »."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

# Letters that Unicode does not take apart.
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
_LETTER = re.compile("[œæßøłđı]")
# Combining marks by their range, not their Unicode category: the browser's tables may be of
# another version.
_MARKS = re.compile(r"[\u0300-\u036f]+")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_NOT_WORD_NOR_LINE = re.compile(r"[^a-z0-9\n]+")
_SAINT = re.compile(r"\bst(es|e|s|)\b")
_LONG = {"": "saint", "s": "saints", "e": "sainte", "es": "saintes"}


def fold(text: str) -> str:
    """Return lower-case ASCII words separated by single spaces.

    « St-Étienne » and « Saint Etienne » both give « saint etienne », « Cœur d’Hérault » gives
    « coeur d herault ». Characters of other scripts, signs and emoji separate words. The same
    rule is written in `static/carte/texte.js`; a test compares both.
    """
    words = _NOT_WORD.sub(" ", _plain(text)).strip()
    return _SAINT.sub(_write_out, words)


def fold_all(texts: Iterable[str]) -> list[str]:
    """Return `fold` of each text, in one pass over all of them together."""
    lines = [text.replace("\n", " ") for text in texts]
    if not lines:
        return []
    words = _NOT_WORD_NOR_LINE.sub(" ", _plain("\n".join(lines)))
    return [line.strip() for line in _SAINT.sub(_write_out, words).split("\n")]


def _plain(text: str) -> str:
    """Lower case without accents; what is not a Latin letter is left for the caller."""
    apart = unicodedata.normalize("NFKD", text)
    return _LETTER.sub(lambda found: _LETTERS[found[0]], _MARKS.sub("", apart).lower())


def _write_out(short: re.Match[str]) -> str:
    return _LONG[short[1]]


def sort_key(names: pd.Series) -> pd.Series:
    """Return the key that sorts French names: accents and case do not count."""
    return names.map(fold)
