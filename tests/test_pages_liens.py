"""Links of the pages' HTML: one writing, texts of attributes escaped, the filters kept."""

from __future__ import annotations

import pytest

from geo.filters import Filters
from geo.permalinks import View
from pages._shared import liens, state


def test_a_link_leads_to_the_map_and_keeps_the_filters() -> None:
    view = View(Filters(themes=("mobilites", "sante")), ("pole", "P0"))
    assert liens.link(view, ("territoire", "T1"), "<b>Ici</b>") == (
        '<a href="./?theme=mobilites,sante&amp;territoire=T1" data-vers="territoire:T1" '
        'data-page=""><b>Ici</b></a>'
    )


def test_a_link_takes_attributes_and_nothing_breaks_out_of_them() -> None:
    link = liens.link(View(), ("pole", '"><i>'), "x", "poles", class_="pole", aria_label='L’"or"')
    assert link == (
        '<a href="./poles?pole=%22%3E%3Ci%3E" data-vers="pole:&quot;&gt;&lt;i&gt;" '
        'data-page="poles" class="pole" aria-label="L’&quot;or&quot;">x</a>'
    )


def test_a_view_stays_on_its_page() -> None:
    view = View(vue="comparer", avec=("A", "B"))
    assert state.here() is None
    assert liens.href(view, ("pole", "A"), "poles") == "./poles?pole=A"


@pytest.mark.parametrize(
    ("filtre", "chosen"),
    [
        ("systeme=sante&region=84,27", {"systeme": ["sante"], "region": ["27", "84"]}),
        ("systeme=sante&region=", {"systeme": ["sante"], "region": []}),
        ("systeme=inconnu&pole=200030989&autre=1", {"systeme": []}),
        ("", {}),
    ],
)
def test_a_link_may_set_filters_on_the_page_it_leads_to(
    filtre: str, chosen: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    monkeypatch.setattr(state, "refine", lambda page, **given: asked.append((page, given)))
    liens.receive({"page": "cooperations", "filtre": filtre})
    found = [(page, {key: sorted(codes) for key, codes in given.items()}) for page, given in asked]
    assert found == [("pages/cooperations.py", chosen)]
