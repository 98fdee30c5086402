"""The page Réseau: lines of work, timeline and its filter, jobs, how to mend a fact."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.essai_carte import route_by_navigation, visit

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    route_by_navigation(monkeypatch)
    return visit(page="pages/reseau.py")


def rows(name: str) -> list[dict[str, str]]:
    with (ROOT / f"data/tables/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def part(app: AppTest, name: str) -> str:
    """Return the HTML of one part of the page, by its class."""
    assert [error.message for error in app.exception] == []
    bodies = [element.proto.body for element in app.get("html")]
    (found,) = [body for body in bodies if body.startswith(f'<div class="{name}"')]
    return found


def test_page_has_its_four_sections_and_says_where_they_are(app: AppTest) -> None:
    anchors = [header.proto.anchor for header in app.header]
    assert anchors == ["axes", "histoire", "metiers", "contribuer"]
    summary = next(block.value for block in app.markdown if block.value.startswith("["))
    assert re.findall(r"\(#([a-z]+)\)", summary) == anchors


def test_four_lines_lead_to_the_pages_that_serve_them(app: AppTest) -> None:
    lines = part(app, "lignes")
    assert lines.count("<h3>") == 4
    assert re.findall(r'data-page="([a-z]*)"', lines) == ["regions", "", "cooperations"]
    assert re.findall(r"systeme=([a-z-]+)", lines) == [row["code"] for row in rows("systemes")]
    assert 'href="#metiers"' in lines
    assert "reseau-des-poles-metropolitains-la-dynamique-de-travail-est-relancee" in lines


def test_timeline_shows_every_event(app: AppTest) -> None:
    assert part(app, "frise").count("<h4>") == len(rows("reseau_chronologie"))


def test_timeline_is_filtered_by_type(app: AppTest) -> None:
    (pills,) = [group for group in app.button_group if group.key == "type_evenement"]
    events = rows("reseau_chronologie")
    laws = [row for row in events if row["type"] == "loi"]
    assert f"Lois ({len(laws)})" in pills.options
    pills.select("loi").run()
    frise = part(app, "frise")
    assert frise.count("<h4>") == len(laws)
    assert frise.count('<span class="genre">Loi</span>') == len(laws)
    (pills,) = [group for group in app.button_group if group.key == "type_evenement"]
    pills.unselect("loi").run()
    assert part(app, "frise").count("<h4>") == len(events)


def test_jobs_are_all_shown(app: AppTest) -> None:
    assert part(app, "metiers").count("<article>") == len(rows("metiers"))


def test_mending_a_fact_asks_for_a_source_and_invents_no_address(app: AppTest) -> None:
    text = next(block.value for block in app.markdown if "python -m data check" in block.value)
    assert "Écrivez à l’organisme" in text
    assert "@" not in text
    assert "http" not in text


def test_page_opens_with_an_address_of_another(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)
    app = visit({"theme": "mobilites", "pole": "inconnu"}, page="pages/reseau.py")
    assert part(app, "frise").count("<h4>") == len(rows("reseau_chronologie"))
