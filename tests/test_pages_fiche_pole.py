"""The full sheet of a pôle on the page Pôles: opened, linked, said; every pôle of the project."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from data.loaders import TABLES
from geo.palette import PALETTES
from tests import essai_planches as planches
from tests.essai_carte import route_by_navigation, visit
from tests.essai_fiches import Reader

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PAGE = "pages/poles.py"
POLE, DISSOLVED, MEMBERLESS = "200035335", "200031953", "reseau-ouest-normand"


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def sheet(app: AppTest) -> str:
    """Return the HTML of the sheet; the page shows no error."""
    assert [error.message for error in app.exception] == []
    html = planches.shown(app)
    assert html.count('class="fiche page-pole"') == 1
    return html


def row_of(code: str) -> dict[str, str]:
    with (TABLES / "poles.csv").open(encoding="utf-8", newline="") as file:
        return next(row for row in csv.DictReader(file) if row["code"] == code)


def test_the_sheet_says_who_the_pole_is_and_leads_on() -> None:
    html = sheet(visit({"pole": POLE}, page=PAGE))
    found = Reader(html)
    assert found.headings[0] == (2, row_of(POLE)["nom_court"])
    titles = [title.split(" ")[0] for level, title in found.headings if level == 3]
    assert titles == [
        "Son",
        "Identité",
        "Ce",
        "Membres",
        "Chronologie",
        "Coopérations",
        "Compétences",
        "À",
        "Sources",
    ]
    back, to_map = found.links[:2]
    assert back["data-vers"] == ""
    assert (to_map["data-vers"], to_map["data-page"]) == (f"pole:{POLE}", "")
    assert html.count('role="img"') == 1
    assert "vers 2021" in found.text
    assert "Licence Ouverte" in found.text


def test_filters_are_kept_in_the_addresses_and_change_nothing_in_the_sheet() -> None:
    plain = sheet(visit({"pole": POLE}, page=PAGE))
    filtered = sheet(visit({"pole": POLE, "theme": "sante"}, page=PAGE))
    assert Reader(plain).text == Reader(filtered).text
    hrefs = [link["href"] for link in Reader(filtered).links if "cooperation" in link["href"]]
    assert hrefs and all("theme=sante" in href for href in hrefs)


def test_the_sheet_stays_when_nothing_answers_the_filters() -> None:
    assert sheet(visit({"pole": POLE, "q": "zzzz"}, page=PAGE))


def test_a_dissolved_pole_says_so_first() -> None:
    text = Reader(sheet(visit({"pole": DISSOLVED, "poles": "tous"}, page=PAGE))).text
    assert text.index("Pôle dissous") < text.index("habitants")


def test_a_pole_without_a_sure_member_has_no_figure() -> None:
    html = sheet(visit({"pole": MEMBERLESS, "poles": "tous"}, page=PAGE))
    assert 'class="chiffres"' not in html
    assert "Aucun membre n’est établi" in html


def test_an_unknown_code_shows_no_sheet() -> None:
    app = visit({"pole": "000000000"}, page=PAGE)
    assert [error.message for error in app.exception] == []
    assert "page-pole" not in planches.shown(app)


def test_paper_is_always_light() -> None:
    app = visit({"pole": POLE}, page=PAGE)
    styles = " ".join(one.value for one in app.html)
    light = PALETTES["light"]["encre"]
    assert f"@media print{{:root:root{{--encre:{light}" in styles
    assert "@media print{:root:root{--s0:" in styles
    assert any("window.print()" in one.value for one in app.html)
