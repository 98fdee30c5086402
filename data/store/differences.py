"""What differs between two states of the tables: rows added, removed, changed field by field."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.schemas import load_schemas
from data.writing import to_csv

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from data.loaders import Tables

    Row = Mapping[str, str]
    Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that differs, as texts of the CSV file (empty: missing)."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row present in both states with other values.

    Attributes
    ----------
    key
        Its values in the columns of the table's primary key.
    row
        The whole row as it is after.
    changes
        Its cells that differ, in the order of the columns.
    """

    key: Key
    row: Row
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TableDifferences:
    """What differs in one table.

    Attributes
    ----------
    table
        Name of the table.
    key
        Columns of its primary key, by which rows are matched.
    added, removed
        Whole rows, as texts by column, in the order of the table that has them.
    changed
        Rows of both states whose values differ, in the order of the later one.
    reordered
        Whether the rows present in both states are in another order.
    """

    table: str
    key: tuple[str, ...]
    added: tuple[Row, ...]
    removed: tuple[Row, ...]
    changed: tuple[RowChange, ...]
    reordered: bool

    @property
    def count(self) -> int:
        """Number of rows added, removed or changed."""
        return len(self.added) + len(self.removed) + len(self.changed)


def differences(before: Tables, after: Tables) -> list[TableDifferences]:
    """Compare two states of the tables.

    Returns
    -------
    list of TableDifferences
        One for each table that differs, in the order of `data.schemas.NAMES`.
    """
    found = []
    for name, schema in load_schemas().items():
        one: pd.DataFrame = getattr(before, name)
        other: pd.DataFrame = getattr(after, name)
        if one is other:
            continue
        texts, later = to_csv(one), to_csv(other)
        if texts != later:
            found.append(_compare(name, schema.primary_key, _rows(texts), _rows(later)))
    return found


def _compare(
    table: str, key: tuple[str, ...], before: Sequence[Row], after: Sequence[Row]
) -> TableDifferences:
    old, new = _by_key(before, key), _by_key(after, key)
    changed = []
    for found, row in new.items():
        former = old.get(found)
        if former is not None and former != row:
            changed.append(RowChange(found, row, _changes(former, row)))
    return TableDifferences(
        table=table,
        key=key,
        added=tuple(row for found, row in new.items() if found not in old),
        removed=tuple(row for found, row in old.items() if found not in new),
        changed=tuple(changed),
        reordered=[found for found in old if found in new] != [k for k in new if k in old],
    )


def _by_key(rows: Sequence[Row], key: tuple[str, ...]) -> dict[Key, Row]:
    return {tuple(row.get(column, "") for column in key): row for row in rows}


def _changes(before: Row, after: Row) -> tuple[Change, ...]:
    """Return the cells that differ; a column only one of the rows has is compared with empty."""
    return tuple(
        Change(column, before.get(column, ""), after.get(column, ""))
        for column in dict.fromkeys((*after, *before))
        if before.get(column, "") != after.get(column, "")
    )


def _rows(text: str) -> list[Row]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader)
    return [dict(zip(header, row, strict=True)) for row in reader]
