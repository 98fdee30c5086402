"""Bodies given by name instead of code: candidates and their scores, never a silent choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.fields import RULES
from geo.text import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

CANDIDATES = 5
SCORE_MIN = 60.0
"""Similarity (0 to 100) under which a body is no candidate."""
NAMES_MAX = 200
"""Names looked for in one file; a file with more of them holds something else than names."""
COMPARED_MAX = 2_000_000
"""Names of bodies they are compared with, all together: what bounds the time it takes."""
LONGEST = 200
"""Characters of a name; a longer text is none."""

KINDS = {
    ("participants", "territoire_code"): "territoires",
    ("territoire_epci", "territoire_code"): "territoires",
    ("territoire_regions", "territoire_code"): "territoires",
    ("territoire_epci", "epci_siren"): "epci",
    ("pole_membres", "membre_siren"): "epci",
    ("territoires", "pole_code"): "poles",
    ("pole_membres", "pole_code"): "poles",
    ("pole_missions", "pole_code"): "poles",
    ("participants", "cooperation_id"): "cooperations",
    ("cooperation_themes", "cooperation_id"): "cooperations",
    ("recits", "cooperation_id"): "cooperations",
}
"""What is looked for in each column that points at a body."""

_WORD = re.compile(r"[^\W\d_]{3}")
_SHORT = {
    "communaute de communes": "cc",
    "communaute d agglomeration": "ca",
    "communaute urbaine": "cu",
}


@dataclass(frozen=True, slots=True)
class Candidat:
    """A body that a name may mean, and how near its name is (0 to 100)."""

    code: str
    nom: str
    score: float


@dataclass(frozen=True, slots=True)
class Rapprochement:
    """A name that waits for somebody to say which body it means.

    Attributes
    ----------
    feuille, colonne
        Where it is, as the file spells them.
    lignes
        Rows that hold it, as a spreadsheet numbers them.
    texte
        The name found.
    candidats
        Nearest bodies, the nearest first.
    table, champ
        Table and column, by their machine names.
    position
        Position of the cells in their rows, from 0.
    """

    feuille: str
    colonne: str
    lignes: tuple[int, ...]
    texte: str
    candidats: tuple[Candidat, ...]
    table: str
    champ: str
    position: int = 0

    @property
    def ligne(self) -> int:
        """First row."""
        return self.lignes[0]

    @property
    def cle(self) -> str:
        """What a choice is made for: the same name may mean two bodies in two columns."""
        return f"{self.table}.{self.champ}:{self.texte}"


class Directory:
    """Bodies by name: those of the inventory, those of the file, and every EPCI.

    Parameters
    ----------
    frames
        Tables of texts.
    epci
        Reference list, with columns `siren` and `nom`.
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame], epci: pd.DataFrame | None) -> None:
        self.frames = frames
        official = {} if epci is None else dict(zip(epci["siren"], epci["nom"], strict=True))
        self.official: dict[str, str] = official
        self.lists: dict[str, tuple[list[str], list[str], list[str]]] = {}
        self.codes: dict[str, frozenset[str]] = {}

    def candidates(self, kind: str, text: str) -> tuple[Candidat, ...]:
        """Return the bodies of a kind whose names are near a text, the nearest first."""
        # Slow to import and of use only when something is given by name.
        from rapidfuzz import fuzz, process  # noqa: PLC0415

        codes, names, folded = self._of(kind)
        found = process.extract(
            _shortened(fold(text)),
            folded,
            scorer=fuzz.WRatio,
            score_cutoff=SCORE_MIN,
            limit=2 * CANDIDATES,
        )
        best: dict[str, Candidat] = {}
        for _, score, place in found:
            candidate = Candidat(codes[place], names[place], round(score, 1))
            best.setdefault(candidate.code, candidate)
        return tuple(best.values())[:CANDIDATES]

    def knows(self, kind: str, code: str) -> bool:
        """Tell whether a code is one of a body of a kind."""
        if kind not in self.codes:
            self.codes[kind] = frozenset(self._of(kind)[0])
        return code in self.codes[kind]

    def size(self, kind: str) -> int:
        """Return the number of names of bodies of a kind."""
        return len(self._of(kind)[0])

    def _of(self, kind: str) -> tuple[list[str], list[str], list[str]]:
        """Return codes, names and folded names of the bodies of a kind."""
        if kind not in self.lists:
            self.lists[kind] = self._list(kind)
        return self.lists[kind]

    def _list(self, kind: str) -> tuple[list[str], list[str], list[str]]:
        pairs: list[tuple[str, str]] = []
        for table, code, name in (
            ("territoires", "code", "nom"),
            ("poles", "code", "nom"),
            ("poles", "code", "nom_court"),
            ("cooperations", "id", "intitule"),
        ):
            frame = self.frames.get(table)
            if table == kind and frame is not None and {code, name} <= set(frame.columns):
                pairs += zip(frame[code].tolist(), frame[name].tolist(), strict=True)
        if kind in ("territoires", "epci"):
            known = {code for code, _ in pairs}
            pairs += [pair for pair in self.official.items() if pair[0] not in known]
        pairs = [(code, name) for code, name in pairs if code and name]
        codes, names = [code for code, _ in pairs], [name for _, name in pairs]
        return codes, names, [_shortened(name) for name in fold_all(names)]


def is_name(table: str, column: str, text: str, directory: Directory) -> bool:
    """Tell whether a text is the name of a body rather than its code, right or wrong.

    A single lower-case word is a code when it is a known one, else a name.
    """
    kind = KINDS.get((table, column))
    if kind is None or len(text) > LONGEST or not _WORD.search(text):
        return False
    rule = RULES["siren" if kind == "epci" else "identifiant"]
    if rule.holds(text):
        return "-" not in text and not directory.knows(kind, text)
    return True


def _shortened(folded: str) -> str:
    for long, short in _SHORT.items():
        folded = folded.replace(long, short)
    return folded
