"""A digest of what the prepared outlines are drawn from.

The build writes it in the manifest; the loader compares it with the tables, and draws anew the
perimeters of any other composition.
"""

from __future__ import annotations

import hashlib
from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from data.loaders import Tables

COMPOSITION_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "poles": ("code", "statut", "date_fin"),
    "pole_membres": ("pole_code", "membre_siren", "qualite", "date_fin", "confiance"),
    "territoires": ("code", "type", "pole_code", "lat", "lon"),
    "territoire_epci": ("territoire_code", "epci_siren"),
}
"""Columns the geometry depends on; the order of the rows does not count."""


def composition_digest(tables: Tables) -> str:
    """Return the SHA-256, in hexadecimal, of the columns the geometry depends on."""
    digest = hashlib.sha256()
    for table, columns in COMPOSITION_COLUMNS.items():
        frame: pd.DataFrame = getattr(tables, table)
        rows = zip(*(_texts(frame[column]) for column in columns), strict=True)
        lines = sorted("\x1f".join(row) for row in rows)
        digest.update("\n".join([table, *columns, *lines, ""]).encode())
    return digest.hexdigest()


def _texts(cells: pd.Series[str]) -> list[str]:
    if cells.dtype == "float64":
        return ["" if isnan(value) else repr(value) for value in cells.tolist()]
    return [str(value) for value in cells.tolist()]
