"""The view of a page, the pôles compared: in the address, kept on the page, dropped off it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pages._shared import liens
from tests import essai_planches as planches
from tests.essai_carte import follow_link, keys, route_by_navigation, visit

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

POLES, COOPERATIONS = "pages/poles.py", "pages/cooperations.py"
NANTES, LORRAIN, OPALE, AUDOMAROIS = "200035335", "200030989", "256202102", "200086874"
COMPARED = {"vue": "comparer", "avec": f"{NANTES},{LORRAIN}"}


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def warning(app: AppTest) -> str:
    return " ".join(block.value for block in app.html if "Ignoré dans l’adresse" in block.value)


def compared(app: AppTest) -> list[str]:
    chosen: list[str] = app.multiselect(key="avec").value
    return chosen


@pytest.mark.parametrize(
    ("script", "first", "vue"),
    [(POLES, "atlas", "diversite"), (COOPERATIONS, "tableau", "couverture")],
)
def test_a_view_chosen_is_in_the_address_but_the_first(script: str, first: str, vue: str) -> None:
    app = visit({"theme": "sante"}, page=script)
    app.segmented_control(key="vue").set_value(vue).run()
    assert app.query_params == {"theme": "sante", "vue": vue}
    app.segmented_control(key="vue").set_value(first).run()
    assert app.query_params == {"theme": "sante"}


def test_the_first_view_may_be_named() -> None:
    app = visit({"vue": "atlas"}, page=POLES)
    assert warning(app) == ""
    assert app.segmented_control(key="vue").value == "atlas"


@pytest.mark.parametrize(
    ("script", "vue"),
    [(POLES, "xyz"), (POLES, "tableau"), ("pages/regions.py", "atlas"), ("", "atlas")],
)
def test_a_view_the_page_has_not_is_ignored_and_told(script: str, vue: str) -> None:
    app = visit({"vue": vue}, page=script)
    assert f"vue={vue}" in warning(app)
    assert app.query_params == {}


def test_poles_compared_are_those_of_the_address_in_its_order() -> None:
    app = visit(COMPARED, page=POLES)
    assert compared(app) == [NANTES, LORRAIN]
    assert warning(app) == ""
    app.multiselect(key="avec").set_value([LORRAIN, NANTES, OPALE]).run()
    assert app.query_params == {"vue": "comparer", "avec": f"{LORRAIN},{NANTES},{OPALE}"}


def test_poles_that_cannot_be_compared_are_told() -> None:
    five = [NANTES, LORRAIN, "inconnu", OPALE, AUDOMAROIS, "200075372"]
    app = visit({"vue": "comparer", "avec": ",".join(five)}, page=POLES)
    assert compared(app) == [NANTES, LORRAIN, OPALE, AUDOMAROIS]
    assert "avec=inconnu, avec=200075372" in warning(app)
    assert "avec=" in warning(visit({"avec": NANTES}, page=POLES)), "the atlas compares nothing"


def test_a_choice_waits_while_another_view_is_shown() -> None:
    app = visit(COMPARED, page=POLES)
    app.segmented_control(key="vue").set_value("atlas").run()
    assert app.query_params == {}
    app.segmented_control(key="vue").set_value("comparer").run()
    assert app.query_params == COMPARED


def test_the_sheet_of_a_pole_closes_on_the_comparison() -> None:
    app = visit(COMPARED, page=POLES)
    app = follow_link(app, vers=f"pole:{OPALE}", page="poles")
    assert app.query_params == {"pole": OPALE, **COMPARED}
    assert "vue" not in keys(app)
    app = follow_link(app, vers="")
    assert app.query_params == COMPARED
    assert compared(app) == [NANTES, LORRAIN]


def test_another_page_keeps_the_filters_and_drops_the_view() -> None:
    app = visit({"region": "44", **COMPARED}, page=POLES)
    app = follow_link(app, vers=f"pole:{LORRAIN}", page="")
    assert app.query_params == {"region": "44", "pole": LORRAIN}
    assert app.get("component_instance"), "the map"
    app = follow_to(app, "cooperations")
    assert app.segmented_control(key="vue").value == "tableau"
    app = follow_to(app, "poles")
    app = follow_link(app, vers="")
    assert app.segmented_control(key="vue").value == "atlas"
    app.segmented_control(key="vue").set_value("comparer").run()
    assert compared(app) == []


@pytest.mark.parametrize(
    ("by", "first"), [("cooperations", "tableau"), ("poles", "atlas"), ("regions", "")]
)
def test_the_next_page_opens_on_its_own_first_view(by: str, first: str) -> None:
    """`reseau`, passed by, keeps no view of its own."""
    app = follow_to(visit({"theme": "sante", **COMPARED}, page=POLES), "reseau")
    app = follow_to(app, by)
    assert [error.message for error in app.exception] == []
    assert [control.value for control in app.segmented_control] == ([first] if first else [])
    assert app.query_params == {"theme": "sante"}


def test_a_sheet_come_back_to_closes_on_its_comparison() -> None:
    app = visit(COMPARED, page=POLES)
    app = follow_to(app, "")
    app = follow_to(app, "poles", pole=OPALE, **COMPARED)
    assert app.query_params == {"pole": OPALE, **COMPARED}
    app = follow_link(app, vers="")
    assert app.query_params == COMPARED
    assert compared(app) == [NANTES, LORRAIN]


def follow_to(app: AppTest, address: str, **query: str) -> AppTest:
    """Go to a page by the navigation, without an address, or by the browser's history."""
    app.query_params.clear()
    app.query_params.update(query)
    return app.switch_page(liens.PAGES[address]).run()


def test_links_carry_the_view_on_the_page_and_not_off_it() -> None:
    app = visit({"theme": "sante", **COMPARED}, page=POLES)
    table = planches.shown(app)
    kept = f"vue=comparer&amp;avec={NANTES},{LORRAIN}"
    assert f'href="./poles?theme=sante&amp;pole={NANTES}&amp;{kept}"' in table
    others = [part for part in table.split("<a ") if 'data-page=""' in part]
    assert all("vue=" not in part and "theme=sante" in part for part in others)


def test_a_view_is_no_filter() -> None:
    app = visit({"theme": "sante", "vue": "couverture"}, page=COOPERATIONS)
    (lift,) = [button for button in app.button if button.label == "Retirer tous les filtres"]
    lift.click().run()
    assert app.query_params == {"vue": "couverture"}
