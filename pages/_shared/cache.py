"""What sessions share: the store, the present version, and what is made of it, once each.

The only place that caches. A session shows one version until its next whole run: `enter` chooses
it, and nothing computed from another version can reach the page meanwhile.
"""

from __future__ import annotations

import gc
import hashlib
import logging
import os
import re
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import streamlit as st

from data.dataset import Dataset, build_dataset, open_inventory
from data.errors import DataError
from data.store import ReadOnlyStore, Store, StoreError, Version
from data.store.postgis import refresh_views
from geo.layers import build_base_map

if TYPE_CHECKING:
    import folium

_LOG = logging.getLogger("cooperations")
_STATIC = Path(__file__).resolve().parents[2] / "static"
MAP_MODULE = "hote_folium.js"
#: Browser modules that only the page runs, the one to run first; the others are the map's.
PAGE_MODULES = ("volet.js", "comptes.js", "filtre.js", "liste.js", "reglages.js", "texte.js")

FRESH_SECONDS = 2.0
"""How long the number of the present version is held true: one query of the store in this time,
whatever the number of visitors."""

_SHOWN = "_version"
_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
P = ParamSpec("P")
T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def store() -> Store:
    """Store of this installation."""
    return open_inventory()


def enter() -> None:
    """Choose the version this session shows: the present one. What each whole run begins with."""
    st.session_state[_SHOWN] = present()


def dataset() -> Dataset:
    """Everything made of the version this session shows."""
    shown: Dataset | None = st.session_state.get(_SHOWN)
    return present() if shown is None else shown


def present() -> Dataset:
    """Everything made of the present version; of the last one known while the store is silent.

    Raises
    ------
    data.errors.DataError
        If nothing can be shown: faulty tables, missing shapes, or a store silent from the start.
    """
    served = _served()
    if served.dataset is not None and time.monotonic() < served.due:
        return served.dataset
    # Whoever comes while another looks shows what is known; only the first visit waits.
    if served.lock.acquire(blocking=served.dataset is None):
        try:
            served.refresh()
        finally:
            served.lock.release()
    return served.dataset


def outdated() -> bool:
    """Whether another version than the one this session shows is there to be shown.

    Raises
    ------
    data.errors.DataError
        As `present`.
    """
    shown: Dataset | None = st.session_state.get(_SHOWN)
    now = present().version
    return shown is None or _key(shown.version) != _key(now)


def silent() -> bool:
    """Whether the store does not answer: the last version known is shown."""
    return _served().silent


def living() -> bool:
    """Whether versions may be published, or the store come back, while this process runs."""
    try:
        return not isinstance(store(), ReadOnlyStore)
    except DataError:
        return True


def published() -> None:
    """Look at the store at the next `present`: what calls this has just written."""
    _served().due = 0.0


def per_version(entries: int | None = 1) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep what a function makes of the version shown, for every session that shows it.

    Parameters
    ----------
    entries
        Results kept for each version, one per arguments; None for all. They are shared: read only.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        lock = threading.RLock()

        @wraps(function)
        def kept(*args: P.args, **kwargs: P.kwargs) -> T:
            # Made once, even when all sessions meet a new version at the same moment.
            with lock:
                memo = dataset().made
                if function not in memo:
                    memo[function] = lru_cache(entries)(function)
                result: T = memo[function](*args, **kwargs)
                return result

        return kept

    return decorate


class _Served:
    """The last version loaded, and until when it is held to be the present one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.dataset: Any = None
        self.due = 0.0
        self.silent = False

    def refresh(self) -> None:
        """Load the present version if it is another; keep the last one when that fails."""
        try:
            version = store().current()
            if self.dataset is None or _key(self.dataset.version) != _key(version):
                self.dataset = _load(version, first=self.dataset is None)
        except DataError as error:
            if self.dataset is None:
                store.clear()  # Nothing of a refusal is kept: the next visit reads all again.
                raise
            if not self.silent:
                _LOG.warning("Version %d kept: %s", self.dataset.version.number, error)
            self.silent = True
        else:
            self.silent = False
        self.due = time.monotonic() + FRESH_SECONDS


@st.cache_resource(show_spinner=False)
def _served() -> _Served:
    return _Served()


def _load(version: Version, *, first: bool) -> Dataset:
    with st.spinner("Chargement des périmètres…") if first else nullcontext():
        loaded = build_dataset(store().read(version.number), version)
    try:
        refresh_views(store(), version, loaded.tables, loaded.prepared)
    except StoreError as error:  # QGIS reads the former version: pages do not wait for it.
        _LOG.warning("The views of PostGIS are not those of version %d: %s", version.number, error)
    # Collecting garbage stops every session: what lives as long as the process must not be walked
    # through each time. What was frozen with the version before is looked at once more, here.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    return loaded


def _key(version: Version) -> tuple[int, str]:
    """Tell a version from another: a backup put back may give a number again."""
    return version.number, version.checksum


def base_map() -> folium.Map:
    """Empty base map, its script always the same; addresses start from the component's page.

    Not kept: streamlit-folium changes the map it shows, and a shared one would grow.
    """
    return build_base_map("../../app/static/", modules(), modules_version())


@st.cache_resource(show_spinner=False)
def modules() -> tuple[str, ...]:
    """Names of the map's browser modules, in `static/carte`, the one to run first."""
    found = {path.name for path in (_STATIC / "carte").glob("*.js")}
    return (MAP_MODULE, *sorted(found.difference(PAGE_MODULES, {MAP_MODULE})))


def modules_version() -> str:
    """Digest of the browser modules, the page's and the map's, as they now are on the disk."""
    with os.scandir(_STATIC / "carte") as entries:
        stamps = [(e.path, e.stat().st_mtime_ns) for e in entries if e.name.endswith(".js")]
    return _digest(tuple(sorted(stamps)))


@lru_cache(maxsize=1)
def _digest(stamps: tuple[tuple[str, int], ...]) -> str:
    digest = hashlib.sha256()
    for path, _ in stamps:
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


@st.cache_data(show_spinner=False)
def text(name: str) -> str:
    """Style sheet of the page, from `static/page`, closely written: each visit pays for it."""
    sheet = (_STATIC / "page" / name).read_text(encoding="utf-8")
    return " ".join(_COMMENT.sub("", sheet).split())
