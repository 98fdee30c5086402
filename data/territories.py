"""Perimeters of pôles and territories, and the place each territory is anchored at.

The build draws them from the outlines of the present tables; a version with another composition
is drawn anew when it is loaded, from the same prepared outlines.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.perimeters import effective_members, union_by

if TYPE_CHECKING:
    from collections.abc import Mapping

ALSACE = "dept-cea-alsace"
"""The Collectivité européenne d'Alsace: two départements under one council."""

KM2_DECIMALS = 3
"""Areas are kept to the thousand square metres."""

CITY = re.compile(r"^(?:Ville|Commune) (?:de |d['’]|du |des )", re.IGNORECASE)
CITY_RADIUS_DEGREES = 0.25
"""A commune is recognised by its name, near the coordinates written in the table."""


@dataclass(frozen=True)
class Divisions:
    """What the perimeters are made of, all in WGS 84 degrees."""

    communes: pd.DataFrame
    epci: gpd.GeoDataFrame
    departements: gpd.GeoDataFrame
    regions: gpd.GeoDataFrame


def poles_frame(
    poles: pd.DataFrame, pole_membres: pd.DataFrame, epci: gpd.GeoDataFrame
) -> gpd.GeoDataFrame:
    """Return one row per pôle, sorted by code, with its figures and perimeter.

    Parameters
    ----------
    poles, pole_membres
        The tables of those names.
    epci
        One row per EPCI: `siren`, `superficie_km2` (measured on the raw outlines), `population`,
        `nb_communes`, `geometry`.

    Returns
    -------
    geopandas.GeoDataFrame
        `code`, `superficie_km2`, `population`, `nb_membres`, `nb_communes`, `geometry`: sums of
        its members' figures, union of their outlines. A pôle without any sure member has zeros
        and no geometry.
    """
    members = effective_members(pole_membres, poles)
    figures = members.merge(
        epci[["siren", "superficie_km2", "population", "nb_communes"]], on="siren"
    )
    outlines = union_by(members, epci, group="pole_code", key="siren").set_index("pole_code")
    totals = figures.groupby("pole_code").agg(
        superficie_km2=("superficie_km2", "sum"),
        population=("population", "sum"),
        nb_membres=("siren", "size"),
        nb_communes=("nb_communes", "sum"),
    )
    codes = pd.Index(sorted(poles["code"]), name="code")
    frame = pd.DataFrame(index=codes).join(totals).fillna(0.0)
    frame["superficie_km2"] = frame["superficie_km2"].round(KM2_DECIMALS)
    for column in ("population", "nb_membres", "nb_communes"):
        frame[column] = frame[column].astype("int64")
    frame["geometry"] = outlines.geometry
    return gpd.GeoDataFrame(frame.reset_index(), geometry="geometry", crs=epci.crs)


def territoires_frame(tables: Mapping[str, pd.DataFrame], divisions: Divisions) -> gpd.GeoDataFrame:
    """Return one row per territory, sorted by code: anchor and perimeter, or a point.

    Parameters
    ----------
    tables
        `territoires`, `territoire_epci`, `poles`, `pole_membres`.
    divisions
        Outlines and communes.

    Returns
    -------
    geopandas.GeoDataFrame
        `code`, `lat`, `lon` (anchor, degrees), `approximatif` (True when the place is only as
        good as the coordinates written in the table), `geometry` (perimeter, else the anchor).
    """
    territoires = tables["territoires"].set_index("code").sort_index()
    parts = _parts(tables, divisions)
    outlines = pd.concat(
        [
            union_by(
                parts.loc[parts["level"] == level, ["code", "part"]],
                # A région and a département may bear the same number: level by level.
                frame[[key, "geometry"]].rename(columns={key: "part"}),
                group="code",
                key="part",
            )
            for level, frame, key in (
                ("epci_siren", divisions.epci, "siren"),
                ("departement", divisions.departements, "code"),
                ("region", divisions.regions, "code"),
            )
        ]
    ).set_index("code")
    anchors = _anchors(parts, divisions.communes)
    frame = territoires[["type", "nom"]].assign(
        lat=anchors["lat"], lon=anchors["lon"], geometry=outlines.geometry
    )
    cities = _cities(territoires, divisions.communes)
    for column in ("lat", "lon"):
        frame[column] = frame[column].fillna(cities[column])
    frame["approximatif"] = frame["lat"].isna()
    for column in ("lat", "lon"):
        frame[column] = frame[column].fillna(territoires[column].astype(float)).astype(float)
    points = np.asarray(shapely.points(frame["lon"].to_numpy(), frame["lat"].to_numpy()))
    frame["geometry"] = frame["geometry"].where(frame["geometry"].notna(), points)
    columns = ["code", "lat", "lon", "approximatif", "geometry"]
    return gpd.GeoDataFrame(frame.reset_index()[columns], crs=divisions.epci.crs)


