"""Figures as the reports write them, in French."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence

from geo.format_fr import number

#: A figure beside its target: what it is, the target, the figure, whether it is held; None when
#: it was not measured.
Held = tuple[str, str, str, bool | None]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that at least 95 % of the values do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


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
