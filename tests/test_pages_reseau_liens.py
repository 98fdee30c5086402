"""The network view of the page Coopérations: picture, lists, territory found, empty selection."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from pages._shared import cadre, reseau_liens
from tests.essai_carte import PATIENCE, route_by_navigation

ROOT = Path(__file__).parent.parent
RENNES = "243500139"


def _page() -> None:
    from pages._shared import entete, reseau_liens

    entete.open_page("Essai", "", reseau_liens.show, sheet="cooperations.css")


def visit(**query: str) -> AppTest:
    """Return a page that holds the view alone, its frame taken as there."""
    app = AppTest.from_function(_page, default_timeout=PATIENCE)
    app.session_state[cadre.FRAMED] = True
    app.query_params.update(query)
    app.run()
    assert [error.message for error in app.exception] == []
    return app


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def drawn(app: AppTest) -> str:
    """Return the picture sent to the browser."""
    for mount in app.get("bidi_component"):
        sent: dict[str, Any] = json.loads(mount.proto.json or "{}")
        if "svg" in sent:
            return str(sent["svg"])
    return ""


def lists(app: AppTest) -> dict[str, str]:
    """Return the HTML of each list, by its heading."""
    bodies = [element.proto.body for element in app.get("html")]
    (body,) = [body for body in bodies if body.startswith('<div class="reseau-mesures">')]
    return dict(re.findall(r"<details[^>]*><summary><h3>(.*?)</h3></summary>(.*?)</details>", body))


def participations() -> list[dict[str, str]]:
    with (ROOT / "data/tables/participants.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_participant_of_the_cooperations_shown_is_a_node() -> None:
    app = visit(confiance="haute,moyenne,faible")
    assert drawn(app).count("<circle") == len({row["territoire_code"] for row in participations()})
    assert 'class="reseau"' in drawn(app)


def test_lists_rank_territories_and_link_to_the_map() -> None:
    found = lists(visit(theme="mobilites"))
    assert len(found) == 5
    first = next(iter(found.values()))
    assert first.count("<tr>") == 11
    assert re.search(
        r'<td>1</td><td><a href="\./\?theme=mobilites&amp;territoire=[^"]+" '
        r'data-vers="territoire:[^"]+" data-page="">',
        first,
    )


def test_a_network_of_one_cooperation_has_its_participants() -> None:
    app = visit(q="deux agglomérations finistériennes")
    svg = drawn(app)
    counter = next(block.value for block in app.text if "coopération" in block.value)
    assert counter.startswith("1 coopération ")
    assert svg.count("<circle") == 2
    found = lists(app)
    assert "Aucun territoire avec ces filtres." in found["Les intermédiaires"]


def test_no_cooperation_leaves_a_sentence_and_no_picture() -> None:
    app = visit(q="zzzzzz")
    assert drawn(app) == ""
    assert any("Aucune coopération à relier" in block.value for block in app.markdown)


def test_a_territory_selected_is_lit_and_its_figures_told() -> None:
    app = visit(territoire=RENNES)
    assert 'class="reseau choisi"' in drawn(app)
    assert re.search(rf'class="noeud ici" data-vers="territoire:{RENNES}"', drawn(app))
    assert app.selectbox(key=reseau_liens.FIND).value == RENNES
    (told,) = [e.proto.body for e in app.get("html") if 'class="reseau-ici"' in e.proto.body]
    rows = participations()
    mine = {row["cooperation_id"] for row in rows if row["territoire_code"] == RENNES}
    assert f"{len(mine)} coopérations" in told


def test_a_territory_found_by_its_name_is_selected_then_left() -> None:
    app = visit()
    app.selectbox(key=reseau_liens.FIND).set_value(RENNES).run()
    assert app.session_state["choix"] == ("territoire", RENNES)
    assert "choisi" in drawn(app)
    app.selectbox(key=reseau_liens.FIND).set_value(None).run()
    assert app.session_state["choix"] is None
    assert "choisi" not in drawn(app)


def test_a_cooperation_and_a_pole_selected_light_their_territories() -> None:
    rows = participations()
    identifier = rows[0]["cooperation_id"]
    members = {row["territoire_code"] for row in rows if row["cooperation_id"] == identifier}
    svg = drawn(visit(cooperation=identifier))
    lit = set(re.findall(r'class="noeud(?: pole)? ici" data-vers="territoire:([^"]+)"', svg))
    assert lit == members
    assert 'class="noeud pole ici"' in drawn(visit(pole="200030989"))


def test_an_unknown_territory_is_told_and_lights_nothing() -> None:
    app = visit(territoire="inconnu")
    assert "choisi" not in drawn(app)
    assert any("Ignoré" in element.proto.body for element in app.get("html"))


def test_metropoles_of_the_regions_chosen_only_are_said_isolated() -> None:
    found = lists(visit(region="53"))
    (heading,) = [heading for heading in found if "isolées" in heading]
    assert "Métropole de Lyon" not in found[heading]
