"""The land around France, for a background that needs no network."""

from __future__ import annotations

import json
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from geo.crs import ANTILLES, GUYANE, MAYOTTE, METROPOLE, REUNION, Zone, to_display, to_work
from geo.topology import read_object

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

MEMBER = "package/countries-10m.json"
FRANCE = "France"

MAX_WIDTH = 180.0
"""Degrees; an outline wider than this is torn by the antimeridian, and far from all windows."""

BORDER_M = 9_000
"""Width, in metres, of the strip of generalised France given to its neighbours along land borders.

Natural Earth and IGN disagree there by up to a few kilometres, and IGN leaves out the French half
of lake Geneva; France is drawn on top.
"""

MIN_ISLAND_KM2 = 4.0
DECIMALS = 3
"""Degrees are kept to about a hundred metres: a background, simplified to a kilometre."""

NOMS = {
    "Albania": "Albanie", "Algeria": "Algérie", "Andorra": "Andorre",
    "Antigua and Barb.": "Antigua-et-Barbuda", "Austria": "Autriche", "Belarus": "Biélorussie",
    "Belgium": "Belgique", "Bosnia and Herz.": "Bosnie-Herzégovine", "Brazil": "Brésil",
    "British Virgin Is.": "Îles Vierges britanniques", "Bulgaria": "Bulgarie",
    "Comoros": "Comores", "Croatia": "Croatie", "Czechia": "Tchéquie", "Denmark": "Danemark",
    "Dominica": "Dominique", "Grenada": "Grenade", "Iceland": "Islande",
    "St-Barthélemy": "Saint-Barthélemy", "St-Martin": "Saint-Martin",
    "Sint Maarten": "Saint-Martin (Pays-Bas)", "Åland": "Îles d’Åland",
    "Estonia": "Estonie", "Finland": "Finlande",
    "Germany": "Allemagne", "Greece": "Grèce", "Guernsey": "Guernesey", "Hungary": "Hongrie",
    "Ireland": "Irlande", "Isle of Man": "Île de Man", "Italy": "Italie", "Jersey": "Jersey",
    "Latvia": "Lettonie", "Lithuania": "Lituanie", "Macedonia": "Macédoine du Nord",
    "North Macedonia": "Macédoine du Nord", "Malta": "Malte", "Mauritius": "Maurice",
    "Moldova": "Moldavie", "Montenegro": "Monténégro", "Morocco": "Maroc",
    "Netherlands": "Pays-Bas", "Norway": "Norvège", "Poland": "Pologne", "Romania": "Roumanie",
    "Russia": "Russie", "Saint Lucia": "Sainte-Lucie", "San Marino": "Saint-Marin",
    "Serbia": "Serbie", "Slovakia": "Slovaquie", "Slovenia": "Slovénie", "Spain": "Espagne",
    "St. Kitts and Nevis": "Saint-Christophe-et-Niévès", "Sweden": "Suède",
    "Switzerland": "Suisse", "Tunisia": "Tunisie", "Turkey": "Turquie",
    "United Kingdom": "Royaume-Uni", "Venezuela": "Venezuela", "Faeroe Is.": "Îles Féroé",
    "St. Vin. and Gren.": "Saint-Vincent-et-les-Grenadines", "Barbados": "Barbade",
}  # fmt: skip
"""French names of the countries in the windows, where they differ from Natural Earth's."""


@dataclass(frozen=True)
class Window:
    """A part of the world to draw: a box in degrees (west, south, east, north)."""

    zone: Zone
    box: tuple[float, float, float, float]
    tolerance_m: float
    inside: tuple[float, float, float, float] | None = None
    """Box already drawn in more detail, left out here."""


NEAR = (-13.0, 38.5, 14.0, 56.0)
WINDOWS = (
    Window(METROPOLE, NEAR, 2_400.0),
    # Far enough for a projector at the zoom that shows the whole country, and coarser.
    Window(METROPOLE, (-26.0, 33.3, 30.0, 61.0), 9_000.0, inside=NEAR),
    Window(ANTILLES, (-64.5, 12.5, -58.5, 18.8), 1_000.0),
    Window(GUYANE, (-61.0, -2.0, -47.0, 9.0), 2_500.0),
    Window(REUNION, (53.0, -23.0, 60.0, -18.5), 1_500.0),
    Window(MAYOTTE, (41.0, -17.0, 52.5, -9.0), 2_000.0),
)


