"""Assemble the frames of the prepared files: outlines, figures and names together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from data.build import coverage
from data.territories import KM2_DECIMALS, most_populous
from geo.crs import areas_km2, to_display

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.build.decoupage import Decoupage
    from geo.crs import Zone


@dataclass(frozen=True)
class Pieces:
    """One zone's pieces, in WGS 84 degrees.

    Attributes
    ----------
    areas
        `piece`, `epci_siren`, `departement`, `region`, `superficie_km2` (raw outlines, measured
        in the zone's equal-area or UTM projection).
    national, detail
        The two levels shown, rounded, borders shared.
    """

    areas: pd.DataFrame
    national: gpd.GeoDataFrame
    detail: gpd.GeoDataFrame


def make_pieces(
    communes: gpd.GeoDataFrame, codes: pd.DataFrame, halls: gpd.GeoDataFrame, zone: Zone
) -> Pieces:
    """Dissolve a zone's clean communes into pieces, measure them and simplify them.

    Parameters
    ----------
    communes
        `code`, `geometry`: a valid coverage in the zone's working projection.
    codes
        `code`, `epci_siren`, `departement`, `region`.
    halls
        Town halls in the same projection: the islets they stand on stay.
    """
    pieces = coverage.dissolve_pieces(communes, codes)
    shown = {
        name: to_display(coverage.lighten(pieces, scale, inhabited=halls))
        for name, scale in (("national", coverage.NATIONAL), ("detail", coverage.DETAIL))
    }
    areas = pieces.drop(columns="geometry").assign(superficie_km2=areas_km2(pieces, zone))
    return Pieces(areas=areas, **shown)


def together(parts: Iterable[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Return the zones' frames as one, in WGS 84 degrees."""
    return pd.concat(parts, ignore_index=True)


def epci_frame(
    decoupage: Decoupage, communes: pd.DataFrame, areas: pd.DataFrame, outlines: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return one row per EPCI, sorted by SIREN, with its figures, anchor and outline.

    Parameters
    ----------
    decoupage
        Names and natures.
    communes
        `epci_siren`, `departement`, `region`, `population`, `lat`, `lon`.
    areas
        `epci_siren`, `superficie_km2`.
    outlines
        `epci_siren`, `geometry`.
    """
    members = communes[communes["epci_siren"] != ""].groupby("epci_siren")
    anchor = most_populous(communes, "epci_siren")
    epci = decoupage.epci.set_index("siren").assign(
        population=members["population"].sum(),
        superficie_km2=areas.groupby("epci_siren")["superficie_km2"].sum().round(KM2_DECIMALS),
        nb_communes=members.size(),
        departements=members["departement"].agg(_codes),
        regions=members["region"].agg(_codes),
        lat=anchor["lat"],
        lon=anchor["lon"],
        geometry=outlines.set_index("epci_siren").geometry,
    )
    columns = ["nom", "nature", "population", "population_totale", "superficie_km2", "nb_communes"]
    columns += ["departements", "regions", "lat", "lon", "geometry"]
    return gpd.GeoDataFrame(epci[columns].reset_index(), crs=outlines.crs)


def division_frame(
    names: pd.DataFrame,
    communes: pd.DataFrame,
    areas: pd.DataFrame,
    outlines: gpd.GeoDataFrame,
    *,
    key: str,
) -> gpd.GeoDataFrame:
    """Return one row per département or région, sorted by code.

    Parameters
    ----------
    names
        `code`, `nom` (and `region`).
    communes, areas, outlines
        Frames with the column `key` (`departement` or `region`) and `population`,
        `superficie_km2`, `geometry` respectively.
    """
    divisions = names.set_index("code").assign(
        superficie_km2=areas.groupby(key)["superficie_km2"].sum().round(KM2_DECIMALS),
        population=communes.groupby(key)["population"].sum(),
        geometry=outlines.set_index(key).geometry,
    )
    return gpd.GeoDataFrame(divisions.reset_index(), crs=outlines.crs)


def _codes(values: pd.Series) -> str:
    return ";".join(sorted(set(values)))
