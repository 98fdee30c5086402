"""The tables of a version as they are: CSV, Excel workbook, Parquet, GeoPackage.

Column names and codes are those of the data dictionary. A view's data, with its names and
figures, are `data.export.tableaux`'s business.
"""

from __future__ import annotations

import io
import json
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
import xlsxwriter
from pyogrio.errors import DataLayerError, DataSourceError

from data.dictionary import descriptors
from data.export import ExportError
from data.export.couches import DECIMALS, layers
from data.export.csv_fr import guarded, to_csv
from data.export.extraction import LICENCE, LICENCE_URL, extract, inventory_source
from data.schemas import load_schemas
from geo.crs import DISPLAY_EPSG, to_display
from geo.filters import Filters
from geo.format_fr import is_missing, typography
from geo.heure_fr import moment
from geo.layers import ATTRIBUTION
from geo.palette import PALETTES
from geo.permalinks import View

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xlsxwriter.worksheet import Worksheet

    from data.dataset import Dataset
    from data.store import Version

GUARD = (
    "Un texte qui commence par = + - @ (ou une tabulation) est précédé d’une apostrophe, pour "
    "qu’un tableur n’y lise pas une formule."
)
SHAPES: Mapping[str, tuple[str, str]] = {
    "cooperations": ("MultiLineString", "un trait du porteur à chaque partenaire"),
    "poles": ("MultiPolygon", "périmètre : les membres sûrs"),
    "pole_membres": ("MultiPolygon", "contour de l’intercommunalité membre"),
    "territoires": ("Point", "lieu où se posent les traits"),
}
"""Tables that have a geometry in a GeoPackage: its type, and what it is."""

_ARROW = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64()}
_WIDE = 60
_CELL = 32_767
_FAULTS = (OSError, sqlite3.Error, pa.ArrowException, DataLayerError, DataSourceError)


def export_tables(donnees: Dataset, names: Sequence[str], fmt: str) -> bytes:
    """Return tables as a file; the same version gives the same bytes.

    Parameters
    ----------
    names
        Names of the tables, one only for CSV and Parquet.
    fmt
        One of `FORMATS`.

    Raises
    ------
    ExportError
        If the format is unknown, or the file cannot be made.
    """
    if fmt not in FORMATS:
        raise ExportError(f"tables: expected one of {', '.join(FORMATS)}, found {fmt!r}")
    if fmt in ONE_TABLE and len(names) != 1:
        raise ExportError(f"tables {fmt}: expected one table, found {len(names)}")
    try:
        return _WRITERS[fmt](donnees, names)
    except _FAULTS as error:
        raise ExportError(
            f"tables {fmt}: the file cannot be made ({error}); free some room for temporary files "
            "or choose another format"
        ) from error


def about(version: Version) -> tuple[tuple[str, str], ...]:
    """Tell what a file of tables is, as (name, French text)."""
    said = [
        ("Contenu", "Inventaire des pôles métropolitains et des coopérations"),
        ("Version", version_label(version)),
        ("Licence", f"{LICENCE}, {LICENCE_URL}"),
        ("Attribution", ATTRIBUTION),
        ("À savoir", "Un fait par ligne, chacun avec sa source. L’inventaire n’est pas exhaustif."),
        ("À savoir", GUARD),
    ]
    return tuple((name, typography(text)) for name, text in said)


def version_label(version: Version) -> str:
    """« version 3, publiée le 23 novembre 2026 à 17 h 05 »; the tables of a folder have none."""
    if not version.number or version.date is None:
        return "tables livrées avec l’application, sans numéro de version"
    return f"version {version.number}, publiée le {moment(version.date)}"


def version_day(version: Version) -> datetime:
    """Return the moment a file of a version is dated from, UTC: that of the inventory at least."""
    day = inventory_source().retrieved
    return version.date or datetime(day.year, day.month, day.day, tzinfo=UTC)


def _csv(donnees: Dataset, names: Sequence[str]) -> bytes:
    return to_csv(getattr(donnees.tables, names[0]))


def _parquet(donnees: Dataset, names: Sequence[str]) -> bytes:
    """Return one table as Parquet, each column of its type; what is missing is null."""
    (name,) = names
    frame: pd.DataFrame = getattr(donnees.tables, name)
    fields = [
        (field.name, pa.bool_() if field.type == "boolean" else _ARROW[field.type])
        for field in load_schemas()[name].fields
    ]
    metadata = {
        "titre": descriptors()[name]["title"],
        "schema": json.dumps(descriptors()[name], ensure_ascii=False),
        "a_propos": json.dumps(about(donnees.version), ensure_ascii=False),
    }
    arrow = pa.Table.from_pandas(
        _blank_as_null(frame), schema=pa.schema(fields), preserve_index=False
    )
    buffer = io.BytesIO()
    pq.write_table(arrow.replace_schema_metadata(metadata), buffer, compression="zstd")
    return buffer.getvalue()


