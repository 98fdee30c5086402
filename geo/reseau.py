"""The network of the cooperations: territories as nodes, what they do together as ties.

A tie joins the porteur of a cooperation to each of its partners, as on the map (`geo.links`), and
weighs as many cooperations as the two share that way. Partners of one cooperation are not tied
together: an association of twenty would then make 190 ties and hide all the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
import pandas as pd

from geo.couverture import METROPOLES

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    Pairs = NDArray[np.int64]

#: Nodes times ties up to which betweenness is computed from every node (0.2 s); beyond, it is
#: estimated from as many nodes as cost half of that.
MAX_WORK = 1_500_000
#: Any constant: draws and communities are the same at each run.
SEED = 2011


@dataclass(frozen=True)
class Reseau:
    """A network and its measures.

    Attributes
    ----------
    noeuds
        One row per territory that takes part in a cooperation, indexed by its code, sorted by it:
        `partenaires` (territories it is tied to), `cooperations` (in which it takes part),
        `intermediarite` (share of the pairs of other territories, from 0 to 1, whose shortest
        path goes through it) and `systeme` (number of its community, 1 for the largest).
    liens
        One row per tie: `de`, `vers` (codes, in alphabetical order), `cooperations` (number they
        share, one being the porteur), sorted by both codes.
    echantillon
        Nodes from which betweenness was estimated; 0 when it is exact.
    """

    noeuds: pd.DataFrame
    liens: pd.DataFrame
    echantillon: int


def tie(participants: pd.DataFrame) -> pd.DataFrame:
    """Return one row per tie: columns of `Reseau.liens`.

    Parameters
    ----------
    participants
        One row per participant: `cooperation_id`, `territoire_code`, `role` (one "porteur" per
        cooperation).
    """
    ends = ["cooperation_id", "territoire_code"]
    lead = participants["role"] == "porteur"
    pairs = participants.loc[~lead, ends].merge(
        participants.loc[lead, ends], on="cooperation_id", suffixes=("_a", "_b")
    )
    one, other = pairs["territoire_code_a"], pairs["territoire_code_b"]
    pairs["de"], pairs["vers"] = one.where(one < other, other), other.where(one < other, one)
    pairs = pairs[pairs["de"] != pairs["vers"]]
    shared = pairs.groupby(["de", "vers"])["cooperation_id"].nunique()
    return shared.rename("cooperations").reset_index()


def build_network(participants: pd.DataFrame) -> Reseau:
    """Return the network of these participations and its measures.

    Parameters
    ----------
    participants
        As in `tie`, for the cooperations shown only.

    Notes
    -----
    Communities are Louvain's (networkx), ties weighing the cooperations shared.
    """
    liens = tie(participants)
    codes = pd.Index(sorted(set(participants["territoire_code"])), name="code")
    # Ranks, not codes: the order of a set of texts changes from one process to the next.
    graph = nx.Graph()
    graph.add_nodes_from(range(len(codes)))
    ends = [codes.get_indexer(liens[column]).tolist() for column in ("de", "vers")]
    graph.add_weighted_edges_from(zip(*ends, liens["cooperations"].tolist(), strict=True))
    drawn = 0
    if len(codes) * len(liens) > MAX_WORK:
        drawn = min(len(codes), max(1, MAX_WORK // (2 * len(liens))))
    sources = np.sort(np.random.default_rng(SEED).permutation(len(codes))[: drawn or None])
    between = betweenness(len(codes), np.array(ends, np.int64).T, sources)
    counts = participants.groupby("territoire_code")["cooperation_id"].nunique()
    noeuds = pd.DataFrame(
        {
            "partenaires": [graph.degree(rank) for rank in graph],
            "cooperations": counts.reindex(codes).to_numpy(),
            "intermediarite": between,
            "systeme": _number_communities(graph),
        },
        index=codes,
    )
    return Reseau(noeuds, liens, drawn)


def betweenness(count: int, ties: Pairs, sources: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the share of the pairs of other nodes whose shortest path goes through each.

    Freeman's betweenness, normalised, by Brandes' algorithm, every tie counting as one step. It is
    networkx's, walked from all the sources together: ten times as fast (measured).

    Parameters
    ----------
    count
        Nodes, numbered from 0.
    ties
        The two nodes that each tie joins, each pair once.
    sources
        Nodes to walk from, each once: all of them for the exact measure; else it is estimated
        from as many pairs as they make.
    """
    ends = np.concatenate([ties, ties[:, ::-1]])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    degree = np.bincount(ends[:, 0], minlength=count)
    first = np.cumsum(degree) - degree
    # A state is a node as seen from a source.
    size = len(sources) * count
    start = np.arange(len(sources)) * count + sources
    seen, paths = np.zeros(size, bool), np.zeros(size)
    seen[start], paths[start] = True, 1
    front, steps = start, []
    while len(front):
        node = front % count
        known = np.repeat(front, degree[node])
        rank = np.arange(len(known)) - np.repeat(
            np.cumsum(degree[node]) - degree[node], degree[node]
        )
        reached = known - known % count + ends[np.repeat(first[node], degree[node]) + rank, 1]
        fresh = ~seen[reached]
        known, reached = known[fresh], reached[fresh]
        np.add.at(paths, reached, paths[known])
        front = np.unique(reached)
        seen[front] = True
        steps.append((known, reached))
    through = np.zeros(size)
    for known, reached in reversed(steps):
        np.add.at(through, known, paths[known] / paths[reached] * (1 + through[reached]))
    through[start] = 0
    # A node's own walks tell nothing of it.
    walks = np.full(count, len(sources))
    walks[sources] -= 1
    total = through.reshape(len(sources), count).sum(axis=0)
    return np.asarray(total / np.maximum(walks * (count - 2), 1))


