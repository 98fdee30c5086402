"""Scenes: what was found on the map, told in order; their file and their permalink, both ways.

A scene keeps its view as it was written, even what the inventory no longer holds: it is told at
each reading, left out of what is shown, and never lost.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from geo.format_fr import FINE
from geo.permalinks import SELECTIONS, View, Vocabulary, format_query, parse_query
from geo.scenes_champs import (
    NIVEAUX,
    VUE_MAX,
    Cadre,
    found,
    quoted,
    read_cadre,
    read_defile,
    read_flag,
    read_niveaux,
    read_text,
    read_vue,
    some,
)
from geo.scenes_lecture import (
    BYTES_MAX,
    FORMAT,
    SCENES_MAX,
    TITRE_MAX,
    VERSION,
    SceneError,
    key_faults,
    read_document,
)
from geo.scenes_noms import unknown_names

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "BYTES_MAX",
    "COMMENTAIRE_MAX",
    "LINK_MAX",
    "NIVEAUX",
    "NOTES_MAX",
    "SCENES_MAX",
    "SCHEMA",
    "TITRE_MAX",
    "VERSION",
    "VUE_MAX",
    "Presentation",
    "Scene",
    "SceneError",
    "dump",
    "format_vue",
    "from_link",
    "from_table",
    "load",
    "parse_vue",
    "to_link",
]

SCHEMA = Path(__file__).with_name("scene.schema.json")
"""JSON Schema of the file."""
COMMENTAIRE_MAX, NOTES_MAX = 600, 4000
"""Characters that fit, as `TITRE_MAX`; a longer text is kept whole and told."""
LINK_MAX = 1_900
"""Longest text of `to_link`, in characters: with an address before it, under 2 kB."""
TITRE_INITIAL = "La carte des coopérations"
"""Title of the deck the product comes with."""

_BROKEN_LINK = (
    "Le lien de cette présentation est incomplet ou altéré. Demandez-le de nouveau, ou le fichier "
    "de la présentation."
)
_SELECTED = {"cooperation": "la coopération", "pole": "le pôle", "territoire": "le territoire"}


@dataclass(frozen=True)
class Scene:
    """One view and what is said about it.

    Attributes
    ----------
    titre, commentaire
        Plain text, read in the room; may hold placeholders such as `{cooperations}`, filled at
        display (`geo.scenes_figures`).
    notes
        The same, for the presenter alone.
    vue
        Query string of a permalink: filters, selection, ground.
    cadre
        West, south, east, north of the map, in degrees (EPSG:4326); None: what is shown decides.
    noms
        Whether towns are named.
    niveaux
        What is drawn, in the order of `NIVEAUX`.
    defile
        Years played one after another, both included. The picture of a year holds the
        cooperations begun that year or before, even if over since, and none whose first year is
        unknown (`geo.scenes_figures.begun_by`).
    """

    titre: str
    commentaire: str = ""
    notes: str = ""
    vue: str = ""
    cadre: Cadre | None = None
    noms: bool = True
    niveaux: tuple[str, ...] = NIVEAUX
    defile: tuple[int, int] | None = None


@dataclass(frozen=True)
class Presentation:
    """A deck: its title and its scenes, in order."""

    titre: str
    scenes: tuple[Scene, ...]


_READERS: dict[str, Callable[[Any], tuple[Any, str]]] = {
    "titre": lambda value: read_text(value, TITRE_MAX),
    "commentaire": lambda value: read_text(value, COMMENTAIRE_MAX, lines=True),
    "notes": lambda value: read_text(value, NOTES_MAX, lines=True),
    "vue": read_vue,
    "cadre": read_cadre,
    "noms": read_flag,
    "niveaux": read_niveaux,
    "defile": read_defile,
}


def parse_vue(vue: str, vocabulary: Vocabulary) -> tuple[View, tuple[str, ...]]:
    """Return the view of a scene, and what of it does not exist, as « key=value »."""
    return parse_query(parse_qs(vue, keep_blank_values=True), vocabulary)


def format_vue(view: View) -> str:
    """Return the query string of a view: what a scene keeps of it."""
    return urlencode(format_query(view), safe=",:")


def dump(presentation: Presentation) -> str:
    """Return the JSON file of a deck; `load` gives the same deck back. Defaults are left out."""
    return json.dumps(_described(presentation), ensure_ascii=False, indent=2) + "\n"


def load(text: str | bytes, vocabulary: Vocabulary) -> tuple[Presentation, tuple[str, ...]]:
    """Read the file of a deck and keep all that can be.

    Returns
    -------
    (Presentation, tuple of str)
        The deck, and every fault of the file as a French sentence without markup, with texts of
        the file in it: escape it.

    Raises
    ------
    SceneError
        When there is nothing to keep: too big, not JSON, not a deck, of a later version.
    """
    titre, scenes, faults = read_document(text)
    kept = [_scene(item, rank, vocabulary, faults) for rank, item in enumerate(scenes, 1)]
    return Presentation(titre, tuple(scene for scene in kept if scene)), tuple(faults)


def to_link(presentation: Presentation) -> str | None:
    """Return a deck as a text for an address, or None when it is too long for one."""
    compact = json.dumps(_described(presentation), ensure_ascii=False, separators=(",", ":"))
    packed = zlib.compress(compact.encode(), 9)
    link = base64.urlsafe_b64encode(packed).decode().rstrip("=")
    return link if len(link) <= LINK_MAX else None


def from_link(text: str, vocabulary: Vocabulary) -> tuple[Presentation, tuple[str, ...]]:
    """Read the text of `to_link`, as `load` reads a file.

    Raises
    ------
    SceneError
        When the text was cut, changed, or unpacks to more than a file may hold.
    """
    unpacker = zlib.decompressobj()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        content = unpacker.decompress(packed, BYTES_MAX + 1)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise SceneError(_BROKEN_LINK) from error
    whole = unpacker.eof and not unpacker.unused_data
    if len(content) <= BYTES_MAX and not whole:
        raise SceneError(_BROKEN_LINK)
    return load(content, vocabulary)


def from_table(frame: pd.DataFrame) -> Presentation:
    """Return the deck of the table `scenes`, in its `ordre`.

    Parameters
    ----------
    frame
        One row per scene, validated; its `notes` are points parted by "|", here a line each.
    """
    scenes = []
    for row in frame.sort_values("ordre").itertuples():
        cadre = [float(degrees) for degrees in row.cadre.split(";") if degrees]
        defile = [int(year) for year in row.defile.split("-") if year]
        scenes.append(
            Scene(
                titre=row.titre,
                commentaire=row.commentaire,
                notes=row.notes.replace("|", "\n"),
                vue=row.vue,
                cadre=read_cadre(cadre or None)[0],
                noms=row.noms,
                niveaux=tuple(name for name in NIVEAUX if name in row.niveaux.split(";")),
                defile=read_defile(defile or None)[0],
            )
        )
    return Presentation(TITRE_INITIAL, tuple(scenes))


def _described(presentation: Presentation) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "titre": presentation.titre,
        "scenes": [
            {
                field.name: getattr(scene, field.name)
                for field in fields(Scene)
                if getattr(scene, field.name) != field.default
            }
            for scene in presentation.scenes
        ],
    }


def _scene(item: Any, rank: int, vocabulary: Vocabulary, faults: list[str]) -> Scene | None:
    if not isinstance(item, dict):
        faults.append(f"Scène {rank}{FINE}: attendu un objet, trouvé {found(item)}{FINE}; ignorée.")
        return None
    wrong = [*key_faults(item, _READERS)]
    read: dict[str, Any] = {"titre": ""}
    for name, reader in _READERS.items():
        if name in item:
            read[name], fault = reader(item[name])
            wrong += [f"«{FINE}{name}{FINE}»{FINE}: {fault}"] if fault else []
    wrong += [] if "titre" in item else ["titre manquant"]
    scene = Scene(**read)
    wrong += _gone(parse_vue(scene.vue, vocabulary)[1])
    names = unknown_names(scene.titre, scene.commentaire, scene.notes)
    wrong += [f"nom de chiffre inconnu, laissé tel quel{FINE}: {some(names)}"] if names else []
    name = f"Scène {rank}" + (f" {quoted(scene.titre)}" if scene.titre else "")
    faults += [f"{name}{FINE}: {fault}." for fault in wrong]
    return scene


def _gone(ignored: tuple[str, ...]) -> list[str]:
    """Say what of a view does not exist, given as « key=value »."""
    chosen = [each.partition("=") for each in ignored if each.partition("=")[0] in SELECTIONS]
    filters = [each for each in ignored if each.partition("=")[0] not in SELECTIONS]
    said = [
        f"{_SELECTED[kind]} {quoted(code)} n’est pas dans l’inventaire, scène gardée sans sélection"
        for kind, _, code in chosen[:1]
    ]
    if filters:
        said.append(f"filtre inconnu, scène montrée sans lui{FINE}: {some(filters)}")
    return said
