"""The file sent, given back with its faults: what is wrong is coloured and explained."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter

from data.imports.cells import column_letter
from data.imports.sheets_out import WORKBOOK_OPTIONS, safe_text, sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from data.imports.cells import Value
    from data.imports.report import Rapport

FAULTS_SHEET = "À corriger"
CUT = "Fichier trop grand pour être rendu entier : les autres lignes n’y sont pas."
HEADERS = ("Feuille", "Ligne", "Colonne", "Valeur", "Attendu", "Suggestion")
WIDTHS = (24, 8, 22, 40, 70, 30)
COMMENTS_MAX = 2_000
"""Cells of a sheet with a comment: more of them and the workbook opens slowly."""
LINKS_MAX = 10_000
"""Lines of the list that lead to their cell; a sheet cannot hold more than 65 530."""
CELLS_MAX = 1_000_000
"""Cells of a file given back whole; of a bigger one only some rows of each sheet."""
ROWS_MAX = 2_000
"""Rows to correct of each sheet of such a file."""
HEAD = 10
"""First rows with a value of each sheet of such a file: its header is among them."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to correct in one cell; a whole row or sheet is told at its first cell."""

    feuille: str
    ligne: int
    position: int
    cells: tuple[str, ...]
    question: bool = False

    @property
    def text(self) -> str:
        """What the comment says."""
        expected, suggestion = self.cells[4:]
        return f"Attendu : {expected}" + (f"\nProposition : {suggestion} ?" if suggestion else "")


def marque(rapport: Rapport) -> bytes:
    """Return a file as XLSX with its faulty cells coloured and explained in comments.

    The first sheet lists everything to correct; a name that waits for a choice is orange.
    Formulas of the file are shown as texts, and no cell can be taken for one.

    Parameters
    ----------
    rapport
        The report of the file, which keeps what was read of it.
    """
    sheets = rapport.book.sheets if rapport.book else []
    names = sheet_names((sheet.name for sheet in sheets), taken=[FAULTS_SHEET])
    remarks = list(_remarks(rapport))
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        bold = workbook.add_format({"bold": True})
        wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        fills = {
            False: workbook.add_format({"bg_color": "yellow", "border": 1, "border_color": "red"}),
            True: workbook.add_format({"bg_color": "orange", "border": 1, "border_color": "red"}),
        }
        links = {sheet.name: name for sheet, name in zip(sheets, names, strict=True)}
        size = sum(len(values) for sheet in sheets for values in sheet.rows.values())
        cut = size > CELLS_MAX
        listed = workbook.add_worksheet(FAULTS_SHEET)
        _list(listed, remarks, links, bold, wrap)
        if cut:
            listed.write_string(0, len(HEADERS), CUT)
        by_sheet: dict[str, list[Remark]] = {}
        for remark in remarks:
            by_sheet.setdefault(remark.feuille, []).append(remark)
        for sheet, name in zip(sheets, names, strict=True):
            own = by_sheet.pop(sheet.name, [])
            wanted = {*list(sheet.rows)[:HEAD], *(remark.ligne for remark in own[:ROWS_MAX])}
            rows = {n: v for n, v in sheet.rows.items() if n in wanted} if cut else sheet.rows
            _copy(workbook.add_worksheet(name), rows, own, fills)
    return buffer.getvalue()


def _remarks(rapport: Rapport) -> Iterator[Remark]:
    for fault in rapport.fautes:
        cells = tuple(str(value) for value in fault.to_dict().values())
        yield Remark(fault.feuille, fault.ligne, fault.position or 0, cells)
    for asked in rapport.rapprochements:
        listed = " ; ".join(f"{found.nom} ({found.code})" for found in asked.candidats)
        for row in asked.lignes:
            cells = (
                asked.feuille,
                str(row),
                asked.colonne,
                asked.texte,
                f"le code d’un de ces noms : {listed}",
                asked.candidats[0].code if asked.candidats else "",
            )
            yield Remark(asked.feuille, row, asked.position, cells, question=True)


def _list(
    worksheet: Worksheet, remarks: list[Remark], links: dict[str, str], bold: Format, wrap: Format
) -> None:
    worksheet.write_row(0, 0, HEADERS, bold)
    worksheet.freeze_panes(1, 0)
    for place, width in enumerate(WIDTHS):
        worksheet.set_column(place, place, width)
    for row, remark in enumerate(remarks, start=1):
        for place, text in enumerate(remark.cells):
            worksheet.write_string(row, place, safe_text(text), wrap)
        name = links.get(remark.feuille)
        if name and remark.ligne and row <= LINKS_MAX:
            quoted = name.replace("'", "''")
            target = f"internal:'{quoted}'!{column_letter(remark.position)}{remark.ligne}"
            worksheet.write_url(row, 1, target, string=str(remark.ligne))
    if not remarks:
        worksheet.write_string(1, 0, "Rien à corriger.")


def _copy(
    worksheet: Worksheet,
    rows: Mapping[int, list[Value]],
    remarks: list[Remark],
    fills: Mapping[bool, Format],
) -> None:
    told: dict[tuple[int, int], Remark] = {}
    for remark in remarks:
        told.setdefault((remark.ligne, remark.position), remark)
    for number, values in rows.items():
        for place, value in enumerate(values):
            found = told.get((number, place))
            _write(worksheet, number - 1, place, value, fills[found.question] if found else None)
    for count, ((number, place), remark) in enumerate(told.items()):
        row = max(number, 1) - 1
        values = rows.get(number, [])
        if place >= len(values) or values[place] in (None, ""):
            worksheet.write_blank(row, place, None, fills[remark.question])
        if count < COMMENTS_MAX:
            text = safe_text(remark.text).removeprefix("'")[:1_000]
            worksheet.write_comment(row, place, text, {"x_scale": 2, "y_scale": 1.2})


def _write(worksheet: Worksheet, row: int, place: int, value: Value, form: Format | None) -> None:
    if isinstance(value, bool):
        worksheet.write_boolean(row, place, value, form)
    elif isinstance(value, float):
        worksheet.write_number(row, place, value, form)
    elif value is not None and value != "":
        worksheet.write_string(row, place, safe_text(str(value)), form)
