"""The charts of the diversity of the pôles: a cloud of points, a strip of ticks, profiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd

from geo.atlas import TYPES, UNKNOWN
from geo.indicators import percentiles
from geo.indicators_textes import DEFINITIONS, written
from geo.placement import place_names
from pages._shared import graphiques

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

CLICK = "clic"
"""Name of the selection made by a click on a pôle's mark; its field is `code`."""
_SHAPES = {"aire": "circle", "mixte": "square", "reseau": "diamond"}
_HEIGHT = 440
#: Labels are placed twice, in pixels: for plots at least this wide, and for narrower ones.
_WIDE, _NARROW = 780, 240
#: Pixels: width of a letter, height of a label (without its accents), radius of a point.
_LETTER, _TEXT, _POINT = 6.5, 10, 7
_STRIP = (280, 22)


def titled(key: str) -> str:
    """Return the name of an indicator, and its unit where the name does not say it."""
    definition = DEFINITIONS[key]
    counted = definition.unite.casefold() in definition.libelle.casefold()
    plain = counted or key in ("membres", "cooperations", "cooperations_membres")
    return definition.libelle if plain else f"{definition.libelle} ({definition.unite})"


def cloud(points: pd.DataFrame, x: str, y: str) -> alt.LayerChart:
    """Cross two indicators: a point per pôle, its name beside it where there is room.

    Parameters
    ----------
    points
        One row per pôle: `code`, `nom`, `type` (in words), its values `x` and `y`, and the same
        written, `ecrit_x` and `ecrit_y`.
    x, y
        Keys of `geo.indicators_textes.DEFINITIONS`.
    """
    scales = [_scale(points[axis], log=DEFINITIONS[key].log) for axis, key in (("x", x), ("y", y))]
    position = [
        channel(
            f"{axis}:Q",
            title=titled(key) + (", échelle log." if log else ""),
            scale=alt.Scale(
                domain=domain, nice=False, **({"type": "log"} if log else {"zero": False})
            ),
            axis=alt.Axis(values=ticks, format=",~f", grid=True) if log else alt.Axis(tickCount=6),
        )
        for channel, axis, key, (domain, log, ticks) in zip(
            (alt.X, alt.Y), "xy", (x, y), scales, strict=True
        )
    ]
    along, up = (
        _along(points[axis].to_numpy(), domain, log=log)
        for axis, (domain, log, _) in zip("xy", scales, strict=True)
    )
    widths = (points["nom"].str.len() * _LETTER).tolist()
    sides = {
        column: _label_sides(np.column_stack([along * width, (1 - up) * _HEIGHT]), widths, width)
        for column, width in (("large", _WIDE), ("etroit", _NARROW))
    }
    base = alt.Chart(points.assign(**sides)).encode(*position)
    return alt.layer(_marks(base, set(points["type"]), x, y), _labels(base)).properties(
        height=_HEIGHT
    )


def _marks(base: alt.Chart, present: set[str], x: str, y: str) -> alt.Chart:
    types = [label for label in (*TYPES.values(), UNKNOWN) if label in present]
    shapes = {TYPES[kind]: shape for kind, shape in _SHAPES.items()} | {UNKNOWN: "cross"}
    ink, soft = graphiques.colour("marine"), graphiques.colour("accent")
    colours = dict.fromkeys(types, ink) | {TYPES["reseau"]: soft}
    legend = alt.Legend(title=None, orient="top")
    return (
        base.mark_point(filled=True, size=110, opacity=0.9, cursor="pointer")
        .encode(
            shape=alt.Shape(
                "type:N",
                scale=alt.Scale(domain=types, range=[shapes[t] for t in types]),
                legend=legend,
            ),
            color=alt.Color(
                "type:N",
                scale=alt.Scale(domain=types, range=[colours[t] for t in types]),
                legend=legend,
            ),
            tooltip=[
                alt.Tooltip("nom:N", title="Pôle"),
                alt.Tooltip("ecrit_x:N", title=DEFINITIONS[x].libelle),
                alt.Tooltip("ecrit_y:N", title=DEFINITIONS[y].libelle),
                alt.Tooltip("type:N", title="Type"),
            ],
        )
        .add_params(alt.selection_point(name=CLICK, fields=["code"], toggle=False))
    )


def _label_sides(places: NDArray[np.float64], widths: Sequence[float], width: float) -> list[str]:
    """Side of each point on which its name is written, empty where there is no room."""
    radii = np.full(len(places), float(_POINT))
    placed = place_names(enumerate(widths), places, radii, (width, _HEIGHT), _TEXT, close=True)
    sides = {one.rank: one.side for one in placed}
    return [sides.get(rank, "") for rank in range(len(places))]


