"""What an uploaded file may cost, and the refusal of one that would cost more."""

from __future__ import annotations

import time
from dataclasses import dataclass

from data.errors import DataError


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one import, all checked while reading: nothing is trusted beforehand.

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
    seconds
        Processor time of the reading.
    faults
        Faults listed; beyond, the report says how many were left out.
    check_seconds
        Processor time after which a check that has already found faults stops.
    """

    size: int = 10 * 1024 * 1024
    unpacked: int = 120 * 1024 * 1024
    members: int = 2_000
    sheets: int = 60
    rows: int = 100_000
    columns: int = 200
    cells: int = 3_000_000
    text: int = 32_767
    seconds: float = 8.0
    faults: int = 10_000
    check_seconds: float = 8.0


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


class Stopwatch:
    """Refuses a file that takes too much processor time to read.

    Processor time, not the clock on the wall: a busy server must not refuse a good file.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.started = time.thread_time()

    @property
    def spent(self) -> bool:
        """Whether the time is up."""
        return time.thread_time() - self.started > self.seconds

    def check(self) -> None:
        """Refuse the file when the time is up.

        Raises
        ------
        ImportRefused
            If so.
        """
        if self.spent:
            raise ImportRefused(
                f"the file takes more than {self.seconds:g} s to read",
                "Le fichier est trop long à lire : retirez les feuilles et les mises en forme "
                "inutiles, ou envoyez-le en plusieurs parties.",
            )


def unreadable(cause: object) -> ImportRefused:
    """Return the refusal of a file that is broken or not what it says."""
    return ImportRefused(
        f"the file cannot be read: {cause}",
        "Le fichier est illisible ou abîmé : ouvrez-le dans le tableur, enregistrez-le au format "
        "XLSX, ODS ou CSV, puis renvoyez-le.",
    )
