"""A small still map of some territories, as SVG text: ground, members, towns, links, names.

Drawn from the prepared outlines, in the working projection of one zone (metres). Colours are the
page's custom properties (`--mer`, `--terre`, `--marine`, `--s0`…), so that the map follows the
theme; it needs no style sheet and no script.
"""

from __future__ import annotations

from html import escape
from math import hypot
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.dessin import Cadre, centred, fit, path
from geo.format_fr import NBSP, number, shorten, typography
from geo.mini_carte_fonds import Place
from geo.mini_carte_liens import draw_links
from geo.noms import short_epci
from geo.placement import place_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from geo.dessin import Bounds
    from geo.mini_carte_fonds import Fonds
    from geo.mini_carte_liens import Lien

MARGIN = 0.14
"""Ground shown round the territories, over the map's smaller side."""
FINENESS = 0.5
"""Largest move of an outline when it is simplified, in pixels."""
SPECK = 5
"""Length under which the shore of an islet or a stretch of border is left out, in pixels."""
DEPARTEMENTS_M = 900.0
"""Metres a pixel beyond which the borders of the départements are not drawn."""
LEAST_GROUND_M = 15_000.0
"""Metres of ground shown at least, however small the territory."""
TOWN_RADIUS, END_RADIUS = 3.2, 2.2
"""Pixels: dot of a member's largest commune, dot where a link ends elsewhere."""
APART = 8
"""Pixels under which the end of a link is at a member's town."""
SIZE, CHARACTER, LONGEST_NAME = 12.5, 0.53, 28
"""Height of a name (px), mean width of its characters over that height, most characters."""
FOOT = 32
"""Pixels kept free of names at the foot of the map, for its scale."""

_KILOMETRES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_FONT = "Atkinson Hyperlegible Next, system-ui, sans-serif"


def common_scale(fonds: Fonds, groups: Iterable[Iterable[str]], width: int, height: int) -> float:
    """Return the scale (metres a pixel) at which each group of EPCI fits maps of one size (px)."""
    known = filter(None, (fonds.bounds(group) for group in groups))
    return max((_frame(bounds, width, height).scale for bounds in known), default=1.0)


def mini_carte(  # noqa: PLR0913  each is a part of what is drawn
    fonds: Fonds,
    *,
    epci: Sequence[str],
    label: str,
    width: int,
    height: int,
    a_confirmer: Sequence[str] = (),
    liens: Sequence[Lien] = (),
    scale: float | None = None,
    noms: bool = True,
) -> str:
    """Draw some EPCI on their ground.

    Parameters
    ----------
    fonds
        What the maps share.
    epci
        SIRENs to fill: the members of a pôle. Those out of the zone are left out.
    label
        What the picture is, in French: its text for who does not see it.
    width, height
        Size in pixels, and proportions: the picture takes the width of its place on the page.
    a_confirmer
        SIRENs to outline without filling them.
    liens
        Links to draw; what leaves the window is cut at its edge.
    scale
        Metres a pixel, for maps to be compared (`common_scale`); by default the EPCI just fit.
    noms
        Whether to write the names of the members and of the links' far ends, where they fit.

    Returns
    -------
    str
        An `<svg role="img">`; an empty text when none of these EPCI is in the zone.
    """
    bounds = fonds.bounds([*epci, *a_confirmer])
    if bounds is None:
        return ""
    frame = _frame(bounds, width, height)
    if scale is not None:
        frame = centred(bounds, scale, width, height)
    members = fonds.select(epci).sort_values("population", ascending=False)
    doubtful = fonds.select(a_confirmer)
    drawn = [link for link in liens if link.de in fonds.places and link.vers in fonds.places]
    ends = _towns(doubtful, frame) + _ends(fonds, drawn, frame, {*epci, *a_confirmer})
    parts = (
        _ground(fonds, frame),
        _members(members, doubtful, frame),
        draw_links(drawn, fonds.places, frame),
        _dots(members, ends, frame),
        _names(members, ends, frame) if noms else "",
        _scale_bar(frame),
    )
    return (
        f'<svg class="mini-carte" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{_FONT}">{"".join(parts)}</svg>'
    )


def _frame(bounds: Bounds, width: int, height: int) -> Cadre:
    x0, y0, x1, y1 = bounds
    more = max(0.0, LEAST_GROUND_M - max(x1 - x0, y1 - y0)) / 2
    margin = MARGIN * min(width, height)
    return fit((x0 - more, y0 - more, x1 + more, y1 + more), width, height, margin=margin)


def _ground(fonds: Fonds, frame: Cadre) -> str:
    beyond = 4 * frame.scale
    window = (
        frame.left - beyond,
        frame.top - frame.scale * frame.height - beyond,
        frame.left + frame.scale * frame.width + beyond,
        frame.top + beyond,
    )
    finely = FINENESS * frame.scale
    lands = shapely.get_parts(shapely.clip_by_rect(fonds.regions, *window))
    lands = shapely.coverage_simplify(lands[shapely.get_dimensions(lands) == 2], finely)
    abroad = shapely.simplify(shapely.clip_by_rect(fonds.voisins, *window), finely)
    lines = shapely.simplify(shapely.clip_by_rect(fonds.departements, *window), finely)
    if frame.scale > DEPARTEMENTS_M:
        lines = lines[:0]
    return (
        f'<path fill="var(--mer)" d="M0 0H{frame.width}V{frame.height}H0Z"/>'
        f'<path fill="var(--voisins)" d="{_draw(abroad, frame)}"/>'
        f'<path fill="var(--terre)" stroke="var(--region)" d="{_draw(lands, frame)}"/>'
        f'<path fill="none" stroke="var(--departement)" d="{_draw(lines, frame)}"/>'
    )


