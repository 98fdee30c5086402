"""The report of a run: what goes into the README, and all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.format_fr import FINE, number
from tests.bench import report, report_growth, report_load, report_pairs
from tests.bench.figures import Held, targets

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The picture's place, from the README's folder.
PICTURE = "docs/mesures.svg"
_ALT = (
    f"Cette application et ses voisines à trois tailles d’inventaire{FINE}: temps du filtre à "
    "l’image, première image, octets par filtre"
)


def section(results: Mapping[str, Any]) -> str:
    """Return the README's section: side by side, the targets, the growth, the crowds."""
    lines = [results["contexte"], ""]
    held: list[Held] = []
    if results.get("pairs"):
        lines += [f"![{_ALT}]({PICTURE})", ""]
        for factor, rows in results["pairs"].items():
            count = number(results["comptes"][factor])
            lines += [f"**{number(factor)} × les coopérations ({count})**", ""]
            lines += [*report_pairs.table(rows), ""]
        held += report_pairs.held(results["pairs"], results["departs"])
    if "foule" in results:
        held += report_load.held(results["foule"])
    if held:
        lines += ["**Cibles**", "", *targets(held), ""]
    if results.get("croissance"):
        lines += ["**Croissance**", ""]
        for what, rows in results["croissance"].items():
            lines += [*report_growth.table(what, rows), ""]
    if "foule" in results:
        lines += ["**En foule**", "", *report_load.section(results["foule"]), ""]
    return "\n".join(lines)


def whole(results: Mapping[str, Any]) -> str:
    """Return everything that was measured."""
    parts = ["# Mesures", "", section(results)]
    if "application" in results:
        parts.append(report.markdown(results["application"]))
    if "foule" in results:
        parts.append(report_load.detail(results["foule"]))
    return "\n".join(parts)
