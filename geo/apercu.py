"""What a new version would change on the ground, as one still map (SVG) with its legend.

Three drawings tell apart what comes, what goes and what stays: by the line, not by colour alone.
Colours are the page's custom properties, as for `geo.mini_carte`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.dessin import Cadre, fit
from geo.format_fr import count_label, typography
from geo.mini_carte import FINENESS, _draw, _ground, _names, _scale_bar
from geo.mini_carte_fonds import Place
from geo.mini_carte_liens import _curve
from geo.noms import short_epci

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.dessin import Bounds
    from geo.mini_carte_fonds import Fonds
    from geo.mini_carte_liens import Lien

WIDTH, HEIGHT = 760, 460
LEAST_GROUND_M = 120_000.0
"""Metres of ground shown at least: who looks must know where they are."""
MARGIN = 56
BEYOND_M = 350_000.0
"""Metres round the zone within which partners abroad are drawn; the others are only counted."""
RADIUS = 3.0

_LINES = {
    "ajout": 'stroke-width="3.2"',
    "maintien": 'stroke-width="1.2" stroke-opacity=".75"',
    "retrait": 'stroke-width="1.8" stroke-dasharray="5 4"',
}
_AREAS = {
    "ajout": 'fill="url(#apercu-trame)" stroke="var(--marine)" stroke-width="1.6"',
    "maintien": 'fill="var(--marine)" fill-opacity=".2" stroke="var(--terre)"',
    "retrait": 'fill="none" stroke="var(--texte2)" stroke-width="1.6" stroke-dasharray="4 3"',
}
_HATCH = (
    '<defs><pattern id="apercu-trame" width="7" height="7" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><rect width="7" height="7" fill="var(--marine)" '
    'fill-opacity=".16"/><path d="M0 0V7" stroke="var(--marine)" stroke-width="2.4" '
    'stroke-opacity=".7"/></pattern></defs>'
)


@dataclass(frozen=True, slots=True)
class Apercu:
    """What comes, goes and stays among what a version touches.

    Attributes
    ----------
    liens
        By kind ("ajout", "maintien", "retrait"), lines of the cooperations touched.
    epci
        By kind, SIRENs of the members of the pôles touched.
    """

    liens: dict[str, tuple[Lien, ...]] = field(default_factory=dict)
    epci: dict[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def compare(
        cls,
        liens: tuple[Sequence[Lien], Sequence[Lien]],
        epci: tuple[Iterable[tuple[str, str]], Iterable[tuple[str, str]]],
    ) -> Apercu:
        """Sort what was and what will be.

        Parameters
        ----------
        liens
            Before and after. Two lines are one when they join the same two territoires, either
            way, for the same cooperation.
        epci
            Before and after: code of a pôle, SIREN of a member.
        """
        old, new = ({_ends(link): link for link in links} for links in liens)
        before, after = (set(pairs) for pairs in epci)
        kinds = {"ajout": after - before, "maintien": after & before, "retrait": before - after}
        return cls(
            {
                "maintien": tuple(link for ends, link in new.items() if ends in old),
                "retrait": tuple(link for ends, link in old.items() if ends not in new),
                "ajout": tuple(link for ends, link in new.items() if ends not in old),
            },
            {kind: tuple(sorted({siren for _, siren in pairs})) for kind, pairs in kinds.items()},
        )


def draw(fonds: Fonds, apercu: Apercu, *, label: str) -> str:
    """Draw what changes, with its legend.

    Parameters
    ----------
    fonds
        Ground, EPCI and places of the territoires, before and after.
    apercu
        What to draw.
    label
        What the map shows, for who does not see it.

    Returns
    -------
    str
        A `<figure>`; empty when nothing of it is in the zone.
    """
    reach = _reach(fonds)
    inside = {
        code
        for code, place in fonds.places.items()
        if shapely.intersects_xy(reach, place.x, place.y)
    }
    lines = {
        kind: [link for link in links if {link.de, link.vers} <= inside]
        for kind, links in apercu.liens.items()
    }
    areas = {kind: fonds.select(sirens) for kind, sirens in apercu.epci.items()}
    ends = _places(fonds, [link for links in lines.values() for link in links])
    frame = _frame([rows.total_bounds for rows in areas.values() if len(rows)], ends)
    if frame is None:
        return ""
    out = sum(map(len, apercu.liens.values())) - sum(map(len, lines.values()))
    parts = [_ground(fonds, frame)]
    for kind in ("maintien", "ajout", "retrait"):
        rows = areas.get(kind)
        if rows is not None and len(rows):
            shapes = shapely.coverage_simplify(np.asarray(rows.geometry), FINENESS * frame.scale)
            parts.append(f'<path {_AREAS[kind]} d="{_draw(shapes, frame)}"/>')
    parts += [_lines(fonds, lines.get(kind, ()), kind, frame) for kind in _LINES]
    seen = [Place(short_epci(place.nom), *place.on(frame)) for place in ends]
    parts += [_dots(seen), _names(fonds.epci.iloc[:0], seen, frame), _scale_bar(frame)]
    drawn = "".join(parts).replace("\n", " ")
    return (
        f'<figure class="apercu"><svg role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'font-family="Atkinson Hyperlegible Next, system-ui, sans-serif">{_HATCH}{drawn}</svg>'
        f"<figcaption>{_legend(lines, areas, out)}</figcaption></figure>"
    )


def _ends(link: Lien) -> tuple[str, frozenset[str]]:
    return link.cooperation, frozenset((link.de, link.vers))


def _reach(fonds: Fonds) -> Any:
    return shapely.box(*shapely.total_bounds(fonds.regions)).buffer(BEYOND_M)


def _places(fonds: Fonds, links: Iterable[Lien]) -> list[Place]:
    codes = dict.fromkeys(code for link in links for code in (link.de, link.vers))
    return [fonds.places[code] for code in codes]


def _frame(bounds: list[Any], ends: Sequence[Place]) -> Cadre | None:
    corners = [*bounds, *((place.x, place.y, place.x, place.y) for place in ends)]
    if not corners:
        return None
    all_bounds = np.array(corners, float)
    (x0, y0), (x1, y1) = all_bounds[:, :2].min(axis=0), all_bounds[:, 2:].max(axis=0)
    more = max(0.0, LEAST_GROUND_M - max(x1 - x0, y1 - y0)) / 2
    window: Bounds = (x0 - more, y0 - more, x1 + more, y1 + more)
    return fit(window, WIDTH, HEIGHT, margin=MARGIN)


def _lines(fonds: Fonds, links: Iterable[Lien], kind: str, frame: Cadre) -> str:
    drawn = [(link, _curve(link, fonds.places, frame)) for link in links]
    halo = "".join(f'<path d="{d}"/>' for _, d in drawn) if kind == "ajout" else ""
    coloured = "".join(f'<path stroke="{_stroke(link, kind)}" d="{d}"/>' for link, d in drawn)
    return (
        f'<g fill="none" stroke="var(--halo)" stroke-width="5.6">{halo}</g>'
        f'<g class="{kind}" fill="none" stroke-linecap="round" {_LINES[kind]}>{coloured}</g>'
    )


def _stroke(link: Lien, kind: str) -> str:
    return "var(--texte2)" if kind == "retrait" else f"var(--s{link.systeme})"


def _dots(places: Iterable[Place]) -> str:
    dots = "".join(
        f'<circle cx="{place.x:.1f}" cy="{place.y:.1f}" r="{RADIUS}">'
        f"<title>{escape(typography(place.nom))}</title></circle>"
        for place in places
    )
    return f'<g fill="var(--marine)" stroke="var(--terre)">{dots}</g>'


def _legend(lines: dict[str, list[Lien]], areas: dict[str, Any], out: int) -> str:
    """Return what each drawing means, and how many there are; only what is on the map."""
    rows = []
    for kind, one, many in (
        ("ajout", "lien ajouté", "liens ajoutés"),
        ("retrait", "lien retiré", "liens retirés"),
        (
            "maintien",
            "lien gardé d’une coopération modifiée",
            "liens gardés de coopérations modifiées",
        ),
    ):
        if lines.get(kind):
            sample = f'<path d="M2 8H32" fill="none" stroke="var(--texte2)" {_LINES[kind]}/>'
            rows.append((sample, count_label(len(lines[kind]), one, many)))
    for kind, one, many in (
        ("ajout", "intercommunalité ajoutée à un pôle", "intercommunalités ajoutées à un pôle"),
        ("retrait", "intercommunalité retirée d’un pôle", "intercommunalités retirées d’un pôle"),
        ("maintien", "membre gardé d’un pôle modifié", "membres gardés de pôles modifiés"),
    ):
        if len(areas.get(kind, ())):
            sample = f'<rect x="3" y="2" width="28" height="12" {_AREAS[kind]}/>'
            rows.append((sample, count_label(len(areas[kind]), one, many)))
    items = [
        f'<span class="cle"><svg width="34" height="16" aria-hidden="true">{sample}</svg> '
        f"{escape(text)}</span>"
        for sample, text in rows
    ]
    if out:
        told = count_label(out, "lien hors de cette carte", "liens hors de cette carte")
        items.append(f'<span class="cle">{escape(told)}</span>')
    return " ".join(items)
