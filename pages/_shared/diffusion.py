"""What comes in and goes out of the page Présenter: files, links, slides."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.export import html, scenes
from geo.format_fr import typography
from geo.scenes import Presentation, SceneError, dump, from_link, load, to_link
from geo.text import fold
from pages._shared import adresse, presentation, telecharger
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.dataset import Dataset

#: Key of the address that carries a short deck.
LIEN = "scenes"
_SEEN, _SAID = "_lien_vu", "_lecture"
_FAULTS_SHOWN = 20


def receive_link(donnees: Dataset) -> None:
    """Open the deck that the address carries, once; say what reading a deck found."""
    text = st.query_params.get(LIEN, "")
    if text and st.session_state.get(_SEEN) != text:
        st.session_state[_SEEN] = text
        _read(lambda: from_link(text, donnees.vocabulary), "l’ouverture du lien")
    if text:
        # The deck is now the visitor's: the page loaded anew brings back what became of it.
        del st.query_params[LIEN]
    _tell()


def actions(donnees: Dataset) -> None:
    """Draw what is done with the whole deck."""
    deck = presentation.current().deck
    with st.container(key="actions", horizontal=True, gap="small"):
        st.html(
            "<button type='button' class='bouton principal' data-plein>Présenter en plein écran"
            "</button>"
        )
        if st.button("Télécharger…", icon=":material/download:", disabled=not deck.scenes):
            _download(donnees, deck)
        st.download_button(
            "Enregistrer",
            dump(deck),
            file_name=f"{_stem(deck)}.json",
            mime="application/json",
            on_click="ignore",
            icon=":material/save:",
            help="Un fichier à rouvrir ici, pour continuer plus tard ou ailleurs.",
        )
        with st.popover("Ouvrir", icon=":material/folder_open:"):
            _open(donnees)
        with st.popover("Lien", icon=":material/link:"):
            _link(deck)


@st.dialog("Télécharger la présentation")
def _download(donnees: Dataset, deck: Presentation) -> None:
    address = adresse.base()
    kinds = [
        telecharger.Fichier(
            "Présentation (HTML)",
            typography(
                "Un seul fichier, à ouvrir dans un navigateur, sans réseau : les mêmes touches, "
                "une exploration libre, et l’impression en A4."
            ),
            "html",
            "text/html",
            lambda step: html.export_html(donnees, deck, base_url=address, step=step).encode(),
        ),
        telecharger.Fichier(
            "PowerPoint (PPTX)",
            "Une diapositive par scène, textes modifiables, notes comprises.",
            "pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            lambda step: _slides(donnees, deck, address, step),
        ),
    ]
    telecharger.offer(kinds, _stem(deck), f"{deck} {address}")


def _slides(
    donnees: Dataset, deck: Presentation, address: str, step: Callable[[str, int], None]
) -> bytes:
    from data.export import pptx  # noqa: PLC0415  Heavy, and a page lives without it.

    return pptx.export_pptx(donnees, deck, base_url=address, step=step)


def _open(donnees: Dataset) -> None:
    sent = st.file_uploader("Fichier de présentation (JSON)", type=["json"], key="fichier_scenes")
    if sent is not None and st.session_state.get("_fichier_lu") != sent.file_id:
        st.session_state["_fichier_lu"] = sent.file_id
        _read(lambda: load(sent.getvalue(), donnees.vocabulary), "l’ouverture du fichier")
        st.rerun()
    st.button(
        "Revenir à la présentation fournie",
        on_click=lambda: presentation.open_deck(scenes.seed(donnees), "le retour à celle fournie"),
    )
    st.button(
        "Commencer une présentation vide",
        on_click=lambda: presentation.open_deck(Presentation("", ()), "la présentation vide"),
    )


def _link(deck: Presentation) -> None:
    text = to_link(deck)
    if text is None:
        st.markdown(
            typography(
                "Cette présentation est trop longue pour tenir dans un lien : enregistrez-la, et "
                "envoyez le fichier. Quelques scènes au texte court y tiennent."
            )
        )
        return
    st.markdown("Qui ouvre ce lien voit ces scènes telles qu’elles sont, sans fichier.")
    st.code(f"{adresse.base()}/presentation?{LIEN}={text}", language=None, wrap_lines=True)


def _read(read: Callable[[], tuple[Presentation, Sequence[str]]], geste: str) -> None:
    try:
        deck, faults = read()
    except SceneError as error:
        st.session_state[_SAID] = (str(error), ())
        return
    presentation.open_deck(deck, geste)
    st.session_state[_SAID] = ("", tuple(faults))


def _tell() -> None:
    error, faults = st.session_state.pop(_SAID, ("", ()))
    if error:
        st.error(f"{plain(error)} Votre présentation n’a pas changé.", icon=":material/report:")
    elif faults:
        shown = "".join(f"<li>{escape(fault)}</li>" for fault in faults[:_FAULTS_SHOWN])
        more = len(faults) - _FAULTS_SHOWN
        rest = f"<p>Et {more} autres.</p>" if more > 0 else ""
        with (
            st.container(key="lecture"),
            st.expander("Ce que le fichier avait d’inattendu", expanded=True),
        ):
            st.html(f"<ul role='status'>{shown}</ul>{rest}")


def _stem(deck: Presentation) -> str:
    return fold(deck.titre).replace(" ", "-")[:60] or "presentation"
