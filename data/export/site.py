"""The map as a folder of files that any web server serves: no code of ours runs there.

One page of the map (`geo/templates/site.html.j2`, `static/site`) and one of the presentation, the
same modules, styles and layers as the application's, and the sheets that it shows, one file each.
Every address is relative: the folder works under any path, and in a frame.
"""

from __future__ import annotations

import gzip
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from data.export import ExportError
from data.export.html import page_at
from data.export.html_pieces import FONTS, bytes_of, closure, script_json
from data.export.scenes import seed
from data.export.site_pieces import (
    SHEETS,
    colours,
    modules,
    name_bytes,
    sheets,
    vendor_files,
)
from data.export.tableaux import export_table
from geo.gabarits import template
from geo.layers import ATTRIBUTION, CENTRE
from geo.permalinks import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from data.dataset import Dataset

ENTRY, DECK = "site/site.js", "deck/deck.js"
_STYLES = ("page/fiche.css", "carte/carte.css", "site/site.css")
_LOGOS = ("page/mot-light.svg", "page/mot-dark.svg", "page/icone.svg")
_SCRIPTS = ("vendor/leaflet/leaflet.js", "vendor/topojson-client/topojson-client.min.js")
_VENDOR_STYLES = ("vendor/leaflet/leaflet.css", "vendor/fonts.css")
#: Files offered for download, by the format of `data.export.tableaux`.
_DOWNLOADS = {"csv": "CSV", "xlsx": "Classeur (XLSX)", "geojson": "GeoJSON"}
#: Tiles a visitor may turn on, `static/carte/fonds.js`.
_TILES = "https://data.geopf.fr https://*.tile.openstreetmap.fr"
#: Nothing but the folder's own files; Leaflet and the map write their styles in the page.
POLICY = (
    f"default-src 'self'; img-src 'self' data: {_TILES}; style-src 'self' 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'none'"
)
#: What is worth a compressed copy beside it, for servers that send one as it is.
_TEXTS = {".html", ".js", ".css", ".json", ".svg", ".csv", ".geojson"}
_WORTH_BYTES = 1000


def export_site(
    donnees: Dataset,
    folder: Path,
    *,
    base_url: str = "",
    step: Callable[[str, int], None] | None = None,
) -> list[Path]:
    """Write the site in a folder, and a copy compressed by gzip beside each text.

    The same data give the same bytes. What an earlier publication left stays, so that the pages
    now open keep working; its files are written over.

    Parameters
    ----------
    folder
        Made when it is missing. One that holds other things is refused.
    base_url
        Public address of the site, for the links and QR codes of the scenes; "" for none.
    step
        Told each file once it is written, and how many there are.

    Returns
    -------
    list of Path
        The files, without their compressed copies.

    Raises
    ------
    ExportError
        If the folder holds something else or cannot be written, or a file of `static` is missing.
    """
    _check(folder)
    written = []
    contents = dict(files(donnees, base_url=base_url))
    total = len(contents)
    for name, content in contents.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            copy = path.with_name(f"{path.name}.gz")
            if path.suffix in _TEXTS and len(content) > _WORTH_BYTES:
                copy.write_bytes(gzip.compress(content, 9, mtime=0))
            else:
                copy.unlink(missing_ok=True)
        except OSError as error:
            raise ExportError(
                f"{path}: expected a file that can be written, found {error.strerror or error}; "
                "choose another folder."
            ) from error
        written.append(path)
        if step:
            step(name, total)
    return written


def files(donnees: Dataset, *, base_url: str = "") -> Iterator[tuple[str, bytes]]:
    """Give each file of the site: its path in the folder and its bytes, the same every time.

    The pages come last: published over an older site, they never lead to what is not there yet.
    """
    parts = _parts(donnees)
    code = f"code-{_digest(parts)}/"
    layers = {
        "geometrie": bytes_of(donnees.layers.geometrie),
        "detail": bytes_of(donnees.layers.detail),
        "inventaire": bytes_of(donnees.layers.inventaire),
        "textes": bytes_of(donnees.layers.textes),
        "noms": name_bytes(donnees),
    }
    couches = {
        name: f"couches/{name}-{_digest({name: content})}.json" for name, content in layers.items()
    }
    downloads = [(f"donnees/cooperations.{fmt}", label) for fmt, label in _DOWNLOADS.items()]
    for name, content in parts.items():
        yield code + name, content
    for name, path in couches.items():
        yield path, layers[name]
    for fmt in _DOWNLOADS:
        yield f"donnees/cooperations.{fmt}", export_table(donnees, View(), fmt)
    yield from sheets(donnees)
    yield "index.html", _index(donnees, code, couches, downloads).encode()
    yield "presentation.html", _presentation(donnees, code, couches, base_url).encode()


def _parts(donnees: Dataset) -> dict[str, bytes]:
    """Every file of the browser's part, by its path in `static`, and the colours."""
    names = {*closure(ENTRY), *closure(DECK), *_STYLES, *_LOGOS, "deck/deck.css"}
    found = {name: bytes_of(name) for name in sorted(names | set(vendor_files()))}
    return {**found, "site/couleurs.css": colours(donnees.tables.systemes).encode()}


def _index(
    donnees: Dataset, code: str, couches: dict[str, str], downloads: list[tuple[str, str]]
) -> str:
    settings = {
        "couches": couches,
        "fiches": SHEETS,
        "annees": list(donnees.vocabulary.annees),
        "centre": list(CENTRE),
        "attribution": ATTRIBUTION,
    }
    styles = (*_VENDOR_STYLES, "site/couleurs.css", *_STYLES)
    return template("site.html.j2").render(
        politique=POLICY,
        code=code,
        styles=styles,
        polices=[f"vendor/{name}" for name in FONTS.values()],
        scripts=_SCRIPTS,
        modules=modules(ENTRY),
        entree=ENTRY,
        couches=couches,
        telechargements=downloads,
        reglages=script_json(settings),
        sources=ATTRIBUTION,
        releve=donnees.releve,
    )


def _presentation(donnees: Dataset, code: str, couches: dict[str, str], base_url: str) -> str:
    return page_at(
        donnees,
        seed(donnees),
        base_url=base_url,
        adresses=couches,
        politique=POLICY,
        module=code + DECK,
        retour="./",
        styles=[code + name for name in (*_VENDOR_STYLES, "carte/carte.css", "deck/deck.css")],
        scripts=[code + name for name in _SCRIPTS],
    )


def _digest(contents: dict[str, bytes]) -> str:
    """Digest of some files, names and bytes: an address that changes when one of them does."""
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _check(folder: Path) -> None:
    """Refuse a folder that holds something other than a site: nothing of it is written over."""
    try:
        strange = folder.exists() and any(folder.iterdir()) and not (folder / SHEETS).is_dir()
    except OSError as error:
        raise ExportError(f"{folder}: expected a folder, found {error.strerror}.") from error
    if strange:
        raise ExportError(
            f"{folder}: expected an empty folder, or a site of an earlier export, found other "
            "files; choose another folder."
        )
