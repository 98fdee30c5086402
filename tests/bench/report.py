"""What is measured of this application alone, in Markdown and in French, beside its targets."""

from __future__ import annotations

from statistics import median
from typing import Any

from geo.format_fr import number
from tests.bench.figures import ms, octets, p95, targets, times
from tests.bench.measures import is_geometry

NAMES = {"nue": "(a) page Streamlit nue", "carte": "cette application"}
#: Files named in the list of what weighs most.
HEAVIEST = 15


def markdown(results: dict[str, Any]) -> str:
    """Return the report of what was measured of the application alone."""
    parts = [_filters(results["filtres"])]
    if "pages" in results:
        parts.append(_pages(results))
    if "clics" in results:
        parts.append(_clicks(results))
    if "poids" in results:
        parts.append(_weights(results["poids"]))
    if "serveur" in results:
        parts.append(_server(results["serveur"]))
    return "\n".join(parts)


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
            cells += [ms(median(values)), ms(p95(values)), times(median(values) / floor)]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join([*lines, ""])


def _pages(results: dict[str, Any]) -> str:
    """Tell a filter change on the pages that read: until the server has nothing more to say."""
    floor = median(results["filtres"]["nue"]["confirme"])
    rows = []
    for name, row in results["pages"].items():
        ratio = median(row["confirme"]) / floor
        rows.append((f"`{name}`", "≤ 1,5 × (a)", times(ratio), ratio <= 1.5))
    return "\n".join(["## Un filtre sur les autres pages", "", *targets(rows), ""])


def _clicks(results: dict[str, Any]) -> str:
    rows = results["clics"]
    light, sheet = median(rows["lumiere"]), median(rows["fiche"])
    limit = 250 + 1.5 * median(results["filtres"]["nue"]["confirme"])
    moved = rows["executions_deplacement"]
    table = [
        ("clic → mise en lumière", "< 50 ms", f"{ms(light)} (p95 {ms(p95(rows['lumiere']))})"),
        ("clic → fiche", f"≤ {ms(limit)}", f"{ms(sheet)} (p95 {ms(p95(rows['fiche']))})"),
        ("zoom et déplacement : exécutions du serveur", "0", str(moved)),
    ]
    held = [light < 50, sheet <= limit, moved == 0]
    lines = targets([(*row, ok) for row, ok in zip(table, held, strict=True)])
    return "\n".join(["## Sur la carte", "", *lines, ""])


def _weights(rows: dict[str, Any]) -> str:
    bare, carte = rows["nue"], rows["carte"]
    added = carte["total"] - bare["total"]
    again = carte["geometrie_rechargee"]
    shapes = sum(size for path, size in carte["fichiers"].items() if is_geometry(path))
    change = median(carte["changements"])
    table = [
        ("un changement de filtre", "< 10 ko", octets(change), change < 10_000),
        ("page nue, un changement", "", octets(median(bare["changements"])), True),
        ("page nue, première visite", "", octets(bare["total"]), True),
        ("ajouté par la carte, première visite", "< 800 ko", octets(added), added < 800_000),
        ("dont géométrie", "< 400 ko", octets(shapes), shapes < 400_000),
        ("seconde visite, tout compris", "", octets(carte["seconde_visite"]), True),
        ("seconde visite, géométrie rechargée", "0", octets(again), again == 0),
    ]
    heaviest = sorted(
        ((path, size) for path, size in carte["fichiers"].items() if path not in bare["fichiers"]),
        key=lambda row: -row[1],
    )[:HEAVIEST]
    lines = [
        *targets(table),
        "",
        "Le plus lourd de ce que la carte ajoute :",
        "",
        "| | |",
        "|---|---|",
        *(f"| `{path}` | {octets(size)} |" for path, size in heaviest),
    ]
    return "\n".join(["## Sur le réseau, compressé, en-têtes compris", "", *lines, ""])


def _server(rows: dict[str, Any]) -> str:
    load = rows["chargement"]
    loaded = median(load["tables_ms"]) + median(load["perimetres_ms"])
    wall = median(rows["execution_ms"])
    own = wall * rows["part_propre"]
    memory = rows["memoire_mo"]
    table = [
        ("tables et périmètres, une fois par processus", "< 300 ms", ms(loaded), loaded < 300),
        ("dont tables", "", ms(median(load["tables_ms"])), True),
        ("dont périmètres", "", ms(median(load["perimetres_ms"])), True),
        ("tout, facettes et couches comprises", "", ms(median(load["tout_ms"])), True),
        ("exécution d’un changement, Streamlit compris", "", ms(wall), True),
        ("dont notre Python et ses bibliothèques", "< 30 ms", ms(own), own < 30),
    ]
    if memory is not None:
        size = f"{number(memory, decimals=1)} Mo"
        table.append(("mémoire d’une session de plus", "< 2 Mo", size, memory < 2))
    return "\n".join(["## Serveur", "", *targets(table), ""])
