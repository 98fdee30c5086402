"""The base map: everything from our own folder, the same script for every visitor.

Checked as streamlit-folium reads it: the component's identity is a hash of the map's script after
every `_[a-z0-9]+` was deleted from it, and what changes that identity mounts the map again.
"""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import folium
import pytest
from streamlit_folium import _get_header, _get_map_string, generate_js_hash

from geo.layers import ATTRIBUTION, CENTRE, CarteModule, build_base_map

ROOT = Path(__file__).parent.parent
STATIC = "../../app/static/"
MODULES = ("hote_folium.js", "carte.js")
VERSION = "essai"


def built(
    static: str = STATIC, modules: tuple[str, ...] = MODULES, version: str = VERSION
) -> folium.Map:
    """Return a base map as the component takes it, inside a figure."""
    carte = build_base_map(static, modules, version)
    folium.Figure().add_child(carte)
    carte.render()
    return carte


def script(carte: folium.Map) -> str:
    text: str = _get_map_string(carte)
    return text


def identity(carte: folium.Map) -> str:
    key: str = generate_js_hash(script(carte), "carte")
    return key


class _Assets(HTMLParser):
    """Addresses that a page loads by itself."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "a":
            self.found += [v for k, v in attrs if k in {"src", "href", "srcset", "data"} and v]


def test_every_script_and_style_is_ours_and_exists() -> None:
    carte = build_base_map(STATIC, MODULES, VERSION)
    addresses = [url for _, url in (*carte.default_js, *carte.default_css)]
    assert len(addresses) == len(set(addresses))
    for address in addresses:
        assert address.startswith(STATIC)
        assert (ROOT / "static" / address.removeprefix(STATIC)).is_file(), address


def test_leaflet_is_loaded_first() -> None:
    carte = build_base_map(STATIC, MODULES, VERSION)
    assert carte.default_js[0][1].endswith("/leaflet.js")


def test_the_whole_page_loads_nothing_from_elsewhere() -> None:
    """Folium's own page too, whose plugins would add addresses of content networks."""
    html = built().get_root().render()
    assets = _Assets(html).found
    assert assets
    assert [address for address in assets if not address.startswith(STATIC)] == []
    assert not re.search(r"(?:https?:)?//[a-z]", re.sub(r"<!--.*?-->", "", html))


def test_script_and_header_of_the_component_name_no_host() -> None:
    carte = built()
    assert "://" not in script(carte)
    assert "://" not in _get_header(carte)


def test_module_is_fetched_beside_its_neighbours() -> None:
    text = script(built())
    assert json.dumps(f"{STATIC}carte/") in text
    assert f"{json.dumps(list(MODULES))}, {json.dumps(VERSION)}" in text
    assert "module.install(L, map_div)" in text


def test_two_builds_are_one_map() -> None:
    """Folium draws a random name for each map; the component must not see it."""
    first, second = built(), built()
    assert first.get_name() != second.get_name()
    assert script(first) == script(second)
    assert identity(first) == identity(second)


def test_one_map_read_twice_is_one_map() -> None:
    carte = built()
    assert script(carte) == script(carte)


@pytest.mark.parametrize(
    "other",
    [
        lambda: built(static="../static/"),
        lambda: built(modules=("carte.js",)),
        lambda: built(version="autre essai"),
        lambda: with_attribution("Autre source"),
    ],
    ids=["folder", "modules", "version", "attribution"],
)
def test_a_change_of_any_attribute_is_another_map(other: object) -> None:
    assert callable(other)
    assert identity(other()) != identity(built())


def with_attribution(text: str) -> folium.Map:
    carte = build_base_map(STATIC, MODULES, VERSION)
    module = next(c for c in carte._children.values() if isinstance(c, CarteModule))
    module.attribution = text
    folium.Figure().add_child(carte)
    carte.render()
    return carte


def test_what_follows_an_underscore_is_not_seen_by_the_component() -> None:
    """The trap itself, so that the day the library loses it, the next test may go."""
    one, other = "let a = {code: 'pole_1'};", "let a = {code: 'pole_2'};"
    assert generate_js_hash(one, "carte") == generate_js_hash(other, "carte")


def test_nothing_that_may_change_follows_an_underscore() -> None:
    """Else a change would keep the component's identity, and the old map on screen."""
    unseen = set(re.findall(r"_[a-z0-9]+", script(built(modules=("carte.js",)))))
    assert unseen <= {"_div", "_folium"}, unseen
    names = [path.name for path in (ROOT / "static/carte").glob("*.js")]
    seen = {re.sub(r"_[a-z0-9]+", "", name) for name in names}
    assert len(seen) == len(names)


def test_script_holds_no_data() -> None:
    """Geometry has its own address: the script is sent and read again at each run."""
    assert len(script(built())) < 2_000


def test_attribution_names_sources_vintage_and_licence() -> None:
    for part in ("IGN", "ADMIN EXPRESS COG", "INSEE", "DGCL 2026", "Licence Ouverte 2.0"):
        assert part in ATTRIBUTION
    assert json.dumps(ATTRIBUTION) in script(built())
    # Leaflet's own mark and flag make room for the sources.
    assert "setPrefix(false)" in script(built())


def test_markup_in_an_attribute_cannot_leave_its_text() -> None:
    carte = with_attribution("</script><script>alert('1')</script>")
    assert "</script>" not in script(carte)


def test_map_opens_on_france_without_tiles() -> None:
    carte = build_base_map(STATIC, MODULES, VERSION)
    assert carte.location == list(CENTRE)
    assert 41 < CENTRE[0] < 52
    assert -5 < CENTRE[1] < 10
    assert not [c for c in carte._children.values() if isinstance(c, folium.TileLayer)]
    assert carte.options["zoom_control"] is False
