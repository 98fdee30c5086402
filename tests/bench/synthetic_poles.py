"""Tables with many times the pôles, all made up and named so, outside the repository."""

from __future__ import annotations

import random
import shutil
from typing import TYPE_CHECKING

from tests.bench.synthetic import SEED, Places, read, write

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

#: What is known of a pôle that does not exist.
UNKNOWN = {
    "siren": "",
    "siege": "",
    "site_web": "",
    "description": "Ligne inventée pour mesurer la carte ; elle ne décrit aucun fait.",
    "source_titre": "Donnée synthétique",
    "source2_url": "",
    "note": "",
}


def write_synthetic_poles(source: Path, target: Path, epci: pd.DataFrame, *, factor: int) -> int:
    """Copy the tables and add made-up pôles until there are ``factor`` times as many.

    Each takes a real one's nature, status, years and missions, and as many EPCIs, about as far
    from one another, around one drawn at random. Its name is « Pôle synthétique 0001 » and so on;
    it takes part in no cooperation.

    Parameters
    ----------
    epci
        Centre of each EPCI: index ``siren``, columns ``lat`` and ``lon`` in degrees.

    Returns
    -------
    int
        Number of pôles written, the real ones included.
    """
    shutil.copytree(source, target)
    names = ("poles", "pole_membres", "pole_missions")
    poles, members, missions = (read(source / f"{name}.csv") for name in names)
    joined = {
        pole["code"]: [
            row
            for row in members
            if row["pole_code"] == pole["code"] and row["membre_siren"] in epci.index
        ]
        for pole in poles
    }
    models = [pole for pole in poles if joined[pole["code"]]]
    place = Places(epci)
    draw = random.Random(SEED)
    made: list[list[dict[str, str]]] = [[], [], []]
    for number in range(1, (factor - 1) * len(poles) + 1):
        model = models[(number - 1) % len(models)]
        code, name = f"pole-synthetique-{number:04}", f"Pôle synthétique {number:04}"
        url = f"https://example.org/synthetique/pole/{number:04}"
        own = {"code": code, "nom": name, "nom_court": name, "source_url": url}
        made[0].append({**model, **UNKNOWN, **own})
        rows = joined[model["code"]]
        sirens = place.like([row["membre_siren"] for row in rows], draw.choice(place.codes))
        for row, siren in zip(rows, sirens, strict=True):
            own = {"pole_code": code, "membre_siren": siren, "membre_nom": f"Membre {siren}"}
            made[1].append({**row, **own, "source_url": url, "note": ""})
        made[2] += [
            {**row, "pole_code": code, "source_url": url}
            for row in missions
            if row["pole_code"] == model["code"]
        ]
    for name, rows, added in zip(names, (poles, members, missions), made, strict=True):
        write(target / f"{name}.csv", rows + added)
    return len(poles) + len(made[0])
