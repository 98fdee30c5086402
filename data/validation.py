"""Every check of every table, gathered in one list of faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.checks import Frames, check_epci, check_fields, check_keys, check_references
from data.reading import read_table
from data.rules import check_rules
from data.schemas import NAMES, load_schemas

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    import pandas as pd

    from data.errors import Fault


def read_and_check(
    folder: Path, *, epci: Collection[str] | None = None
) -> tuple[dict[str, pd.DataFrame], list[Fault]]:
    """Read every table of a folder as texts and return them with all their faults.

    Parameters
    ----------
    folder
        Folder of the CSV files.
    epci
        SIRENs of the EPCIs that exist; without it their existence is not checked.

    Returns
    -------
    tuple
        The frames that could be read, by table, indexed by row number (header = 1), and the
        faults in the order of tables, rows and columns.
    """
    frames: dict[str, pd.DataFrame] = {}
    faults: list[Fault] = []
    shifted: set[tuple[str, int]] = set()
    for name, schema in load_schemas().items():
        reading = read_table(folder / f"{name}.csv", schema.columns)
        faults += reading.faults
        shifted |= {(name, row) for row in reading.shifted}
        if reading.frame is not None:
            frames[name] = reading.frame
    return frames, _in_order([*faults, *_without_echoes(check(frames, epci=epci), shifted)])


def check(frames: Frames, *, epci: Collection[str] | None = None) -> list[Fault]:
    """Return the faults of tables already read as texts.

    Parameters
    ----------
    frames
        Tables of texts, indexed by row number of a spreadsheet (header = 1). A table or a
        column that is absent is skipped.
    epci
        SIRENs of the EPCIs that exist; without it their existence is not checked.
    """
    schemas = {name: schema for name, schema in load_schemas().items() if name in frames}
    faults: list[Fault] = []
    for name, schema in schemas.items():
        faults += check_fields(schema, frames[name])
        faults += check_keys(schema, frames[name])
    for schema in schemas.values():
        faults += check_references(schema, frames)
    faults += check_rules(frames)
    if epci is not None:
        faults += check_epci(frames, epci)
    return _in_order(_without_echoes(faults, set()))


def _without_echoes(faults: Iterable[Fault], shifted: set[tuple[str, int]]) -> list[Fault]:
    """Keep the first fault of each cell, and none of rows whose cells are out of place."""
    kept: dict[tuple[str, int, str], Fault] = {}
    for fault in faults:
        if (fault.table, fault.row) not in shifted:
            kept.setdefault((fault.table, fault.row, fault.column), fault)
    return list(kept.values())


def _in_order(faults: list[Fault]) -> list[Fault]:
    ranks = {name: rank for rank, name in enumerate(NAMES)}
    columns = {
        (name, column): rank
        for name, schema in load_schemas().items()
        for rank, column in enumerate(schema.columns)
    }
    return sorted(
        faults,
        key=lambda f: (ranks.get(f.table, len(ranks)), f.row, columns.get((f.table, f.column), 99)),
    )
