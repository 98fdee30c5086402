"""Clean outlines into a coverage, dissolve them into pieces, simplify every level at once.

A *piece* is the part of one EPCI inside one département (or a commune without EPCI). EPCI,
départements and régions are all unions of pieces: simplified once, on pieces, they share their
borders to the vertex.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

if TYPE_CHECKING:
    import pandas as pd

GAP_WIDTH_M = 20.0
"""Slits between neighbours narrower than this, in metres, are faults of the outlines."""

MAX_ISLAND_KM2 = 50.0
"""Islands smaller than this are simplified less than the rest, not to become triangles."""

SNAP_M = 5.0
"""Vertices of a simplified border closer than this, in metres, are one vertex."""


@dataclass(frozen=True)
class Scale:
    """How much a level of detail is simplified.

    Attributes
    ----------
    tolerance_m, island_tolerance_m
        Square root, in metres, of the smallest area a vertex may make (Visvalingam-Whyatt), for
        the land in general and for small islands.
    islet_km2
        Area, in km², under which a lone islet may go.
    """

    tolerance_m: float
    island_tolerance_m: float
    islet_km2: float


NATIONAL = Scale(tolerance_m=900.0, island_tolerance_m=300.0, islet_km2=0.2)
DETAIL = Scale(tolerance_m=200.0, island_tolerance_m=80.0, islet_km2=0.005)


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


def lighten(
    pieces: gpd.GeoDataFrame, scale: Scale, *, inhabited: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return the pieces with fewer vertices, borders still shared, islands still there.

    An islet goes only if it is alone in the sea, smaller than the scale's least, has no town hall
    and is not the largest part of its piece: Sein, Molène or Houat stay, whatever the scale.

    Parameters
    ----------
    pieces
        A valid coverage in a metric projection.
    scale
        How much to simplify.
    inhabited
        Town halls (points), same projection.
    """
    parts = pieces[["geometry"]].explode()
    area = parts.area
    alone = _isolated(parts.geometry.to_numpy(), area.to_numpy() < MAX_ISLAND_KM2 * 1e6)
    with_hall = np.zeros(len(parts), dtype=bool)
    halls = shapely.STRtree(inhabited.geometry.to_numpy())
    with_hall[halls.query(parts.geometry.to_numpy(), predicate="intersects")[0]] = True
    largest = (area.groupby(level=0).transform("max") == area).to_numpy()
    islet = alone & (area.to_numpy() < scale.islet_km2 * 1e6) & ~with_hall & ~largest
    kept = parts.geometry[~islet]
    polygons, alone = kept.to_numpy(), alone[~islet]
    lighter = shapely.coverage_simplify(polygons, scale.tolerance_m)
    finer = shapely.coverage_simplify(polygons[alone], scale.island_tolerance_m)
    # A coast simplified apart from an island might run over it: such an island keeps the shape
    # that was simplified with the coast.
    lighter[alone] = np.where(_clash(finer, lighter, alone), lighter[alone], finer)
    snapped = shapely.coverage_clean(lighter, snapping_distance=SNAP_M, gap_width=SNAP_M)
    whole = gpd.GeoSeries(snapped, index=kept.index, crs=pieces.crs).groupby(level=0)
    return pieces.set_geometry(
        gpd.GeoSeries(whole.agg(shapely.coverage_union_all), index=pieces.index, crs=pieces.crs)
    )


def level(pieces: gpd.GeoDataFrame, key: str) -> gpd.GeoDataFrame:
    """Return one outline per value of `key`, sorted; rows where the key is "" are left out.

    Parameters
    ----------
    pieces
        A valid coverage with the column `key`.
    """
    named = pieces.loc[pieces[key] != "", [key, "geometry"]]
    return named.dissolve(key, method="coverage").reset_index().sort_values(key, ignore_index=True)


def _isolated(polygons: np.ndarray, candidates: np.ndarray) -> np.ndarray:
    """Tell which candidates touch no other polygon."""
    asked, _ = shapely.STRtree(polygons).query(polygons[candidates], predicate="intersects")
    isolated = np.zeros(len(polygons), dtype=bool)
    isolated[candidates] = np.bincount(asked, minlength=int(candidates.sum())) == 1
    return isolated


def _clash(finer: np.ndarray, lighter: np.ndarray, alone: np.ndarray) -> np.ndarray:
    """Tell which finer islands meet anything but their own other shape."""
    asked, met = shapely.STRtree(lighter).query(finer, predicate="intersects")
    clash = np.zeros(len(finer), dtype=bool)
    clash[asked[met != np.flatnonzero(alone)[asked]]] = True
    asked, met = shapely.STRtree(finer).query(finer, predicate="intersects")
    clash[asked[met != asked]] = True
    return clash
