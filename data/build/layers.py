"""Write the outlines that browsers draw: TopoJSON, borders stored once, named by content."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING, Any

from topojson.core.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

QUANTIZATION = 500_000
"""Steps of the grid across the layer's width, overseas included: about 25 m."""

DETAIL_QUANTIZATION = 1_000_000
NATIONAL_NAMES = {"epci": False, "departements": False, "regions": True, "voisins": True}
DETAIL_NAMES = {"epci": False, "departements": False, "regions": False}
"""Objects whose shapes carry their name: those the map names. The others are told by code."""

MIN_VILLE = 25_000
DETAIL_MIN_VILLE = 10_000
"""Inhabitants above which a commune may be named: from afar, and with the finer shapes. The map
names none smaller before it has them (`POPULATION_MIN` of `static/carte/carte.js`)."""


def draw_layer(
    frames: Mapping[str, gpd.GeoDataFrame], *, quantization: int, named: Mapping[str, bool]
) -> dict[str, Any]:
    """Return a TopoJSON document whose objects share their arcs.

    Parameters
    ----------
    frames
        By object name: frames with `id`, `nom` and polygons in WGS 84 degrees, borders exact.
    quantization
        Steps of the grid across the extent of all objects.
    named
        By object name: whether its shapes carry their name, as property `n`.
    """
    # Read back from text: the library's own copy of the document takes several times longer.
    topology = json.loads(
        str(
            Topology(
                [frame[["id", "nom", "geometry"]] for frame in frames.values()],
                object_name=list(frames),
                prequantize=quantization,
                shared_coords=False,
            ).to_json()
        )
    )
    objects = {}
    for name in frames:
        shapes = [
            _shape(item, with_name=named[name]) for item in topology["objects"][name]["geometries"]
        ]
        objects[name] = {"type": "GeometryCollection", "geometries": shapes}
    transform = {
        key: [round(value, 12) for value in values] for key, values in topology["transform"].items()
    }
    return {
        "type": "Topology",
        "transform": transform,
        "objects": objects,
        "arcs": topology["arcs"],
    }


def list_villes(communes: pd.DataFrame, smallest: int, below: int = 0) -> list[list[Any]]:
    """Return `[nom, lat, lon, population]` of the larger communes, most populous first.

    Parameters
    ----------
    smallest, below
        Population of the smallest one named, and, unless 0, that none reaches. Places are
        rounded to 100 m: they carry a name, not a border.
    """
    population = communes["population"]
    named = (population >= smallest) & communes["lat"].notna()
    if below:
        named &= population < below
    ranked = communes[named].sort_values(["population", "code"], ascending=[False, True])
    return [
        [row.nom, round(row.lat, 3), round(row.lon, 3), int(row.population)]
        for row in ranked.itertuples()
    ]


def write_layer(folder: Path, name: str, document: Mapping[str, Any]) -> Path:
    """Write a layer as `<name>-<digest>.json`, compact, and remove its former versions."""
    content = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    path = folder / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.json"
    folder.mkdir(parents=True, exist_ok=True)
    for former in folder.glob(f"{name}-*.json"):
        if former != path:
            former.unlink()
    path.write_bytes(content)
    return path


def compressed_size(path: Path) -> int:
    """Return the size in bytes of a file once compressed with gzip."""
    return len(gzip.compress(path.read_bytes(), 6, mtime=0))


def _shape(item: dict[str, Any], *, with_name: bool) -> dict[str, Any]:
    properties = item["properties"]
    shape = {"type": item["type"], "id": properties["id"], "arcs": item["arcs"]}
    if with_name:
        shape["properties"] = {"n": properties["nom"]}
    return shape
