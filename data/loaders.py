"""Reads the tables and the prepared files, refuses whatever is wrong with them.

Loading is all or nothing: `load_tables` raises one error that names every fault of every
table, `load_prepared` one that names the file and how to rebuild it. No network.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from shapely.errors import ShapelyError

from data.composition import composition_digest
from data.errors import PreparedError, TablesError
from data.geoparquet import GEOMETRY, CrsError, read_frame, read_shapes
from data.schemas import PREPARED, PREPARED_COLUMNS, TABLES, Field, load_schemas, shown
from data.territories import Divisions, poles_frame, territoires_frame
from data.validation import read_and_check
from geo.crs import DISPLAY_EPSG

if TYPE_CHECKING:
    from collections.abc import Collection

    import geopandas as gpd

__all__ = [
    "PREPARED",
    "TABLES",
    "Prepared",
    "Tables",
    "known_epci",
    "load",
    "load_prepared",
    "load_tables",
    "typed",
]

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Tables:
    """Every table, one row a fact. Treat the frames as read-only: they are shared.

    Columns are those of the CSV files, with dtype `str` and an empty text for "missing",
    except years, ranks and populations (`Int64`), `lat` and `lon` (`float64`, decimal
    degrees, NaN), `legale` and `noms` (`bool`). The index is a `RangeIndex`.
    """

    systemes: pd.DataFrame
    themes: pd.DataFrame
    formes: pd.DataFrame
    statuts: pd.DataFrame
    statuts_pole: pd.DataFrame
    natures: pd.DataFrame
    confiances: pd.DataFrame
    roles: pd.DataFrame
    qualites: pd.DataFrame
    types_territoire: pd.DataFrame
    territoires: pd.DataFrame
    territoire_epci: pd.DataFrame
    territoire_regions: pd.DataFrame
    poles: pd.DataFrame
    pole_membres: pd.DataFrame
    pole_missions: pd.DataFrame
    pole_competences: pd.DataFrame
    cooperations: pd.DataFrame
    cooperation_themes: pd.DataFrame
    participants: pd.DataFrame
    recits: pd.DataFrame
    reseau_chronologie: pd.DataFrame
    metiers: pd.DataFrame
    scenes: pd.DataFrame


@dataclass(frozen=True)
class Prepared:
    """Every prepared file. Geometries are in EPSG:4326, for display only.

    Figures (`superficie_km2`, `population`) were computed on the raw outlines; never measure
    these. Treat the frames as read-only: they are shared.
    """

    folder: Path
    communes: pd.DataFrame
    epci: gpd.GeoDataFrame
    departements: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame
    voisins: gpd.GeoDataFrame
    poles: gpd.GeoDataFrame
    territoires: gpd.GeoDataFrame

    @cached_property
    def epci_detail(self) -> gpd.GeoDataFrame:
        """EPCI outlines of the second level (about 200 m), read when first asked for."""
        return _read_prepared(self.folder, "epci_detail")


def load(tables: Path = TABLES, prepared: Path = PREPARED) -> tuple[Tables, Prepared]:
    """Load the tables and the prepared files, checked against each other.

    Raises
    ------
    PreparedError
        If a prepared file is missing or unreadable.
    TablesError
        If any table has any fault.
    """
    known = known_epci(prepared)
    loaded = load_tables(tables, epci=known)
    return loaded, load_prepared(prepared, tables=loaded)


def load_tables(folder: Path = TABLES, *, epci: Collection[str] | None = None) -> Tables:
    """Read and check every table.

    Parameters
    ----------
    folder
        Folder of the CSV files.
    epci
        SIRENs of the EPCIs that exist. By default those of the prepared files, when there
        are any; an empty collection skips the check.

    Raises
    ------
    TablesError
        If any table has any fault; all faults are in it.
    """
    folder = Path(folder)
    known = known_epci() if epci is None else epci
    frames, faults = read_and_check(folder, epci=known or None)
    if faults:
        raise TablesError(faults, folder=shown(folder))
    schemas = load_schemas()
    return Tables(
        **{
            name: typed(frame.reset_index(drop=True), schemas[name].fields)
            for name, frame in frames.items()
        }
    )


def known_epci(folder: Path = PREPARED) -> frozenset[str]:
    """Return the SIRENs of the reference list of EPCIs, none when it is not there to read."""
    try:
        column = pq.read_table(Path(folder) / "epci.parquet", columns=["siren"])["siren"]
    except (OSError, pa.ArrowException, KeyError):
        return frozenset()
    return frozenset(column.to_pylist())


def load_prepared(folder: Path = PREPARED, *, tables: Tables | None = None) -> Prepared:
    """Read and check every prepared file.

    Parameters
    ----------
    folder
        Folder of the Parquet files and their manifest.
    tables
        When given, the perimeters are those of these tables: drawn anew from the outlines of
        the EPCIs when the file's were drawn from another composition (half a second).

    Raises
    ------
    PreparedError
        If a file is missing, unreadable, altered, or of another form than expected.
    """
    folder = Path(folder)
    manifest = _read_manifest(folder)
    for name in PREPARED_COLUMNS:
        _check_bytes(folder / f"{name}.parquet", manifest)
    names = [field.name for field in fields(Prepared) if field.name != "folder"]
    read = Prepared(folder=folder, **{name: _read_prepared(folder, name) for name in names})
    if tables is None or manifest.get("composition") == composition_digest(tables):
        return read
    return replace(read, **_drawn(tables, read))


def _drawn(tables: Tables, prepared: Prepared) -> dict[str, gpd.GeoDataFrame]:
    """Draw the perimeters of these tables, as the build does."""
    divisions = Divisions(prepared.communes, prepared.epci, prepared.departements, prepared.regions)
    return {
        "poles": poles_frame(tables.poles, tables.pole_membres, prepared.epci),
        "territoires": territoires_frame(vars(tables), divisions),
    }


def typed(frame: pd.DataFrame, columns: tuple[Field, ...]) -> pd.DataFrame:
    """Return the columns of a table with their types; the texts were checked before."""
    given = frame[[field.name for field in columns]].astype("str")
    for field in columns:
        texts = frame[field.name].tolist()
        if field.type == "integer":
            whole = [int(text) if text else None for text in texts]
            given[field.name] = pd.Series(whole, dtype="Int64")
        elif field.type == "number":
            numbers = [float(text) if text else float("nan") for text in texts]
            given[field.name] = pd.Series(numbers, dtype="float64")
        elif field.type == "boolean":
            given[field.name] = pd.Series([text == "true" for text in texts], dtype="bool")
    return given


def _read_manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise _refused(path, expected="a file", found=_cause(error)) from error
    except ValueError as error:
        raise _refused(path, expected="JSON", found=_cause(error)) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise _refused(path, expected="an object with `files`", found="something else")
    return manifest


def _check_bytes(path: Path, manifest: dict[str, Any]) -> None:
    """Refuse a file whose bytes are not those the build wrote."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _refused(path, expected="a Parquet file", found=_cause(error)) from error
    expected = manifest["files"].get(path.name)
    if found != expected:
        raise _refused(path, expected=f"sha256 {expected}", found=f"sha256 {found}")


def _read_prepared(folder: Path, name: str) -> Any:
    path = folder / f"{name}.parquet"
    columns = PREPARED_COLUMNS[name]
    try:
        frame = read_shapes(path) if GEOMETRY in columns else read_frame(path)
    except CrsError as error:
        raise _refused(path, expected=f"EPSG:{DISPLAY_EPSG}", found=f"CRS {error}") from error
    except (OSError, ValueError, LookupError, pa.ArrowException, ShapelyError) as error:
        raise _refused(path, expected="a readable Parquet file", found=_cause(error)) from error
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise _refused(
            path, expected=f"columns {', '.join(columns)}", found=f"no {', '.join(missing)}"
        )
    if frame.empty:
        raise _refused(path, expected="at least one row", found="none")
    return frame


def _refused(path: Path, *, expected: str, found: str) -> PreparedError:
    return PreparedError(
        f"{shown(path)}: expected {expected}, found {found}; run `make build` to rebuild it."
    )


def _cause(error: Exception) -> str:
    text = str(getattr(error, "strerror", "") or error).partition("\n")[0]
    return text or type(error).__name__
