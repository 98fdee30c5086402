"""The names that stand for figures in a scene's texts, between braces: `{cooperations}`."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ALONE = "n_"
"""Before the name of what is counted: its number, without the noun."""

COMPTES: Mapping[str, str] = {
    "cooperations": "coopérations montrées",
    "cooperations_frontiere": "coopérations montrées avec un partenaire étranger",
    "cooperations_sans_annee": "coopérations montrées dont l’année de début est inconnue",
    "cooperations_debut": "coopérations montrées nées jusqu’à la première année du défilé",
    "cooperations_fin": "coopérations montrées nées jusqu’à la dernière année du défilé",
    "cooperations_total": "coopérations de la carte sans filtre",
    "cooperations_frontiere_total": "celles qui ont un partenaire étranger",
    "poles": "pôles montrés",
    "poles_aire": "pôles montrés d’un seul tenant",
    "poles_reseau": "pôles montrés faits de villes éloignées",
    "poles_mixte": "pôles montrés qui sont l’un et l’autre",
    "poles_total": "pôles de la carte sans filtre",
    "territoires": "territoires qui prennent part aux coopérations montrées",
    "partenaires_etrangers": "partenaires étrangers des coopérations montrées",
    "regions": "régions d’au moins une coopération montrée",
    "intercommunalites": "intercommunalités d’un pôle ou d’une coopération montrés",
    "intercommunalites_poles": "intercommunalités d’un pôle montré",
    "intercommunalites_seules": "intercommunalités d’une coopération montrée, d’aucun pôle",
    "intercommunalites_hors_pole": "intercommunalités d’aucun pôle montré",
    "intercommunalites_hors_tout": "intercommunalités de rien de ce qui est montré",
    "intercommunalites_total": "toutes les intercommunalités",
    "habitants": "habitants des intercommunalités d’un pôle ou d’une coopération montrés",
    "habitants_poles": "habitants des intercommunalités d’un pôle montré",
    "habitants_hors_pole": "habitants hors de tout pôle montré",
    "habitants_hors_tout": "habitants hors de tout ce qui est montré",
}
PARTS: Mapping[str, str] = {
    "part_habitants": "part des habitants d’un pôle ou d’une coopération montrés, en %",
    "part_poles": "part des habitants d’un pôle montré",
    "part_hors_pole": "part des habitants hors de tout pôle montré",
    "part_hors_tout": "part des habitants hors de tout ce qui est montré",
}
ANNEES: Mapping[str, str] = {
    "annee_debut": "première année du défilé",
    "annee_fin": "dernière année du défilé",
}
NAMES: Mapping[str, str] = {**COMPTES, **PARTS, **ANNEES}
"""Every name, and what it tells."""


def unknown_names(*texts: str) -> tuple[str, ...]:
    """Return the names between braces that stand for nothing, each once."""
    names = dict.fromkeys(name for text in texts for name in PLACEHOLDER.findall(text))
    known = NAMES.keys() | {ALONE + name for name in COMPTES}
    return tuple(name for name in names if name not in known)
