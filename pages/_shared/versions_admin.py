"""What only an administrator sees of the versions: the audit log, a backup."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from data.errors import DataError
from geo.heure_fr import moment
from pages._shared import cache, ecritures, identite
from pages._shared.edition_fichier import size

if TYPE_CHECKING:
    from data.store import AuditEntry

SHOWN = 200

ACTIONS = {
    "creation": "création",
    "publication": "publication",
    "retour": "retour",
    "restauration": "restauration",
}


def show() -> None:
    """Draw the log and the backup; who is no administrator at this moment gets neither."""
    try:
        identite.require(identite.ADMINISTRATEUR)
        entries = cache.store().audit(SHOWN)
    except DataError as error:
        st.warning(ecritures.sentence(error, reading=True), icon=":material/lock:")
        return
    st.header("Journal des écritures", anchor=False)
    st.caption(f"Réservé aux administrateurs\u202f; les {SHOWN} dernières écritures.")
    st.dataframe(
        [_row(entry) for entry in entries], hide_index=True, width="stretch", key="journal"
    )
    st.header("Sauvegarde", anchor=False)
    st.markdown(
        "Un fichier contient toutes les versions et le journal\u202f; il se restaure par "
        "`python -m data restore`."
    )
    if st.button("Préparer la sauvegarde", icon=":material/archive:", key="sauvegarde"):
        _backup()


def _row(entry: AuditEntry) -> dict[str, str]:
    versions = (str(number) for number in (entry.base, entry.version) if number is not None)
    return {
        "Date": moment(entry.date),
        "Par": entry.author,
        "Action": ACTIONS.get(entry.action, entry.action),
        "Versions": " → ".join(versions),
        "Détail": entry.detail,
    }


def _backup() -> None:
    try:
        with st.spinner("Sauvegarde…"):
            content = ecritures.backup()
    except DataError as error:
        st.error(ecritures.sentence(error), icon=":material/report:")
        return
    st.download_button(
        f"Télécharger la sauvegarde ({size(len(content))})",
        content,
        file_name=f"inventaire-{datetime.now().astimezone():%Y-%m-%d-%H%M}.zip",
        mime="application/zip",
        on_click="ignore",
        icon=":material/download:",
        key="sauvegarde_fichier",
    )
