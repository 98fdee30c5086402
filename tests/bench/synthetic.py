"""Tables with many times the cooperations, all made up and named so, outside the repository."""

from __future__ import annotations

import csv
import random
import shutil
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

Row = dict[str, str]
SEED = 2010


def write_synthetic_tables(source: Path, target: Path, ancres: pd.DataFrame, *, factor: int) -> int:
    """Copy the tables and add made-up cooperations until there are ``factor`` times as many.

    Each takes a real one's theme, form, status, years and number of partners, and joins a
    territory drawn at random to others about as far from it as the real ones are from theirs.
    Its title is « Coopération synthétique 0001 » and so on.

    Parameters
    ----------
    ancres
        Anchor of each territory: index ``code``, columns ``lat`` and ``lon`` in degrees.

    Returns
    -------
    int
        Number of cooperations written, the real ones included.
    """
    shutil.copytree(source, target)
    cooperations = read(source / "cooperations.csv")
    participants = read(source / "participants.csv")
    themes = read(source / "cooperation_themes.csv")
    joins: dict[str, list[str]] = {}
    # The porteur first: it is the one the others are joined to.
    for row in sorted(participants, key=lambda row: row["role"] != "porteur"):
        joins.setdefault(row["cooperation_id"], []).append(row["territoire_code"])
    place = Places(ancres)
    draw = random.Random(SEED)
    made: list[Row] = []
    joined: list[Row] = []
    secondary: list[Row] = []
    for number in range(1, (factor - 1) * len(cooperations) + 1):
        model = cooperations[(number - 1) % len(cooperations)]
        row = _cooperation(model, number)
        made.append(row)
        first = draw.choice(place.codes)
        for rank, code in enumerate(place.like(joins[model["id"]], first)):
            role = "partenaire" if rank else "porteur"
            joined.append(
                {"cooperation_id": row["id"], "territoire_code": code, "role": role},
            )
        secondary += [
            {**theme, "cooperation_id": row["id"]}
            for theme in themes
            if theme["cooperation_id"] == model["id"]
        ]
    write(target / "cooperations.csv", cooperations + made)
    write(target / "participants.csv", participants + joined)
    write(target / "cooperation_themes.csv", themes + secondary)
    return len(cooperations) + len(made)


class Places:
    """Places by their distance to one another, in degrees of latitude."""

    def __init__(self, ancres: pd.DataFrame) -> None:
        self.codes = list(ancres.index)
        self._rank = {code: rank for rank, code in enumerate(self.codes)}
        lat = ancres["lat"].to_numpy()
        lon = (ancres["lon"] * np.cos(np.radians(lat))).to_numpy()
        self._apart: NDArray[np.float64] = np.hypot(lat[:, None] - lat, lon[:, None] - lon)

    def like(self, model: Sequence[str], first: str) -> list[str]:
        """Return ``first`` and as many others as ``model`` has, each about as far from it."""
        wanted = self._apart[self._rank[model[0]]]
        found = self._apart[self._rank[first]].copy()
        chosen = [first]
        for code in model[1:]:
            found[self._rank[chosen[-1]]] = np.inf
            nearest = np.argmin(np.abs(found - wanted[self._rank[code]]))
            chosen.append(self.codes[nearest])
        return chosen


def _cooperation(model: Row, number: int) -> Row:
    return {
        **model,
        "id": f"cooperation-synthetique-{number:04}",
        "intitule": f"Coopération synthétique {number:04}",
        "resume": "Ligne inventée pour mesurer la carte ; elle ne décrit aucun fait.",
        "source_url": f"https://example.org/synthetique/{number:04}",
        "source_titre": "Donnée synthétique",
        "source2_url": "",
        "source2_titre": "",
        "note": "",
    }


def read(path: Path) -> list[Row]:
    """Return the rows of a table, every cell a text."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write(path: Path, rows: list[Row]) -> None:
    """Write rows as a table of the inventory."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
