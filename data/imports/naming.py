"""Puts the chosen codes in place of the names of a file, and asks for the others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from data.imports.names import KINDS, NAMES_MAX, Candidat, Directory, Rapprochement, is_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.imports.apply import Frames, Imported
    from data.imports.headers import Area
    from data.imports.rows import Found


def settle_names(
    imported: dict[str, Imported],
    areas: Mapping[str, Area],
    directory: Directory,
    choices: Mapping[str, str],
    found: Found,
) -> list[Rapprochement]:
    """Write the code chosen for each name in the rows read; return the names that wait.

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
        Told which cells wait.
    """
    said = found.places()
    asked: list[Rapprochement] = []
    looked_for = 0
    for name in _names(imported, areas, directory):
        place = (name.table, name.champ)
        chosen = choices.get(name.cle)
        if chosen == "" or (name.table, name.ligne, name.champ) in said:
            continue
        if chosen is None:
            looked_for += 1
            candidates: tuple[Candidat, ...] = ()
            if looked_for <= NAMES_MAX:
                candidates = directory.candidates(KINDS[place], name.texte)
            if not candidates:
                continue
            asked.append(replace(name, candidats=candidates))
            found.waiting |= {(name.table, row, name.champ) for row in name.lignes}
        imported[name.table].frame.loc[list(name.lignes), name.champ] = chosen or ""
    if looked_for > NAMES_MAX:
        found.notes.append(
            f"Plus de {NAMES_MAX} noms sont donnés à la place de codes : les suivants sont "
            "signalés comme des fautes, sans proposition."
        )
    return asked


def _names(
    imported: Mapping[str, Imported], areas: Mapping[str, Area], directory: Directory
) -> list[Rapprochement]:
    """Return every name given for a code, without candidates."""
    names = []
    for table, column in KINDS:
        if table not in imported or column not in imported[table].frame:
            continue
        area = areas[table]
        rows: dict[str, list[int]] = {}
        for row, text in imported[table].frame[column].items():
            rows.setdefault(text, []).append(row)
        names += [
            Rapprochement(
                feuille=area.sheet.name,
                colonne=area.spelled[column],
                lignes=tuple(found),
                texte=text,
                candidats=(),
                table=table,
                champ=column,
                position=area.columns[column],
            )
            for text, found in rows.items()
            if is_name(table, column, text, directory)
        ]
    return names


def directory_of(
    present: Frames, imported: Mapping[str, Imported], epci: pd.DataFrame | None
) -> Directory:
    """Return the directory of the inventory, of the rows of a file, and of every EPCI."""
    frames = {
        table: pd.concat([frame, imported[table].frame]).fillna("") if table in imported else frame
        for table, frame in present.items()
    }
    return Directory(frames, epci)
