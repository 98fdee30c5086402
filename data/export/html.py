"""A presentation as a web page: one file that needs no network, or a page of the application.

Both come from one template and run the same browser modules (`static/deck`, `static/carte`). In
the single file everything is inside: modules as `data:` addresses of an import map, layers
compressed; its content security policy refuses any request.
"""

from __future__ import annotations

import base64
import gzip
import json
import posixpath
import re
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from data.dataset import STATIC
from data.export import ExportError
from data.export.scenes import resolve
from data.layers import inventory_bytes, text_bytes
from geo.etat import describe_state
from geo.gabarits import template
from geo.layers import ATTRIBUTION
from geo.palette import css_systems, css_variables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from data.dataset import Dataset
    from data.export.scenes import Resolved
    from geo.scenes import Presentation

ENTRY = "deck/deck.js"
_SCRIPTS = ("vendor/leaflet/leaflet.js", "vendor/topojson-client/topojson-client.min.js")
_STYLES = ("vendor/leaflet/leaflet.css", "vendor/fonts.css", "carte/carte.css", "deck/deck.css")
#: Upright Latin letters, enough for French; family -> file in `static/vendor`.
_FONTS = {
    "Bricolage Grotesque": "bricolage-grotesque/bricolage-grotesque-latin-wght-normal.woff2",
    "Atkinson Hyperlegible Next": (
        "atkinson-hyperlegible-next/atkinson-hyperlegible-next-latin-wght-normal.woff2"
    ),
}
#: The file may run what it holds, and ask for nothing.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
_IMPORT = re.compile(r"""(\bfrom\s+|^\s*import\s+)(['"])(\.{1,2}/[^'"]+)\2""", re.MULTILINE)
_PICTURE = re.compile(r"url\((?!#|data:)[^)]*\)")
#: Characters that a `data:` address may hold as they are.
_PLAIN = " !$&'()*+,-./:;=?@[]^_`{|}~"


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
    modules = _closure(ENTRY)
    names = {path: f"data:text/javascript;charset=utf-8,{quote(source, safe=_PLAIN)}"
             for path, source in modules.items()}  # fmt: skip
    layers = {
        "geometrie": _bytes(donnees.layers.geometrie),
        "detail": _bytes(donnees.layers.detail),
        "inventaire": inventory_bytes(donnees.tables, donnees.prepared, donnees.facets),
        "textes": text_bytes(donnees.facets),
    }
    return _page(
        donnees,
        presentation,
        base_url,
        step,
        politique=_POLICY,
        styles=[_inline_style(_text(name)) for name in _STYLES if name != "vendor/fonts.css"]
        + [_fonts()],
        scripts=[_inline_script(_text(name)) for name in _SCRIPTS],
        imports=_json({"imports": names}),
        couches={name: _pack(content) for name, content in layers.items()},
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
        modules=[static + path for path in _closure(ENTRY)],
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
        "choix": ":".join(_lit(donnees.prepared.communes, view.choix)) if view.choix else "",
        "fond": view.fond,
        "cadre": list(scene.cadre) if scene.cadre else None,
        "noms": scene.noms,
        "niveaux": list(scene.niveaux),
        "defile": list(scene.defile) if scene.defile else None,
        "lien": resolved.lien,
        "qr": _picture(resolved.qr),
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
            "donnees": _json(deck),
            **parts,
        }
    )


def _lit(communes: pd.DataFrame, choix: tuple[str, str]) -> tuple[str, str]:
    """Return what the map lights for a selection: a commune is shown by its EPCI."""
    kind, code = choix
    if kind == "territoire":
        found = communes.loc[communes["code"] == code, "epci_siren"]
        code = (found.iloc[0] or code) if len(found) else code
    return kind, code


def _colours(systemes: pd.DataFrame) -> str:
    """Return the palettes of both themes, each under `[data-theme]`."""
    return "".join(
        rule.replace(":root", f'[data-theme="{theme}"]', 1)
        for theme in ("light", "dark")
        for rule in (css_variables(theme), css_systems(systemes, theme))
    )


def _closure(entry: str) -> dict[str, str]:
    """Return a module and all it imports: path in `static` -> source.

    Addresses relative to a module become paths in `static`, which an import map can name.
    """
    sources: dict[str, str] = {}
    waiting = [entry]
    while waiting:
        path = waiting.pop()
        if path in sources:
            continue

        def rename(found: re.Match[str], folder: str = posixpath.dirname(path)) -> str:
            target = posixpath.normpath(posixpath.join(folder, found[3]))
            waiting.append(target)
            return f"{found[1]}'{target}'"

        sources[path] = _IMPORT.sub(rename, _text(path))
    return dict(sorted(sources.items()))


def _file(name: str) -> Path:
    path = STATIC / name
    if not path.is_file():
        raise ExportError(
            f"static/{name}: expected a file of the browser's part, found none; get the "
            "application's folder whole again."
        )
    return path


def _text(name: str) -> str:
    return _file(name).read_text(encoding="utf-8")


def _bytes(name: str) -> bytes:
    return _file(name).read_bytes()


@lru_cache(maxsize=8)
def _pack(content: bytes) -> str:
    """Compress a layer, about 0.3 s for the largest; the same bytes always give the same text."""
    return base64.b64encode(gzip.compress(content, 9, mtime=0)).decode()


def _json(content: object) -> str:
    """Return JSON that no script element mistakes for its end."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _inline_style(css: str) -> str:
    """Return a style sheet that asks for no picture and does not end its element."""
    return _PICTURE.sub("none", css).replace("</", "<\\/")


def _inline_script(source: str) -> str:
    return re.sub(r"<(?=/script|!--)", r"\\x3c", source, flags=re.IGNORECASE)


def _fonts() -> str:
    return "".join(
        f'@font-face{{font-family:"{family}";font-weight:200 800;src:url("data:font/woff2;base64,'
        f'{base64.b64encode(_bytes(f"vendor/{name}")).decode()}") format("woff2")}}'
        for family, name in _FONTS.items()
    )


def _picture(svg: str) -> str:
    """Return a drawing as the address of a picture: nothing in it can run."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}" if svg else ""
