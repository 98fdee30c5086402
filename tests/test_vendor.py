"""What the browser is served: third-party files as their packages made them, fonts."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from streamlit import config

from scripts import vendor

ROOT = Path(__file__).parent.parent
CONFIG = ROOT / ".streamlit" / "config.toml"


def test_vendored_files_are_those_of_the_packages() -> None:
    assert vendor.checksums() == vendor.CHECKSUMS.read_text(encoding="utf-8")


@pytest.mark.parametrize("package", vendor.read_manifest(), ids=lambda package: package.folder)
def test_vendored_package_tells_version_and_licence(package: vendor.Package) -> None:
    folder = vendor.VENDOR / package.folder
    expected = f"{package.name} {package.version}\n{package.licence}\n{package.url}\n"
    assert (folder / "VERSION").read_text(encoding="utf-8") == expected
    assert (folder / "LICENSE").stat().st_size > 500
    assert all(package.target(member).is_file() for member in package.files)


def test_every_vendored_folder_is_in_the_manifest() -> None:
    folders = {path.name for path in vendor.VENDOR.iterdir() if path.is_dir()}
    assert folders == {package.folder for package in vendor.read_manifest()}


def faces_of_css() -> list[dict[str, str]]:
    css = vendor.FONTS_CSS.read_text(encoding="utf-8")
    return [
        {
            "family": re.search(r'font-family: "(.+?)"', rule)[1],
            "url": "app/static/vendor/" + re.search(r'url\("(.+?)"\)', rule)[1],
            "weight": re.search(r"font-weight: (.+?);", rule)[1],
            "style": re.search(r"font-style: (.+?);", rule)[1],
            "unicodeRange": re.search(r"unicode-range: (.+?);", rule)[1],
        }
        for rule in re.findall(r"@font-face \{(.*?)\}", css, re.DOTALL)
    ]


def test_theme_and_map_use_the_same_fonts() -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    assert theme["fontFaces"] == faces_of_css()


def test_every_option_is_known_to_streamlit() -> None:
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    known = set(config.get_config_options())

    def names(table: dict[str, object], prefix: str) -> list[str]:
        found = []
        for key, value in table.items():
            name = f"{prefix}.{key}" if prefix else key
            found += names(value, name) if isinstance(value, dict) else [name]
        return found

    assert [name for name in names(settings, "") if name not in known] == []


def test_no_usage_statistics_leave_the_server() -> None:
    settings = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    assert settings["browser"]["gatherUsageStats"] is False
