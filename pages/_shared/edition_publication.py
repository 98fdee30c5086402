"""Last step of an update: a message, one click, and what happens when others were first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.errors import DataError
from data.roles import public_author
from data.store import Conflict, differences
from geo.heure_fr import moment
from pages._shared import (
    cache,
    ecritures,
    edition_apercu,
    edition_differences,
    edition_travail,
    messages,
)
from pages._shared.textes import plain

if TYPE_CHECKING:
    from data.dataset import Dataset
    from data.store import Version
    from pages._shared.edition_travail import Travail

MESSAGE = "edition_message"
PUBLISHED = "_edition_publiee"
"""Session key: number of the version this visitor has just published."""


def show(work: Travail, donnees: Dataset) -> None:
    """Draw the message, the button, and the answer of the store."""
    message = st.text_area(
        "Message",
        placeholder="Ce qui change et pourquoi, en une phrase\u202f: il restera dans l’historique.",
        max_chars=ecritures.MESSAGE_MAX,
        height=100,
        key=MESSAGE,
        persist_state="session",
    )
    if donnees.version.number != work.base:
        _since(work, donnees)
        return
    if work.litiges and not st.session_state.get(edition_apercu.ACCEPTED):
        st.caption("Cochez la case ci-dessus, ou corrigez le fichier, avant de publier.")
        return
    if not st.button(
        f"Publier la version {work.base + 1}",
        type="primary",
        icon=":material/publish:",
        key="edition_publier",
    ):
        return
    if not (message or "").strip():
        st.warning("Écrivez un message avant de publier.", icon=":material/edit:")
        return
    _publish(work, (message or "").strip())


def _publish(work: Travail, message: str) -> None:
    tables = work.rapport.tables
    assert tables is not None, "only a file without fault has this step"  # noqa: S101
    try:
        with st.spinner("Publication…"):
            version = ecritures.publish(tables, message=message, base=work.base)
    except Conflict as error:
        st.warning(ecritures.sentence(error), icon=":material/call_merge:")
        # Drawn anew, the page shows the version published since, and what to do.
        cache.published()
        st.rerun()
    except DataError as error:
        st.error(
            f"{ecritures.sentence(error)} Votre fichier et votre message sont gardés.",
            icon=":material/report:",
        )
    else:
        _finish(version)


def _finish(version: Version) -> None:
    """Let go of the file once it is published, and say so on the page drawn anew."""
    edition_travail.drop()
    for key in (MESSAGE, edition_apercu.ACCEPTED):
        st.session_state.pop(key, None)
    st.session_state[PUBLISHED] = version.number
    messages.announce(f"Version {version.number} publiée")
    st.rerun()


def _since(work: Travail, donnees: Dataset) -> None:
    """Tell who published what since the check, and offer to check the file on top of it."""
    number = donnees.version.number
    st.warning(
        f"**La version {number} a été publiée pendant votre travail\u202f: rien n’a été "
        "remplacé.** Votre fichier et votre message sont gardés.",
        icon=":material/call_merge:",
    )
    try:
        later = [version for version in cache.store().history(50) if version.number > work.base]
    except DataError:
        later = [donnees.version]
    st.markdown("\n".join(f"- {_told(version)}" for version in reversed(later)))
    found = differences(work.tables, donnees.tables)
    st.markdown(f"**Ce qui a changé depuis.** {edition_differences.summary(found)}")
    edition_differences.show(found, edition_differences.names_of(work.tables, donnees.tables))
    if st.button(
        f"Vérifier à nouveau sur la version {number}",
        type="primary",
        icon=":material/refresh:",
        key="edition_reverifier",
    ):
        edition_travail.check_again(work, donnees, entier=work.entier)
        st.rerun()


def _told(version: Version) -> str:
    date = f", le {moment(version.date)}" if version.date else ""
    author = plain(public_author(version.author))
    return f"Version {version.number}{date}, par {author}\u202f: {plain(version.message)}"
