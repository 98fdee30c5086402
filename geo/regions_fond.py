"""The ground of a region's map: its intercommunalités, pôles, borders and towns as SVG paths.

Drawn once per region; `geo.regions_carte` then shows them in a state that filters change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo import format_fr as fr
from geo.crs import DISPLAY_EPSG, METROPOLE, Zone, to_work, zone_of_departement
from geo.dessin import Cadre, fit, path
from geo.regions_facts import FRANCE

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    import pandas as pd

    from geo.frames import PreparedLike

WIDTH = 720.0
"""Width of a map, in pixels of its own; it is shown at any size."""
_WIDTHS, _HEIGHTS = (430.0, WIDTH), (430.0, 700.0)
#: Side of an inset and space between two, in pixels: five in the width.
_SIDE, _GAP = 134.0, 12.5
_TOWNS = 9
_CHARACTER, _LINE = 7.4, 17.0
#: Pixels that a simplified border may move by, at most about.
_TOLERANCE = 1.5
#: Insets of the map of the country: département and name.
_INSETS = (
    ("971", "Guadeloupe"),
    ("972", "Martinique"),
    ("973", "Guyane"),
    ("974", "La Réunion"),
    ("976", "Mayotte"),
)


@dataclass(frozen=True, slots=True)
class Contour:
    """An intercommunalité drawn; `siren` is empty for a commune that belongs to none."""

    siren: str
    nom: str
    trace: str


@dataclass(frozen=True, slots=True)
class Ville:
    """A town: its dot, and where and how (`ancre`) its name's baseline is held, in pixels."""

    nom: str
    x: float
    y: float
    texte_x: float
    texte_y: float
    ancre: str


@dataclass(frozen=True, slots=True)
class Panneau:
    """A part of a map at its own scale: its window in the map, and what is drawn in it.

    `voisins` are the lands around, `limites` the départements' borders, `region` the outline of
    the region (of each region on the map of the country), `poles` their perimeters by code.
    """

    x: float
    y: float
    largeur: float
    hauteur: float
    voisins: str
    limites: str
    region: str
    contours: tuple[Contour, ...]
    poles: Mapping[str, str]
    villes: tuple[Ville, ...]
    titre: str = ""


@dataclass(frozen=True, slots=True)
class Fond:
    """A map without its states: its size, in pixels, and its parts."""

    largeur: float
    hauteur: float
    panneaux: tuple[Panneau, ...]


@dataclass(frozen=True, slots=True)
class Contours:
    """What maps are drawn from, all in WGS 84 degrees.

    `prepared` gives `departements`, `regions`, `communes`, and the names and regions of the
    intercommunalités; `epci` their outlines (`siren`), a coverage as fine as wanted or finer;
    `voisins` the outlines of the neighbouring countries; `membres` the SIRENs that make up each
    pôle, by its code.
    """

    prepared: PreparedLike
    epci: gpd.GeoDataFrame
    voisins: gpd.GeoDataFrame
    membres: Mapping[str, Collection[str]]


def draw_ground(sources: Contours, code: str) -> Fond:
    """Draw all that does not depend on the filters.

    `code` is the INSEE code of a region, drawn at its own scale, or `FRANCE`: metropolitan
    France and an inset for each overseas département.
    """
    places = sources.prepared.departements.set_index("code")["region"]
    if code != FRANCE:
        zone = zone_of_departement(places[places == code].index[0])
        panel = _panel(sources, zone, {code}, (_WIDTHS, _HEIGHTS))
        return Fond(panel.largeur, panel.hauteur, (panel,))
    overseas = {d: places[d] for d, _ in _INSETS}
    main = _panel(
        sources,
        METROPOLE,
        frozenset(places) - frozenset(overseas.values()),
        ((WIDTH, WIDTH), (640, 680)),
        towns=12,
    )
    insets = [
        _panel(
            sources,
            zone_of_departement(departement),
            {overseas[departement]},
            ((_SIDE, _SIDE), (_SIDE, _SIDE)),
            corner=(i * (_SIDE + _GAP), main.hauteur + _GAP),
            title=title,
        )
        for i, (departement, title) in enumerate(_INSETS)
    ]
    return Fond(WIDTH, main.hauteur + _GAP + _SIDE, (main, *insets))


def _panel(  # noqa: PLR0913  each is a part of what is drawn
    sources: Contours,
    zone: Zone,
    codes: AbstractSet[str],
    size: tuple[tuple[float, float], tuple[float, float]],
    *,
    corner: tuple[float, float] = (0, 0),
    towns: int = _TOWNS,
    title: str = "",
) -> Panneau:
    """Draw regions of one zone; `size` is the least and greatest widths, then heights (px)."""
    prepared = sources.prepared
    inside = prepared.regions["code"].isin(codes)
    regions = _frame(prepared.regions[inside])
    outline = shapely.union_all(to_work(regions, zone).geometry.to_numpy())
    window = _window(outline, size, margin=8 if title else 12)
    box = shapely.box(*shapely.buffer(shapely.box(*regions.total_bounds), 2.5).bounds)
    around = (sources.voisins, _frame(prepared.regions[~inside]))
    departements = _frame(prepared.departements[prepared.departements["region"].isin(codes)])
    contours, poles, whole = _contours(sources, zone, codes, window, outline)
    return Panneau(
        *corner,
        window.width,
        window.height,
        voisins="".join(_around(frame, box, zone, window) for frame in around),
        limites=_borders(departements, zone, window) if len(codes) == 1 and not title else "",
        region=path(whole, window) if len(codes) == 1 else _borders(regions, zone, window),
        contours=contours,
        poles=poles,
        villes=() if title else _towns(prepared.communes, zone, codes, window, towns),
        titre=title,
    )


