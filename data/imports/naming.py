"""Puts the chosen codes in place of the names of a file, and asks for the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from data.imports.names import COMPARED_MAX, KINDS, NAMES_MAX, Directory, Rapprochement, is_name
from data.imports.progress import NAMED, TAKEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from data.imports.apply import Frames, Imported
    from data.imports.areas import Area
    from data.imports.found import Found
    from data.imports.progress import Progress


def settle_names(
    imported: Mapping[str, Imported],
    areas: Mapping[str, Area],
    directory: Directory,
    choices: Mapping[str, str],
    found: Found,
    told: Progress,
) -> None:
    """Write the code chosen for each name in the rows read; ask for the others.

    Parameters
    ----------
    imported
        Rows read, changed in place: a name that waits is emptied, one that was refused or has
        no candidate is left, to be found wrong.
    areas
        Where they come from.
    directory
        Bodies by name.
    choices
        Codes by `Rapprochement.cle`.
    found
        Told which names wait, and in which cells.
    told
        Told how far it is.

    Raises
    ------
    Enough, ImportRefused
        If that takes too long.
    """
    said = found.places()
    looked_for = compared = left = 0
    for name in _names(imported, areas, directory):
        chosen = choices.get(name.cle)
        if chosen == "" or (name.table, name.ligne, name.champ) in said:
            continue
        if chosen is None:
            kind = KINDS[name.table, name.champ]
            if looked_for >= NAMES_MAX or compared >= COMPARED_MAX:
                left += 1
                continue
            looked_for += 1
            compared += directory.size(kind)
            told("Rapprochement des noms", TAKEN + (NAMED - TAKEN) * looked_for / NAMES_MAX)
            found.check()
            candidates = directory.candidates(kind, name.texte)
            if not candidates:
                continue
            found.asked.append(replace(name, candidats=candidates))
            found.waiting |= {(name.table, row, name.champ) for row in name.lignes}
        imported[name.table].frame.loc[list(name.lignes), name.champ] = chosen or ""
    if left:
        found.notes.append(
            f"Trop de noms sont donnés à la place de codes : les {looked_for} premiers attendent "
            f"un choix ou un code, les autres ({left}) sont signalés comme des fautes, sans "
            "proposition."
        )


def _names(
    imported: Mapping[str, Imported], areas: Mapping[str, Area], directory: Directory
) -> Iterator[Rapprochement]:
    """Yield every name given for a code, without candidates."""
    for table, column in KINDS:
        if table not in imported or column not in imported[table].frame:
            continue
        area = areas[table]
        rows: dict[str, list[int]] = {}
        for row, text in imported[table].frame[column].items():
            rows.setdefault(text, []).append(row)
        for text, found in rows.items():
            if is_name(table, column, text, directory):
                yield Rapprochement(
                    feuille=area.sheet.name,
                    colonne=area.spelled[column],
                    lignes=tuple(found),
                    texte=text,
                    candidats=(),
                    table=table,
                    champ=column,
                    position=area.columns[column],
                )


def directory_of(
    present: Frames, imported: Mapping[str, Imported], epci: pd.DataFrame | None
) -> Directory:
    """Return the directory of the inventory, of the rows of a file, and of every EPCI."""
    frames = {
        table: pd.concat([present[table], imported[table].frame]).fillna("")
        if table in imported
        else present[table]
        for table in ("territoires", "poles", "cooperations")
    }
    return Directory(frames, epci)
