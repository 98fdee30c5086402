"""The atlas of the pôles before any drawing: their order, their groups, what it says of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.format_fr import count_label, enumerate_fr, typography
from geo.indicators_textes import DEFINITIONS, written
from geo.sheets_pole import short_name, status_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from geo.frames import TablesLike
    from geo.silhouettes import Silhouette

SORTS = (
    *("population", "superficie", "densite", "membres", "communes", "age", "cooperations"),
    *("themes", "nom"),
)
GROUPS = {
    "": "Sans regrouper",
    "type": "Type",
    "region_siege": "Région du siège",
    "statut": "Statut",
}
TYPES = {"aire": "D’un seul tenant", "mixte": "Mixte", "reseau": "En réseau"}
UNKNOWN = "Non renseigné"


def ordered(codes: Sequence[str], tri: str, measures: pd.DataFrame) -> list[str]:
    """Sort pôles given by name by an indicator, greatest first, unknown last; `nom` keeps them.

    `measures` is `geo.indicators.pole_indicators`.
    """
    if tri == "nom":
        return list(codes)
    values = measures[tri].loc[list(codes)].astype(float)
    return list(values.sort_values(ascending=False, kind="stable").index)


def grouped(
    poles: pd.DataFrame, groupe: str, statuts: pd.DataFrame, regions: Mapping[str, str]
) -> list[tuple[str, list[str]]]:
    """Share the codes of pôles out under titles; one group, untitled, when `groupe` is empty.

    Parameters
    ----------
    poles
        Rows of the table of the pôles, in their order.
    groupe
        Key of `GROUPS`.
    statuts
        Table `statuts_pole`.
    regions
        Names of the regions by code, in the order of the groups.
    """
    if not groupe:
        return [("", poles["code"].tolist())]
    labels: Mapping[str, str] = {
        "type": TYPES,
        "region_siege": regions,
        "statut": dict(zip(statuts["code"], statuts["label"], strict=True)),
    }[groupe]
    groups = {typography(label): poles[poles[groupe] == code] for code, label in labels.items()}
    groups[f"{GROUPS[groupe]}\u202f: non renseigné"] = poles[~poles[groupe].isin(list(labels))]
    return [(title, group["code"].tolist()) for title, group in groups.items() if len(group)]


def facts(
    tables: TablesLike,
    poles: pd.DataFrame,
    drawings: Mapping[str, Silhouette],
    measures: pd.DataFrame,
    tri: str,
) -> pd.DataFrame:
    """Say what the drawings show, one pôle a row, columns in French.

    Parameters
    ----------
    tables
        For the names of the legal forms.
    poles
        Rows of the table of the pôles, each with a drawing.
    drawings
        Silhouettes, by code.
    measures
        `geo.indicators.pole_indicators`.
    tri
        Key of `SORTS`: an indicator gets its column.
    """
    drawn = [drawings[code] for code in poles["code"]]
    natures = tables.natures.set_index("code")["label"]
    table = pd.DataFrame(
        {
            "Pôle": [short_name(pole) for pole in poles.itertuples()],
            "Type": poles["type"].map(TYPES).fillna(UNKNOWN).to_numpy(),
            "Morceaux": [one.morceaux for one in drawn],
            "Intercommunalité la plus peuplée": [typography(one.principal) for one in drawn],
            "Bord de mer": ["oui" if one.mer else "non" for one in drawn],
            "Frontière": [enumerate_fr(one.pays) or "aucune" for one in drawn],
            "Statut": [status_of(pole) for pole in poles.itertuples()],
            "Forme juridique": poles["nature"].map(natures).map(typography).to_numpy(),
        }
    )
    for key in dict.fromkeys(("population", "membres", tri)):
        if key in DEFINITIONS:
            values = measures[key].loc[poles["code"]]
            table[DEFINITIONS[key].libelle] = [written(key, value) for value in values]
    return table


def described(drawn: Silhouette, kind: str) -> str:
    """Say in French what the silhouette of a pôle of some type shows."""
    seen = [TYPES.get(kind, "Silhouette")]
    if drawn.morceaux > 1:
        seen.append(f"{drawn.morceaux} morceaux")
    if drawn.mer:
        seen.append("bord de mer")
    if drawn.pays:
        seen.append(f"frontière avec {enumerate_fr(drawn.pays)}")
    if drawn.ailleurs:
        seen.append(f"{count_label(drawn.ailleurs, 'membre')} hors du dessin")
    return typography(", ".join([*seen, f"point sur {drawn.principal}"]))
