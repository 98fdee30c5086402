"""Heat maps: themes by regions, forms by systems; a cell clicked is a filter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import altair as alt
import pandas as pd
import streamlit as st

from geo.croisements import cross
from geo.filters import apply_filters
from geo.format_fr import count_label, number, typography
from geo.palette import blend, text_on
from pages._shared import graphiques, state

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pages._shared.entete import Lecture

#: Name of the selection in the charts.
CELL = "case"
#: Pixels: height of a row, and what a character of a heading, which leans, adds to the chart's.
_ROW, _CHARACTER = 27, 4.2
#: Share left of the colour of a cell that is not chosen.
_PALE = 0.25
#: Session key: clicks so far; each gives the charts a new key, hence no cell of their own.
_CLICKS = "_matrice_clics"


@dataclass(frozen=True)
class Croix:
    """A heat map: its facets by the key of their widget, rows first, and its words."""

    key: str
    rows: str
    columns: str
    title: str
    row_title: str
    column_title: str


REGIONS = Croix("matrice_regions", "region", "theme", "Thèmes et régions", "Région", "Thème")
FORMES = Croix("matrice_formes", "forme", "systeme", "Formes et systèmes", "Forme", "Système")
_NOTES = {
    REGIONS: "Une coopération compte une fois dans chacun de ses thèmes, principal ou secondaire, "
    "et dans chaque région qu’elle touche",
    FORMES: "Une coopération a une seule forme, mais compte une fois dans chaque système de ses "
    "thèmes, principal ou secondaires",
}

_CLICK = (
    "Chaque case dit combien de coopérations elle garderait : cliquez pour filtrer toute "
    "l’application, cliquez de nouveau pour revenir."
)


def show(lecture: Lecture) -> None:
    """Draw both heat maps under the page's filters, but for those that they set themselves."""
    for croix in (REGIONS, FORMES):
        _show(lecture, croix)


def _show(lecture: Lecture, croix: Croix) -> None:
    donnees, filters = lecture.donnees, lecture.view.filters
    facets = {key: state.FACETS[key] for key in (croix.rows, croix.columns)}
    freed = replace(filters, **dict.fromkeys(facets.values(), ()))
    shown = apply_filters(donnees.facets, freed).cooperations
    st.header(croix.title, anchor=False)
    n = int(shown.sum())
    if not n:
        st.markdown("Aucune coopération à croiser avec ces filtres.")
        return
    counts = cross(donnees.facets, shown, facets[croix.rows], facets[croix.columns])
    labels = {key: {c: typography(t) for c, t in donnees.labels[key].items()} for key in facets}
    rows, columns = (list(labels[key]) for key in facets)
    counts = counts.reindex(index=rows, columns=columns)
    total = int(counts.to_numpy().sum())
    more = f" : la somme des cases ({number(total)}) dépasse {count_label(n, 'coopération')}"
    st.markdown(typography(f"{_NOTES[croix]}{more if total > n else ''}. {_CLICK}"))
    chosen = {key: tuple(getattr(filters, facet)) for key, facet in facets.items()}
    _lift(lecture, croix, chosen, labels)
    cells = cells_of(counts, labels[croix.rows], labels[croix.columns])
    cells = _coloured(cells, chosen[croix.rows], chosen[croix.columns])
    key = f"{croix.key}_{st.session_state.get(_CLICKS, 0)}"
    best = cells.loc[cells["n"].idxmax()]
    with st.container(key=f"{croix.key}_cadre"):
        graphiques.show(
            _chart(cells, croix),
            key=key,
            alt_text=typography(
                f"{croix.title} : {count_label(n, 'coopération')} en {len(rows)} lignes et "
                f"{len(columns)} colonnes. La case la plus remplie est {best['ligne']}, "
                f"{best['colonne']} : {count_label(int(best['n']), 'coopération')}. "
                f"{count_label(int((cells['n'] == 0).sum()), 'case vide', 'cases vides')}."
            ),
            table=partial(as_table, counts, croix, labels),
            table_key=f"{croix.key}_tableau",
            on_select=partial(_on_cell, key, croix, chosen),
            selection_mode=CELL,
        )


def cells_of(
    counts: pd.DataFrame, rows: Mapping[str, str], columns: Mapping[str, str]
) -> pd.DataFrame:
    """One row per cell: codes `rang` and `file`, labels `ligne` and `colonne`, count `n`."""
    return pd.DataFrame(
        {
            "rang": counts.index.repeat(counts.shape[1]),
            "file": [*counts.columns] * counts.shape[0],
            "ligne": [rows[code] for code in counts.index for _ in counts.columns],
            "colonne": [columns[code] for code in counts.columns] * counts.shape[0],
            "n": counts.to_numpy().ravel(),
        }
    )