def _number_communities(graph: nx.Graph) -> list[int]:
    """Return the number of each node's community, from the largest to the smallest."""
    if not graph:
        return []
    found = nx.community.louvain_communities(graph, weight="weight", seed=SEED)
    found.sort(key=lambda members: (-len(members), min(members)))
    number = {node: n for n, members in enumerate(found, 1) for node in members}
    return [number[node] for node in graph]


def ranking(noeuds: pd.DataFrame, measure: str, names: pd.Series, limit: int = 10) -> pd.DataFrame:
    """Return the first territories of a measure, those at zero left out.

    Parameters
    ----------
    noeuds
        As `Reseau.noeuds`.
    measure
        Its column.
    names
        Names by code; equals are in their order.
    limit
        Rows at most.

    Returns
    -------
    pandas.DataFrame
        `rang` (equals share theirs), `nom`, and the columns of `noeuds`, indexed by code.
    """
    ranked = noeuds[noeuds[measure] > 0].copy()
    ranked.insert(0, "rang", ranked[measure].rank(method="min", ascending=False).astype("int64"))
    ranked.insert(1, "nom", names.reindex(ranked.index))
    return ranked.sort_values(["rang", "nom"]).head(limit)


def systems(noeuds: pd.DataFrame, participants: pd.DataFrame, leads: int = 3) -> pd.DataFrame:
    """Return one row per community, the largest first.

    Parameters
    ----------
    noeuds
        As `Reseau.noeuds`.
    participants
        Those the network was built from.
    leads
        Members named for each.

    Returns
    -------
    pandas.DataFrame
        Indexed by `systeme`: `territoires` (number), `cooperations` (those all of whose
        participants belong to it), `principaux` (codes of the members with most partners).
    """
    of = participants["territoire_code"].map(noeuds["systeme"])
    inside = of.groupby(participants["cooperation_id"]).agg(["min", "max"])
    own = inside.loc[inside["min"] == inside["max"], "min"].value_counts()
    groups = noeuds.sort_values("partenaires", ascending=False, kind="stable").groupby("systeme")
    table = groups.size().rename("territoires").to_frame()
    table["cooperations"] = own.reindex(table.index).fillna(0).astype("int64")
    table["principaux"] = [tuple(group.index[:leads]) for _, group in groups]
    return table


def isolated_metropoles(epci: pd.DataFrame, participants: pd.DataFrame) -> pd.DataFrame:
    """Return the métropoles that take part in no cooperation, or in a single one.

    Parameters
    ----------
    epci
        One row per EPCI: `siren`, `nom`, `nature`.
    participants
        Participations in the cooperations shown.

    Returns
    -------
    pandas.DataFrame
        `siren`, `nom`, `cooperations` (0 or 1), those with none first, then by name.
    """
    counts = participants.groupby("territoire_code")["cooperation_id"].nunique()
    found = epci.loc[epci["nature"].isin(METROPOLES), ["siren", "nom"]].copy()
    found["cooperations"] = found["siren"].map(counts).fillna(0).astype("int64")
    found = found[found["cooperations"] <= 1]
    return found.sort_values(["cooperations", "nom"], ignore_index=True)


def neighbours(liens: pd.DataFrame, codes: Collection[str]) -> frozenset[str]:
    """Return the territories tied to these, themselves left out."""
    from_them, to_them = liens["de"].isin(codes), liens["vers"].isin(codes)
    return frozenset({*liens.loc[from_them, "vers"], *liens.loc[to_them, "de"]} - set(codes))
