"""« Mettre à jour »: take a file in, check it, show what it would change, publish it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.errors import DataError
from pages._shared import (
    cache,
    edition_apercu,
    edition_fichier,
    edition_publication,
    edition_rapport,
    edition_travail,
    identite,
    versions,
)

if TYPE_CHECKING:
    from data.dataset import Dataset

_OFF = (
    "La publication n’est pas activée sur ce serveur\u202f: elle demande une connexion "
    "(`[auth]`) et une liste d’éditeurs (`[editeurs]`) dans `.streamlit/secrets.toml`, ou, pour "
    "travailler seul sur son propre poste, `COOP_EDITION=locale make run`."
)
_READ_ONLY = (
    "L’inventaire est servi en lecture seule\u202f: rien ne peut être publié ici tant que le "
    "dossier de ses versions n’est pas accessible en écriture."
)


def show(donnees: Dataset) -> None:
    """Draw the view: workbooks for everybody, the rest for editors."""
    st.html(f"<style>{cache.text('edition.css')}</style>")
    _published()
    st.header("Préparer un fichier", anchor=False)
    st.markdown(
        "Remplissez le modèle, ou corrigez le classeur de l’inventaire\u202f: des listes "
        "déroulantes et des commentaires guident la saisie."
    )
    edition_fichier.workbooks(donnees)
    st.header("Vérifier et publier", anchor=False)
    visitor = identite.who()
    identite.status(visitor)
    if not identite.may(visitor, identite.EDITEUR):
        _closed(visitor)
        return
    if _read_only():
        st.info(_READ_ONLY, icon=":material/lock:")
        return
    edition_fichier.drop(donnees)
    work = edition_travail.current()
    if work is None:
        return
    st.subheader("Contrôle", anchor=False)
    edition_rapport.show(work, donnees)
    if not work.rapport.ok:
        return
    st.subheader("Aperçu", anchor=False)
    edition_apercu.show(work, donnees)
    if work.ecarts:
        st.subheader("Publication", anchor=False)
        edition_publication.show(work, donnees)


def _closed(visitor: identite.Visiteur) -> None:
    """Say why the visitor cannot publish, and what they can do."""
    if visitor.connecte:
        st.info(
            "Votre compte ne figure pas parmi les éditeurs\u202f: demandez à l’administrateur de "
            "l’inventaire de l’y ajouter.",
            icon=":material/lock:",
        )
    elif identite.login():
        st.markdown(
            "Publier demande de se connecter avec un compte d’éditeur. La connexion ramène à la "
            "carte\u202f: revenez ensuite sur cette page."
        )
        identite.offer_login()
    else:
        st.info(_OFF, icon=":material/lock:")
    if edition_travail.current() is not None:
        st.caption("Votre fichier et votre message sont gardés tant que cette page reste ouverte.")


def _read_only() -> bool:
    try:
        return cache.store().read_only
    except DataError:
        return True


def _published() -> None:
    """Say that the last publication succeeded, until another file is in hand."""
    number = st.session_state.get(edition_publication.PUBLISHED)
    if number is None:
        return
    if edition_travail.current() is not None:
        del st.session_state[edition_publication.PUBLISHED]
        return
    st.success(f"**La version {number} est en ligne.**", icon=":material/check_circle:")
    st.button(
        "Voir l’historique",
        on_click=versions.open_view,
        icon=":material/history:",
        key="edition_vers_versions",
    )
