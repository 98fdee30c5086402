"""Checks that the Table Schemas express: types, lists, keys and references.

Frames hold texts only; their index is the row number of a spreadsheet (header = 1).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
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

COMPARED_MAX = 500_000
"""Valid values that those of a column are compared with, all together: what bounds the time."""

INTEGER_MAX = 2_000_000_000
"""Largest whole number of a column that says none."""

LONGEST = 1_000
"""Characters above which no value keeps a rule on the form of one cell."""

SUGGESTED_LONGEST = 200
"""Characters of a wrong value that count for its suggestion."""

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
    """Check each cell by itself: required, type, rule, list, bounds.

    Each value of a column is looked at once; a fault is told as soon as it is found, so that
    whoever has had enough of them can stop.
    """
    for field in schema.fields:
        if field.name not in frame:
            continue
        cells = frame[field.name]
        judge = _Judge(field)
        for row, value in zip(cells.index.tolist(), cells.tolist(), strict=True):
            if found := judge[value]:
                (english, french), near = found
                yield Fault(schema.name, row, field.name, value, english, near, attendu=french)


class _Judge(dict[str, tuple[Text, str] | None]):
    """What was expected instead of each value of a column, and the suggestion; None when right."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field
        self.holds, self.text = _test_of(field)
        self.left = SUGGESTED_MAX

    def __missing__(self, value: str) -> tuple[Text, str] | None:
        found: tuple[Text, str] | None = None
        if value == "":
            if self.field.required:
                found = ("a value", "une valeur"), ""
        elif not self.holds(value):
            self.left -= 1
            near = _suggestion(self.field, value, self.holds) if self.left >= 0 else ""
            found = self.text(value), near
        self[value] = found
        return found


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
        if not unknown:
            continue
        text, near = _reference_text(key, target), _Near(key, target)
        told = {value: (text, near.suggestion(value)) for value in unknown}
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
        return (
            lambda value: len(value) <= LONGEST and rule.holds(value),
            lambda value: expected_of(rule, value[:LONGEST]),
        )
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
    whole = field.type == "integer"
    form = _INTEGER if whole else _NUMBER
    low = -sys.float_info.max if field.minimum is None else field.minimum
    high = field.maximum
    if high is None:
        high = INTEGER_MAX if whole else sys.float_info.max
    noun, nom = (
        ("a whole number", "un nombre entier")
        if whole
        else ("a number with a decimal point", "un nombre avec un point décimal")
    )

    def text(value: str) -> Text:
        if field.maximum is not None or (form.fullmatch(value) and float(value) > high):
            return f"{noun} from {low} to {high}", f"{nom} de {low} à {high}"
        if field.minimum is not None:
            return f"{noun} of {low} or more", f"{nom} d’au moins {low}"
        return noun, nom

    return lambda value: bool(form.fullmatch(value)) and low <= float(value) <= high, text


def _suggestion(field: Field, value: str, holds: Callable[[str], bool]) -> str:
    if not value or not (field.controle or field.enum or field.type != "string"):
        return ""
    return repaired(value, holds) or nearest(value[:SUGGESTED_LONGEST], field.enum)


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


class _Near:
    """Looks for the valid value nearest to a wrong one, for the first wrong ones of a column."""

    def __init__(self, key: ForeignKey, target: pd.DataFrame) -> None:
        known = target[target[key.target] != ""]
        self.codes: list[str] = known[key.target].tolist()
        named = next((column for column in ("label", "nom", "intitule") if column in known), "")
        self.names: list[str] | None = known[named].tolist() if named else None
        compared = len(self.codes) * (2 if named else 1)
        self.left = min(SUGGESTED_MAX, COMPARED_MAX // max(compared, 1))

    def suggestion(self, value: str) -> str:
        # The nearest number is another body, not a correction.
        if self.left <= 0 or value.isdigit():
            return ""
        self.left -= 1
        return nearest(value[:SUGGESTED_LONGEST], self.codes, self.names)
