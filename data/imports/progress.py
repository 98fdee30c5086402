"""How far an import is, told often enough to be seen and seldom enough to cost nothing."""

from __future__ import annotations

from collections.abc import Callable

Step = Callable[[str, float], None]
"""Told what is being done, in French, and how much is done (0 to 1)."""

READ, TAKEN, NAMED, MERGED = 0.4, 0.65, 0.75, 0.8
"""How much is done once the file is read, its values, its names, and the inventory is made."""


class Progress:
    """Tells a step at each new thing done, and at each hundredth of the whole.

    Parameters
    ----------
    step
        Who is told; nobody when None.
    """

    def __init__(self, step: Step | None = None) -> None:
        self.step = step
        self.what, self.done = "", -1.0

    def __call__(self, what: str, done: float) -> None:
        """Say what is being done, and how much is done; it never goes back."""
        done = max(self.done, min(done, 1.0))
        if self.step is not None and (what != self.what or done >= self.done + 0.01):
            self.what, self.done = what, done
            self.step(what, done)
