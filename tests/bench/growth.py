"""How time, bytes and memory of this application grow with the inventory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.bench.peers import OURS
from tests.bench.side_by_side import Plan, Row, measure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.bench.sizes import Data

#: How many times today's cooperations, and today's pôles.
COOPERATIONS = (1, 3, 10, 30, 100)
POLES = (1, 3, 10, 30)
PLAN = Plan(rounds=1, visits=2, budget_s=30)
CYCLES = 2

Growth = list[tuple[int, Row]]
"""The count of what grows, and the figures at that count."""


def measure_growth(
    browser: Browser, sized: Callable[[int], Data], factors: Sequence[int], logs: Path
) -> Growth:
    """Measure the application at each size."""
    rows = []
    for factor in factors:
        data = sized(factor)
        own = replace(data, cycles=data.cycles[:CYCLES])
        rows.append((data.count, measure(browser, [OURS], own, PLAN, logs)[OURS.name]))
    return rows
