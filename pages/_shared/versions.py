"""« Versions »: what was published, by whom and why; what each changed; the way back."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.errors import DataError
from data.roles import public_author
from data.schemas import load_schemas
from geo.format_fr import count_label, number, typography
from geo.heure_fr import moment
from pages._shared import (
    cache,
    ecritures,
    edition_differences,
    identite,
    messages,
    versions_admin,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.dataset import Dataset
    from data.store import TableDifferences, Version

VUE = "versions"
"""Code of this view in the address."""
RECENT = 20
CHOSEN, ALL = "version_choisie", "versions_toutes"
#: Number of the version whose return waits to be confirmed.
_ASKED = "_retour_demande"

_COUNTED = (("cooperations", "coopération"), ("poles", "pôle"), ("participants", "participation"))


def open_view() -> None:
    """Go to this view; what a callback calls."""
    st.session_state["vue"] = VUE


def show(donnees: Dataset) -> None:
    """Draw the view."""
    st.html(f"<style>{cache.text('edition.css')}</style>")
    try:
        store = cache.store()
        found = store.history(None if st.session_state.get(ALL) else RECENT + 1)
        total = store.current_number()
    except DataError as error:
        st.warning(ecritures.sentence(error, reading=True), icon=":material/cloud_off:")
        return
    st.header("Historique", anchor=False)
    if not found:
        st.info(
            "L’inventaire est servi en lecture seule, sans historique de ses versions.",
            icon=":material/lock:",
        )
        return
    shown = found if st.session_state.get(ALL) else found[:RECENT]
    st.html(_table(shown))
    if total > RECENT:
        st.checkbox(f"Montrer les {number(total)} versions", key=ALL)
    st.header("Ce qu’une version a changé", anchor=False)
    chosen = st.selectbox(
        "Version",
        [version.number for version in shown],
        format_func={version.number: _named(version) for version in shown}.get,
        key=CHOSEN,
    )
    version = next((version for version in shown if version.number == chosen), shown[0])
    _changes(version, donnees)
    visitor = identite.who()
    if identite.may(visitor, identite.EDITEUR):
        _return(version, donnees)
    if identite.may(visitor, identite.ADMINISTRATEUR):
        versions_admin.show()


def _table(shown: Sequence[Version]) -> str:
    """Return the history as a table, the newest first."""
    heads = ("Version", "Date", "Par", "Message", "Contenu")
    rows = "".join(
        f"<tr><th scope='row'>{version.number}</th>"
        + "".join(f"<td>{escape(text)}</td>" for text in _cells(version))
        + "</tr>"
        for version in shown
    )
    head = "".join(f"<th scope='col'>{text}</th>" for text in heads)
    return (
        "<div class='lignes-lues' role='region' tabindex='0' aria-label='Historique des versions'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(version: Version) -> tuple[str, ...]:
    message = typography(" ".join(version.message.split()))
    return (_date(version), public_author(version.author), message, _counts(version.rows))


def _date(version: Version) -> str:
    return moment(version.date) if version.date else "non datée"


def _counts(rows: Mapping[str, int]) -> str:
    return " · ".join(count_label(rows.get(table, 0), noun) for table, noun in _COUNTED)


def _named(version: Version) -> str:
    return f"{version.number} · {_date(version)} · {typography(version.message)}"


def _changes(version: Version, donnees: Dataset) -> None:
    """Draw what a version changed, compared with the one before."""
    if version.number <= 1:
        st.markdown("C’est la première version\u202f: il n’y a rien avant elle.")
    else:
        try:
            found = _differences(version.number, version.checksum)
        except DataError as error:
            st.warning(ecritures.sentence(error, reading=True), icon=":material/report:")
            return
        if version.restores is not None:
            st.markdown(f"Cette version reprend le contenu de la version {version.restores}.")
        st.markdown(
            f"Par rapport à la version {version.number - 1}\u202f: "
            f"{edition_differences.summary(found)}"
        )
        edition_differences.show(found, edition_differences.names_of(donnees.tables))
    with st.expander("Nombre de lignes et empreinte"):
        tables = [name for name in load_schemas() if name in version.rows]
        st.dataframe(
            pd.DataFrame(
                {
                    "Table": [edition_differences.table_title(name) for name in tables],
                    "Lignes": [version.rows[name] for name in tables],
                }
            ),
            hide_index=True,
            width="stretch",
        )
        st.caption("Empreinte SHA-256 du contenu")
        st.code(version.checksum, language=None, wrap_lines=True)


@st.cache_data(show_spinner="Comparaison…", max_entries=8)
def _differences(number: int, checksum: str) -> list[TableDifferences]:
    """Compare a version with the one before; `checksum` tells a store put back from another."""
    del checksum
    return cache.store().differences(number - 1, number)


def _return(version: Version, donnees: Dataset) -> None:
    """Offer to publish an older version again: asked, then confirmed."""
    present = donnees.version.number
    if version.number >= present:
        return
    st.header("Revenir à cette version", anchor=False)
    st.markdown(
        f"La version {present + 1} reprendra le contenu de la version {version.number}. Rien n’est "
        "effacé\u202f: les versions publiées entre-temps restent dans l’historique."
    )
    if st.session_state.get(_ASKED) != version.number:
        st.button(
            f"Revenir à la version {version.number}",
            on_click=_ask,
            args=(version.number,),
            icon=":material/undo:",
            key="retour",
        )
        return
    message = st.text_input(
        "Message",
        value=f"Retour à la version {version.number}",
        max_chars=ecritures.MESSAGE_MAX,
        key=f"retour_message_{version.number}",
    )
    with st.container(horizontal=True, key="retour_choix"):
        confirmed = st.button(
            f"Confirmer le retour à la version {version.number}",
            type="primary",
            icon=":material/undo:",
            key="retour_confirmer",
        )
        st.button("Annuler", on_click=_ask, args=(None,), key="retour_annuler")
    if confirmed:
        _revert(version.number, (message or "").strip(), present)


def _ask(number: int | None) -> None:
    st.session_state[_ASKED] = number


def _revert(number: int, message: str, base: int) -> None:
    try:
        with st.spinner("Publication…"):
            made = ecritures.revert(number, message=message, base=base)
    except DataError as error:
        st.error(ecritures.sentence(error), icon=":material/report:")
        cache.published()
        return
    for key in (_ASKED, CHOSEN):
        st.session_state.pop(key, None)
    messages.announce(f"Version {made.number} publiée\u202f: retour à la version {number}")
    st.rerun()
