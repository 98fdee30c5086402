"""A small still map of some territories, as SVG text: ground, members, towns, links, names.

Drawn from the prepared outlines, in the working projection of one zone (metres). Colours are the
page's custom properties (`--mer`, `--terre`, `--marine`, `--s0`…), so that the map follows the
theme; it needs no style sheet and no script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from math import hypot
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_EPSG, METROPOLE, Zone, to_work, zone_of_departement
from geo.dessin import Cadre, centred, fit, path
from geo.disposition import place_names
from geo.format_fr import NBSP, number, shorten, typography
from geo.links import build_links, curve_points, loop_points

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from geo.dessin import Bounds
    from geo.frames import PreparedLike, TablesLike

MARGIN = 0.14
"""Ground shown round the territories, over the map's smaller side."""
FINENESS = 0.5
"""Largest move of an outline when it is simplified, in pixels."""
SPECK = 5
"""Length under which the shore of an islet or a stretch of border is left out, in pixels."""
DEPARTEMENTS_M = 900.0
"""Metres a pixel beyond which the borders of the départements are not drawn."""
SAME_BORDER_M = 50.0
"""Metres under which two borders are one."""
LEAST_GROUND_M = 15_000.0
"""Metres of ground shown at least, however small the territory."""
STROKES = {"plein": "", "tirets": ' stroke-dasharray="5 4"', "pale": ' stroke-opacity=".5"'}
"""How the line of a cooperation says its status; keys are the column `trait` of `statuts`."""
TOWN_RADIUS, END_RADIUS, LOOP_SIZE = 3.2, 2.2, 22.0
"""Pixels: dot of a member's largest commune, dot where a link ends elsewhere, loop of a link."""
APART = 8
"""Pixels under which the end of a link is at a member's town."""
SIZE, CHARACTER, LONGEST_NAME = 12.5, 0.53, 28
"""Height of a name (px), mean width of its characters over that height, most characters."""
FOOT = 32
"""Pixels kept free of names at the foot of the map, for its scale."""

