"""What an editor's file would undo of what others published since the file was made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.store.differences import TableDifferences

    Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """A cell, or a whole row, that others changed since and that the file changes again.

    Attributes
    ----------
    table, key
        Where: values of the table's primary key.
    column
        Column; empty for a whole row, that one side has and the other has not.
    present
        What is published now, as the text of the CSV file; for a whole row, in French.
    proposed
        What the file puts in its place.
    """

    table: str
    key: Key
    column: str
    present: str
    proposed: str


def disputes(
    since: Iterable[TableDifferences], proposed: Iterable[TableDifferences]
) -> list[Dispute]:
    """Return what a file would take back of others' work, in the order of what it proposes.

    Parameters
    ----------
    since
        From the version the file was made from to the present one: the others' work.
    proposed
        From the present version to what the file would publish.
    """
    theirs = {found.table: found for found in since}
    return [
        dispute
        for mine in proposed
        if mine.table in theirs
        for dispute in _in_table(theirs[mine.table], mine)
    ]


def _in_table(theirs: TableDifferences, mine: TableDifferences) -> Iterable[Dispute]:
    added = {_key(row, theirs.key) for row in theirs.added}
    removed = {_key(row, theirs.key) for row in theirs.removed}
    touched = {change.key: {cell.column for cell in change.changes} for change in theirs.changed}
    for change in mine.changed:
        whole = change.key in added
        for cell in change.changes:
            if whole or cell.column in touched.get(change.key, ()):
                yield Dispute(mine.table, change.key, cell.column, cell.before, cell.after)
    for row in mine.removed:
        key = _key(row, mine.key)
        if key in added or key in touched:
            yield Dispute(mine.table, key, "", "présente", "supprimée")
    for row in mine.added:
        key = _key(row, mine.key)
        if key in removed:
            yield Dispute(mine.table, key, "", "supprimée", "remise")


def _key(row: Mapping[str, str], columns: Iterable[str]) -> Key:
    return tuple(row.get(column, "") for column in columns)
