"""Clean outlines into a coverage, dissolve them into pieces, simplify every level at once.

A *piece* is the part of one EPCI inside one département (or a commune without EPCI). EPCI,
départements and régions are all unions of pieces: simplified once, on pieces, they share their
borders to the vertex.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    import pandas as pd

GAP_WIDTH_M = 20.0
"""Slits between neighbours narrower than this, in metres, are faults of the outlines."""

SNAP_M = 5.0
"""Vertices of a simplified border closer than this, in metres, are one vertex."""


def clean(communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the communes as a valid coverage: no overlap, no slit, borders shared.

    Parameters
    ----------
    communes
        Polygons of one zone in its working projection (metres).
    """
    cleaned = shapely.coverage_clean(communes.geometry.to_numpy(), gap_width=GAP_WIDTH_M)
    return communes.set_geometry(gpd.GeoSeries(cleaned, index=communes.index, crs=communes.crs))


def dissolve_pieces(communes: gpd.GeoDataFrame, codes: pd.DataFrame) -> gpd.GeoDataFrame:
    """Return the pieces of a zone.

    Parameters
    ----------
    communes
        `code`, `geometry`: a valid coverage.
    codes
        `code`, `epci_siren` ("" for a commune without EPCI), `departement`, `region`.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per piece: `piece` (SIREN, or the code of a commune without EPCI), `epci_siren`,
        `departement`, `region`, `geometry`; sorted by piece and département.
    """
    merged = communes.merge(codes[["code", "epci_siren", "departement", "region"]], on="code")
    merged["piece"] = merged["epci_siren"].where(merged["epci_siren"] != "", merged["code"])
    keys = ["piece", "epci_siren", "departement", "region"]
    pieces = merged[[*keys, "geometry"]].dissolve(keys, method="coverage").reset_index()
    return pieces.sort_values(keys, ignore_index=True)


def drop_islets(
    pieces: gpd.GeoDataFrame, *, min_km2: float, inhabited: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the pieces without their smallest islets.

    An islet goes only if it is alone in the sea, smaller than the threshold, has no town hall and
    is not the largest part of its piece: Sein, Molène or Houat stay, whatever the threshold.

    Parameters
    ----------
    pieces
        Polygons in a metric projection.
    min_km2
        Area, in km², under which an islet may go.
    inhabited
        Town halls (points), same projection.
    """
    parts = pieces[["geometry"]].explode()
    polygons = parts.geometry.to_numpy()
    small = shapely.area(polygons) < min_km2 * 1e6
    largest = parts.area.groupby(level=0).transform("max").to_numpy() == shapely.area(polygons)
    left, right = shapely.STRtree(polygons).query(polygons[small], predicate="intersects")
    alone = np.zeros(len(polygons), dtype=bool)
    alone[np.flatnonzero(small)] = np.bincount(left, minlength=small.sum()) == 1
    del right
    with_hall = np.zeros(len(polygons), dtype=bool)
    halls = shapely.STRtree(inhabited.geometry.to_numpy())
    with_hall[halls.query(polygons, predicate="intersects")[0]] = True
    kept = parts[~(small & alone & ~largest & ~with_hall)]
    lighter = pieces.copy()
    lighter.geometry = kept.geometry.groupby(level=0).agg(
        lambda group: shapely.union_all(group.to_numpy()) if len(group) > 1 else group.iloc[0]
    )
    return lighter


def simplify(pieces: gpd.GeoDataFrame, *, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return the pieces with fewer vertices, borders still shared.

    Parameters
    ----------
    pieces
        A valid coverage in a metric projection.
    tolerance_m
        Square root, in metres, of the smallest area a vertex may make (Visvalingam-Whyatt).
    """
    lighter = shapely.coverage_simplify(pieces.geometry.to_numpy(), tolerance_m)
    snapped = shapely.coverage_clean(lighter, snapping_distance=SNAP_M, gap_width=SNAP_M)
    return pieces.set_geometry(gpd.GeoSeries(snapped, index=pieces.index, crs=pieces.crs))


def level(pieces: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """Return one outline per value of `key`, sorted; rows where the key is "" are left out.

    Parameters
    ----------
    pieces
        A valid coverage with the column `key`.
    """
    named = pieces.loc[pieces[key] != "", [key, "geometry"]]
    return named.dissolve(key, method="coverage").reset_index().sort_values(key, ignore_index=True)
