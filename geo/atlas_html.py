"""The atlas of the pôles as HTML: a silhouette and its caption, the key of the signs.

Every text of the tables is escaped. Nothing breaks a line: Markdown ends HTML at a blank one.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from geo.atlas import described
from geo.format_fr import NBSP, typography
from geo.indicators_textes import DEFINITIONS, written
from geo.sheets_pole import short_name, status_of
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from geo.frames import TablesLike
    from geo.silhouettes import Silhouette, Silhouettes

#: Pixels: a drawing wider than a column of the grid takes two (`--colonne` in poles.css).
COLUMN = 212
SCALE_KM = 100


@dataclass(frozen=True, slots=True)
class Vignette:
    """What the atlas shows of a pôle whatever the sort: name, look, drawing, badges.

    `svg` is None for a pôle without a known member.
    """

    code: str
    nom: str
    classes: frozenset[str]
    badges: tuple[str, ...]
    svg: str | None


def vignettes(tables: TablesLike, drawings: Mapping[str, Silhouette]) -> dict[str, Vignette]:
    """Return the vignette of every pôle, by code, in the order of their names."""
    natures = tables.natures.set_index("code")
    found = []
    for pole in tables.poles.itertuples():
        drawn = drawings.get(pole.code)
        legal = bool(natures["legale"][pole.nature])
        looks = {
            "reseau": pole.type == "reseau",
            "termine": pole.statut in ("dissous", "en_sommeil"),
            "hors-loi": not legal,
            "inconnu": pole.statut == "inconnu",
            "large": drawn is not None and drawn.width > COLUMN,
        }
        badges = (
            status_of(pole) if pole.statut != "actif" else "",
            "" if legal else typography(natures["label"][pole.nature]),
            "aire et réseau" if pole.type == "mixte" else "",
        )
        found.append(
            Vignette(
                pole.code,
                short_name(pole),
                frozenset(name for name, wanted in looks.items() if wanted),
                tuple(filter(None, badges)),
                None if drawn is None else _svg(drawn, pole.type),
            )
        )
    return {one.code: one for one in sorted(found, key=lambda one: fold(one.nom))}


def figure(
    vignette: Vignette, measures: Mapping[str, Any], tri: str, link: Callable[[str, str], str]
) -> str:
    """Return one silhouette and its caption, a link to the pôle's sheet.

    Parameters
    ----------
    vignette
        Of a pôle that has a drawing.
    measures
        Its row of `geo.indicators.pole_indicators`.
    tri
        Indicator to write beside the number of members; else the population.
    link
        Link to the sheet of a pôle: its code, then the HTML inside.
    """
    key = tri if tri in DEFINITIONS and tri != "membres" else "population"
    figures = [written(k, measures[k]) for k in (key, "membres")]
    badges = "".join(f"<em>{escape(badge)}</em>" for badge in vignette.badges)
    inside = (
        f"{vignette.svg}<span class='legende'><strong>{escape(vignette.nom)}</strong>"
        f"<span>{escape(f'{NBSP}· '.join(figures))}</span>{badges}</span>"
    )
    return f"<li class='{' '.join(sorted(vignette.classes))}'>{link(vignette.code, inside)}</li>"


def page(groups: Sequence[tuple[str, Sequence[str]]], drawings: Silhouettes, note: str) -> str:
    """Return the atlas, the key of the signs and the figures left to be written in it.

    `data-bloc` names the place of the signs, of the title of each group and of what has no
    drawing; `data-masque` the groups, and in each its figures, of which only some are shown.

    Parameters
    ----------
    groups
        Title of each group, empty for the only one, and its figures.
    note
        What is said under it.
    """
    patterns = "".join(
        f"<pattern id='trame-{tone}' width='4' height='4' patternUnits='userSpaceOnUse' "
        f"patternTransform='rotate(45)'><rect class='fond {tone}' width='4' height='4'/>"
        "<rect class='trait' width='1.3' height='4'/></pattern>"
        for tone in ("forte", "douce")
    )
    bar = SCALE_KM * 1000 / drawings.scale
    sections = "".join(
        "<div>"
        + (f"<h3 data-bloc='titre-{rank}'></h3>" if title else "")
        + f"<ul class='grille' data-masque='groupe-{rank}'>{''.join(figures)}</ul></div>"
        for rank, (title, figures) in enumerate(groups)
    )
    return (
        f"<section class='atlas'><svg class='motifs' aria-hidden='true'><defs>{patterns}</defs>"
        "</svg><div class='tete'><ul class='signes' data-bloc='signes'></ul>"
        f"<svg class='echelle' {_size(bar + 2, 22)} role='img' "
        f"aria-label='Échelle commune\u202f: {SCALE_KM} km'><path d='M1 1V6H{bar + 1:.1f}V1'/>"
        f"<text x='{bar / 2 + 1:.1f}' y='19'>{SCALE_KM}{NBSP}km</text></svg></div>"
        f"<div class='groupes' data-masque='groupes'>{sections}</div></section>"
        f"<p class='sans-dessin' data-bloc='sans-dessin'></p><p class='dit'>{escape(note)}</p>"
    )


def signs(shown: Sequence[Vignette], drawings: Silhouettes, *, dark: bool) -> str:
    """Return each sign that occurs and what it means."""
    drawn = [drawings.by_code[one.code] for one in shown]
    classes = frozenset().union(*(one.classes for one in shown))
    # In the dark theme the stronger tone is the lighter one.
    strong, weak = ("Clair", "Sombre") if dark else ("Foncé", "Clair")
    square = "<path class='corps' d='M2 3H20V13H2Z'/>"
    found = [
        ("", square, f"{strong}\u202f: d’un seul tenant, ou mixte", True),
        ("reseau", square, f"{weak}\u202f: en réseau", "reseau" in classes),
        ("inconnu", square, "Statut non vérifié", "inconnu" in classes),
        ("termine", square, "Dissous ou en sommeil", "termine" in classes),
        ("hors-loi", square, "Association, charte ou forme non établie", "hors-loi" in classes),
        ("", "<circle cx='11' cy='8' r='3.6'/>", "Ville la plus peuplée du premier membre", True),
        ("", "<path class='mer' d='M2 8H20'/>", "Bord de mer", any(d.mer for d in drawn)),
        ("", "<path class='frontiere' d='M2 8H20'/>", "Frontière", any(d.pays for d in drawn)),
        ("", "<path class='fil' d='M1 8H21'/>", "Lien entre morceaux", any(d.fil for d in drawn)),
    ]
    return "".join(
        f"<li class='{name}'><svg viewBox='0 0 22 16' aria-hidden='true'>{sign}</svg>{text}</li>"
        for name, sign, text, wanted in found
        if wanted
    )


def _svg(drawn: Silhouette, kind: str) -> str:
    lines = "".join(
        f"<path class='{name}' d='{d}'/>"
        for name in ("mer", "frontiere", "corps", "joints", "fil")
        if (d := getattr(drawn, name))
    )
    x, y = drawn.point
    return (
        f"<svg {_size(drawn.width, drawn.height)} role='img' "
        f"aria-label='{escape(described(drawn, kind))}'>{lines}"
        f"<circle cx='{x:g}' cy='{y:g}' r='3.6'/></svg>"
    )


def _size(width: float, height: float) -> str:
    """Size of a drawing; an em is ten pixels, fewer on a narrow screen (`poles.css`)."""
    box = f"viewBox='0 0 {width:g} {height:g}'"
    return f"{box} width='{width / 10:.4g}em' height='{height / 10:.4g}em'"
