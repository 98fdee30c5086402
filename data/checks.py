"""Checks that the Table Schemas express: types, lists, keys and references.

Frames hold texts only; their index is the row number of a spreadsheet (header = 1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING

import pandas as pd

from data.errors import Fault
from data.fields import RULES, Text, expected_of, repaired
from data.suggestions import nearest

if TYPE_CHECKING:
    from data.schemas import Field, ForeignKey, TableSchema

Frames = Mapping[str, pd.DataFrame]

LIST_SHOWN = 12
"""Closed lists up to this length are quoted in full in a message."""

SUGGESTED_MAX = 100
"""Wrong values of a column for which the nearest valid one is looked for, which takes time: a
column with more of them holds something else."""

_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def faults_at(
    table: str, column: str, cells: pd.Series[str], text: Text, suggestion: str = ""
) -> Iterator[Fault]:
    """Yield one fault for each cell of a series indexed by row number."""
    for row, value in cells.items():
        yield Fault(table, int(str(row)), column, value, text[0], suggestion, attendu=text[1])


def faults_of(
    table: str, column: str, cells: pd.Series[str], told: Mapping[str, tuple[Text, str]]
) -> Iterator[Fault]:
    """Yield one fault for each cell that holds a wrong value, in one pass over the cells.

    Parameters
    ----------
    table, column, cells
        The column, indexed by row number.
    told
        What was expected instead of each wrong value, and the suggestion.
    """
    for row, value in cells.items() if told else ():
        if value in told:
            text, suggestion = told[value]
            yield Fault(table, int(str(row)), column, value, text[0], suggestion, attendu=text[1])


def check_fields(schema: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    """Check each cell by itself: required, type, rule, list, bounds."""
    for field in schema.fields:
        if field.name not in frame:
            continue
        cells = frame[field.name]
        holds, text = _test_of(field)
        told: dict[str, tuple[Text, str]] = {}
        for value in cells.unique().tolist():
            if value == "":
                expected: Text | None = ("a value", "une valeur") if field.required else None
            else:
                expected = None if holds(value) else text(value)
            if expected is not None:
                looked_for = len(told) < SUGGESTED_MAX
                told[value] = (expected, _suggestion(field, value, holds) if looked_for else "")
        yield from faults_of(schema.name, field.name, cells, told)


def check_keys(schema: TableSchema, frame: pd.DataFrame) -> Iterator[Fault]:
    """Check that the primary key and the columns said unique hold each value once."""
    keys = [schema.primary_key]
    keys += [(f.name,) for f in schema.fields if f.unique and (f.name,) != schema.primary_key]
    for key in keys:
        if not set(key) <= set(frame.columns):
            continue
        values_by_row = list(zip(*(frame[column].tolist() for column in key), strict=True))
        if len(set(values_by_row)) == len(values_by_row):
            continue
        first_rows: dict[tuple[str, ...], int] = {}
        for row, values in zip(frame.index.tolist(), values_by_row, strict=True):
            first = first_rows.setdefault(values, row)
            if first == row or "" in values:
                continue
            yield Fault(
                schema.name,
                row,
                key[-1],
                " + ".join(values),
                f"{' + '.join(key)} only once in the table; row {first} has it already",
                attendu=f"{' + '.join(key)} une seule fois dans la table ; "
                f"la ligne {first} l’a déjà",
            )


def check_references(schema: TableSchema, frames: Frames) -> Iterator[Fault]:
    """Check that each value of a foreign key exists in the table it points at."""
    frame = frames[schema.name]
    for key in schema.foreign_keys:
        target = frames.get(key.table)
        if target is None or key.target not in target or key.column not in frame:
            continue
        cells = frame[key.column]
        known = set(target[key.target].tolist()) - {""}
        unknown = [value for value in cells.unique().tolist() if value and value not in known]
        text = _reference_text(key, target) if unknown else ("", "")
        near = (_near_reference(value, key, target) for value in unknown[:SUGGESTED_MAX])
        told = {
            value: (text, suggestion)
            for value, suggestion in zip_longest(unknown, near, fillvalue="")
        }
        yield from faults_of(schema.name, key.column, cells, told)


def check_epci(frames: Frames, epci: Collection[str]) -> Iterator[Fault]:
    """Check that every EPCI named by the tables exists in the reference list of EPCIs.

    Parameters
    ----------
    frames
        Tables of texts indexed by row number.
    epci
        SIRENs of the EPCIs that exist.
    """
    text = (
        "the SIREN of an EPCI of the reference list (data/prepared/epci.parquet)",
        "le SIREN d’une intercommunalité du découpage de référence",
    )
    known = set(epci)
    for table, column, kind, kept in (
        ("territoires", "code", "type", "EPCI"),
        ("territoire_epci", "epci_siren", "", ""),
        ("pole_membres", "membre_siren", "qualite", "EPCI"),
    ):
        frame = frames.get(table)
        if frame is None or not {column, kind or column} <= set(frame.columns):
            continue
        cells = frame.loc[frame[kind] == kept, column] if kind else frame[column]
        unknown = [value for value in cells.unique().tolist() if value and value not in known]
        yield from faults_of(table, column, cells, dict.fromkeys(unknown, (text, "")))


def _test_of(field: Field) -> tuple[Callable[[str], bool], Callable[[str], Text]]:
    """Return what a value of this column must hold, and what to say when it does not."""
    if field.controle:
        rule = RULES[field.controle]
        return rule.holds, lambda value: expected_of(rule, value)
    if field.enum:
        return field.enum.__contains__, lambda _: _list_text(field.enum)
    if field.type == "boolean":
        return {"true", "false"}.__contains__, lambda _: ("true or false", "true ou false")
    if field.type in ("integer", "number"):
        return _number_test(field)
    if field.pattern:
        pattern = re.compile(field.pattern)
        text = (f"a text of the form {field.pattern}", f"un texte de la forme {field.pattern}")
        return lambda value: bool(pattern.search(value)), lambda _: text
    return lambda _: True, lambda _: ("", "")


def _number_test(field: Field) -> tuple[Callable[[str], bool], Callable[[str], Text]]:
    form = _INTEGER if field.type == "integer" else _NUMBER
    low = float("-inf") if field.minimum is None else field.minimum
    high = float("inf") if field.maximum is None else field.maximum
    noun, nom = (
        ("a whole number", "un nombre entier")
        if field.type == "integer"
        else ("a number with a decimal point", "un nombre avec un point décimal")
    )
    if field.maximum is not None:
        noun, nom = f"{noun} from {low} to {high}", f"{nom} de {low} à {high}"
    elif field.minimum is not None:
        noun, nom = f"{noun} of {low} or more", f"{nom} d’au moins {low}"
    return (
        lambda value: bool(form.fullmatch(value)) and low <= float(value) <= high,
        lambda _: (noun, nom),
    )


def _suggestion(field: Field, value: str, holds: Callable[[str], bool]) -> str:
    if not value or not (field.controle or field.enum or field.type != "string"):
        return ""
    return repaired(value, holds) or nearest(value, field.enum)


def _list_text(values: Collection[str]) -> Text:
    listed = ", ".join(values)
    return f"one of {listed}", f"une valeur parmi {listed}"


def _reference_text(key: ForeignKey, target: pd.DataFrame) -> Text:
    if len(target) <= LIST_SHOWN:
        return _list_text(target[key.target].tolist())
    return (
        f"a {key.target} of {key.table}.csv",
        f"une valeur de la colonne {key.target} de {key.table}.csv",
    )


def _near_reference(value: str, key: ForeignKey, target: pd.DataFrame) -> str:
    known = target[target[key.target] != ""]
    if value.isdigit():  # the nearest number is another body, not a correction
        return ""
    for column in ("label", "nom", "intitule"):
        if column in known:
            return nearest(value, known[key.target].tolist(), known[column].tolist())
    return nearest(value, known[key.target].tolist())
