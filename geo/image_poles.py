"""Perimeters of the pôles on a picture of the map: the twin of `static/carte/poles.js`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.dessin import Cadre, path
from geo.perimeters import DISSOLVED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.image_lumiere import Lumiere
    from geo.image_sol import Sol

#: Distance between two hatches, in units.
HATCH = 6.0
#: Opacity of the pôles that a selection leaves in the dark.
DARK = 0.28
#: Space drawn round a window, in units, so that no stroke is seen along its edge.
BEYOND = 6.0


def signs_of(poles: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the signs that some pôles use: the keys of the legend."""
    signs = set()
    for pole in poles:
        apart = _apart(pole)
        signs.add("apart" if apart else _kind(pole))
        signs |= {"faible"} if pole["faibles"] else set()
        signs |= {"fil"} if pole["fil"] else set()
    return signs


def draw_pole(  # noqa: PLR0913  each is a part of what is drawn
    pole: Mapping[str, Any],
    threads: Any,
    sol: Sol,
    cadre: Cadre,
    colours: Mapping[str, str],
    *,
    opacity: float = 1.0,
    chosen: bool = False,
) -> str:
    """Draw the perimeter of a pôle, its members' borders, and what ties its parts.

    Parameters
    ----------
    pole
        Its row of the inventory.
    threads
        The lines between its parts, in metres; None for none.
    """
    marine = colours["marine"]
    whole = sol.union("epci", pole["membres"])
    parts = []
    if whole is not None and (seen := clip(whole, cadre)):
        stroke, width, fill = marine, 1.0, 0.1
        dash = ""
        if _apart(pole):
            stroke, fill, dash = colours["texte3"], 0.03, ' stroke-dasharray="6 3 1 3"'
        if chosen:
            width, fill = 3.0, 0.2
        parts.append(
            f'<path d="{path(seen, cadre)}" fill="{marine}" fill-opacity="{fill}" '
            f'stroke="{stroke}" stroke-opacity=".75" stroke-width="{width:g}"{dash}/>'
        )
        if _kind(pole) == "reseau":
            parts.append(
                f'<path d="{path(_hatches(seen, cadre), cadre)}" fill="none" stroke="{marine}" '
                'stroke-opacity=".34" stroke-width="1.1" stroke-linecap="butt"/>'
            )
    for codes, dash, faint in (
        (pole["membres"], "", 0.32),
        (pole["faibles"], ' stroke-dasharray="3 3"', 0.9),
    ):
        drawn = "".join(
            path(seen, cadre) for shape in sol.shapes("epci", codes) if (seen := clip(shape, cadre))
        )
        if drawn:
            parts.append(
                f'<path d="{drawn}" fill="none" stroke="{marine}" stroke-width=".5" '
                f'stroke-opacity="{faint}"{dash}/>'
            )
    if threads is not None and parts:
        parts.append(
            f'<path d="{path(threads, cadre)}" fill="none" stroke="{marine}" '
            'stroke-width="1.2" stroke-opacity=".75" stroke-dasharray=".1 4"/>'
        )
    faded = f' opacity="{opacity:g}"' if opacity < 1 else ""
    joined = "".join(parts)
    return f'<g stroke-linejoin="round" stroke-linecap="round"{faded}>{joined}</g>' if parts else ""


def pole_opacity(rank: int, light: Lumiere | None) -> float:
    """Return how much of a pôle is seen under a selection."""
    return 1.0 if light is None or rank in light.poles else DARK


def clip(shape: Any, cadre: Cadre) -> Any:
    """Return what a window shows of a shape; None for nothing."""
    margin = BEYOND * cadre.scale
    found = shapely.clip_by_rect(
        shape,
        cadre.left - margin,
        cadre.top - margin - cadre.scale * cadre.height,
        cadre.left + margin + cadre.scale * cadre.width,
        cadre.top + margin,
    )
    return None if shapely.is_empty(found) else found


def _apart(pole: Mapping[str, Any]) -> bool:
    return not pole["legal"] or pole["statut"] == DISSOLVED


def _kind(pole: Mapping[str, Any]) -> str:
    return "aire" if pole["type"] == "aire" else "reseau"


def _hatches(shape: Any, cadre: Cadre) -> Any:
    """Return the slanted lines that fill a shape; all shapes of a window share the same lines."""
    x0, y0, x1, y1 = shapely.bounds(shape).tolist()
    step = HATCH * cadre.scale * np.sqrt(2)
    # Lines y = x + k, k counted from the window's corner.
    origin = cadre.top - cadre.left
    first, last = np.ceil((y0 - x1 - origin) / step), np.floor((y1 - x0 - origin) / step)
    shifts = origin + np.arange(first, last + 1) * step
    ends = np.array([[(x0, x0 + k), (x1, x1 + k)] for k in shifts]).reshape(-1, 2, 2)
    lines = shapely.MultiLineString(list(shapely.linestrings(ends)))
    return shapely.intersection(lines, shape)
