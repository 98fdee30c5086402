"""Silhouettes of the pôles, drawn at one common scale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import shapely

from geo.contiguite import (
    NOBODY,
    Edges,
    contiguous_parts,
    coverage_edges,
    neighbours_of,
    rows_of_poles,
)
from geo.crs import Zone, to_work, zone_of_departement
from geo.dessin import centred, paths
from geo.perimeters import archipelago_thread

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.frames import PreparedLike, TablesLike

    class ShapesLike(PreparedLike, Protocol):
        """Prepared frames with the neighbouring countries: `nom`, `geometry`."""

        @property
        def voisins(self) -> gpd.GeoDataFrame: ...  # noqa: D102

    Floats = NDArray[np.float64]

MAX_WIDTH, MAX_HEIGHT, MARGIN = 440.0, 170.0, 4.0
"""Pixels: the largest drawing, which the widest or tallest pôle just fills; room round shapes."""
_PATHS = ("corps", "joints", "mer", "frontiere", "fil")
ABROAD_M = 500
"""Metres: an outer border this close to another country is a land border, the rest is coast.

The build fits the neighbouring countries to the border; the tolerance is for a future outline.
"""


@dataclass(frozen=True, slots=True)
class Silhouette:
    """One pôle drawn at the common scale: SVG paths, in pixels, north up.

    Attributes
    ----------
    width, height
        Of the drawing.
    corps, joints, mer, frontiere, fil
        The perimeter (closed); borders between members, coast and land borders with other
        countries (lines); the thread that ties the parts. Empty when there is none.
    point
        Place of the anchor of the most populous member.
    principal
        Name of that member.
    morceaux
        Parts: members that share a border, step by step, are one.
    pays
        Countries along its land border, in alphabetical order.
    ailleurs
        Members left out of the drawing: in another zone than the most populous one.
    """

    width: float
    height: float
    corps: str
    joints: str
    mer: str
    frontiere: str
    fil: str
    point: tuple[float, float]
    principal: str
    morceaux: int
    pays: tuple[str, ...]
    ailleurs: int


@dataclass(frozen=True)
class Silhouettes:
    """Every pôle that has a perimeter, by code, and the metres that one pixel covers."""

    scale: float
    by_code: Mapping[str, Silhouette]


def draw_silhouettes(tables: TablesLike, prepared: ShapesLike) -> Silhouettes:
    """Draw every pôle that has known members, all at one scale.

    Shapes are drawn in the working projection of the zone of their most populous member;
    `ailleurs` counts the members of another zone.
    """
    epci = prepared.epci.reset_index(drop=True)
    zones = [zone_of_departement(text.partition(";")[0]) for text in epci["departements"]]
    grounds: dict[str, _Ground] = {}
    populations = epci["population"].to_numpy()
    drawn: dict[str, tuple[_Ground, int, list[int], int]] = {}
    for code, rows in rows_of_poles(tables, prepared).items():
        principal = max(rows, key=lambda row: (populations[row], -row))
        kept = [row for row in rows if zones[row] == zones[principal]]
        zone = zones[principal]
        if zone.code not in grounds:
            here = np.array([z == zone for z in zones])
            grounds[zone.code] = _Ground(epci, here, zone, prepared)
        ground = grounds[zone.code]
        drawn[code] = (ground, principal, kept, len(rows) - len(kept))
    bounds = {code: ground.bounds(kept) for code, (ground, _, kept, _) in drawn.items()}
    scale = common_scale(list(bounds.values()))
    found = [
        ground.measure(principal, kept, elsewhere, bounds[code], scale)
        for code, (ground, principal, kept, elsewhere) in drawn.items()
    ]
    cadres = [
        centred(bounds[code], scale, one.width, one.height)
        for code, (one, _) in zip(drawn, found, strict=True)
    ]
    texts: dict[str, list[Any]] = {
        name: paths([shapes[name] for _, shapes in found], cadres) for name in _PATHS
    }
    return Silhouettes(
        scale,
        {
            code: replace(one, **{name: texts[name][rank] for name in _PATHS})
            for rank, (code, (one, _)) in enumerate(zip(drawn, found, strict=True))
        },
    )


def common_scale(bounds: list[tuple[float, float, float, float]]) -> float:
    """Return the metres a pixel must cover so that all bounds (metres) fit in a drawing."""
    wide = max((x1 - x0 for x0, _, x1, _ in bounds), default=1.0)
    tall = max((y1 - y0 for _, y0, _, y1 in bounds), default=1.0)
    return max(wide / (MAX_WIDTH - 2 * MARGIN), tall / (MAX_HEIGHT - 2 * MARGIN), 1.0)


class _Ground:
    """Outlines of one zone, projected: what its silhouettes are cut from.

    Rows are those of the whole EPCI frame.
    """

    def __init__(
        self, epci: gpd.GeoDataFrame, mask: NDArray[np.bool_], zone: Zone, prepared: ShapesLike
    ) -> None:
        rows = np.flatnonzero(mask)
        here = epci[mask]
        projected = to_work(here, zone)
        self.names = epci["nom"].tolist()
        self.outlines = dict(zip(rows.tolist(), projected.geometry, strict=True))
        anchors = gpd.GeoSeries(gpd.points_from_xy(here["lon"], here["lat"]), crs=here.crs)
        towns = to_work(gpd.GeoDataFrame(geometry=anchors), zone).geometry
        self.towns = dict(zip(rows.tolist(), towns, strict=True))
        self.lonlat = dict(
            zip(rows.tolist(), here[["lon", "lat"]].itertuples(index=False, name=None), strict=True)
        )
        edges = coverage_edges(projected.geometry)
        self.edges = Edges(
            edges.points,
            rows[edges.left],
            np.where(edges.right == NOBODY, NOBODY, rows[edges.right]),
        )
        self.neighbours = neighbours_of(self.edges)
        self.country = self._countries(prepared.voisins, here, zone)
        # Edges are drawn from those of each member: going through all for each pôle is slow.
        self.by_left = np.argsort(self.edges.left, kind="stable")
        last = np.arange(len(epci) + 1)
        self.starts = np.searchsorted(self.edges.left[self.by_left], last)

    def _countries(
        self, neighbours: gpd.GeoDataFrame, here: gpd.GeoDataFrame, zone: Zone
    ) -> NDArray[np.object_]:
        """Name of the country beyond each edge, an empty text for the sea or a neighbour."""
        named = np.full(len(self.edges.left), "", object)
        west, south, east, north = here.total_bounds
        box = (west - 1, south - 1, east + 1, north + 1)
        near = neighbours[neighbours.intersects(shapely.box(*box))]
        if near.empty:
            return named
        near = to_work(near.set_geometry(shapely.clip_by_rect(near.geometry, *box)), zone)
        outer = np.flatnonzero(self.edges.right == NOBODY)
        middles = shapely.points(self.edges.points[outer].mean(axis=1))
        tree = shapely.STRtree(near.geometry.to_numpy())
        found = tree.query_nearest(middles, max_distance=ABROAD_M, all_matches=False)
        named[outer[found[0]]] = near["nom"].to_numpy(object)[found[1]]
        return named

    def bounds(self, rows: list[int]) -> tuple[float, float, float, float]:
        """Bounds of some members, in metres."""
        x0, y0, x1, y1 = shapely.total_bounds([self.outlines[row] for row in rows])
        return float(x0), float(y0), float(x1), float(y1)

    def measure(
        self,
        principal: int,
        rows: list[int],
        elsewhere: int,
        bounds: tuple[float, float, float, float],
        scale: float,
    ) -> tuple[Silhouette, dict[str, Any]]:
        """Return all of one pôle's silhouette but its `_PATHS`, and their shapes, in metres."""
        mine = self._edges_of(rows)
        right = self.edges.right[mine]
        inside = np.zeros(len(self.starts), bool)  # The last one, that of NOBODY, stays so.
        inside[rows] = True
        joints = mine[inside[right]]
        outer = mine[right == NOBODY]
        country = self.country[outer]
        abroad = country != ""
        points = self.edges.points
        width = round((bounds[2] - bounds[0]) / scale + 2 * MARGIN, 1)
        height = round((bounds[3] - bounds[1]) / scale + 2 * MARGIN, 1)
        cadre = centred(bounds, scale, width, height)
        parts = contiguous_parts(rows, self.neighbours)
        x, y = cadre.place(shapely.get_coordinates(self.towns[principal]))[0].round(1).tolist()
        shapes = {
            "corps": shapely.coverage_union_all([self.outlines[row] for row in rows]),
            "joints": _lines(points[joints]),
            "mer": _lines(points[outer[~abroad]]),
            "frontiere": _lines(points[outer[abroad]]),
            "fil": self._thread(parts),
        }
        found = Silhouette(
            width=width,
            height=height,
            **dict.fromkeys(_PATHS, ""),
            point=(x, y),
            principal=self.names[principal],
            morceaux=len(parts),
            pays=tuple(sorted(set(country[abroad]))),
            ailleurs=elsewhere,
        )
        return found, shapes

    def _edges_of(self, rows: list[int]) -> NDArray[np.int64]:
        """Ranks of the edges whose left side is one of these members, in their order."""
        spans = [self.by_left[self.starts[row] : self.starts[row + 1]] for row in rows]
        return np.sort(np.concatenate(spans))

    def _thread(self, parts: list[list[int]]) -> shapely.MultiLineString:
        """Straight lines between the nearest places of neighbouring parts."""
        if len(parts) < 2:
            return shapely.MultiLineString()
        bodies = [shapely.coverage_union_all([self.outlines[row] for row in p]) for p in parts]
        centres = [tuple(np.mean([self.lonlat[row] for row in part], axis=0)) for part in parts]
        return shapely.MultiLineString(
            [shapely.shortest_line(bodies[a], bodies[b]) for a, b in archipelago_thread(centres)]
        )


def _lines(segments: Floats) -> Any:
    if not len(segments):
        return shapely.MultiLineString()
    return shapely.line_merge(shapely.multilinestrings(shapely.linestrings(segments)))