def as_table(
    counts: pd.DataFrame, croix: Croix, labels: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return the counts with French headings."""
    named = counts.rename(index=labels[croix.rows], columns=labels[croix.columns])
    return named.rename_axis(index=croix.row_title, columns=None).reset_index()


def _coloured(cells: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> pd.DataFrame:
    """Add the colours of each cell and of its count; what is not chosen is paler."""
    kept = cells["rang"].isin(rows or cells["rang"]) & cells["file"].isin(columns or cells["file"])
    framed = kept & bool(rows or columns)
    ground, muted = graphiques.colour("terre"), graphiques.colour("texte3")
    most = int(cells["n"].max())

    def look(n: int, *, here: bool) -> tuple[str, str]:
        if not n:
            return ground, muted
        opacity = (0.1 + 0.9 * n / most) * (1 if here else _PALE)
        colour = blend(graphiques.colour("accent"), ground, opacity)
        return colour, text_on(colour)

    pairs = list(zip(cells["n"], kept, strict=True))
    looks = {(n, here): look(n, here=here) for n, here in set(pairs)}
    return cells.assign(
        fond=[looks[pair][0] for pair in pairs],
        encre=[looks[pair][1] for pair in pairs],
        texte=cells["n"].astype(str).replace("0", "·"),
        bord=framed.map({True: graphiques.colour("encre"), False: graphiques.colour("filet")}),
        trait=framed.map({True: 1.5, False: 0.75}),
    )


def _chart(cells: pd.DataFrame, croix: Croix) -> alt.LayerChart:
    axis = {"title": None, "domain": False, "ticks": False, "labelPadding": 8}
    across = alt.Axis(orient="top", labelAngle=-38, labelAlign="left", labelOverlap=False, **axis)
    base = alt.Chart().encode(
        # In the order of the options, which is that of the cells.
        x=alt.X("colonne:N", sort=None, axis=across),
        y=alt.Y("ligne:N", sort=None, axis=alt.Axis(labelOverlap=False, **axis)),
        tooltip=[
            alt.Tooltip("ligne:N", title=croix.row_title),
            alt.Tooltip("colonne:N", title=croix.column_title),
            alt.Tooltip("n:Q", title="Coopérations"),
        ],
    )
    picked = alt.selection_point(name=CELL, fields=["rang", "file"])
    squares = base.mark_rect(cursor="pointer", cornerRadius=2).encode(
        color=alt.Color("fond:N", scale=None),
        stroke=alt.Stroke("bord:N", scale=None),
        strokeWidth=alt.StrokeWidth("trait:Q", scale=None),
    )
    numbers = base.mark_text(fontSize=13).encode(
        text=alt.Text("texte:N"), color=alt.Color("encre:N", scale=None)
    )
    height = _ROW * cells["rang"].nunique() + _CHARACTER * cells["colonne"].str.len().max() + 12
    return alt.layer(squares.add_params(picked), numbers, data=cells, height=height)


def _lift(
    lecture: Lecture,
    croix: Croix,
    chosen: Mapping[str, Sequence[str]],
    labels: Mapping[str, Mapping[str, str]],
) -> None:
    """Name the rows and columns chosen; offer to free them, and their map."""
    names = [labels[key][code] for key, codes in chosen.items() for code in codes]
    if not names:
        return
    n = int(lecture.selection.cooperations.sum())
    with st.container(key=f"{croix.key}_choix", horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{', '.join(names)}**\u202f: {count_label(n, 'coopération')}.")
        st.button(
            "Toutes les cases",
            key=f"{croix.key}_liberer",
            on_click=state.lift,
            args=(lecture.donnees.vocabulary, *chosen),
            icon=":material/filter_alt_off:",
        )
        st.button(
            "Voir sur la carte",
            key=f"{croix.key}_carte",
            on_click=state.ask,
            args=("pages/carte.py",),
            icon=":material/map:",
        )


def _on_cell(key: str, croix: Croix, before: Mapping[str, Sequence[str]]) -> None:
    """Filter by the cell clicked; free it when it was the filter."""
    cells = st.session_state[key]["selection"].get(CELL) or []
    if not cells:
        return
    asked = {croix.rows: [cells[0]["rang"]], croix.columns: [cells[0]["file"]]}
    same = all(list(before[name]) == codes for name, codes in asked.items())
    st.session_state[_CLICKS] = st.session_state.get(_CLICKS, 0) + 1
    state.refine(**({name: [] for name in asked} if same else asked))