def read_world(archive: Path) -> gpd.GeoDataFrame:
    """Return the countries of Natural Earth in the windows: `name`, `geometry` (WGS 84)."""
    with tarfile.open(archive) as tar:
        stream = tar.extractfile(MEMBER)
        assert stream is not None, f"{archive.name} has no {MEMBER}"  # noqa: S101
        topology = json.load(stream)
    parts = read_object(topology, "countries")[["name", "geometry"]].explode(ignore_index=True)
    boxes = parts.bounds
    near = (boxes["maxx"] - boxes["minx"] < MAX_WIDTH) & np.logical_or.reduce(
        [
            (boxes["minx"] < east)
            & (boxes["maxx"] > west)
            & (boxes["miny"] < north)
            & (boxes["maxy"] > south)
            for west, south, east, north in (window.box for window in WINDOWS)
        ]
    )
    countries = parts[near].reset_index(drop=True)
    countries.geometry = _polygons(countries.geometry)
    return countries.dissolve("name").reset_index()


def draw_neighbours(world: gpd.GeoDataFrame, enclaves: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the foreign land around each part of France.

    Parameters
    ----------
    world
        Countries in WGS 84 degrees: `name`, `geometry`.
    enclaves
        Foreign land enclosed in France (Llívia), in WGS 84 degrees; given to the nearest country.

    Returns
    -------
    geopandas.GeoDataFrame
        One row per country: `nom` (in French), `geometry`; sorted, WGS 84 degrees, rounded.
    """
    drawn = [_draw(world, window) for window in WINDOWS]
    everything = pd.concat([*drawn, _owners(enclaves, drawn[0])])
    countries = everything.dissolve("name").reset_index().rename(columns={"name": "nom"})
    countries["nom"] = countries["nom"].map(lambda name: NOMS.get(name, name))
    rounded = to_display(countries[["nom", "geometry"]], decimals=DECIMALS)
    rounded.geometry = _polygons(rounded.geometry)
    return rounded[~rounded.geometry.is_empty].sort_values("nom", ignore_index=True)


def _draw(world: gpd.GeoDataFrame, window: Window) -> gpd.GeoDataFrame:
    area = shapely.box(*window.box)
    if window.inside:
        area = area.difference(shapely.box(*window.inside))
    clipped = world.copy()
    clipped.geometry = _polygons(shapely.intersection(world.geometry.to_numpy(), area))
    metric = to_work(clipped[~clipped.geometry.is_empty].reset_index(drop=True), window.zone)
    french = metric["name"] == FRANCE
    if french.any() and not window.inside:
        france = shapely.union_all(metric.loc[french, "geometry"].to_numpy())
        others = metric[~french].reset_index(drop=True)
        metric = others.copy()
        metric.geometry = shapely.union(others.geometry.to_numpy(), _strips(others, france))
    else:
        metric = metric[~french].reset_index(drop=True)
    metric.geometry = shapely.coverage_simplify(
        shapely.coverage_clean(metric.geometry.to_numpy(), gap_width=window.tolerance_m / 4),
        window.tolerance_m,
    )
    parts = metric.explode(ignore_index=True)
    large = parts[parts.area > MIN_ISLAND_KM2 * 1e6 * (window.tolerance_m / 1_200.0)]
    return to_display(large.dissolve("name").reset_index(), decimals=None)


def _strips(others: gpd.GeoDataFrame, france: shapely.Geometry) -> list[shapely.Geometry]:
    """Return for each country its share of the strip of France along their border, no overlap."""
    strips: list[shapely.Geometry] = []
    taken = shapely.Polygon()
    for country in others.geometry:
        near = shapely.buffer(shapely.intersection(country, france.buffer(BORDER_M)), BORDER_M)
        strip = shapely.difference(shapely.intersection(france, near), taken)
        strips.append(strip)
        taken = shapely.union(taken, strip)
    return strips


def _owners(enclaves: gpd.GeoDataFrame, near: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    owned = to_work(enclaves, METROPOLE).sjoin_nearest(to_work(near, METROPOLE))
    return to_display(owned[["name", "geometry"]], decimals=None)


def _polygons(geometries: list[shapely.Geometry]) -> list[shapely.Geometry]:
    """Return valid polygons, without the lines and points that clipping or rounding leave."""
    valid = [
        item
        if shapely.is_valid(item)
        else shapely.make_valid(item, method="structure", keep_collapsed=False)
        for item in geometries
    ]
    parts = [shapely.get_parts(shapely.get_parts(item)) for item in valid]
    return [shapely.MultiPolygon([part for part in some if part.area > 0]) for some in parts]