_KILOMETRES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_FONT = "Atkinson Hyperlegible Next, system-ui, sans-serif"
_KIND = re.compile(
    r"^(?:CA|CC|CU|Communauté (?:de communes|d[’']agglomération|urbaine)) +"
    r"(?:de +la +|de +l[’'] *|des +|du +|de +|d[’'] *)?",
    re.IGNORECASE,
)
#: Points already in pixels, north up: the plane in which the links are bent.
_PIXELS = Cadre(0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link may end: name of the territoire, place in metres."""

    nom: str
    x: float
    y: float


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


@dataclass(frozen=True)
class Fonds:
    """What the small maps of one zone share, in its working projection (metres).

    Attributes
    ----------
    epci
        Indexed by SIREN: `nom`, `population`, `geometry`, and the most peopled commune, its name
        `ville` and its place `x`, `y`.
    regions, voisins
        Surfaces: the regions, the neighbouring countries.
    departements
        Lines: borders between two départements of one region, each once.
    places
        By code, each territoire that has an anchor.
    """

    epci: gpd.GeoDataFrame = field(repr=False)
    regions: NDArray[Any] = field(repr=False)
    voisins: NDArray[Any] = field(repr=False)
    departements: NDArray[Any] = field(repr=False)
    places: Mapping[str, Place] = field(repr=False)

    @classmethod
    def build(
        cls, prepared: PreparedLike, names: Mapping[str, str], *, zone: Zone = METROPOLE
    ) -> Fonds:
        """Project the prepared frames: half a second, to be done once by who draws the maps.

        Parameters
        ----------
        prepared
            Frames in EPSG:4326; `epci`, `departements`, `regions` and `voisins` with a geometry.
        names
            Name of each territoire by code, for the links' far ends.
        zone
            Only what lies in it is drawn.
        """
        frames: Any = prepared
        departements = frames.departements[_in_zone(frames.departements["code"], zone)]
        regions = frames.regions[frames.regions["code"].isin(departements["region"])]
        epci = frames.epci[_in_zone(frames.epci["departements"].str.split(";").str[0], zone)]
        members = to_work(epci[["siren", "nom", "population", "geometry"]], zone)
        members[["x", "y"]] = _project(epci, zone)
        towns = frames.communes.sort_values(["population", "code"]).drop_duplicates(
            "epci_siren", keep="last"
        )
        members["ville"] = members["siren"].map(towns.set_index("epci_siren")["nom"])
        anchors = frames.territoires.dropna(subset=["lat", "lon"])
        placed = zip(anchors["code"], _project(anchors, zone).tolist(), strict=True)
        lands = _shapes(regions, zone)
        return cls(
            epci=members.set_index("siren"),
            regions=lands,
            voisins=_shapes(frames.voisins, zone),
            departements=_inner_borders(_shapes(departements, zone), lands),
            places={code: Place(names.get(code, ""), x, y) for code, (x, y) in placed},
        )

    def bounds(self, epci: Iterable[str]) -> Bounds | None:
        """Bounds (metres) of some EPCI; None when none of them is in the zone."""
        known = self.select(epci)
        if not len(known):
            return None
        x0, y0, x1, y1 = known.total_bounds.tolist()
        return x0, y0, x1, y1

    def select(self, epci: Iterable[str]) -> gpd.GeoDataFrame:
        """Rows of some EPCI, each once; those out of the zone are left out."""
        return self.epci.loc[self.epci.index.intersection(list(dict.fromkeys(epci)))]


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
        _lines(fonds, drawn, frame),
        _dots(members, ends, frame),
        _names(members, ends, frame) if noms else "",
        _scale_bar(frame),
    )
    return (
        f'<svg class="mini-carte" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{_FONT}">{"".join(parts)}</svg>'
    )


def short_epci(name: str) -> str:
    """Return the name of an EPCI without what it is: « CA du Pays d’Essai », « Pays d’Essai »."""
    short = typography(_KIND.sub("", name))
    return short[:1].upper() + short[1:]


def _in_zone(departements: pd.Series, zone: Zone) -> list[bool]:
    return [zone_of_departement(code) == zone for code in departements]


def _shapes(frame: gpd.GeoDataFrame, zone: Zone) -> NDArray[Any]:
    return np.asarray(to_work(frame[["geometry"]], zone).geometry)


def _inner_borders(surfaces: NDArray[Any], wholes: NDArray[Any]) -> NDArray[Any]:
    """Return the borders of a coverage that are not borders of its wholes, each line once."""
    merged = shapely.line_merge(shapely.union_all(shapely.boundary(surfaces)))
    lines = shapely.get_parts(merged)
    outer = shapely.union_all(shapely.boundary(wholes))
    shapely.prepare(outer)
    middles = shapely.line_interpolate_point(lines, 0.5, normalized=True)
    return np.asarray(lines[shapely.distance(middles, outer) > SAME_BORDER_M])


def _project(frame: pd.DataFrame, zone: Zone) -> NDArray[np.float64]:
    points = gpd.GeoDataFrame(
        geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=DISPLAY_EPSG
    )
    return np.asarray(shapely.get_coordinates(_shapes(points, zone)), np.float64)


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


def _lines(fonds: Fonds, liens: Sequence[Lien], frame: Cadre) -> str:
    drawn = "".join(
        f'<path stroke="var(--s{link.systeme})"{STROKES[link.trait]} '
        f'd="{_curve(link, fonds, frame)}"/>'
        for link in liens
    )
    return f'<g fill="none" stroke-width="1.8" stroke-linecap="round">{drawn}</g>'


def _curve(link: Lien, fonds: Fonds, frame: Cadre) -> str:
    """Return a link as an SVG path; `geo.links` bends it in a plane with y to the north."""
    start, end = (
        np.array(_place(fonds.places[code], frame)) * (1, -1) for code in (link.de, link.vers)
    )
    if link.boucle:
        return path(
            shapely.LineString(loop_points(start, link.rang, link.nombre, LOOP_SIZE)), _PIXELS
        )
    middle = curve_points(start, end, link.courbure, n=3)[1]
    control = 2 * middle - (start + end) / 2
    (x0, y0), (x, y), (x1, y1) = ((point * (1, -1)).tolist() for point in (start, control, end))
    return f"M{x0:.1f} {y0:.1f}Q{x:.1f} {y:.1f} {x1:.1f} {y1:.1f}"


def _place(place: Place, frame: Cadre) -> tuple[float, float]:
    x, y = frame.place(np.array([[place.x, place.y]]))[0].tolist()
    return x, y


def _ends(
    fonds: Fonds, liens: Sequence[Lien], frame: Cadre, members: Collection[str]
) -> list[Place]:
    """Return the places in the window where links end, but for the members: in pixels."""
    codes = dict.fromkeys(code for link in liens for code in (link.de, link.vers))
    placed = [
        Place(short_epci(fonds.places[code].nom), *_place(fonds.places[code], frame))
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
