"""Place the communes and anchor the territories: a town hall, never the middle of nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from data.build.gaps import IN_A_NEIGHBOUR
from geo.crs import DISPLAY_DECIMALS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

HOTELS_DE_VILLE: Mapping[str, tuple[float, float]] = {
    "75056": (48.8566, 2.3522),
    "35238": (48.1113, -1.6800),
}
"""Latitude and longitude of two city halls, in degrees: the directory has none for Paris, and for
Rennes an annex two kilometres away."""

HALL_MARGIN_M = 250.0
"""A town hall further than this from its commune was misplaced by whoever geocoded it."""


def sound_halls(halls: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the town halls that stand in their commune, or within 250 m of it.

    Some 1 300 of the directory are elsewhere, up to the other end of the country.

    Parameters
    ----------
    halls, communes
        `code`, `geometry` (points, polygons) of one zone in its working projection (metres).
    """
    both = communes.merge(halls, on="code", suffixes=("", "_hall"))
    distance = shapely.distance(both["geometry"].to_numpy(), both["geometry_hall"].to_numpy())
    return halls[halls["code"].isin(both.loc[distance <= HALL_MARGIN_M, "code"])]


def place_communes(
    codes: pd.DataFrame, halls: gpd.GeoDataFrame, communes: gpd.GeoDataFrame
) -> pd.DataFrame:
    """Return the codes with `lat` and `lon` (degrees) added.

    A commune is at its town hall; failing a sound one, at a point of its outline; failing an
    outline, at the town hall of the neighbour that holds its land.

    Parameters
    ----------
    codes
        `code` and any other columns.
    halls
        `code`, `geometry`: sound town halls, WGS 84 degrees.
    communes
        `code`, `geometry`: outlines, WGS 84 degrees.
    """
    inside = communes.set_index("code").geometry
    places = inside.set_axis(inside.index).representative_point()
    places = halls.set_index("code").geometry.combine_first(places)
    for code, neighbour in IN_A_NEIGHBOUR.items():
        if code not in places.index and neighbour in places.index:
            places[code] = places[neighbour]
    for code, (lat, lon) in HOTELS_DE_VILLE.items():
        if code in places.index:
            places[code] = shapely.Point(lon, lat)
    located = codes["code"].map(places)
    known = located.notna().to_numpy()
    points = located[known].to_numpy()
    placed = codes.copy()
    for column, value in (("lat", shapely.get_y(points)), ("lon", shapely.get_x(points))):
        placed[column] = np.nan
        placed.loc[known, column] = np.round(value, DISPLAY_DECIMALS)
    return placed
