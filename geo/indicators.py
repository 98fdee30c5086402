"""Indicators of the pôles: what makes each of them different, measured the same way for all.

Everything is computed over the effective members (`geo.perimeters.effective_members`): members of
low confidence, or who left, count in no figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.format_fr import NBSP, is_missing, number, year_of
from geo.perimeters import DISSOLVED, SURE, effective_members
from geo.sheets_parts import MILLESIME_EPCI, MILLESIME_POPULATION
from geo.silhouettes import parts_of_poles

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from geo.frames import PreparedLike, TablesLike

REFERENCE_YEAR = int(MILLESIME_EPCI)
"""Year at which ages are counted: that of the composition."""
EARTH_RADIUS_KM = 6371.0088
"""Mean radius of the Earth (IUGG)."""


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
        What it counts, in a French sentence.
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
        f"Années écoulées de l’année de création à {REFERENCE_YEAR}, ou à l’année de dissolution. "
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


def pole_indicators(
    tables: TablesLike, prepared: PreparedLike, *, year: int = REFERENCE_YEAR
) -> pd.DataFrame:
    """Measure every pôle.

    Parameters
    ----------
    tables, prepared
        Validated tables and prepared files; `prepared.epci` holds outlines too.
    year
        Year at which the age of the pôles in force is counted.

    Returns
    -------
    pandas.DataFrame
        One row per pôle, indexed by `code`, in the order of the table; columns are the keys of
        `DEFINITIONS`, which give meanings and units: `Int64`, or `Float64` for `superficie`
        (km²), `densite` (inhabitants per km²), `part_premier` (%) and `distance` (km). Missing
        when unknown: all that derives from members for a pôle without a known one, `distance`
        with fewer than two members.
    """
    codes = pd.Index(tables.poles["code"], name="code")
    members = effective_members(tables.pole_membres, tables.poles).merge(
        prepared.epci.drop(columns="geometry", errors="ignore"), on="siren"
    )
    by_pole = members.groupby("pole_code")
    table = by_pole.agg(
        population=("population", "sum"),
        superficie=("superficie_km2", "sum"),
        membres=("siren", "size"),
        communes=("nb_communes", "sum"),
        premier=("population", "max"),
        departements=("departements", _distinct),
        regions=("regions", _distinct),
    ).reindex(codes)
    table["densite"] = table["population"] / table["superficie"]
    table["part_premier"] = 100 * table["premier"] / table["population"]
    table["morceaux"] = pd.Series(parts_of_poles(tables, prepared), dtype="Int64")
    table["distance"] = pd.Series(
        {
            code: farthest_km(group["lat"].to_numpy(float), group["lon"].to_numpy(float))
            for code, group in by_pole
        },
        dtype="Float64",
    )
    table["age"] = _ages(tables.poles, year)
    table["cooperations"], table["cooperations_membres"] = _cooperations(tables, members, codes)
    table["themes"] = tables.pole_missions.groupby("pole_code")["theme"].nunique()
    decimal = {"superficie", "densite", "part_premier", "distance"}
    types = {key: "Float64" if key in decimal else "Int64" for key in DEFINITIONS}
    return table.reindex(columns=list(DEFINITIONS)).astype(types)


def written(key: str, value: Any) -> str:
    """Write a value of an indicator with its unit: « 1 751 km² »; « non renseigné » if missing."""
    definition = DEFINITIONS[key]
    if is_missing(value):
        return "non renseigné"
    one = abs(value) < 2
    unit = definition.une if one else definition.unite
    return f"{number(value, decimals=definition.decimales)}{NBSP}{unit}"


def percentiles(values: pd.Series) -> pd.Series:
    """Return each value's place among those known, from 0 (lowest) to 100 (highest).

    Equals share the middle of their places; missing values stay so, as does a lone one.
    """
    known = values.notna().sum()
    if known < 2:
        return pd.Series(np.nan, index=values.index)
    return 100 * (values.astype("Float64").rank().astype(float) - 1) / (known - 1)


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


def farthest_km(lat: NDArray[np.float64], lon: NDArray[np.float64]) -> float:
    """Return the greatest great-circle distance between two of these places, in km.

    By the haversine formula on a sphere of mean radius `EARTH_RADIUS_KM`: within 0.5 % of the
    ellipsoid. Coordinates in degrees; NaN for fewer than two places.
    """
    if len(lat) < 2:
        return float("nan")
    phi, lam = np.radians(lat), np.radians(lon)
    half = (
        np.sin((phi[:, None] - phi) / 2) ** 2
        + np.cos(phi[:, None]) * np.cos(phi) * np.sin((lam[:, None] - lam) / 2) ** 2
    )
    return float(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half.max().clip(0, 1))))


def _distinct(cells: pd.Series) -> int:
    """Count the codes of cells that hold several, joined by « ; »."""
    return len(set(";".join(cells).split(";")) - {""})


def _ages(poles: pd.DataFrame, year: int) -> pd.Series:
    def years(dates: pd.Series) -> pd.Series:
        return pd.to_numeric(dates.map(year_of), errors="coerce").astype("Int64")

    start, end = years(poles["date_creation"]), years(poles["date_fin"])
    until = end.where((poles["statut"] == DISSOLVED) | end.notna(), year)
    age = until - start
    return pd.Series(age.where(age >= 0).to_numpy(), index=poles["code"], dtype="Int64")


def _cooperations(
    tables: TablesLike, members: pd.DataFrame, codes: pd.Index
) -> tuple[pd.Series, pd.Series]:
    """Count the cooperations of each pôle itself, and the others of its members."""
    coops = tables.cooperations
    sure = coops.loc[coops["confiance"].isin(SURE), "id"]
    takes_part = tables.participants.loc[
        tables.participants["cooperation_id"].isin(sure), ["cooperation_id", "territoire_code"]
    ]
    poles = tables.territoires.loc[tables.territoires["type"] == "pole", ["code", "pole_code"]]
    own = takes_part.merge(poles, left_on="territoire_code", right_on="code")
    own_pairs = pd.MultiIndex.from_frame(own[["pole_code", "cooperation_id"]]).unique()
    through = takes_part.merge(members, left_on="territoire_code", right_on="siren")
    pairs = pd.MultiIndex.from_frame(through[["pole_code", "cooperation_id"]]).unique()

    def count(found: pd.MultiIndex) -> pd.Series:
        return found.get_level_values(0).value_counts().reindex(codes, fill_value=0)

    known = codes.isin(members["pole_code"])
    return count(own_pairs), count(pairs.difference(own_pairs)).where(known)
