"""Starts and ends of the cooperations year by year, and the map of one year."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import altair as alt
import numpy as np
import streamlit as st

from geo.chronologie_cooperations import PREMIERE, Chronologie, chronology
from geo.filters import apply_filters
from geo.format_fr import NBSP, count_label, number, typography
from pages._shared import graphiques, state

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from geo.filters import Facets
    from pages._shared.entete import Lecture

#: Key of the slider.
YEAR = "annee_vue"
#: Name of the selection made by a click on a year of a chart.
CLICK = "clic"
#: Pixels left of both charts, so that their years are under one another.
_LEFT = 36
_NAMES = {"annee": "Année", "debuts": "Débuts", "fins": "Fins", "en_vigueur": "En vigueur"}


def show(lecture: Lecture) -> None:
    """Draw the years of the cooperations shown whatever their years: that filter is set here."""
    facets, filters = lecture.donnees.facets, lecture.view.filters
    shown = apply_filters(facets, replace(filters, annees=None)).cooperations
    st.header("Débuts et fins, année par année", anchor=False)
    if not shown.any():
        st.markdown("Aucune coopération à dater avec ces filtres.")
        return
    last = lecture.donnees.releve.year
    years = chronology(facets.debut[shown], facets.fin[shown], last=last)
    _slider(lecture, years)
    _in_force(years.annees, filters.annees)
    _flows(years.annees, filters.annees)
    st.caption("Cliquez sur une année d’un graphique pour la choisir.")
    st.subheader("Ce que l’on sait des années", anchor=False)
    st.html(_known(years))
    st.markdown("\n".join(f"- {typography(line)}" for line in _limits(facets, years, shown)))


def _slider(lecture: Lecture, years: Chronologie) -> None:
    annees = lecture.view.filters.annees
    year = annees[0] if annees and annees[0] == annees[1] else None
    last = lecture.donnees.releve.year
    in_range = year is not None and PREMIERE <= year <= last
    st.session_state[YEAR] = year if in_range else last
    with st.container(key="annee_cadre"):
        st.slider(
            "Choisir une année, pour toute l’application",
            PREMIERE,
            last,
            key=YEAR,
            on_change=_on_year,
        )
        with st.container(key="annee_choix", horizontal=True, vertical_alignment="center"):
            st.markdown(_sentence(lecture, years, year))
            st.button(
                f"Voir la carte de {year}" if year is not None else "Voir la carte",
                key="annee_carte",
                on_click=state.ask,
                args=("pages/carte.py",),
                icon=":material/map:",
            )
            st.button(
                "Toutes les années",
                key="annees_toutes",
                on_click=state.lift,
                args=(lecture.donnees.vocabulary, "annees"),
                disabled=annees is None,
                icon=":material/filter_alt_off:",
            )


def _sentence(lecture: Lecture, years: Chronologie, year: int | None) -> str:
    count = count_label(int(lecture.selection.cooperations.sum()), "coopération")
    annees = lecture.view.filters.annees
    if annees is None:
        return typography(f"**Toutes les années : {count}.**")
    when = f"en {year}" if year is not None else "entre {} et {}".format(*annees)
    return typography(f"**En vigueur {when} : {count}** sur {number(years.total)}.")


def _on_year() -> None:
    year = st.session_state[YEAR]
    state.refine(annees=(year, year))


def _in_force(years: pd.DataFrame, annees: tuple[int, int] | None) -> None:
    accent = graphiques.colour("accent")
    line = alt.Chart().encode(
        x=_x("annee:Q", years),
        y=alt.Y("en_vigueur:Q", axis=_y_axis("Coopérations en vigueur")),
        tooltip=_tooltip("en_vigueur"),
    )
    chart = alt.layer(
        *_band(annees, years),
        line.mark_area(color=accent, opacity=0.16),
        line.mark_line(color=accent, strokeWidth=2.5),
        _clickable(line.mark_circle(color=accent, size=36, opacity=1, cursor="pointer")),
        data=years.reset_index(),
        height=220,
    )
    force = years["en_vigueur"]
    _show(
        chart,
        "en_vigueur",
        annees,
        alt_text=f"Coopérations en vigueur chaque année, {_span(years)}\u202f: "
        f"{force.iloc[0]} la première année, {force.iloc[-1]} la dernière, au plus {force.max()} "
        f"en {force.idxmax()}.",
        table=partial(_table, years, "en_vigueur"),
    )


def _flows(years: pd.DataFrame, annees: tuple[int, int] | None) -> None:
    ink = graphiques.colour("marine")
    data = years.reset_index()
    data = data.assign(gauche=data["annee"] - 0.38, droite=data["annee"] + 0.38, bas=-data["fins"])
    bars = alt.Chart().encode(
        x=_x("gauche:Q", years),
        x2=alt.X2("droite:Q"),
        y2=alt.Y2Datum(0),
        tooltip=_tooltip("debuts", "fins"),
    )
    axis = _y_axis("Débuts (pleins, vers le haut) et fins (vides, vers le bas)")
    axis.labelExpr = "format(abs(datum.value), 'd')"
    chart = alt.layer(
        *_band(annees, years),
        _clickable(
            bars.mark_bar(color=ink, cursor="pointer").encode(y=alt.Y("debuts:Q", axis=axis))
        ),
        bars.transform_filter("datum.fins > 0")
        .mark_bar(color=graphiques.colour("terre"), stroke=ink, strokeWidth=1.3)
        .encode(y=alt.Y("bas:Q", axis=axis)),
        alt.Chart(alt.Data(values=[{}])).mark_rule(color=ink, aria=False).encode(y=alt.YDatum(0)),
        data=data,
        height=240,
    )
    started = years["debuts"]
    _show(
        chart,
        "debuts_fins",
        annees,
        alt_text=f"Coopérations commencées et finies chaque année, {_span(years)}\u202f: "
        f"{started.sum()} débuts, au plus {started.max()} en {started.idxmax()}\u202f; "
        f"{years['fins'].sum()} fins, au plus {years['fins'].max()} en {years['fins'].idxmax()}.",
        table=partial(_table, years, "debuts", "fins"),
    )


def _clickable(marks: alt.Chart) -> alt.Chart:
    return marks.add_params(alt.selection_point(name=CLICK, fields=["annee"], toggle=False))


def _show(chart: alt.LayerChart, name: str, annees: tuple[int, int] | None, **shown: Any) -> None:
    """Show a chart whose years can be clicked, one for each choice: a new one holds no click."""
    key = "_".join(map(str, (name, *(annees or ()))))
    graphiques.show(
        chart,
        key=key,
        table_key=f"{name}_tableau",
        on_select=partial(_on_mark, key),
        selection_mode=CLICK,
        **shown,
    )


def _on_mark(key: str) -> None:
    chosen = st.session_state[key]["selection"].get(CLICK)
    if chosen:
        year = int(chosen[0]["annee"])
        state.refine(annees=(year, year))


def _span(years: pd.DataFrame) -> str:
    return f"de {years.index[0]} à {years.index[-1]}"


def _x(field: str, years: pd.DataFrame) -> alt.X:
    scale = alt.Scale(domain=[years.index[0] - 0.6, years.index[-1] + 0.6], nice=False)
    axis = alt.Axis(format="d", grid=False, title=None, tickMinStep=1, labelOverlap=True)
    return alt.X(field, scale=scale, axis=axis)


def _y_axis(title: str) -> alt.Axis:
    """Return an axis whose title stands above the chart, written as text is."""
    return alt.Axis(
        title=title,
        titleAnchor="end",
        titleAngle=0,
        titleAlign="left",
        titleX=-_LEFT,
        titleY=-12,
        minExtent=_LEFT,
        maxExtent=_LEFT,
        tickMinStep=1,
    )


def _band(annees: tuple[int, int] | None, years: pd.DataFrame) -> list[alt.Chart]:
    """Return the years of the filter, behind what is drawn."""
    if annees is None:
        return []
    first, last = max(annees[0], years.index[0]), min(annees[1], years.index[-1])
    span = {"de": float(first - 0.5), "a": float(last + 0.5)}
    return [
        alt.Chart(alt.Data(values=[span]))
        .mark_rect(color=graphiques.colour("texte3"), opacity=0.22, aria=False)
        .encode(x=_x("de:Q", years), x2=alt.X2("a:Q"))
    ]


def _tooltip(*columns: str) -> list[alt.Tooltip]:
    figures = [alt.Tooltip(f"{name}:Q", title=_NAMES[name]) for name in columns]
    return [alt.Tooltip("annee:Q", title=_NAMES["annee"], format="d"), *figures]


def _table(years: pd.DataFrame, *columns: str) -> pd.DataFrame:
    return years[list(columns)].reset_index().rename(columns=_NAMES)


def _known(years: Chronologie) -> str:
    """Return the share whose start is known, as one bar and its legend."""
    parts: list[tuple[str, str, Any]] = [
        ("avant", f"commencées avant {PREMIERE}", years.avant),
        (
            "datees",
            f"commencées depuis {PREMIERE}",
            years.total - years.avant - years.sans_debut,
        ),
        ("sans", "sans année de début connue", years.sans_debut),
    ]
    bar = "".join(
        f'<span class="{name}" style="flex-grow:{n}"></span>' for name, _, n in parts if n
    )
    legend = "".join(
        f'<li><i class="{name}"></i><b>{number(n)}</b> {escape(label)} '
        f"({number(100 * n / years.total)}{NBSP}%)</li>"
        for name, label, n in parts
    )
    return (
        f'<div class="dates"><div class="barre-dates" aria-hidden="true">{bar}</div>'
        f"<ul>{legend}</ul></div>"
    )


def _limits(facets: Facets, years: Chronologie, shown: NDArray[np.bool_]) -> Iterator[str]:
    """Say what the years do not tell."""
    statuts = dict(zip(facets.options["statuts"], facets.coops["statuts"][shown].T, strict=True))
    dated = ~np.isnan(facets.debut[shown])
    over = int((statuts["achevee"] & dated & np.isnan(facets.fin[shown])).sum())
    planned = int((statuts["en_projet"] & dated).sum())
    if years.sans_debut:
        yield "Sans année de début connue, une coopération n’est sur la carte d’aucune année."
    if years.sans_fin:
        yield (
            "Sans année de fin connue, une coopération est comptée en vigueur depuis son début, "
            f"comme sur la carte : c’est le cas de {count_label(years.sans_fin, 'coopération')}, "
            f"dont {number(over)} achevées à une date inconnue."
        )
    if planned:
        yield (
            f"{count_label(planned, 'coopération en projet', 'coopérations en projet')} : l’année "
            "de début est celle de l’annonce."
        )
    if years.fins_prevues:
        later = count_label(years.fins_prevues, "fin prévue", "fins prévues")
        yield f"{later} après {years.annees.index[-1]}."
    yield "Les dernières années sont moins bien connues : les sources paraissent après coup."
