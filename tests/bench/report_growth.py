"""How the application grows, in Markdown and in French: each figure by size, and its exponent."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from tests.bench.figures import by_size, mb, ms, octets

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bench.growth import Growth
    from tests.bench.side_by_side import Row


def _middle(name: str) -> Callable[[Row], float | None]:
    def read(row: Row) -> float | None:
        values = getattr(row, name)
        return median(values) if values else None

    return read


#: What is told: its label, how it is read in a row, how it is written.
FIGURES: tuple[tuple[str, Callable[[Row], float | None], Callable[[float], str]], ...] = (
    ("première image, cache vide", _middle("froide"), ms),
    ("filtre → image", _middle("premier"), ms),
    ("… confirmée par le serveur", _middle("confirme"), ms),
    ("octets, première visite", lambda row: row.visite, octets),
    ("octets par filtre", _middle("octets"), octets),
    ("serveur, par filtre", _middle("serveur"), ms),
    ("mémoire du serveur", lambda row: row.memoire, mb),
)


def table(what: str, growth: Growth) -> list[str]:
    """Return the Markdown table of what grows with a count."""
    counts, rows = zip(*growth, strict=True)
    figures = [(label, [read(row) for row in rows], written) for label, read, written in FIGURES]
    return by_size(what, counts, figures)
