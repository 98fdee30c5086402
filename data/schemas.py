"""What each table must look like, read from the Table Schemas beside the tables.

The JSON files are the only description of the columns: the same ones serve the loader,
`frictionless validate` and whoever downloads the data.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
TABLES = ROOT / "tables"
SCHEMAS = TABLES / "schemas"
PREPARED = ROOT / "prepared"

NAMES = (
    "systemes",
    "themes",
    "formes",
    "statuts",
    "statuts_pole",
    "natures",
    "confiances",
    "roles",
    "qualites",
    "types_territoire",
    "territoires",
    "territoire_epci",
    "territoire_regions",
    "poles",
    "pole_membres",
    "pole_missions",
    "pole_competences",
    "cooperations",
    "cooperation_themes",
    "participants",
    "recits",
    "reseau_chronologie",
    "metiers",
    "scenes",
)
"""Every table, those pointed at before those that point."""

PREPARED_COLUMNS: dict[str, tuple[str, ...]] = {
    "communes": (
        "code",
        "nom",
        "epci_siren",
        "departement",
        "region",
        "population",
        "lat",
        "lon",
    ),
    "epci": (
        "siren",
        "nom",
        "nature",
        "population",
        "population_totale",
        "superficie_km2",
        "nb_communes",
        "departements",
        "regions",
        "lat",
        "lon",
        "geometry",
    ),
    "departements": ("code", "nom", "region", "superficie_km2", "population", "geometry"),
    "regions": ("code", "nom", "superficie_km2", "population", "geometry"),
    "voisins": ("nom", "geometry"),
    "poles": ("code", "superficie_km2", "population", "nb_membres", "nb_communes", "geometry"),
    "territoires": ("code", "lat", "lon", "approximatif", "geometry"),
    "epci_detail": ("siren", "geometry"),
}
"""Columns each prepared file must have; those with `geometry` are GeoParquet in EPSG:4326."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table, as its Table Schema describes it.

    Attributes
    ----------
    controle
        Name of a rule of `data.fields`, a property of ours beside the standard ones.
    """

    name: str
    type: str
    required: bool
    unique: bool
    controle: str
    pattern: str
    enum: tuple[str, ...]
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values must exist in a column of another table."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class TableSchema:
    """One table: its columns in order, its key, the tables it points at."""

    name: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in the order of the file."""
        return tuple(field.name for field in self.fields)


def shown(path: Path) -> str:
    """Return a path as messages quote it: from the project's folder when it is inside."""
    return (
        path.relative_to(ROOT.parent).as_posix() if path.is_relative_to(ROOT.parent) else f"{path}"
    )


@cache
def load_schemas(folder: Path = SCHEMAS) -> dict[str, TableSchema]:
    """Return the schema of every table of `NAMES`, in that order."""
    return {name: _schema(json.loads((folder / f"{name}.json").read_bytes())) for name in NAMES}


def _schema(descriptor: dict[str, Any]) -> TableSchema:
    return TableSchema(
        name=descriptor["name"],
        fields=tuple(_field(field) for field in descriptor["fields"]),
        primary_key=tuple(descriptor["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(
                column=key["fields"][0],
                table=key["reference"]["resource"],
                target=key["reference"]["fields"][0],
            )
            for key in descriptor.get("foreignKeys", ())
        ),
    )


def _field(descriptor: dict[str, Any]) -> Field:
    constraints = descriptor.get("constraints", {})
    return Field(
        name=descriptor["name"],
        type=descriptor["type"],
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        controle=descriptor.get("controle", ""),
        pattern=constraints.get("pattern", ""),
        enum=tuple(constraints.get("enum", ())),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
    )
