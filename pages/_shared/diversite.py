"""The diversity of the pôles: two indicators crossed, one pôle among the others, every figure."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import pandas as pd
import streamlit as st

from geo.format_fr import NBSP, count_label, enumerate_fr, number, typography
from geo.indicators import DEFINITIONS, percentiles, ranks_written, written
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE
from geo.sheets_pole import status_of
from pages._shared import graphiques, state
from pages._shared.atlas import TYPES, UNKNOWN, indicators, shown_poles, vignettes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pages._shared.entete import Lecture

CHART, CLICK = "nuage", "clic"
SHAPES = {"aire": "circle", "mixte": "square", "reseau": "diamond"}
HEIGHT = 440
#: Labels are placed twice, in pixels: for plots at least this wide, and for narrower ones.
WIDE, NARROW = 780, 240
LETTER, LINE, POINT = 6.5, 13, 7
STRIP = (280, 22)


def show(lecture: Lecture) -> None:
    """Draw the diversity of the pôles that the filters keep."""
    poles = shown_poles(lecture)
    table = indicators().loc[poles["code"]]
    _cross(poles, table)
    _one_among_others(table)
    _figures(poles, table)


@st.fragment
def _cross(poles: pd.DataFrame, table: pd.DataFrame) -> None:
    st.header("Deux indicateurs croisés", anchor=False)
    with st.container(key="reglages_nuage", horizontal=True, gap="medium"):
        chosen = [
            st.selectbox(
                label,
                list(DEFINITIONS),
                index=list(DEFINITIONS).index(default),
                format_func=lambda key: DEFINITIONS[key].libelle,
                key=key,
                persist_state="page",
            )
            for label, key, default in (
                ("En largeur", "axe_x", "distance"),
                ("En hauteur", "axe_y", "population"),
            )
        ]
    x, y = chosen
    both = table[[x, y]].notna().all(axis=1)
    points = pd.DataFrame(
        {
            "code": table.index,
            "nom": [vignettes()[code].nom for code in table.index],
            "type": poles["type"].map(TYPES).fillna(UNKNOWN).to_numpy(),
            "x": table[x].astype(float).to_numpy(),
            "y": table[y].astype(float).to_numpy(),
            "ecrit_x": [written(x, value) for value in table[x]],
            "ecrit_y": [written(y, value) for value in table[y]],
        }
    )[both.to_numpy()]
    if points.empty:
        st.info("Aucun des pôles affichés n’a ces deux valeurs.")
        return
    shown = points[["nom", "type", "ecrit_x", "ecrit_y"]].set_axis(
        ["Pôle", "Type", _titled(x), _titled(y) + NBSP * (x == y)], axis=1
    )
    low, high = points.loc[points["x"].idxmin()], points.loc[points["x"].idxmax()]
    graphiques.show(
        _cloud(points, x, y),
        key=CHART,
        alt_text=f"{count_label(len(points), 'pôle')} placés selon deux indicateurs\u202f: "
        f"{DEFINITIONS[x].libelle} en largeur, de {low['nom']} ({low['ecrit_x']}) à "
        f"{high['nom']} ({high['ecrit_x']})\u202f; {DEFINITIONS[y].libelle} en hauteur.",
        table=shown,
        on_select=_on_click,
        selection_mode=CLICK,
    )
    left = [vignettes()[code].nom for code in table.index[~both]]
    missing = f" Sans valeur connue\u202f: {enumerate_fr(left)}." if left else ""
    st.caption(f"Cliquez sur un point pour ouvrir la fiche du pôle.{missing}")


def _cloud(points: pd.DataFrame, x: str, y: str) -> alt.LayerChart:
    scales = [_scale(points[axis], log=DEFINITIONS[key].log) for axis, key in (("x", x), ("y", y))]
    position = [
        channel(
            f"{axis}:Q",
            title=_titled(key) + (", échelle log." if log else ""),
            scale=alt.Scale(
                domain=domain, nice=False, **({"type": "log"} if log else {"zero": False})
            ),
            axis=alt.Axis(values=ticks, format=",~f", grid=True) if log else alt.Axis(tickCount=6),
        )
        for channel, axis, key, (domain, log, ticks) in zip(
            (alt.X, alt.Y), "xy", (x, y), scales, strict=True
        )
    ]
    types = [label for label in (*TYPES.values(), UNKNOWN) if label in set(points["type"])]
    shapes = dict(zip(TYPES.values(), SHAPES.values(), strict=True)) | {UNKNOWN: "cross"}
    ink, soft = graphiques.colour("marine"), graphiques.colour("accent")
    colours = {TYPES["aire"]: ink, TYPES["mixte"]: ink, TYPES["reseau"]: soft, UNKNOWN: ink}
    legend = alt.Legend(title=None, orient="top")
    base = alt.Chart(points).encode(*position)
    marks = (
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
    along = np.column_stack(
        [
            _along(points[axis].to_numpy(), domain, log=log)
            for axis, (domain, log, _) in zip("xy", scales, strict=True)
        ]
    )
    for column, width in (("large", WIDE), ("etroit", NARROW)):
        plot = (width, HEIGHT)
        points[column] = place_labels(along * plot, points["nom"].str.len() * LETTER, plot)
    side = f"(width >= {WIDE} ? datum.large : datum.etroit)"
    labels = base.mark_text(
        color=graphiques.colour("texte2"),
        align=alt.expr(f"{{right: 'left', left: 'right'}}[{side}] || 'center'"),
        baseline=alt.expr(f"{{top: 'bottom', bottom: 'top'}}[{side}] || 'middle'"),
        dx=alt.expr(f"{{right: {POINT + 2}, left: {-POINT - 2}}}[{side}] || 0"),
        dy=alt.expr(f"{{top: {-POINT - 1}, bottom: {POINT + 1}}}[{side}] || 0"),
        # No size rather than no opacity: a label not shown must take no room.
        fontSize=alt.expr(f"{side} ? 12 : 0"),
    ).encode(text="nom:N")
    return alt.layer(marks, labels).properties(height=HEIGHT)


def place_labels(
    points: NDArray[np.float64], widths: Sequence[float], plot: tuple[int, int]
) -> list[str]:
    """Say on which side of each point its label fits, an empty text where none does.

    Parameters
    ----------
    points
        Pixels from the lower left corner, one point a row.
    widths
        Of the labels, in pixels.
    plot
        Width and height within which labels stay whole.

    Returns
    -------
    list of str
        "right", "left", "top", "bottom" or "": no label covers a point or another label.
    """
    taken = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in points.tolist()]
    sides = []
    for (x, y), width in zip(points.tolist(), widths, strict=True):
        half, gap = LINE / 2, POINT + 1
        boxes = {
            "right": (x + gap, y - half, x + gap + width, y + half),
            "left": (x - gap - width, y - half, x - gap, y + half),
            "top": (x - width / 2, y + gap, x + width / 2, y + gap + LINE),
            "bottom": (x - width / 2, y - gap - LINE, x + width / 2, y - gap),
        }
        for side, (x0, y0, x1, y1) in boxes.items():
            whole = x0 >= 0 and y0 >= 0 and x1 <= plot[0] and y1 <= plot[1]
            if whole and not any(x0 < c and a < x1 and y0 < d and b < y1 for a, b, c, d in taken):
                taken.append((x0, y0, x1, y1))
                sides.append(side)
                break
        else:
            sides.append("")
    return sides


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


def _titled(key: str) -> str:
    definition = DEFINITIONS[key]
    counted = definition.unite.casefold() in definition.libelle.casefold()
    plain = counted or key in ("membres", "cooperations", "cooperations_membres")
    return definition.libelle if plain else f"{definition.libelle} ({definition.unite})"


def _on_click() -> None:
    chosen = st.session_state[CHART]["selection"].get(CLICK)
    if chosen:
        state.choose(("pole", chosen[0]["code"]))


@st.fragment
def _one_among_others(table: pd.DataFrame) -> None:
    st.header("Où se situe un pôle\u202f?", anchor=False)
    with st.container(key="reglages_repere"):
        code = st.selectbox(
            "Pôle à situer",
            table.index.tolist(),
            format_func=lambda code: vignettes()[code].nom,
            key="repere",
            persist_state="page",
        )
    ranks = table.apply(ranks_written)
    rows = "".join(
        f"<tr><th scope='row'>{escape(definition.libelle)}</th>"
        f"<td>{escape(written(key, table[key][code]))}</td>"
        f"<td>{_strip(table[key], code, log=definition.log)}</td>"
        f"<td>{ranks[key][code]}</td></tr>"
        for key, definition in DEFINITIONS.items()
    )
    st.markdown(
        "<table class='positions'><thead><tr><th scope='col'>Indicateur</th>"
        f"<th scope='col'>{escape(vignettes()[code].nom)}</th>"
        f"<th scope='col'>Parmi {count_label(len(table), 'pôle affiché', 'pôles affichés')}</th>"
        f"<th scope='col'>Rang, du plus haut</th></tr></thead><tbody>{rows}</tbody></table>",
        unsafe_allow_html=True,
    )
    if len(table) > 1:
        st.subheader("Les profils, du plus bas au plus haut", anchor=False)
        _profiles(table, ranks, code)


def _strip(values: pd.Series, code: str, *, log: bool) -> str:
    """Every pôle as a tick along a line, the chosen one as a disc."""
    known = values.dropna().astype(float)
    if known.empty:
        return ""
    width, height = STRIP
    domain, log, _ = _scale(known, log=log)
    places = pd.Series(_along(known.to_numpy(), domain, log=log) * width, index=known.index)
    ticks = "".join(f"M{x:.1f} 5V{height - 5}" for x in places.round(1).unique())
    disc = f"<circle cx='{places[code]:.1f}' cy='{height / 2:g}' r='6'/>" if code in places else ""
    return (
        f"<svg viewBox='0 0 {width} {height}' aria-hidden='true'><path class='axe' "
        f"d='M0 {height / 2:g}H{width}'/><path class='reglette' d='{ticks}'/>{disc}</svg>"
    )


def _profiles(table: pd.DataFrame, ranks: pd.DataFrame, code: str) -> None:
    """Parallel coordinates, lying: an indicator a line, a pôle a thread, one of them strong."""
    keys = [key for key in DEFINITIONS if table[key].min() < table[key].max()]
    places = pd.DataFrame({key: percentiles(table[key]) for key in keys})
    long = (
        places.rename_axis("code")
        .reset_index()
        .melt("code", var_name="cle", value_name="place")
        .dropna()
    )
    long = long.assign(
        nom=long["code"].map(lambda one: vignettes()[one].nom),
        indicateur=long["cle"].map(lambda key: DEFINITIONS[key].libelle),
        ordre=long["cle"].map(keys.index),
        ecrit=[written(row.cle, table[row.cle][row.code]) for row in long.itertuples()],
    )
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
        "order": "ordre:Q",
        "detail": "code:N",
        "tooltip": [
            alt.Tooltip("nom:N", title="Pôle"),
            alt.Tooltip("indicateur:N", title="Indicateur"),
            alt.Tooltip("ecrit:N", title="Valeur"),
        ],
    }
    others = alt.Chart(long[long["code"] != code]).encode(**encoding)
    strong = alt.Chart(long[long["code"] == code]).encode(**encoding)
    accent = graphiques.colour("accent")
    chart = alt.layer(
        others.mark_line(color=graphiques.colour("texte3"), opacity=0.22, strokeWidth=1.2),
        strong.mark_line(color=accent, strokeWidth=3),
        strong.mark_point(color=accent, filled=True, size=80, opacity=1),
    ).properties(height=34 * len(keys))
    wide = ranks[keys].rename(columns={key: DEFINITIONS[key].libelle for key in keys})
    wide.insert(0, "Pôle", [vignettes()[one].nom for one in wide.index])
    graphiques.show(
        chart,
        key="profils",
        alt_text=f"Profil de {vignettes()[code].nom} parmi {count_label(len(table), 'pôle')}, "
        "du plus bas au plus haut pour chaque indicateur.",
        table=wide,
        table_label="Les rangs en tableau",
    )
    st.caption(
        "Chaque ligne est un pôle, placé selon son rang et non selon sa valeur\u202f; "
        f"en fort, {vignettes()[code].nom}."
    )


def _figures(poles: pd.DataFrame, table: pd.DataFrame) -> None:
    st.header("Tous les indicateurs", anchor=False)
    shown = table.rename(columns={key: _titled(key) for key in DEFINITIONS})
    shown.insert(0, "Pôle", [vignettes()[code].nom for code in table.index])
    shown.insert(1, "Type", poles["type"].map(TYPES).fillna(UNKNOWN))
    shown.insert(2, "Statut", [status_of(pole) for pole in poles.itertuples()])
    formats = {
        _titled(key): lambda value, decimals=definition.decimales: number(value, decimals=decimals)
        for key, definition in DEFINITIONS.items()
    }
    st.dataframe(
        shown.style.format(formats, na_rep="non renseigné"),
        hide_index=True,
        width="stretch",
        height="content",
        column_config={"Pôle": st.column_config.Column(pinned=True)},
    )
    st.caption(f"{POPULATION_SOURCE} · {AREA_SOURCE}.")
    st.subheader("Définitions", anchor=False)
    items = "".join(
        f"<div><dt>{escape(_titled(key))}</dt><dd>{escape(typography(definition.texte))}</dd></div>"
        for key, definition in DEFINITIONS.items()
    )
    st.html(f"<dl class='definitions'>{items}</dl>")