def _draw(shapes: NDArray[Any], frame: Cadre) -> str:
    """Draw shapes as one path, without the specks."""
    parts = shapely.get_parts(shapes)
    seen = parts[shapely.length(parts) > SPECK * frame.scale]
    return "".join(path(part, frame) for part in seen)


def _members(members: gpd.GeoDataFrame, doubtful: gpd.GeoDataFrame, frame: Cadre) -> str:
    """Draw the members as one quiet surface with its joints, the others as dashes."""
    filled, outlined = (
        shapely.coverage_simplify(np.asarray(rows.geometry), FINENESS * frame.scale)
        for rows in (members, doubtful)
    )
    return (
        f'<path fill="var(--marine)" fill-opacity=".2" d="{_draw(filled, frame)}"/>'
        f'<path fill="none" stroke="var(--terre)" stroke-width="1.2" d="{_draw(filled, frame)}"/>'
        f'<path fill="none" stroke="var(--marine)" stroke-width="1.6" stroke-linejoin="round" '
        f'd="{path(shapely.union_all(filled), frame)}"/>'
        f'<path fill="none" stroke="var(--texte3)" stroke-width="1.4" stroke-dasharray="4 3" '
        f'd="{_draw(outlined, frame)}"/>'
    )


def _ends(
    fonds: Fonds, liens: Sequence[Lien], frame: Cadre, members: Collection[str]
) -> list[Place]:
    """Return the places in the window where links end, but for the members: in pixels."""
    codes = dict.fromkeys(code for link in liens for code in (link.de, link.vers))
    placed = [
        Place(short_epci(fonds.places[code].nom), *fonds.places[code].on(frame))
        for code in codes
        if code not in members
    ]
    return [end for end in placed if 0 <= end.x <= frame.width and 0 <= end.y <= frame.height]


def _towns(members: gpd.GeoDataFrame, frame: Cadre) -> list[Place]:
    """Return where the largest commune of each EPCI is, in pixels, by the name of the EPCI."""
    places = frame.place(members[["x", "y"]].to_numpy()).tolist()
    return [
        Place(short_epci(name), x, y) for name, (x, y) in zip(members["nom"], places, strict=True)
    ]


def _dots(members: gpd.GeoDataFrame, ends: Sequence[Place], frame: Cadre) -> str:
    dots = [f'<circle cx="{end.x:.1f}" cy="{end.y:.1f}" r="{END_RADIUS}"/>' for end in ends]
    dots += [
        f'<circle cx="{place.x:.1f}" cy="{place.y:.1f}" r="{TOWN_RADIUS}">'
        f"<title>{escape(typography(town))}</title></circle>"
        for town, place in zip(members["ville"], _towns(members, frame), strict=True)
    ]
    return f'<g fill="var(--marine)" stroke="var(--terre)">{"".join(dots)}</g>'


def _names(members: gpd.GeoDataFrame, ends: Sequence[Place], frame: Cadre) -> str:
    """Write the names of the members, the most peopled first, then of the links' far ends."""
    towns = _towns(members, frame)
    # A pôle or a région stands at its main town: one name is enough there.
    far = [end for end in ends if all(hypot(end.x - t.x, end.y - t.y) > APART for t in towns)]
    texts = [shorten(place.nom, LONGEST_NAME) for place in (*towns, *far)]
    placed = place_names(
        [(i, CHARACTER * SIZE * len(text)) for i, text in enumerate(texts) if text],
        np.array([(place.x, place.y) for place in (*towns, *far)]).reshape(-1, 2),
        np.repeat([TOWN_RADIUS, END_RADIUS], [len(towns), len(far)]),
        (frame.width, frame.height - FOOT),
        SIZE,
    )
    drawn = (
        f'<text x="{name.x:.1f}" y="{name.y:.1f}" text-anchor="{name.anchor}" '
        f'font-weight="{600 if name.rank < len(towns) else 400}">{escape(texts[name.rank])}</text>'
        for name in placed
    )
    return (
        f'<g class="noms" fill="var(--encre)" font-size="{SIZE}" stroke="var(--halo)" '
        f'stroke-width="3" stroke-linejoin="round" paint-order="stroke">{"".join(drawn)}</g>'
    )


def _scale_bar(frame: Cadre) -> str:
    """Draw the longest round length that takes at most a fourth of the width."""
    fitting = [km for km in _KILOMETRES if frame.length(1000 * km) <= frame.width / 4]
    km = max(fitting, default=_KILOMETRES[0])
    length, foot = frame.length(1000 * km), frame.height - 10
    return (
        f'<path fill="none" stroke="var(--texte2)" d="M12 {foot - 4}v4h{length:.1f}v-4"/>'
        f'<text x="14" y="{foot - 6}" font-size="11.5" fill="var(--texte2)" stroke="var(--halo)" '
        f'stroke-width="3" paint-order="stroke">{number(km)}{NBSP}km</text>'
    )
