"""The figures as a Markdown report in French, each beside its target."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

from tests.bench.measures import is_geometry

NAMES = {
    "nue": "(a) page Streamlit nue",
    "courante": "(b) idiome courant",
    "carte": "(c) cette application",
    "carte-10x": "(c) avec 10 × les coopérations",
}
#: Files named in the list of what weighs most.
HEAVIEST = 15
NARROW_SPACE = "\u202f"


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """Return the smallest value that at least 95 % of the values do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def markdown(results: dict[str, Any]) -> str:
    """Return the report."""
    parts = [_filters(results["filtres"])]
    if "pages" in results:
        parts.append(_pages(results))
    if "clics" in results:
        parts.append(_clicks(results))
    if "poids" in results:
        parts.append(_weights(results["poids"]))
    if "serveur" in results:
        parts.append(_server(results["serveur"]))
    return "\n".join(["# Mesures", "", results["contexte"], "", *parts])


def _filters(rows: dict[str, Any]) -> str:
    floor = median(rows["nue"]["confirme"])
    lines = [
        "## D’un filtre à l’écran",
        "",
        f"{len(rows['nue']['confirme'])} changements, du clic à la fin de l’image peinte.",
        "",
        "| | première réponse, médiane | p95 | × (a) | confirmée, médiane | p95 | × (a) |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in rows.items():
        cells = [NAMES[name]]
        for key in ("premier", "confirme"):
            values = row[key]
            cells += [_ms(median(values)), _ms(p95(values)), _ratio(median(values) / floor)]
        lines.append("| " + " | ".join(cells) + " |")
    lines += ["", *_table(_filter_targets(rows, floor)), ""]
    return "\n".join(lines)


def _pages(results: dict[str, Any]) -> str:
    """Tell a filter change on the pages that read: until the server has nothing more to say."""
    floor = median(results["filtres"]["nue"]["confirme"])
    rows = []
    for name, row in results["pages"].items():
        ratio = median(row["confirme"]) / floor
        rows.append((f"`{name}`", _limit(1.5), _ratio(ratio), ratio <= 1.5))
    return "\n".join(["## Un filtre sur les autres pages", "", *_table(rows), ""])


def _filter_targets(rows: dict[str, Any], floor: float) -> list[tuple[str, str, str, bool]]:
    found = []
    limits = {"carte": (0.6, 1.5), "carte-10x": (0.8, 2.0)}
    for name, (first_limit, confirmed_limit) in limits.items():
        if name not in rows:
            continue
        first = median(rows[name]["premier"]) / floor
        confirmed = median(rows[name]["confirme"]) / floor
        held = (first <= first_limit, confirmed <= confirmed_limit)
        label = NAMES[name]
        found += [
            (f"{label} : première réponse", _limit(first_limit), _ratio(first), held[0]),
            (f"{label} : confirmée", _limit(confirmed_limit), _ratio(confirmed), held[1]),
        ]
    if "carte" in rows and "courante" in rows:
        gain = median(rows["courante"]["confirme"]) / median(rows["carte"]["confirme"])
        found.append(("(c) confirmée, face à (b)", "≥ 4 × plus vite", _ratio(gain), gain >= 4))
    return found


def _clicks(results: dict[str, Any]) -> str:
    rows = results["clics"]
    light, sheet = median(rows["lumiere"]), median(rows["fiche"])
    limit = 250 + 1.5 * median(results["filtres"]["nue"]["confirme"])
    moved = rows["executions_deplacement"]
    table = [
        ("clic → mise en lumière", "< 50 ms", f"{_ms(light)} (p95 {_ms(p95(rows['lumiere']))})"),
        ("clic → fiche", f"≤ {_ms(limit)}", f"{_ms(sheet)} (p95 {_ms(p95(rows['fiche']))})"),
        ("zoom et déplacement : exécutions du serveur", "0", str(moved)),
    ]
    held = [light < 50, sheet <= limit, moved == 0]
    lines = _table([(*row, ok) for row, ok in zip(table, held, strict=True)])
    return "\n".join(["## Sur la carte", "", *lines, ""])


def _weights(rows: dict[str, Any]) -> str:
    bare, carte = rows["nue"], rows["carte"]
    added = carte["total"] - bare["total"]
    again = carte["geometrie_rechargee"]
    shapes = sum(size for path, size in carte["fichiers"].items() if is_geometry(path))
    change = median(carte["changements"])
    table = [
        ("un changement de filtre", "< 10 ko", _kb(change), change < 10_000),
        ("page nue, un changement", "", _kb(median(bare["changements"])), True),
        ("idiome courant, un changement", "", _kb(median(rows["courante"]["changements"])), True),
        ("page nue, première visite", "", _kb(bare["total"]), True),
        ("ajouté par la carte, première visite", "< 800 ko", _kb(added), added < 800_000),
        ("dont géométrie", "< 400 ko", _kb(shapes), shapes < 400_000),
        ("seconde visite, tout compris", "", _kb(carte["seconde_visite"]), True),
        ("seconde visite, géométrie rechargée", "0", _kb(again), again == 0),
    ]
    heaviest = sorted(
        ((path, size) for path, size in carte["fichiers"].items() if path not in bare["fichiers"]),
        key=lambda row: -row[1],
    )[:HEAVIEST]
    lines = [
        *_table(table),
        "",
        "Le plus lourd de ce que la carte ajoute :",
        "",
        "| | |",
        "|---|---|",
        *(f"| `{path}` | {_kb(size)} |" for path, size in heaviest),
    ]
    return "\n".join(["## Sur le réseau, compressé, en-têtes compris", "", *lines, ""])


def _server(rows: dict[str, Any]) -> str:
    load = rows["chargement"]
    loaded = median(load["tables_ms"]) + median(load["perimetres_ms"])
    wall = median(rows["execution_ms"])
    own = wall * rows["part_propre"]
    memory = rows["memoire_mo"]
    table = [
        ("tables et périmètres, une fois par processus", "< 300 ms", _ms(loaded), loaded < 300),
        ("dont tables", "", _ms(median(load["tables_ms"])), True),
        ("dont périmètres", "", _ms(median(load["perimetres_ms"])), True),
        ("tout, facettes et couches comprises", "", _ms(median(load["tout_ms"])), True),
        ("exécution d’un changement, Streamlit compris", "", _ms(wall), True),
        ("dont notre Python et ses bibliothèques", "< 30 ms", _ms(own), own < 30),
    ]
    if memory is not None:
        size = f"{_number(memory, 1)} Mo"
        table.append(("mémoire d’une session de plus", "< 2 Mo", size, memory < 2))
    return "\n".join(["## Serveur", "", *_table(table), ""])


def _table(rows: Sequence[tuple[str, str, str, bool]]) -> list[str]:
    lines = ["| | cible | mesuré | |", "|---|---|---|---|"]
    for label, target, value, held in rows:
        verdict = ("tenue" if held else "**manquée**") if target else ""
        lines.append(f"| {label} | {target} | {value} | {verdict} |")
    return lines


def _number(value: float, digits: int = 0) -> str:
    return f"{value:,.{digits}f}".replace(",", NARROW_SPACE).replace(".", ",")


def _ms(value: float) -> str:
    return f"{_number(value)} ms"


def _kb(size: float) -> str:
    return f"{_number(size / 1000, 1)} ko"


def _ratio(value: float) -> str:
    return f"{_number(value, 2)} ×"


def _limit(value: float) -> str:
    return f"≤ {_number(value, 1)} × (a)"
