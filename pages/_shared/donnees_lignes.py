"""A list of rows of one table: named, linked to their sheets, each with its reference."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export.csv_fr import to_csv
from data.quality import references
from geo import format_fr as fr
from pages._shared import cache, liens, signaler

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from geo.permalinks import View
    from pages._shared.entete import Lecture

SHOWN = 40
"""Rows drawn when a list opens; the others at a click."""

_NAMES = ("intitule", "nom_court", "nom", "membre_nom", "titre", "label")
_NOTE = 220
#: Table -> kind, column of the code, and page of the sheet its rows open.
_SHEETS = {
    "cooperations": ("cooperation", "id", "cooperations"),
    "recits": ("cooperation", "cooperation_id", "cooperations"),
    "poles": ("pole", "code", "poles"),
    "pole_membres": ("pole", "pole_code", "poles"),
    "territoires": ("territoire", "code", ""),
}


def show(lecture: Lecture, table: str, positions: Sequence[int], key: str) -> None:
    """Draw rows of a table, given by their positions, and what downloads all of them."""
    frame: pd.DataFrame = getattr(lecture.donnees.tables, table)
    rows = frame.iloc[list(positions)]
    whole = f"tout_{key}"
    drawn = rows if st.session_state.get(whole) else rows.head(SHOWN)
    st.html(f"<ul class='lignes-table'>{_items(lecture.view, table, drawn)}</ul>")
    with st.container(horizontal=True, gap="small"):
        if len(drawn) < len(rows):
            rest = len(rows) - SHOWN
            st.button(
                f"Afficher les {fr.number(rest)} autres",
                key=f"bouton_{whole}",
                on_click=partial(st.session_state.__setitem__, whole, True),  # noqa: FBT003
            )
        st.download_button(
            "Télécharger la liste (CSV)",
            partial(to_csv, rows.assign(reference=references(table, rows)), excel=True),
            file_name=f"a-reprendre-{key.strip('_').replace('_', '-')}.csv",
            mime="text/csv",
            key=f"csv_{key}",
            icon=":material/download:",
            on_click="ignore",
        )


def _items(view: View, table: str, rows: pd.DataFrame) -> str:
    names = _pole_names()
    labels = cache.dataset().labels
    return "".join(
        f"<li>{_item(view, table, row, reference, names, labels)}</li>"
        for row, reference in zip(rows.to_dict("records"), references(table, rows), strict=True)
    )


def _item(
    view: View,
    table: str,
    row: Mapping[str, Any],
    reference: str,
    poles: Mapping[str, str],
    labels: Mapping[str, Mapping[str, str]],
) -> str:
    name = fr.typography(next((str(row[c]) for c in _NAMES if row.get(c)), reference))
    shown = escape(name)
    if table in _SHEETS:
        kind, column, page = _SHEETS[table]
        shown = liens.link(view, (kind, str(row[column])), shown, page)
    details = [
        poles.get(str(row.get("pole_code") or ""), "") if table == "pole_membres" else "",
        labels["forme"].get(str(row.get("forme", "")), "") if table == "cooperations" else "",
    ]
    note = fr.shorten(fr.typography(str(row.get("note") or "")), _NOTE)
    source = fr.safe_url(str(row.get("source_url") or ""))
    cited = (
        f"<a href='{escape(source)}' target='_blank' rel='noopener'>{escape(fr.host_of(source))}"
        "<span class='hors-ecran'> (source, nouvel onglet)</span></a>"
        if source
        else ""
    )
    detail = escape(", ".join(filter(None, map(fr.typography, details))))
    return (
        f"<p class='nom'>{shown}{f' <span>{detail}</span>' if detail else ''}</p>"
        + (f"<p class='note'>{escape(note)}</p>" if note else "")
        + f"<p class='suite'><code>{escape(reference)}</code>{cited}"
        f"{signaler.link(reference, name)}</p>"
    )


@cache.per_version()
def _pole_names() -> Mapping[str, str]:
    poles = cache.dataset().tables.poles
    return dict(zip(poles["code"], poles["nom_court"], strict=True))
