"""The comparison on the page Pôles: choosing, the table read back, the figures recomputed."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest

from data.loaders import TABLES
from pages._shared.comparer import difference
from tests import essai_planches as planches
from tests.essai_carte import route_by_navigation, visit
from tests.essai_fiches import Reader

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PAGE = "pages/poles.py"
OPALE, AUDOMAROIS, NANTES, LORRAIN = "256202102", "200086874", "200035335", "200030989"
FINE, NBSP = "\u202f", "\u00a0"


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def compared(*codes: str, query: dict[str, str] | None = None) -> AppTest:
    app = visit({**(query or {}), "vue": "comparer", "avec": ",".join(codes)}, page=PAGE)
    assert [error.message for error in app.exception] == []
    return app


def table(app: AppTest) -> str:
    html = planches.shown(app)
    assert html.count('class="comparer"') == 1
    return html


def row(html: str, title: str) -> list[str]:
    """Return the texts of the cells of a row."""
    (cells,) = re.findall(rf'<tr><th scope="row">{title}</th>(.*?)</tr>', html)
    return [re.sub("<[^>]+>", "|", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells)]


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def members(code: str) -> set[str]:
    return {
        row["membre_siren"]
        for row in rows_of("pole_membres")
        if row["pole_code"] == code
        and row["qualite"] == "EPCI"
        and not row["date_fin"]
        and row["confiance"] != "faible"
    }


def test_nothing_chosen_is_helped_and_a_suggestion_fills_the_choice() -> None:
    app = compared()
    assert 'class="comparer"' not in planches.shown(app)
    assert [one for one in app.markdown if "au moins deux pôles" in one.value]
    app.button(key="comparer_0").click().run()
    assert len(app.multiselect(key="avec").value) == 2
    assert table(app)


def test_one_pole_waits_for_another() -> None:
    app = compared(NANTES)
    assert [one for one in app.markdown if "un autre pôle" in one.value]
    app.multiselect(key="avec").set_value([NANTES, LORRAIN]).run()
    assert table(app).count('scope="col"') == 2


def test_the_table_holds_a_map_each_and_heads_for_rows_and_columns() -> None:
    html = table(compared(OPALE, AUDOMAROIS, NANTES, LORRAIN))
    Reader(html)
    assert html.count('role="img"') == html.count('scope="col"') == 4
    bars = set(re.findall(r"v4h([\d.]+)v-4", html))
    assert len(bars) == 1, "the maps are not at one scale"
    assert all(len(row(html, title)) == 4 for title in ("Population", "Âge", "Autres thèmes"))


def test_figures_and_gaps_are_those_of_the_tables() -> None:
    html = table(compared(OPALE, AUDOMAROIS))
    one, two = len(members(OPALE)), len(members(AUDOMAROIS))
    first, second = row(html, "Intercommunalités")
    assert first == f"{one}{NBSP}interco."
    percent = round(100 * (one - two) / one)
    assert second == f"{two}{NBSP}interco.|−{one - two}{NBSP}interco. (−{percent}{NBSP}%)|"


def test_what_is_shared_is_told() -> None:
    html = table(compared(OPALE, AUDOMAROIS))
    (shared,) = row(html, "Membres en commun")
    assert set(re.findall(r"territoire:(\d+)", html)) == members(OPALE) & members(AUDOMAROIS)
    assert shared.count("|") > 2
    themes = [
        {row["theme"] for row in rows_of("pole_missions") if row["pole_code"] == code}
        for code in (OPALE, AUDOMAROIS)
    ]
    labels = {row["code"]: row["label"] for row in rows_of("themes")}
    (common,) = row(html, "Thèmes en commun")
    assert {part for part in common.split("|") if part} == {
        labels[theme] for theme in themes[0] & themes[1]
    }
    none = table(compared(NANTES, AUDOMAROIS))
    assert row(none, "Membres en commun") == ["Aucun."]


def test_a_choice_outlives_the_filters() -> None:
    app = compared(NANTES, LORRAIN, query={"region": "44"})
    assert app.multiselect(key="avec").value == [NANTES, LORRAIN]
    assert "data-vers" in table(app) and "region=44" in table(app)


@pytest.mark.parametrize(
    ("key", "value", "reference", "told"),
    [
        ("population", 1200, 1000, f"+200{NBSP}hab. (+20{NBSP}%)"),
        ("population", 1000, 1200, f"−200{NBSP}hab. (−17{NBSP}%)"),
        ("population", 1000, 1000, "égal"),
        ("cooperations", 1, 0, f"+1{NBSP}coopération"),
        ("part_premier", 30.5, 20, f"+10,5{NBSP}points"),
        ("part_premier", 20, 21.5, f"−1,5{NBSP}point"),
        ("part_premier", 20.01, 20, "égal"),
        ("age", None, 3, ""),
        ("age", 3, None, ""),
    ],
)
def test_a_gap_is_written(key: str, value: float, reference: float, told: str) -> None:
    assert difference(key, value, reference) == told
