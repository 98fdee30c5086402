"""So many visitors at once, in Markdown and in French, beside the targets."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from geo.format_fr import FINE, number
from tests.bench.figures import Held, by_size, mb, ms, octets, p95, percentile

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.load import Crowd, Load

#: Targets: visitors answered in time, and what one more costs.
VISITORS, P95_MS, VISITOR_MB = 100, 1000, 1.5
#: Below so many visitors, what one adds is hidden by what the process itself needs.
FEW = 10
#: Errors told in full.
ERRORS_SHOWN = 20


def section(load: Load) -> list[str]:
    """Return the README's part: a table for each number of processes, and the places."""
    lines = []
    for processes, crowds in load.processus.items():
        what = f"visiteurs, {processes} processus"
        counts = [crowd.visiteurs for crowd in crowds]
        figures = [(label, [read(one) for one in crowds], written) for label, read, written in ROWS]
        lines += [*by_size(what, counts, figures, least=FEW), ""]
    full = load.borne
    inside = full.visiteurs - full.file
    lines.append(
        f"Places comptées, {full.visiteurs} visiteurs{FINE}: {inside} à l’intérieur "
        f"(p95 {_time(full.reponses, 95)}), {full.file} dans la file."
    )
    return lines


def held(load: Load) -> list[Held]:
    """Return every target beside the figure."""
    found: list[Held] = []
    for processes, crowds in load.processus.items():
        for crowd in crowds:
            if crowd.visiteurs == VISITORS:
                label = f"{VISITORS} visiteurs, {processes} processus, p95 d’une réponse"
                slow = p95(crowd.reponses) if crowd.reponses else None
                verdict = slow is not None and slow <= P95_MS
                found.append((label, f"≤ {ms(P95_MS)}", _time(crowd.reponses, 95), verdict))
        sizes = [(one.visiteurs, one.memoire) for one in crowds if one.visiteurs >= FEW]
        known = [(count, memory) for count, memory in sizes if memory is not None]
        if len(known) > 1:
            slope = statistics.linear_regression(*zip(*known, strict=True)).slope
            label = f"mémoire d’un visiteur de plus, {processes} processus"
            limit = f"≤ {number(VISITOR_MB, decimals=1)} Mo"
            value = f"{number(slope, decimals=2)} Mo"
            found.append((label, limit, value, slope <= VISITOR_MB))
    wrong = len(_errors(load))
    found.append(("réponses fausses ou absentes, en foule", "0", number(wrong), wrong == 0))
    return found


def detail(load: Load) -> str:
    """Return what the README leaves out: each kind of act, and the errors."""
    lines = ["## En foule, par geste", ""]
    for processes, crowds in load.processus.items():
        counts = [crowd.visiteurs for crowd in crowds]
        figures = []
        for kind in sorted({kind for crowd in crowds for kind in crowd.gestes}):
            for part in (50, 95, 99):
                values = [_percentile(crowd.gestes.get(kind, ()), part) for crowd in crowds]
                figures.append((f"{kind}, p{part}", values, ms))
        lines += [*by_size(f"visiteurs, {processes} processus", counts, figures, least=FEW), ""]
    if errors := _errors(load)[:ERRORS_SHOWN]:
        lines += ["Erreurs :", "", *(f"- `{text[:300]}`" for text in errors), ""]
    return "\n".join(lines)


def _errors(load: Load) -> list[str]:
    crowds = [crowd for row in load.processus.values() for crowd in row]
    return [error for crowd in [*crowds, load.borne] for error in crowd.erreurs]


def _percentile(values: Sequence[float], part: float) -> float | None:
    return percentile(values, part) if values else None


def _time(values: Sequence[float], part: float) -> str:
    return ms(percentile(values, part)) if values else "—"


def _cores(count: float) -> str:
    return number(count, decimals=2)


#: What is told: its label, how it is read, how it is written.
ROWS: tuple[tuple[str, Callable[[Crowd], float | None], Callable[[float], str]], ...] = (
    ("réponses", lambda one: len(one.reponses), number),
    ("p50", lambda one: _percentile(one.reponses, 50), ms),
    ("p95", lambda one: _percentile(one.reponses, 95), ms),
    ("p99", lambda one: _percentile(one.reponses, 99), ms),
    ("octets d’une réponse", lambda one: statistics.mean(one.octets or [0]), octets),
    ("mémoire des serveurs", lambda one: one.memoire, mb),
    ("cœurs, serveurs", lambda one: one.coeurs, _cores),
    ("cœurs, visiteurs simulés", lambda one: one.client, _cores),
)
