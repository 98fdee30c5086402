"""Links of a picture: the same curves as the browser's map, and its bounds."""

from __future__ import annotations

import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geo.dessin import Cadre
from geo.image_liens import (
    BOW_MAX,
    BOW_MIN,
    MANY,
    control,
    count_nodes,
    draw_links,
    draw_nodes,
    loop_size,
    place_nodes,
    radius_of,
)
from geo.image_lumiere import Lumiere
from geo.palette import PALETTES

ROOT = Path(__file__).resolve().parent.parent
TRACES = (ROOT / "static/carte/traces.js").read_text(encoding="utf-8")
SYSTEMS = ("#111111", "#222222")
CADRE = Cadre(0, 200, 1, 300, 200)
SPOTS = np.array([[50.0, 100.0], [150.0, 100.0], [np.nan, np.nan], [50.0, 100.0]])


def inventory() -> dict[str, Any]:
    """Three cooperations: an arc of a project, one with an end out of the zone, and a loop."""
    return {
        "statuts": [{"trait": "plein"}, {"trait": "tirets"}, {"trait": "pale"}],
        "themes": [{"systeme": 0}, {"systeme": 1}],
        "cooperations": [
            {"statut": 1, "theme": 1, "participants": [0, 1]},
            {"statut": 0, "theme": 0, "participants": [0, 2]},
            {"statut": 2, "theme": 0, "participants": [0, 3]},
        ],
        "territoires": [{}, {"approx": True}, {}, {}],
        "liens": [[0, 0, 1, 0.16, 0, 0], [1, 0, 2, 0.16, 0, 0], [2, 0, 3, 0.0, 0, 1]],
    }


def drawn(coops: set[int], **options: Any) -> str:
    chosen: dict[str, Any] = {"secondaires": frozenset(), "spots": SPOTS} | options
    return draw_links(inventory(), coops, cadre=CADRE, systems=SYSTEMS, **chosen)


def test_a_bow_keeps_within_bounds() -> None:
    # 100 px east, bend 0.16 to the left (north): 16 px high, the control point twice as far.
    assert control((0, 0), (100, 0), 0.16) == pytest.approx((50, -32))
    assert control((0, 0), (10, 0), 0.16) == pytest.approx((5, -2 * BOW_MIN))
    assert control((0, 0), (5000, 0), -0.16) == pytest.approx((2500, 2 * BOW_MAX))
    # One that fans out beside it keeps its proportion.
    assert control((0, 0), (10, 0), 0.32) == pytest.approx((5, -4 * BOW_MIN))
    assert control((7, 7), (7, 7), 0.16) == (7, 7)


def test_same_arcs_as_in_the_browser() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("needs Node")
    draw = random.Random(4)  # noqa: S311
    arcs = [
        [[draw.uniform(0, 900) for _ in "xy"], [draw.uniform(0, 900) for _ in "xy"], bend]
        for bend in (0.16, -0.16, 0.28, -0.4)
        for _ in range(50)
    ]
    question = {"arcs": arcs, "bornes": {"minPx": BOW_MIN, "maxPx": BOW_MAX}}
    answer = subprocess.run(
        [node, str(ROOT / "tests/image_parite.mjs")],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [control(tuple(a), tuple(b), bend) for a, b, bend in arcs]
    assert np.allclose(found, json.loads(answer.stdout)["arcs"])


def test_bounds_and_sizes_are_those_of_the_browser() -> None:
    assert f"BOW = {{ minPx: {BOW_MIN:g}, maxPx: {BOW_MAX:g} }}" in TRACES
    assert f"SVG_MAX = {MANY};" in TRACES
    assert "Math.min(1.8 + 1.05 * Math.sqrt(n), 8)" in TRACES
    assert "LOOP_MAX = 26;" in TRACES
    assert "Math.max(8, Math.min(LOOP_MAX, 3 * (zoom - 1.6)))" in TRACES
    assert [radius_of(n) for n in (1, 4, 400)] == pytest.approx([2.85, 3.9, 8.0])
    # 156 543.03 m × cos 46.5° / 2^6 a pixel at zoom 6: 3 × 4.4.
    assert loop_size(1683.7) == pytest.approx(13.2, abs=0.01)


def test_a_link_tells_its_system_and_its_status() -> None:
    (path,) = re.findall(r"<path [^>]*/>", drawn({0}))
    assert 'd="M50.0 100.0Q100.0 68.0 150.0 100.0"' in path
    assert 'stroke="#222222"' in path and 'stroke-dasharray="5 4"' in path
    assert 'stroke-width="1.6"' in path and 'stroke-opacity="0.88"' in path
    assert 'stroke-width="0.8"' in drawn({0}, secondaires=frozenset({0}))


def test_places_that_are_one_are_tied_by_a_loop_through_it() -> None:
    (path,) = re.findall(r'd="([^"]*)"', drawn({2}))
    assert path.startswith("M50 100L") and path.count("L") >= 12
    assert 'stroke-opacity="0.45"' in drawn({2})


def test_a_link_that_leaves_the_zone_is_not_drawn() -> None:
    assert "<path" not in drawn({1})


def test_a_selection_stands_above_what_it_dims() -> None:
    light = Lumiere("cooperation", frozenset({0}), frozenset(), frozenset({0, 1}), None, ())
    dim, lit = re.findall(r"<path [^>]*/>", drawn({0, 2}, light=light))
    assert 'stroke-opacity="0.1"' in dim
    assert 'stroke-opacity="1"' in lit and 'stroke-width="2.4"' in lit


def test_nodes_grow_with_their_cooperations_and_stand_above_small_ones() -> None:
    counts = count_nodes(inventory(), [0, 1, 2])
    assert counts == {0: 3, 1: 1, 2: 1, 3: 1}
    nodes = place_nodes(counts, SPOTS, CADRE)
    assert [(n.rang, n.nombre) for n in nodes] == [(1, 1), (3, 1), (0, 3)]
    assert nodes[-1].rayon == pytest.approx(1.8 + 1.05 * 3**0.5)
    svg = draw_nodes(nodes, inventory(), PALETTES["light"], None)
    first = svg.split("/>")[0]
    assert f'fill="{PALETTES["light"]["terre"]}"' in first  # An approximate place is hollow.
