"""What can be wrong with the files, said so that the reader knows what to correct.

Every message is in English (for the log); `Fault.attendu` carries the French twin of
`Fault.expected`, for the page and the import report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

ROWS_SHOWN = 3
"""Rows quoted for each kind of fault; `TablesError.faults` always holds them all."""

VALUE_SHOWN = 80
"""Characters of a faulty value quoted in a message."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell, row or file that breaks a rule.

    Attributes
    ----------
    table
        Name of the table, without `.csv`.
    row
        Row as a spreadsheet numbers it: the header is row 1. 0 when there is no file at all.
    column
        Name of the column; empty when the whole file is at fault.
    value
        What was found, unabridged.
    expected
        What was expected, in English.
    suggestion
        The nearest valid value, empty when none is near.
    attendu
        What was expected, in French.
    """

    table: str
    row: int
    column: str
    value: str
    expected: str
    suggestion: str = ""
    attendu: str = ""

    @property
    def place(self) -> str:
        """Where the fault is, such as `row 12, column theme`."""
        if not self.row:
            return "file"
        return f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"

    def found(self) -> str:
        """Return what was found, shortened, with the suggestion when there is one."""
        shown = self.value if len(self.value) <= VALUE_SHOWN else self.value[:VALUE_SHOWN] + "…"
        return f"{shown!r}, did you mean {self.suggestion!r}?" if self.suggestion else repr(shown)


class DataError(Exception):
    """Base of every error of the data layer: pages catch this one class."""


class UsageError(DataError):
    """A command was given something it cannot take; the message says what it takes."""


class TablesError(DataError):
    """The tables break one or more rules; nothing was loaded.

    Parameters
    ----------
    faults
        Every fault of every table, in the order of the tables.
    folder
        Folder that was read, for the message.
    """

    def __init__(self, faults: Iterable[Fault], *, folder: Path | str = "data/tables") -> None:
        self.faults: list[Fault] = list(faults)
        self.folder = str(folder)
        super().__init__(report(self.faults, folder=self.folder))


class PreparedError(DataError):
    """A prepared file is missing, unreadable or out of date; the message says which one."""


class UnwritableError(PreparedError):
    """What the tables need beside them cannot be written; the message says where."""


def report(faults: Sequence[Fault], *, folder: str) -> str:
    """Return the whole report as text: one block per table, one line per kind of fault."""
    tables = list(dict.fromkeys(fault.table for fault in faults))
    lines = [
        f"{_count(len(faults), 'fault')} in {_count(len(tables), 'table')} of {folder}; "
        "nothing was loaded."
    ]
    for table in tables:
        own = [fault for fault in faults if fault.table == table]
        lines.append(f"{table}.csv ({_count(len(own), 'fault')})")
        for expected in dict.fromkeys(fault.expected for fault in own):
            lines.extend(_block([fault for fault in own if fault.expected == expected]))
    lines.append(
        "Correct these rows in the CSV files (UTF-8, comma, LF line ends) and start again; "
        "`data/tables/schemas/` describes every column."
    )
    return "\n".join(lines)


def _block(faults: list[Fault]) -> list[str]:
    lines = [f"  expected {faults[0].expected}"]
    lines += [f"    {fault.place}: found {fault.found()}" for fault in faults[:ROWS_SHOWN]]
    if len(faults) > ROWS_SHOWN:
        lines.append(f"    and {len(faults) - ROWS_SHOWN} more")
    return lines


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
