"""The ground of a picture of the map: shapes and places in metres, zone by zone.

Each zone is projected once, when a picture first needs it, at one of two levels of detail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_EPSG, METROPOLE, ZONES, Zone, to_work, zone_of_departement
from geo.format_fr import typography
from geo.topology import read_object

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from geo.dessin import Bounds
    from geo.frames import PreparedLike
    from geo.topology import Topology

    Points = NDArray[np.float64]

LEVELS = ("epci", "departements", "regions")
#: Degrees round a zone where the ground is drawn, and those that a window may show: metropolitan
#: France, then overseas.
_AROUND, _SHOWN = (25.0, 3.0), (5.0, 1.0)
#: Least population of a town that may be named.
_TOWN = 10_000


@dataclass(frozen=True, slots=True)
class Ville:
    """A town: its name, its population and its place in metres."""

    nom: str
    population: int
    x: float
    y: float


@dataclass(frozen=True)
class Sol:
    """One zone, in metres of its working projection.

    Attributes
    ----------
    formes
        By level of `LEVELS`, then by code: its outlines.
    voisins
        The lands around.
    places
        Where each territoire of the inventory is, in its order; NaN out of the zone.
    villes
        Its towns, the most peopled first.
    """

    zone: Zone
    formes: Mapping[str, Mapping[str, Any]]
    voisins: NDArray[Any]
    places: Points
    villes: tuple[Ville, ...]

    def shapes(self, level: str, codes: Any) -> NDArray[Any]:
        """Return the outlines of some codes; those out of the zone are left out."""
        known = self.formes[level]
        return np.array([known[code] for code in codes if code in known], object)

    def union(self, level: str, codes: Any) -> Any:
        """Return the outlines of some codes as one; None when none is in the zone."""
        shapes = self.shapes(level, codes)
        return shapely.coverage_union_all(shapes) if len(shapes) else None

    def bounds(self, level: str, codes: Any) -> Bounds | None:
        """Return the bounds (metres) of some codes; None when none is in the zone."""
        shapes = self.shapes(level, codes)
        if not len(shapes):
            return None
        x0, y0, x1, y1 = shapely.total_bounds(shapes).tolist()
        return x0, y0, x1, y1


class Sols:
    """The ground of every zone, each made at its first use.

    Parameters
    ----------
    prepared
        Frames in EPSG:4326: `epci`, `departements`, `regions`, `voisins` with a geometry, and
        `communes`.
    ancres
        Latitude and longitude (degrees) of each territoire of the inventory.
    detail
        Reads the finer topology, with the objects of `LEVELS`; asked for at most once.
    """

    def __init__(
        self, prepared: PreparedLike, ancres: Points, detail: Callable[[], Topology]
    ) -> None:
        self._prepared: Any = prepared
        self._ancres = ancres
        self._read_detail = detail
        self._sols: dict[tuple[str, bool], Sol] = {}
        self._fines: dict[str, gpd.GeoDataFrame] = {}
        departements = prepared.departements
        found = [
            (zone_of_departement(d), r) for d, r in departements[["code", "region"]].to_numpy()
        ]
        #: INSEE codes of the regions of each zone, by the zone's code.
        self.regions: dict[str, tuple[str, ...]] = {
            zone.code: tuple(sorted({r for z, r in found if z == zone})) for zone in ZONES
        }
        self._emprises = {zone.code: self._bounds(zone, _AROUND) for zone in ZONES}

    def sol(self, zone: Zone, *, near: bool = False) -> Sol:
        """Return the ground of a zone, with the finer shapes when one comes near."""
        key = (zone.code, near)
        if key not in self._sols:
            self._sols[key] = self._project(zone, near=near)
        return self._sols[key]

    def zone_of_region(self, code: str) -> Zone:
        """Return the zone of a region, by its INSEE code."""
        return next((zone for zone in ZONES if code in self.regions[zone.code]), METROPOLE)

    def zone_at(self, lon: float, lat: float) -> Zone:
        """Return the zone a place (degrees) is in or near; metropolitan France by default."""
        for zone in ZONES[1:]:
            if _inside(self._emprises[zone.code], np.array([[lon, lat]])).all():
                return zone
        return METROPOLE

    def window(self, zone: Zone, degrees: Bounds) -> Bounds:
        """Return bounds in degrees as bounds in metres, cut to the zone and what is near it."""
        west, south, east, north = self._bounds(zone, _SHOWN)
        low = np.clip(degrees[:2], (west, south), (east - 0.01, north - 0.01))
        high = np.clip(degrees[2:], low + 0.01, (east, north))
        edge = shapely.segmentize(shapely.box(*low, *high), 0.5)
        frame = gpd.GeoDataFrame(geometry=[edge], crs=DISPLAY_EPSG)
        x0, y0, x1, y1 = to_work(frame, zone).total_bounds.tolist()
        return x0, y0, x1, y1

    def _bounds(self, zone: Zone, around: tuple[float, float]) -> Bounds:
        regions = self._prepared.regions
        inside = regions[regions["code"].isin(self.regions[zone.code])]
        x0, y0, x1, y1 = inside.total_bounds.tolist()
        more = around[zone != METROPOLE]
        return x0 - more, y0 - more, x1 + more, y1 + more

    def _project(self, zone: Zone, *, near: bool) -> Sol:
        codes = self.regions[zone.code]
        departements = self._prepared.departements
        wanted = {
            "regions": set(codes),
            "departements": set(departements.loc[departements["region"].isin(codes), "code"]),
        }
        epci = self._prepared.epci
        first = epci["departements"].str.partition(";")[0]
        wanted["epci"] = set(epci.loc[first.isin(wanted["departements"]), "siren"])
        formes = {}
        for level in LEVELS:
            frame = self._level(level, near=near)
            inside = to_work(frame[frame["id"].isin(wanted[level])], zone)
            formes[level] = dict(zip(inside["id"], inside.geometry, strict=True))
        communes = self._prepared.communes
        towns = communes[communes["region"].isin(codes) & (communes["population"] >= _TOWN)]
        towns = towns.sort_values(["population", "code"], ascending=[False, True])
        spots = _points(towns[["lat", "lon"]].to_numpy(float), zone).tolist()
        return Sol(
            zone,
            formes,
            self._around(zone),
            self._places(zone),
            tuple(
                Ville(typography(nom), int(population), x, y)
                for nom, population, (x, y) in zip(
                    towns["nom"], towns["population"], spots, strict=True
                )
            ),
        )

    def _level(self, level: str, *, near: bool) -> gpd.GeoDataFrame:
        if not near:
            frame: gpd.GeoDataFrame = getattr(self._prepared, level)
            return frame.rename(columns={"siren" if level == "epci" else "code": "id"})
        if not self._fines:
            topology = self._read_detail()
            self._fines = {name: read_object(topology, name) for name in LEVELS}
        return self._fines[level]

    def _around(self, zone: Zone) -> NDArray[Any]:
        """Cut the lands around in degrees first: far away the projection is not defined."""
        box = shapely.box(*self._emprises[zone.code])
        others = self._prepared.regions
        others = others[~others["code"].isin(self.regions[zone.code])]
        shapes = np.concatenate(
            [self._prepared.voisins.geometry.to_numpy(), others.geometry.to_numpy()]
        )
        cut = shapely.intersection(shapes[shapely.intersects(shapes, box)], box)
        frame = gpd.GeoDataFrame(geometry=cut, crs=DISPLAY_EPSG)
        return np.asarray(to_work(frame, zone).geometry.to_numpy())

    def _places(self, zone: Zone) -> Points:
        lonlat = self._ancres[:, ::-1]
        inside = _inside(self._emprises[zone.code], lonlat)
        places = np.full(lonlat.shape, np.nan)
        places[inside] = _points(self._ancres[inside], zone)
        return places


def _points(latlon: Points, zone: Zone) -> Points:
    frame = gpd.GeoDataFrame(geometry=shapely.points(latlon[:, ::-1]), crs=DISPLAY_EPSG)
    return np.asarray(shapely.get_coordinates(to_work(frame, zone).geometry.to_numpy()))


def _inside(bounds: Bounds, lonlat: Points) -> NDArray[np.bool_]:
    return np.asarray(((lonlat >= bounds[:2]) & (lonlat <= bounds[2:])).all(axis=1))
