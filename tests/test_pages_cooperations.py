"""The page Coopérations: each view whole, filtered, empty; its table, matrix, years, stories."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from data.export.csv_fr import to_csv
from pages._shared import annees, tableau
from tests.browser.expected import inventory
from tests.essai_carte import keys, route_by_navigation, visit

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PAGE = "pages/cooperations.py"
VUES = ("tableau", "matrice", "annees", "reseau", "recits", "couverture")
STORY = "rennes-terres-de-sources"
NOTHING = {"q": "zzzz"}


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def opened(vue: str = "", **query: str) -> AppTest:
    app = visit(query | ({"vue": vue} if vue else {}), page=PAGE)
    assert [error.message for error in app.exception] == []
    return app


def filters(app: AppTest) -> dict[str, str]:
    """Return the address but for the view: what a filter changes."""
    return {key: value for key, value in app.query_params.items() if key != "vue"}


def texts(app: AppTest) -> str:
    return "\n".join([*(m.value for m in app.markdown), *(h.value for h in app.html)])


def chosen_in(app: AppTest, identifier: str, selection: dict[str, Any]) -> AppTest:
    """Run the app as when the browser sends a selection made in a table or a chart."""
    states = app._tree.get_widget_states()
    kept = [state for state in states.widgets if state.id != identifier]
    del states.widgets[:]
    sent = json.dumps({"selection": selection})
    states.widgets.extend([*kept, WidgetState(id=identifier, string_value=sent)])
    return app._run(states)


def rows(app: AppTest) -> pd.DataFrame:
    """Return the table of the cooperations, the only one one can select in."""
    return next(d.value for d in app.dataframe if d.proto.selection_mode)


def identified(app: AppTest) -> pd.DataFrame:
    """Show the identifiers; return the table with them as its index."""
    app.multiselect(key="colonnes").set_value([*tableau.PAR_DEFAUT, "Identifiant"]).run()
    return rows(app).set_index("Identifiant")


def select_row(app: AppTest, *ranks: int) -> AppTest:
    (table,) = [d for d in app.dataframe if d.proto.selection_mode]
    return chosen_in(app, table.proto.id, {"rows": list(ranks), "columns": [], "cells": []})


# Views


@pytest.mark.parametrize("vue", VUES)
def test_each_view_is_shown_alone_with_a_heading(vue: str) -> None:
    app = opened(vue)
    assert [title.value for title in app.title] == ["Coopérations"]
    assert app.header
    marks = {
        "tableau": "colonnes",
        "matrice": "matrice_regions_cadre",
        "annees": "annee_vue",
        "reseau": "reseau_dessin",
    }
    for name, mark in marks.items():
        assert (mark in keys(app)) == (name == vue), name


@pytest.mark.parametrize("vue", VUES)
def test_no_view_fails_when_nothing_is_left(vue: str) -> None:
    app = opened(vue, **NOTHING)
    assert "vide" in keys(app)


@pytest.mark.parametrize("vue", VUES)
def test_no_view_fails_for_one_cooperation(vue: str) -> None:
    app = opened(vue, q="Terres de Sources", region="53")
    assert len(inventory().shown("q=Terres+de+Sources&region=53").cooperations) == 1
    assert app.header


@pytest.mark.parametrize("vue", VUES)
def test_no_view_fails_with_every_cooperation_of_low_confidence(vue: str) -> None:
    opened(vue, confiance="faible")


def test_an_unknown_cooperation_is_told_and_opens_no_sheet() -> None:
    app = opened(cooperation="inconnue")
    assert "cooperation=inconnue" in texts(app)
    assert "fiche" not in keys(app)


# Sheet


@pytest.mark.parametrize("vue", VUES)
def test_a_permalink_opens_the_sheet_above_the_view(vue: str) -> None:
    app = opened(vue, cooperation=STORY)
    assert "fiche" in keys(app)
    shown = texts(app)
    assert 'data-vers=""' in shown, "the sheet closes"
    assert f'href="./?cooperation={STORY}" data-vers="cooperation:{STORY}" data-page=""' in shown


def test_a_territoire_keeps_its_sheet_off_the_network() -> None:
    assert "fiche" in keys(opened(territoire="243300316"))
    assert "fiche" not in keys(opened("reseau", territoire="243300316"))


# Table


@pytest.mark.parametrize("query", ["", "theme=mobilites&region=84", "confiance=faible", "q=gare"])
def test_the_table_holds_the_cooperations_shown(query: str) -> None:
    app = opened(**dict(part.split("=") for part in query.split("&") if part))
    known = inventory().shown(query).cooperations
    table = identified(app)
    assert set(table.index) == known
    for code, row in table.sample(min(20, len(table)), random_state=1).iterrows():
        told = inventory().cooperations[str(code)]
        assert row["Porteur"]
        assert row["Système"] in inventory().labels["systeme"].values()
        assert row["Thème principal"] == inventory().labels["theme"][told.row["theme_principal"]]
        assert ("" if pd.isna(row["Début"]) else str(int(row["Début"]))) == told.row["annee_debut"]
        assert len(row["Régions"].split("; ")) == len(told.regions)
        assert row["Source"] == told.row["source_url"]


def test_partners_are_named_without_the_porteur() -> None:
    table, names = tableau.rows(), inventory().territoires
    told = inventory().cooperations["agen-portes-de-gascogne"]
    row = table.loc["agen-portes-de-gascogne"]
    assert len(told.partenaires) == 2
    for code in told.partenaires:
        assert names[code]["nom"].replace("'", "’") in row["Partenaires"]
    assert row["Porteur"] not in row["Partenaires"].split("; ")


def test_columns_are_those_chosen_and_the_first_ones_when_none_is() -> None:
    app = opened()
    assert tuple(rows(app).columns) == tableau.PAR_DEFAUT
    app.multiselect(key="colonnes").set_value(["Intitulé", "Résumé"]).run()
    assert rows(app).columns.tolist() == ["Intitulé", "Résumé"]
    app.multiselect(key="colonnes").set_value([]).run()
    assert tuple(rows(app).columns) == tableau.PAR_DEFAUT


def test_a_row_opens_its_sheet_and_shuts_it() -> None:
    app = opened(theme="sante")
    code = identified(app).index[2]
    select_row(app, 2)
    assert app.session_state["choix"] == ("cooperation", code)
    assert app.query_params == {"theme": "sante", "cooperation": code}
    assert "fiche" in keys(app)
    select_row(app)
    assert app.session_state["choix"] is None
    assert "fiche" not in keys(app)


def test_the_row_selected_is_that_of_the_sheet_whatever_the_filters() -> None:
    app = opened(cooperation=STORY)

    def selected() -> list[str]:
        ranks = app.session_state["tableau"]["selection"]["rows"]
        return [identified(app).index[rank] for rank in ranks]

    assert selected() == [STORY]
    app.pills(key="region").set_value(["53"]).run()
    assert selected() == [STORY]
    app.pills(key="region").set_value(["84"]).run()
    assert selected() == []
    assert app.session_state["choix"] == ("cooperation", STORY)


# Export


def read(sent: bytes) -> list[list[str]]:
    assert sent.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(sent.decode("utf-8-sig")), delimiter=";"))


def test_the_file_is_one_a_french_spreadsheet_opens() -> None:
    table = tableau.rows()[list(tableau.PAR_DEFAUT)]
    head, *lines = read(to_csv(table, excel=True))
    assert head == list(tableau.PAR_DEFAUT)
    assert [line[0] for line in lines] == table["Intitulé"].tolist()
    assert {line[5] for line in lines} <= {*map(str, range(1900, 2030)), ""}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(start: str) -> None:
    table = pd.DataFrame(
        {"Intitulé": [f"{start}1+1", 'Pôle "d’essai"; suite'], "Début": [2015, -1]}
    )
    _, guarded, plain = read(to_csv(table, excel=True))
    assert guarded == [f"'{start}1+1", "2015"]
    assert plain == ['Pôle "d’essai"; suite', "-1"]


def test_the_file_is_named_after_the_inventory() -> None:
    app = opened()
    (button,) = app.get("download_button")
    assert button.proto.id.endswith("export_csv")
    assert any("lues en novembre 2026" in caption.value for caption in app.caption)


# Matrix


def charts(app: AppTest) -> list[Any]:
    return [chart.proto for chart in app.get("vega_lite_chart")]


def matrix(app: AppTest, name: str = "regions") -> pd.DataFrame:
    """Open the table of a heat map; return it."""
    app.session_state[f"matrice_{name}_tableau"] = True
    table = app.run().dataframe[0].value
    return table.set_index(table.columns[0])


def test_each_cell_is_what_the_filter_would_give() -> None:
    app = opened("matrice", statut="active")
    table, names = matrix(app), inventory().labels
    assert table.shape == (18, 12)
    for region, theme in (("84", "mobilites"), ("53", "alimentation"), ("06", "numerique")):
        shown = inventory().shown(f"statut=active&region={region}&theme={theme}").cooperations
        cell = table.loc[names["region"][region].replace("'", "’"), names["theme"][theme]]
        assert cell == len(shown)


def test_the_matrix_stays_whole_under_its_own_filters() -> None:
    whole = matrix(opened("matrice"))
    filtered = matrix(opened("matrice", theme="mobilites", region="84"))
    pd.testing.assert_frame_equal(whole, filtered)
    forms = matrix(opened("matrice", theme="mobilites", region="84"), "formes")
    assert forms.to_numpy().sum() < matrix(opened("matrice"), "formes").to_numpy().sum()


def test_a_cell_clicked_filters_and_clicked_again_frees() -> None:
    app = opened("matrice", statut="active")
    cell = {"case": [{"rang": "84", "file": "mobilites"}]}
    chosen_in(app, charts(app)[0].id, cell)
    assert filters(app) == {"theme": "mobilites", "region": "84", "statut": "active"}
    assert "Auvergne-Rhône-Alpes, Mobilités" in texts(app)
    chosen_in(app, charts(app)[0].id, cell)
    assert filters(app) == {"statut": "active"}


def test_a_form_clicked_filters_and_the_button_frees() -> None:
    app = opened("matrice")
    chosen_in(app, charts(app)[1].id, {"case": [{"rang": "charte", "file": "sante"}]})
    assert filters(app) == {"systeme": "sante", "forme": "charte"}
    app.button(key="matrice_formes_liberer").click().run()
    assert filters(app) == {}


def test_a_click_beside_the_cells_changes_nothing() -> None:
    app = opened("matrice", theme="sante")
    chosen_in(app, charts(app)[0].id, {"case": []})
    assert filters(app) == {"theme": "sante"}


# Years


def test_the_year_chosen_filters_the_whole_application_but_not_the_chart() -> None:
    app = opened("annees", systeme="mobilites")
    app.session_state["en_vigueur_tableau"] = True
    before = app.run().dataframe[0].value
    app.slider(key="annee_vue").set_value(2015).run()
    shown = inventory().shown("systeme=mobilites&annees=2015-2015").cooperations
    assert filters(app) == {"systeme": "mobilites", "annees": "2015-2015"}
    assert app.slider(key="annees").value == (2015, 2015)
    pd.testing.assert_frame_equal(app.dataframe[0].value, before)
    assert before.set_index("Année").loc[2015, "En vigueur"] == len(shown)
    assert f"{len(shown)} coopérations" in texts(app)
    app.button(key="annees_toutes").click().run()
    assert filters(app) == {"systeme": "mobilites"}
    assert app.button(key="annees_toutes").disabled


@pytest.mark.parametrize("rank", [0, 1])
def test_a_year_clicked_in_a_chart_is_the_one_shown(rank: int) -> None:
    app = opened("annees", systeme="mobilites")
    chart = app.get("vega_lite_chart")[rank].proto
    chosen_in(app, chart.id, {annees.CLICK: [{"annee": 2015}]})
    assert filters(app) == {"systeme": "mobilites", "annees": "2015-2015"}
    # Another chart then, without the click: the same year can be clicked again.
    assert app.get("vega_lite_chart")[rank].proto.id != chart.id


@pytest.mark.parametrize(
    ("annees", "year"),
    [("2015-2015", 2015), ("2015-2020", 2026), ("1990-1990", 2026), ("2028-2028", 2026)],
)
def test_the_slider_says_the_year_of_the_address_when_it_has_it(annees: str, year: int) -> None:
    assert opened("annees", annees=annees).slider(key="annee_vue").value == year


def test_what_is_undated_is_said() -> None:
    app = opened("annees")
    kept = [c.row for c in inventory().cooperations.values() if c.row["confiance"] != "faible"]
    undated = sum(not row["annee_debut"] for row in kept)
    assert re.search(rf"<b>{undated}</b> sans année de début connue", texts(app))


# Stories


def test_stories_are_those_of_the_cooperations_shown() -> None:
    app = opened("recits", region="53")
    shown = inventory().shown("region=53").cooperations
    told = [r for r in inventory().rows("recits") if r["cooperation_id"] in shown]
    (grid,) = [m.value for m in app.markdown if m.value.startswith("<ul class='recits'>")]
    assert grid.count("<article>") == grid.count("<svg") == len(told) < 20
    for story in told:
        assert f'data-vers="cooperation:{story["cooperation_id"]}"' in grid
    assert "\n" not in grid


def test_every_story_has_its_map_figure_and_source() -> None:
    (grid,) = [m.value for m in opened("recits").markdown if "class='recits'" in m.value]
    stories = inventory().rows("recits")
    assert grid.count('role="img"') == grid.count("class='source'") == len(stories)
    assert grid.count("class='chiffre'") == sum(bool(story["chiffre_cle"]) for story in stories)


def test_a_selection_without_a_story_says_so() -> None:
    assert "Aucun récit" in texts(opened("recits", region="06"))


# Coverage


def test_coverage_tells_both_counts_and_works_out_no_rate() -> None:
    shown = texts(opened("couverture"))
    assert '<p class="grand">173</p>' in shown
    assert shown.count('data-vers="territoire:') == 22
    (section,) = re.findall(r'<div class="comptes">.*?</div>', shown)
    assert "%" not in section


def test_metropoles_without_a_cooperation_are_named() -> None:
    shown = texts(opened("couverture", systeme="sante"))
    assert "Aucune pour" in shown
