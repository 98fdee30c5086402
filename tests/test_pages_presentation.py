"""The page Présenter without a browser: every gesture and its undoing, links, files, bad input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.dataset import load_dataset
from data.export.scenes import seed
from geo.scenes import SCENES_MAX, TITRE_MAX, Presentation, Scene, dump, load, to_link
from pages._shared import diffusion, presentation
from tests.essai_carte import route_by_navigation, send, visit

PAGE = "pages/presentation.py"
TINY = Presentation(
    "Présentation d’essai",
    (Scene("Une", "Un mot."), Scene("Deux", vue="systeme=sante"), Scene("Trois")),
)
HTML = "<img src=x onerror=window.pirate=1> *gras* $x$"


@pytest.fixture(autouse=True)
def routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


@pytest.fixture(scope="module")
def own() -> Presentation:
    return seed(load_dataset())


def opened(deck: Presentation | None = None) -> AppTest:
    """Return the page once it has run; with a deck, as when its link is opened."""
    if deck is None:
        return visit(page=PAGE)
    link = to_link(deck)
    assert link
    return visit({diffusion.LIEN: link}, page=PAGE)


def shown(app: AppTest) -> tuple[dict[str, Any], int]:
    """Return the deck that the frame was told to show, and the rank of its scene."""
    assert not app.exception
    mount = component(app, "ecran")
    data = json.loads(mount.proto.json or mount.proto.mixed.json)
    return data["deck"], data["rang"]


def component(app: AppTest, name: str) -> Any:
    """Return a component of ours, by the end of its name."""
    return next(m for m in app.get("bidi_component") if m.proto.component_name.endswith(name))


def titles(app: AppTest) -> list[str]:
    return [scene["titre"] for scene in shown(app)[0]["scenes"]]


def saved(app: AppTest) -> Presentation:
    """Return the deck that « Enregistrer » gives."""
    kept = json.loads(component(app, "garde").proto.json)["fichier"]
    deck, faults = load(kept, load_dataset().vocabulary)
    assert faults == ()
    return deck


def press(app: AppTest, gesture: str) -> AppTest:
    return app.button(key=f"geste_{gesture}").click().run()


def pick(app: AppTest, rank: int) -> AppTest:
    return app.radio(key="scene_choisie").set_value(rank).run()


def field(app: AppTest, label: str) -> Any:
    found = [*app.text_input, *app.text_area, *app.toggle, *app.slider]
    return next(each for each in found if each.label == label)


def text_of(app: AppTest) -> str:
    return " ".join(
        [each.value for kind in ("markdown", "info", "error", "warning") for each in app.get(kind)]
        + [each.proto.body for each in app.get("html")]
    )


def unescaped(markdown: str) -> str:
    return markdown.replace("\\", "")


def test_the_page_opens_on_the_deck_it_comes_with(own: Presentation) -> None:
    app = opened()
    deck, rank = shown(app)
    assert (deck["titre"], rank) == (own.titre, 0)
    assert len(deck["scenes"]) == len(own.scenes) >= 8
    assert all("{" not in scene["titre"] + scene["commentaire"] for scene in deck["scenes"])
    assert app.radio(key="scene_choisie").options[0].startswith("1.\u2002")
    assert app.button(key="geste_monter").disabled
    assert app.button(key="geste_annuler").disabled
    assert json.loads(component(app, "garde").proto.json)["fichier"] is None


def test_every_gesture_and_its_undoing() -> None:
    app = opened(TINY)
    assert titles(app) == ["Une", "Deux", "Trois"]
    press(app, "descendre")
    assert (titles(app), shown(app)[1]) == (["Deux", "Une", "Trois"], 1)
    press(app, "monter")
    assert (titles(app), shown(app)[1]) == (["Une", "Deux", "Trois"], 0)
    pick(app, 1)
    press(app, "dupliquer")
    assert (titles(app), shown(app)[1]) == (["Une", "Deux", "Deux", "Trois"], 2)
    press(app, "supprimer")
    press(app, "supprimer")
    assert titles(app) == ["Une", "Deux"]
    assert app.button(key="geste_annuler").help == "Annuler la suppression de «\u202fTrois\u202f»"
    for expected in (3, 4, 3, 3, 3):  # Two removals, the copy, both moves.
        press(app, "annuler")
        assert len(titles(app)) == expected
    assert titles(app) == ["Une", "Deux", "Trois"]
    assert app.button(key="geste_annuler").help == "Annuler l’ouverture du lien"


def test_what_is_typed_reaches_the_frame_and_is_undone() -> None:
    app = opened(TINY)
    field(app, "Titre de la scène").set_value("  Corrigée\x0b ").run()
    field(app, "Commentaire").set_value("Soit {cooperations}.").run()
    field(app, "Notes de l’orateur").set_value("Respirer.").run()
    field(app, "Noms des villes").set_value(False).run()
    field(app, "Titre de la présentation").set_value("Réunion d’essai").run()
    deck, _ = shown(app)
    scene = deck["scenes"][0]
    assert (deck["titre"], scene["notes"], scene["noms"]) == ("Réunion d’essai", "Respirer.", False)
    assert scene["titre"].strip() == "Corrigée"
    assert scene["commentaire"].startswith("Soit 2")
    assert saved(app).scenes[0].commentaire == "Soit {cooperations}."
    for _ in range(5):
        press(app, "annuler")
    assert shown(app)[0]["scenes"][0]["commentaire"] == "Un mot."
    assert field(app, "Titre de la scène").value == "Une"


def test_years_are_played_within_those_of_the_inventory() -> None:
    first, last = load_dataset().vocabulary.annees
    app = opened(Presentation("Essai", (Scene("Ans", defile=(1900, 2150)),)))
    assert field(app, "Années jouées").value == (first, last)
    field(app, "Années jouées").set_value((2010, 2016)).run()
    assert shown(app)[0]["scenes"][0]["defile"] == [2010, 2016]
    field(app, "Jouer les années l’une après l’autre").set_value(False).run()
    assert shown(app)[0]["scenes"][0]["defile"] is None


def test_levels_and_frame() -> None:
    app = opened(Presentation("Essai", (Scene("Cadrée", cadre=(1.0, 45.0, 3.0, 47.0)),)))
    pills = next(g for g in app.get("button_group") if g.proto.label == "Ce qui est dessiné")
    pills.set_value(["liens", "poles"]).run()
    assert shown(app)[0]["scenes"][0]["niveaux"] == ["poles", "liens"]
    app.button(key="sans_cadre").click().run()
    assert shown(app)[0]["scenes"][0]["cadre"] is None
    assert "sans_cadre" not in {button.key for button in app.button}


def test_an_empty_deck_says_what_to_do_and_comes_back() -> None:
    app = opened()
    next(b for b in app.button if b.label == "Commencer une présentation vide").click().run()
    assert titles(app) == []
    assert "Aucune scène" in text_of(app)
    assert all(app.button(key=f"geste_{g}").disabled for g in ("monter", "descendre", "supprimer"))
    press(app, "annuler")
    assert len(titles(app)) >= 8


def test_the_deck_it_comes_with_is_one_click_away(own: Presentation) -> None:
    app = opened(TINY)
    next(b for b in app.button if b.label == "Revenir à la présentation fournie").click().run()
    assert shown(app)[0]["titre"] == own.titre
    # Anybody has this one: the browser forgets the copy it kept.
    assert json.loads(component(app, "garde").proto.json)["fichier"] == ""
    press(app, "annuler")
    assert titles(app) == ["Une", "Deux", "Trois"]


def test_a_link_leaves_the_address_once_read() -> None:
    app = opened(TINY)
    assert diffusion.LIEN not in app.query_params
    press(app, "supprimer")
    assert titles(app) == ["Deux", "Trois"]


@pytest.mark.parametrize("link", ["abc", "eJx", "é", "A" * 3000])
def test_a_broken_link_is_said_and_changes_nothing(link: str, own: Presentation) -> None:
    app = visit({diffusion.LIEN: link}, page=PAGE)
    assert shown(app)[0]["titre"] == own.titre
    assert "incomplet ou altéré" in app.error[0].value
    assert "n’a pas changé" in app.error[0].value
    assert not app.run().error


def test_a_link_of_a_later_version_is_said() -> None:
    app = AppTest.from_function(_read_later)
    app.run()
    assert "plus récente que celle-ci" in unescaped(app.error[0].value)


def _read_later() -> None:
    import base64
    import zlib

    import streamlit as st

    from pages._shared import cache, cadre, diffusion

    st.session_state[cadre.FRAMED] = True
    later = zlib.compress(b'{"format":"presentation-cooperations","version":9,"scenes":[]}')
    st.query_params[diffusion.LIEN] = base64.urlsafe_b64encode(later).decode().rstrip("=")
    diffusion.receive_link(cache.dataset())


def test_the_popover_gives_a_link_that_opens_the_same_deck() -> None:
    app = opened(TINY)
    (link,) = (code.value for code in app.code if diffusion.LIEN in code.value)
    again = visit({diffusion.LIEN: link.partition("=")[2]}, page=PAGE)
    assert shown(again) == shown(app)


def test_a_deck_too_long_for_a_link_says_so() -> None:
    app = opened()
    assert not [code for code in app.code if diffusion.LIEN in code.value]
    assert "trop longue pour tenir dans un lien" in text_of(app)


def upload(app: AppTest, content: bytes) -> AppTest:
    return (
        app.file_uploader(key="fichier_scenes")
        .upload("essai.json", content, "application/json")
        .run()
    )


def test_a_file_with_faults_opens_and_tells_them() -> None:
    document = {
        "format": "presentation-cooperations",
        "version": 1,
        "titre": "T" * (TITRE_MAX + 30),
        "scenes": [
            {"titre": HTML, "vue": "cooperation=disparue&systeme=lune"},
            "rien",
            {"titre": "Cadre", "cadre": [900, 0, 1, 2]},
        ],
    }
    app = upload(opened(), json.dumps(document).encode())
    assert [scene["titre"] for scene in shown(app)[0]["scenes"]][1:] == ["Cadre"]
    told = text_of(app)
    assert "disparue" in told
    assert "hors du monde" in told
    assert "Scène 2" in told
    assert "<img" not in told  # Escaped where it is HTML, and where it is Markdown.
    assert "onerror" in app.radio(key="scene_choisie").options[0]
    assert "\\<img" in app.radio(key="scene_choisie").options[0]
    assert "Cette scène demande ce que l’inventaire n’a plus" in told
    # Said once, and undone.
    assert "hors du monde" not in text_of(app.run())
    press(app, "annuler")
    assert len(titles(app)) >= 8


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"{", "JSON lisible"), (b"\xff\xfe", "UTF-8"), (b"[" * 1_100_000, "Mo"), (b"3", "attendu")],
)
def test_a_file_that_cannot_be_read_changes_nothing(content: bytes, said: str) -> None:
    app = upload(press(opened(TINY), "supprimer"), content)
    assert said in unescaped(app.error[0].value)
    assert titles(app) == ["Deux", "Trois"]


def test_two_hundred_scenes() -> None:
    scenes = tuple(Scene(f"Scène d’essai {i}") for i in range(200))
    app = upload(opened(), dump(Presentation("Longue", scenes)).encode())
    assert len(titles(app)) == 200
    pick(app, 150)
    press(app, "dupliquer")
    assert (len(titles(app)), shown(app)[1]) == (201, 151)


def test_a_deck_holds_no_more_than_its_file() -> None:
    fewer, full = (tuple(Scene("") for _ in range(n)) for n in (SCENES_MAX - 1, SCENES_MAX))
    assert not presentation.Etat(Presentation("", fewer)).full
    assert presentation.Etat(Presentation("", full)).full


def test_the_scene_reached_in_the_frame_becomes_the_one_at_hand() -> None:
    app = opened(TINY)
    send(app, component(app, "ecran"), "rang", 2)
    assert shown(app)[1] == 2
    assert app.radio(key="scene_choisie").value == 2
    assert field(app, "Titre de la scène").value == "Trois"
    send(app, component(app, "ecran"), "rang", 99)
    assert shown(app)[1] == 2
    send(app, component(app, "ecran"), "rang", "pirate")
    assert shown(app)[1] == 2


def test_a_copy_kept_by_the_browser_comes_back(own: Presentation) -> None:
    app = opened()
    send(app, component(app, "garde"), "copie", dump(TINY))
    assert titles(app) == ["Une", "Deux", "Trois"]
    assert "retrouvée" in app.toast[0].value
    press(app, "annuler")
    assert shown(app)[0]["titre"] == own.titre


def test_a_copy_kept_by_the_browser_is_under_the_deck_of_a_link(own: Presentation) -> None:
    app = opened(Presentation("Celle d’un lien", (Scene("A"),)))
    send(app, component(app, "garde"), "copie", dump(TINY))
    assert titles(app) == ["A"]
    assert "Annuler" in app.toast[0].value
    press(app, "annuler")
    assert titles(app) == ["Une", "Deux", "Trois"]
    press(app, "annuler")
    assert shown(app)[0]["titre"] == own.titre


@pytest.mark.parametrize("kept", ["{", 3, None, '{"version": 9, "scenes": []}'])
def test_a_copy_that_cannot_be_read_is_left_alone(kept: object, own: Presentation) -> None:
    app = opened()
    send(app, component(app, "garde"), "copie", kept)
    assert shown(app)[0]["titre"] == own.titre
