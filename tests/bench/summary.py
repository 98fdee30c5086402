"""The report of a run: what goes into the README, and all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.format_fr import FINE, number
from tests.bench import report, report_growth, report_pairs
from tests.bench.figures import targets

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The picture's place, from the README's folder.
PICTURE = "docs/mesures.svg"
_ALT = (
    f"Cette application et ses voisines à trois tailles d’inventaire{FINE}: temps du filtre à "
    "l’image, première image, octets par filtre"
)


def section(results: Mapping[str, Any]) -> str:
    """Return the README's section: the applications side by side, the targets, the growth."""
    lines = [results["contexte"], "", f"![{_ALT}]({PICTURE})", ""]
    for factor, rows in results["pairs"].items():
        count = number(results["comptes"][factor])
        lines += [f"**{number(factor)} × les coopérations ({count})**", ""]
        lines += [*report_pairs.table(rows), ""]
    lines += ["**Cibles**", ""]
    lines += [*targets(report_pairs.held(results["pairs"], results["departs"])), ""]
    if "croissance" in results:
        lines += _growth(results["croissance"])
    return "\n".join(lines)


def whole(results: Mapping[str, Any]) -> str:
    """Return everything that was measured."""
    parts = ["# Mesures", ""]
    if results.get("pairs"):
        parts.append(section(results))
    else:
        parts += [results["contexte"], "", *_growth(results.get("croissance", {}))]
    if "application" in results:
        parts.append(report.markdown(results["application"]))
    return "\n".join(parts)


def _growth(growth: Mapping[str, Any]) -> list[str]:
    lines = ["**Croissance**", ""] if growth else []
    for what, rows in growth.items():
        lines += [*report_growth.table(what, rows), ""]
    return lines
