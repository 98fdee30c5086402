"""Where a fault of the tables is in the file that was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.imports.apply import ADDED, INVENTORY
from data.imports.report import VALUE_SHOWN, Faute

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from data.errors import Fault
    from data.imports.areas import Area
    from data.imports.cells import Book

_ROW = re.compile(r"(ligne|row) ([12][0-9]{9})")


def located(faults: Iterable[Fault], book: Book, areas: Mapping[str, Area]) -> tuple[Faute, ...]:
    """Return faults as the report tells them, in the order of sheets, rows and columns.

    Parameters
    ----------
    faults
        Faults whose rows are those of the sheets, or of the inventory (`data.imports.apply`).
    book, areas
        The file, and where its tables are.
    """
    ranks = {sheet.name: rank for rank, sheet in enumerate(book.sheets)}
    return tuple(
        sorted(
            (_located(fault, areas) for fault in faults),
            key=lambda f: (
                ranks.get(f.feuille, len(ranks)),
                f.feuille,
                f.ligne,
                -1 if f.position is None else f.position,
            ),
        )
    )


def _located(fault: Fault, areas: Mapping[str, Area]) -> Faute:
    area = areas.get(fault.table)
    row, table, column = fault.row, fault.table, fault.column
    sheet, spelled, position = table, column, None
    if row >= INVENTORY:
        sheet = f"Inventaire actuel : {table}"
        row -= ADDED if row >= ADDED else INVENTORY
    elif area is None:
        table = column = ""
    else:
        sheet = area.sheet.name
        spelled = area.spelled.get(column, column)
        position = area.columns.get(column, _position(column, area))
    return Faute(
        feuille=sheet,
        ligne=row,
        colonne=_shortened(spelled),
        valeur=_shortened(fault.value),
        attendu=_rows_told(fault.attendu),
        suggestion=fault.suggestion,
        expected=_rows_told(fault.expected),
        table=table,
        champ=column,
        position=position,
    )


def _shortened(text: str) -> str:
    return text[:VALUE_SHOWN] + ("…" if len(text) > VALUE_SHOWN else "")


def _position(header: str, area: Area) -> int | None:
    """Return the position of a header that names no column of the table."""
    spelled = [str(value).strip() for value in area.sheet.rows[area.header]]
    return spelled.index(header) if header in spelled else None


def _rows_told(text: str) -> str:
    """Return a message in which rows of the inventory are said to be."""

    def tell(match: re.Match[str]) -> str:
        number = int(match[2]) % INVENTORY
        where = "de l’inventaire actuel" if match[1] == "ligne" else "of the present inventory"
        return f"{match[1]} {number} {where}"

    return _ROW.sub(tell, text)
