"""What publishing would change: counts, rows, map, and what it would undo of others' work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.format_fr import count_label
from pages._shared import edition_carte, edition_differences, edition_travail
from pages._shared.edition_differences import field_title, table_title

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.dataset import Dataset
    from pages._shared.edition_travail import Travail

ACCEPTED = "edition_litiges"
"""Key of the box by which an editor takes back others' work knowingly."""


def show(work: Travail, donnees: Dataset) -> None:
    """Draw the preview of a file without fault."""
    if work.rapport.entier:
        _whole(work, donnees)
    if not work.ecarts:
        st.info("Ce fichier ne change rien\u202f: il n’y a rien à publier.")
        return
    st.markdown(edition_differences.summary(work.ecarts))
    edition_carte.show(work.carte)
    names = edition_differences.names_of(work.tables, work.rapport.tables)
    edition_differences.show(work.ecarts, names)
    if work.litiges:
        _disputes(work, names)


def _whole(work: Travail, donnees: Dataset) -> None:
    """Offer to take the workbook for the whole inventory: what is not in it goes."""
    whole = st.checkbox(
        "Supprimer de l’inventaire les lignes absentes de ce classeur",
        value=work.entier,
        help="Ce classeur dit contenir tout l’inventaire. Sans cette case, les lignes qu’il n’a "
        "pas restent telles quelles.",
        # A file checked again, or another one, starts from what it is.
        key=f"edition_entier_{work.base}_{work.entier}",
    )
    if whole != work.entier:
        edition_travail.check_again(work, donnees, entier=whole)
        st.rerun()


def _disputes(work: Travail, names: Mapping[str, str]) -> None:
    count = count_label(len(work.litiges), "valeur")
    since = (
        f"la version {work.origine + 1} a"
        if work.origine + 1 == work.base
        else f"les versions {work.origine + 1} à {work.base} ont"
    )
    st.warning(
        f"**Ce fichier a été fait sur la version {work.origine}\u202f; {since} été publiée"
        f"{'s' * (work.origine + 1 < work.base)} depuis.** Il reviendrait sur {count} que d’autres "
        "ont changée"
        f"{'s' * (len(work.litiges) > 1)} entre-temps.",
        icon=":material/call_merge:",
    )
    st.dataframe(
        [
            {
                "Table": table_title(found.table),
                "Ligne": edition_differences.row_name({}, found.key, names),
                "Champ": field_title(found.table, found.column) if found.column else "ligne",
                "En ligne": found.present,
                "Votre fichier": found.proposed,
            }
            for found in work.litiges[: edition_differences.SHOWN]
        ],
        hide_index=True,
        width="stretch",
        key="edition_litiges_liste",
    )
    st.checkbox(
        "J’ai relu ces valeurs\u202f: celles de mon fichier doivent remplacer celles en ligne",
        key=ACCEPTED,
    )
