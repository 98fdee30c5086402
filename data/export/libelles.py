"""The tables of a view as a French reader opens them: labels for codes, titles for columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.export.extraction import extract
from geo import format_fr as fr
from geo.filters import Filters
from geo.permalinks import View
from geo.sheets_parts import MILLESIME_POPULATION

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from data.dataset import Dataset
    from data.export.extraction import Extrait

JOIN = "; "
"""Between the values of one cell: names of territoires may hold a comma, never a semicolon."""

POPULATION = f"Population municipale {MILLESIME_POPULATION}"
AREA = "Superficie (km²)"
_TYPES = {"aire": "D’un seul tenant", "reseau": "En réseau", "mixte": "Mixte"}


@dataclass(frozen=True)
class Lisible:
    """The sheets of an extract, one frame each, every value a text, a number or missing."""

    cooperations: pd.DataFrame
    participants: pd.DataFrame
    poles: pd.DataFrame
    membres: pd.DataFrame


def every_cooperation(donnees: Dataset) -> pd.DataFrame:
    """Return every cooperation of the inventory, whatever its confidence, in French.

    One row per cooperation, index its id, columns of `Lisible.cooperations`, by title.
    """
    every = Filters(confiances=tuple(donnees.labels["confiance"]))
    table = readable(donnees, extract(donnees, View(every))).cooperations
    return table.set_index(pd.Index(table["Identifiant"], name="id"))


def readable(donnees: Dataset, extrait: Extrait) -> Lisible:
    """Return an extract in French, the same rows in the same order."""
    t = donnees.tables

    def labels(table: str) -> Callable[[str], str]:
        frame = getattr(t, table)
        known = dict(zip(frame["code"], frame["label"], strict=True))
        return lambda code: str(known.get(code, code))

    theme, regions = labels("themes"), _regions(donnees)

    def themes(codes: Iterable[str]) -> str:
        return JOIN.join(map(theme, codes))

    c, p = extrait.cooperations, extrait.participants
    titles = dict(zip(c["id"], c["intitule"].map(fr.title), strict=True))
    m, o = extrait.membres, extrait.poles
    return Lisible(
        cooperations=_frame(
            {
                "Intitulé": c["id"].map(titles),
                "Thème principal": c["theme_principal"].map(theme),
                "Système": c["systeme"].map(labels("systemes")),
                "Forme": c["forme"].map(labels("formes")),
                "Statut": c["statut"].map(labels("statuts")),
                "Début": c["annee_debut"],
                "Fin": c["annee_fin"],
                "Porteur": c["porteur_nom"].map(fr.title),
                "Partenaires": c["partenaires_noms"].map(_titles),
                "Régions": c["regions"].map(regions),
                "Confiance": c["confiance"].map(labels("confiances")),
                "Source": c["source_url"].map(fr.safe_url),
                "Autres thèmes": c["themes_secondaires"].map(themes),
                "Résumé": c["resume"].map(fr.sentence),
                "Identifiant": c["id"],
                "Titre de la source": c["source_titre"].map(fr.typography),
                "Année de la source": c["source_annee"],
                "Seconde source": c["source2_url"].map(fr.safe_url),
                "Titre de la seconde source": c["source2_titre"].map(fr.typography),
                "Note": c["note"].map(fr.sentence),
            }
        ),
        participants=_frame(
            {
                "Coopération": p["cooperation_id"].map(titles),
                "Identifiant": p["cooperation_id"],
                "Territoire": p["nom"].map(fr.title),
                "Rôle": p["role"].map(labels("roles")),
                "Type": p["type"].map(labels("types_territoire")),
                "Code": p["territoire_code"],
                "Régions": p["regions"].map(regions),
                "Latitude": p["lat"],
                "Longitude": p["lon"],
                "Emplacement approximatif": p["approximatif"].map(_yes),
            }
        ),
        poles=_frame(
            {
                "Nom": o["nom"].map(fr.title),
                "Nom court": o["nom_court"].map(fr.title),
                "Code": o["code"],
                "Nature": o["nature"].map(labels("natures")),
                "Statut": o["statut"].map(labels("statuts_pole")),
                "Type": o["type"].map(lambda kind: _TYPES.get(kind, kind)),
                "Année de création": o["date_creation"].map(_year).astype("Int64"),
                "Date de création": o["date_creation"],
                "Date de fin": o["date_fin"],
                "Siège": o["siege"].map(fr.title),
                "Régions des membres": o["regions"].map(regions),
                "Membres comptés": o["nb_membres"],
                "Communes": o["nb_communes"],
                POPULATION: o["population"],
                AREA: o["superficie_km2"],
                "Thèmes des missions": o["themes"].map(themes),
                "Description": o["description"].map(fr.sentence),
                "Site": o["site_web"].map(fr.safe_url),
                "Confiance": o["confiance"].map(labels("confiances")),
                "Source": o["source_url"].map(fr.safe_url),
                "Titre de la source": o["source_titre"].map(fr.typography),
                "Seconde source": o["source2_url"].map(fr.safe_url),
                "Note": o["note"].map(fr.sentence),
            }
        ),
        membres=_frame(
            {
                "Pôle": m["pole"].map(fr.title),
                "Code du pôle": m["pole_code"],
                "Membre": m["membre_nom"].map(fr.title),
                "SIREN": m["membre_siren"],
                "Qualité": m["qualite"].map(labels("qualites")),
                "Date d’entrée": m["date_debut"],
                "Date de sortie": m["date_fin"],
                "Compte dans le périmètre": m["dans_perimetre"].map(_yes),
                "Communes": m["nb_communes"],
                POPULATION: m["population"],
                AREA: m["superficie_km2"],
                "Confiance": m["confiance"].map(labels("confiances")),
                "Source": m["source_url"].map(fr.safe_url),
                "Note": m["note"].map(fr.sentence),
            }
        ),
    )


def _frame(columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Gather the columns; those of texts are texts even when there is no row."""
    return pd.DataFrame(
        {
            name: column if pd.api.types.is_numeric_dtype(column) else column.astype("str")
            for name, column in columns.items()
        }
    )


def _regions(donnees: Dataset) -> Callable[[Iterable[str]], str]:
    """Name regions in the order in which they are listed everywhere."""
    named = {code: fr.typography(name) for code, name in donnees.labels["region"].items()}
    return lambda codes: JOIN.join(name for code, name in named.items() if code in codes)


def _titles(names: Iterable[str]) -> str:
    return JOIN.join(map(fr.title, names))


def _year(date: str) -> Any:
    return int(date[:4]) if date else pd.NA


def _yes(value: Any) -> str:
    return "oui" if value else "non"
