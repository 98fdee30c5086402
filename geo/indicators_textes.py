"""The indicators of the pôles in words: what each counts, its values and its ranks written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.format_fr import NBSP, is_missing, number, typography
from geo.sheets_parts import MILLESIME_EPCI, MILLESIME_POPULATION

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Definition:
    """What an indicator is.

    Attributes
    ----------
    libelle
        Its name, in French.
    unite, une
        Its unit, as written after several and after one.
    texte
        What it counts, in French sentences; `{annee}` is the year of the inventory (`counted`).
    decimales
        Decimals worth writing.
    log
        Whether its values spread over orders of magnitude.
    """

    libelle: str
    unite: str
    une: str
    texte: str
    decimales: int = 0
    log: bool = False


DEFINITIONS: Mapping[str, Definition] = {
    "population": Definition(
        "Population",
        "hab.",
        "hab.",
        f"Somme des populations municipales {MILLESIME_POPULATION} des intercommunalités membres. "
        "Plusieurs intercommunalités appartiennent à deux pôles\u202f: les populations des pôles "
        "ne s’additionnent pas.",
        log=True,
    ),
    "superficie": Definition(
        "Superficie",
        "km²",
        "km²",
        "Somme des superficies des intercommunalités membres, mesurées sur les contours IGN "
        "ADMIN EXPRESS COG.",
        log=True,
    ),
    "densite": Definition(
        "Densité", "hab./km²", "hab./km²", "Population divisée par la superficie.", log=True
    ),
    "membres": Definition(
        "Intercommunalités",
        "interco.",
        "interco.",
        "Nombre d’intercommunalités membres (EPCI à fiscalité propre au 1ᵉʳ janvier "
        f"{MILLESIME_EPCI}), sans celles qui l’ont quitté ni celles dont l’adhésion reste à "
        "confirmer. Un pôle dissous garde sa dernière composition.",
    ),
    "communes": Definition(
        "Communes",
        "communes",
        "commune",
        f"Nombre de communes des intercommunalités membres, au 1ᵉʳ janvier {MILLESIME_EPCI}.",
        log=True,
    ),
    "departements": Definition(
        "Départements",
        "départements",
        "département",
        "Nombre de départements où se trouve au moins une commune du pôle.",
    ),
    "regions": Definition(
        "Régions",
        "régions",
        "région",
        "Nombre de régions où se trouve au moins une commune du pôle.",
    ),
    "morceaux": Definition(
        "Morceaux",
        "morceaux",
        "morceau",
        "Nombre de groupes d’intercommunalités membres qui se touchent de proche en proche par "
        "une frontière commune\u202f; 1 = d’un seul tenant. Les îles et les enclaves d’une même "
        "intercommunalité ne comptent pas à part.",
    ),
    "part_premier": Definition(
        "Poids du premier membre",
        "%",
        "%",
        "Part de l’intercommunalité la plus peuplée dans la population du pôle.",
        decimales=1,
    ),
    "distance": Definition(
        "Distance entre villes",
        "km",
        "km",
        "Distance entre les villes principales\u202f: la plus grande distance à vol d’oiseau entre "
        "les mairies des communes les plus peuplées de deux intercommunalités membres.",
        log=True,
    ),
    "age": Definition(
        "Âge",
        "ans",
        "an",
        "Années écoulées de l’année de création à {annee}, ou à l’année de dissolution. "
        "Un pôle au statut non vérifié est compté comme existant encore. Non renseigné quand "
        "l’année de création, ou de dissolution, n’est pas connue.",
    ),
    "cooperations": Definition(
        "Coopérations du pôle",
        "coopérations",
        "coopération",
        "Nombre de coopérations de l’inventaire (confiance haute ou moyenne) auxquelles le pôle "
        "prend part lui-même, en son nom.",
    ),
    "cooperations_membres": Definition(
        "Coopérations des membres",
        "coopérations",
        "coopération",
        "Nombre d’autres coopérations de l’inventaire (confiance haute ou moyenne) auxquelles "
        "prend part au moins une intercommunalité membre, sans le pôle.",
    ),
    "themes": Definition(
        "Thèmes",
        "thèmes",
        "thème",
        "Nombre de thèmes, parmi les douze de l’inventaire, des missions recensées du pôle. Non "
        "renseigné quand aucune mission n’est recensée.",
    ),
}
"""Indicators by column of `pole_indicators`, in the order in which they are shown."""


def counted(key: str, annee: int) -> str:
    """Return what an indicator counts, in French sentences; `annee` is that of the inventory."""
    return typography(DEFINITIONS[key].texte.replace("{annee}", str(annee)))


def written(key: str, value: Any) -> str:
    """Write a value of an indicator with its unit: « 1 751 km² »; « non renseigné » if missing."""
    definition = DEFINITIONS[key]
    if is_missing(value):
        return "non renseigné"
    one = abs(value) < 2
    unit = definition.une if one else definition.unite
    return f"{number(value, decimals=definition.decimales)}{NBSP}{unit}"


def ranks_written(values: pd.Series) -> pd.Series:
    """Write the rank of each pôle among the known values, from the highest.

    « 3ᵉ sur 27 », « 1ᵉʳ ex æquo sur 27 », « même valeur pour les 27 », « non renseigné ».
    """
    known = values.dropna().astype(float)
    count = len(known)
    ranks = known.rank(method="min", ascending=False).astype(int)
    equals = ranks.map(ranks.value_counts())
    texts = {
        code: f"{rank}{'ᵉʳ' if rank == 1 else 'ᵉ'}{' ex æquo' if same > 1 else ''} sur {count}"
        for code, rank, same in zip(known.index, ranks, equals, strict=True)
    }
    if len(set(ranks)) == 1:
        same = f"même valeur pour les {count}" if count > 1 else "seul pôle affiché"
        texts = dict.fromkeys(known.index, same)
    return pd.Series([texts.get(code, "non renseigné") for code in values.index], values.index)
