"""First steps of an update: a workbook to fill in, a file to drop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.imports import LIMITS, classeur_edition, modele
from geo.format_fr import number
from pages._shared import edition_travail

if TYPE_CHECKING:
    from data.dataset import Dataset

TYPES = ("xlsx", "ods", "csv", "tsv", "txt", "xls", "xlsm", "xlsb")
"""Those of old or of macros are taken to be refused with a word of explanation."""
MAX_MB = LIMITS.size // (1024 * 1024)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_DROPS = "_edition_depots"


def workbooks(donnees: Dataset) -> None:
    """Offer the workbooks that are filled in; anybody may take them, they are made when asked."""
    tables, version = donnees.tables, donnees.version.number
    with st.container(horizontal=True, key="classeurs"):
        st.download_button(
            "Le modèle vide",
            lambda: modele(tables),
            file_name="modele-inventaire.xlsx",
            mime=XLSX,
            on_click="ignore",
            icon=":material/note_add:",
            key="edition_modele",
        )
        st.download_button(
            "Tout l’inventaire, à corriger",
            lambda: classeur_edition(tables, version=version),
            file_name=f"inventaire-version-{version}.xlsx",
            mime=XLSX,
            on_click="ignore",
            icon=":material/edit_document:",
            key="edition_classeur",
        )


def drop(donnees: Dataset) -> None:
    """Draw where a file is dropped, and check what is; or the file in hand."""
    work = edition_travail.current()
    if work is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="fichier_en_main"):
            st.text(f"{work.nom} · {size(len(work.octets))}", width="content")
            st.button(
                "Déposer un autre fichier",
                on_click=edition_travail.drop,
                icon=":material/swap_horiz:",
                key="edition_autre",
            )
        return
    drops = st.session_state.setdefault(_DROPS, 0)
    dropped = st.file_uploader(
        f"Fichier XLSX, ODS, CSV ou TSV, de {MAX_MB}\u00a0Mo au plus",
        type=list(TYPES),
        max_upload_size=MAX_MB,
        key=f"edition_fichier_{drops}",
    )
    if dropped is not None:
        # The next visitor of this place finds it empty, whatever the check says.
        st.session_state[_DROPS] = drops + 1
        edition_travail.check(dropped.name, dropped.getvalue(), donnees)
        st.rerun()
    if edition_travail.refusal():
        st.error(edition_travail.refusal(), icon=":material/block:")


def size(octets: int) -> str:
    """Return the size of a file, in French."""
    if octets >= 1_000_000:
        return f"{number(octets / 1_000_000, decimals=1)}\u00a0Mo"
    return f"{number(max(round(octets / 1000), 1))}\u00a0ko"
