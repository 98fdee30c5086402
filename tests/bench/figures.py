"""Figures as the reports write them, in French."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence

from geo.format_fr import number

#: A figure beside its target: what it is, the target, the figure, whether it is held; None when
#: it was not measured.
Held = tuple[str, str, str, bool | None]

#: A figure at each size, None where it was not measured: its label, the values, how one is written.
Sized = tuple[str, Sequence[float | None], Callable[[float], str]]


def percentile(values: Sequence[float], part: float) -> float:
    """Return the smallest value that at least `part` % of the values do not exceed."""
    return sorted(values)[math.ceil(part / 100 * len(values)) - 1]


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return percentile(values, 95)


def exponent(counts: Sequence[float], values: Sequence[float]) -> float:
    """Return the power of the count that values follow best, by least squares of logarithms.

    0 where they do not grow, 1 where they grow as the count does.

    Raises
    ------
    ValueError
        If a count or a value is not above zero, or if all the counts are the same.
    """
    logarithms = [[math.log(value) for value in series] for series in (counts, values)]
    return statistics.linear_regression(*logarithms).slope


def ms(value: float) -> str:
    """Write a time given in ms; in seconds from ten seconds up."""
    return f"{number(value)} ms" if value < 10_000 else f"{number(value / 1000, decimals=1)} s"


def octets(count: float) -> str:
    """Write a number of bytes."""
    if count < 1_000_000:
        return f"{number(count / 1000, decimals=1)} ko"
    return f"{number(count / 1_000_000, decimals=1)} Mo"


def mb(size: float) -> str:
    """Write a memory given in MB."""
    return f"{number(size)} Mo"


def times(ratio: float) -> str:
    """Write a ratio."""
    return f"{number(ratio, decimals=2)} ×"


def targets(rows: Sequence[Held]) -> list[str]:
    """Return a Markdown table of figures beside their targets; no verdict without a target."""
    lines = ["| | cible | mesuré | |", "|---|---|---|---|"]
    for label, target, value, held in rows:
        verdict = {True: "tenue", False: "**manquée**", None: "non mesurée"}[held] if target else ""
        lines.append(f"| {label} | {target} | {value} | {verdict} |")
    return lines


def by_size(
    what: str, counts: Sequence[int], figures: Sequence[Sized], least: int = 0
) -> list[str]:
    """Return the Markdown table of what grows with a count: a figure a row, a size a column.

    Each row ends with its exponent, from the count `least` up.
    """
    lines = [
        f"| {what} | {' | '.join(number(count) for count in counts)} | exposant |",
        "|---|" + "--:|" * (len(counts) + 1),
    ]
    for label, values, written in figures:
        cells = ["—" if value is None else written(value) for value in values]
        known = [
            (count, value)
            for count, value in zip(counts, values, strict=True)
            if value and count >= least
        ]
        power = "—"
        if len(known) > 1:
            power = number(exponent(*zip(*known, strict=True)), decimals=2)
        lines.append(f"| {label} | {' | '.join(cells)} | {power} |")
    return lines
