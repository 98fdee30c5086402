"""Colours: the only place, with the tables' systems and the configuration, that holds any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")

#: Colours of the map and the page in each theme, by role. `halo` surrounds labels on the map.
PALETTES: Mapping[str, Mapping[str, str]] = {
    "light": {
        "encre": "#182033",
        "marine": "#22304A",
        "texte2": "#4A5468",
        "texte3": "#5A6478",
        "filet": "#E3E7EC",
        "mer": "#E9EEF2",
        "voisins": "#F4F3EF",
        "terre": "#FFFFFF",
        "terre-hors": "#F6F7F8",
        "terre-encart": "#D5DBE3",
        "departement": "#E7EAEE",
        "region": "#C3CAD3",
        "panneau": "#FFFFFF",
        "panneau-voile": "#FFFFFFD9",
        "survol": "#F1F4F7",
        "accent": "#2F5FA8",
        "halo": "#FFFFFFE6",
        "ombre": "0 1px 6px #18203321",
    },
    "dark": {
        "encre": "#E9EDF5",
        "marine": "#C9D3E6",
        "texte2": "#AEB9CD",
        "texte3": "#9AA6BC",
        "filet": "#2A3550",
        "mer": "#0F1626",
        "voisins": "#141D30",
        "terre": "#1D2742",
        "terre-hors": "#172036",
        "terre-encart": "#3A4763",
        "departement": "#28334F",
        "region": "#43507A",
        "panneau": "#121A2C",
        "panneau-voile": "#121A2CD9",
        "survol": "#1A2338",
        "accent": "#8DB4F2",
        "halo": "#0F1626E6",
        "ombre": "0 1px 8px #00000080",
    },
}


#: Contrasts that WCAG 2.1 AA asks for.
TEXT_CONTRAST, SIGN_CONTRAST = 4.5, 3.0


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two opaque colours (#RRGGBB), from 1 to 21, as WCAG 2.1 defines it."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def blend(over: str, ground: str, opacity: float) -> str:
    """Colour (#RRGGBB) seen when `over` is laid on `ground` with an opacity from 0 to 1."""
    pairs = zip(_channels(over), _channels(ground), strict=True)
    mixed = [round(255 * (opacity * a + (1 - opacity) * b)) for a, b in pairs]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def text_on(background: str) -> str:
    """Colour of a text on a colour (#RRGGBB): ink, else white, else black; one always reads."""
    inks = (PALETTES["light"]["encre"], "#FFFFFF", "#000000")
    return next(ink for ink in inks if contrast(ink, background) >= TEXT_CONTRAST)


def css_variables(theme: str) -> str:
    """Style rule that sets the palette of a theme, "light" or "dark", as custom properties."""
    return _rule(PALETTES[theme])


def css_systems(systemes: pd.DataFrame, theme: str) -> str:
    """Style rule that sets `--s0`, `--s1`… to the systems' colours, in the table's order."""
    column = "couleur_clair" if theme == "light" else "couleur_sombre"
    return _rule({f"s{i}": colour for i, colour in enumerate(systemes[column])})


def _rule(values: Mapping[str, str]) -> str:
    return ":root{" + ";".join(f"--{name}:{value}" for name, value in values.items()) + "}"


def _channels(colour: str) -> tuple[float, float, float]:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"`colour`: expected #RRGGBB, found {colour!r}")
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
