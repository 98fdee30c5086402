"""Read TopoJSON: outlines kept as shared arcs, as browsers receive them."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_EPSG

Topology = dict[str, Any]
MIN_RING = 4
"""Points of the smallest ring: a triangle and its return."""

Ring = np.ndarray[Any, np.dtype[np.float64]]


def read_arcs(topology: Topology) -> list[Ring]:
    """Return the arcs of a topology: arrays of (longitude, latitude) in degrees."""
    transform = topology.get("transform")
    if transform is None:
        return [np.asarray(arc, dtype=float) for arc in topology["arcs"]]
    scale, translate = np.asarray(transform["scale"]), np.asarray(transform["translate"])
    return [
        np.cumsum(np.asarray(arc, dtype=float), axis=0) * scale + translate
        for arc in topology["arcs"]
    ]


def read_object(topology: Topology, name: str) -> gpd.GeoDataFrame:
    """Return one object of a topology as outlines.

    Parameters
    ----------
    topology
        A decoded TopoJSON document.
    name
        Name of one of its objects, a collection of polygons.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per geometry: `id` ("" when it has none), its properties, `geometry` (polygons,
        WGS 84 degrees); default index, in the document's order.
    """
    arcs = read_arcs(topology)
    geometries = topology["objects"][name]["geometries"]
    rows = [{"id": item.get("id", ""), **item.get("properties", {})} for item in geometries]
    outlines = [_outline(item, arcs) for item in geometries]
    return gpd.GeoDataFrame(rows, geometry=outlines, crs=DISPLAY_EPSG)


def _outline(item: dict[str, Any], arcs: list[Ring]) -> shapely.MultiPolygon:
    """Join the rings of a shape; those that the grid flattened to a line are left out."""
    polygons = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
    parts = []
    for indexes in polygons:
        shell, *holes = [_ring(ring, arcs) for ring in indexes]
        if len(shell) >= MIN_RING:
            parts.append((shell, [hole for hole in holes if len(hole) >= MIN_RING]))
    return shapely.MultiPolygon(parts)


def _ring(indexes: list[int], arcs: list[Ring]) -> Ring:
    """Join the arcs of a ring; a negative index -1 - i is the arc i read backwards."""
    pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes]
    return np.concatenate([pieces[0], *[piece[1:] for piece in pieces[1:]]])
