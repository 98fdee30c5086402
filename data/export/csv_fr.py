"""Tables as CSV, plain or for a French spreadsheet, where no text is read as a formula."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr

if TYPE_CHECKING:
    import pandas as pd

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins when a spreadsheet takes it for a formula (full-width signs included)."""


def to_csv(frame: pd.DataFrame, *, excel: bool = False) -> bytes:
    """Return a frame as CSV; texts are guarded, what is missing is empty.

    Parameters
    ----------
    frame
        Texts, numbers and booleans; lists of texts are joined by « ; ». The index is left out.
    excel
        False: RFC 4180 (comma, CRLF, UTF-8 without mark, decimal point). True: what Excel in
        French opens by a double click (semicolon, UTF-8 with its mark, decimal comma).
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if excel else ",", lineterminator="\r\n")
    writer.writerow([guarded(str(name)) for name in frame.columns])
    columns = [[_cell(v, excel=excel) for v in frame[name].tolist()] for name in frame.columns]
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue().encode("utf-8-sig" if excel else "utf-8")


def guarded(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe comes first.

    One that already begins with apostrophes and such a sign gets one more, so that taking one
    away always gives the text back.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA) else text


def _cell(value: Any, *, excel: bool) -> str:
    if isinstance(value, list):
        return guarded(";".join(value))
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return ("oui" if value else "non") if excel else str(value).lower()
    if fr.is_missing(value):
        return ""
    return str(value).replace(".", ",") if excel else str(value)
