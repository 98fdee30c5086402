"""The cooperations as a table: sorted, searched, its columns chosen, a row opened, exported."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd
import pyarrow as pa
import streamlit as st

from data.export.csv_fr import to_csv
from data.export.libelles import every_cooperation
from geo import format_fr as fr
from pages._shared import cache, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pages._shared.entete import Lecture

KEY = "tableau"
#: Columns offered; those shown at first, in their order.
COLONNES = (
    *("Intitulé", "Thème principal", "Système", "Forme", "Statut", "Début", "Fin", "Porteur"),
    *("Partenaires", "Régions", "Confiance", "Source", "Autres thèmes", "Résumé", "Identifiant"),
)
PAR_DEFAUT = COLONNES[:12]
UNKNOWN = "non renseigné"
#: Pixels of a column of years, where `UNKNOWN` is read whole.
_YEAR_WIDTH = 122
_HOW = (
    "Cliquez sur un en-tête pour trier, cochez une ligne pour ouvrir sa fiche ; la loupe cherche "
    "dans le tableau."
)
_ABOUT = (
    "Le fichier contient les lignes filtrées et les colonnes choisies ; il s’ouvre dans un tableur "
    "en français (points-virgules, UTF-8). Porteur : le territoire auprès duquel la coopération a "
    "été relevée ; dans un réseau sans chef de file, il ne la dirige pas. Pages publiques lues en "
    "{mois} ; chaque ligne porte sa source."
)


@cache.per_version()
def rows() -> pd.DataFrame:
    """Every cooperation: read only. See `every_cooperation`."""
    return every_cooperation(cache.dataset())


@cache.per_version()
def _sent() -> pa.Table:
    """Return the same rows as the browser takes them: written from a frame at each run is slow."""
    return pa.Table.from_pandas(rows()[[*COLONNES]], preserve_index=False)


@cache.per_version()
def _places() -> NDArray[np.int64]:
    """Return where each row is among the cooperations of the tables."""
    return pd.Index(cache.dataset().tables.cooperations["id"]).get_indexer(rows().index)


def show(lecture: Lecture) -> None:
    """Draw the table of the cooperations shown."""
    st.header("Toutes les coopérations, une par ligne", anchor=False)
    kept = lecture.selection.cooperations[_places()]
    ids = rows().index[kept].tolist()
    if not ids:
        st.markdown("Aucune ligne avec ces filtres.")
        return
    with st.container(key="outils_tableau", horizontal=True, vertical_alignment="center"):
        st.markdown(fr.typography(_HOW))
        with st.popover("Colonnes", icon=":material/view_column:"):
            chosen = st.multiselect(
                "Colonnes montrées",
                COLONNES,
                default=PAR_DEFAUT,
                key="colonnes",
                placeholder="Choisir des colonnes…",
                persist_state="page",
            )
        columns = chosen or list(PAR_DEFAUT)
        st.download_button(
            "Exporter (CSV)",
            lambda: to_csv(rows().loc[kept, columns], excel=True),
            file_name=f"cooperations-{lecture.donnees.releve:%Y-%m}.csv",
            mime="text/csv",
            key="export_csv",
            icon=":material/download:",
            on_click="ignore",
        )
    _select(lecture, ids)
    st.dataframe(
        _sent().filter(pa.array(kept)).select(columns),
        key=KEY,
        hide_index=True,
        width="stretch",
        height=min(620, 38 + 35 * len(ids)),
        placeholder=UNKNOWN,
        on_select=partial(_on_row, tuple(ids)),
        selection_mode="single-row",
        column_config=_config(),
        alt=f"{fr.count_label(len(ids), 'coopération')}, une par ligne.",
    )
    month = fr.partial_date(f"{lecture.donnees.releve:%Y-%m}")
    st.caption(fr.typography(_ABOUT.format(mois=month)))


def _select(lecture: Lecture, ids: Sequence[str]) -> None:
    """Have the table show the page's selection, wherever it was made."""
    kind, code = lecture.view.choix or ("", "")
    wanted = [ids.index(code)] if kind == "cooperation" and code in ids else []
    current = st.session_state.get(KEY, {}).get("selection", {}).get("rows", [])
    if list(current) != wanted:
        st.session_state[KEY] = {"selection": {"rows": wanted}}


def _on_row(ids: Sequence[str]) -> None:
    chosen = st.session_state[KEY]["selection"]["rows"]
    state.choose(("cooperation", ids[chosen[0]]) if chosen else None)


def _config() -> dict[str, object]:
    column = st.column_config
    return {
        "Intitulé": column.TextColumn(width="large"),
        "Début": column.NumberColumn(format="%d", width=_YEAR_WIDTH),
        "Fin": column.NumberColumn(format="%d", width=_YEAR_WIDTH),
        "Partenaires": column.TextColumn(width="large"),
        "Résumé": column.TextColumn(width="large"),
        "Source": column.LinkColumn(display_text=r"https?://(?:www\.)?([^/]+)"),
    }
