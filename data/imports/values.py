"""From the cell of a spreadsheet to the text a table holds.

A spreadsheet turns codes into numbers, dates into days since 1900, booleans into VRAI. What
can be told without doubt is written back, and said (`Correction`); the rest is a fault.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.fields import RULES, is_siren, repaired
from data.imports.cells import CellError, Day, Formula, Value, iso_day, number_text
from data.imports.headers import EDITABLE
from data.reading import CONTROL_TEXT
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from data.fields import Text
    from data.schemas import Field, TableSchema

FORMULA_TEXT: Text = (
    "a value, not a formula: copy the cells, then paste their values",
    "une valeur et non une formule : copiez les cellules, puis collez leurs valeurs",
)
ERROR_TEXT: Text = ("a value, not an error", "une valeur et non une erreur du tableur")

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""First characters a spreadsheet may take for a formula."""

VAIN_MAX = 5_000
"""Values of a column that no rewriting suits, after which none is tried."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SERIAL = re.compile(r"[1-6][0-9]{4}(\.0+)?")
_MONTH = re.compile(r"(0?[1-9]|1[0-2])/([12][0-9]{3})")
_LONG_NUMBER = re.compile(r"([0-9])[.,]([0-9]+)E\+?0?8", re.IGNORECASE)
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says.

    Attributes
    ----------
    text
        What the table holds, or what was found when it is a fault.
    before
        What was found, when it was written another way; else None.
    fault
        What was expected instead, else None.
    """

    text: str
    before: str | None = None
    fault: Text | None = None


def neutralise(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe stands before it."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def unneutralise(text: str) -> str:
    """Undo `neutralise`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text


class Column:
    """Reads the cells of one column; a value already met costs nothing.

    Parameters
    ----------
    field
        The column.
    choices
        Code and label of each value of its closed list; None when it has none.
    longest
        Characters of the longest text allowed.
    """

    def __init__(self, field: Field, choices: Mapping[str, str] | None, longest: int) -> None:
        self.field = field
        self.longest = longest
        self.is_date = field.controle == "date-partielle"
        self.is_number = field.type in ("integer", "number")
        self.holds = _holds(field)
        self.choices: dict[str, str] = {}
        self.codes = set(choices or field.enum)
        for code in field.enum:
            self.choices[fold(code)] = code
        for code, label in (choices or {}).items():
            self.choices.setdefault(fold(code), code)
            self.choices.setdefault(fold(label), code)
        self.seen: dict[object, Reading] = {}
        self.vain = 0

    def read(self, value: Value) -> Reading:
        """Return what a cell says."""
        key = (type(value), value)
        found = self.seen.get(key)
        if found is None:
            found = self.seen[key] = self._read(value)
        return found

    def _read(self, value: Value) -> Reading:
        if isinstance(value, Formula):
            return Reading(str(value), fault=FORMULA_TEXT)
        if isinstance(value, CellError):
            return Reading(str(value), fault=ERROR_TEXT)
        if isinstance(value, Day):
            return self._day(value)
        if isinstance(value, bool):
            return Reading("true" if value else "false")
        if isinstance(value, float):
            text = number_text(value)
            rewritten = self._rewritten(text)
            return Reading(rewritten, text if rewritten != text else None)
        return self._text(value or "")

    def _text(self, given: str) -> Reading:
        text = given.replace("\r\n", "\n").replace("\r", "\n").strip()
        if len(text) > self.longest:
            limit = f"{self.longest:_}"
            return Reading(
                text,
                fault=(
                    f"at most {limit.replace('_', ',')} characters",
                    f"au plus {limit.replace('_', chr(0x202F))} caractères",
                ),
            )
        if _CONTROL.search(text):
            return Reading(text, fault=CONTROL_TEXT)
        if text.startswith("="):
            return Reading(text, fault=FORMULA_TEXT)
        text = unneutralise(text)
        rewritten = self._rewritten(text)
        return Reading(rewritten, text if rewritten != text else None)

    def _day(self, day: Day) -> Reading:
        """Read a number shown as a date; in a column of numbers it is one."""
        number = number_text(day.serial)
        if self.is_number:
            return Reading(number)
        if self.is_date and number.isdecimal() and int(number) in _YEARS:
            return Reading(number)  # 2017, typed in a cell that shows it as 9 July 1905
        return Reading(str(day))

    def _rewritten(self, text: str) -> str:
        """Return the one plain rewriting of a text that suits the column, else the text."""
        if not text or text in self.codes:
            return text
        if self.choices:
            listed = self.choices.get(fold(text))
            if listed:
                return listed
        holds = self.holds
        if holds is None or self.vain >= VAIN_MAX or holds(text):
            return text
        mended = self._mended(text, holds)
        self.vain += not mended
        return mended or text

    def _mended(self, text: str, holds: Callable[[str], bool]) -> str:
        """Return the one rewriting of a wrong value that is right, else an empty text."""
        if self.is_date:
            return _date(text) or repaired(text, holds)
        long = _LONG_NUMBER.fullmatch(text)
        if long and len(long[2]) <= 8 and holds((long[1] + long[2]).ljust(9, "0")):
            return (long[1] + long[2]).ljust(9, "0")
        return repaired(text, holds)


def _date(text: str) -> str:
    """Return the date of a serial number or of a French month."""
    if _SERIAL.fullmatch(text):
        return iso_day(float(text))
    month = _MONTH.fullmatch(text)
    return f"{month[2]}-{int(month[1]):02}" if month else ""


def _holds(field: Field) -> Callable[[str], bool] | None:
    """Return what a rewriting must hold, None where none is without doubt.

    Of an address or an identifier no letter is changed; of the code of a territory only a
    SIREN is mended: « Bretagne » is a name, not the code `bretagne` badly written.
    """
    if field.controle in ("url", "identifiant", "couleur"):
        return None
    if field.controle == "code-territoire":
        return is_siren
    if field.controle:
        return RULES[field.controle].holds
    pattern = {
        "boolean": "true|false",
        "integer": "-?(0|[1-9][0-9]*)",
        "number": r"-?(0|[1-9][0-9]*)(\.[0-9]+)?",
    }.get(field.type, "|".join(field.enum))
    form = re.compile(pattern)
    return (lambda text: bool(form.fullmatch(text))) if pattern else None


def choices_of(
    schema: TableSchema, frames: Mapping[str, pd.DataFrame]
) -> dict[str, dict[str, str]]:
    """Return, for each column of a table that takes its values from a closed list, its choices.

    Parameters
    ----------
    schema
        The table.
    frames
        Tables, the closed lists among them, with columns `code` and `label`.

    Returns
    -------
    dict
        Labels by code, by column.
    """
    return {
        key.column: dict(
            zip(frames[key.table][key.target], frames[key.table]["label"], strict=True)
        )
        for key in schema.foreign_keys
        if key.table not in EDITABLE
    }
