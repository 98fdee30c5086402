"""Finds a commune, an EPCI, a pôle or another territory from what a visitor typed.

Names are compared as `geo.text.fold` spells them. A name found exactly comes first, then those
that begin with the text, then those whose words do, in any order, then those a typing error
away; among equals, the most populous.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from geo.text import fold, fold_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

# One apart, so that population (under 0.8 for France's) only decides among equals.
EXACT, PREFIX, WORDS, SQUASHED, FUZZY = 5.0, 4.0, 3.0, 2.0, 1.0
#: What a short form of the name, or not being a commune, takes away.
SHORT_FORM, NOT_A_COMMUNE = 0.15, 0.05
#: Letters a word must have to be forgiven one typing error, or two.
ONE_TYPO, TWO_TYPOS = 4, 8
#: What each typing error takes away, and a word both mistyped and unfinished; what a name that
#: is no longer than the text gains.
TYPO, UNFINISHED, WHOLE = 0.2, 0.15, 0.3
#: Letters of a query that are read.
MAX_LETTERS = 60
_LEGAL_FORM = re.compile(
    r"^(?:cc|ca|cu|(?:euro)?metropole|pole metropolitain|petr|pays|departement|region"
    r"|parc naturel regional)\b(?: (?:du|des|de la|de l|de|d)\b)? (?=.)"
)
#: Acronyms visitors know better than the words.
_ACRONYMS = {"parc naturel regional": "pnr", "pole d equilibre territorial et rural": "petr"}
# What « St » and its kin may begin, when they are still being typed.
_ABBREVIATION = re.compile(r"(?:^|\W)(st(?:es|e|s|))$", re.IGNORECASE)


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
    """Every name known.

    Attributes
    ----------
    places
        One row per place: `type`, `code`, `nom`, `contexte`.
    bonus
        What population and type add to the score of each place.
    names, place, malus
        Folded names in alphabetical order, the row in `places` of each, what a short form loses.
    squashed, squashed_name
        The same without spaces, in alphabetical order, and the rank in `names` of each.
    words
        The words of the names, in alphabetical order.
    word, first
        Rank in `words` of each word of each name, name after name, and where each name begins.
    words_by_length, squashed_by_length
        Ranks of the words, of the squashed names, of each length.
    """

    places: pd.DataFrame
    bonus: NDArray[np.float64]
    names: list[str]
    place: NDArray[np.int64]
    malus: NDArray[np.float64]
    squashed: list[str]
    squashed_name: NDArray[np.int64]
    words: list[str]
    word: NDArray[np.int64]
    first: NDArray[np.int64]
    words_by_length: Mapping[int, NDArray[np.int64]]
    squashed_by_length: Mapping[int, NDArray[np.int64]]


def build_index(
    communes: pd.DataFrame,
    epci: pd.DataFrame,
    departements: pd.DataFrame,
    poles: pd.DataFrame,
    territoires: pd.DataFrame,
    *,
    types: Mapping[str, str] | None = None,
) -> Index:
    """Index the names.

    Parameters
    ----------
    communes
        `code`, `nom`, `epci_siren`, `departement`, `population`.
    epci
        `siren`, `nom`, `population`, `departements` (codes joined by ";").
    departements
        `code`, `nom`.
    poles
        `code`, `nom`, `nom_court`, `departement_siege`, `population_banatic`.
    territoires
        `code`, `nom`, `type`; EPCIs and pôles, already named above, are left out.
    types
        Label of each type of territory, its context; none when left out.
    """
    dep = departements.set_index("code")["nom"]
    seat = poles["departement_siege"].map(dep).fillna("")
    group = communes["epci_siren"].map(epci.set_index("siren")["nom"])
    where = communes["departement"].map(dep).fillna("") + " (" + communes["departement"] + ")"
    where = where.str.strip()
    others = territoires[~territoires["type"].isin(["EPCI", "pole"])]
    spread = epci["departements"].str.split(";").explode().map(dep).dropna()
    places = pd.concat(
        [
            _rows("pole", poles, seat, poles["population_banatic"]),
            _rows(
                "epci",
                epci.rename(columns={"siren": "code"}),
                spread.groupby(level=0).agg(", ".join).reindex(epci.index, fill_value=""),
                epci["population"],
            ),
            _rows(
                "commune",
                communes,
                where + " · " + group.fillna("hors intercommunalité"),
                communes["population"],
            ),
            _rows(
                "territoire",
                others,
                others["type"].map(lambda kind: (types or {}).get(kind, "")),
                None,
            ),
        ],
        ignore_index=True,
    )
    population = places.pop("population").to_numpy("float64", na_value=0.0)
    bonus = np.log10(population + 1) / 10 - NOT_A_COMMUNE * (places["type"] != "commune")
    return _index_names(places, bonus.to_numpy("float64"), poles["nom_court"])


def _rows(
    kind: str, table: pd.DataFrame, contexte: pd.Series, population: pd.Series | None
) -> pd.DataFrame:
    rows = table[["code", "nom"]].assign(type=kind, contexte=contexte, population=0.0)
    if population is not None:
        rows["population"] = population.to_numpy("float64", na_value=0.0)
    return rows


def _index_names(places: pd.DataFrame, bonus: NDArray[np.float64], short_names: pd.Series) -> Index:
    """Index the places; `short_names` are those of the first ones."""
    full = fold_all(places["nom"])
    rows = {(name, row): 0.0 for row, name in enumerate(full)}
    bodies = np.flatnonzero(places["type"] != "commune").tolist()
    for name, row in _short_forms([(full[row], row) for row in bodies], short_names):
        rows.setdefault((name, row), SHORT_FORM)
    ordered = sorted(entry for entry in rows if entry[0])
    names = [name for name, _ in ordered]
    squashed = sorted((name.replace(" ", ""), rank) for rank, name in enumerate(names))
    split = [name.split() for name in names]
    words = sorted({word for parts in split for word in parts})
    rank_of = {word: rank for rank, word in enumerate(words)}
    return Index(
        places=places,
        bonus=bonus,
        names=names,
        place=np.array([row for _, row in ordered], np.int64),
        malus=np.array([rows[entry] for entry in ordered]),
        squashed=[name for name, _ in squashed],
        squashed_name=np.array([rank for _, rank in squashed], np.int64),
        words=words,
        word=np.array([rank_of[word] for parts in split for word in parts], np.int64),
        first=np.cumsum([0, *map(len, split)][:-1]),
        words_by_length=_by_length(words),
        squashed_by_length=_by_length([name for name, _ in squashed]),
    )


def _short_forms(bodies: list[tuple[str, int]], short_names: pd.Series) -> list[tuple[str, int]]:
    """Other names of the places, with their rows: without the legal form, short, abbreviated."""
    forms = [(name, row) for row, name in enumerate(fold_all(short_names))]
    forms += [(_LEGAL_FORM.sub("", name), row) for name, row in bodies]
    forms += [
        (name.replace(words, acronym), row)
        for words, acronym in _ACRONYMS.items()
        for name, row in bodies
        if name.startswith(words)
    ]
    return forms


def _by_length(texts: list[str]) -> dict[int, NDArray[np.int64]]:
    length = np.fromiter(map(len, texts), np.int64, len(texts))
    return {int(n): np.flatnonzero(length == n) for n in np.unique(length)}


def find(index: Index, query: str, limit: int = 8) -> list[Match]:
    """Return the likeliest places, best first, at most `limit`. An empty query finds nothing."""
    text = fold(query)[:MAX_LETTERS].strip()
    if not text or not index.names:
        return []
    score = np.zeros(len(index.names))
    for spelling in _spellings(query, text):
        costs = [_cost_begun(index, token) for token in spelling.split()]
        score[_cost_of_names(index, costs) == 0] = WORDS
    for spelling in _spellings(query, text):
        score[_begins(index.names, spelling)] = PREFIX
    score[_range(index.names, text, text + " ")] = EXACT
    found = np.count_nonzero(score)
    if found < limit:
        score = np.maximum(score, _score_near(index, text, certain=bool(found)))
    return _best(index, score, limit)


def _spellings(query: str, text: str) -> list[str]:
    """Ways to read the query: a final « St » may be Saint, or begin Strasbourg."""
    short = _ABBREVIATION.search(query.strip())
    if not short:
        return [text]
    return [text, " ".join([*text.split()[:-1], short[1].lower()])]


def _range(ordered: list[str], first: str, last: str) -> slice:
    """Range of an ordered list from `first`, included, to `last`, left out."""
    return slice(bisect_left(ordered, first), bisect_left(ordered, last))


def _begins(ordered: list[str], text: str) -> slice:
    """Range of an ordered list that begins with a text."""
    return _range(ordered, text, text + "\uffff")


def _cost_begun(index: Index, token: str) -> NDArray[np.float64]:
    """Cost of reading a token as each word of the index: none when the word begins with it."""
    cost = np.full(len(index.words), np.inf)
    cost[_begins(index.words, token)] = 0.0
    return cost


def _cost_mistyped(
    index: Index, token: str, *, forgiven: int, unfinished: bool
) -> NDArray[np.float64]:
    """Return the same cost, typing errors forgiven; `unfinished` when the word may go on."""
    cost = _cost_begun(index, token)
    if len(token) < ONE_TYPO or not forgiven:
        return cost
    rows = _alike(index.words_by_length, len(token), forgiven)
    words = [index.words[row] for row in rows]
    cost[rows] = np.minimum(cost[rows], _cost_of_typos(token, words, forgiven))
    if unfinished:
        # Among the words with the same first letter: a first letter is seldom mistyped.
        same = _begins(index.words, token[0])
        begun = [word[: len(token)] for word in index.words[same]]
        cost[same] = np.minimum(cost[same], UNFINISHED + _cost_of_typos(token, begun, 1))
    return cost


def _alike(
    by_length: Mapping[int, NDArray[np.int64]], length: int, forgiven: int
) -> NDArray[np.int64]:
    """Ranks of the texts whose length is near enough."""
    near = [by_length.get(n) for n in range(length - forgiven, length + forgiven + 1)]
    return np.concatenate([np.empty(0, np.int64), *(rows for rows in near if rows is not None)])


def _cost_of_typos(text: str, words: list[str], forgiven: int) -> NDArray[np.float64]:
    """Cost of reading a text as each word: infinite past the errors forgiven."""
    typos = cdist([text], words, scorer=OSA.distance, score_cutoff=forgiven, dtype=np.uint8)[0]
    return np.where(typos <= forgiven, TYPO * typos, np.inf)


def _cost_of_names(index: Index, costs: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Cost of each name: for every token its best word, summed."""
    best = [np.minimum.reduceat(cost[index.word], index.first) for cost in costs]
    return np.asarray(np.sum(best, axis=0), np.float64)


