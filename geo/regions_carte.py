"""The map of a region as SVG: what a pôle covers, what cooperations alone do, what nothing does.

Each state has its own treatment, told without colour: plain, dotted, hatched.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from geo.regions_facts import AUCUN, COOPERATION, POLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from geo.regions_fond import Fond, Panneau

    #: Colour of a role of the palette, as this SVG's reader takes it.
    Colour = Callable[[str], str]

LABELS = {
    POLE: "Dans un pôle métropolitain",
    COOPERATION: "Dans une coopération, sans pôle",
    AUCUN: "Ni pôle ni coopération recensés",
}
"""What each state is called, in the order of the legend."""

#: Roles of the borders between intercommunalités of one state.
_BORDERS = {POLE: "terre", COOPERATION: "texte3", AUCUN: "texte3"}
#: Intercommunalités of one state from which their names are left out: too small to be pointed at.
_NAMED = 200
_FONT = "Atkinson Hyperlegible Next, sans-serif"


def render(
    ground: Fond,
    states: Mapping[str, str],
    poles: Collection[str],
    colour: Colour,
    *,
    key: str,
    label: str,
) -> str:
    """Return the map as an SVG document.

    Parameters
    ----------
    states
        State of each intercommunalité by SIREN, a key of `LABELS`; `AUCUN` when missing.
    poles
        Codes of the pôles whose perimeter is outlined.
    colour
        Gives the colour of a role of `geo.palette.PALETTES`.
    key
        Begins the ids of the document: no other SVG of the page may share it.
    label
        What the map shows, in a sentence, for who does not see it.
    """
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ground.largeur:g} '
        f'{ground.hauteur:g}" width="{ground.largeur:g}" height="{ground.hauteur:g}" role="img" '
        f'aria-label="{escape(label)}" class="carte-region"><defs>{_patterns(key, colour)}'
    ]
    parts += [
        f'<clipPath id="{key}-c{i}"><rect width="{p.largeur:g}" height="{p.hauteur:g}" rx="8"/>'
        "</clipPath>"
        for i, p in enumerate(ground.panneaux)
    ]
    parts.append("</defs>")
    for i, panel in enumerate(ground.panneaux):
        parts += _panel_svg(panel, states, poles, colour, (key, i))
    parts.append("</svg>")
    return "".join(parts)


def swatch(state: str, colour: Colour, *, key: str) -> str:
    """Return a small SVG that shows the treatment of a state, for the legend."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 18" width="28" height="18" '
        f'aria-hidden="true"><defs>{_patterns(key, colour)}</defs>'
        f'<rect x=".5" y=".5" width="27" height="17" rx="3" fill="{_fill(state, key, colour)}" '
        f'stroke="{colour("texte3")}"/></svg>'
    )


def _patterns(key: str, colour: Colour) -> str:
    """Dots and hatches on their ground."""
    return (
        f'<pattern id="{key}-{COOPERATION}" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="{colour("terre")}"/>'
        f'<rect width="7" height="7" fill="{colour("accent")}" fill-opacity=".3"/>'
        f'<circle cx="3.5" cy="3.5" r="1.15" fill="{colour("accent")}"/></pattern>'
        f'<pattern id="{key}-{AUCUN}" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="6" height="6" fill="{colour("terre")}"/>'
        f'<path d="M0 0V6" stroke="{colour("texte3")}" stroke-width="2"/></pattern>'
    )


def _fill(state: str, key: str, colour: Colour) -> str:
    return colour("accent") if state == POLE else f"url(#{key}-{state})"


def _panel_svg(
    panel: Panneau,
    states: Mapping[str, str],
    poles: Collection[str],
    colour: Colour,
    place: tuple[str, int],
) -> list[str]:
    key, rank = place
    parts = [
        f'<g transform="translate({panel.x:g} {panel.y:g})" clip-path="url(#{key}-c{rank})">'
        f'<rect width="{panel.largeur:g}" height="{panel.hauteur:g}" fill="{colour("mer")}"/>'
        f'<path d="{panel.voisins}" fill="{colour("voisins")}" stroke="{colour("region")}" '
        'stroke-width=".8"/>'
    ]
    for state, words in LABELS.items():
        drawn = [c for c in panel.contours if states.get(c.siren, AUCUN) == state]
        parts.append(
            f'<g class="{state}" fill="{_fill(state, key, colour)}" '
            f'stroke="{colour(_BORDERS[state])}" stroke-linejoin="round" '
            f'stroke-width="{0.6 if len(drawn) < _NAMED else 0.3}">'
        )
        if len(drawn) < _NAMED:
            said = f"\u202f: {words[0].lower()}{words[1:]}"
            parts += [
                f'<path d="{c.trace}"><title>{escape(c.nom)}{said}</title></path>' for c in drawn
            ]
        else:
            parts.append(f'<path d="{"".join(c.trace for c in drawn)}"/>')
        parts.append("</g>")
    lines = (
        (panel.limites, "texte2", 0.7, ' stroke-dasharray="3 2.5"'),
        (panel.region, "encre", 1.3, ""),
        ("".join(d for code, d in panel.poles.items() if code in poles), "encre", 2.4, ""),
    )
    parts += [
        f'<path d="{d}" fill="none" stroke="{colour(role)}" stroke-width="{width}" '
        f'stroke-linejoin="round"{more}/>'
        for d, role, width, more in lines
        if d
    ]
    parts.append("</g>")
    text = f'font-family="{_FONT}" fill="{colour("encre")}" paint-order="stroke" '
    text += f'stroke="{colour("panneau")}" stroke-width="3.5" stroke-linejoin="round"'
    for town in panel.villes:
        parts.append(
            '<g class="ville">'
            f'<circle cx="{town.x:.1f}" cy="{town.y:.1f}" r="2.8" fill="{colour("encre")}" '
            f'stroke="{colour("panneau")}" stroke-width="1.4"/>'
            f'<text x="{town.texte_x:.1f}" y="{town.texte_y:.1f}" font-size="14" '
            f'text-anchor="{town.ancre}" '
            f'font-weight="600" {text}>{escape(town.nom)}</text></g>'
        )
    if panel.titre:
        parts.append(
            f'<text x="{panel.x + 8:g}" y="{panel.y + 17:g}" font-size="13" font-weight="600" '
            f"{text}>{escape(panel.titre)}</text>"
        )
    return parts
