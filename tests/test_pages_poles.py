"""The page Pôles without a browser: each view full, filtered to one and to none, each widget.

What must be shown is worked out from the CSV files by `tests.browser.expected`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from geo.indicators_textes import DEFINITIONS
from pages._shared import diversite, state
from tests import essai_planches as planches
from tests.browser.expected import State, inventory
from tests.essai_carte import follow_link, keys, route_by_navigation, visit

if TYPE_CHECKING:
    import pandas as pd
    from streamlit.testing.v1 import AppTest

PAGE = "pages/poles.py"
POLE = "200030989"
#: A filter that keeps one pôle, and one that keeps none.
ONE = {"q": "sillon lorrain"}
NONE = {"q": "zzzz"}
MAX_HTML = 350_000


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def opened(query: dict[str, str] | None = None, *, vue: str = "") -> AppTest:
    app = visit({**(query or {}), **({"vue": vue} if vue else {})}, page=PAGE)
    assert [error.message for error in app.exception] == []
    return app


def expected(text: str = "") -> set[str]:
    return set(inventory().shown(State.of(text)).poles)


class _Reader(HTMLParser):
    """Links, headings and texts of the atlas, in their order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.codes: list[str] = []
        self.hrefs: list[str] = []
        self.tags: list[str] = []
        self.labels: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.codes.append(str(found["data-vers"]).removeprefix("pole:"))
            self.hrefs.append(str(found["href"]))
            assert found["data-page"] == "poles"
        if found.get("role") == "img":
            self.labels.append(str(found["aria-label"]))


def atlas(app: AppTest) -> _Reader:
    return _Reader(atlas_html(app))


def atlas_html(app: AppTest) -> str:
    """Return the atlas as it is seen, without what has no drawing."""
    return planches.shown(app).partition("<p class='sans-dessin'")[0]


def undrawn(app: AppTest) -> list[str]:
    return _Reader(planches.shown(app).partition("<p class='sans-dessin'")[2]).codes


def facts(app: AppTest) -> pd.DataFrame:
    """Open the table of the atlas; return it."""
    app.session_state["atlas_tableau"] = True
    (table,) = app.run().dataframe
    return table.value


# Atlas


def test_atlas_shows_every_pole_once_by_population() -> None:
    app = opened()
    shown = atlas(app)
    assert set(shown.codes) == expected() and len(shown.codes) == len(set(shown.codes))
    assert len(atlas_html(app)) < MAX_HTML
    assert not app.dataframe, "the table waits to be opened"
    rows = facts(app)
    assert len(rows) == len(shown.codes)
    population = [int(re.sub(r"\D", "", text)) for text in rows["Population"]]
    assert population == sorted(population, reverse=True)
    assert app.header[0].value == "Chaque pôle est un prototype"


def test_every_silhouette_is_described_and_leads_to_its_sheet() -> None:
    shown = atlas(opened())
    assert len(shown.labels) == len(shown.codes) + 1, "and the scale bar"
    assert all("point sur" in label for label in shown.labels[1:])
    assert shown.hrefs == [f"./poles?pole={code}" for code in shown.codes]


def test_a_filter_masks_what_it_leaves_out_and_sends_no_drawing() -> None:
    app = opened()
    before = [m.proto.bytes for m in app.get("bidi_component")]
    app.session_state["theme"] = ["mobilites"]
    app.run()
    assert set(atlas(app).codes) == expected("theme=mobilites")
    assert [m.proto.bytes for m in app.get("bidi_component")] == before


def test_every_pole_includes_those_without_a_drawing() -> None:
    app = opened({"poles": "tous"})
    shown, left = atlas(app), undrawn(app)
    assert left == ["reseau-ouest-normand"]
    assert {*shown.codes, *left} == expected("poles=tous")
    html = atlas_html(app)
    for sign in ("dissous en 2022", "statut non vérifié", "Association", "Charte"):
        assert f"<em>{sign}</em>" in html
    for name in ("termine", "inconnu", "hors-loi", "reseau"):
        assert re.search(rf"<li class='[^']*\b{name}\b", html)


