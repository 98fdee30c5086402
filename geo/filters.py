"""Which cooperations and pôles a set of filters shows, and what each option would give.

One pure function over an index built once per version of the tables. `static/carte/filtre.js`
is its twin in the browser; a test feeds both the same states and compares the sets.

A cooperation is in a region when a participant's territory has an EPCI in it. It has a theme
when it is its main theme or one of the others; it has a system through any of its themes. An
empty facet constrains nothing, except confidence: empty means `CONFIANCES_PAR_DEFAUT`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from geo.perimeters import DISSOLVED, effective_members
from geo.text import fold, fold_all

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.frames import TablesLike

    Mask = NDArray[np.bool_]

CONFIANCES_PAR_DEFAUT = ("haute", "moyenne")
FACETS = ("systemes", "themes", "regions", "formes", "statuts", "confiances")
#: Facets that also choose the pôles: a mission in the theme, a member in the region.
POLE_FACETS = ("systemes", "themes", "regions")


@dataclass(frozen=True)
class Filters:
    """Chosen values of each facet, by code.

    `annees` is (first, last), both included: in force some time between them; a cooperation
    without a known start is then left out. `q`: every word must occur.
    """

    systemes: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    formes: tuple[str, ...] = ()
    statuts: tuple[str, ...] = ()
    confiances: tuple[str, ...] = ()
    annees: tuple[int, int] | None = None
    poles_tous: bool = False
    q: str = ""


@dataclass(frozen=True)
class Facets:
    """Index of one version of the tables: rows are cooperations or pôles, columns options.

    Attributes
    ----------
    ids, pole_codes
        Rows, in the order of the tables.
    options
        Codes of each facet, in the order of the columns.
    coops, poles
        For each facet, which rows have which options. `poles` has `POLE_FACETS` only.
    principal
        The same for cooperations, by their main theme alone.
    debut, fin
        Years, NaN when unknown.
    texte, poles_texte
        The folded text that `q` searches.
    poles_defaut
        Pôles shown without `poles_tous`: legal ones, not dissolved.
    """

    ids: tuple[str, ...]
    pole_codes: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    coops: Mapping[str, Mask]
    principal: Mapping[str, Mask]
    debut: NDArray[np.float64]
    fin: NDArray[np.float64]
    texte: pd.Series
    poles: Mapping[str, Mask]
    poles_defaut: Mask
    poles_texte: pd.Series


@dataclass(frozen=True)
class Selection:
    """What the filters show.

    Attributes
    ----------
    cooperations, poles
        Shown rows, in the order of the tables.
    secondaires
        Cooperations shown only thanks to a secondary theme: drawn thinner.
    counts
        For each facet and option, the cooperations it would show, alone in its facet, under the
        other filters.
    emptied_by
        When no cooperation is shown: the filters (facets, `annees`, `q`) whose lifting alone
        gives some, and how many.
    """

    cooperations: Mask
    secondaires: Mask
    poles: Mask
    counts: Mapping[str, Mapping[str, int]]
    emptied_by: Mapping[str, int]


def build_facets(tables: TablesLike, epci_regions: Mapping[str, str]) -> Facets:
    """Index the tables.

    Parameters
    ----------
    tables
        Validated tables.
    epci_regions
        SIREN of each EPCI -> INSEE codes of its regions joined by ";".
    """
    coops, poles = tables.cooperations, tables.poles
    ids, codes = pd.Index(coops["id"]), pd.Index(poles["code"])
    options = {
        "systemes": tuple(tables.systemes["code"]),
        "themes": tuple(tables.themes["code"]),
        "regions": _regions(tables.territoire_regions["region_code"], epci_regions),
        "formes": tuple(tables.formes["code"]),
        "statuts": tuple(tables.statuts["code"]),
        "confiances": tuple(tables.confiances["code"]),
    }
    theme_systems = _equal(tables.themes["systeme"], options["systemes"])
    principal = _equal(coops["theme_principal"], options["themes"])
    secondary = tables.cooperation_themes[["cooperation_id", "theme"]]
    themes = principal | _having(ids, secondary, options["themes"])
    places = tables.participants[["cooperation_id", "territoire_code"]]
    in_region = places.merge(tables.territoire_regions, on="territoire_code")

    missions = tables.pole_missions[["pole_code", "theme"]]
    pole_themes = _having(codes, missions, options["themes"])
    members = effective_members(tables.pole_membres, poles)
    member_regions = members.assign(region=members["siren"].map(epci_regions).str.split(";"))
    legal = tables.natures.loc[tables.natures["legale"], "code"]
    return Facets(
        ids=tuple(ids),
        pole_codes=tuple(codes),
        options=options,
        coops={
            "systemes": themes @ theme_systems,
            "themes": themes,
            "regions": _having(
                ids, in_region[["cooperation_id", "region_code"]], options["regions"]
            ),
            "formes": _equal(coops["forme"], options["formes"]),
            "statuts": _equal(coops["statut"], options["statuts"]),
            "confiances": _equal(coops["confiance"], options["confiances"]),
        },
        principal={"systemes": principal @ theme_systems, "themes": principal},
        debut=coops["annee_debut"].to_numpy("float64", na_value=np.nan),
        fin=coops["annee_fin"].to_numpy("float64", na_value=np.nan),
        texte=_cooperation_text(tables),
        poles={
            "systemes": pole_themes @ theme_systems,
            "themes": pole_themes,
            "regions": _having(
                codes, member_regions.explode("region")[["pole_code", "region"]], options["regions"]
            ),
        },
        poles_defaut=((poles["statut"] != DISSOLVED) & poles["nature"].isin(legal)).to_numpy(bool),
        poles_texte=_pole_text(tables, members),
    )


def apply_filters(facets: Facets, filters: Filters) -> Selection:
    """Apply the filters: AND between facets, OR inside one."""
    chosen = {facet: getattr(filters, facet) for facet in FACETS}
    chosen["confiances"] = chosen["confiances"] or CONFIANCES_PAR_DEFAUT
    masks = {
        facet: _any_of(facets.coops[facet], facets.options[facet], chosen[facet])
        for facet in FACETS
    }
    masks["annees"] = _in_force(facets, filters.annees)
    masks["q"] = _matches(facets.texte, filters.q)
    shown, others = _all_and_all_but_one(masks)

    main = np.ones(len(shown), bool)
    for facet in ("systemes", "themes"):
        main &= _any_of(facets.principal[facet], facets.options[facet], chosen[facet])
    poles = np.ones(len(facets.pole_codes), bool) if filters.poles_tous else facets.poles_defaut
    for facet in POLE_FACETS:
        poles = poles & _any_of(facets.poles[facet], facets.options[facet], chosen[facet])
    poles = poles & _matches(facets.poles_texte, filters.q)

    counts = {
        facet: dict(
            zip(
                facets.options[facet],
                facets.coops[facet][others[facet]].sum(axis=0).tolist(),
                strict=True,
            )
        )
        for facet in FACETS
    }
    # Lifting the confidence brings its default back.
    others["confiances"] = others["confiances"] & _any_of(
        facets.coops["confiances"], facets.options["confiances"], CONFIANCES_PAR_DEFAUT
    )
    emptied_by = {
        name: int(mask.sum())
        for name, mask in others.items()
        if not shown.any() and getattr(filters, name) and mask.any()
    }
    return Selection(shown, shown & ~main, poles, counts, emptied_by)


def mask_to_base64(mask: Mask) -> str:
    """Pack a mask, bit i in byte i // 8, least significant first, as base64."""
    return base64.b64encode(np.packbits(mask, bitorder="little").tobytes()).decode()


