"""Checks a file against the inventory: all its faults at once, or the inventory with it in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from data.checks import check_epci, check_fields, check_keys, check_references
from data.imports.apply import Frames, Imported, Merged, as_texts, complete, merge
from data.imports.headers import EDITABLE, Area
from data.imports.limits import LIMITS, Limits, Stopwatch
from data.imports.naming import directory_of, settle_names
from data.imports.places import located
from data.imports.reading import read_book
from data.imports.report import Rapport
from data.imports.rows import Found, counted, find_areas, origin, read_rows
from data.loaders import PREPARED, Tables, _typed
from data.rules import check_rules
from data.schemas import load_schemas

if TYPE_CHECKING:
    from pathlib import Path

    from data.errors import Fault
    from data.imports.cells import Book

Step = Callable[[str, float], None]
"""Told what is being done, in French, and how much is done (0 to 1)."""


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
    if step is not None:
        step("Lecture du fichier", 0.0)
    book = read_book(name, content)
    return check_book(book, Target(tables, reference_epci() if epci is None else epci, whole), step)


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
    book: Book, target: Target, step: Step | None = None, choices: Mapping[str, str] | None = None
) -> Rapport:
    """Check a file already read, with the codes chosen for its names.

    Parameters
    ----------
    book
        The file.
    target
        What it goes into.
    step
        Told how far it is.
    choices
        Codes by `Rapprochement.cle`.
    """
    told: Step = step or (lambda _what, _done: None)
    made = dict(choices or {})
    found = Found(notes=list(book.notes))
    areas = find_areas(book, found)
    present = as_texts(target.tables)
    rows: dict[str, Imported] = {}
    for rank, (table, area) in enumerate(areas.items()):
        told(f"Feuille « {area.sheet.name} »", 0.3 + 0.3 * rank / len(areas))
        rows[table] = read_rows(area, present, target.limits.text, found)
    imported = {table: read for table, read in rows.items() if areas[table].has_key}
    told("Rapprochement des noms", 0.6)
    directory = directory_of(present, imported, target.epci)
    asked = settle_names(imported, areas, directory, made, found)
    told("Mise en place dans l’inventaire", 0.65)
    merged = merge(present, imported, whole=target.whole)
    found.faults += merged.unknown
    version, entire = origin(book)
    if target.whole or entire:
        _tell_absent(merged, areas, target, found)
    added = complete(merged.frames, target.epci)
    if added:
        found.notes.append(
            "Intercommunalités ajoutées aux territoires, d’après le découpage de référence : "
            f"{', '.join(added)}."
        )
    keyless = {table: read.frame for table, read in rows.items() if table not in imported}
    _check(merged.frames, keyless, target, found, told)
    faults = located(found.faults, book, areas)
    changed = {
        *imported,
        *(("territoires", "territoire_epci", "territoire_regions") if added else ()),
    }
    report = Rapport(
        fichier=book.name,
        fautes=faults,
        rapprochements=tuple(asked),
        corrections=tuple(found.corrections),
        notes=tuple(found.notes),
        lignes={table: len(read.frame) for table, read in rows.items()},
        tables=None if faults or asked else _typed_tables(target.tables, merged.frames, changed),
        version=version,
        entier=entire,
        autres=found.others,
        book=book,
        again=lambda more: check_book(book, target, None, {**made, **more}),
    )
    told("Fini", 1.0)
    return report


def _tell_absent(merged: Merged, areas: Mapping[str, Area], target: Target, found: Found) -> None:
    fate = (
        "elles seront supprimées"
        if target.whole
        else "elles restent, sauf si le classeur est importé en entier"
    )
    found.notes += [
        f"Feuille « {areas[table].sheet.name} » : {counted(number, 'ligne')} de l’inventaire sans "
        f"équivalent dans le fichier ; {fate}."
        for table, number in merged.absent.items()
        if number
    ]


def _check(frames: Frames, keyless: Frames, target: Target, found: Found, step: Step) -> None:
    """Check the whole inventory, until it is clear that the file is wrong throughout."""
    limits = target.limits
    watch = Stopwatch(limits.check_seconds)
    seen = found.places()
    for fault in _all_faults(frames, keyless, target.epci, step):
        place = (fault.table, fault.row, fault.column)
        if place in seen:
            continue
        if len(found.faults) >= limits.faults:
            found.others += 1
        else:
            seen.add(place)
            found.faults.append(fault)
        if watch.spent:
            found.notes.append(
                "Le fichier a trop de fautes pour les énumérer toutes : corrigez celles-ci, puis "
                "renvoyez-le."
            )
            break
    if found.others:
        found.notes.append(f"{counted(found.others, 'autre faute')} en plus de cette liste.")


def _all_faults(
    frames: Frames, keyless: Frames, epci: pd.DataFrame | None, step: Step
) -> Iterator[Fault]:
    schemas = load_schemas()
    for rank, name in enumerate(EDITABLE):
        step(f"Contrôle de la table {name}", 0.7 + 0.28 * rank / len(EDITABLE))
        if name in keyless:
            yield from check_fields(schemas[name], keyless[name])
        yield from check_fields(schemas[name], frames[name])
        yield from check_keys(schemas[name], frames[name])
        yield from check_references(schemas[name], frames)
    yield from check_rules(frames)
    if epci is not None:
        yield from check_epci(frames, epci["siren"].tolist())


def _typed_tables(tables: Tables, frames: Frames, changed: set[str]) -> Tables:
    """Return the tables with their types; those the import leaves alone stay the same."""
    schemas = load_schemas()
    typed = {
        name: _typed(frames[name].reset_index(drop=True), schemas[name].fields) for name in changed
    }
    return replace(tables, **typed)
