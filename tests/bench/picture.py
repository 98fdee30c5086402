"""The picture of the README's benchmark section: small bars, one panel a figure and a size."""

from __future__ import annotations

from html import escape
from statistics import median
from typing import TYPE_CHECKING

from geo.format_fr import number
from geo.palette import css_variables
from tests.bench.figures import ms, octets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.bench.side_by_side import Row

LABELS = {
    "nue": "Streamlit nu",
    "courante": "st_folium",
    "groupe": "feature_group",
    "deckgl": "pydeck_chart",
    "dash_carte": "dash-leaflet",
    "carte": "cette application",
}
#: A row of panels each: its title, the figures read, how they are written.
FIGURES: tuple[tuple[str, str, Callable[[float], str]], ...] = (
    ("Du filtre à l’image", "premier", ms),
    ("Première image, cache vide", "froide", ms),
    ("Octets par filtre", "octets", octets),
)
#: Sizes in pixels: names' column, bars, values, height of a bar's line, panel's title, margins.
NAMES, BAR, VALUES, LINE, TITLE, MARGIN = 118, 112, 66, 19, 40, 20

_STYLE = """
text { font: 12px system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: var(--encre) }
.titre { font-weight: 700 }
.taille, .voisine text { fill: var(--texte2) }
.fond { fill: var(--terre); stroke: var(--filet) }
.voisine rect { fill: var(--region) }
.ici rect { fill: var(--accent) }
.ici text { font-weight: 700 }
"""


def svg(sizes: Mapping[int, Mapping[str, Row]], counts: Mapping[int, int]) -> str:
    """Return the picture, light or dark as its reader's system is, on a ground of its own.

    Every panel has its own scale, from zero; each bar carries its figure.

    Parameters
    ----------
    sizes
        Figures of each application, by size.
    counts
        Number of cooperations shown at each size.
    """
    panel_width = NAMES + BAR + VALUES
    panel_height = TITLE + LINE * max(len(rows) for rows in sizes.values())
    width = MARGIN + (panel_width + MARGIN) * len(sizes)
    height = MARGIN + (panel_height + MARGIN) * len(FIGURES)
    parts = []
    for line, (title, name, written) in enumerate(FIGURES):
        for column, (factor, rows) in enumerate(sizes.items()):
            x, y = MARGIN + (panel_width + MARGIN) * column, MARGIN + (panel_height + MARGIN) * line
            head = f"{number(factor)} × — {number(counts[factor])} coopérations"
            parts.append(f'<g transform="translate({x} {y})">')
            if not column:
                parts.append(f'<text class="titre" y="10">{escape(title)}</text>')
            parts.append(f'<text class="taille" y="28">{head}</text>')
            parts += _bars({key: getattr(row, name) for key, row in rows.items()}, written)
            parts.append("</g>")
    dark = css_variables("dark")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img">'
        f"<title>Cette application et ses voisines, mesurées côte à côte</title>"
        f"<style>{css_variables('light')}@media (prefers-color-scheme: dark){{{dark}}}{_STYLE}"
        f'</style><rect class="fond" x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" '
        f'rx="8"/>{"".join(parts)}</svg>\n'
    )


def _bars(series: Mapping[str, Sequence[float]], written: Callable[[float], str]) -> list[str]:
    middles = {name: median(values) if values else None for name, values in series.items()}
    largest = max((value for value in middles.values() if value), default=1.0)
    parts = []
    for rank, (name, value) in enumerate(middles.items()):
        y = TITLE + LINE * rank
        length = max(BAR * (value or 0) / largest, 1)
        text = "non mesuré" if value is None else written(value)
        parts += [
            f'<g class="{"ici" if name == "carte" else "voisine"}">',
            f'<text x="{NAMES - 8}" y="{y + 12}" text-anchor="end">{LABELS[name]}</text>',
            f'<rect x="{NAMES}" y="{y + 2}" width="{length:.1f}" height="{LINE - 6}" rx="2"/>',
            f'<text x="{NAMES + length + 6:.1f}" y="{y + 12}">{text}</text></g>',
        ]
    return parts