def _parts(tables: Mapping[str, pd.DataFrame], divisions: Divisions) -> pd.DataFrame:
    """Return which outlines make each territory: `code`, `level`, `part`."""
    territoires = tables["territoires"]
    poles = territoires[territoires["type"] == "pole"]
    members = effective_members(tables["pole_membres"], tables["poles"])
    of_poles = poles[["code", "pole_code"]].merge(members, on="pole_code")
    listed = tables["territoire_epci"].rename(
        columns={"territoire_code": "code", "epci_siren": "siren"}
    )
    own_outline = territoires.loc[territoires["type"].isin(["departement", "region"]), "code"]
    listed = listed[~listed["code"].isin(own_outline) & ~listed["code"].isin(of_poles["code"])]
    epci = pd.concat([of_poles[["code", "siren"]], listed[["code", "siren"]]])
    divided = [
        (code, level, part)
        for code, kind in zip(territoires["code"], territoires["type"], strict=True)
        if kind in {"departement", "region"}
        for level, part in _division(code, kind)
    ]
    parts = pd.concat(
        [
            epci.rename(columns={"siren": "part"}).assign(level="epci_siren"),
            pd.DataFrame(divided, columns=["code", "level", "part"]),
        ]
    )
    known = {
        "epci_siren": set(divisions.epci["siren"]),
        "departement": set(divisions.departements["code"]),
        "region": set(divisions.regions["code"]),
    }
    pairs = zip(parts["level"], parts["part"], strict=True)
    return parts[[part in known[level] for level, part in pairs]]


def _division(code: str, kind: str) -> list[tuple[str, str]]:
    if code == ALSACE:
        return [("departement", "67"), ("departement", "68")]
    return [(kind, code.rpartition("-")[2])]


def _anchors(parts: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the most populous commune of each territory, indexed by its code."""
    inside = [
        group[["code", "part"]].merge(
            communes[["code", "population", "lat", "lon", level]].rename(
                columns={"code": "commune", level: "part"}
            ),
            on="part",
        )
        for level, group in parts.groupby("level")
    ]
    pairs = pd.concat(inside).rename(columns={"code": "territoire", "commune": "code"})
    return most_populous(pairs, "territoire")


def most_populous(communes: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return for each value of `key` its most populous commune (the lowest code if equal).

    Returns
    -------
    pandas.DataFrame
        Indexed by `key`: `code`, `nom`, `population`, `lat`, `lon` of that commune.
    """
    placed = communes[communes["lat"].notna() & (communes[key] != "")]
    ordered = placed.sort_values(["population", "code"], ascending=[False, True])
    return ordered.drop_duplicates(key).set_index(key)


def _cities(territoires: pd.DataFrame, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each territory that is one commune, indexed by its code."""
    cities = territoires[territoires["type"] == "commune"].reset_index()
    cities["fold"] = cities["nom"].map(lambda nom: _fold(CITY.sub("", nom)))
    candidates = cities.merge(
        communes.assign(fold=communes["nom"].map(_fold)), on="fold", suffixes=("", "_commune")
    )
    candidates["ecart"] = np.hypot(
        candidates["lat"].astype(float) - candidates["lat_commune"],
        candidates["lon"].astype(float) - candidates["lon_commune"],
    )
    near = candidates[candidates["ecart"] < CITY_RADIUS_DEGREES].sort_values("ecart")
    found = near.drop_duplicates("code").set_index("code")
    return (
        found[["lat_commune", "lon_commune"]]
        .set_axis(["lat", "lon"], axis=1)
        .reindex(territoires.index)
    )


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.casefold())
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c)))