def _score_near(index: Index, text: str, *, certain: bool) -> NDArray[np.float64]:
    """Score of the names that differ by spaces or a few typing errors; 0 for the others.

    When something `certain` is found already, only one error is forgiven in each word.
    """
    tokens = text.split()
    costs = [
        _cost_mistyped(
            index,
            token,
            forgiven=2 if len(token) >= TWO_TYPOS and not certain else 1,
            unfinished=rank == len(tokens) - 1 and not certain,
        )
        for rank, token in enumerate(tokens)
    ]
    cost = _cost_of_names(index, costs)
    joined = text.replace(" ", "")
    if len(joined) >= ONE_TYPO:
        rows = _alike(index.squashed_by_length, len(joined), 1)
        glued = _cost_of_typos(joined, [index.squashed[row] for row in rows], 1)
        names = index.squashed_name[rows]
        cost[names] = np.minimum(cost[names], glued)
    near = np.flatnonzero(np.isfinite(cost))
    length = np.array([len(index.names[rank]) for rank in near])
    whole = WHOLE * np.minimum(1.0, len(text) / np.maximum(length, 1))
    score = np.zeros(len(index.names))
    score[near] = np.maximum(FUZZY + whole - cost[near], 0.01)
    score[index.squashed_name[_begins(index.squashed, joined)]] = SQUASHED
    return score


def _best(index: Index, score: NDArray[np.float64], limit: int) -> list[Match]:
    found = np.flatnonzero(score)
    total = np.full(len(index.places), -np.inf)
    np.maximum.at(total, index.place[found], score[found] - index.malus[found])
    total += index.bonus
    rows = np.flatnonzero(np.isfinite(total))
    ranked = rows[np.argsort(-total[rows], kind="stable")][:limit]
    return [
        Match(row.type, row.code, row.nom, row.contexte, round(float(total[i]), 3))
        for i, row in zip(ranked, index.places.iloc[ranked].itertuples(index=False), strict=True)
    ]
