"""The presentation of a session: its scenes, the one at hand, and every change, which is undone.

The deck is never lost by a click: each change keeps the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export import scenes
from geo.scenes import SCENES_MAX
from pages._shared.cache import dataset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from geo.scenes import Presentation, Scene

_PAST, _TOUCHED = "_presentation", "_presentation_touchee"
#: Changes that can be undone.
_KEPT = 50
_RETURN = "le retour de votre présentation"


@dataclass(frozen=True)
class Etat:
    """A deck and the rank of the scene at hand; `geste` is what the next change did to it.

    `revision` changes with whatever the fields of the page show, but for what is typed in them.
    """

    deck: Presentation
    rang: int = 0
    revision: int = 0
    geste: str = ""

    @property
    def scene(self) -> Scene | None:
        """The scene at hand; None in an empty deck."""
        return self.deck.scenes[self.rang] if self.deck.scenes else None

    @property
    def full(self) -> bool:
        """Whether the deck holds as many scenes as its file may."""
        return len(self.deck.scenes) >= SCENES_MAX


def current() -> Etat:
    """Return the session's deck; the seed deck until something changes it."""
    return _past()[-1]


def touched() -> bool:
    """Tell whether the deck was changed in this session, be it undone since."""
    return _TOUCHED in st.session_state


def undoable() -> str:
    """Return what undoing would undo, in French; empty when there is nothing."""
    past = _past()
    return past[-2].geste if len(past) > 1 else ""


def undo() -> None:
    """Go back to the deck before the last change."""
    past = _past()
    if len(past) > 1:
        last = past.pop()
        past[-1] = replace(past[-1], revision=last.revision + 1, geste="")


def go(rang: int) -> None:
    """Take another scene at hand."""
    past = _past()
    now = past[-1]
    past[-1] = replace(now, rang=_within(rang, now.deck.scenes), revision=now.revision + 1)


def open_deck(deck: Presentation, geste: str) -> None:
    """Show another deck."""
    _change(geste, deck, 0)


def recall(deck: Presentation) -> bool:
    """Bring back a deck of an earlier session; return whether it is the one now shown.

    Scenes only added to the deck that anybody has follow those of the one found. A deck changed
    otherwise stays: the other one is under it, to be undone to.
    """
    first, now = scenes.seed(dataset()), current().deck
    n = len(first.scenes)
    found = replace(deck, scenes=(*deck.scenes, *now.scenes[n:]))
    if now == replace(first, scenes=(*first.scenes, *now.scenes[n:])) and (
        len(found.scenes) <= SCENES_MAX
    ):
        open_deck(found, _RETURN)
        return True
    past = _past()
    past.insert(1, Etat(deck, revision=past[0].revision, geste=past[0].geste))
    past[0] = replace(past[0], geste=_RETURN)
    return False


def add(scene: Scene) -> None:
    """Add a scene after the last one, unless the deck is full."""
    deck = current().deck
    if not current().full:
        _change("l’ajout de la scène", replace(deck, scenes=(*deck.scenes, scene)), SCENES_MAX)


def move(step: int) -> None:
    """Move the scene at hand towards the start (-1) or the end (1)."""
    now = current()
    kept = list(now.deck.scenes)
    rang = _within(now.rang + step, kept)
    if rang != now.rang:
        kept.insert(rang, kept.pop(now.rang))
        _change("le déplacement", replace(now.deck, scenes=tuple(kept)), rang)


def duplicate() -> None:
    """Copy the scene at hand just after itself."""
    now = current()
    if now.scene and not now.full:
        at = now.rang + 1
        kept = (*now.deck.scenes[:at], now.scene, *now.deck.scenes[at:])
        _change("la copie", replace(now.deck, scenes=kept), at)


def remove() -> None:
    """Take the scene at hand away."""
    now = current()
    if now.scene:
        kept = (*now.deck.scenes[: now.rang], *now.deck.scenes[now.rang + 1 :])
        geste = f"la suppression de « {now.scene.titre} »"
        _change(geste, replace(now.deck, scenes=kept), now.rang)


def edit(**fields: Any) -> None:
    """Change fields of the scene at hand; the page's own fields keep what was typed."""
    now = current()
    if not now.scene:
        return
    scene = replace(now.scene, **fields)
    if scene != now.scene:
        kept = (*now.deck.scenes[: now.rang], scene, *now.deck.scenes[now.rang + 1 :])
        _change("la correction", replace(now.deck, scenes=kept), now.rang, typed=True)


def rename(titre: str) -> None:
    """Change the title of the deck."""
    now = current()
    _change("le nouveau titre", replace(now.deck, titre=titre), now.rang, typed=True)


def _past() -> list[Etat]:
    """Return the decks of the session, the present one last."""
    if _PAST not in st.session_state:
        st.session_state[_PAST] = [Etat(scenes.seed(dataset()))]
    past: list[Etat] = st.session_state[_PAST]
    return past


def _change(geste: str, deck: Presentation, rang: int, *, typed: bool = False) -> None:
    past = _past()
    now = past[-1]
    past[-1] = replace(now, geste=geste)
    past.append(Etat(deck, _within(rang, deck.scenes), now.revision + (not typed)))
    del past[:-_KEPT]
    st.session_state[_TOUCHED] = True


def _within(rang: int, scenes: Sequence[Scene]) -> int:
    return max(0, min(rang, len(scenes) - 1))
