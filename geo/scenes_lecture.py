"""The file of a deck, down to its scenes: bytes, JSON, header; each fault told in French."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from geo.errors import GeoError
from geo.format_fr import FINE, count_label, number
from geo.scenes_champs import found, read_text, some

FORMAT = "presentation-cooperations"
VERSION = 1
TITRE_MAX = 120
"""Characters of a title that fit on a screen."""
BYTES_MAX, SCENES_MAX = 1_000_000, 500
"""Largest file read; most scenes in it."""

_AGAIN = "Choisissez un fichier enregistré depuis la page Présenter."


class SceneError(GeoError):
    """A file or a link of scenes that cannot be read at all; its text is for the visitor."""


def read_document(text: str | bytes) -> tuple[str, list[Any], list[str]]:
    """Read the file of a deck: its title, its scenes as JSON gives them, the header's faults.

    Raises
    ------
    SceneError
        When there is nothing to keep: too big, not JSON, not a deck, of a later version.
    """
    document = _parse(_decode(text))
    if not isinstance(document, dict) or not isinstance(document.get("scenes"), list):
        raise SceneError(
            f"Ce fichier n’est pas une présentation{FINE}: attendu un objet avec une liste "
            f"«{FINE}scenes{FINE}», trouvé "
            f"{'un objet sans elle' if isinstance(document, dict) else found(document)}. {_AGAIN}"
        )
    version = document.get("version")
    if isinstance(version, int | float) and version > VERSION:
        raise SceneError(
            f"Cette présentation est de la version {found(version).removeprefix('le nombre ')}, "
            f"plus récente que celle-ci ({VERSION}). Ouvrez-la là où elle a été faite, ou mettez "
            "cette application à jour."
        )
    scenes: list[Any] = document["scenes"]
    if len(scenes) > SCENES_MAX:
        raise SceneError(
            f"Cette présentation compte {count_label(len(scenes), 'scène')}, au-delà des "
            f"{number(SCENES_MAX)} permises. Partagez-la en plusieurs fichiers."
        )
    faults = list(_header_faults(document))
    titre, fault = read_text(document.get("titre"), TITRE_MAX)
    faults += [f"Titre de la présentation{FINE}: {fault}."] if fault else []
    return titre, scenes, faults


def key_faults(item: dict[str, Any], known: Iterable[str]) -> Iterable[str]:
    """Tell the keys of an object given twice, and those that mean nothing."""
    twice = getattr(item, "twice", ())
    if twice:
        yield f"propriété donnée deux fois, la dernière gardée{FINE}: {some(twice)}"
    unknown = [key for key in item if key not in known]
    if unknown:
        yield f"propriété inconnue ignorée{FINE}: {some(unknown)}"


def _header_faults(document: dict[str, Any]) -> Iterable[str]:
    if document.get("format") != FORMAT:
        yield f"Le fichier ne dit pas être une présentation (format «{FINE}{FORMAT}{FINE}»)."
    if type(document.get("version")) is not int or document["version"] < VERSION:
        yield f"La version n’est pas reconnue{FINE}: lue comme la version {VERSION}."
    known = ("format", "version", "titre", "scenes")
    for fault in key_faults(document, known):
        yield f"En-tête{FINE}: {fault}."


class _Object(dict[str, Any]):
    """An object of the file, and the keys it gives twice."""

    twice: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    read = _Object(pairs)
    if len(read) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        read.twice = tuple(key for key, count in counts.items() if count > 1)
    return read


def _decode(text: str | bytes) -> str:
    size = len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "replace"))
    if size > BYTES_MAX:
        raise SceneError(
            f"Ce fichier pèse {number(size / 1e6, decimals=1)} Mo, au-delà de "
            f"{number(BYTES_MAX / 1e6)} Mo permis{FINE}: ce n’est pas une présentation. {_AGAIN}"
        )
    try:
        return text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise SceneError(
            f"Ce fichier n’est pas du texte UTF-8 (octet {number(error.start + 1)}). {_AGAIN}"
        ) from error


def _parse(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        where = f"ligne {number(error.lineno)}, colonne {number(error.colno)}"
    except (ValueError, RecursionError):  # A number of thousands of digits, or endless nesting.
        where = "nombre ou emboîtement démesuré"
    raise SceneError(
        f"Ce fichier n’est pas du JSON lisible ({where}). S’il a été modifié à la main, "
        f"corrigez-le à cet endroit{FINE}; sinon, enregistrez-le de nouveau."
    )
