"""What an import finds on the way: faults, corrections, notes, names that wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.imports.limits import LIMITS, Stopwatch

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.errors import Fault
    from data.imports.names import Rapprochement
    from data.imports.report import Correction

Place = tuple[str, int, str]
"""Table, row and column of a cell."""


@dataclass(slots=True)
class Found:
    """What was found so far: as much of it as the limits allow, the rest counted.

    Attributes
    ----------
    watch
        Stops what takes too long.
    faults
        Faults; their `table` is the name of the sheet when the sheet is no table.
    others
        Number of faults left out because there are too many.
    corrections
        Values written back to what the spreadsheet had changed.
    corrected
        Number of corrections, those left out included.
    notes
        What else there is to say, in French.
    asked
        Names that wait for a choice.
    waiting
        Cells that hold them.
    """

    watch: Stopwatch = field(default_factory=lambda: Stopwatch(LIMITS))
    faults: list[Fault] = field(default_factory=list)
    others: int = 0
    corrections: list[Correction] = field(default_factory=list)
    corrected: int = 0
    notes: list[str] = field(default_factory=list)
    asked: list[Rapprochement] = field(default_factory=list)
    waiting: set[Place] = field(default_factory=set)

    def fault(self, fault: Fault) -> None:
        """Add a fault."""
        if len(self.faults) < self.watch.limits.faults:
            self.faults.append(fault)
        else:
            self.others += 1

    def correction(self, correction: Correction) -> None:
        """Add a correction."""
        self.corrected += 1
        if self.corrected <= self.watch.limits.faults:
            self.corrections.append(correction)

    def first_faults(self, faults: Iterable[Fault]) -> None:
        """Add those of the faults whose cell has none yet, nor a name that waits.

        Raises
        ------
        Enough, ImportRefused
            If that takes too long.
        """
        seen = self.places()
        for fault in faults:
            place = (fault.table, fault.row, fault.column)
            if place not in seen:
                self.fault(fault)
                if not self.others:
                    seen.add(place)
            self.check()

    def check(self) -> None:
        """Stop an import that takes too long.

        Raises
        ------
        Enough, ImportRefused
            If so.
        """
        self.watch.check(len(self.faults) + self.others)

    def places(self) -> set[Place]:
        """Return the cells of which something was said."""
        return {(fault.table, fault.row, fault.column) for fault in self.faults} | self.waiting


def counted(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural when there are several."""
    return f"{number} {noun}" if number < 2 else f"{number} {noun.replace(' ', 's ')}s"
