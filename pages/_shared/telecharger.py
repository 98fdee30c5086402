"""Files made on request: a format chosen, progress said, a download; a failure stays a sentence."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from data.export import ExportError
from geo.format_fr import number
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_LOG = logging.getLogger("cooperations")
_READY = "_fichier_pret"
_MB = 1_000_000


@dataclass(frozen=True)
class Fichier:
    """A kind of file: its name for the visitor, what it is good for, and what makes its bytes.

    `make` is told how to say its progress: the name of what is done, and how many there are.
    """

    label: str
    usage: str
    extension: str
    mime: str
    make: Callable[[Callable[[str, int], None]], bytes]


@dataclass(frozen=True)
class _Pret:
    key: str
    fichier: str
    nom: str
    mime: str
    octets: bytes


def offer(kinds: Sequence[Fichier], stem: str, key: str) -> None:
    """Draw the choice of a format and what makes the file.

    Parameters
    ----------
    stem
        Name of the file, without extension.
    key
        Tells what the file is made of: another key forgets the file made before.
    """
    with st.container(key="formats"):
        chosen = st.radio(
            "Format",
            kinds,
            format_func=lambda kind: kind.label,
            captions=[kind.usage for kind in kinds],
            key=f"format_{stem}_{kinds[0].extension}",
            width="stretch",
        )
    ready: _Pret | None = st.session_state.get(_READY)
    if st.button("Préparer le fichier", key=f"preparer_{stem}", type="primary"):
        st.session_state[_READY] = ready = _make(chosen, stem, key)
    if ready and ready.key == key and ready.fichier == chosen.label:
        st.download_button(
            f"Télécharger {ready.nom} ({_size(len(ready.octets))})",
            ready.octets,
            file_name=ready.nom,
            mime=ready.mime,
            on_click="ignore",
            key=f"telecharger_{stem}",
            icon=":material/download:",
        )


def _make(kind: Fichier, stem: str, key: str) -> _Pret | None:
    progress = st.empty()
    done = 0

    def step(name: str, total: int) -> None:
        nonlocal done
        done += 1
        # The name is a visitor's: shown as it is, whatever Markdown it holds.
        progress.progress(min(done / max(total, 1), 1.0), plain(name))

    try:
        with st.spinner("Préparation du fichier…"):
            content = kind.make(step)
    except (ExportError, ImportError) as error:
        _fail(kind, "Le serveur n’a pas tout ce qu’il faut pour faire ce fichier.", str(error))
        return None
    except Exception:  # noqa: BLE001  Whatever a library raises, the page and the deck stay.
        _fail(kind, "Ce fichier n’a pas pu être fait.")
        return None
    finally:
        progress.empty()
    return _Pret(key, kind.label, f"{stem}.{kind.extension}", kind.mime, content)


def _fail(kind: Fichier, what: str, detail: str = "") -> None:
    """Say that a file was not made, and what to do; what a handler of exceptions calls."""
    _LOG.exception("export %s failed", kind.label)
    st.error(
        f"**{what}** Votre présentation et votre vue sont intactes. Essayez "
        "un autre format\u202f; si cela persiste, signalez-le à l’administrateur du site, dont le "
        "journal dit pourquoi.",
        icon=":material/report:",
    )
    if detail:
        st.code(detail, language=None, wrap_lines=True)


def _size(octets: int) -> str:
    if octets >= _MB:
        return f"{number(octets / _MB, decimals=1)}\u00a0Mo"
    return f"{number(max(round(octets / 1000), 1))}\u00a0ko"
