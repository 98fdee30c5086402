"""Cross tables: a small inventory counted by hand, then the project's recounted from its CSV."""

from __future__ import annotations

import numpy as np
import pytest

from geo.croisements import cross
from pages._shared import cache
from tests.browser.expected import inventory
from tests.essai_filtres import cooperation, facets_of

#: One in region 11 only; one in 11 and 84, of two themes of one system; one abroad.
COOPERATIONS = [
    cooperation("une", "dev", places=("t0", "abroad")),
    cooperation("deux", "dev", "num", "train", places=("t0", "t1"), forme="charte"),
    cooperation("trois", "velo", places=("abroad", "abroad"), statut="achevee"),
]
ALL = np.ones(3, bool)


def test_a_cooperation_counts_once_in_each_pair_it_has() -> None:
    table = cross(facets_of(COOPERATIONS, []), ALL, "regions", "themes")
    assert table.index.tolist() == ["11", "27", "84", "94"]
    assert table.columns.tolist() == ["dev", "num", "train", "velo", "soin"]
    assert table.loc["11"].tolist() == [2, 1, 1, 0, 0]
    assert table.loc["84"].tolist() == [1, 1, 1, 0, 0]
    assert table.loc[["27", "94"]].to_numpy().sum() == 0
    assert (table.dtypes == np.int64).all()


def test_two_themes_of_a_system_count_once_in_it() -> None:
    table = cross(facets_of(COOPERATIONS, []), ALL, "formes", "systemes")
    assert table.loc["contrat"].tolist() == [1, 1, 0]
    assert table.loc["charte"].tolist() == [1, 1, 0]


def test_only_the_cooperations_shown_count() -> None:
    facets = facets_of(COOPERATIONS, [])
    one = cross(facets, np.array([True, False, False]), "regions", "themes")
    assert one.to_numpy().sum() == one.loc["11", "dev"] == 1
    assert cross(facets, ~ALL, "regions", "themes").to_numpy().sum() == 0


@pytest.mark.parametrize(
    ("rows", "columns"), [("regions", "themes"), ("formes", "systemes"), ("statuts", "formes")]
)
def test_the_inventory_is_counted_as_its_csv_is(rows: str, columns: str) -> None:
    facets = cache.dataset().facets
    known = inventory().shown("").cooperations
    table = cross(facets, np.array([code in known for code in facets.ids]), rows, columns)

    def options(code: str, facet: str) -> frozenset[str]:
        coop = inventory().cooperations[code]
        if facet in ("formes", "statuts"):
            return frozenset({coop.row[facet[:-1]]})
        return frozenset(getattr(coop, facet))

    for left in table.index:
        for right in table.columns:
            both = sum(left in options(c, rows) and right in options(c, columns) for c in known)
            assert table.loc[left, right] == both, (left, right)
