"""The data of a view as a file, in every format offered."""

from __future__ import annotations

import io
import json
import sqlite3
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyogrio.errors import DataLayerError, DataSourceError

from data.export import ExportError
from data.export.classeur import to_workbook
from data.export.couches import to_geojson, to_geopackage
from data.export.csv_fr import to_csv
from data.export.extraction import LICENCE, LICENCE_URL, extract
from data.export.libelles import readable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

    from data.dataset import Dataset
    from data.export.extraction import Extrait
    from geo.permalinks import View

_LISTS = ("themes_secondaires", "partenaires", "partenaires_noms", "regions")
_FAULTS = (OSError, sqlite3.Error, pa.ArrowException, DataLayerError, DataSourceError)


def export_table(donnees: Dataset, view: View, fmt: str) -> bytes:
    """Return the data of a view: what its filters keep (`data.export.extraction`).

    The same data and view give the same bytes. A view that shows nothing gives a whole file,
    without rows.

    Parameters
    ----------
    fmt
        One of `FORMATS`.

    Raises
    ------
    ExportError
        If the format is unknown, or the file cannot be made.
    """
    if fmt not in FORMATS:
        raise ExportError(f"table: expected one of {', '.join(FORMATS)}, found {fmt!r}")
    try:
        return _WRITERS[fmt](donnees, extract(donnees, view))
    except _FAULTS as error:
        raise ExportError(
            f"table {fmt}: the file cannot be made ({error}); free some room for temporary files "
            "or choose another format"
        ) from error


def _parquet(table: pd.DataFrame, extrait: Extrait) -> bytes:
    """Return the table as Parquet: lists are lists, what is missing is null, sources are told."""
    fields = [(name, _kind(name, table)) for name in table.columns]
    texts = {name: table[name].mask(table[name] == "") for name, k in fields if k == pa.string()}
    about = {
        "licence": f"{LICENCE} {LICENCE_URL}",
        "a_propos": json.dumps(extrait.a_propos, ensure_ascii=False),
        "sources": extrait.sources.to_json(orient="records", force_ascii=False),
    }
    arrow = pa.Table.from_pandas(
        table.assign(**texts), schema=pa.schema(fields), preserve_index=False
    ).replace_schema_metadata(about)
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer, compression="zstd")
    return buffer.getvalue()


def _kind(name: str, table: pd.DataFrame) -> pa.DataType:
    if name in _LISTS:
        return pa.list_(pa.string())
    return pa.int64() if table[name].dtype == "Int64" else pa.string()


_WRITERS: Mapping[str, Callable[[Dataset, Extrait], bytes]] = {
    "csv": lambda _, extrait: to_csv(extrait.cooperations),
    "csv-excel": lambda donnees, extrait: to_csv(
        readable(donnees, extrait).cooperations, excel=True
    ),
    "xlsx": to_workbook,
    "geojson": to_geojson,
    "gpkg": to_geopackage,
    "parquet": lambda _, extrait: _parquet(extrait.cooperations, extrait),
}
FORMATS = tuple(_WRITERS)
"""What `export_table` writes; `csv-excel` is for a French spreadsheet, `csv` for programs."""