def _regions(of_territories: pd.Series, epci_regions: Mapping[str, str]) -> tuple[str, ...]:
    """Every region, those where nothing happens included: they may still be chosen."""
    joined = ";".join(epci_regions.values())
    return tuple(sorted({*of_territories, *joined.split(";")} - {""}))


def _equal(values: pd.Series, options: tuple[str, ...]) -> Mask:
    """One option per row; a value that is no option leaves its row empty."""
    return np.asarray(values.to_numpy(object)[:, None] == np.array(options, object)[None, :], bool)


def _having(rows: pd.Index, pairs: pd.DataFrame, options: tuple[str, ...]) -> Mask:
    """Several options per row, from pairs (row's code, option); unknown ones are left out."""
    matrix = np.zeros((len(rows), len(options)), bool)
    row = rows.get_indexer(pairs.iloc[:, 0])
    column = pd.Index(options).get_indexer(pairs.iloc[:, 1])
    known = (row >= 0) & (column >= 0)
    matrix[row[known], column[known]] = True
    return matrix


def _any_of(matrix: Mask, options: tuple[str, ...], chosen: tuple[str, ...]) -> Mask:
    if not chosen:
        return np.ones(len(matrix), bool)
    columns = [i for i, option in enumerate(options) if option in chosen]
    return np.asarray(matrix[:, columns].any(axis=1), bool)


def _in_force(facets: Facets, annees: tuple[int, int] | None) -> Mask:
    if annees is None:
        return np.ones(len(facets.ids), bool)
    first, last = annees
    return (facets.debut <= last) & (np.isnan(facets.fin) | (facets.fin >= first))


def _matches(texte: pd.Series, q: str) -> Mask:
    mask = np.ones(len(texte), bool)
    for word in dict.fromkeys(fold(q).split()):
        if not mask.any():
            break
        mask &= texte.str.contains(word, regex=False).to_numpy(bool)
    return mask


def _all_and_all_but_one(masks: Mapping[str, Mask]) -> tuple[Mask, dict[str, Mask]]:
    """AND of all the masks, and for each facet the AND of the others."""
    failures = np.sum([~mask for mask in masks.values()], axis=0)
    others = {facet: (failures == 0) | ((failures == 1) & ~mask) for facet, mask in masks.items()}
    return failures == 0, others


def _cooperation_text(tables: TablesLike) -> pd.Series:
    names = tables.participants["territoire_code"].map(tables.territoires.set_index("code")["nom"])
    joined = names.groupby(tables.participants["cooperation_id"]).agg(" ".join)
    coops = tables.cooperations
    return _folded(coops["intitule"], coops["resume"], coops["id"].map(joined))


def _pole_text(tables: TablesLike, members: pd.DataFrame) -> pd.Series:
    names = tables.pole_membres.drop_duplicates(["pole_code", "membre_siren"]).rename(
        columns={"membre_siren": "siren"}
    )
    named = members.merge(names[["pole_code", "siren", "membre_nom"]], on=["pole_code", "siren"])
    joined = named.groupby("pole_code")["membre_nom"].agg(" ".join)
    poles = tables.poles
    return _folded(poles["nom"], poles["nom_court"], poles["code"].map(joined))


def _folded(*columns: pd.Series) -> pd.Series:
    """Folded text of several columns, each kept apart by a space."""
    joined = columns[0].str.cat(columns[1:], sep=" ", na_rep="")
    return pd.Series(fold_all(joined), dtype="str")
