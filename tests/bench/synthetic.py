"""Tables with many times the cooperations, all made up and named so, outside the repository."""

from __future__ import annotations

import csv
import random
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]
SEED = 2010


def write_synthetic_tables(source: Path, target: Path, *, factor: int) -> int:
    """Copy the tables and add made-up cooperations until there are ``factor`` times as many.

    Each takes a real one's theme, form, status, years and number of partners, and joins
    territories drawn at random. Its title is « Coopération synthétique 0001 » and so on.

    Returns
    -------
    int
        Number of cooperations written, the real ones included.
    """
    shutil.copytree(source, target)
    cooperations = _read(source / "cooperations.csv")
    participants = _read(source / "participants.csv")
    themes = _read(source / "cooperation_themes.csv")
    territoires = [row["code"] for row in _read(source / "territoires.csv")]
    sizes: dict[str, int] = {}
    for row in participants:
        sizes[row["cooperation_id"]] = sizes.get(row["cooperation_id"], 0) + 1
    draw = random.Random(SEED)
    made: list[Row] = []
    joined: list[Row] = []
    secondary: list[Row] = []
    for number in range(1, (factor - 1) * len(cooperations) + 1):
        model = cooperations[(number - 1) % len(cooperations)]
        row = _cooperation(model, number)
        made.append(row)
        for rank, code in enumerate(draw.sample(territoires, sizes[model["id"]])):
            role = "partenaire" if rank else "porteur"
            joined.append(
                {"cooperation_id": row["id"], "territoire_code": code, "role": role},
            )
        secondary += [
            {**theme, "cooperation_id": row["id"]}
            for theme in themes
            if theme["cooperation_id"] == model["id"]
        ]
    _write(target / "cooperations.csv", cooperations + made)
    _write(target / "participants.csv", participants + joined)
    _write(target / "cooperation_themes.csv", themes + secondary)
    return len(cooperations) + len(made)


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


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
