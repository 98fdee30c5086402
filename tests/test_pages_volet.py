"""The link between the page and the map: what it fetches is what its module needs."""

from __future__ import annotations

import re
from pathlib import Path

from pages._shared import cache
from pages._shared.volet import MODULES

CARTE = Path(__file__).parent.parent / "static" / "carte"


def imported(name: str) -> set[str]:
    """Return a browser module and all it imports, directly or not."""
    found = {name}
    for other in re.findall(r"from '\./([\w-]+\.js)'", (CARTE / name).read_text(encoding="utf-8")):
        found |= imported(other)
    return found


def test_modules_fetched_are_those_imported() -> None:
    assert set(MODULES) == imported("volet.js")


def test_modules_fetched_by_the_map_are_those_it_imports() -> None:
    assert set(cache.modules()) == imported("hote_folium.js")
