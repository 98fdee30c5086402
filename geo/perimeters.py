"""Which members make a pôle, what their outlines make together, and what ties them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

SURE = ("haute", "moyenne")
"""Confidences that count in a perimeter and in figures; *faible* members are only outlined."""

DISSOLVED = "dissous"


def effective_members(pole_membres: pd.DataFrame, poles: pd.DataFrame) -> pd.DataFrame:
    """Return the EPCI whose territories make up each pôle.

    A member counts when it is an EPCI, its confidence is haute or moyenne, and it has not left.
    A dissolved pôle keeps its last composition: the members it had on the day it ended.

    Parameters
    ----------
    pole_membres
        One row per member; columns `pole_code`, `membre_siren` ("" when not an EPCI),
        `qualite`, `date_fin` (ISO date, possibly partial, or ""), `confiance`.
    poles
        One row per pôle; columns `code`, `statut`, `date_fin`.

    Returns
    -------
    pandas.DataFrame
        One row per pôle and EPCI, columns `pole_code`, `siren`, sorted by both.
    """
    known = pole_membres[
        (pole_membres["qualite"] == "EPCI")
        & pole_membres["confiance"].isin(SURE)
        & (pole_membres["membre_siren"] != "")
    ].merge(
        poles[["code", "statut", "date_fin"]].rename(columns={"date_fin": "fin_pole"}),
        left_on="pole_code",
        right_on="code",
    )
    kept = known[(known["date_fin"] == "") | _until_the_end(known)]
    return (
        kept[["pole_code", "membre_siren"]]
        .rename(columns={"membre_siren": "siren"})
        .drop_duplicates()
        .sort_values(["pole_code", "siren"], ignore_index=True)
    )


def union_by(
    membership: pd.DataFrame, outlines: gpd.GeoDataFrame, *, group: str, key: str
) -> gpd.GeoDataFrame:
    """Return one outline per group: the union of its members' outlines.

    Parameters
    ----------
    membership
        Columns `group` and `key`: which outlines belong together. An outline may serve several
        groups; a key without an outline is ignored.
    outlines
        Column `key` and polygons that form a coverage (neighbours share their borders).

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `group` and `geometry`, sorted by group, in the outlines' system.
    """
    pairs = outlines[[key, "geometry"]].merge(membership[[group, key]].drop_duplicates(), on=key)
    joined = pairs[[group, "geometry"]].dissolve(group, method="coverage").reset_index()
    return joined.sort_values(group, ignore_index=True)


def archipelago_thread(points: Sequence[tuple[float, float]]) -> list[tuple[int, int]]:
    """Return the pairs of points that tie an archipelago together at the least total length.

    The minimum spanning tree: it reads better than a path or a star, and never closes a loop.

    Parameters
    ----------
    points
        Longitude and latitude of each anchor, in degrees. Lengths are compared with longitudes
        shrunk to the mean latitude, enough to choose among distances inside one country.

    Returns
    -------
    list of (int, int)
        Indexes into `points`, smaller first, sorted; empty for fewer than two points.
    """
    if len(points) < 2:
        return []
    lonlat = np.asarray(points, dtype=float)
    flat = lonlat * [np.cos(np.radians(lonlat[:, 1].mean())), 1.0]
    distance = np.hypot(*(flat[:, None, :] - flat[None, :, :]).transpose(2, 0, 1))
    # Prim: the tree starts at the first point and takes the closest outsider each time.
    closest, parent = distance[0].copy(), np.zeros(len(flat), dtype=int)
    outside = np.ones(len(flat), dtype=bool)
    outside[0] = False
    edges = []
    while outside.any():
        nearest = int(np.where(outside, closest, np.inf).argmin())
        edges.append((min(nearest, int(parent[nearest])), max(nearest, int(parent[nearest]))))
        outside[nearest] = False
        nearer = outside & (distance[nearest] < closest)
        closest[nearer], parent[nearer] = distance[nearest][nearer], nearest
    return sorted(edges)


def archipelago_frame(outline: shapely.MultiPolygon) -> shapely.MultiLineString:
    """Return the thread that joins the separate bodies of a perimeter, border to border.

    Parameters
    ----------
    outline
        A perimeter in degrees. Islets (under a hundredth of its largest body) are left untied.

    Returns
    -------
    shapely.MultiLineString
        Straight lines between the nearest places of neighbouring bodies; empty when there is
        only one body.
    """
    bodies = shapely.get_parts(outline)
    bodies = bodies[shapely.area(bodies) >= shapely.area(bodies).max() / 100]
    centres = [(point.x, point.y) for point in shapely.point_on_surface(bodies)]
    return shapely.MultiLineString(
        [shapely.shortest_line(bodies[a], bodies[b]) for a, b in archipelago_thread(centres)]
    )


def _until_the_end(known: pd.DataFrame) -> pd.Series:
    """Tell the members a dissolved pôle still had when it ended (dates may be partial)."""
    dissolved = known["statut"] == DISSOLVED
    no_end = dissolved & (known["fin_pole"] == "")
    # Without the pôle's own date, those who left last were there at the end, unless some
    # never left.
    last = known["date_fin"].where(no_end, "").groupby(known["pole_code"]).transform("max")
    someone_stayed = (known["date_fin"] == "").groupby(known["pole_code"]).transform("any")
    stayed = [
        not _before(left, end)
        for left, end in zip(known["date_fin"], known["fin_pole"], strict=True)
    ]
    return dissolved & (
        (~no_end & pd.Series(stayed, index=known.index))
        | (no_end & ~someone_stayed & (known["date_fin"] == last))
    )


def _before(date: str, other: str) -> bool:
    """Tell whether an ISO date is before another, at the precision both have."""
    shared = min(len(date), len(other))
    return date[:shared] < other[:shared]
