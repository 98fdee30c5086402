"""The valid value nearest to a wrong one."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SCORE_MIN = 75.0
"""Similarity (0 to 100) under which nothing is suggested."""


def nearest(value: str, choices: Sequence[str], labels: Sequence[str] | None = None) -> str:
    """Return the choice nearest to a value, or an empty text when none is near.

    Parameters
    ----------
    value
        What was found.
    choices
        The valid values.
    labels
        Their labels, in the same order: somebody may have typed the label for the code.
    """
    if not value or not choices:
        return ""
    # Slow to import and of use only when something is wrong.
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    texts = _folded((*choices, *(labels or ())))
    found = process.extractOne(_fold(value), texts, scorer=fuzz.ratio, score_cutoff=SCORE_MIN)
    return choices[found[2] % len(choices)] if found else ""


@lru_cache(maxsize=16)
def _folded(texts: tuple[str, ...]) -> list[str]:
    return [_fold(text) for text in texts]


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if sign.isalnum())
