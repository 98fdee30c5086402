"""The ground of the small maps: what all those of one zone share, projected once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_EPSG, METROPOLE, Zone, to_work, zone_of_departement

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from geo.dessin import Bounds, Cadre
    from geo.frames import PreparedLike

SAME_BORDER_M = 50.0
"""Metres under which two borders are one."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link may end: name of the territoire, place in metres."""

    nom: str
    x: float
    y: float

    def on(self, frame: Cadre) -> tuple[float, float]:
        """Return the place in pixels, in a window."""
        x, y = frame.place(np.array([[self.x, self.y]]))[0].tolist()
        return x, y


@dataclass(frozen=True)
class Fonds:
    """What the small maps of one zone share, in its working projection (metres).

    Attributes
    ----------
    epci
        Indexed by SIREN: `nom`, `population`, `geometry`, and the most peopled commune, its name
        `ville` and its place `x`, `y`.
    regions, voisins
        Surfaces: the regions, the neighbouring countries.
    departements
        Lines: borders between two départements of one region, each once.
    places
        By code, each territoire that has an anchor.
    """

    epci: gpd.GeoDataFrame = field(repr=False)
    regions: NDArray[Any] = field(repr=False)
    voisins: NDArray[Any] = field(repr=False)
    departements: NDArray[Any] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)

    @classmethod
    def build(
        cls, prepared: PreparedLike, names: Mapping[str, str], *, zone: Zone = METROPOLE
    ) -> Fonds:
        """Project the prepared frames: half a second, to be done once by who draws the maps.

        Parameters
        ----------
        prepared
            Frames in EPSG:4326; `epci`, `departements`, `regions` and `voisins` with a geometry.
        names
            Name of each territoire by code, for the links' far ends.
        zone
            Only what lies in it is drawn.
        """
        frames: Any = prepared
        departements = frames.departements[_in_zone(frames.departements["code"], zone)]
        regions = frames.regions[frames.regions["code"].isin(departements["region"])]
        epci = frames.epci[_in_zone(frames.epci["departements"].str.split(";").str[0], zone)]
        members = to_work(epci[["siren", "nom", "population", "geometry"]], zone)
        members[["x", "y"]] = _project(epci, zone)
        towns = frames.communes.sort_values(["population", "code"]).drop_duplicates(
            "epci_siren", keep="last"
        )
        members["ville"] = members["siren"].map(towns.set_index("epci_siren")["nom"])
        anchors = frames.territoires.dropna(subset=["lat", "lon"])
        placed = zip(anchors["code"], _project(anchors, zone).tolist(), strict=True)
        lands = _shapes(regions, zone)
        return cls(
            epci=members.set_index("siren"),
            regions=lands,
            voisins=_shapes(frames.voisins, zone),
            departements=_inner_borders(_shapes(departements, zone), lands),
            places={code: Place(names.get(code, ""), x, y) for code, (x, y) in placed},
        )

    def bounds(self, epci: Iterable[str]) -> Bounds | None:
        """Bounds (metres) of some EPCI; None when none of them is in the zone."""
        known = self.select(epci)
        if not len(known):
            return None
        x0, y0, x1, y1 = known.total_bounds.tolist()
        return x0, y0, x1, y1

    def select(self, epci: Iterable[str]) -> gpd.GeoDataFrame:
        """Rows of some EPCI, each once; those out of the zone are left out."""
        return self.epci.loc[self.epci.index.intersection(list(dict.fromkeys(epci)))]


def _in_zone(departements: pd.Series, zone: Zone) -> list[bool]:
    return [zone_of_departement(code) == zone for code in departements]


def _shapes(frame: gpd.GeoDataFrame, zone: Zone) -> NDArray[Any]:
    return np.asarray(to_work(frame[["geometry"]], zone).geometry)


def _inner_borders(surfaces: NDArray[Any], wholes: NDArray[Any]) -> NDArray[Any]:
    """Return the borders of a coverage that are not borders of its wholes, each line once."""
    merged = shapely.line_merge(shapely.union_all(shapely.boundary(surfaces)))
    lines = shapely.get_parts(merged)
    outer = shapely.union_all(shapely.boundary(wholes))
    shapely.prepare(outer)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    return np.asarray(lines[shapely.distance(middles, outer) > SAME_BORDER_M])


def _project(frame: pd.DataFrame, zone: Zone) -> NDArray[np.float64]:
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=DISPLAY_EPSG
    )
    return np.asarray(shapely.get_coordinates(_shapes(points, zone)), np.float64)