def _window(
    outline: Any, size: tuple[tuple[float, float], tuple[float, float]], *, margin: float
) -> Cadre:
    """Fit an outline in a window whose sides keep to their bounds."""
    (narrow, wide), (low, high) = size
    x0, y0, x1, y1 = outline.bounds
    slope = (y1 - y0) / (x1 - x0)
    height = min(max((wide - 2 * margin) * slope + 2 * margin, low), high)
    width = min(max((height - 2 * margin) / slope + 2 * margin, narrow), wide)
    return fit(outline.bounds, width, height, margin=margin)


def _contours(
    sources: Contours, zone: Zone, codes: AbstractSet[str], window: Cadre, outline: Any
) -> tuple[tuple[Contour, ...], dict[str, str], Any]:
    """Draw intercommunalités, cut at the region's border, and communes in none.

    Then perimeters of pôles, made of the same outlines, and the shape of it all.
    """
    epci = sources.prepared.epci.set_index("siren")[["nom", "regions"]]
    epci["regions"] = epci["regions"].str.split(";").map(frozenset)
    here = epci[[not codes.isdisjoint(found) for found in epci["regions"]]]
    rows = to_work(sources.epci[sources.epci["siren"].isin(here.index)], zone)
    shapes = shapely.coverage_simplify(rows.geometry.to_numpy(), window.scale * _TOLERANCE)
    astride = np.array([not codes >= found for found in here.loc[rows["siren"], "regions"]])
    shapes[astride] = shapely.intersection(shapes[astride], outline)
    covered = shapely.union_all(shapes)
    contours = [
        Contour(siren, fr.typography(name), d)
        for siren, name, shape in zip(
            rows["siren"], here.loc[rows["siren"], "nom"], shapes, strict=True
        )
        if (d := path(shape, window))
    ]
    alone = [part for part in shapely.get_parts(outline) if not part.intersects(covered)]
    contours += [
        Contour("", "Commune sans intercommunalité", d) for p in alone if (d := path(p, window))
    ]
    by_siren = dict(zip(rows["siren"], shapes, strict=True))
    poles = {
        pole: path(shapely.union_all(found), window)
        for pole, members in sources.membres.items()
        if (found := [by_siren[siren] for siren in members if siren in by_siren])
    }
    return tuple(contours), poles, shapely.union_all([covered, *alone])


def _around(frame: gpd.GeoDataFrame, box: Any, zone: Zone, window: Cadre) -> str:
    """Lands near a region, cut in degrees first: far away the projection is not defined."""
    near = frame[frame.intersects(box)]
    cut = near.set_geometry(shapely.intersection(near.geometry.to_numpy(), box))
    shapes = shapely.simplify(to_work(cut, zone).geometry.to_numpy(), window.scale * _TOLERANCE)
    right = window.left + window.width * window.scale
    bottom = window.top - window.height * window.scale
    seen = shapely.box(window.left, bottom, right, window.top)
    return _path(shapely.intersection(shapes, seen), window)


def _towns(
    communes: pd.DataFrame, zone: Zone, codes: AbstractSet[str], window: Cadre, most: int
) -> tuple[Ville, ...]:
    """Place the names of the largest towns, none over another or out of the window."""
    largest = communes[communes["region"].isin(codes)].nlargest(most * 6, "population")
    points = gpd.GeoDataFrame(
        largest[["nom"]],
        geometry=gpd.points_from_xy(largest["lon"], largest["lat"]),
        crs=DISPLAY_EPSG,
    )
    placed: list[Ville] = []
    taken: list[Any] = []
    spots = window.place(shapely.get_coordinates(to_work(points, zone).geometry.to_numpy()))
    frame = shapely.box(2, 2, window.width - 2, window.height - 2)
    for name, (x, y) in zip(largest["nom"], spots.tolist(), strict=True):
        text = fr.typography(name)
        long = len(text) * _CHARACTER
        for shift, anchor, left, base in (
            (6.0, "start", x + 6, y + 5),
            (-6.0, "end", x - 6 - long, y + 5),
            (0.0, "middle", x - long / 2, y - 7),
        ):
            area = shapely.box(left, base - _LINE + 4, left + long, base + 4)
            spot = shapely.union(area, shapely.box(x - 9, y - 9, x + 9, y + 9))
            if area.within(frame) and not any(spot.intersects(other) for other in taken):
                placed.append(Ville(text, x, y, x + shift, base, anchor))
                taken.append(spot)
                break
        if len(placed) == most:
            break
    return tuple(placed)


def _borders(frame: gpd.GeoDataFrame, zone: Zone, window: Cadre) -> str:
    shapes = to_work(frame, zone).geometry.to_numpy()
    return _path(shapely.coverage_simplify(shapes, window.scale * _TOLERANCE), window)


def _path(shapes: Any, window: Cadre) -> str:
    return "".join(path(shape, window) for shape in shapes)


def _frame(frame: Any) -> gpd.GeoDataFrame:
    """Return the frame as what it is: prepared frames carry outlines."""
    return frame
