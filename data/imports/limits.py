"""What an uploaded file may cost, and the refusal of one that would cost more."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from data.errors import DataError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one import, all checked on the way: nothing is trusted beforehand.

    Times are processor time, not the clock on the wall: a busy server must not refuse a good
    file.

    Attributes
    ----------
    size
        Bytes of the file.
    unpacked
        Bytes of the members of an archive, as declared and as really read.
    members
        Members of an archive.
    sheets, rows, columns
        Sheets of a workbook; rows with a value, all sheets together; columns of a sheet.
    cells
        Cells, all sheets together, empty ones before the last of each row included.
    text
        Characters of a cell: what Excel itself can hold.
    characters
        Characters kept, all texts of a workbook together.
    faults
        Faults listed, and corrections; beyond, the report says how many were left out.
    reading_seconds
        Time of the reading.
    faulty_seconds, faulty
        Time, from the start, after which a check that has found that many faults stops: the
        file is wrong throughout.
    seconds
        Time, from the start, after which any check stops.
    clock
        What gives the time, in seconds.
    """

    size: int = 10 * 1024 * 1024
    unpacked: int = 120 * 1024 * 1024
    members: int = 2_000
    sheets: int = 60
    rows: int = 100_000
    columns: int = 200
    cells: int = 3_000_000
    text: int = 32_767
    characters: int = 40_000_000
    faults: int = 10_000
    reading_seconds: float = 8.0
    faulty_seconds: float = 6.0
    faulty: int = 500
    seconds: float = 28.0
    clock: Callable[[], float] = time.thread_time


LIMITS = Limits()


class ImportRefused(DataError):  # noqa: N818  what happens, as the page says it
    """A file that is not read at all.

    Parameters
    ----------
    message
        Why, in English, for the log.
    motif
        Why, and what to do about it, in French, for the editor.
    """

    def __init__(self, message: str, motif: str) -> None:
        self.motif = motif
        super().__init__(message)


class Enough(Exception):  # noqa: N818  no error: the report tells what was found
    """The time is up, and faults were found."""


class Stopwatch:
    """Measures one import, and stops one that takes too long."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self.started = limits.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return self.limits.clock() - self.started

    def check_reading(self) -> None:
        """Refuse a file that takes too long to read.

        Raises
        ------
        ImportRefused
            If so.
        """
        if self.elapsed > self.limits.reading_seconds:
            raise _too_long(self.limits.reading_seconds)

    def check(self, faults: int) -> None:
        """Stop a check that takes too long, given how many faults it has found.

        Raises
        ------
        Enough
            If it has found some.
        ImportRefused
            If it has found none: nothing can be said of the file.
        """
        elapsed, limits = self.elapsed, self.limits
        if elapsed > limits.seconds and not faults:
            raise _too_long(limits.seconds)
        if elapsed > (limits.faulty_seconds if faults >= limits.faulty else limits.seconds):
            raise Enough


def _too_long(seconds: float) -> ImportRefused:
    return ImportRefused(
        f"the file takes more than {seconds:g} s",
        "Le fichier est trop long à lire : retirez les feuilles et les mises en forme inutiles, "
        "ou envoyez-le en plusieurs parties.",
    )


def unreadable(cause: object) -> ImportRefused:
    """Return the refusal of a file that is broken or not what it says."""
    return ImportRefused(
        f"the file cannot be read: {cause}",
        "Le fichier est illisible ou abîmé : ouvrez-le dans le tableur, enregistrez-le au format "
        "XLSX, ODS ou CSV, puis renvoyez-le.",
    )
