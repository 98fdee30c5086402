"""Ten times today's data: each page that draws all of it is whole, and its size stays bounded.

Cooperations are made up by the bench's generator, on the real territories; pôles are copies of
the real ones under obviously made-up names. No time is asserted here: `make bench` measures.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from data.dataset import Dataset, load_dataset
from data.loaders import TABLES, load_tables
from geo.filters import build_facets
from geo.format_fr import count_label, number
from geo.regions_html import LISTED
from pages._shared import cache
from tests import essai_planches as planches
from tests.bench.synthetic import write_synthetic_tables
from tests.browser.expected import State, inventory
from tests.essai_carte import forget, route_by_navigation, visit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.testing.v1 import AppTest

    from data.loaders import Tables

FACTOR = 10
#: What is before the code of each pôle: nothing for the real ones, then their copies'.
COPIES = ("", *(f"essai-{rank}-" for rank in range(1, FACTOR)))
#: Bytes that the pages may hold, a third above what they do: the silhouette of a pôle with its
#: caption, the picture of the network, the sheet of France, which names some of each system's.
A_POLE, A_NETWORK, A_FRANCE = 3_500, 350_000, 400_000


def copies(frame: pd.DataFrame, key: str, names: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return a table and nine copies of it, under codes and names that nothing else has."""
    made = []
    for prefix in COPIES:
        copy = frame.assign(**{key: prefix + frame[key]})
        if prefix:
            copy = copy.assign(
                **{name: f"Pôle synthétique {prefix}" + copy[name] for name in names}
            )
        made.append(copy)
    return pd.concat(made, ignore_index=True)


def many_poles(tables: Tables) -> Tables:
    return replace(
        tables,
        poles=copies(tables.poles, "code", ("nom", "nom_court")),
        pole_membres=copies(tables.pole_membres, "pole_code"),
        pole_missions=copies(tables.pole_missions, "pole_code"),
    )


@pytest.fixture(scope="module")
def tenfold(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    """Return the inventory with ten times the cooperations and the pôles."""
    real = load_dataset()
    folder = tmp_path_factory.mktemp("dix-fois") / "tables"
    anchors = real.prepared.territoires.set_index("code")[["lat", "lon"]]
    count = write_synthetic_tables(TABLES, folder, anchors, factor=FACTOR)
    tables = many_poles(load_tables(folder))
    assert len(tables.cooperations) == count == FACTOR * len(real.tables.cooperations)
    assert len(tables.poles) == FACTOR * len(real.tables.poles)
    regions = dict(zip(real.prepared.epci["siren"], real.prepared.epci["regions"], strict=True))
    return replace(real, tables=tables, facets=build_facets(tables, regions))


@pytest.fixture(scope="module")
def served(tenfold: Dataset) -> Iterator[Dataset]:
    """Serve it to the pages; what they compute once per process is kept for all the tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        route_by_navigation(monkeypatch)
        monkeypatch.setattr(cache, "present", lambda: tenfold)
        forget()
        yield tenfold
        forget()


def opened(page: str, vue: str = "") -> AppTest:
    app = visit({"vue": vue} if vue else {}, page=page)
    assert [error.message for error in app.exception] == []
    assert [error.value for error in app.error] == []
    return app


def counted(app: AppTest) -> list[str]:
    """Return the cooperations and the pôles that the page's counter announces."""
    (text,) = [block.value for block in app.text if "coopérations ·" in block.value]
    return str(text).split(" · ")


def table_behind(app: AppTest, key: str) -> pd.DataFrame:
    """Open the table behind a picture, alone; return it."""
    before = len(app.dataframe)
    app.session_state[key] = True
    frames = app.run().dataframe
    app.session_state[key] = False
    assert len(frames) == before + 1
    app.run()
    return frames[0].value


def svg_of_network(app: AppTest) -> str:
    (sent,) = [m.proto.json for m in app.get("bidi_component") if "<svg" in m.proto.json]
    return str(json.loads(sent)["svg"])


def test_the_atlas_draws_every_pole(served: Dataset) -> None:
    app = opened("pages/poles.py")
    html, _, _ = planches.shown(app).partition("<p class='sans-dessin'")
    codes = re.findall(r'data-vers="pole:([^"]+)"', html)
    expected = inventory().shown(State.of("")).poles
    assert set(codes) == {f"{copy}{code}" for code in expected for copy in COPIES}
    assert len(codes) == FACTOR * len(expected)
    assert counted(app)[1] == count_label(len(codes), "pôle")
    assert len(html.encode()) < A_POLE * len(codes)
    assert len(table_behind(app, "atlas_tableau")) == len(codes)
    assert set(served.tables.poles["code"]) > set(codes)


def test_the_profile_of_every_pole_is_charted(served: Dataset) -> None:
    app = opened("pages/poles.py", "diversite")
    assert len(app.get("vega_lite_chart")) == 2
    known = FACTOR * len(inventory().shown(State.of("")).poles)
    assert [len(frame.value) for frame in app.dataframe] == [known]
    for key in ("nuage_tableau", "profils_tableau"):
        assert len(table_behind(app, key)) == known
    assert known < len(served.tables.poles)


def test_the_network_of_every_cooperation_is_drawn(served: Dataset) -> None:
    svg = svg_of_network(opened("pages/cooperations.py", "reseau"))
    coops, joined = served.tables.cooperations, served.tables.participants
    sure = coops.loc[coops["confiance"] != "faible", "id"]
    joined = joined[joined["cooperation_id"].isin(sure)]
    assert len(re.findall(r'class="noeud', svg)) == joined["territoire_code"].nunique()
    assert len(svg.encode()) < A_NETWORK


@pytest.mark.parametrize("vue", ["tableau", "matrice", "annees", "recits", "couverture"])
def test_every_view_of_the_cooperations_is_whole(served: Dataset, vue: str) -> None:
    app = opened("pages/cooperations.py", vue)
    shown = int((served.tables.cooperations["confiance"] != "faible").sum())
    assert counted(app)[0] == count_label(shown, "coopération")
    assert app.header


def test_the_sheet_of_france_counts_what_it_does_not_name(served: Dataset) -> None:
    app = opened("pages/regions.py")
    html = planches.shown(app)
    assert len(html.encode()) < A_FRANCE
    coops = served.tables.cooperations
    shown = coops[coops["confiance"] != "faible"]
    themes = served.tables.themes.set_index("code")["systeme"]
    left_out = {
        f"et {number(n - LISTED)} autres": system
        for system, n in shown["theme_principal"].map(themes).value_counts().items()
        if n > LISTED
    }
    assert len(left_out) > 3
    for words, system in left_out.items():
        assert re.search(rf'{words}\u202f: <a href="./cooperations\?systeme={system}&', html), words
    (listed,) = re.findall(r'<div class="region systemes">.*?</div>', html)
    assert len(re.findall('data-vers="cooperation:', listed)) == LISTED * len(left_out) + sum(
        n for n in shown["theme_principal"].map(themes).value_counts() if n <= LISTED
    )
