"""Facts of one region, or of the whole country: what exists there, and what is not covered.

Who is covered, and how inhabitants are counted: see `geo.regions_mesures`.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from geo import format_fr as fr
from geo.regions_facts import (
    FRANCE,
    PLACES,
    Annee,
    Compte,
    Fiche,
    Part,
    PoleRegion,
    Systeme,
    Traverse,
)
from geo.regions_mesures import inside
from geo.sheets_facts import Lien
from geo.sheets_parts import (
    MAYOTTE,
    MILLESIME_POPULATION,
    MILLESIME_POPULATION_MAYOTTE,
    POPULATION_SOURCE,
    cooperation_links,
    groups_by_system,
    population_source,
)
from geo.sheets_pole import short_name
from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from geo.regions_mesures import Base, Mask


def describe_region(base: Base, code: str, coops: Mask, poles: Mask, table: pd.DataFrame) -> Fiche:
    """Facts of one region, or of the whole country when `code` is `FRANCE`.

    Parameters
    ----------
    coops, poles
        Cooperations and pôles shown, in the order of `base.facets`, everywhere in France.
    table
        The same masks' `geo.regions_mesures.measures`.

    Raises
    ------
    KeyError
        When there is no such region.
    """
    row = table.loc[code]
    rank = None if code == FRANCE else base.codes.index(code)
    here, there = inside(base, code, "coops", coops), inside(base, code, "poles", poles)
    ids = [base.facets.ids[i] for i in np.flatnonzero(here)]
    traverses = _crossing(base, code, here)
    present = base.presence.any(axis=0) if rank is None else base.presence[rank]
    known = [base.index.cooperations[c] for c in ids]
    people = base.habitants if rank is None else base.habitants[rank : rank + 1]
    return Fiche(
        code=code,
        nom=row["nom"],
        lieu=PLACES.get(code, f"dans la région {row['nom']}"),
        habitants=int(row["habitants"]),
        epci=int(row["epci"]),
        sans_epci=int(people[:, -1].sum()),
        a_cheval=int((present & (base.presence.sum(axis=0) > 1)).sum()),
        **{
            name: Part(
                int(row[f"habitants_{name}"]),
                float(row[f"taux_{name}"]),
                int(row[f"epci_{name}"]),
                *_place(table, code, name),
            )
            for name in ("pole", "cooperation", "seule", "aucun")
        },
        poles=_poles(base, rank, there),
        systemes=_systems(base, here, there),
        groupes=groups_by_system(base.index, cooperation_links(base.index, ids)),
        traverses=traverses,
        regions_liees=_most(name for t in traverses for name in t.regions),
        etrangers=_most(name for t in traverses for name in t.etrangers),
        formes=_most(base.index.labels["formes"][row.forme] for row in known),
        annees=_years(base, here, there),
        sans_annee=sum(fr.is_missing(row.annee_debut) for row in known),
        source_population=_population_source(base, code),
    )


def _place(table: pd.DataFrame, code: str, name: str) -> tuple[int | None, int]:
    """Place of a region by a share, and how many others have the same."""
    if code == FRANCE or f"rang_{name}" not in table:
        return None, 0
    ranks = table[f"rang_{name}"]
    return int(ranks[code]), int((ranks == ranks[code]).sum()) - 1


def _others(base: Base, code: str, what: str, row: int) -> tuple[str, ...]:
    """Names of the regions, other than this one, where a cooperation or a pôle is."""
    options, names = base.facets.options["regions"], base.names
    columns = np.flatnonzero(getattr(base.facets, what)["regions"][row])
    return tuple(names[options[i]] for i in columns if options[i] != code)


def _crossing(base: Base, code: str, here: Mask) -> tuple[Traverse, ...]:
    """Cooperations with another region or abroad, by system then by title.

    For the whole country, « another region » means two regions at least.
    """
    found = {}
    for row in np.flatnonzero(here).tolist():
        regions = _others(base, code, "coops", row)
        if code == FRANCE and len(regions) < 2:
            regions = ()
        if regions or base.etrangers[row]:
            found[base.facets.ids[row]] = (regions, base.etrangers[row])
    links = cooperation_links(base.index, found)
    return tuple(Traverse(link, *found[link.code]) for link in links)


def _poles(base: Base, rank: int | None, there: Mask) -> tuple[PoleRegion, ...]:
    """Pôles of a region, the most inhabitants there first."""
    people = base.habitants.sum(axis=0) if rank is None else base.habitants[rank]
    present = base.presence.any(axis=0) if rank is None else base.presence[rank]
    code = FRANCE if rank is None else base.codes[rank]
    labels, systems = base.index.labels, base.facets.poles["systemes"]
    ranks = [base.index.system_rank[system] for system in base.facets.options["systemes"]]
    found = []
    for row in np.flatnonzero(there).tolist():
        pole = base.index.poles[base.facets.pole_codes[row]]
        members = base.pole_epci[row]
        details = [labels["natures"][pole.nature]]
        if pole.statut == "dissous":
            details.append("dissous")
        found.append(
            PoleRegion(
                Lien("pole", pole.code, short_name(pole), ", ".join(details)),
                int((members & present).sum()),
                int(members.sum()),
                int(people[:-1][members].sum()),
                () if rank is None else _others(base, code, "poles", row),
                tuple(sorted(ranks[i] for i in np.flatnonzero(systems[row]))),
            )
        )
    return tuple(sorted(found, key=lambda pole: (-pole.habitants, fold(pole.lien.nom))))


def _systems(base: Base, here: Mask, there: Mask) -> tuple[Systeme, ...]:
    """Systems in the order of the tables, those without anything included."""
    coops = base.facets.principal["systemes"][here].sum(axis=0)
    poles = base.facets.poles["systemes"][there].sum(axis=0)
    labels = base.index.labels["systemes"]
    found = [
        Systeme(code, labels[code], base.index.system_rank[code], int(coops[i]), int(poles[i]))
        for i, code in enumerate(base.facets.options["systemes"])
    ]
    return tuple(sorted(found, key=lambda system: system.rang))


def _years(base: Base, here: Mask, there: Mask) -> tuple[Annee, ...]:
    begun: dict[int, Counter[int]] = {}
    for row in np.flatnonzero(here & ~np.isnan(base.facets.debut)).tolist():
        theme = base.index.cooperations[base.facets.ids[row]].theme_principal
        begun.setdefault(int(base.facets.debut[row]), Counter())[
            base.index.rank_of_theme(theme)
        ] += 1
    ended = Counter(base.facets.fin[here & ~np.isnan(base.facets.fin)].astype(int).tolist())
    created: dict[int, list[str]] = {}
    for row in np.flatnonzero(there).tolist():
        pole = base.index.poles[base.facets.pole_codes[row]]
        if year := fr.year_of(pole.date_creation):
            created.setdefault(int(year), []).append(short_name(pole))
    systems = range(len(base.facets.options["systemes"]))
    return tuple(
        Annee(
            year,
            tuple(begun.get(year, Counter())[rank] for rank in systems),
            ended[year],
            tuple(sorted(created.get(year, []), key=fold)),
        )
        for year in sorted({*begun, *ended, *created})
    )


def _most(names: Iterable[str]) -> tuple[Compte, ...]:
    counts = Counter(names)
    return tuple(Compte(n, counts[n]) for n in sorted(counts, key=lambda n: (-counts[n], fold(n))))


def _population_source(base: Base, code: str) -> str:
    departements = [row.code for row in base.index.departements.values() if row.region == code]
    if code == FRANCE:
        both = f"{MILLESIME_POPULATION} ({MILLESIME_POPULATION_MAYOTTE} à Mayotte)"
        return POPULATION_SOURCE.replace(MILLESIME_POPULATION, both, 1)
    return population_source([d for d in departements if d == MAYOTTE])
