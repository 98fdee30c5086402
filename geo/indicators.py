"""Indicators of the pôles: what makes each of them different, measured the same way for all.

Everything is computed over the effective members (`geo.perimeters.effective_members`): members of
low confidence, or who left, count in no figure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.contiguite import parts_of_poles
from geo.format_fr import year_of
from geo.indicators_textes import DEFINITIONS
from geo.perimeters import DISSOLVED, SURE, effective_members

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from geo.frames import PreparedLike, TablesLike

EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


def pole_indicators(tables: TablesLike, prepared: PreparedLike, *, year: int) -> pd.DataFrame:
    """Measure every pôle.

    Parameters
    ----------
    tables, prepared
        Validated tables and prepared files; `prepared.epci` holds outlines too.
    year
        Year at which the age of the pôles in force is counted: that of the inventory.

    Returns
    -------
    pandas.DataFrame
        One row per pôle, indexed by `code`, in the order of the table; columns are the keys of
        `DEFINITIONS`, which give meanings and units: `Int64`, or `Float64` for `superficie`
        (km²), `densite` (inhabitants per km²), `part_premier` (%) and `distance` (km). Missing
        when unknown: all that derives from members for a pôle without a known one, `distance`
        with fewer than two members.
    """
    codes = pd.Index(tables.poles["code"], name="code")
    members = effective_members(tables.pole_membres, tables.poles).merge(
        prepared.epci.drop(columns="geometry", errors="ignore"), on="siren"
    )
    by_pole = members.groupby("pole_code")
    places = by_pole.indices
    table = by_pole.agg(
        population=("population", "sum"),
        superficie=("superficie_km2", "sum"),
        membres=("siren", "size"),
        communes=("nb_communes", "sum"),
        premier=("population", "max"),
    )
    for name in ("departements", "regions"):
        cells = members[name].to_numpy(object)
        table[name] = pd.Series({code: _distinct(cells[rows]) for code, rows in places.items()})
    table = table.reindex(codes)
    table["densite"] = table["population"] / table["superficie"]
    table["part_premier"] = 100 * table["premier"] / table["population"]
    table["morceaux"] = pd.Series(parts_of_poles(tables, prepared), dtype="Int64")
    lat, lon = (members[axis].to_numpy(float) for axis in ("lat", "lon"))
    table["distance"] = pd.Series(
        {code: farthest_km(lat[rows], lon[rows]) for code, rows in places.items()},
        dtype="Float64",
    )
    table["age"] = _ages(tables.poles, year)
    table["cooperations"], table["cooperations_membres"] = _cooperations(tables, members, codes)
    table["themes"] = tables.pole_missions.groupby("pole_code")["theme"].nunique()
    decimal = {"superficie", "densite", "part_premier", "distance"}
    types = {key: "Float64" if key in decimal else "Int64" for key in DEFINITIONS}
    return table.reindex(columns=list(DEFINITIONS)).astype(types)


def percentiles(values: pd.Series) -> pd.Series:
    """Return each value's place among those known, from 0 (lowest) to 100 (highest).

    Equals share the middle of their places; missing values stay so, as does a lone one.
    """
    known = values.notna().sum()
    if known < 2:
        return pd.Series(np.nan, index=values.index)
    return 100 * (values.astype("Float64").rank().astype(float) - 1) / (known - 1)


def farthest_km(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> float:
    """Return the greatest great-circle distance between two of these places, in km.

    By the haversine formula on a sphere of mean radius `EARTH_RADIUS_KM`: within 0.5 % of the
    ellipsoid. Coordinates in degrees; NaN for fewer than two places.
    """
    if len(lat) < 2:
        return float("nan")
    phi, lam = np.radians(lat), np.radians(lon)
    half = (
        np.sin((phi[:, None] - phi) / 2) ** 2
        + np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    )
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half.max().clip(0, 1))))


def _distinct(cells: Iterable[str]) -> int:
    """Count the codes of cells that hold several, joined by « ; »."""
    return len(set(";".join(cells).split(";")) - {""})


def _ages(poles: pd.DataFrame, year: int) -> pd.Series:
    def years(dates: pd.Series) -> pd.Series:
        return pd.to_numeric(dates.map(year_of), errors="coerce").astype("Int64")

    start, end = years(poles["date_creation"]), years(poles["date_fin"])
    until = end.where((poles["statut"] == DISSOLVED) | end.notna(), year)
    age = until - start
    return pd.Series(age.where(age >= 0).to_numpy(), index=poles["code"], dtype="Int64")


def _cooperations(
    tables: TablesLike, members: pd.DataFrame, codes: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Count the cooperations of each pôle itself, and the others of its members."""
    coops = tables.cooperations
    sure = coops.loc[coops["confiance"].isin(SURE), "id"]
    takes_part = tables.participants.loc[
        tables.participants["cooperation_id"].isin(sure), ["cooperation_id", "territoire_code"]
    ]
    poles = tables.territoires.loc[tables.territoires["type"] == "pole", ["code", "pole_code"]]
    own = takes_part.merge(poles, left_on="territoire_code", right_on="code")
    own_pairs = pd.MultiIndex.from_frame(own[["pole_code", "cooperation_id"]]).unique()
    through = takes_part.merge(members, left_on="territoire_code", right_on="siren")
    pairs = pd.MultiIndex.from_frame(through[["pole_code", "cooperation_id"]]).unique()

    def count(found: pd.MultiIndex) -> pd.Series:
        return found.get_level_values(0).value_counts().reindex(codes, fill_value=0)

    known = codes.isin(members["pole_code"])
    return count(own_pairs), count(pairs.difference(own_pairs)).where(known)
