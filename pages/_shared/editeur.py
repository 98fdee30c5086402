"""The scenes of the deck at hand: their list, and the fields of one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.format_fr import count_label, typography
from geo.regions_textes import filter_words
from geo.scenes import COMMENTAIRE_MAX, NIVEAUX, NOTES_MAX, TITRE_MAX, Scene, format_vue, parse_vue
from geo.scenes_champs import read_text
from pages._shared import partage, presentation
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.dataset import Dataset

LABELS_NIVEAUX = {"regions": "Régions", "poles": "Pôles", "liens": "Coopérations"}
_AT_HAND = "scene_choisie"
#: From this many scenes, the list scrolls at this height, in pixels.
_LONG, _LISTE = 14, 560


def scene_list() -> None:
    """Draw the scenes in order, and what can be done to the one at hand."""
    now = presentation.current()
    scenes = now.deck.scenes
    st.text_input(
        "Titre de la présentation",
        now.deck.titre,
        key=f"titre_deck_{now.revision}",
        max_chars=max(TITRE_MAX, len(now.deck.titre)),
        on_change=lambda: presentation.rename(
            read_text(st.session_state[f"titre_deck_{now.revision}"], TITRE_MAX)[0]
        ),
    )
    _gestures(now)
    if not scenes:
        st.info(
            typography(
                "Aucune scène. Sur la carte, « Partager » puis « Ajouter à la présentation » "
                "garde la vue ; ou ouvrez un fichier."
            )
        )
        return
    st.session_state[_AT_HAND] = now.rang
    with st.container(key="scenes", height=_LISTE if len(scenes) > _LONG else "content"):
        st.radio(
            "Scènes",
            range(len(scenes)),
            format_func=lambda rang: (
                f"{rang + 1}.\u2002{plain(scenes[rang].titre) or 'Sans titre'}"
            ),
            key=_AT_HAND,
            on_change=lambda: presentation.go(st.session_state[_AT_HAND]),
            label_visibility="collapsed",
            width="stretch",
        )


def _gestures(now: presentation.Etat) -> None:
    last = len(now.deck.scenes) - 1
    undone = presentation.undoable()
    with st.container(key="gestes", horizontal=True, gap="small", vertical_alignment="center"):
        st.markdown(f"**{count_label(last + 1, 'scène')}**", width="stretch")
        for name, icon, action, off in (
            ("Monter", "arrow_upward", partial(presentation.move, -1), now.rang == 0),
            ("Descendre", "arrow_downward", partial(presentation.move, 1), now.rang >= last),
            ("Dupliquer", "content_copy", presentation.duplicate, last < 0 or now.full),
            ("Supprimer", "delete", presentation.remove, last < 0),
            ("Annuler", "undo", presentation.undo, not undone),
        ):
            st.button(
                name,
                key=f"geste_{name.lower()}",
                on_click=action,
                disabled=off,
                icon=f":material/{icon}:",
                help=plain(f"Annuler {undone}") if action is presentation.undo else name,
            )


def fields(donnees: Dataset) -> None:
    """Draw the fields of the scene at hand."""
    now = presentation.current()
    scene = now.scene
    if scene is None:
        return
    key = f"{now.revision}"
    st.text_input("Titre de la scène", **_text(scene, "titre", key, TITRE_MAX))
    st.text_area(
        "Commentaire",
        **_text(scene, "commentaire", key, COMMENTAIRE_MAX),
        height=110,
        help=typography(
            "Les chiffres se calculent : écrivez {cooperations}, {poles} ou {territoires}, et "
            "la scène les remplit d’après ce qu’elle montre."
        ),
    )
    with st.expander("Notes, cadre et options"):
        st.text_area("Notes de l’orateur", **_text(scene, "notes", key, NOTES_MAX), height=140)
        _options(donnees, scene, key)
    _view(donnees, scene, now.rang)


def _text(scene: Scene, name: str, key: str, most: int) -> dict[str, Any]:
    """Tie a text field to a text of the scene; one that is longer already is kept whole."""
    text = getattr(scene, name)
    return {
        "value": text,
        "key": f"{name}_{key}",
        "max_chars": max(most, len(text)),
        "on_change": _edit(name, key),
    }


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
    first, last = bounds
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
            tuple(max(first, min(year, last)) for year in scene.defile),
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
        st.link_button("Ouvrir sur la carte", f"./?{format_vue(view)}", icon=":material/map:")
        if st.button("Exporter cette scène…", key="exporter_scene", icon=":material/download:"):
            partage.export_scene(donnees, scene, f"scene-{rang + 1}")


def _edit(name: str, key: str) -> Callable[[], None]:
    """Return the callback that takes a field into the scene; a text is cleaned as a file's is."""

    def take() -> None:
        value = st.session_state[f"{name}_{key}"]
        if isinstance(value, str):
            value, _ = read_text(value, NOTES_MAX, lines=name != "titre")
        presentation.edit(**{name: value})

    return take
