"""What a visitor does next, drawn at random from a seed, and what the page must then announce."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from tests.browser.expected import State, inventory

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

#: Kinds of acts; the first is the page that opens.
OPEN, FILTER, SELECT, PAGE = "ouverture", "filtre", "sélection", "page"
#: Out of twenty acts, how many of each: people filter more than they move.
WEIGHTS = {FILTER: 10, SELECT: 5, PAGE: 5}
#: Pages with the filters and the counter, by their path.
PATHS = ("", "poles", "cooperations", "regions")
#: Seconds between an answer and the next act: two on average.
THINK_S = (1.0, 3.0)
#: Nothing filtered.
ALL = State()
#: Facets whose options are pressed; systems are under the hand.
FACETS = ("systeme", "systeme", "theme")
#: Options pressed at once in a facet before they are released.
PRESSED_MAX = 2
CLEAR = "Retirer tous les filtres"


@dataclass(frozen=True)
class Act:
    """One act and the state it leads to.

    Attributes
    ----------
    kind
        One of the kinds above.
    path
        Page that it leads to, or stays on.
    facet
        Facet whose options are pressed; "" for all of them lifted, with a button.
    choix
        Type and code of what is selected, as in an address: ``pole:200030989``.
    state
        Filters once it is done.
    """

    kind: str
    path: str = ""
    facet: str = ""
    choix: str = ""
    state: State = ALL

    def pressed(self) -> list[str]:
        """Return the labels of the facet's options that are pressed."""
        chosen = getattr(self.state, self.facet)
        return [label for code, label in inventory().labels[self.facet].items() if code in chosen]

    @property
    def counter(self) -> tuple[int, int]:
        """Return the cooperations and pôles that must be announced."""
        return counts(self.state)


@cache
def counts(state: State) -> tuple[int, int]:
    """Return how many cooperations and pôles a state keeps, worked out from the tables."""
    shown = inventory().shown(state)
    return len(shown.cooperations), len(shown.poles)


@cache
def choices() -> Sequence[str]:
    """Return what may be selected anywhere, in the order of the tables."""
    poles = [f"pole:{code}" for code, pole in inventory().poles.items() if pole.by_default]
    return [*poles, *(f"cooperation:{code}" for code in inventory().cooperations)]


def walk(seed: int) -> Iterator[tuple[Act, float]]:
    """Yield one visitor's acts, without end, each with the seconds of thought after it.

    They are the same for a seed.
    """
    chance = random.Random(seed)
    act = Act(OPEN)
    while True:
        yield act, chance.uniform(*THINK_S)
        act = _next(act, chance)


def _next(act: Act, chance: random.Random) -> Act:
    (kind,) = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))
    act = replace(act, kind=kind, facet="", choix="")
    if kind == PAGE:
        return replace(act, path=chance.choice([path for path in PATHS if path != act.path]))
    if kind == SELECT:
        return replace(act, choix=chance.choice(choices()))
    facet = chance.choice(FACETS)
    pressed = getattr(act.state, facet)
    if len(pressed) >= PRESSED_MAX:
        return replace(act, state=ALL)
    code = chance.choice([code for code in inventory().labels[facet] if code not in pressed])
    return replace(act, facet=facet, state=act.state.with_option(facet, code))
