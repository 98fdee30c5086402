"""What a view becomes: a scene, a link, a frame in another site, files; without a browser."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import Dataset, load_dataset
from data.export import ExportError
from geo.filters import Filters
from geo.permalinks import View
from geo.scenes import SCENES_MAX, Presentation, Scene, dump, load
from geo.sheets import describe
from pages._shared import partage, telecharger
from tests.essai_carte import blocks, route_by_navigation, send, visit
from tests.essai_carte import payload as answer

POLE = "200030989"


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture
def carte(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    route_by_navigation(monkeypatch)
    monkeypatch.setenv("COOP_ADRESSE", "https://exemple.invalid/coop/")
    return visit({"theme": "mobilites", "region": "84"})


def labelled(found: Any, label: str) -> Any:
    return next(each for each in found if each.label == label)


def share(app: AppTest, way: str = "") -> AppTest:
    labelled(app.button, "Partager").click()
    if way:
        app.session_state["partage"] = way
    return app.run()


def component(app: AppTest, name: str) -> Any:
    return next(m for m in app.get("bidi_component") if m.proto.component_name.endswith(name))


def kept(app: AppTest) -> Presentation:
    """Return the deck that the browser is told to keep."""
    deck, faults = load(
        json.loads(component(app, "garde").proto.json)["fichier"], load_dataset().vocabulary
    )
    assert faults == ()
    return deck


def add(app: AppTest, cadre: object) -> AppTest:
    """Run the page as when the browser adds what the map shows."""
    return send(app, component(app, "volet"), "choix", {"scene": cadre})


def test_the_dialog_offers_pictures_then_data_in_their_formats(carte: AppTest) -> None:
    share(carte)
    assert [o.partition(" ")[0] for o in labelled(carte.radio, "Format").options] == [
        "Image",
        "Image",
        "Document",
    ]
    share(carte, "Données")
    assert len(labelled(carte.radio, "Format").options) == 6
    assert not carte.exception


def test_the_link_is_the_whole_address_of_the_view(carte: AppTest) -> None:
    share(carte, "Lien")
    assert carte.code[0].value == "https://exemple.invalid/coop/?theme=mobilites&region=84"


def test_the_snippet_is_a_frame_of_the_view(carte: AppTest) -> None:
    share(carte, "Intégrer")
    source = re.search(r'src="([^"]*)"', carte.code[0].value)
    assert source
    assert html.unescape(source[1]) == (
        "https://exemple.invalid/coop/?theme=mobilites&region=84&embed=true"
    )
    assert f'height="{partage.HAUTEUR}"' in carte.code[0].value


def test_a_view_is_added_with_its_frame(carte: AppTest) -> None:
    before = json.loads(component(share(carte), "garde").proto.json)["fichier"]
    assert before is None
    add(carte, [4.123456, 44.5, 7.25, 46.75])
    scene = kept(carte).scenes[-1]
    assert scene == Scene(
        "Mobilités · Auvergne-Rhône-Alpes",
        vue="theme=mobilites&region=84",
        cadre=(4.1235, 44.5, 7.25, 46.75),
    )
    assert f"({len(kept(carte).scenes)} scènes)" in carte.toast[0].value
    assert answer(carte)["etat"]["themes"] == ["mobilites"]


@pytest.mark.parametrize("cadre", [None, [], [1, 2, 3], ["a"] * 4, [9, 0, 1, 2], [0, 0, 999, 1], 7])
def test_a_frame_that_is_none_is_left_out(carte: AppTest, cadre: object) -> None:
    assert kept(add(carte, cadre)).scenes[-1].cadre is None


def test_a_view_is_added_to_the_deck_of_an_earlier_visit(carte: AppTest) -> None:
    share(carte)
    mine = Presentation("La mienne", (Scene("Une"),))
    send(carte, component(carte, "garde"), "copie", dump(mine))
    add(carte, None)
    assert (kept(carte).titre, len(kept(carte).scenes)) == ("La mienne", 2)


def test_a_deck_found_late_takes_the_view_added(carte: AppTest) -> None:
    add(carte, None)
    mine = Presentation("La mienne", (Scene("Une"),))
    send(carte, component(carte, "garde"), "copie", dump(mine))
    assert kept(carte).titre == "La mienne"
    assert [scene.titre for scene in kept(carte).scenes] == [
        "Une",
        "Mobilités · Auvergne-Rhône-Alpes",
    ]


def test_a_full_deck_takes_no_more(carte: AppTest) -> None:
    share(carte)
    full = Presentation("Pleine", tuple(Scene(str(i)) for i in range(SCENES_MAX)))
    send(carte, component(carte, "garde"), "copie", dump(full))
    add(carte, None)
    assert len(kept(carte).scenes) == SCENES_MAX
    assert "pleine" in carte.toast[-1].value


@pytest.mark.parametrize(
    ("view", "title"),
    [
        (View(), "Pôles métropolitains et coopérations"),
        (View(Filters(systemes=("sante",), regions=("84", "27"))), "Santé"),
        (View(choix=("territoire", "inconnu")), "Pôles métropolitains et coopérations"),
        (View(choix=("cooperation", "rennes-terres-de-sources")), "Terres de Sources"),
    ],
)
def test_a_view_names_itself(donnees: Dataset, view: View, title: str) -> None:
    assert title in partage.title_of(donnees, view)


@pytest.mark.parametrize(
    "choix", [("pole", POLE), ("territoire", "243500139"), ("territoire", "35238")]
)
def test_what_is_selected_gives_its_name(donnees: Dataset, choix: tuple[str, str]) -> None:
    sheet = describe(donnees.sheets, choix)
    assert sheet
    assert partage.title_of(donnees, View(choix=choix)) == sheet.titre


def test_the_way_out_of_a_frame_keeps_the_view() -> None:
    link = partage.way_out(View(Filters(themes=("mobilites",), q="'><script>")))
    assert "href='./?theme=mobilites&amp;q=%27%3E%3Cscript%3E'" in link
    assert "target='_blank'" in link
    assert "rel='noopener'" in link


# Files: `telecharger.offer` alone, since AppTest closes a dialog at the next click.


def _offer() -> None:
    import streamlit as st

    from pages._shared import telecharger

    telecharger.offer(st.session_state["kinds"], "essai", st.session_state["key"])


def offered(*kinds: telecharger.Fichier, key: str = "vue") -> AppTest:
    app = AppTest.from_function(_offer)
    app.session_state["kinds"], app.session_state["key"] = list(kinds), key
    return app.run()


def prepare(app: AppTest) -> AppTest:
    return labelled(app.button, "Préparer le fichier").click().run()


def downloads(app: AppTest) -> list[str]:
    return [block.proto.label for block in blocks(app) if block.type == "download_button"]


def kind(make: Any, label: str = "Texte (TXT)") -> telecharger.Fichier:
    return telecharger.Fichier(label, "Pour lire.", "txt", "text/plain", make)


def test_a_file_is_made_then_offered_until_something_changes() -> None:
    app = prepare(offered(kind(lambda _step: b"x" * 2_300), kind(lambda _step: b"", "Autre")))
    assert downloads(app) == ["Télécharger essai.txt (2\u00a0ko)"]
    app.radio[0].set_value(app.radio[0].options[1]).run()
    assert downloads(app) == []
    app.radio[0].set_value(app.radio[0].options[0]).run()
    assert len(downloads(app)) == 1
    app.session_state["key"] = "une autre vue"
    assert downloads(app.run()) == []


def test_progress_is_told_with_any_title() -> None:
    def make(step: Any) -> bytes:
        for title in ("*<b>*", "$x$", "", "un de trop"):
            step(title, 2)
        return b"x"

    assert downloads(prepare(offered(kind(make))))


@pytest.mark.parametrize(
    ("error", "said", "detail"),
    [
        (ExportError("font.ttf: expected a font, found none"), "Le serveur n’a pas", "font.ttf"),
        (ImportError("No module named 'typst'"), "Le serveur n’a pas", "typst"),
        (RuntimeError("secret"), "n’a pas pu être fait", ""),
        (MemoryError(), "n’a pas pu être fait", ""),
    ],
)
def test_a_failure_is_a_sentence(error: Exception, said: str, detail: str) -> None:
    def make(_step: Any) -> bytes:
        raise error

    app = prepare(offered(kind(make)))
    assert not app.exception
    assert said in app.error[0].value
    assert "intactes" in app.error[0].value
    assert "secret" not in app.error[0].value
    assert [code.value for code in app.code if detail in code.value] == (
        [str(error)] * bool(detail)
    )
    assert downloads(app) == []


def test_what_is_offered_is_what_the_view_shows(donnees: Dataset) -> None:
    view = View(Filters(themes=("mobilites",), regions=("84",)))
    content = partage._table(donnees, view, "csv", {}, None)
    rows = pd.read_csv(io.BytesIO(content), dtype=str)
    assert len(rows) == 16
    picture = partage._picture(donnees, view, "svg", {"titre": "Essai <b>"}, None)
    assert picture.startswith((b"<svg", b"<?xml"))
