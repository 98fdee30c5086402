"""Links and territoires of a picture of the map: the twin of `static/carte/traces.js`."""

from __future__ import annotations

from dataclasses import dataclass
from math import copysign, hypot, isnan, sqrt
from typing import TYPE_CHECKING, Any

import shapely

from geo.dessin import Cadre, path
from geo.image_cadre import zoom_of
from geo.links import COURBURE, loop_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

    from geo.image_lumiere import Lumiere

    Points = NDArray[np.float64]

#: Least and greatest bow of a lone link, in units.
BOW_MIN, BOW_MAX = 5.0, 90.0
#: Above so many links each is lighter, so that the ground still shows.
MANY = 2000
#: Widths: of a link, of one shown by a secondary theme, of a lit one and a lit secondary one.
WIDTHS = (1.6, 0.8)
LIT_WIDTHS = (2.4, 1.4)
OPACITIES = {"plein": 0.88, "tirets": 0.88, "pale": 0.45}
DASHES = {"plein": "", "tirets": ' stroke-dasharray="5 4"', "pale": ""}
#: Opacity of what a selection leaves in the dark: links, then territoires.
DARK_LINK, DARK_NODE = 0.1, 0.16
_LOOP_POINTS = 14
#: Points already in units, north up: the plane in which loops are drawn.
_UNITS = Cadre(0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Noeud:
    """A territoire that takes part in what is shown: rank, cooperations, place and radius."""

    rang: int
    nombre: int
    x: float
    y: float
    rayon: float


def radius_of(count: int) -> float:
    """Return the radius of a territoire that takes part in `count` cooperations."""
    return min(1.8 + 1.05 * sqrt(count), 8.0)


def control(a: tuple[float, float], b: tuple[float, float], courbure: float) -> tuple[float, float]:
    """Return the control point of the arc between two places, y to the south.

    `courbure` is the height over the chord, positive to the left with north up. The bow of a lone
    link keeps between `BOW_MIN` and `BOW_MAX`; those beside it keep their proportion to it.
    """
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    length = hypot(dx, dy)
    bow = abs(courbure) / COURBURE * max(BOW_MIN, min(BOW_MAX, COURBURE * length))
    k = copysign(2 * bow / length, courbure) if length else 0.0
    return (ax + bx) / 2 + k * dy, (ay + by) / 2 - k * dx


def loop_size(scale: float) -> float:
    """Return the diameter of a loop at a scale, in metres a unit."""
    return max(8.0, min(26.0, 3 * (zoom_of(scale) - 1.6)))


def count_nodes(inventaire: Mapping[str, Any], cooperations: Sequence[int]) -> dict[int, int]:
    """Return how many of the cooperations each territoire takes part in, by its rank."""
    counts: dict[int, int] = {}
    for i in cooperations:
        for t in inventaire["cooperations"][i]["participants"]:
            counts[t] = counts.get(t, 0) + 1
    return counts


def place_nodes(counts: Mapping[int, int], spots: Points, cadre: Cadre) -> list[Noeud]:
    """Return the territoires seen in a window, the smallest first; `spots` are in units."""
    found = []
    for t, n in sorted(counts.items(), key=lambda item: (item[1], item[0])):
        x, y = spots[t].tolist()
        radius = radius_of(n)
        if -radius < x < cadre.width + radius and -radius < y < cadre.height + radius:
            found.append(Noeud(t, n, x, y, radius))
    return found


def draw_nodes(
    nodes: Sequence[Noeud],
    inventaire: Mapping[str, Any],
    colours: Mapping[str, str],
    light: Lumiere | None,
    size: float = 1.0,
) -> str:
    """Draw the territoires; hollow when their place is approximate, pale when not lit."""
    parts = []
    for node in nodes:
        fill, line, width = colours["marine"], colours["terre"], 1.0
        if inventaire["territoires"][node.rang].get("approx"):
            fill, line, width = colours["terre"], colours["marine"], 1.4
        dark = light is not None and node.rang not in light.territoires
        more = f' fill-opacity="{DARK_NODE}"' if dark else f' stroke="{line}"'
        parts.append(
            f'<circle cx="{node.x:.1f}" cy="{node.y:.1f}" r="{node.rayon * size:.2f}" '
            f'fill="{fill}" stroke-width="{width * size:g}"{more}/>'
        )
    return "".join(parts)


def draw_links(  # noqa: PLR0913  each is a part of what is drawn
    inventaire: Mapping[str, Any],
    cooperations: AbstractSet[int],
    secondaires: AbstractSet[int],
    spots: Points,
    cadre: Cadre,
    *,
    systems: Sequence[str],
    light: Lumiere | None = None,
    size: float = 1.0,
) -> str:
    """Draw the links of some cooperations, those of a selection above the others.

    Parameters
    ----------
    spots
        Place of each territoire in units; NaN when it is out of the zone, and so are its links.
    systems
        Colour of each system, by its rank.
    size
        Size of the signs, to those of the application's map.
    """
    shown = [link for link in inventaire["liens"] if link[0] in cooperations]
    part = max(0.3, min(1.0, MANY / max(len(shown), 1)))
    below: list[str] = []
    above: list[str] = []
    for coop, start, end, courbure, rang, loops in shown:
        a, b = spots[start].tolist(), spots[end].tolist()
        if not _seen(a, b, cadre):
            continue
        row = inventaire["cooperations"][coop]
        trait = inventaire["statuts"][row["statut"]]["trait"]
        lit = light is not None and coop in light.cooperations
        width = (LIT_WIDTHS if lit else WIDTHS)[coop in secondaires] * size
        opacity = 1.0 if lit else DARK_LINK if light else OPACITIES[trait] * part
        if loops:
            around = (a[0], -a[1])
            turn = loop_points(around, rang, loops, loop_size(cadre.scale) * size, _LOOP_POINTS)
            d = path(shapely.LineString(turn), _UNITS)
        else:
            cx, cy = control(a, b, courbure)
            d = f"M{a[0]:.1f} {a[1]:.1f}Q{cx:.1f} {cy:.1f} {b[0]:.1f} {b[1]:.1f}"
        (above if lit else below).append(
            f'<path d="{d}" stroke="{systems[inventaire["themes"][row["theme"]]["systeme"]]}" '
            f'stroke-width="{width:g}" stroke-opacity="{opacity:.3g}"{DASHES[trait]}/>'
        )
    drawn = "".join([*below, *above])
    return f'<g fill="none" stroke-linecap="round" stroke-linejoin="round">{drawn}</g>'


def _seen(a: Sequence[float], b: Sequence[float], cadre: Cadre) -> bool:
    """Tell whether a link may be seen; one with an end out of the zone never is."""
    (ax, ay), (bx, by) = a, b
    return (
        not isnan(ax + bx)
        and max(ax, bx) > -BOW_MAX
        and max(ay, by) > -BOW_MAX
        and min(ax, bx) < cadre.width + BOW_MAX
        and min(ay, by) < cadre.height + BOW_MAX
    )
