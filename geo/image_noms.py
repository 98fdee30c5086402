"""Names of towns on a picture of the map: which, and where, without collisions.

Greedy, as `static/carte/etiquettes.js`: the most peopled first, each at the best free place round
its point; one without a free place is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot
from typing import TYPE_CHECKING

import numpy as np

from geo.image_cadre import zoom_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from geo.dessin import Cadre
    from geo.image_liens import Noeud
    from geo.image_sol import Ville

    #: left, top, right, bottom, in units.
    Box = tuple[float, float, float, float]

#: Smallest population named under a zoom; more names as one comes nearer. A town where no
#: territoire is drawn must have twice as many.
POPULATIONS = ((5.6, 150_000), (6.4, 95_000), (7.2, 45_000), (8.0, 25_000), (99.0, 10_000))
#: Height of a name, and what a large town adds to it.
SIZE, LARGER, LARGE = 12.5, 1.0, 200_000
#: Distances under which a town is a suburb of one already named, and stands at a territoire.
SUBURB, AT = 24.0, 6.0
#: Least radius of a territoire that no name may cover, and of one whose town is named anyway.
HUB = 5.5


@dataclass(frozen=True)
class Etiquette:
    """A name: its text and height, and where and how (`ancre`) its baseline is held.

    `point` is the place of a town where no territoire is drawn: it wants a dot.
    """

    texte: str
    taille: float
    x: float
    y: float
    ancre: str
    point: tuple[float, float] | None = None


@dataclass(frozen=True)
class _Wanted:
    """A name to place round a point, beyond a radius."""

    texte: str
    taille: float
    largeur: float
    x: float
    y: float
    rayon: float
    point: tuple[float, float] | None


def name_towns(
    towns: Sequence[Ville],
    nodes: Sequence[Noeud],
    cadre: Cadre,
    measure: Callable[[str], float],
    taken: Sequence[Box] = (),
) -> list[Etiquette]:
    """Name the towns of a window.

    Parameters
    ----------
    towns
        The most peopled first, in metres.
    nodes
        Territoires drawn: none of the large ones is covered; where one stands at a town, the name
        goes round it.
    measure
        Width of a text over its height, in the font that writes it.
    taken
        Boxes that no name may cover.
    """
    least = next(population for zoom, population in POPULATIONS if zoom_of(cadre.scale) < zoom)
    discs = np.array([(n.x, n.y, n.rayon) for n in nodes], float).reshape(-1, 3)
    spots = cadre.place(np.array([(v.x, v.y) for v in towns], float).reshape(-1, 2)).tolist()
    wanted: list[_Wanted] = []
    seen: list[tuple[float, float]] = []
    for town, (x, y) in zip(towns, spots, strict=True):
        if not (0 <= x <= cadre.width and 0 <= y <= cadre.height):
            continue
        at = discs[np.hypot(discs[:, 0] - x, discs[:, 1] - y) < AT]
        px, py, radius = at[at[:, 2].argmax()].tolist() if len(at) else (x, y, 1.5)
        alone = not len(at)
        if town.population < least * (1 + alone) and radius < HUB:
            continue
        # A suburb is not named before one comes near enough to part it from its city.
        if any(hypot(sx - x, sy - y) < SUBURB for sx, sy in seen):
            continue
        seen.append((x, y))
        size = SIZE + (LARGER if town.population > LARGE else 0.0)
        wanted.append(
            _Wanted(
                town.nom, size, measure(town.nom) * size, px, py, radius, (x, y) if alone else None
            )
        )
    return _place(wanted, discs, cadre, taken)


def _place(
    wanted: Sequence[_Wanted], discs: NDArray[np.float64], cadre: Cadre, taken: Sequence[Box]
) -> list[Etiquette]:
    hubs = discs[discs[:, 2] > HUB]
    boxes = np.concatenate([_squares(hubs), np.array(taken, float).reshape(-1, 4)])
    dots = _squares(discs)
    found = []
    for name in wanted:
        best: tuple[int, Etiquette, Box] | None = None
        for label in _round(name):
            box = _box(label, name.largeur)
            inside = min(box[:2]) >= 0 and box[2] <= cadre.width and box[3] <= cadre.height
            if not inside or _covered(box, boxes).any():
                continue
            hidden = int(_covered(box, dots).sum())
            if best is None or hidden < best[0]:
                best = hidden, label, box
        if best is not None:
            boxes = np.concatenate([boxes, [best[2]]])
            found.append(best[1])
    return found


def _round(name: _Wanted) -> list[Etiquette]:
    """Return the places of a name round its point, the best first."""
    x, y, h = name.x, name.y, name.taille
    gap = name.rayon + 3
    near = 0.7 * gap
    places = (
        (x + gap, y + 0.35 * h, "start"),
        (x - gap, y + 0.35 * h, "end"),
        (x, y - gap - 1, "middle"),
        (x, y + gap + 0.8 * h, "middle"),
        (x + near, y - near, "start"),
        (x - near, y - near, "end"),
        (x + near, y + near + 0.7 * h, "start"),
        (x - near, y + near + 0.7 * h, "end"),
    )
    return [Etiquette(name.texte, h, *place, name.point) for place in places]


def _box(label: Etiquette, width: float) -> Box:
    left = label.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.ancre]
    h = label.taille
    return left - 2, label.y - h, left + width + 2, label.y + 0.3 * h


def _squares(discs: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y, r = discs.T
    return np.column_stack([x - r, y - r, x + r, y + r])


def _covered(box: Box, boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    across = (boxes[:, 0] < box[2]) & (box[0] < boxes[:, 2])
    return np.asarray(across & (boxes[:, 1] < box[3]) & (box[1] < boxes[:, 3]))
