"""The pages that read the inventory ask nothing of another origin, charts and pictures included.

Every view is chosen as a visitor does; Vega and the tables' drawing come from our own server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.test_lecture import SHEETS, VIEWS, show
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from tests.browser.conftest import ExternalRequests
    from tests.browser.visitor import Visitor

#: Charts of each view; none in the others, nor on a page without views.
CHARTS = {"Diversité": 2, "Thèmes et régions": 2, "Dans le temps": 2}


def explore(visitor: Visitor, count: int) -> None:
    """Wait for the charts, point at each, unfold what is folded."""
    charts = visitor.page.locator(".stVegaLiteChart")
    expect(charts).to_have_count(count, timeout=READY_TIMEOUT_MS)
    for rank in range(count):
        drawing = charts.nth(rank).locator("canvas, svg").first
        expect(drawing).to_be_visible(timeout=READY_TIMEOUT_MS)
        drawing.hover()
    for summary in visitor.page.locator(".stExpander summary").all():
        summary.click()
    visitor.wait_idle()


@pytest.mark.parametrize("path", VIEWS)
def test_no_view_asks_anything_of_another_origin(
    visitor: Visitor, external_requests: ExternalRequests, path: str
) -> None:
    visitor.visit(path, carte=False)
    for view in VIEWS[path] or ("",):
        show(visitor, view)
        explore(visitor, CHARTS.get(view, 0))

    assert external_requests.urls == []


@pytest.mark.parametrize("path", [*SHEETS, "/regions?region=84", "/poles?systeme=sante"])
def test_no_sheet_asks_anything_of_another_origin(
    visitor: Visitor, external_requests: ExternalRequests, path: str
) -> None:
    visitor.visit(path, carte=False)
    expect(visitor.page.locator(".stMain h2").first).to_be_visible(timeout=READY_TIMEOUT_MS)
    assert external_requests.urls == []


def test_two_poles_are_compared_without_the_network(
    visitor: Visitor, external_requests: ExternalRequests
) -> None:
    visitor.visit("/poles?vue=comparer&avec=200035335,200030989", carte=False)
    expect(visitor.page.locator(".comparer .mini-carte")).to_have_count(2)
    assert external_requests.urls == []
