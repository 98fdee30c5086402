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


def test_theme_and_map_use_the_same_fonts() -> None:
    css = vendor.FONTS_CSS.read_text(encoding="utf-8")
    in_css = {
        (family, f"app/static/vendor/{url}", weight)
        for family, weight, url in re.findall(
            r'font-family: "(.+?)";.*?font-weight: (.+?);.*?url\("(.+?)"\)', css, re.DOTALL
        )
    }
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"]
    in_theme = {(face["family"], face["url"], face["weight"]) for face in theme["fontFaces"]}
    assert in_theme
    assert in_theme <= in_css
    for face in theme["fontFaces"]:
        assert face["family"] in theme["font"] + theme["headingFont"]


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
