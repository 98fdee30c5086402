"""The load's figures as a Markdown report in French, beside their targets."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from geo.format_fr import number

#: Targets: sessions answered in time on two cores, and what one more session costs.
SESSIONS, P95_MS, SESSION_MB = 100, 1000, 1.5
#: Below so many sessions, what a session adds is hidden by what the process itself needs.
FEW = 10


def exponent(numbers: Sequence[float], values: Sequence[float]) -> float:
    """Return the power of the number that values follow best, by least squares of logarithms.

    Not a number with fewer than two points.
    """
    return per_one([math.log(n) for n in numbers], [math.log(v) for v in values])


def per_one(numbers: Sequence[float], values: Sequence[float]) -> float:
    """Return what one more adds, by least squares; not a number with fewer than two points."""
    return statistics.linear_regression(numbers, values).slope if len(numbers) > 1 else math.nan


def markdown(found: dict[str, Any]) -> str:
    """Return the report of what `tests.bench.load.measure` found."""
    lines = [
        "## Charge",
        "",
        "Visiteurs simultanés par le WebSocket de Streamlit, deux secondes entre une réponse et "
        "l’acte suivant ; chaque réponse est vérifiée d’après les tables.",
        "",
    ]
    for processes, rows in found.items():
        if processes != "borne":
            lines += [f"### {processes} processus", "", *_table(rows), "", *_growth(rows), ""]
    if "borne" in found:
        lines += _bound(found["borne"])
    lines += _errors(found)
    return "\n".join(lines)


def _table(rows: Sequence[dict[str, Any]]) -> list[str]:
    kinds = sorted({kind for row in rows for kind in row["par_geste"]})
    head = ["sessions", "actes", "erreurs", "p50", "p95", "p99"]
    head += [*(f"p95 {kind}" for kind in kinds), "mémoire", "cœurs", "dont client"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        every = row["tous"]
        cells = [str(row["sessions"]), str(row["demandes"]), str(row["erreurs"])]
        cells += [_ms(every.get(part)) for part in ("p50", "p95", "p99")]
        cells += [_ms(row["par_geste"].get(kind, {}).get("p95")) for kind in kinds]
        client = row["coeurs_client"]
        cells += [f"{_number(row['memoire_mo'])} Mo", _number(row["coeurs"] + client, 2)]
        lines.append("| " + " | ".join([*cells, _number(client, 2)]) + " |")
    return lines


def _growth(rows: Sequence[dict[str, Any]]) -> list[str]:
    many = [row for row in rows if row["sessions"] >= FEW and row["demandes"]]
    numbers = [row["sessions"] for row in many]
    memory = [row["memoire_mo"] for row in many]
    speed, sizes = ([row["tous"][key] for row in many] for key in ("p95", "octets"))
    lines = [
        f"À partir de {FEW} sessions, exposants : p95 {_number(exponent(numbers, speed), 2)}, "
        f"octets d’une réponse {_number(exponent(numbers, sizes), 2)}, mémoire du serveur "
        f"{_number(exponent(numbers, memory), 2)}. Une session de plus : "
        f"{_number(per_one(numbers, memory), 2)} Mo (cible ≤ {_number(SESSION_MB, 1)} Mo).",
    ]
    for row in rows:
        if row["sessions"] == SESSIONS:
            held = row["tous"].get("p95", math.inf) <= P95_MS and not row["erreurs"]
            lines += [
                "",
                f"{SESSIONS} sessions, p95 ≤ {_ms(P95_MS)} : {'tenue' if held else '**manquée**'}.",
            ]
    return lines


def _bound(row: dict[str, Any]) -> list[str]:
    inside = row["sessions"] - row["en_attente"]
    return [
        "### Au-delà des places",
        "",
        f"{row['sessions']} visiteurs, places comptées : {inside} à l’intérieur "
        f"(p95 {_ms(row['tous'].get('p95'))}), {row['en_attente']} dans la file, "
        f"{row['erreurs']} erreur(s), mémoire {_number(row['memoire_mo'])} Mo.",
        "",
    ]


def _errors(found: dict[str, Any]) -> list[str]:
    rows = [row for rows in found.values() for row in (rows if isinstance(rows, list) else [rows])]
    told = [text for row in rows for text in row["exemples"]]
    return ["Erreurs :", "", *(f"- `{text[:300]}`" for text in told), ""] if told else []


def _number(value: float, decimals: int = 0) -> str:
    return "?" if math.isnan(value) else number(value, decimals=decimals)


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{_number(value)} ms"
