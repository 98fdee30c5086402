"""The only place of the pages that writes: each function asks who writes, then writes at once."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import DataError, TablesError
from data.store import (
    Conflict,
    NothingChanged,
    RefusedText,
    StoreFull,
    StoreReadOnly,
    StoreUnavailable,
    UnknownVersion,
)
from geo.format_fr import count_label
from pages._shared import cache, identite

if TYPE_CHECKING:
    from data.loaders import Tables
    from data.store import Version

_LOG = logging.getLogger("cooperations")

MESSAGE_MAX = 2_000

#: What the visitor reads for each refusal of the store.
_SENTENCES: dict[type[DataError], str] = {
    NothingChanged: ("Rien à publier\u202f: le résultat serait identique à la version en ligne."),
    StoreFull: (
        "Le disque du serveur est plein\u202f: rien n’a été publié. Prévenez l’administrateur, "
        "puis réessayez."
    ),
    StoreUnavailable: (
        "La base de l’inventaire ne répond pas. Réessayez dans un instant\u202f; si la version "
        "figure déjà dans l’historique, la publication a réussi."
    ),
    StoreReadOnly: ("L’inventaire est en lecture seule sur ce serveur\u202f: rien n’a été publié."),
    UnknownVersion: "Cette version n’existe pas, ou n’existe plus.",
    RefusedText: (
        f"Le message doit compter de 1 à {MESSAGE_MAX} caractères, sans caractère de contrôle."
    ),
}

_UNREAD: dict[type[DataError], str] = {
    StoreUnavailable: "La base de l’inventaire ne répond pas. Réessayez dans un instant.",
    UnknownVersion: _SENTENCES[UnknownVersion],
}


def publish(tables: Tables, *, message: str, base: int) -> Version:
    """Publish tables in the name of the visitor.

    Raises
    ------
    identite.Refus
        If the visitor is not an editor at this moment.
    data.errors.DataError
        As `data.store.Store.publish`: nothing was written.
    """
    visitor = identite.require(identite.EDITEUR)
    version = cache.store().publish(tables, author=visitor.auteur, message=message, base=base)
    cache.published()
    return version


def revert(number: int, *, message: str, base: int) -> Version:
    """Publish an older version again, in the name of the visitor.

    Raises
    ------
    identite.Refus, data.errors.DataError
        As `publish`.
    """
    visitor = identite.require(identite.EDITEUR)
    version = cache.store().revert(number, author=visitor.auteur, message=message, base=base)
    cache.published()
    return version


def backup() -> bytes:
    """Return a backup of the whole store: every version and the audit log.

    Raises
    ------
    identite.Refus
        If the visitor is not an administrator at this moment.
    data.errors.DataError
        If it cannot be made.
    """
    identite.require(identite.ADMINISTRATEUR)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sauvegarde.zip"
        cache.store().backup(path)
        return path.read_bytes()


def sentence(error: DataError, *, reading: bool = False) -> str:
    """Return what the visitor reads when a write, or a reading, failed; the log has the rest."""
    _LOG.warning("%s: %s", "not read" if reading else "nothing written", error)
    if reading and not isinstance(error, identite.Refus):
        return _UNREAD.get(type(error), "Cette version ne peut pas être lue.")
    if isinstance(error, identite.Refus):
        return str(error)
    if isinstance(error, Conflict):
        return (
            f"La version {error.current.number} a été publiée entre-temps\u202f: rien n’a été "
            "remplacé."
        )
    if isinstance(error, TablesError):
        faults = count_label(len(error.faults), "faute")
        return (
            f"Le dernier contrôle a trouvé {faults}\u202f: rien n’a été publié. Vérifiez le "
            "fichier à nouveau."
        )
    told = (text for kind, text in _SENTENCES.items() if isinstance(error, kind))
    return next(told, "L’inventaire n’a pas pu être écrit ni lu\u202f: rien n’a été publié.")
