"""The presentation of a session: its scenes, the one at hand, and every change, which is undone.

The deck is never lost by a click: each change keeps the one before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export import scenes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.dataset import Dataset
    from geo.scenes import Presentation, Scene

_KEY = "_presentation"
#: Changes that can be undone.
_KEPT = 50


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


def current(donnees: Dataset) -> Etat:
    """Return the session's deck; the seed deck until something changes it."""
    past: list[Etat] = st.session_state.setdefault(_KEY, [])
    if not past:
        past.append(Etat(scenes.seed(donnees)))
    return past[-1]


def touched() -> bool:
    """Tell whether the visitor changed the deck in this session."""
    return len(st.session_state.get(_KEY, ())) > 1


def undoable() -> str:
    """Return what undoing would undo, in French; empty when there is nothing."""
    past: list[Etat] = st.session_state.get(_KEY, [])
    return past[-2].geste if len(past) > 1 else ""


def undo() -> None:
    """Go back to the deck before the last change."""
    past: list[Etat] = st.session_state[_KEY]
    if len(past) > 1:
        last = past.pop()
        past[-1] = replace(past[-1], revision=last.revision + 1, geste="")


def go(rang: int) -> None:
    """Take another scene at hand."""
    past: list[Etat] = st.session_state[_KEY]
    now = past[-1]
    past[-1] = replace(now, rang=_within(rang, now.deck.scenes), revision=now.revision + 1)


def open_deck(deck: Presentation, geste: str) -> None:
    """Show another deck."""
    _change(geste, deck, 0)


def add(donnees: Dataset, scene: Scene) -> int:
    """Add a scene after the last one; return how many there are."""
    deck = current(donnees).deck
    _change("l’ajout de la scène", replace(deck, scenes=(*deck.scenes, scene)), len(deck.scenes))
    return len(deck.scenes) + 1


def move(step: int) -> None:
    """Move the scene at hand towards the start (-1) or the end (1)."""
    now = _now()
    kept = list(now.deck.scenes)
    scene = kept.pop(now.rang)
    rang = _within(now.rang + step, now.deck.scenes)
    kept.insert(rang, scene)
    _change("le déplacement", replace(now.deck, scenes=tuple(kept)), rang)


def duplicate() -> None:
    """Copy the scene at hand just after itself."""
    now = _now()
    kept = list(now.deck.scenes)
    kept.insert(now.rang + 1, kept[now.rang])
    _change("la copie", replace(now.deck, scenes=tuple(kept)), now.rang + 1)


def remove() -> None:
    """Take the scene at hand away."""
    now = _now()
    kept = list(now.deck.scenes)
    gone = kept.pop(now.rang)
    _change(f"la suppression de « {gone.titre} »", replace(now.deck, scenes=tuple(kept)), now.rang)


def edit(**fields: Any) -> None:
    """Change fields of the scene at hand; the page's own fields keep what was typed."""
    now = _now()
    kept = list(now.deck.scenes)
    kept[now.rang] = replace(kept[now.rang], **fields)
    if kept[now.rang] != now.deck.scenes[now.rang]:
        _change("la correction", replace(now.deck, scenes=tuple(kept)), now.rang, typed=True)


def rename(titre: str) -> None:
    """Change the title of the deck."""
    now = _now()
    _change("le nouveau titre", replace(now.deck, titre=titre), now.rang, typed=True)


def _now() -> Etat:
    past: list[Etat] = st.session_state[_KEY]
    return past[-1]


def _change(geste: str, deck: Presentation, rang: int, *, typed: bool = False) -> None:
    past: list[Etat] = st.session_state[_KEY]
    now = past[-1]
    past[-1] = replace(now, geste=geste)
    past.append(Etat(deck, _within(rang, deck.scenes), now.revision + (not typed)))
    del past[:-_KEPT]


def _within(rang: int, scenes: Sequence[Scene]) -> int:
    return max(0, min(rang, len(scenes) - 1))
