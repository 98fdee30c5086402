"""The coordinate systems of the project, and the only module that changes one into another.

Three uses, three systems: showing (longitude and latitude), working on shapes (metres, the
national or local projection) and measuring (equal-area in metropolitan France, local UTM
overseas). Nothing is ever measured in degrees or in Web Mercator.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.errors import MissingCrsError, UnknownZoneError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

DISPLAY_EPSG = 4326
"""WGS 84, degrees: what files and maps exchange."""

DISPLAY_DECIMALS = 5
"""Decimals kept in degrees: about one metre, well under any simplification."""

SQUARE_METRES_PER_KM2 = 1_000_000


@dataclass(frozen=True)
class Zone:
    """A part of France with its own metric systems.

    Attributes
    ----------
    code
        Short name of the zone, also the order in which zones are worked through.
    departements
        INSEE codes of its départements; empty for metropolitan France, which takes the rest.
    work_epsg
        Projection, in metres, where outlines are cleaned and simplified.
    area_epsg
        Projection, in metres, where areas are measured.
    """

    code: str
    departements: tuple[str, ...]
    work_epsg: int
    area_epsg: int


METROPOLE = Zone("metropole", (), work_epsg=2154, area_epsg=3035)
ANTILLES = Zone("antilles", ("971", "972"), work_epsg=5490, area_epsg=5490)
GUYANE = Zone("guyane", ("973",), work_epsg=2972, area_epsg=2972)
REUNION = Zone("reunion", ("974",), work_epsg=2975, area_epsg=2975)
MAYOTTE = Zone("mayotte", ("976",), work_epsg=4471, area_epsg=4471)
ZONES = (METROPOLE, ANTILLES, GUYANE, REUNION, MAYOTTE)


def zone_of_departement(departement: str) -> Zone:
    """Return the zone of a département.

    Parameters
    ----------
    departement
        INSEE code: `01`, `2A`, `974`…

    Raises
    ------
    UnknownZoneError
        For an overseas code whose metric systems are not declared here.
    """
    for zone in ZONES:
        if departement in zone.departements:
            return zone
    if departement.startswith(("97", "98")) or not departement:
        known = ", ".join(code for zone in ZONES for code in zone.departements)
        raise UnknownZoneError(
            f"No metric system for département {departement!r}; overseas, only {known} have one. "
            "Declare its zone in geo/crs.py."
        )
    return METROPOLE


def to_work(frame: gpd.GeoDataFrame, zone: Zone) -> gpd.GeoDataFrame:
    """Return the frame in the zone's working projection (metres).

    Raises
    ------
    MissingCrsError
        If the frame does not say which system it is in.
    """
    return _reproject(frame, zone.work_epsg)


def to_display(
    frame: gpd.GeoDataFrame, *, decimals: int | None = DISPLAY_DECIMALS
) -> gpd.GeoDataFrame:
    """Return the frame in WGS 84 degrees, coordinates rounded.

    Every coordinate is rounded alike, so that borders shared before remain shared.

    Parameters
    ----------
    frame
        Any frame with a declared system.
    decimals
        Decimals kept, in degrees; `None` keeps everything.
    """
    shown = _reproject(frame, DISPLAY_EPSG)
    if decimals is not None:
        # + 0.0 turns -0.0 into 0.0, so that equal places are equal bytes.
        shown.geometry = shapely.transform(
            shown.geometry.to_numpy(), lambda xy: np.round(xy, decimals) + 0.0
        )
    return shown


def areas_km2(frame: gpd.GeoDataFrame, zone: Zone) -> pd.Series:
    """Return the area of each row in km², measured in the zone's equal-area or UTM projection.

    The zone's UTM projections keep areas within 0.1 % over the islands they are used for.
    """
    return _reproject(frame, zone.area_epsg).geometry.area / SQUARE_METRES_PER_KM2


def _reproject(frame: gpd.GeoDataFrame, epsg: int) -> gpd.GeoDataFrame:
    if frame.crs is None:
        raise MissingCrsError(
            f"Outlines without a coordinate system ({len(frame)} rows), expected one that leads to "
            f"EPSG:{epsg}. Declare it where the file is read; it is never guessed."
        )
    return frame.to_crs(epsg)
