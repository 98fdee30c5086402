"""Finds a commune, an EPCI, a pôle or another territory from what a visitor typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from geo.text import fold, fold_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Likeness under which a name is not a typing error of another, 0 to 100.
MIN_RATIO = 78.0
MIN_LENGTH_FUZZY = 4
EXACT, WORD, PREFIX, FUZZY = 4.0, 3.0, 2.5, 1.0


@dataclass(frozen=True)
class Match:
    """A place a name may mean. `type` is pole, commune, epci or territoire."""

    type: str
    code: str
    nom: str
    contexte: str
    score: float


@dataclass(frozen=True)
class Index:
    """Every name known: one row per place, with `type`, `code`, `nom`, `contexte`."""

    places: pd.DataFrame
    folded: pd.Series
    weight: NDArray[np.float64]


def build_index(
    communes: pd.DataFrame,
    epci: pd.DataFrame,
    departements: pd.DataFrame,
    poles: pd.DataFrame,
    territoires: pd.DataFrame,
) -> Index:
    """Index the names.

    Parameters
    ----------
    communes : DataFrame
        `code`, `nom`, `epci_siren`, `departement`, `population`.
    epci : DataFrame
        `siren`, `nom`, `population`.
    departements : DataFrame
        `code`, `nom`.
    poles : DataFrame
        `code`, `nom`, `population_banatic`.
    territoires : DataFrame
        `code`, `nom`, `type`; EPCIs and pôles, already named above, are left out.
    """
    dep = communes["departement"].map(departements.set_index("code")["nom"]).fillna("")
    group = (
        communes["epci_siren"].map(epci.set_index("siren")["nom"]).fillna("hors intercommunalité")
    )
    others = territoires[~territoires["type"].isin(["EPCI", "pole"])]
    places = pd.concat(
        [
            _rows("pole", poles["code"], poles["nom"], "", poles["population_banatic"]),
            _rows("epci", epci["siren"], epci["nom"], "", epci["population"]),
            _rows(
                "commune",
                communes["code"],
                communes["nom"],
                dep + " (" + communes["departement"] + ") · " + group,
                communes["population"],
            ),
            _rows("territoire", others["code"], others["nom"], "", 0),
        ],
        ignore_index=True,
    )
    weight = np.log10(places["population"].to_numpy("float64", na_value=0.0) + 1) / 10
    return Index(places, pd.Series(fold_all(places["nom"])), weight)


def _rows(
    kind: str,
    code: pd.Series,
    nom: pd.Series,
    contexte: pd.Series | str,
    population: pd.Series | int,
) -> pd.DataFrame:
    return pd.DataFrame(
        {"type": kind, "code": code, "nom": nom, "contexte": contexte, "population": population}
    )


def find(index: Index, query: str, limit: int = 8) -> list[Match]:
    """Return the likeliest places, best first: exact, then whole words, beginnings, near misses.

    The more populous comes first among equals. An empty query finds nothing.
    """
    text = fold(query)
    if not text:
        return []
    names = index.folded
    score = np.zeros(len(names))
    padded = " " + names + " "
    begins = padded.str.contains(f" {text}", regex=False).to_numpy(bool)
    score[begins] = PREFIX
    score[padded.str.contains(f" {text} ", regex=False).to_numpy(bool)] = WORD
    score[(names == text).to_numpy(bool)] = EXACT
    if begins.sum() < limit and len(text) >= MIN_LENGTH_FUZZY:
        near = process.extract(
            text, names.to_list(), scorer=fuzz.ratio, score_cutoff=MIN_RATIO, limit=5 * limit
        )
        for _, ratio, row in near:
            score[row] = max(score[row], FUZZY + (ratio - MIN_RATIO) / 20)
    total = np.where(score > 0, score + index.weight, 0.0)
    best = np.argsort(-total, kind="stable")[:limit]
    return [
        Match(row.type, row.code, row.nom, row.contexte, round(float(total[i]), 3))
        for i, row in zip(best, index.places.iloc[best].itertuples(index=False), strict=True)
        if total[i] > 0
    ]
