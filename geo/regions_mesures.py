"""Who lives where, who takes part in what, and how many it makes in each region.

An intercommunalité is covered by a pôle when it is one of its effective members. It takes part
in a cooperation when it is a participant itself, or belongs to a participant that gathers
intercommunalités (pôle, PETR, Pays, PNR, syndicat, other grouping). A département or a region
that takes part does not cover its intercommunalités: a single one would cover everything; nor
does a commune cover the others of its intercommunalité.

Inhabitants are counted commune by commune, so that an intercommunalité astride two regions
counts in each for its communes there; two pôles that share a member count it once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo import format_fr as fr
from geo.regions_facts import AUCUN, COOPERATION, FRANCE, POLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from geo.filters import Facets
    from geo.frames import PreparedLike
    from geo.sheets_index import Index

    Mask = NDArray[np.bool_]
    Count = NDArray[np.int64]

WHOLE = "France entière"
NOT_COVERING = ("commune", "departement", "region", "etranger")
"""Types of participants whose own participation covers no intercommunalité."""


@dataclass(frozen=True)
class Base:
    """What does not depend on the filters, computed once.

    Attributes
    ----------
    facets, index
        The tables, indexed.
    codes, names, siren
        Regions (INSEE codes, sorted) and intercommunalités (SIREN): rows and columns of what
        follows; names of the regions by code.
    habitants
        Population municipale of each region's communes, by intercommunalité; the last column
        is that of the communes in none.
    presence
        Which intercommunalités have a commune in which region.
    pole_epci, coop_epci
        Which intercommunalités each pôle gathers, and which take part in each cooperation.
    etrangers
        Foreign partners of each cooperation, by name.
    """

    facets: Facets
    index: Index
    codes: tuple[str, ...]
    names: Mapping[str, str]
    siren: tuple[str, ...]
    habitants: Count
    presence: Mask
    pole_epci: Mask
    coop_epci: Mask
    etrangers: tuple[tuple[str, ...], ...]


def build_base(facets: Facets, index: Index, prepared: PreparedLike) -> Base:
    """Work out who lives where and who takes part in what.

    Parameters
    ----------
    facets
        Index of the filters: its rows are the cooperations and pôles of the masks given later.
    index
        Index of the sheets.
    prepared
        Its `communes` (`epci_siren`, "" for none; `region`; `population`) are read.
    """
    codes, siren = tuple(sorted(index.regions)), tuple(sorted(index.epci))
    communes = prepared.communes
    rows = pd.Index(codes).get_indexer(communes["region"])
    columns = pd.Index(siren).get_indexer(communes["epci_siren"])  # -1, the last, for none
    habitants = np.zeros((len(codes), len(siren) + 1), np.int64)
    np.add.at(habitants, (rows, columns), communes["population"].to_numpy())
    presence = np.zeros_like(habitants, bool)
    presence[rows, columns] = True
    rank = {code: i for i, code in enumerate(siren)}
    return Base(
        facets,
        index,
        codes,
        {code: fr.typography(index.regions[code].nom) for code in codes},
        siren,
        habitants,
        presence[:, :-1],
        _rows(rank, (index.effective.get(code, ()) for code in facets.pole_codes)),
        _rows(rank, (_taking_part(index, code) for code in facets.ids)),
        tuple(_foreign(index, code) for code in facets.ids),
    )


def covered(base: Base, coops: Mask, poles: Mask) -> tuple[Mask, Mask]:
    """Return two masks of `base.siren`: gathered by a shown pôle, in a shown cooperation."""
    in_pole, in_coop = base.pole_epci[poles].any(axis=0), base.coop_epci[coops].any(axis=0)
    return np.asarray(in_pole, bool), np.asarray(in_coop, bool)


def statuses(base: Base, coops: Mask, poles: Mask) -> dict[str, str]:
    """Return what covers each intercommunalité, by SIREN: `POLE`, `COOPERATION` or `AUCUN`."""
    in_pole, in_coop = covered(base, coops, poles)
    words = np.where(in_pole, POLE, np.where(in_coop, COOPERATION, AUCUN))
    return dict(zip(base.siren, words.tolist(), strict=True))


def measures(base: Base, coops: Mask, poles: Mask) -> pd.DataFrame:
    """Count, in every region and in the whole country, what exists and whom it covers.

    Parameters
    ----------
    coops, poles
        Cooperations and pôles shown, in the order of `base.facets`.

    Returns
    -------
    pandas.DataFrame
        One row per region (index: INSEE code, sorted), then `FRANCE`. Columns: `nom`; `poles`,
        `cooperations` (how many); `habitants`, `epci` (all of them); `habitants_X`, `epci_X`,
        and `taux_X` (share of the inhabitants, from 0 to 1) for X in `pole`, `cooperation`,
        `seule` (a cooperation and no pôle) and `aucun`; `rang_pole`, `rang_cooperation` (place by
        the share, 1 the highest, ties sharing the best; 0 for the country).
    """
    in_pole, in_coop = covered(base, coops, poles)
    covers = {
        "pole": in_pole,
        "cooperation": in_coop,
        "seule": in_coop & ~in_pole,
        "aucun": ~in_coop & ~in_pole,
    }
    people = np.vstack([base.habitants, base.habitants.sum(axis=0)])
    present = np.vstack([base.presence, base.presence.any(axis=0)])
    frame = pd.DataFrame(
        {
            "nom": [*base.names.values(), WHOLE],
            "poles": _per_region(base, "poles", poles),
            "cooperations": _per_region(base, "coops", coops),
            "habitants": people.sum(axis=1),
            "epci": present.sum(axis=1),
        },
        index=pd.Index([*base.codes, FRANCE], name="code"),
    )
    for name, mask in covers.items():
        # Communes without intercommunalité, the last column, are covered by nothing.
        frame[f"habitants_{name}"] = people[:, np.append(mask, name == "aucun")].sum(axis=1)
        frame[f"epci_{name}"] = (present & mask).sum(axis=1)
        frame[f"taux_{name}"] = frame[f"habitants_{name}"] / frame["habitants"]
    for name in ("pole", "cooperation"):
        ranks = frame[f"taux_{name}"].drop(FRANCE).rank(method="min", ascending=False)
        frame[f"rang_{name}"] = ranks.reindex(frame.index, fill_value=0).astype(int)
    return frame


def inside(base: Base, code: str, what: str, shown: Mask) -> Mask:
    """Return the rows of `what` (`coops` or `poles`) shown in a region, all for the country."""
    if code == FRANCE:
        return shown
    column = base.facets.options["regions"].index(code)
    return np.asarray(shown & getattr(base.facets, what)["regions"][:, column], bool)


def one_by_one(base: Base, code: str, coops: Mask, poles: Mask) -> pd.DataFrame:
    """List the intercommunalités of a region, or of the country, and what covers each.

    Returns
    -------
    pandas.DataFrame
        One row per intercommunalité (index: SIREN), the most inhabitants in the region first.
        Columns: `nom`, `habitants` (those of its communes in the region), `etat` (`POLE`,
        `COOPERATION` or `AUCUN`), `cooperations` (how many of those shown it takes part in).
    """
    row = None if code == FRANCE else base.codes.index(code)
    here = base.presence.any(axis=0) if row is None else base.presence[row]
    people = base.habitants.sum(axis=0) if row is None else base.habitants[row]
    frame = pd.DataFrame(
        {
            "habitants": people[:-1],
            "etat": list(statuses(base, coops, poles).values()),
            "cooperations": base.coop_epci[coops].sum(axis=0),
        },
        index=pd.Index(base.siren, name="siren"),
    )[here]
    frame.insert(0, "nom", [fr.typography(base.index.epci[siren].nom) for siren in frame.index])
    return frame.sort_values(["habitants", "nom"], ascending=[False, True])


def _taking_part(index: Index, code: str) -> set[str]:
    """Intercommunalités that take part in a cooperation, themselves or in a grouping."""
    return {
        siren
        for participant in index.participants[code]
        if index.territoires[participant].type not in NOT_COVERING
        for siren in index.members_of(participant)
    }


def _foreign(index: Index, code: str) -> tuple[str, ...]:
    rows = (index.territoires[participant] for participant in index.participants[code])
    return tuple(fr.typography(row.nom) for row in rows if row.type == "etranger")


def _rows(rank: dict[str, int], members: Iterable[Iterable[str]]) -> Mask:
    found = [[rank[siren] for siren in sirens if siren in rank] for sirens in members]
    matrix = np.zeros((len(found), len(rank)), bool)
    for row, columns in enumerate(found):
        matrix[row, columns] = True
    return matrix


def _per_region(base: Base, what: str, shown: Mask) -> list[int]:
    return [int(inside(base, code, what, shown).sum()) for code in (*base.codes, FRANCE)]
