"""The cooperations of the small maps: which lines they make, and how these are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from geo.dessin import Cadre, path
from geo.links import build_links, curve_points, loop_points

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pandas as pd

    from geo.frames import TablesLike
    from geo.mini_carte_fonds import Place

STROKES = {"plein": "", "tirets": ' stroke-dasharray="5 4"', "pale": ' stroke-opacity=".5"'}
"""How the line of a cooperation says its status; keys are the column `trait` of `statuts`."""
_LOOP = 22.0
"""Size of a loop, in pixels."""
#: Points already in pixels, north up: the plane in which the links are bent.
_PIXELS = Cadre(0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Lien:
    """A line between two participants of one cooperation.

    `de` and `vers` are codes of territoires, `systeme` is the rank of the colour, `trait` a key
    of `STROKES`; `courbure`, `boucle`, `rang` and `nombre` are those of `geo.links.build_links`.
    """

    cooperation: str
    de: str
    vers: str
    systeme: int
    trait: str = "plein"
    courbure: float = 0.0
    boucle: bool = False
    rang: int = 0
    nombre: int = 1


def links_of(
    tables: TablesLike, anchors: pd.DataFrame, cooperations: Collection[str]
) -> tuple[Lien, ...]:
    """Return the links of some cooperations, by their ids, bent as on the map.

    `tables` gives `participants`, `cooperations`, `themes`, `systemes` and `statuts`; `anchors`
    the `code`, `lat`, `lon` (EPSG:4326) of the territoires.

    Raises
    ------
    geo.errors.MissingAnchorError
        A participant has no anchor.
    """
    order = tables.systemes.sort_values("ordre")["code"].tolist()
    ranks = {
        theme: order.index(system)
        for theme, system in zip(tables.themes["code"], tables.themes["systeme"], strict=True)
    }
    strokes = dict(zip(tables.statuts["code"], tables.statuts["trait"], strict=True))
    found = tables.cooperations[tables.cooperations["id"].isin(cooperations)]
    looks = {
        row.id: (ranks[row.theme_principal], strokes[row.statut])
        for row in found.itertuples(index=False)
    }
    kept = tables.participants[tables.participants["cooperation_id"].isin(list(looks))]
    anchors = anchors[anchors["code"].isin(kept["territoire_code"])]
    return tuple(
        Lien(coop, start, end, *looks[coop], float(bend), bool(loop), int(rank), int(count))
        for coop, start, end, bend, loop, rank, count in build_links(kept, anchors).itertuples(
            index=False, name=None
        )
    )


def draw_links(liens: Sequence[Lien], places: Mapping[str, Place], frame: Cadre) -> str:
    """Draw links as SVG, between places (metres) of a window.

    Colours are the page's custom properties `--s0`…
    """
    drawn = "".join(
        f'<path stroke="var(--s{link.systeme})"{STROKES[link.trait]} '
        f'd="{_curve(link, places, frame)}"/>'
        for link in liens
    )
    return f'<g fill="none" stroke-width="1.8" stroke-linecap="round">{drawn}</g>'


def _curve(link: Lien, places: Mapping[str, Place], frame: Cadre) -> str:
    """Return a link as an SVG path; `geo.links` bends it in a plane with y to the north."""
    start, end = (np.array(places[code].on(frame)) * (1, -1) for code in (link.de, link.vers))
    if link.boucle:
        return path(shapely.LineString(loop_points(start, link.rang, link.nombre, _LOOP)), _PIXELS)
    middle = curve_points(start, end, link.courbure, n=3)[1]
    control = 2 * middle - (start + end) / 2
    (x0, y0), (x, y), (x1, y1) = ((point * (1, -1)).tolist() for point in (start, control, end))
    return f"M{x0:.1f} {y0:.1f}Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}"
