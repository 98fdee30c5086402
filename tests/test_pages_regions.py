"""The page Régions: each region, with filters, with none that answers, unknown, each widget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from geo.regions_facts import FRANCE
from tests.browser.expected import inventory
from tests.essai_carte import follow_link, route_by_navigation, visit
from tests.essai_planches import headings, shown

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

PAGE = "pages/regions.py"


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def open_page(**query: str) -> AppTest:
    app = visit(query, page=PAGE)
    assert [error.message for error in app.exception] == []
    assert [error.value for error in app.error] == []
    return app


def text(app: AppTest) -> str:
    """Return every text of the page's HTML, in its order, one space for each tag."""
    pieces = [block.value for block in app.html] + [shown(app)]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(pieces)))


def figures(app: AppTest) -> list[str]:
    (piece,) = re.findall(r'<dl class="chiffres">(.*?)</dl>', shown(app))
    return re.findall(r"<dd>(.*?)</dd>", piece)


def drawing(app: AppTest) -> str:
    (piece,) = re.findall(r"<svg [^>]*carte-region.*?</svg>", shown(app))
    return str(piece)


def test_opens_on_the_country() -> None:
    app = open_page()
    assert app.selectbox(key="region_vue").value == FRANCE
    known = inventory().shown()
    assert figures(app)[:2] == [str(len(known.poles)), str(len(known.cooperations))]
    assert "Guadeloupe" in drawing(app)
    assert "voir_carte" not in {button.key for button in app.button}


def test_one_region_filtered_is_the_one_shown() -> None:
    app = open_page(region="84")
    assert app.selectbox(key="region_vue").value == "84"
    assert headings(shown(app)) == [
        "Auvergne-Rhône-Alpes",
        "Ce qui est couvert, ce qui ne l’est pas",
        "Pôles métropolitains",
        "Coopérations par système",
        "Formes de coopération",
        "Au-delà de ses limites",
        "Ce qui change, année par année",
        "Comparer les régions",
    ]
    assert "Des filtres sont actifs" not in text(app)
    # The regions compared are not emptied by the region filter.
    assert re.search(r"Bretagne +2 +19 ", text(app))


def test_the_region_chosen_is_in_the_address() -> None:
    app = open_page(region="84", theme="mobilites")
    app.selectbox(key="region_vue").set_value("53").run()
    assert headings(shown(app))[0] == "Bretagne"
    assert dict(app.query_params) == {"region": "53", "theme": "mobilites"}
    # And stays while a filter of another kind changes.
    app.session_state["theme"] = []
    app.run()
    assert headings(shown(app))[0] == "Bretagne"
    app.selectbox(key="region_vue").set_value(FRANCE).run()
    assert headings(shown(app))[0] == "France entière"
    assert dict(app.query_params) == {}


def test_several_regions_filtered_choose_none() -> None:
    assert open_page(region="84,53").selectbox(key="region_vue").value == FRANCE


def test_filters_count_and_are_told() -> None:
    app = open_page(region="53", theme="mobilites")
    known = inventory().shown("theme=mobilites&region=53")
    assert figures(app)[:2] == [str(len(known.poles)), str(len(known.cooperations))]
    assert "Des filtres sont actifs (thèmes : Mobilités)" in text(app)


def test_overseas_region_without_pole_says_so() -> None:
    app = open_page(region="03")
    assert "Aucun pôle métropolitain en Guyane" in text(app)
    assert "Cayenne" in drawing(app)


@pytest.mark.parametrize("region", ["94", ""])
def test_nothing_answers_the_filters(region: str) -> None:
    app = open_page(q="introuvable", **({"region": region} if region else {}))
    place = "en Corse" if region else "en France"
    assert figures(app)[:2] == ["0", "0"]
    assert f"Aucune coopération ne répond aux filtres {place}" in text(app)


def test_unknown_region_is_named_and_ignored() -> None:
    app = open_page(region="00")
    assert app.selectbox(key="region_vue").value == FRANCE
    assert "region=00" in text(app)


def test_links_lead_to_the_sheets() -> None:
    page = shown(open_page(region="84"))
    assert 'href="./poles?pole=200075372" data-vers="pole:200075372" data-page="poles"' in page
    assert re.search(r'data-vers="cooperation:[\w-]+" data-page="cooperations"', page)


def test_the_map_opens_on_the_region() -> None:
    app = open_page(region="84")
    app.selectbox(key="region_vue").set_value("53").run()
    app.button(key="voir_carte").click().run()
    assert app.session_state["region"] == ["53"]
    assert app.get("component_instance")


def test_sheet_can_be_downloaded() -> None:
    (button,) = open_page(region="94").get("download_button")
    assert button.proto.label == "Télécharger la fiche (PDF)"
    assert button.proto.deferred_file_id


def test_both_coverages_say_what_sets_them_apart() -> None:
    app = open_page(region="53")
    assert "compte des coopérations" in text(app)
    other = visit({"vue": "couverture"}, page="pages/cooperations.py")
    assert any("mesure les habitants couverts" in block.value for block in other.markdown)


def test_picture_says_in_words_what_it_shows() -> None:
    page = shown(open_page(region="94"))
    (by,) = re.findall(r'<svg [^>]*aria-labelledby="([^"]+)"', page)
    (label,) = re.findall(rf'<p id="{by}"[^>]*>(Carte [^<]+)</p>', page)
    assert "dans une coopération, sans pôle, 100\u00a0% des habitants" in label


def test_texts_of_the_tables_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.regions.short_name", lambda _pole: "<script>alert(1)</script>")
    # A filter that no other test asks for: what was made of one is kept.
    page = shown(open_page(region="84", confiance="haute"))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_the_bar_of_a_year_opens_the_map_on_it() -> None:
    app = open_page(theme="mobilites")
    (bar,) = re.findall(r'<a class="barre[^>]*annees=2019-2019[^>]*>', shown(app))
    (words,) = re.findall(r'aria-label="([^"]+)"', bar)
    assert re.match(r"2019\u202f: \d+ coopérations commencées \(.*Mobilités \d+", words)
    (link,) = re.findall(r'data-page="([^"]*)" data-filtre="([^"]*)"', bar)
    app = follow_link(app, page=link[0], filtre=link[1])
    assert dict(app.query_params) == {"theme": "mobilites", "annees": "2019-2019"}
    assert app.get("component_instance"), "the map"


def test_the_tables_behind_are_sent_once_they_are_open() -> None:
    app = open_page(region="94")
    assert not app.dataframe
    for key in ("epci_une_a_une", "annee_par_annee"):
        app.session_state[key] = True
    app.run()
    epci, years = [frame.value for frame in app.dataframe]
    assert len(epci) == int(re.findall(r"(\d+) intercommunalités", text(app))[0])
    assert years.columns[0] == "Année"


def test_a_filter_changes_what_fills_the_sheets_and_not_the_sheets() -> None:
    app = open_page()
    before = [m.proto.bytes for m in app.get("bidi_component")]
    app.session_state["theme"] = ["sante"]
    app.run()
    after = [m.proto.bytes for m in app.get("bidi_component")]
    assert before == after and len([sent for sent in after if sent]) == 3
