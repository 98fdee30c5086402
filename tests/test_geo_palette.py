"""Colours: told apart by every eye, read by every eye, in both themes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from colorspacious import cspace_convert

from geo.palette import (
    PALETTES,
    SIGN_CONTRAST,
    TEXT_CONTRAST,
    blend,
    contrast,
    css_systems,
    css_variables,
    text_on,
)

THEMES = {"light": "couleur_clair", "dark": "couleur_sombre"}
#: Sight -> the full deficiency simulated (Machado 2009), None for most people's.
SIGHTS = {
    "normal": None,
    "deuteranopia": "deuteranomaly",
    "protanopia": "protanomaly",
    "tritanopia": "tritanomaly",
}
#: Smallest CAM02-UCS distance accepted between two systems: 10 is told apart at a glance.
MIN_DISTANCE = 12.0
HEX = re.compile(r"#[0-9A-F]{6}")


@pytest.fixture(scope="module")
def systemes(root: Path) -> pd.DataFrame:
    return pd.read_csv(root / "data/tables/systemes.csv", dtype=str)


def perceived(colours: list[str], deficiency: str | None) -> np.ndarray:
    """Coordinates in CAM02-UCS of sRGB colours seen with a colour vision deficiency."""
    rgb = np.array([[int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)] for c in colours])
    if deficiency:
        space = {"name": "sRGB1+CVD", "cvd_type": deficiency, "severity": 100}
        rgb = np.clip(cspace_convert(rgb, space, "sRGB1"), 0, 1)
    return cspace_convert(rgb, "sRGB1", "CAM02-UCS")


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", THEMES)
def test_systems_are_told_apart(systemes: pd.DataFrame, theme: str, sight: str) -> None:
    places = perceived(systemes[THEMES[theme]].tolist(), SIGHTS[sight])
    distances = {
        (systemes["code"][i], systemes["code"][j]): float(np.linalg.norm(places[i] - places[j]))
        for i, j in combinations(range(len(systemes)), 2)
    }
    closest = min(distances, key=lambda pair: distances[pair])
    assert distances[closest] >= MIN_DISTANCE, closest


def test_two_close_colours_are_caught() -> None:
    # Teal and green of equal lightness are near each other for a tritanope.
    one, other = perceived(["#4F9E97", "#54A184"], "tritanomaly")
    assert np.linalg.norm(one - other) < MIN_DISTANCE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["terre", "panneau"])
def test_a_system_stands_out_on_its_ground(systemes: pd.DataFrame, theme: str, ground: str) -> None:
    for code, colour in zip(systemes["code"], systemes[THEMES[theme]], strict=True):
        assert contrast(colour, PALETTES[theme][ground]) >= SIGN_CONTRAST, code


def test_a_system_stands_out_on_a_perimeter_in_the_dark(systemes: pd.DataFrame) -> None:
    dark = PALETTES["dark"]
    perimeter = blend(dark["marine"], dark["terre"], 0.1)
    assert min(contrast(c, perimeter) for c in systemes["couleur_sombre"]) >= SIGN_CONTRAST


def test_a_system_keeps_its_hue_in_the_dark(systemes: pd.DataFrame) -> None:
    _, light_a, light_b = perceived(systemes["couleur_clair"].tolist(), None).T
    _, dark_a, dark_b = perceived(systemes["couleur_sombre"].tolist(), None).T
    turn = np.degrees(np.arctan2(dark_b, dark_a) - np.arctan2(light_b, light_a))
    assert np.abs((turn + 180) % 360 - 180).max() <= 20


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["encre", "texte2", "texte3", "marine"])
@pytest.mark.parametrize(
    "ground", ["panneau", "survol", "terre", "terre-hors", "voisins", "mer", "departement"]
)
def test_text_is_read_on_every_ground(theme: str, text: str, ground: str) -> None:
    assert contrast(PALETTES[theme][text], PALETTES[theme][ground]) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
def test_accent_is_read_on_the_page_and_seen_on_the_map(theme: str) -> None:
    colours = PALETTES[theme]
    assert contrast(colours["accent"], colours["panneau"]) >= TEXT_CONTRAST
    assert contrast(colours["accent"], colours["terre"]) >= SIGN_CONTRAST
    # A pill that is pressed: the panel's colour on navy.
    assert contrast(colours["panneau"], colours["marine"]) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
def test_ground_is_quiet(theme: str) -> None:
    # What is only ground never competes with what is drawn on it.
    colours = PALETTES[theme]
    for ground in ("mer", "voisins", "terre-hors", "departement", "filet"):
        assert contrast(colours[ground], colours["terre"]) < 1.6, ground


def test_both_themes_have_the_same_roles() -> None:
    assert list(PALETTES["light"]) == list(PALETTES["dark"])


def test_contrast_by_hand() -> None:
    assert contrast("#000000", "#FFFFFF") == contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#1D2742", "#1D2742") == 1


@pytest.mark.parametrize("colour", ["#FFF", "red", "#FFFFFFE6", "#GGGGGG", ""])
def test_only_opaque_hexadecimal_colours_are_measured(colour: str) -> None:
    with pytest.raises(ValueError, match="expected #RRGGBB"):
        contrast(colour, "#FFFFFF")


@pytest.mark.parametrize(
    ("opacity", "seen"), [(0.0, "#000000"), (1.0, "#FF8000"), (0.5, "#804000")]
)
def test_blend_by_hand(opacity: float, seen: str) -> None:
    assert blend("#FF8000", "#000000", opacity) == seen


def test_text_on_a_colour_always_reads(systemes: pd.DataFrame) -> None:
    assert text_on("#FFFFFF") == PALETTES["light"]["encre"]
    assert text_on("#000000") == "#FFFFFF"
    greys = [f"#{level:02X}{level:02X}{level:02X}" for level in range(256)]
    assert all(contrast(text_on(grey), grey) >= TEXT_CONTRAST for grey in greys)
    for column in THEMES.values():
        for colour in systemes[column]:
            assert contrast(text_on(colour), colour) >= TEXT_CONTRAST


@pytest.mark.parametrize("theme", THEMES)
def test_style_rules_set_every_role_and_system(systemes: pd.DataFrame, theme: str) -> None:
    rule = css_variables(theme)
    assert rule.startswith(":root{")
    assert rule.endswith("}")
    assert all(f"--{role}:{value}" in rule for role, value in PALETTES[theme].items())
    colours = systemes[THEMES[theme]].tolist()
    assert css_systems(systemes, theme) == (
        ":root{" + ";".join(f"--s{i}:{c}" for i, c in enumerate(colours)) + "}"
    )
    assert all(HEX.fullmatch(colour) for colour in colours)
