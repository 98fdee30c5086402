"""Give back to the communes of 2026 the land that the published outlines forget.

The outlines are older than the codes: a commune formed in 2025 or 2026 keeps the outline of its
seat alone, and eight communes have none. What they lack is neither sea nor abroad: the cantons of
the same file, drawn before, still cover it. A canton less its communes is thus a forgotten area,
which goes to the commune formed there. Without this the map would show some fifty holes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping

IN_A_NEIGHBOUR: Mapping[str, str] = {
    "15031": "15141",
    "15035": "15141",
    "15047": "15141",
    "15171": "15141",
}
"""Communes without an outline whose land is part of a neighbour's, and that neighbour.

Celles, Chalinargues, Chavagnac and Sainte-Anastasie were part of Neussargues en Pinatelle from
2016 to 2024; the outlines still show that single commune. All five are in the same EPCI and
département, so that no outline shown is wrong; they are located at the neighbour's town hall.
"""

FORGOTTEN = ("12218", "14581", "49126", "69114")
"""Communes whose land no outline of commune covers: rebuilt from what cantons cover.

Conques-en-Rouergue, Aurseulles, Orée d'Anjou and Porte des Pierres Dorées share their code with
the former commune that is their seat, and the published table of outlines lost the newer one.
"""

WITHOUT_OUTLINE = tuple(sorted((*IN_A_NEIGHBOUR, *FORGOTTEN)))
"""The eight communes of 2026 that have no outline of their own in the published table."""

MERGED_WITHOUT_TRACE: Mapping[str, str] = {
    "08439": "08300",  # Tannay-le-Mont-Dieu: Le Mont-Dieu
    "02589": "02311",  # Pargny-et-Filain: Filain
    "25364": "25297",  # Mamirolle: Le Gratteris
    "26289": "26371",  # Saillans: Véronne
}
"""Communes formed in 2025-2026 where several neighbours could have been, and whom they absorbed.

They kept no "commune déléguée", so that the table of outlines does not tell them from neighbours
that absorbed others long ago.
"""

MIN_AREA_M2 = 200_000
"""Smallest forgotten area, m²: the smallest French communes are larger, border noise smaller."""


@dataclass(frozen=True)
class Gap:
    """A forgotten area and the commune it goes to (polygon in the working projection)."""

    code: str
    area: shapely.Polygon


def find_gaps(cantons: gpd.GeoDataFrame, communes: gpd.GeoDataFrame) -> list[shapely.Polygon]:
    """Return the areas that cantons cover and communes do not, largest first.

    Parameters
    ----------
    cantons, communes
        Polygons of one zone in its working projection (metres). Cantons may be missing (Paris,
        Lyon) or be parts of a commune.
    """
    canton, commune = cantons.geometry.to_numpy(), communes.geometry.to_numpy()
    inside = shapely.STRtree(shapely.point_on_surface(commune))
    index, member = inside.query(canton, predicate="contains")
    covered = np.zeros(len(canton))
    np.add.at(covered, index, shapely.area(commune)[member])
    lacking = np.flatnonzero(shapely.area(canton) - covered > MIN_AREA_M2)
    tree = shapely.STRtree(commune)
    found: list[shapely.Polygon] = []
    for one in canton[lacking]:
        near = commune[tree.query(one, predicate="intersects")]
        rest = shapely.get_parts(shapely.difference(one, shapely.union_all(near)))
        found += [part for part in rest if part.area > MIN_AREA_M2]
    return sorted(found, key=lambda part: (-part.area, part.bounds))


def assign_gaps(
    gaps: list[shapely.Polygon],
    communes: gpd.GeoDataFrame,
    *,
    seats: gpd.GeoDataFrame,
    absorbed: frozenset[str],
    anciens: pd.Series,
) -> list[Gap]:
    """Say to which commune each forgotten area goes.

    The first rule that leaves candidates wins, the longest shared border decides between several:
    the town hall of a forgotten commune stands in it; a neighbour is known to have absorbed a
    commune without outline; a neighbour is listed as merged without trace; a neighbour absorbed
    some commune, once; any neighbour.

    Parameters
    ----------
    gaps
        Forgotten areas, in the working projection.
    communes
        `code`, `geometry`: the outlines that exist, same projection.
    seats
        `code`, `geometry` (points): town halls of the forgotten communes, same projection.
    absorbed
        Communes known to have absorbed one whose outline is lost.
    anciens
        For each commune code, the ";"-joined codes it absorbed, at any time.
    """
    outlines, codes = communes.geometry.to_numpy(), communes["code"].to_numpy()
    tree = shapely.STRtree(outlines)
    assigned = []
    for gap in gaps:
        inside = seats.loc[seats.within(gap), "code"]
        if len(inside):
            assigned.append(Gap(str(inside.iloc[0]), gap))
            continue
        near = tree.query(gap, predicate="intersects")
        shared = shapely.length(shapely.intersection(outlines[near], gap))
        borders = pd.Series(shared, index=codes[near])
        rules = (
            borders.index.isin(absorbed),
            borders.index.isin(MERGED_WITHOUT_TRACE),
            borders.index.map(anciens).astype(bool),
            np.ones(len(borders), dtype=bool),
        )
        candidates = next(borders[rule] for rule in rules if rule.any())
        assigned.append(Gap(str(candidates.sort_index().idxmax()), gap))
    return assigned


def fill_gaps(communes: gpd.GeoDataFrame, gaps: list[Gap]) -> gpd.GeoDataFrame:
    """Return the communes with the forgotten areas added, sorted by code.

    Parameters
    ----------
    communes
        `code`, `geometry`, in the working projection.
    gaps
        Areas and the commune of each, same projection; a commune may be new to the frame.
    """
    if not gaps:
        return communes.sort_values("code", ignore_index=True)
    added = gpd.GeoDataFrame(
        {"code": [gap.code for gap in gaps]},
        geometry=[gap.area for gap in gaps],
        crs=communes.crs,
    )
    touched = communes["code"].isin(added["code"])
    grown = pd.concat([communes[touched], added]).dissolve("code").reset_index()
    return pd.concat([communes[~touched], grown]).sort_values("code", ignore_index=True)
