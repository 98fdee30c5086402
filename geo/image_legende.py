"""The legend of a picture of the map: every sign in use, and only those.

The twin of `static/carte/legende.js`; a test compares their words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geo.format_fr import number
from geo.image_liens import count_nodes
from geo.image_poles import signs_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.image_carte import Contenu, Couleurs

WIDTH, HEIGHT = 26, 14
TRAITS = {"plein": "en cours", "tirets": "en projet", "pale": "achevée ou non suivie"}
LIENS = {
    "secondaire": "thème secondaire",
    "boucle": "au même endroit",
    "noeud": "territoire partenaire",
    "approx": "emplacement approximatif",
}
POLES = {
    "aire": "d’un seul tenant",
    "reseau": "en réseau",
    "fil": "ses morceaux reliés",
    "faible": "membre à confirmer",
    "apart": "dissous ou sans personnalité juridique",
}
#: Outlines of a selection, by its type.
CONTOURS = {"cooperation": "périmètre des participants", "territoire": "territoire choisi"}
TITRES = ("Coopérations, par thème principal", "", "Pôles métropolitains")

_ARC = '<path d="M1 12Q13 1 25 12" fill="none" stroke-linecap="round"'
_RECT = '<rect x="1" y="1" width="24" height="12" rx="2"'
_HATCHES = '<path d="M3 12L13 2M9 12L19 2M15 12L24 3M21 12L25 8M1 8L7 2" fill="none"'


@dataclass(frozen=True)
class Signe:
    """A row of the legend: its picture (SVG), its words, and how many it stands for."""

    image: str
    texte: str
    nombre: str = ""


@dataclass(frozen=True)
class Groupe:
    """Rows under one title, which may be empty."""

    titre: str
    signes: tuple[Signe, ...]


def legend(
    inventaire: Mapping[str, Any], contenu: Contenu, couleurs: Couleurs
) -> tuple[Groupe, ...]:
    """Return the legend of what is drawn, in its colours."""
    roles = couleurs.roles
    systems: list[Signe] = []
    links: list[Signe] = []
    if "liens" in contenu.niveaux:
        rows = [inventaire["cooperations"][i] for i in contenu.cooperations]
        counts = [0] * len(couleurs.systemes)
        for row in rows:
            counts[inventaire["themes"][row["theme"]]["systeme"]] += 1
        systems = [
            Signe(_line(colour), inventaire["systemes"][i]["label"], number(counts[i]))
            for i, colour in enumerate(couleurs.systemes)
            if counts[i]
        ]
        strokes = {inventaire["statuts"][row["statut"]]["trait"] for row in rows}
        links = [
            Signe(_link(code, roles), words) for code, words in TRAITS.items() if code in strokes
        ]
        used = _used(inventaire, contenu)
        links += [Signe(_link(code, roles), words) for code, words in LIENS.items() if code in used]
    poles: list[Signe] = []
    if "poles" in contenu.niveaux:
        signs = signs_of([inventaire["poles"][i] for i in contenu.poles])
        poles = [Signe(_pole(code, roles), words) for code, words in POLES.items() if code in signs]
    light = contenu.lumiere
    if light is not None and light.contours:
        links.append(Signe(_contour(roles), CONTOURS[light.type]))
    groups = zip(TITRES, (systems, links, poles), strict=True)
    return tuple(Groupe(title, tuple(rows)) for title, rows in groups if rows)


def _used(inventaire: Mapping[str, Any], contenu: Contenu) -> set[str]:
    shown = frozenset(contenu.cooperations)
    used = {"noeud"} if shown else set()
    if shown & contenu.secondaires:
        used.add("secondaire")
    if any(link[5] for link in inventaire["liens"] if link[0] in shown):
        used.add("boucle")
    nodes = count_nodes(inventaire, contenu.cooperations)
    if any(inventaire["territoires"][t].get("approx") for t in nodes):
        used.add("approx")
    return used


def _line(colour: str) -> str:
    return _svg(f'{_ARC} stroke="{colour}" stroke-width="2"/>')


def _link(code: str, roles: Mapping[str, str]) -> str:
    ink, ground = roles["marine"], roles["terre"]
    stroke = f'{_ARC} stroke="{ink}" stroke-width="2"'
    drawn = {
        "plein": f"{stroke}/>",
        "tirets": f'{stroke} stroke-dasharray="5 4"/>',
        "pale": f'{stroke} stroke-opacity=".42"/>',
        "secondaire": f'{_ARC} stroke="{ink}" stroke-width=".9"/>',
        "boucle": f'<circle cx="13" cy="7" r="5" fill="none" stroke="{ink}" stroke-width="2"/>',
        "noeud": f'<circle cx="6" cy="7" r="3" fill="{ink}"/>'
        f'<circle cx="18" cy="7" r="5.5" fill="{ink}"/>',
        "approx": f'<circle cx="13" cy="7" r="3.5" fill="{ground}" stroke="{ink}" '
        'stroke-width="1.4"/>',
    }
    return _svg(drawn[code])


def _pole(code: str, roles: Mapping[str, str]) -> str:
    ink = roles["marine"]
    filled = f'{_RECT} fill="{ink}" fill-opacity=".12" stroke="{ink}" stroke-width="1.2"/>'
    drawn = {
        "aire": filled,
        "reseau": f'{filled}{_HATCHES} stroke="{ink}" stroke-opacity=".6"/>',
        "fil": f'<path d="M1 7H25" fill="none" stroke="{ink}" stroke-width="1.4" '
        'stroke-dasharray=".1 4" stroke-linecap="round"/>',
        "faible": f'{_RECT} fill="none" stroke="{ink}" stroke-dasharray="3 3"/>',
        "apart": f'{_RECT} fill="none" stroke="{roles["texte3"]}" stroke-dasharray="6 3 1 3"/>',
    }
    return _svg(drawn[code])


def _contour(roles: Mapping[str, str]) -> str:
    accent = roles["accent"]
    return _svg(f'{_RECT} fill="{accent}" fill-opacity=".14" stroke="{accent}"/>')


def _svg(content: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{content}</svg>'
    )
