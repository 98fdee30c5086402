"""The data dictionary: what every table and column holds, as the Table Schemas say it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from data.fields import RULES
from data.schemas import SCHEMAS, TABLES

if TYPE_CHECKING:
    import pandas as pd

    from data.loaders import Tables

    Descriptor = Mapping[str, Any]

TYPES = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre décimal",
    "boolean": "vrai ou faux",
}
"""What a visitor reads for each type of a Table Schema."""

_NO_LABELS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Champ:
    """One column.

    Attributes
    ----------
    nom
        Its name in the files.
    titre, description, type
        In French.
    cle, obligatoire, unique
        Whether it is (part of) the key of the table; must be filled; is never twice the same.
    attendu
        How its values are written, in French; empty when any text will do.
    valeurs
        Code and label of each value of its closed list, none when it has none.
    renvoi
        Name of the table that its values are found in; empty when there is none.
    remplis
        Number of rows that fill it.
    """

    nom: str
    titre: str
    description: str
    type: str
    cle: bool
    obligatoire: bool
    unique: bool
    attendu: str
    valeurs: tuple[tuple[str, str], ...]
    renvoi: str
    remplis: int


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name in the files, what one row is, its columns in order, its rows."""

    nom: str
    titre: str
    description: str
    champs: tuple[Champ, ...]
    lignes: int


@cache
def order() -> tuple[str, ...]:
    """Return the names of the tables as the data package lists them: facts first, lists last."""
    return tuple(resource["name"] for resource in package()["resources"])


@cache
def package() -> Descriptor:
    """Return `datapackage.json`; read only."""
    read: Descriptor = json.loads((TABLES / "datapackage.json").read_bytes())
    return read


@cache
def descriptors() -> Mapping[str, Descriptor]:
    """Return the Table Schemas, in the order of the data package; read only."""
    return {name: json.loads((SCHEMAS / f"{name}.json").read_bytes()) for name in order()}


def describe(tables: Tables, *, regions: Mapping[str, str] = _NO_LABELS) -> tuple[Table, ...]:
    """Return the dictionary of a version, in the order of the data package.

    Parameters
    ----------
    regions
        Names of the regions by INSEE code, which no table holds.
    """
    return tuple(
        Table(
            nom=name,
            titre=described["title"],
            description=described["description"],
            champs=tuple(
                _field(field, described, tables, getattr(tables, name), regions)
                for field in described["fields"]
            ),
            lignes=len(getattr(tables, name)),
        )
        for name, described in descriptors().items()
    )


def filled(column: pd.Series) -> pd.Series:
    """Tell which cells of a column of `Tables` hold something."""
    return column != "" if column.dtype == "str" else column.notna()


def _field(
    field: Descriptor,
    table: Descriptor,
    tables: Tables,
    frame: pd.DataFrame,
    regions: Mapping[str, str],
) -> Champ:
    rules: Descriptor = field.get("constraints", {})
    target = next(
        (
            key["reference"]["resource"]
            for key in table.get("foreignKeys", ())
            if key["fields"] == [field["name"]]
        ),
        "",
    )
    return Champ(
        nom=field["name"],
        titre=field["title"],
        description=field["description"],
        type=TYPES[field["type"]],
        cle=field["name"] in table["primaryKey"],
        obligatoire=rules.get("required", False),
        unique=rules.get("unique", False) or table["primaryKey"] == [field["name"]],
        attendu=_expected(field, rules),
        valeurs=_values(tables, target, rules, regions),
        renvoi=target,
        remplis=int(filled(frame[field["name"]]).sum()),
    )


def _expected(field: Descriptor, rules: Descriptor) -> str:
    if "controle" in field:
        return RULES[field["controle"]].text[1]
    if "minimum" in rules and "maximum" in rules:
        return f"de {rules['minimum']} à {rules['maximum']}"
    if "minimum" in rules:
        return f"au moins {rules['minimum']}"
    if "maxLength" in rules:
        return f"au plus {rules['maxLength']} caractères"
    return ""


def _values(
    tables: Tables, target: str, rules: Descriptor, regions: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Return the closed list of a column: a table of labels, or the codes of its schema."""
    if target:
        listed: pd.DataFrame = getattr(tables, target)
        if "label" not in listed:
            return ()
        return tuple(zip(listed["code"], listed["label"], strict=True))
    codes: tuple[str, ...] = tuple(rules.get("enum", ()))
    labels = regions if regions.keys() >= set(codes) else {}
    return tuple((code, labels.get(code, "")) for code in codes)
