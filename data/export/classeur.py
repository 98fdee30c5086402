"""A view as an Excel workbook: typed cells, a filter row, sources on a sheet of their own."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import xlsxwriter

from data.export.csv_fr import guarded
from data.export.extraction import LICENCE, inventory_source
from data.export.libelles import AREA, POPULATION, readable
from geo import format_fr as fr
from geo.palette import PALETTES

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from data.dataset import Dataset
    from data.export.extraction import Extrait

#: Width of a column, in characters, when it is not `_WIDTH`.
_WIDTHS = {
    **dict.fromkeys(("Intitulé", "Coopération", "Territoire", "Nom", "Membre"), 44),
    **dict.fromkeys(("Porteur", "Source", "Seconde source", "Site", "Identifiant"), 34),
    **dict.fromkeys(("Partenaires", "Titre de la source", "Titre de la seconde source"), 44),
    **dict.fromkeys(("Résumé", "Description", "Note"), 70),
    **dict.fromkeys(("Régions", "Régions des membres", "Autres thèmes", "Thèmes des missions"), 30),
    **dict.fromkeys(("Thème principal", "Système", "Forme", "Nom court", "Pôle", "Qualité"), 24),
    **dict.fromkeys(("Début", "Fin"), 9),
}
_WIDTH = 15
#: Display of numbers, by column; years and codes have no thousands.
_NUMBERS = {POPULATION: "#,##0", AREA: "#,##0.0", "Latitude": "0.00000", "Longitude": "0.00000"}
_TEXT: dict[str, Any] = {"text_wrap": True, "valign": "top"}
_DAY = "dd/mm/yyyy"
#: Characters a cell may hold; XlsxWriter would leave a longer one empty.
_CELL = 32_767
#: Columns of the sources, but their code.
_SOURCES = ("Producteur", "Titre", "Millésime", "Licence", "Adresse", "Relevé le")


def to_workbook(donnees: Dataset, extrait: Extrait) -> bytes:
    """Return the workbook: sheets Coopérations, Participants, Pôles, Membres, Sources.

    Numbers are numbers, days are dates (a date known to the month or the year stays a text, as
    its source says it), texts are texts: never a formula nor a link.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    day = inventory_source().retrieved
    book.set_properties(
        {
            "title": "Coopérations interterritoriales et pôles métropolitains",
            "comments": LICENCE,
            "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001  a day, no hour
        }
    )
    sheets = readable(donnees, extrait)
    for name, frame in (
        ("Coopérations", sheets.cooperations),
        ("Participants", sheets.participants),
        ("Pôles", sheets.poles),
        ("Membres", sheets.membres),
    ):
        _table(book, name, frame)
    _sources(book, extrait)
    book.close()
    return buffer.getvalue()


def _table(book: xlsxwriter.Workbook, name: str, frame: pd.DataFrame) -> None:
    """Write a frame as a sheet: titles kept in sight, filters on them."""
    sheet, head = book.add_worksheet(name), _head(book)
    text = book.add_format(_TEXT)
    day = book.add_format(_TEXT | {"num_format": _DAY, "align": "left"})
    for number, title in enumerate(frame.columns):
        shape = book.add_format(_TEXT | {"num_format": _NUMBERS.get(title, "0")})
        sheet.set_column(number, number, _WIDTHS.get(title, _WIDTH))
        sheet.write_string(0, number, title, head)
        for row, value in enumerate(frame[title].tolist(), start=1):
            if fr.is_missing(value):
                continue
            if not isinstance(value, str):
                sheet.write_number(row, number, value, shape)
            elif title.startswith("Date") and (when := _day(value)):
                sheet.write_datetime(row, number, when, day)
            else:
                _write(sheet, (row, number), value, text)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    # Codes are texts that look like numbers: no warning in their corner.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(frame) + 1}"})


def _sources(book: xlsxwriter.Workbook, extrait: Extrait) -> None:
    sheet, head = book.add_worksheet("Sources"), _head(book)
    text, bold = book.add_format(_TEXT), book.add_format(_TEXT | {"bold": True})
    for column, width in enumerate((34, 70, 44, 24, 44, 14)):
        sheet.set_column(column, column, width)
    for row, (name, said) in enumerate(extrait.a_propos):
        _write(sheet, (row, 0), name, bold)
        _write(sheet, (row, 1), said, text)
    first = len(extrait.a_propos) + 1
    for column, title in enumerate(_SOURCES):
        sheet.write_string(first, column, title, head)
    day = book.add_format(_TEXT | {"num_format": _DAY, "align": "left"})
    for row, (_, *facts, when) in enumerate(extrait.sources.itertuples(index=False), first + 1):
        for column, said in enumerate(facts):
            _write(sheet, (row, column), said, text)
        sheet.write_datetime(row, len(facts), date.fromisoformat(when), day)


def _write(sheet: Worksheet, cell: tuple[int, int], text: str, shape: Format) -> None:
    if text:
        sheet.write_string(*cell, guarded(text)[:_CELL], shape)


def _day(text: str) -> date | None:
    """Return the day of a date known to the day, else None."""
    return date.fromisoformat(text) if len(text) == len("2010-12-16") else None


def _head(book: xlsxwriter.Workbook) -> Format:
    colours = PALETTES["light"]
    return book.add_format(
        _TEXT | {"bold": True, "font_color": colours["panneau"], "bg_color": colours["marine"]}
    )
