"""A presentation as a web page: one file that needs no network, or a page of the application.

Both come from one template and run the same browser modules (`static/deck`, `static/carte`). In
the single file everything is inside: modules as `data:` addresses of an import map, layers
compressed; its content security policy refuses any request.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from data.export.html_pieces import (
    bytes_of,
    closure,
    fonts,
    inline_script,
    inline_style,
    module_address,
    pack,
    picture,
    script_json,
    text_of,
)
from data.export.scenes import resolve
from data.layers import inventory_bytes, text_bytes
from geo.etat import describe_state
from geo.gabarits import template
from geo.layers import ATTRIBUTION
from geo.palette import css_systems, css_variables

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from data.dataset import Dataset
    from data.export.scenes import Resolved
    from geo.scenes import Presentation

ENTRY = "deck/deck.js"
_SCRIPTS = ("vendor/leaflet/leaflet.js", "vendor/topojson-client/topojson-client.min.js")
_STYLES = ("vendor/leaflet/leaflet.css", "vendor/fonts.css", "carte/carte.css", "deck/deck.css")
#: The file may run what it holds, and ask for nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)


def export_html(
    donnees: Dataset,
    presentation: Presentation,
    *,
    base_url: str = "",
    step: Callable[[str, int], None] | None = None,
) -> str:
    """Return a presentation as one HTML file that works from a disk, without any request.

    Parameters
    ----------
    base_url
        Public address of the dashboard, for the links and QR codes of the scenes; "" for none.
    step
        Told the title of each scene once it is ready, and how many there are.

    Raises
    ------
    ExportError
        If a file of the browser's part is missing.
    """
    names = {path: module_address(source) for path, source in closure(ENTRY).items()}
    layers = {
        "geometrie": bytes_of(donnees.layers.geometrie),
        "detail": bytes_of(donnees.layers.detail),
        "inventaire": inventory_bytes(donnees.tables, donnees.prepared, donnees.facets),
        "textes": text_bytes(donnees.facets),
    }
    return _page(
        donnees,
        presentation,
        base_url,
        step,
        politique=_POLICY,
        styles=[inline_style(text_of(name)) for name in _STYLES if name != "vendor/fonts.css"]
        + [fonts()],
        scripts=[inline_script(text_of(name)) for name in _SCRIPTS],
        imports=script_json({"imports": names}),
        couches={name: pack(content) for name, content in layers.items()},
    )


def skeleton(
    donnees: Dataset, presentation: Presentation, static: str, *, base_url: str = ""
) -> str:
    """Return the page of the same presentation in the application, its parts at their addresses.

    Parameters
    ----------
    static
        Address of the static folder, ending with "/", as the document that holds the page sees it.

    Raises
    ------
    ExportError
        If a file of the browser's part is missing.
    """
    addresses = {name: static + path for name, path in asdict(donnees.layers).items()}
    return _page(
        donnees,
        presentation,
        base_url,
        None,
        adresses=addresses,
        modules=[static + path for path in closure(ENTRY)],
        entree=static + ENTRY,
        styles=[static + name for name in _STYLES],
        scripts=[static + name for name in _SCRIPTS],
    )


def scene_data(donnees: Dataset, resolved: Resolved) -> dict[str, Any]:
    """Return what the browser is told of a scene, as JSON's types.

    `etat` is its filter state, `choix` what is lit as « type:code », `cadre` its bounds as west,
    south, east, north in degrees (EPSG:4326) or None.
    """
    scene, view = resolved.scene, resolved.view
    return {
        "titre": resolved.titre,
        "commentaire": resolved.commentaire,
        "notes": resolved.notes,
        "chiffres": [list(pair) for pair in resolved.chiffres],
        "etat": describe_state(view.filters),
        "choix": ":".join(donnees.lit(view.choix)) if view.choix else "",
        "fond": view.fond,
        "cadre": list(scene.cadre) if scene.cadre else None,
        "noms": scene.noms,
        "niveaux": list(scene.niveaux),
        "defile": list(scene.defile) if scene.defile else None,
        "lien": resolved.lien,
        "qr": picture(resolved.qr),
    }


def _page(
    donnees: Dataset,
    presentation: Presentation,
    base_url: str,
    step: Callable[[str, int], None] | None,
    **parts: Any,
) -> str:
    scenes = []
    for scene in presentation.scenes:
        scenes.append(scene_data(donnees, resolve(donnees, scene, base_url)))
        if step:
            step(scene.titre, len(presentation.scenes))
    deck = {
        "titre": presentation.titre,
        "scenes": scenes,
        "couches": parts.pop("adresses", None),
    }
    return template("deck.html.j2").render(
        {
            "politique": "",
            "imports": "",
            "couches": {},
            "modules": [],
            "entree": ENTRY,
            "titre": presentation.titre,
            "scenes": scenes,
            "sources": ATTRIBUTION,
            "couleurs": _colours(donnees.tables.systemes),
            "donnees": script_json(deck),
            **parts,
        }
    )


def _colours(systemes: pd.DataFrame) -> str:
    """Return the palettes of both themes, each under `[data-theme]`."""
    return "".join(
        rule.replace(":root", f'[data-theme="{theme}"]', 1)
        for theme in ("light", "dark")
        for rule in (css_variables(theme), css_systems(systemes, theme))
    )
