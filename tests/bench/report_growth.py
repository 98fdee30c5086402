"""How the application grows, in Markdown and in French: each figure by size, and its exponent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geo.format_fr import number
from tests.bench.figures import mb, median, ms, octets
from tests.bench.growth import exponent

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
    """Return the Markdown table of what grows with a count: a figure a row, a size a column."""
    counts = [count for count, _ in growth]
    lines = [
        f"| {what} | {' | '.join(number(count) for count in counts)} | exposant |",
        "|---|" + "--:|" * (len(counts) + 1),
    ]
    for label, read, written in FIGURES:
        values = [read(row) for _, row in growth]
        cells = ["—" if value is None else written(value) for value in values]
        lines.append(f"| {label} | {' | '.join(cells)} | {_power(counts, values)} |")
    return lines


def _power(counts: list[int], values: list[float | None]) -> str:
    known = [(count, value) for count, value in zip(counts, values, strict=True) if value]
    if len(known) < 2:
        return "—"
    return number(exponent(*zip(*known, strict=True)), decimals=2)
