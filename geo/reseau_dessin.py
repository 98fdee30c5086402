"""The picture of a network of cooperations, as SVG.

Territories are discs that grow with their partners (pôles are rings), ties thin lines, each
community a veil round its members that bears its number. Every name comes from the tables and is
escaped here; colours are the page's (`static/page/reseau.css`).
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import shapely

from geo.dessin import Cadre, path
from geo.disposition import fit, lay_out, on_the_ground, separate
from geo.format_fr import count_label, typography
from geo.placement import place_names
from geo.reseau import neighbours

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from numpy.typing import NDArray

    from geo.reseau import Reseau

WIDTH = 960.0
#: Nodes above which the picture takes its full height.
_TALL, _SHORT, _MANY = 860.0, 560.0, 120
_MARGIN = 26.0
#: Largest share of the picture that discs cover.
_MAX_COVER = 0.1
#: Smallest community that gets a veil and a number.
MIN_SYSTEME = 3
#: Names written at most, and height of their text (px).
NAMES, _SIZE = 25, 13.0
_LETTER = 0.53 * _SIZE
#: How many lines away from its node a name may be written, to leave the nodes around seen.
_AWAY = 6


@dataclass(frozen=True)
class Plan:
    """Where everything is drawn, in pixels, y to the south.

    Attributes
    ----------
    height
        Of the picture, `WIDTH` wide.
    places, radii
        Of the nodes, in the order of `Reseau.noeuds`.
    ties
        Ranks of the nodes that each tie joins, in the order of `Reseau.liens`.
    veils
        Outline of each community of `MIN_SYSTEME` or more as an SVG path, by its number.
    """

    height: float
    places: NDArray[np.float64]
    radii: NDArray[np.float64]
    ties: NDArray[np.int64]
    veils: Mapping[int, str]


def plan(reseau: Reseau, anchors: pd.DataFrame) -> Plan:
    """Lay a network out.

    Parameters
    ----------
    reseau
        Not empty.
    anchors
        `lat`, `lon` (degrees, EPSG:4326) of every territory, indexed by its code.
    """
    nodes = reseau.noeuds
    height = _TALL if len(nodes) > _MANY else _SHORT
    rank = pd.Series(np.arange(len(nodes)), index=nodes.index)
    ties = np.column_stack([rank[reseau.liens["de"]], rank[reseau.liens["vers"]]])
    groups = nodes["systeme"].to_numpy() - 1
    ground = on_the_ground(anchors.loc[nodes.index, ["lon", "lat"]].to_numpy(), WIDTH, height)
    length = min(48.0, 0.8 * np.sqrt(WIDTH * height / len(nodes)))
    radii = 2.2 + 1.7 * np.sqrt(nodes["partenaires"].to_numpy("float64"))
    cover = np.pi * float((radii**2).sum()) / (WIDTH * height)
    radii *= min(1.0, np.sqrt(_MAX_COVER / cover))
    places = fit(lay_out(ground, ties, groups, length), WIDTH, height, _MARGIN, zoom=1.7)
    places = separate(places, radii, WIDTH, height)
    return Plan(height, places, radii, ties, _veils(places, radii, ties, groups))


def _veils(
    places: NDArray[np.float64],
    radii: NDArray[np.float64],
    ties: NDArray[np.int64],
    groups: NDArray[np.int64],
) -> dict[int, str]:
    """Return the outline round each community: its nodes, and the shortest ties that join them."""
    inner = ties[groups[ties[:, 0]] == groups[ties[:, 1]]]
    lengths = np.hypot(*(places[inner[:, 0]] - places[inner[:, 1]]).T)
    graph = nx.Graph()
    graph.add_weighted_edges_from(zip(*inner.T.tolist(), lengths.tolist(), strict=True))
    tree = np.array(list(nx.minimum_spanning_edges(graph, data=False)), int).reshape(-1, 2)
    reach = float(np.clip(0.5 * np.median(lengths), 8, 30)) if len(lengths) else 8.0
    discs = shapely.buffer(shapely.points(places), radii + 7, quad_segs=3)
    bands = shapely.buffer(shapely.linestrings(places[tree]), 8, quad_segs=3)
    of_band = groups[tree[:, 0]]
    # `Cadre` turns a plane whose y goes north; ours goes south already.
    window = Cadre(0, 0, 1, 1, 1)
    found = {}
    for group in np.flatnonzero(np.bincount(groups) >= MIN_SYSTEME).tolist():
        shape = shapely.union_all([*discs[groups == group], *bands[of_band == group]])
        shape = shape.buffer(reach, quad_segs=4).buffer(1 - reach, quad_segs=4).simplify(0.7)
        shape = shapely.union_all([shapely.Polygon(p.exterior) for p in shapely.get_parts(shape)])
        flipped = shapely.transform(shape, lambda xy: xy * (1, -1))
        found[group + 1] = path(flipped, window)
    return found


def picture(
    reseau: Reseau,
    plan: Plan,
    territoires: pd.DataFrame,
    href: Callable[[str], str],
    chosen: Collection[str] = (),
) -> str:
    """Return the picture.

    Parameters
    ----------
    reseau, plan
        The network and its layout.
    territoires
        One row per territory, indexed by code: `nom`, `court` (`picture_name`), `pole` (whether
        it is one).
    href
        Address of the page with a territory selected, from its code.
    chosen
        Codes of the territories lit, with their neighbours; unknown ones are left out.
    """
    nodes = reseau.noeuds.join(territoires)
    lit = [code for code in chosen if code in nodes.index]
    around = neighbours(reseau.liens, lit)
    size = f"{count_label(len(nodes), 'territoire')}, {count_label(len(plan.ties), 'lien')}"
    label = f"Réseau des coopérations : {size} ; les listes de la page donnent ses mesures"
    return "".join(
        [
            f'<svg class="reseau{" choisi" if lit else ""}" '
            f'viewBox="0 0 {WIDTH:.0f} {plan.height:.0f}" '
            f'role="group" aria-label="{html.escape(typography(label))}">',
            *(f'<path class="voile v{n % 3}" d="{d}"/>' for n, d in plan.veils.items()),
            *_draw_ties(reseau, plan, lit),
            *_draw_nodes(nodes, plan, lit, around),
            *_draw_names(nodes, plan, href, lit, around),
            "</svg>",
        ]
    )


def _draw_ties(reseau: Reseau, plan: Plan, lit: Collection[str]) -> list[str]:
    """Return one path per width of tie: 1, 2, then 3 cooperations or more; those lit apart."""
    ends = np.round(plan.places, 1)[plan.ties].reshape(-1, 4)
    of_lit = reseau.liens["de"].isin(lit) | reseau.liens["vers"].isin(lit)
    width = reseau.liens["cooperations"].clip(upper=3)
    found = []
    for (bright, n), group in width.groupby([of_lit, width]).groups.items():
        line = "".join(f"M{a} {b}L{c} {d}" for a, b, c, d in ends[group].tolist())
        found.append(f'<path class="lien l{n}{" allume" if bright else ""}" d="{line}"/>')
    return found


def _draw_nodes(
    nodes: pd.DataFrame, plan: Plan, lit: Collection[str], around: Collection[str]
) -> list[str]:
    found = []
    places = np.round(plan.places, 1).tolist()
    for node, (x, y), radius in zip(nodes.itertuples(), places, plan.radii, strict=True):
        kind = " pole" if node.pole else ""
        kind += " ici" if node.Index in lit else " voisin" if node.Index in around else ""
        where = f'cx="{x}" cy="{y}" r="{radius:.1f}"'
        found.append(
            f'<circle class="noeud{kind}" data-vers="territoire:{html.escape(node.Index)}" {where}>'
            f"<title>{html.escape(_facts(node))}</title></circle>"
        )
    return found


def _draw_names(
    nodes: pd.DataFrame,
    plan: Plan,
    href: Callable[[str], str],
    lit: Collection[str],
    around: Collection[str],
) -> list[str]:
    """Write the names of the nodes with most partners, else of those lit; and each number."""
    order = nodes["partenaires"].sort_values(ascending=False, kind="stable").index
    shown = [*lit, *(code for code in order if code in around)] if lit else list(order)
    shown = shown[:NAMES]
    hubs = nodes.loc[order, "systeme"].drop_duplicates()
    numbers = {code: str(n) for code, n in hubs.items() if n in plan.veils}
    texts = {code: (numbers.get(code, ""), nodes.loc[code, "court"]) for code in shown}
    texts |= {code: (number, "") for code, number in numbers.items() if code not in texts}
    rank = dict(zip(nodes.index, range(len(nodes)), strict=True))
    widths = [(rank[c], _LETTER * (len(f"{n} {t}") + 0.5)) for c, (n, t) in texts.items()]
    found, lines = [], []
    frame = (WIDTH, plan.height)
    for name in place_names(widths, plan.places, plan.radii, frame, _SIZE, lines=_AWAY):
        node = nodes.iloc[name.rank]
        line = name.leader(plan.places[name.rank], plan.radii[name.rank], _SIZE)
        if line is not None:
            (a, b), (c, d) = line.tolist()
            lines.append(f"M{a:.1f} {b:.1f}L{c:.1f} {d:.1f}")
        number, text = texts[node.name]
        number = f'<tspan class="numero">{number}</tspan>' if number else ""
        drawn = (
            f'<text x="{name.x:.1f}" y="{name.y:.1f}" text-anchor="{name.anchor}">'
            f"{number}{' ' if number and text else ''}{html.escape(text)}</text>"
        )
        if text:
            drawn = (
                f'<a href="{html.escape(href(node.name))}" '
                f'data-vers="territoire:{html.escape(node.name)}" '
                f'aria-label="{html.escape(_facts(node))}">{drawn}</a>'
            )
        found.append(drawn)
    return [f'<path class="rappel" d="{"".join(lines)}"/>', *found] if lines else found


def _facts(node: Any) -> str:
    """Return the name of a territory and its first two measures."""
    partners = count_label(node.partenaires, "partenaire")
    return f"{node.nom}, {partners}, {count_label(node.cooperations, 'coopération')}"
