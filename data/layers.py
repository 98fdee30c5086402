"""The browser's layers: one file of shapes (made by the build) and one of inventory, by content.

A file's name holds the digest of its bytes, so that a browser never fetches the same twice and
never keeps an old one.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import PreparedError, UnwritableError
from geo.inventory import build_inventory

if TYPE_CHECKING:
    from data.loaders import Prepared, Tables
    from geo.filters import Facets

FOLDER = "layers"
#: Versions of the inventory layer kept on disk.
KEPT = 5


@dataclass(frozen=True)
class Layers:
    """Addresses of the layers, relative to the static folder."""

    geometrie: str
    detail: str
    inventaire: str
    textes: str


def publish_layers(tables: Tables, prepared: Prepared, facets: Facets, static: Path) -> Layers:
    """Write the inventory layer when these tables have none yet; find the layers of shapes.

    Raises
    ------
    PreparedError
        When the layer of shapes is missing.
    UnwritableError
        When the inventory layer cannot be written.
    """
    folder = static / FOLDER
    found = {}
    for name in ("geometrie", "detail"):
        files = sorted(folder.glob(f"{name}-*.json"))
        if len(files) != 1:
            raise PreparedError(
                f"static/{FOLDER}/{name}-*.json: expected one file, found {len(files)}; "
                "run `make build`"
            )
        found[name] = f"{FOLDER}/{files[0].name}"
    contents = {
        "inventaire": inventory_bytes(tables, prepared, facets),
        "textes": text_bytes(facets),
    }
    for name, content in contents.items():
        path = folder / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}.json"
        if path.exists():
            _touch(path)
        else:
            _write(path, content)
            _prune(folder, name)
        found[name] = f"{FOLDER}/{path.name}"
    return Layers(**found)


def inventory_bytes(tables: Tables, prepared: Prepared, facets: Facets) -> bytes:
    """Return the inventory layer as compact UTF-8 JSON; same tables, same bytes.

    The text a search reads is left to a layer of its own, fetched at the first search.
    """
    inventory = build_inventory(
        tables, facets, prepared.territoires, prepared.poles, prepared.regions
    )
    for cooperation in inventory["cooperations"]:
        del cooperation["texte"]
    return _compact(inventory)


def text_bytes(facets: Facets) -> bytes:
    """Return the layer of searched texts: one per cooperation, in the tables' order."""
    return _compact(facets.texte.tolist())


def _compact(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _prune(folder: Path, name: str) -> None:
    """Keep the last versions: another process or an open page may still read them."""
    # Another process may prune at the same time: a file gone in between is no fault.
    with suppress(FileNotFoundError):
        versions = sorted(folder.glob(f"{name}-*.json"), key=lambda p: p.stat().st_mtime)
        for old in versions[:-KEPT]:
            old.unlink(missing_ok=True)


def _touch(path: Path) -> None:
    """Mark a version as in use, where the folder lets us."""
    with suppress(OSError):
        path.touch()


def _write(path: Path, content: bytes) -> None:
    """Write through a neighbour file, so that no reader meets half a layer."""
    written = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as temporary:
            written = Path(temporary.name)
            temporary.write(content)
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        if written is not None:
            written.unlink(missing_ok=True)
        raise UnwritableError(
            f"static/{FOLDER}/{path.name}: the tables changed and their layer cannot be written "
            f"({error.strerror}); make the folder static/{FOLDER} writable"
        ) from error
