"""Checks a file against the inventory: all its faults at once, or the inventory with it in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.checks import check_epci, check_fields, check_keys, check_references
from data.imports.apply import Frames, Imported, Merged, as_texts, complete, merge
from data.imports.areas import Area, find_areas
from data.imports.found import Found, counted
from data.imports.headers import EDITABLE
from data.imports.limits import LIMITS, Enough, Limits, Stopwatch
from data.imports.naming import directory_of, settle_names
from data.imports.places import located
from data.imports.progress import MERGED, NAMED, READ, TAKEN, Progress, Step
from data.imports.reading import read_book
from data.imports.report import Rapport
from data.imports.rows import origin, read_rows
from data.loaders import PREPARED, Tables, typed
from data.rules import check_rules
from data.schemas import load_schemas

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from data.errors import Fault
    from data.imports.cells import Book


def check_file(
    name: str,
    content: bytes,
    tables: Tables,
    *,
    epci: pd.DataFrame | None = None,
    whole: bool = False,
    step: Step | None = None,
) -> Rapport:
    """Check a file, and put it into the inventory when nothing is wrong.

    Parameters
    ----------
    name, content
        The file.
    tables
        The inventory it goes into.
    epci
        Reference list of EPCIs (`siren`, `nom`, `regions`); by default the prepared one.
    whole
        Whether the file holds every row of its tables, so that absent ones are removed. A
        column « Supprimer » removes rows either way.
    step
        Told how far it is.

    Raises
    ------
    ImportRefused
        If the file is not read at all.
    """
    target = Target(tables, reference_epci() if epci is None else epci, whole)
    watch, told = Stopwatch(target.limits), Progress(step)
    told("Lecture du fichier", 0.0)
    book = read_book(name, content, watch, told)
    return check_book(book, target, told=told, watch=watch)


def reference_epci(folder: Path = PREPARED) -> pd.DataFrame | None:
    """Return SIREN, name and régions of every EPCI, None when the list is not there to read."""
    try:
        table = pq.read_table(folder / "epci.parquet", columns=["siren", "nom", "regions"])
    except (OSError, pa.ArrowException, KeyError):
        return None
    return pd.DataFrame(table.to_pydict())


@dataclass(frozen=True)
class Target:
    """What a file goes into.

    Attributes
    ----------
    tables, epci, whole
        As for `check_file`.
    limits
        What the check may cost.
    """

    tables: Tables
    epci: pd.DataFrame | None = None
    whole: bool = False
    limits: Limits = LIMITS


def check_book(
    book: Book,
    target: Target,
    *,
    choices: Mapping[str, str] | None = None,
    told: Progress | None = None,
    watch: Stopwatch | None = None,
) -> Rapport:
    """Check a file already read, with the codes chosen for its names.

    Parameters
    ----------
    book
        The file.
    target
        What it goes into.
    choices
        Codes by `Rapprochement.cle`.
    told
        Told how far it is.
    watch
        Stops what takes too long.

    Raises
    ------
    ImportRefused
        If nothing can be said in the time there is.
    """
    made = dict(choices or {})
    told = told or Progress()
    found = Found(watch or Stopwatch(target.limits), notes=list(book.notes))
    areas = find_areas(book, found)
    version, entire = origin(book)
    check = _Check(target, areas, found, told, may_be_whole=target.whole or entire)
    tables: Tables | None = None
    try:
        tables = check.run(made)
    except Enough:
        found.notes.append(
            "Le fichier a trop de fautes pour les énumérer toutes : corrigez celles-ci, puis "
            "renvoyez-le."
        )
    if found.others:
        found.notes.append(f"{counted(found.others, 'autre faute')} en plus de cette liste.")
    if found.corrected > len(found.corrections):
        left = found.corrected - len(found.corrections)
        found.notes.append(f"{counted(left, 'autre correction')} en plus de cette liste.")
    report = Rapport(
        fichier=book.name,
        fautes=located(found.faults, book, areas),
        rapprochements=tuple(found.asked),
        corrections=tuple(found.corrections),
        notes=tuple(found.notes),
        lignes={table: len(read.frame) for table, read in check.rows.items()},
        tables=tables,
        version=version,
        entier=entire,
        autres=found.others,
        book=book,
        again=lambda more: check_book(book, target, choices={**made, **more}),
    )
    told("Fini", 1.0)
    return report


class _Check:
    """Checks one file: its values, its names, then the inventory with it in."""

    def __init__(
        self,
        target: Target,
        areas: Mapping[str, Area],
        found: Found,
        told: Progress,
        *,
        may_be_whole: bool,
    ) -> None:
        self.target, self.areas, self.found, self.told = target, areas, found, told
        self.may_be_whole = may_be_whole
        self.rows: dict[str, Imported] = {}

    def run(self, choices: Mapping[str, str]) -> Tables | None:
        """Return the inventory with the file in it, None when anything is wrong or waits."""
        target, found = self.target, self.found
        if not self.areas:
            return None
        present = as_texts(target.tables)
        for rank, (table, area) in enumerate(self.areas.items()):
            done = READ + (TAKEN - READ) * rank / len(self.areas)
            self.told(f"Feuille « {area.sheet.name} »", done)
            self.rows[table] = read_rows(area, present, found)
        imported = {table: read for table, read in self.rows.items() if self.areas[table].has_key}
        keyless = {t: read.frame for t, read in self.rows.items() if t not in imported}
        self.told("Rapprochement des noms", TAKEN)
        directory = directory_of(present, imported, target.epci)
        settle_names(imported, self.areas, directory, choices, found, self.told)
        self.told("Mise en place dans l’inventaire", NAMED)
        merged = merge(present, imported, whole=target.whole)
        if self.may_be_whole:
            self._tell_absent(merged)
        added = complete(merged.frames, target.epci)
        if added:
            found.notes.append(
                "Intercommunalités ajoutées aux territoires, d’après le découpage de référence : "
                f"{', '.join(added)}."
            )
        waiting = {(table, row) for table, row, _ in found.waiting}
        found.first_faults(f for f in merged.unknown if (f.table, f.row) not in waiting)
        found.first_faults(self._faults(merged.frames, keyless))
        if found.faults or found.asked:
            return None
        completed = ("territoires", "territoire_epci", "territoire_regions") if added else ()
        return _typed_tables(target.tables, merged.frames, {*imported, *completed})

    def _tell_absent(self, merged: Merged) -> None:
        fate = (
            "à supprimer"
            if self.target.whole
            else "à garder, sauf si le classeur est importé en entier"
        )
        self.found.notes += [
            f"Feuille « {self.areas[table].sheet.name} » : {counted(number, 'ligne')} de "
            f"l’inventaire sans équivalent dans le fichier, {fate}."
            for table, number in merged.absent.items()
            if number
        ]

    def _faults(self, frames: Frames, keyless: Frames) -> Iterator[Fault]:
        """Yield every fault of the inventory, looking at the time between two checks."""
        schemas = load_schemas()
        for rank, name in enumerate(EDITABLE):
            self.told(
                f"Contrôle de la table {name}", MERGED + (0.95 - MERGED) * rank / len(EDITABLE)
            )
            if name in keyless:
                yield from check_fields(schemas[name], keyless[name])
            yield from check_fields(schemas[name], frames[name])
            yield from check_keys(schemas[name], frames[name])
            yield from check_references(schemas[name], frames)
            self.found.check()
        self.told("Contrôle des règles entre tables", 0.95)
        yield from check_rules(frames)
        if self.target.epci is not None:
            yield from check_epci(frames, self.target.epci["siren"].tolist())


def _typed_tables(tables: Tables, frames: Frames, changed: set[str]) -> Tables:
    """Return the tables with their types; those the import leaves alone stay the same."""
    schemas = load_schemas()
    new = {
        name: typed(frames[name].reset_index(drop=True), schemas[name].fields) for name in changed
    }
    return replace(tables, **new)
