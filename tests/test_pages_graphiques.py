"""Charts: each one the pages show is what Vega-Lite takes, in the page's look, with its words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import altair as alt
import pytest

from tests.essai_carte import route_by_navigation, visit

if TYPE_CHECKING:
    from typing import Any

    from streamlit.testing.v1 import AppTest


@pytest.fixture(autouse=True)
def _routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


def specs(app: AppTest) -> list[dict[str, Any]]:
    return [json.loads(chart.proto.spec) for chart in app.get("vega_lite_chart")]


@pytest.mark.parametrize(
    ("script", "query", "count"),
    [
        ("poles", {"vue": "diversite"}, 2),
        ("cooperations", {"vue": "matrice"}, 2),
        ("cooperations", {"vue": "annees", "annees": "2015-2020"}, 2),
    ],
)
def test_every_chart_is_one_vega_lite_takes(script: str, query: dict[str, str], count: int) -> None:
    found = specs(visit(query, page=f"pages/{script}.py"))
    assert len(found) == count
    for spec in found:
        # What `graphiques.show` no longer checks at each run.
        alt.Chart.from_dict(spec, validate=True)
        assert len(spec["description"]) > 40
        assert spec["config"]["background"] == "transparent"


def test_a_chart_wrongly_made_is_told() -> None:
    spec = specs(visit({"vue": "diversite"}, page="pages/poles.py"))[0]
    spec["layer"][0]["mark"] = {"type": "sphere"}
    with pytest.raises(Exception, match="sphere"):
        alt.Chart.from_dict(spec, validate=True)
