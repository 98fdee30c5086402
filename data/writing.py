"""Writes tables as the loader reads them: UTF-8, commas, LF, one form for each value."""

from __future__ import annotations

import csv
import io
from dataclasses import fields
from math import isnan
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from pathlib import Path

    from data.loaders import Tables


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as CSV; loading and writing again gives the same bytes."""
    for field in fields(tables):
        text = to_csv(getattr(tables, field.name))
        (folder / f"{field.name}.csv").write_bytes(text.encode())


def to_csv(frame: pd.DataFrame) -> str:
    """Return one table as the text of a CSV file."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(frame.columns)
    writer.writerows(zip(*([_text(v) for v in frame[c].tolist()] for c in frame), strict=True))
    return buffer.getvalue()


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return "" if isnan(value) else repr(value)
    return "" if value is pd.NA else str(value)
