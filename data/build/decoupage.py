"""Read who belongs to which EPCI, département and région (INSEE and DGCL, 1 January 2026)."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.build.errors import BuildError

if TYPE_CHECKING:
    from pathlib import Path

ZONES_KEPT = ("metro", "drom")
"""Metropolitan France and the five overseas régions; other territories have no EPCI."""


@dataclass(frozen=True)
class Decoupage:
    """The administrative divisions of one vintage. All codes are text; a default index each.

    Attributes
    ----------
    communes
        One row per commune: `code`, `nom`, `epci_siren` ("" for the four islands without one),
        `departement`, `region`, `population` (municipale, 2023; Mayotte 2017), `anciens`
        (";"-joined codes it absorbed).
    epci
        One row per EPCI: `siren`, `nom`, `nature`, `population_totale` (BANATIC, 2022).
    departements, regions
        `code`, `nom` (and `region`).
    """

    communes: pd.DataFrame
    epci: pd.DataFrame
    departements: pd.DataFrame
    regions: pd.DataFrame


def read_decoupage(archive: Path) -> Decoupage:
    """Read the npm archive of `@etalab/decoupage-administratif`."""
    with tarfile.open(archive) as tar:
        raw = {
            name: _member(tar, f"package/data/{name}.json", archive)
            for name in ("communes", "epci", "departements", "regions")
        }
    epci_of = {member["code"]: epci["code"] for epci in raw["epci"] for member in epci["membres"]}
    communes = pd.DataFrame(
        [
            {
                "code": commune["code"],
                "nom": commune["nom"],
                "epci_siren": epci_of.get(commune["code"], ""),
                "departement": commune["departement"],
                "region": commune["region"],
                "population": commune["population"],
                "anciens": ";".join(commune.get("anciensCodes", [])),
            }
            for commune in raw["communes"]
            if commune["type"] == "commune-actuelle" and commune.get("zone") in ZONES_KEPT
        ]
    )
    epci = pd.DataFrame(
        {
            "siren": item["code"],
            "nom": item["nom"],
            "nature": item["type"],
            "population_totale": item["populationTotale"],
        }
        for item in raw["epci"]
    )
    kept = {
        level: pd.DataFrame(
            {"code": item["code"], "nom": item["nom"], "region": item.get("region", "")}
            for item in raw[level]
            if item.get("zone") in ZONES_KEPT
        )
        for level in ("departements", "regions")
    }
    return Decoupage(
        communes=communes.sort_values("code", ignore_index=True),
        epci=epci.sort_values("siren", ignore_index=True),
        departements=kept["departements"].sort_values("code", ignore_index=True),
        regions=kept["regions"].drop(columns="region").sort_values("code", ignore_index=True),
    )


def _member(tar: tarfile.TarFile, name: str, archive: Path) -> list[dict[str, Any]]:
    try:
        stream = tar.extractfile(name)
    except KeyError:
        stream = None
    if stream is None:
        raise BuildError(
            f"{archive.name}: expected {name} inside it, not found. The package has changed its "
            "layout: adapt data/build/decoupage.py."
        )
    content: list[dict[str, Any]] = json.load(stream)
    return content
