"""The file an editor works on: checked once, kept in the session from page to page."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from data.disputes import Dispute, disputes
from data.imports import ImportRefused, Rapport, check_file
from data.store import StoreError, TableDifferences, differences
from pages._shared import cache, edition_carte
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.dataset import Dataset
    from data.loaders import Tables

_LOG = logging.getLogger("cooperations")
_KEPT, _REFUSED = "_edition", "_edition_refus"

_FAILED = (
    "Ce fichier n’a pas pu être vérifié. Enregistrez-le au format XLSX, ODS ou CSV, puis "
    "déposez-le à nouveau\u202f; si cela persiste, signalez-le à l’administrateur du site, dont "
    "le journal dit pourquoi."
)


@dataclass(frozen=True)
class Travail:
    """A file checked against one version of the inventory.

    Attributes
    ----------
    nom, octets
        The file.
    rapport
        What the check found.
    tables, base
        The version it was checked against, and its number.
    origine
        Number of the version the file was made from: what was published since is not its author's
        to undo unknowingly.
    entier
        Whether rows that the file has not are removed.
    ecarts
        What publishing would change; empty while anything is wrong.
    litiges
        What of it takes back the work of others published since `origine`.
    carte
        The same on the map, as HTML.
    """

    nom: str
    octets: bytes
    rapport: Rapport
    tables: Tables
    base: int
    origine: int
    entier: bool = False
    ecarts: tuple[TableDifferences, ...] = ()
    litiges: tuple[Dispute, ...] = ()
    carte: str = ""


def current() -> Travail | None:
    """Return the file in hand, if any."""
    kept: Travail | None = st.session_state.get(_KEPT)
    return kept


def refusal() -> str:
    """Return why the last file was not read at all; empty when it was."""
    told: str = st.session_state.get(_REFUSED, "")
    return told


def drop() -> None:
    """Let go of the file; what a callback calls."""
    for key in (_KEPT, _REFUSED):
        st.session_state.pop(key, None)


def check(nom: str, octets: bytes, donnees: Dataset) -> None:
    """Check a new file against the present version, and keep it."""
    drop()
    _run(
        lambda step: check_file(nom, octets, donnees.tables, step=step),
        lambda rapport: Travail(
            nom,
            octets,
            rapport,
            donnees.tables,
            donnees.version.number,
            _origin(rapport, donnees.version.number),
        ),
        donnees,
    )


def check_again(work: Travail, donnees: Dataset, *, entier: bool) -> None:
    """Check the same file against the present version, nothing of the editor's lost."""
    _run(
        lambda step: check_file(work.nom, work.octets, donnees.tables, whole=entier, step=step),
        lambda rapport: replace(
            work,
            rapport=rapport,
            tables=donnees.tables,
            base=donnees.version.number,
            entier=entier,
        ),
        donnees,
    )


def resolve(work: Travail, choices: Mapping[str, str], donnees: Dataset) -> None:
    """Check the file again with the bodies chosen for its names."""
    _run(
        lambda _step: work.rapport.resolve(choices),
        lambda found: replace(work, rapport=found),
        donnees,
    )


def _run(
    make: Callable[[Callable[[str, float], None]], Rapport],
    work: Callable[[Rapport], Travail],
    donnees: Dataset,
) -> None:
    """Check with a progress bar, compare, keep; whatever happens becomes a sentence."""
    place = st.empty()
    shown = -1

    def step(what: str, done: float) -> None:
        nonlocal shown
        percent = int(100 * min(max(done, 0.0), 1.0))
        if percent != shown:
            shown = percent
            # A sheet's name is the file's: shown as it is, whatever Markdown it holds.
            place.progress(percent, plain(what))

    try:
        step("Vérification", 0.0)
        checked = work(make(step))
        step("Comparaison avec l’inventaire", 1.0)
        st.session_state[_KEPT] = _compared(checked, donnees)
        st.session_state.pop(_REFUSED, None)
    except ImportRefused as refused:
        _LOG.info("import refused: %s", refused)
        st.session_state[_REFUSED] = refused.motif
    except Exception:  # noqa: BLE001  a file is untrusted: whatever a library raises is a sentence
        _LOG.exception("an import failed")
        st.session_state[_REFUSED] = _FAILED
    finally:
        place.empty()


def _compared(work: Travail, donnees: Dataset) -> Travail:
    tables = work.rapport.tables
    if tables is None:
        return replace(work, ecarts=(), litiges=(), carte="")
    mine = differences(work.tables, tables)
    litiges: list[Dispute] = []
    if work.origine < work.base:
        try:
            since = differences(cache.store().read(work.origine), work.tables)
        except StoreError as error:
            # Without the former version, every row the file changes may be another's.
            _LOG.warning("version %d cannot be compared: %s", work.origine, error)
            since = mine
        litiges = disputes(since, mine)
    drawn = edition_carte.make(donnees, tables, mine)
    return replace(work, ecarts=tuple(mine), litiges=tuple(litiges), carte=drawn)


def _origin(rapport: Rapport, present: int) -> int:
    """Return the version a workbook says it was made from, the present one without any."""
    said = rapport.version.strip()
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else present
    return min(max(number, 1), present)