def _workbook(donnees: Dataset, names: Sequence[str]) -> bytes:
    """Return a workbook: what it is, then a sheet per table, column names first."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": version_day(donnees.version).replace(tzinfo=None)})
    colours = PALETTES["light"]
    head = book.add_format(
        {"bold": True, "font_color": colours["panneau"], "bg_color": colours["marine"]}
    )
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    note = book.add_worksheet("Lisez-moi")
    note.set_column(0, 0, 24)
    note.set_column(1, 1, 100)
    described = [(name, descriptors()[name]["title"]) for name in names]
    lines = [*about(donnees.version), *((f"Feuille {name}", title) for name, title in described)]
    for row, (name, text) in enumerate(lines):
        note.write_string(row, 0, name, bold)
        note.write_string(row, 1, guarded(text), wrapped)
    for name in names:
        _sheet(book.add_worksheet(name), getattr(donnees.tables, name), head)
    if len(names) == 1:
        book.get_worksheet_by_name(names[0]).activate()
    book.close()
    return buffer.getvalue()


def _sheet(sheet: Worksheet, frame: pd.DataFrame, head: Any) -> None:
    for column, name in enumerate(frame.columns):
        values = frame[name].tolist()
        longest = max((len(str(value)) for value in values), default=0)
        sheet.set_column(column, column, min(max(longest, len(name)) + 2, _WIDE))
        sheet.write_string(0, column, name, head)
        for row, value in enumerate(values, start=1):
            if is_missing(value):
                continue
            if isinstance(value, str):
                sheet.write_string(row, column, guarded(value)[:_CELL])
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            else:
                sheet.write_number(row, column, value)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(frame), len(frame.columns) - 1)
    # Codes are texts that look like numbers: no warning in their corner.
    sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{len(frame) + 1}"})


def _geopackage(donnees: Dataset, names: Sequence[str]) -> bytes:
    """Return a GeoPackage: a layer per table that has shapes, the others as attribute tables."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inventaire.gpkg"
        for name in names:
            _layer(path, donnees, name)
        said = pd.DataFrame(about(donnees.version), columns=["rubrique", "texte"], dtype="str")
        _write(path, "a_propos", said, "Contenu, version et licence de ce fichier")
        stamp = f"{version_day(donnees.version):%Y-%m-%dT%H:%M:%S}.000Z"
        with closing(sqlite3.connect(path)) as base, base:
            base.execute("UPDATE gpkg_contents SET last_change = ?", (stamp,))
        return path.read_bytes()


def _layer(path: Path, donnees: Dataset, name: str) -> None:
    frame, title = _blank_as_null(getattr(donnees.tables, name)), descriptors()[name]["title"]
    if name not in SHAPES:
        _write(path, name, frame, title)
        return
    kind, meaning = SHAPES[name]
    shapes = to_display(
        gpd.GeoDataFrame(frame, geometry=_shapes(donnees, name), crs=DISPLAY_EPSG),
        decimals=DECIMALS,
    )
    _write(
        path,
        name,
        shapes,
        f"{title} : {meaning}",
        geometry_type=kind,
        promote_to_multi="Multi" in kind,
    )


def _shapes(donnees: Dataset, name: str) -> Any:
    """Geometry of each row of a table, EPSG:4326, None where there is none."""
    t, p = donnees.tables, donnees.prepared
    if name == "poles":
        found = p.poles.set_index("code").geometry.reindex(t.poles["code"]).to_numpy()
    elif name == "pole_membres":
        outlines = p.epci.set_index("siren").geometry
        found = outlines.reindex(t.pole_membres["membre_siren"]).to_numpy()
    elif name == "territoires":
        places = p.territoires.set_index("code").reindex(t.territoires["code"])
        points = shapely.points(places["lon"].to_numpy(), places["lat"].to_numpy())
        return np.where(places["lon"].notna(), points, None)
    else:
        every = Filters(confiances=tuple(t.confiances["code"]))
        links = layers(donnees, extract(donnees, View(every)))["liens"]
        lines = links.groupby("cooperation_id")["geometry"].agg(list)
        return [
            shapely.MultiLineString(lines[code]) if code in lines.index else None
            for code in t.cooperations["id"]
        ]
    return shapely.orient_polygons(found, exterior_cw=False)


def _write(path: Path, name: str, frame: pd.DataFrame, said: str, **options: Any) -> None:
    pyogrio.write_dataframe(
        frame,
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        layer_options={"DESCRIPTION": typography(said), "IDENTIFIER": name},
        **options,
    )


def _blank_as_null(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its empty texts missing."""
    texts = [name for name in frame.columns if frame[name].dtype == "str"]
    return frame.assign(**{name: frame[name].mask(frame[name] == "") for name in texts})


_WRITERS: Mapping[str, Callable[[Dataset, Sequence[str]], bytes]] = {
    "csv": _csv,
    "xlsx": _workbook,
    "parquet": _parquet,
    "gpkg": _geopackage,
}
FORMATS = tuple(_WRITERS)
"""What `export_tables` writes."""
ONE_TABLE = ("csv", "parquet")
"""Formats that hold one table only."""
