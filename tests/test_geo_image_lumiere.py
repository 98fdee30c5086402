"""What a selection lights up: by hand, and as in the browser on the whole inventory."""

from __future__ import annotations

import json
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from data.loaders import load
from geo.filters import build_facets
from geo.image_lumiere import light_of
from geo.inventory import build_inventory

SCRIPT = Path(__file__).resolve().parent / "image_parite.mjs"

ESSAI: dict[str, Any] = {
    "cooperations": [
        {"id": "essai-1", "participants": [0, 1]},
        {"id": "essai-2", "participants": [2, 3]},
    ],
    "poles": [{"code": "pole-essai", "membres": ["200000001"]}],
    "territoires": [
        {"code": "200000001", "type": "EPCI", "epci": ["200000001"]},
        {"code": "dept-99", "type": "departement", "epci": ["200000001"]},
        {"code": "pole-essai", "type": "pole", "pole": "pole-essai", "epci": ["200000001"]},
        {"code": "dept-cea-essai", "type": "departement", "epci": ["200000002"]},
    ],
}


def test_nothing_or_an_unknown_selection_lights_nothing() -> None:
    assert light_of(ESSAI, None) is None
    assert light_of(ESSAI, ("pole", "inconnu")) is None
    assert light_of(ESSAI, ("cooperation", "inconnue")) is None


def test_a_pole_lights_its_cooperations_and_those_of_its_members() -> None:
    light = light_of(ESSAI, ("pole", "pole-essai"))
    assert light is not None and light.choisi == 0
    assert (light.cooperations, light.territoires) == ({0, 1}, {0, 1, 2, 3})
    assert light.contours == ()


def test_a_cooperation_outlines_its_participants_but_the_widest() -> None:
    light = light_of(ESSAI, ("cooperation", "essai-1"))
    assert light is not None
    assert light.contours == (("epci", ("200000001",)),)
    assert light.poles == frozenset()


def test_a_departement_has_its_own_outline_and_a_body_of_several_has_not() -> None:
    one, several = (light_of(ESSAI, ("territoire", c)) for c in ("dept-99", "dept-cea-essai"))
    assert one is not None and one.contours == (("departements", ("99",)),)
    assert several is not None and several.contours == (("epci", ("200000002",)),)


def test_an_intercommunalite_out_of_the_inventory_is_outlined() -> None:
    light = light_of(ESSAI, ("territoire", "200000009"))
    assert light is not None and not light.cooperations
    assert light.contours == (("epci", ("200000009",)),)


@cache
def inventory() -> dict[str, Any]:
    tables, prepared = load()
    regions = dict(zip(prepared.epci["siren"], prepared.epci["regions"], strict=True))
    return build_inventory(
        tables,
        build_facets(tables, regions),
        prepared.territoires,
        prepared.poles,
        prepared.regions,
    )


def test_the_same_light_as_in_the_browser() -> None:
    node = shutil.which("node")
    if not node:
        pytest.skip("needs Node")
    known = inventory()
    choices = [
        *(("cooperation", row["id"]) for row in known["cooperations"]),
        *(("pole", row["code"]) for row in known["poles"]),
        *(("territoire", row["code"]) for row in known["territoires"]),
    ]
    answer = subprocess.run(
        [node, str(SCRIPT)],
        input=json.dumps({"inventaire": known, "choix": choices}),
        capture_output=True,
        text=True,
        check=True,
    )
    for choice, expected in zip(choices, json.loads(answer.stdout)["lights"], strict=True):
        light = light_of(known, choice)
        assert light is not None
        found = [sorted(s) for s in (light.cooperations, light.poles, light.territoires)]
        assert found == expected, choice
