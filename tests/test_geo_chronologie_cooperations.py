"""Starts, ends and cooperations in force: five counted by hand, then the project's recounted."""

from __future__ import annotations

import numpy as np
import pytest

from geo.chronologie_cooperations import PREMIERE, chronology
from geo.filters import CONFIANCES_PAR_DEFAUT, Filters, apply_filters
from pages._shared import cache
from tests.browser.expected import inventory

NONE = np.nan
LAST = cache.dataset().releve.year
#: 1998–2001, since 2000, 2001 alone, unknown start ended 2002, 2002–2030.
DEBUT = np.array([1998, 2000, 2001, NONE, 2002])
FIN = np.array([2001, NONE, 2001, 2002, 2030])


def test_years_are_counted_by_hand() -> None:
    found = chronology(DEBUT, FIN, first=2000, last=2003)
    assert found.annees.index.tolist() == [2000, 2001, 2002, 2003]
    assert found.annees["debuts"].tolist() == [1, 1, 1, 0]
    assert found.annees["fins"].tolist() == [0, 2, 1, 0]
    assert found.annees["en_vigueur"].tolist() == [2, 3, 2, 2]
    assert (found.avant, found.sans_debut, found.sans_fin) == (1, 1, 1)
    assert (found.fins_prevues, found.total) == (1, 5)


def test_every_cooperation_begins_before_within_after_or_is_undated() -> None:
    found = chronology(DEBUT, FIN, first=2000, last=2001)
    after = 1
    assert found.avant + found.annees["debuts"].sum() + found.sans_debut + after == found.total


def test_nothing_gives_empty_years() -> None:
    found = chronology(np.array([]), np.array([]), last=2003)
    assert found.annees.to_numpy().sum() == found.total == 0
    assert found.annees.index.tolist() == list(range(PREMIERE, 2004))


@pytest.mark.parametrize("year", [PREMIERE, 2015, 2020, LAST])
def test_in_force_is_what_the_filter_of_the_map_keeps(year: int) -> None:
    facets = cache.dataset().facets
    every = apply_filters(facets, Filters()).cooperations
    found = chronology(facets.debut[every], facets.fin[every], last=LAST)
    kept = apply_filters(facets, Filters(annees=(year, year))).cooperations
    assert found.annees.loc[year, "en_vigueur"] == kept.sum()


def test_the_inventory_is_counted_as_its_csv_is() -> None:
    facets = cache.dataset().facets
    every = apply_filters(facets, Filters()).cooperations
    found = chronology(facets.debut[every], facets.fin[every], last=LAST)
    rows = [
        row for row in inventory().rows("cooperations") if row["confiance"] in CONFIANCES_PAR_DEFAUT
    ]
    for year in found.annees.index:
        started = sum(row["annee_debut"] == str(year) for row in rows)
        ended = sum(row["annee_fin"] == str(year) for row in rows)
        assert found.annees.loc[year, ["debuts", "fins"]].tolist() == [started, ended]
    assert found.sans_debut == sum(not row["annee_debut"] for row in rows)
    assert found.total == len(rows)


def test_no_cooperation_begins_after_the_inventory_was_made() -> None:
    """Else the date of the inventory is not up to date, in `data/sources.toml`."""
    assert np.nanmax(cache.dataset().facets.debut) <= LAST