@pytest.mark.parametrize("tri", ["superficie", "membres", "age", "cooperations", "themes", "nom"])
def test_sorting_changes_the_order_not_the_poles(tri: str) -> None:
    app = opened().selectbox(key="tri").set_value(tri).run()
    shown = atlas(app)
    assert set(shown.codes) == expected()
    table = facts(app)
    if tri == "nom":
        assert table["Pôle"].iloc[0] == "Annecy-Chambéry"
        return
    values = [
        int(re.sub(r"\D", "", text)) if text != "non renseigné" else -1
        for text in table[DEFINITIONS[tri].libelle]
    ]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    ("groupe", "first"),
    [("type", "D’un seul tenant"), ("region_siege", "Auvergne"), ("statut", "Actif")],
)
def test_groups_have_titles_and_share_all_poles(groupe: str, first: str) -> None:
    app = opened().selectbox(key="groupe").set_value(groupe).run()
    found = re.findall("<h3 data-bloc='titre-[0-9]+'>(.*?)</h3>", atlas_html(app))
    titles = [re.split(r" · | pôle", title)[:2] for title in found]
    assert titles[0][0].startswith(first)
    assert sum(int(count) for _, count in titles) == len(expected())
    assert set(atlas(app).codes) == expected()
    if groupe == "region_siege":
        assert titles[-1][0] == "Région du siège\u202f: non renseigné"


def test_texts_of_the_tables_are_escaped() -> None:
    app = opened({"poles": "tous"})
    html = atlas_html(app)
    assert "\n" not in html, "markdown would end the HTML at an empty line"
    assert "<script" not in html


# One, none, unknown, selected


def test_one_pole() -> None:
    app = opened(ONE)
    assert atlas(app).codes == [POLE]
    app = opened(ONE, vue="diversite")
    assert "seul pôle affiché" in planches.shown(app)


def test_no_pole_is_said() -> None:
    app = opened(NONE)
    assert [info.value for info in app.info] == ["Aucun pôle ne répond à tous ces filtres."]
    assert "vue" not in keys(app)


def test_an_unknown_pole_is_ignored_with_a_warning() -> None:
    app = opened({"pole": "999999999"})
    assert "avertissement" in keys(app)
    assert set(atlas(app).codes) == expected()


def test_a_selected_pole_has_its_sheet_and_a_way_back() -> None:
    app = opened({"pole": POLE})
    assert "vue" not in keys(app)
    app = follow_link(app, vers="")
    assert "pole" not in app.query_params
    assert set(atlas(app).codes) == expected()


def test_another_selection_leaves_the_atlas() -> None:
    app = opened({"territoire": "200046977"})
    assert set(atlas(app).codes) == expected()


# Diversity


def test_diversity_shows_every_indicator_of_every_pole() -> None:
    app = opened(vue="diversite")
    assert [h.value for h in app.header] == [
        "Deux indicateurs croisés",
        "Où se situe un pôle\u202f?",
        "Tous les indicateurs",
    ]
    positions = planches.shown(app)
    assert positions.count("<tr>") == len(DEFINITIONS) + 1
    (figures,) = [frame.value for frame in app.dataframe]
    assert len(figures) == len(expected())
    assert len(figures.columns) == len(DEFINITIONS) + 3
    (definitions,) = [block.value for block in app.html if "class='definitions'" in block.value]
    assert definitions.count("<dt>") == len(DEFINITIONS)
    assert "class='atlas'" not in planches.shown(app)


@pytest.mark.parametrize(
    ("x", "y"), [("population", "population"), ("membres", "age"), ("part_premier", "densite")]
)
def test_any_two_axes_can_be_crossed(x: str, y: str) -> None:
    app = opened({"poles": "tous"}, vue="diversite")
    app.selectbox(key="axe_x").set_value(x)
    app = app.selectbox(key="axe_y").set_value(y).run()
    assert not app.exception
    app.session_state["nuage_tableau"] = True
    points = app.run().dataframe[0].value
    assert len(points.columns) == 4
    assert "non renseigné" not in points.to_numpy()


def test_the_pole_to_place_can_be_chosen_and_survives_a_filter() -> None:
    app = opened(vue="diversite")
    app = app.selectbox(key="repere").set_value(POLE).run()
    positions = planches.shown(app)
    assert "Sillon lorrain" in positions and "684\u202f392" in positions
    app = app.text_input(key="q").set_value("brest").run()
    assert not app.exception
    assert "Sillon lorrain" not in planches.shown(app)


@pytest.mark.parametrize("chart", [diversite.CHART, diversite.PROFILES])
def test_a_click_on_a_mark_selects_its_pole(chart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[Any] = []
    monkeypatch.setattr(state, "choose", chosen.append)
    for picked in ([{"code": POLE}], []):
        monkeypatch.setattr(diversite.st, "session_state", {chart: {"selection": {"clic": picked}}})
        diversite._on_click(chart)
    assert chosen == [("pole", POLE)]
