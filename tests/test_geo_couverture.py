"""Coverage of the métropoles: fictional EPCI counted by hand, then the inventory recounted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from geo.couverture import COMPTE_ETUDE, METROPOLES, coverage
from pages._shared import cache
from tests.browser.expected import inventory
from tests.essai_filtres import cooperation, facets_of

EPCI = pd.DataFrame(
    [
        ("e1", "Métropole d’Essai", "METRO"),
        ("e2", "Métropole de Lyon-Essai", "MET69"),
        ("e3", "Agglomération d’Essai", "CA"),
        ("e4", "Métropole muette", "METRO"),
    ],
    columns=["siren", "nom", "nature"],
)
COOPERATIONS = [
    cooperation("en-vigueur", "dev", annee_debut=2010),
    cooperation("commune", "velo", annee_debut=2019, annee_fin=2019),
    cooperation("finie", "dev", annee_debut=2010, annee_fin=2018),
    cooperation("apres", "soin", annee_debut=2020),
    cooperation("sans-date", "dev", annee_fin=2018),
    cooperation("ailleurs", "dev", annee_debut=2010),
]
OF = {
    "e1": ["en-vigueur", "commune", "finie", "sans-date"],
    "e2": ["commune", "apres"],
    "e3": ["ailleurs"],
}


def test_each_metropole_counts_what_it_takes_part_in() -> None:
    found = coverage(facets_of(COOPERATIONS, []), np.ones(6, bool), EPCI, OF)
    assert found.metropoles["siren"].tolist() == ["e1", "e2", "e4"]
    assert found.metropoles["cooperations"].tolist() == [4, 2, 0]
    by_system = found.metropoles[["eco", "mob", "sante"]]
    assert by_system.to_numpy().tolist() == [[3, 1, 0], [0, 1, 1], [0, 0, 0]]


def test_the_parts_add_up_to_the_distinct_cooperations() -> None:
    found = coverage(facets_of(COOPERATIONS, []), np.ones(6, bool), EPCI, OF)
    assert (found.total, found.autour) == (6, 5)
    assert (found.en_vigueur, found.finies, found.apres, found.sans_date) == (2, 1, 1, 1)


def test_only_the_cooperations_shown_count() -> None:
    shown = np.array([False, True, False, False, False, False])
    found = coverage(facets_of(COOPERATIONS, []), shown, EPCI, OF)
    assert found.metropoles["cooperations"].tolist() == [1, 1, 0]
    assert (found.total, found.autour, found.en_vigueur) == (1, 1, 1)


def test_the_inventory_is_counted_as_its_csv_is() -> None:
    donnees = cache.dataset()
    epci = donnees.prepared.epci
    known = inventory().shown("").cooperations
    shown = np.array([code in known for code in donnees.facets.ids])
    found = coverage(donnees.facets, shown, epci, donnees.sheets.cooperations_of)
    sirens = set(epci.loc[epci["nature"].isin(METROPOLES), "siren"])
    assert len(sirens) == len(found.metropoles) == 22
    taking_part: dict[str, set[str]] = {siren: set() for siren in sirens}
    for row in inventory().rows("participants"):
        if row["territoire_code"] in sirens and row["cooperation_id"] in known:
            taking_part[row["territoire_code"]].add(row["cooperation_id"])
    counted = dict(zip(found.metropoles["siren"], found.metropoles["cooperations"], strict=True))
    assert counted == {siren: len(ids) for siren, ids in taking_part.items()}
    around = set.union(*taking_part.values())
    assert found.autour == len(around)
    rows = [inventory().cooperations[code].row for code in around]
    in_2019 = [
        row
        for row in rows
        if row["annee_debut"]
        and int(row["annee_debut"]) <= 2019
        and (not row["annee_fin"] or int(row["annee_fin"]) >= 2019)
    ]
    assert found.en_vigueur == len(in_2019)
    assert found.sans_date == sum(not row["annee_debut"] for row in rows)
    assert found.en_vigueur + found.finies + found.apres + found.sans_date == found.autour


def test_the_study_is_the_one_the_sources_tell() -> None:
    told = " ".join(row["resume"] for row in inventory().rows("reseau_chronologie"))
    assert str(COMPTE_ETUDE) in told
