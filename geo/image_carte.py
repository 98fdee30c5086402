"""A picture of the map, as SVG without any text: ground, perimeters, links, territoires, insets.

Names are returned beside it, to be written by whoever typesets the picture with its own fonts.
Nothing in it comes from a text of the data: only numbers and colours of the palette.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from geo.crs import DISPLAY_EPSG, to_work
from geo.dessin import path
from geo.image_cadre import NEAR_M
from geo.image_liens import count_nodes, draw_links, draw_nodes, place_nodes
from geo.image_noms import name_towns
from geo.image_poles import clip, draw_pole, pole_opacity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.dessin import Cadre
    from geo.image_cadre import Vue
    from geo.image_liens import Noeud
    from geo.image_lumiere import Lumiere
    from geo.image_noms import Etiquette
    from geo.image_sol import Sol, Sols

_KILOMETRES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
#: Longest scale bar, and size of the signs of an inset, to those of the map.
BAR_MAX, INSET_SIGNS = 130.0, 0.75


@dataclass(frozen=True)
class Contenu:
    """What to draw, by ranks in the inventory.

    Attributes
    ----------
    regions
        Codes of the region filter: the others stand back.
    niveaux
        Of "regions", "poles", "liens": what is drawn.
    fond
        Whether the lands around and the départements are drawn.
    """

    cooperations: tuple[int, ...] = ()
    secondaires: frozenset[int] = frozenset()
    poles: tuple[int, ...] = ()
    regions: frozenset[str] = frozenset()
    lumiere: Lumiere | None = None
    niveaux: tuple[str, ...] = ("regions", "poles", "liens")
    fond: bool = True

    def lit(self) -> Contenu:
        """Return what a selection lights up of it; all of it without one."""
        if self.lumiere is None:
            return self
        coops = tuple(i for i in self.cooperations if i in self.lumiere.cooperations)
        poles = tuple(i for i in self.poles if i in self.lumiere.poles)
        return replace(self, cooperations=coops, poles=poles)


@dataclass(frozen=True)
class Couleurs:
    """Colours of a theme: the palette's by role, and the systems' by rank."""

    roles: Mapping[str, str]
    systemes: tuple[str, ...]


@dataclass(frozen=True)
class Carte:
    """A map drawn: its SVG, of the size of its window, the names to write, and its scale bar.

    `barre` is a round number of kilometres and its length, in units.
    """

    svg: str = field(repr=False)
    noms: tuple[Etiquette, ...]
    barre: tuple[int, float]


def draw_carte(
    sols: Sols,
    inventaire: Mapping[str, Any],
    contenu: Contenu,
    vue: Vue,
    couleurs: Couleurs,
    measure: Callable[[str], float] | None = None,
) -> Carte:
    """Draw the map; `measure` gives the width of a name over its height, None names nothing."""
    cadre = vue.cadre
    sol = sols.sol(vue.zone, near=cadre.scale < NEAR_M)
    drawn, nodes = _window(sol, inventaire, contenu, cadre, couleurs)
    parts = [drawn]
    taken = [(0.0, cadre.height - 44, BAR_MAX + 40, cadre.height)]
    for carton in vue.cartons:
        inset = carton.cadre
        # The outlines of islands a few kilometres wide want all their points.
        content, _ = _window(
            sols.sol(carton.zone, near=inset.scale < NEAR_M),
            inventaire,
            contenu,
            inset,
            couleurs,
            size=INSET_SIGNS,
        )
        box = (carton.x, carton.y, inset.width, inset.height)
        parts.append(_inset(content, box, couleurs.roles))
        taken.append((carton.x, carton.y, carton.x + inset.width, carton.y + inset.height + 18))
    names = name_towns(sol.villes, nodes, cadre, measure, taken) if measure else []
    parts.append(_dots(names, couleurs.roles))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{cadre.width:g}" '
        f'height="{cadre.height:g}" viewBox="0 0 {cadre.width:g} {cadre.height:g}">'
        f"{''.join(parts)}</svg>"
    )
    return Carte(svg, tuple(names), scale_bar(cadre))


def scale_bar(cadre: Cadre) -> tuple[int, float]:
    """Return the longest round number of kilometres that fits, and its length in units."""
    fitting = [km for km in _KILOMETRES if cadre.length(1000 * km) <= BAR_MAX]
    km = max(fitting, default=_KILOMETRES[0])
    return km, cadre.length(1000 * km)


def _window(
    sol: Sol,
    inventaire: Mapping[str, Any],
    contenu: Contenu,
    cadre: Cadre,
    couleurs: Couleurs,
    size: float = 1.0,
) -> tuple[str, list[Noeud]]:
    """Draw all that a window shows; return also its territoires."""
    light, roles = contenu.lumiere, couleurs.roles
    parts = [_ground(sol, contenu, cadre, roles)]
    if "poles" in contenu.niveaux:
        for i in contenu.poles:
            pole = inventaire["poles"][i]
            known = any(code in sol.formes["epci"] for code in pole["membres"])
            parts.append(
                draw_pole(
                    pole,
                    _threads(pole, sol) if pole["fil"] and known else None,
                    sol,
                    cadre,
                    roles,
                    opacity=pole_opacity(i, light),
                    chosen=light is not None and light.choisi == i,
                )
            )
    parts += _outlines(light, sol, cadre, roles)
    nodes: list[Noeud] = []
    if "liens" in contenu.niveaux:
        spots = cadre.place(sol.places)
        cooperations = frozenset(contenu.cooperations)
        parts.append(
            draw_links(
                inventaire,
                cooperations,
                contenu.secondaires,
                spots,
                cadre,
                systems=couleurs.systemes,
                light=light,
                size=size,
            )
        )
        nodes = place_nodes(count_nodes(inventaire, contenu.cooperations), spots, cadre)
        parts.append(draw_nodes(nodes, inventaire, roles, light, size))
    return "".join(parts), nodes


def _ground(sol: Sol, contenu: Contenu, cadre: Cadre, roles: Mapping[str, str]) -> str:
    sea = roles["mer" if contenu.fond else "terre"]
    parts = [f'<path d="M0 0H{cadre.width:g}V{cadre.height:g}H0Z" fill="{sea}"/>']
    if contenu.fond:
        d = _paths(sol.voisins, cadre)
        parts.append(
            f'<path d="{d}" fill="{roles["voisins"]}" stroke="{roles["filet"]}" stroke-width=".8"/>'
        )
    regions = sol.formes["regions"]
    behind = {code for code in regions if contenu.regions and code not in contenu.regions}
    for fill, codes in (("terre-hors", sorted(behind)), ("terre", sorted(set(regions) - behind))):
        parts.append(
            f'<path d="{_paths(sol.shapes("regions", codes), cadre)}" fill="{roles[fill]}"/>'
        )
    borders = []
    if "regions" in contenu.niveaux:
        borders = [("regions", "region", 1.1)]
        if contenu.fond:
            borders.insert(0, ("departements", "departement", 0.8))
        lines = [sol.shapes(level, sol.formes[level]) for level, _, _ in borders]
    else:
        borders, lines = [("regions", "region", 0.9)], [np.array([sol.union("regions", regions)])]
    for (_, role, width), shapes in zip(borders, lines, strict=True):
        parts.append(
            f'<path d="{_paths(shapes, cadre)}" fill="none" stroke="{roles[role]}" '
            f'stroke-width="{width}" stroke-linejoin="round"/>'
        )
    return "".join(parts)


def _outlines(light: Lumiere | None, sol: Sol, cadre: Cadre, roles: Mapping[str, str]) -> list[str]:
    """Outline the territoires of a selection."""
    if light is None:
        return []
    accent = roles["accent"]
    shapes = [sol.union(level, codes) for level, codes in light.contours]
    drawn = [_paths([shape], cadre) for shape in shapes if shape is not None]
    return [
        f'<path d="{d}" fill="{accent}" fill-opacity=".14" stroke="{accent}" '
        'stroke-width="1.4" stroke-linejoin="round"/>'
        for d in dict.fromkeys(drawn)
        if d
    ]


def _threads(pole: Mapping[str, Any], sol: Sol) -> Any:
    lines = [[(lon, lat) for lat, lon in line] for line in pole["fil"]]
    frame = gpd.GeoDataFrame(geometry=[shapely.MultiLineString(lines)], crs=DISPLAY_EPSG)
    return to_work(frame, sol.zone).geometry.iloc[0]


def _inset(content: str, box: tuple[float, float, float, float], roles: Mapping[str, str]) -> str:
    x, y, width, height = box
    frame = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return (
        f'<svg {frame} viewBox="0 0 {width:g} {height:g}">{content}</svg>'
        f'<rect {frame} fill="none" stroke="{roles["region"]}" stroke-width=".9"/>'
    )


def _dots(names: Sequence[Etiquette], roles: Mapping[str, str]) -> str:
    """Draw the towns named where no territoire is."""
    dots = "".join(
        f'<circle cx="{n.point[0]:.1f}" cy="{n.point[1]:.1f}" r="1.3"/>' for n in names if n.point
    )
    return f'<g fill="{roles["texte2"]}">{dots}</g>' if dots else ""


def _paths(shapes: Sequence[Any] | Any, cadre: Cadre) -> str:
    return "".join(path(seen, cadre) for shape in shapes if (seen := clip(shape, cadre)))
