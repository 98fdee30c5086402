"""The map of a region as SVG: what a pôle covers, what cooperations alone do, what nothing does.

Each state has its own treatment, told without colour: plain, dotted, hatched. On paper the map is
drawn in its states; on screen it comes without them, and the browser draws what takes each.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from geo.regions_facts import AUCUN, COOPERATION, POLE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

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
NAMED = 200
"""Intercommunalités of one state from which their names are left out: too small to point at."""
LETTERS = {POLE: "p", COOPERATION: "c", AUCUN: "a"}
"""Letter of each state, in the order of the legend."""
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
    drawn = []
    for panel in ground.panneaux:
        around = "".join(d for code, d in panel.poles.items() if code in poles)
        drawn.append((_states(panel, states, colour, key), f'<path d="{around}"/>'))
    return _document(ground, colour, key, f'aria-label="{escape(label)}"', drawn)


@dataclass(frozen=True, slots=True)
class Carte:
    """The map of a region without its states.

    Attributes
    ----------
    svg
        The document. For the panel of rank i, `<g data-trace="etats-i">` awaits the
        intercommunalités in their states and `<g data-trace="poles-i">` the pôles outlined.
    panneaux
        What these groups are drawn from.
    """

    svg: str
    panneaux: tuple[Panneau, ...]

    def etats(self, states: Mapping[str, str]) -> dict[str, str]:
        """Return, by group, the letter of each intercommunalité's state (as `render`'s)."""
        return {
            f"etats-{i}": "".join(LETTERS[states.get(c.siren, AUCUN)] for c in panel.contours)
            for i, panel in enumerate(self.panneaux)
        }

    def poles(self, codes: Collection[str]) -> dict[str, str]:
        """Return, by group, "1" for each pôle outlined, "0" for the others."""
        return {
            f"poles-{i}": "".join("01"[code in codes] for code in panel.poles)
            for i, panel in enumerate(self.panneaux)
        }


def blank(ground: Fond, colour: Colour, *, key: str, labelled_by: str) -> Carte:
    """Return the map without its states; `labelled_by` is the id of what says it in words."""
    drawn = [
        (f'<g class="etats" data-trace="etats-{i}"></g>', f'<g data-trace="poles-{i}"></g>')
        for i, _ in enumerate(ground.panneaux)
    ]
    label = f'aria-labelledby="{escape(labelled_by)}"'
    return Carte(_document(ground, colour, key, label, drawn), ground.panneaux)


def said(state: str) -> str:
    """Return what follows the name of an intercommunalité in some state."""
    words = LABELS[state]
    return f"\u202f: {words[0].lower()}{words[1:]}"


def _document(
    ground: Fond, colour: Colour, key: str, label: str, drawn: Sequence[tuple[str, str]]
) -> str:
    """Return the SVG document; `drawn` are the states and the pôles' outlines of each panel."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {ground.largeur:g} '
        f'{ground.hauteur:g}" width="{ground.largeur:g}" height="{ground.hauteur:g}" role="img" '
        f'{label} class="carte-region"><defs>{_patterns(key, colour)}'
    ]
    parts += [
        f'<clipPath id="{key}-c{i}"><rect width="{p.largeur:g}" height="{p.hauteur:g}" rx="8"/>'
        "</clipPath>"
        for i, p in enumerate(ground.panneaux)
    ]
    parts.append("</defs>")
    for i, (panel, inside) in enumerate(zip(ground.panneaux, drawn, strict=True)):
        parts += _panel_svg(panel, inside, colour, (key, i))
    parts.append("</svg>")
    return "".join(parts)


def _states(panel: Panneau, states: Mapping[str, str], colour: Colour, key: str) -> str:
    """Draw the intercommunalités of a panel, those of one state together."""
    parts = []
    for state in LABELS:
        drawn = [c for c in panel.contours if states.get(c.siren, AUCUN) == state]
        parts.append(
            f'<g class="{state}" fill="{_fill(state, key, colour)}" '
            f'stroke="{colour(_BORDERS[state])}" stroke-linejoin="round" '
            f'stroke-width="{0.6 if len(drawn) < NAMED else 0.3}">'
        )
        if len(drawn) < NAMED:
            parts += [
                f'<path d="{c.trace}"><title>{escape(c.nom)}{said(state)}</title></path>'
                for c in drawn
            ]
        else:
            parts.append(f'<path d="{"".join(c.trace for c in drawn)}"/>')
        parts.append("</g>")
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
    panel: Panneau, inside: tuple[str, str], colour: Colour, place: tuple[str, int]
) -> list[str]:
    """Draw a panel; `inside` are its states and its pôles' outlines."""
    key, rank = place
    states, poles = inside
    lines = (
        (f'<path d="{panel.limites}"/>', "texte2", 0.7, ' stroke-dasharray="3 2.5"'),
        (f'<path d="{panel.region}"/>', "encre", 1.3, ""),
        (poles, "encre", 2.4, ""),
    )
    parts = [
        f'<g transform="translate({panel.x:g} {panel.y:g})" clip-path="url(#{key}-c{rank})">'
        f'<rect width="{panel.largeur:g}" height="{panel.hauteur:g}" fill="{colour("mer")}"/>'
        f'<path d="{panel.voisins}" fill="{colour("voisins")}" stroke="{colour("region")}" '
        f'stroke-width=".8"/>{states}'
    ]
    parts += [
        f'<g fill="none" stroke="{colour(role)}" stroke-width="{width}" '
        f'stroke-linejoin="round"{more}>{drawn}</g>'
        for drawn, role, width, more in lines
        if 'd=""' not in drawn
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
