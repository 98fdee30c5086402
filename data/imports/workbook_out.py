"""Writes the tables as a workbook to fill in: lists, comments, formats."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from data.imports.cells import column_letter
from data.imports.headers import EDITABLE, LISTS_SHEET, README_SHEET, REMOVE, descriptors
from data.imports.sheets_out import WORKBOOK_OPTIONS, safe_text
from data.schemas import load_schemas
from geo.palette import PALETTES, text_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from data.imports.apply import Frames
    from data.schemas import Field, TableSchema

ROWS_READY = 2_000
"""Rows below the last one that have the drop-down lists and the text format."""

WIDE = {"resume", "recit", "description", "note", "mission", "competences", "exemple", "competence"}


def inventory_workbook(
    frames: Frames,
    rows: Mapping[str, Sequence[Sequence[str]]],
    told: Sequence[str],
    facts: Mapping[str, str],
    *,
    examples: bool,
) -> bytes:
    """Return a workbook with a sheet for each table that editors may change.

    Parameters
    ----------
    frames
        The inventory as texts, for its closed lists and its names.
    rows
        Rows of each table, as texts in the order of its columns.
    told
        Lines of the first sheet.
    facts
        What the first sheet says of the workbook, for the import to read back.
    examples
        Whether the rows are examples, in grey.
    """
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, WORKBOOK_OPTIONS) as workbook:
        _Writer(workbook, frames, examples=examples).write(rows, told, facts)
    return buffer.getvalue()


class _Writer:
    """Writes one workbook."""

    def __init__(self, workbook: Workbook, frames: Frames, *, examples: bool) -> None:
        colours = PALETTES["light"]
        head = {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
        head["border_color"] = colours["region"]
        self.workbook = workbook
        self.frames = frames
        self.lists: dict[tuple[str, ...], str] = {}
        self.required = workbook.add_format(
            {**head, "bg_color": colours["marine"], "font_color": text_on(colours["marine"])}
        )
        self.optional = workbook.add_format({**head, "bg_color": colours["region"]})
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.bold = workbook.add_format({"bold": True, "valign": "top"})
        self.wrap = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.text = workbook.add_format({"num_format": "@"})
        grey = {"font_color": colours["texte3"], "italic": True}
        self.cell = workbook.add_format({"num_format": "@", **grey}) if examples else self.text
        self.number = workbook.add_format(grey) if examples else None
        self.help = workbook.add_format(grey)

    def write(
        self,
        rows: Mapping[str, Sequence[Sequence[str]]],
        told: Sequence[str],
        facts: Mapping[str, str],
    ) -> None:
        self._readme(told, facts)
        sheets = {name: self.workbook.add_worksheet(name) for name in EDITABLE}
        lists = self.workbook.add_worksheet(LISTS_SHEET)
        lists.hide()
        for name, sheet in sheets.items():
            self._table(sheet, load_schemas()[name], rows[name], lists)

    def _readme(self, told: Sequence[str], facts: Mapping[str, str]) -> None:
        sheet = self.workbook.add_worksheet(README_SHEET)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90, self.wrap)
        sheet.write_string(0, 0, "Inventaire des coopérations interterritoriales", self.title)
        row = 2
        for line in told:
            sheet.merge_range(row, 0, row, 1, line, self.wrap)
            sheet.set_row(row, 32)
            row += 1
        row += 1
        for label, value in facts.items():
            sheet.write_string(row, 0, label, self.bold)
            sheet.write_string(row, 1, value)
            row += 1
        row += 1
        for name in EDITABLE:
            sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
            sheet.write_string(row, 1, descriptors()[name]["description"], self.wrap)
            row += 1
        sheet.activate()

    def _table(
        self,
        sheet: Worksheet,
        schema: TableSchema,
        rows: Sequence[Sequence[str]],
        lists: Worksheet,
    ) -> None:
        last = len(rows) + ROWS_READY
        for place, described in enumerate(schema.fields):
            self._header(sheet, schema, place, described)
            width = 50 if described.name in WIDE else 22
            as_number = described.type in ("integer", "number")
            sheet.set_column(place, place, width, None if as_number else self.text)
            choices = self._choices(schema, described)
            if choices:
                sheet.data_validation(1, place, last, place, self._validation(choices, lists))
            elif described.type == "integer" and described.minimum is not None:
                sheet.data_validation(1, place, last, place, _bounds(described))
        for number, row in enumerate(rows, start=1):
            for place, (described, text) in enumerate(zip(schema.fields, row, strict=True)):
                self._cell(sheet, number, place, described, text)
        place = len(schema.fields)
        sheet.write_string(0, place, REMOVE, self.optional)
        sheet.write_comment(0, place, "« oui » enlève de l’inventaire la ligne qui a cette clé.")
        sheet.data_validation(
            1, place, last, place, {"validate": "list", "source": ["oui"], "ignore_blank": True}
        )
        self._names(sheet, schema, rows, place + 1)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(len(rows), 1), place)
        sheet.set_row(0, 32)

    def _header(self, sheet: Worksheet, schema: TableSchema, place: int, described: Field) -> None:
        told = descriptors()[f"{schema.name}.{described.name}"]
        star = " *" if described.required else ""
        form = self.required if described.required else self.optional
        sheet.write_string(0, place, told["title"] + star, form)
        key = "\nFait partie de la clé." if described.name in schema.primary_key else ""
        asked = "Obligatoire." if described.required else "Facultatif."
        comment = f"{told['description']}\n{asked}{key}\nNom de la colonne : {described.name}"
        sheet.write_comment(0, place, comment, {"x_scale": 2.5, "y_scale": 1.6})

    def _cell(self, sheet: Worksheet, number: int, place: int, described: Field, text: str) -> None:
        if text and described.type in ("integer", "number"):
            sheet.write_number(number, place, float(text), self.number)
        elif text:
            sheet.write_string(number, place, safe_text(text), self.cell)

    def _choices(self, schema: TableSchema, described: Field) -> tuple[str, ...]:
        for key in schema.foreign_keys:
            if key.column == described.name and key.table not in EDITABLE:
                return tuple(self.frames[key.table][key.target])
        return described.enum

    def _validation(self, choices: tuple[str, ...], lists: Worksheet) -> dict[str, object]:
        """Return a drop-down list whose choices stand in a column of the sheet of lists."""
        if choices not in self.lists:
            place = len(self.lists)
            lists.write_column(0, place, choices, self.text)
            letter = column_letter(place)
            self.lists[choices] = f"={LISTS_SHEET}!${letter}$1:${letter}${len(choices)}"
        return {
            "validate": "list",
            "source": self.lists[choices],
            "ignore_blank": True,
            "error_title": "Valeur inconnue",
            "error_message": "Choisissez une valeur de la liste.",
        }

    def _names(
        self,
        sheet: Worksheet,
        schema: TableSchema,
        rows: Sequence[Sequence[str]],
        place: int,
    ) -> None:
        """Write, beside the codes of the rows, the names of the territories or pôles they are."""
        for key in schema.foreign_keys:
            if key.table not in ("territoires", "poles") or key.target != "code":
                continue
            named = self.frames[key.table]
            names = dict(zip(named["code"], named["nom"], strict=True))
            source = schema.columns.index(key.column)
            title = descriptors()[f"{schema.name}.{key.column}"]["title"]
            sheet.write_string(0, place, f"({title} : nom)", self.help)
            sheet.set_column(place, place, 40)
            for number, row in enumerate(rows, start=1):
                if name := names.get(row[source], ""):
                    sheet.write_string(number, place, safe_text(name), self.help)
            place += 1


def _bounds(described: Field) -> dict[str, object]:
    low = int(described.minimum or 0)
    high = int(described.maximum or 2_000_000_000)
    return {
        "validate": "integer",
        "criteria": "between",
        "minimum": low,
        "maximum": high,
        "ignore_blank": True,
        "error_title": "Nombre attendu",
        "error_message": f"Un nombre entier, au moins {low}."
        if described.maximum is None
        else f"Un nombre entier de {low} à {high}.",
    }
