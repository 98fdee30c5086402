"""The page Régions: each region, with filters, with none that answers, unknown, each widget."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from geo.regions_facts import FRANCE
from pages._shared import regions
from tests.browser.expected import inventory
from tests.essai_carte import route_by_navigation, visit

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
    pieces = [block.value for block in app.html] + [block.value for block in app.markdown]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", " ".join(pieces)))


def figures(app: AppTest) -> list[str]:
    (piece,) = [b.value for b in app.html if 'class="chiffres"' in b.value]
    return re.findall(r"<dd>(.*?)</dd>", piece)


def drawing(app: AppTest) -> str:
    (piece,) = [b.value for b in app.markdown if "<svg" in b.value and "carte-region" in b.value]
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
    assert [header.value for header in app.header] == [
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
    assert app.header[0].value == "Bretagne"
    assert dict(app.query_params) == {"region": "53", "theme": "mobilites"}
    # And stays while a filter of another kind changes.
    app.session_state["theme"] = []
    app.run()
    assert app.header[0].value == "Bretagne"
    app.selectbox(key="region_vue").set_value(FRANCE).run()
    assert app.header[0].value == "France entière"
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
    page = " ".join(block.value for block in open_page(region="84").html)
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
    assert any("compte des coopérations" in caption.value for caption in app.caption)
    other = visit({"vue": "couverture"}, page="pages/cooperations.py")
    assert any("mesure les habitants couverts" in block.value for block in other.markdown)


def test_picture_says_in_words_what_it_shows() -> None:
    (label,) = re.findall(r'aria-label="(Carte [^"]+)"', drawing(open_page(region="94")))
    assert "dans une coopération, sans pôle, 100\u00a0% des habitants" in label


def test_texts_of_the_tables_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.regions.short_name", lambda _pole: "<script>alert(1)</script>")
    page = " ".join(block.value for block in open_page(region="84").html)
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_a_click_on_a_year_opens_the_map_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []
    monkeypatch.setattr(regions.state, "refine", lambda **chosen: asked.append(chosen))
    for picked in ([{"annee": 2019}], []):
        held = {regions._YEARS: {"selection": {regions._CLICK: picked}}}
        monkeypatch.setattr(regions.st, "session_state", held)
        regions._on_year()
    assert asked == [{"page": "pages/carte.py", "annees": (2019, 2019)}]
