"""Puts the rows of an import into the inventory, by key; differences are the store's business.

A row whose key exists replaces the columns the file has; another is added. A file is partial
unless said otherwise: what it does not name stays, and « Supprimer » removes a row. A whole
workbook (`whole`) stands for the tables it holds: rows it has not are removed.

Rows of the file keep the row number of their sheet as index; those of the inventory have
`INVENTORY` added to theirs, and those added for completeness `ADDED`, so that a fault tells
where it is.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from data.errors import Fault
from data.schemas import NAMES, TableSchema, load_schemas
from data.writing import to_csv

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.loaders import Tables

INVENTORY = 1_000_000_000
ADDED = 2_000_000_000

Frames = dict[str, pd.DataFrame]
Key = tuple[str, ...]


@dataclass(slots=True)
class Imported:
    """Rows read for one table.

    Attributes
    ----------
    frame
        Texts, indexed by row number of the sheet; some columns may be absent, not the key.
    removed
        Row numbers of those to remove.
    """

    frame: pd.DataFrame
    removed: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Merged:
    """The inventory once the import is in it.

    Attributes
    ----------
    frames
        Every table, as texts.
    unknown
        Faults: rows to remove whose key does not exist.
    absent
        By table, number of rows of the inventory that the file does not have.
    """

    frames: Frames
    unknown: list[Fault] = field(default_factory=list)
    absent: dict[str, int] = field(default_factory=dict)


def as_texts(tables: Tables) -> Frames:
    """Return every table as the CSV file holds it, indexed by row number + `INVENTORY`."""
    frames = {}
    for name in NAMES:
        records = list(csv.reader(io.StringIO(to_csv(getattr(tables, name)), newline="")))
        index = pd.RangeIndex(INVENTORY + 2, INVENTORY + 1 + len(records))
        frames[name] = pd.DataFrame(records[1:], columns=records[0], index=index, dtype=object)
    return frames


def merge(present: Frames, imported: Mapping[str, Imported], *, whole: bool) -> Merged:
    """Return the inventory with an import in it.

    Parameters
    ----------
    present
        The inventory, as `as_texts` gives it.
    imported
        What was read, by table.
    whole
        Whether the file holds all the rows of its tables.
    """
    merged = Merged(dict(present))
    for name, read in imported.items():
        _merge_table(load_schemas()[name], read, merged, whole=whole)
    return merged


def _merge_table(schema: TableSchema, read: Imported, merged: Merged, *, whole: bool) -> None:
    name, columns = schema.name, list(schema.columns)
    before = merged.frames[name]
    old = dict(
        zip(_keys(before, schema), zip(before.index, _rows(before), strict=True), strict=True)
    )
    new: list[tuple[int, list[str]]] = []
    kept = dict(old)
    met: set[Key] = set()
    given = [(columns.index(column), column) for column in read.frame.columns]
    cells = {column: read.frame[column].tolist() for _, column in given}
    for place, (number, key) in enumerate(
        zip(read.frame.index, _keys(read.frame, schema), strict=True)
    ):
        if number in read.removed:
            if kept.pop(key, None) is None:
                merged.unknown.append(_not_there(schema, number, key))
            continue
        row = list(old[key][1]) if key in old else [""] * len(columns)
        for position, column in given:
            row[position] = cells[column][place]
        if whole or key in met or key not in kept:
            new.append((number, row))  # a key met twice stays twice, to be found wrong
        else:
            kept[key] = (number, row)
        met.add(key)
    merged.absent[name] = sum(key not in met for key in kept)
    rows = new if whole else [*kept.values(), *new]
    merged.frames[name] = pd.DataFrame(
        [row for _, row in rows],
        columns=columns,
        index=pd.Index([number for number, _ in rows], dtype="int64"),
        dtype=object,
    )


def _keys(frame: pd.DataFrame, schema: TableSchema) -> list[Key]:
    return list(zip(*(frame[column].tolist() for column in schema.primary_key), strict=True))


def _rows(frame: pd.DataFrame) -> Iterator[list[str]]:
    return map(list, zip(*(frame[column].tolist() for column in frame), strict=True))


def _not_there(schema: TableSchema, number: int, key: Key) -> Fault:
    return Fault(
        schema.name,
        number,
        schema.primary_key[-1],
        " + ".join(key),
        "a row of the inventory, as it is to be removed",
        attendu="une ligne de l’inventaire, puisqu’elle est à supprimer",
    )


def complete(frames: Frames, epci: pd.DataFrame | None) -> list[str]:
    """Add to the territories each EPCI that takes part in a cooperation for the first time.

    Its name and its régions come from the reference list, its composition is itself: an editor
    gives its SIREN and nothing else.

    Parameters
    ----------
    frames
        Tables of texts, changed in place.
    epci
        Reference list, with columns `siren`, `nom` and `regions` (INSEE codes joined by `;`).

    Returns
    -------
    list of str
        SIRENs added.
    """
    if epci is None:
        return []
    known = set(frames["territoires"]["code"])
    named = set(frames["participants"]["territoire_code"]) - known
    new = epci[epci["siren"].isin(named)]
    added: dict[str, list[dict[str, str]]] = {
        "territoires": [
            {"code": siren, "nom": nom, "type": "EPCI"}
            for siren, nom in zip(new["siren"], new["nom"], strict=True)
        ],
        "territoire_epci": [
            {"territoire_code": siren, "epci_siren": siren} for siren in new["siren"]
        ],
        "territoire_regions": [
            {"territoire_code": siren, "region_code": code}
            for siren, regions in zip(new["siren"], new["regions"], strict=True)
            for code in str(regions).split(";")
        ],
    }
    for name, rows in added.items() if len(new) else ():
        frame = frames[name]
        index = pd.RangeIndex(ADDED, ADDED + len(rows))
        more = pd.DataFrame(rows, columns=frame.columns, index=index, dtype=object).fillna("")
        keys = list(load_schemas()[name].primary_key)
        joined = pd.concat([frame, more])
        frames[name] = joined[~(joined.duplicated(keys) & (joined.index >= ADDED))]
    return list(new["siren"])