def _labels(base: alt.Chart) -> alt.Chart:
    side = f"(width >= {_WIDE} ? datum.large : datum.etroit)"
    return base.mark_text(
        color=graphiques.colour("texte2"),
        align=alt.expr(f"{{right: 'left', left: 'right'}}[{side}] || 'center'"),
        baseline=alt.expr(f"{{top: 'bottom', bottom: 'top'}}[{side}] || 'middle'"),
        dx=alt.expr(f"{{right: {_POINT + 2}, left: {-_POINT - 2}}}[{side}] || 0"),
        dy=alt.expr(f"{{top: {-_POINT - 1}, bottom: {_POINT + 1}}}[{side}] || 0"),
        # No size rather than no opacity: a label not shown must take no room.
        fontSize=alt.expr(f"{side} ? 12 : 0"),
    ).encode(text=alt.Text("nom:N"))


def strip(values: pd.Series, code: str, *, log: bool) -> str:
    """Return an SVG: every pôle as a tick along a line, the chosen one as a disc."""
    known = values.dropna().astype(float)
    if known.empty:
        return ""
    width, height = _STRIP
    domain, log, _ = _scale(known, log=log)
    places = pd.Series(_along(known.to_numpy(), domain, log=log) * width, index=known.index)
    ticks = "".join(f"M{x:.1f} 5V{height - 5}" for x in places.round(1).unique())
    disc = f"<circle cx='{places[code]:.1f}' cy='{height / 2:g}' r='6'/>" if code in places else ""
    return (
        f"<svg viewBox='0 0 {width} {height}' aria-hidden='true'><path class='axe' "
        f"d='M0 {height / 2:g}H{width}'/><path class='reglette' d='{ticks}'/>{disc}</svg>"
    )


def profiles(
    table: pd.DataFrame, keys: Sequence[str], code: str, names: Mapping[str, str]
) -> alt.LayerChart:
    """Draw parallel coordinates, lying: an indicator a line, a pôle a thread, one of them strong.

    Parameters
    ----------
    table
        Rows of `geo.indicators.pole_indicators`.
    keys
        Its columns to draw, in order.
    code
        The pôle drawn strong.
    names
        Names of the pôles, by code.
    """
    places = pd.DataFrame({key: percentiles(table[key]) for key in keys})
    words = pd.DataFrame({key: [written(key, v) for v in table[key]] for key in keys})
    # One row per pôle and indicator, a pôle's together.
    long = pd.DataFrame(
        {
            "code": np.repeat(table.index.to_numpy(object), len(keys)),
            "nom": np.repeat([names[code] for code in table.index], len(keys)),
            "indicateur": [DEFINITIONS[key].libelle for key in keys] * len(table),
            "ordre": list(range(len(keys))) * len(table),
            "place": places.to_numpy().ravel().round(1),
            "ecrit": words.to_numpy(object).ravel(),
        }
    ).dropna()
    order = [DEFINITIONS[key].libelle for key in keys]
    encoding = {
        "x": alt.X(
            "place:Q",
            title=None,
            scale=alt.Scale(domain=[-2, 102], nice=False),
            axis=alt.Axis(
                values=[0, 50, 100],
                orient="top",
                labelExpr="{0: 'le plus bas', 50: 'au milieu', 100: 'le plus haut'}[datum.value]",
                labelFlush=True,
            ),
        ),
        "y": alt.Y("indicateur:N", title=None, sort=order, axis=alt.Axis(grid=True, ticks=False)),
        "order": alt.Order("ordre:Q"),
        "detail": alt.Detail("code:N"),
        "tooltip": [
            alt.Tooltip("nom:N", title="Pôle"),
            alt.Tooltip("indicateur:N", title="Indicateur"),
            alt.Tooltip("ecrit:N", title="Valeur"),
        ],
    }
    others = alt.Chart(long[long["code"] != code]).encode(**encoding)
    strong = alt.Chart(long[long["code"] == code]).encode(**encoding)
    accent = graphiques.colour("accent")
    return alt.layer(
        others.mark_line(
            color=graphiques.colour("texte3"), opacity=0.22, strokeWidth=1.2, cursor="pointer"
        ).add_params(alt.selection_point(name=CLICK, fields=["code"], toggle=False)),
        strong.mark_line(color=accent, strokeWidth=3),
        strong.mark_point(color=accent, filled=True, size=80, opacity=1),
    ).properties(height=34 * len(keys))


def _scale(values: pd.Series, *, log: bool) -> tuple[list[float], bool, list[float]]:
    """Bounds of an axis with room round the points, whether it is logarithmic, its ticks."""
    log = log and bool(values.min() > 0)
    ends = np.array([values.min(), values.max()])
    low, high = np.log10(ends) if log else ends
    room = 0.07 * (high - low) or 0.5
    low, high = low - room, high + room
    if not log:
        return [float(low), float(high)], False, []
    decades = range(int(np.floor(low)), int(np.ceil(high)) + 1)
    ticks = [m * 10.0**d for d in decades for m in (1, 2, 5) if low <= np.log10(m) + d <= high]
    return [float(10**low), float(10**high)], True, ticks


def _along(values: NDArray[np.float64], domain: Sequence[float], *, log: bool) -> Any:
    """Place values between the ends of an axis, from 0 to 1."""
    ends = np.array(domain, float)
    if log:
        values, ends = np.log10(values), np.log10(ends)
    return (values - ends[0]) / ((ends[1] - ends[0]) or 1)
