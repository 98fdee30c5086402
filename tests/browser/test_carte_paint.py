"""First paint: every perimeter and every link of the default view, in full, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.carte import assert_counted, assert_drawn, rows, wait_rows
from tests.browser.expected import inventory

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

    from tests.browser.visitor import Visitor


@pytest.fixture
def context(first_visit: BrowserContext) -> BrowserContext:
    """Come for the first time, nothing in the cache."""
    return first_visit


def test_first_paint_shows_every_perimeter_and_link(visitor: Visitor) -> None:
    everything = inventory().shown()
    assert len(everything.poles) == 27

    carte = visitor.visit("/")

    assert carte is not None
    assert_drawn(visitor, everything)
    assert_counted(visitor, everything)
    outlines = carte.eval_on_selector_all("path.pole", "(all) => all.map((p) => p.outerHTML)")
    assert len(outlines) == 27
    assert all(' d="M' in outline for outline in outlines)
    # One link from the porteur to each of its partners, each with a length one can see.
    lengths = carte.eval_on_selector_all(
        "path.lien", "(all) => all.map((p) => p.getBBox().width + p.getBBox().height)"
    )
    assert len(lengths) == inventory().pairs(everything.cooperations)
    assert min(lengths) > 4
    members = visitor.drawn("membre")
    assert members >= {m for code in everything.poles for m in inventory().poles[code].members}
    assert visitor.drawn("region") == set(inventory().labels["region"])


def test_list_reads_the_same_results_page_by_page(visitor: Visitor) -> None:
    everything = inventory().shown()

    visitor.visit("/")

    wait_rows(visitor, "pole", everything.poles)
    first = rows(visitor, "cooperation")
    assert 100 <= len(first) < len(everything.cooperations)
    more = visitor.page.get_by_role("button", name="Afficher la suite")
    while more.count():
        more.click()
    wait_rows(visitor, "cooperation", everything.cooperations)
    assert rows(visitor, "cooperation")[: len(first)] == first


def test_links_end_where_the_territories_stand(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    # One cooperation of two territories far apart: its only link joins their two nodes.
    coop = inventory().cooperations["brest-contrat-reciprocite-centre-ouest-bretagne"]
    (partner,) = coop.partenaires

    gaps = carte.evaluate(
        """([id, ...codes]) => {
          const link = document.querySelector(`.lien-${id}`);
          const matrix = link.getScreenCTM();
          const ends = [0, link.getTotalLength()].map(
            (at) => link.getPointAtLength(at).matrixTransform(matrix));
          return codes.map((code, i) => {
            const box = document.querySelector(`.noeud.territoire-${code}`).getBoundingClientRect();
            const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
            return Math.hypot(ends[i].x - x, ends[i].y - y);
          });
        }""",
        [coop.row["id"], coop.porteur, partner],
    )

    assert max(gaps) < 1
