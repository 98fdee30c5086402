"""The scenes of the deck at hand: their list, and the fields of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.format_fr import count_label, typography
from geo.regions_textes import filter_words
from geo.scenes import COMMENTAIRE_MAX, NIVEAUX, NOTES_MAX, TITRE_MAX, Scene, parse_vue
from pages._shared import liens, partage, presentation

if TYPE_CHECKING:
    from data.dataset import Dataset

LABELS_NIVEAUX = {"regions": "Régions", "poles": "Pôles", "liens": "Coopérations"}
#: Height of the list, in pixels: a longer deck scrolls.
_LISTE = 560


def scene_list(donnees: Dataset) -> None:
    """Draw the scenes in order, and what can be done to the one at hand."""
    now = presentation.current(donnees)
    scenes = now.deck.scenes
    st.text_input(
        "Titre de la présentation",
        now.deck.titre,
        key=f"titre_deck_{now.revision}",
        max_chars=TITRE_MAX,
        on_change=lambda: presentation.rename(st.session_state[f"titre_deck_{now.revision}"]),
    )
    st.markdown(f"**{count_label(len(scenes), 'scène')}**")
    with st.container(key="gestes", horizontal=True, gap="small"):
        last = len(scenes) - 1
        for name, action, off in (
            ("Monter", partial(presentation.move, -1), now.rang == 0),
            ("Descendre", partial(presentation.move, 1), now.rang >= last),
            ("Dupliquer", presentation.duplicate, not scenes),
            ("Supprimer", presentation.remove, not scenes),
        ):
            st.button(name, key=f"geste_{name.lower()}", on_click=action, disabled=off)
        undone = presentation.undoable()
        st.button(
            f"Annuler {undone}".strip(),
            key="geste_annuler",
            on_click=presentation.undo,
            disabled=not undone,
            icon=":material/undo:",
        )
    with st.container(key="scenes", height=_LISTE if len(scenes) > 9 else "content", border=False):
        for rang, scene in enumerate(scenes):
            st.button(
                f"{rang + 1}.\u2002{_plain(scene.titre) or 'Sans titre'}",
                key=f"scene_{rang}",
                type="secondary" if rang == now.rang else "tertiary",
                width="stretch",
                on_click=presentation.go,
                args=(rang,),
            )
    if not scenes:
        st.info(
            typography(
                "Aucune scène. Sur la carte, « Partager » puis « Ajouter à la présentation » "
                "garde la vue ; ou ouvrez un fichier."
            )
        )


def fields(donnees: Dataset) -> None:
    """Draw the fields of the scene at hand."""
    now = presentation.current(donnees)
    scene = now.scene
    if scene is None:
        return
    key = f"{now.revision}"
    st.text_input(
        "Titre de la scène",
        scene.titre,
        key=f"titre_{key}",
        max_chars=max(TITRE_MAX, len(scene.titre)),
        on_change=_edit("titre", key),
    )
    st.text_area(
        "Commentaire",
        scene.commentaire,
        key=f"commentaire_{key}",
        max_chars=max(COMMENTAIRE_MAX, len(scene.commentaire)),
        height=110,
        on_change=_edit("commentaire", key),
        help=typography(
            "Les chiffres se calculent : écrivez {cooperations}, {poles} ou {territoires}, et "
            "la scène les remplit d’après ce qu’elle montre."
        ),
    )
    with st.expander("Notes, cadre et options"):
        st.text_area(
            "Notes de l’orateur",
            scene.notes,
            key=f"notes_{key}",
            max_chars=max(NOTES_MAX, len(scene.notes)),
            height=140,
            on_change=_edit("notes", key),
        )
        _options(donnees, scene, key)
    _view(donnees, scene, now.rang)


def _options(donnees: Dataset, scene: Scene, key: str) -> None:
    st.toggle("Noms des villes", scene.noms, key=f"noms_{key}", on_change=_edit("noms", key))
    st.pills(
        "Ce qui est dessiné",
        NIVEAUX,
        selection_mode="multi",
        default=scene.niveaux,
        format_func=LABELS_NIVEAUX.__getitem__,
        key=f"niveaux_{key}",
        on_change=lambda: presentation.edit(
            niveaux=tuple(n for n in NIVEAUX if n in st.session_state[f"niveaux_{key}"])
        ),
    )
    bounds = donnees.vocabulary.annees
    st.toggle(
        "Jouer les années l’une après l’autre",
        scene.defile is not None,
        key=f"jouer_{key}",
        on_change=lambda: presentation.edit(
            defile=bounds if st.session_state[f"jouer_{key}"] else None
        ),
    )
    if scene.defile:
        st.slider(
            "Années jouées",
            *bounds,
            scene.defile,
            key=f"defile_{key}",
            on_change=_edit("defile", key),
        )
    if scene.cadre:
        st.button(
            "Cadrer d’après ce qui est montré",
            key="sans_cadre",
            on_click=partial(presentation.edit, cadre=None),
            icon=":material/fit_screen:",
        )


def _view(donnees: Dataset, scene: Scene, rang: int) -> None:
    """Say what the scene shows; lead to it on the map, and to its files."""
    view, ignored = parse_vue(scene.vue, donnees.vocabulary)
    words = filter_words(view.filters, donnees.labels)
    st.caption(f"Vue\u202f: {words or 'toutes les coopérations, tous les pôles en activité'}.")
    if ignored:
        st.warning(
            "Cette scène demande ce que l’inventaire n’a plus\u202f: "
            + ", ".join(f"`{each.replace('`', '')}`" for each in ignored[:5])
        )
    with st.container(horizontal=True, gap="small"):
        st.link_button("Ouvrir sur la carte", liens.href("", view), icon=":material/map:")
        if st.button("Exporter cette scène…", key="exporter_scene", icon=":material/download:"):
            partage.export_scene(donnees, view, f"scene-{rang + 1}", scene)


def _edit(name: str, key: str) -> Any:
    return lambda: presentation.edit(**{name: st.session_state[f"{name}_{key}"]})


def _plain(text: str) -> str:
    """Escape what Streamlit's labels would read as Markdown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]()#+-.!:$~<>|" else c for c in text)
