"""The views that write, without a browser: a store in a folder, a visitor of any role."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from streamlit.testing.v1 import AppTest

from data.dataset import Dataset, load_dataset
from data.loaders import known_epci
from data.store import SqlStore, Store, open_store
from pages._shared import cache as shared
from pages._shared import identite
from pages._shared.identite import Visiteur
from tests.essai_carte import skip_package_scan

if TYPE_CHECKING:
    import pytest

PATIENCE = 60
FILE = "inventaire.sqlite"

EDITEUR = Visiteur(identite.EDITEUR, "Camille Essai <camille@exemple.fr>", "Camille Essai")
ADMINISTRATEUR = Visiteur(
    identite.ADMINISTRATEUR, "Dominique Essai <dominique@exemple.fr>", "Dominique Essai"
)
INCONNU = Visiteur("", "Alix Essai <alix@exemple.fr>", "Alix Essai")
PERSONNE = Visiteur()


@cache
def loaded() -> Dataset:
    return load_dataset()


@cache
def _seeded() -> Path:
    """Return an SQLite file that holds the first version; tests copy it."""
    path = Path(tempfile.mkdtemp(prefix="coop-essai-")) / FILE
    open_store(f"sqlite:///{path}", epci=known_epci()).close()
    return path


@dataclass
class Serveur:
    """What a process serves: its store, the version its pages show, who is in front of them."""

    store: Store
    donnees: Dataset
    visiteur: Visiteur = EDITEUR

    def follow(self) -> None:
        """Show the present version, as pages do at their next run."""
        self.donnees = replace(self.donnees, version=self.store.current(), tables=self.store.read())


def serve(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Serveur:
    """Have the views read and write a store of their own, in a folder."""
    shutil.copyfile(_seeded(), folder / FILE)
    store = open_store(f"sqlite:///{folder}/{FILE}", epci=known_epci())
    assert isinstance(store, SqlStore)
    served = Serveur(store, replace(loaded(), version=store.current(), tables=store.read()))
    skip_package_scan(monkeypatch)
    monkeypatch.setattr(shared, "store", lambda: served.store)
    monkeypatch.setattr(shared, "dataset", lambda: served.donnees)
    monkeypatch.setattr(shared, "published", served.follow)
    monkeypatch.setattr(identite, "who", lambda: served.visiteur)
    return served


def _edition() -> None:
    import streamlit as st

    from pages._shared import cache, edition

    if not st.session_state.get("ailleurs"):
        edition.show(cache.dataset())


def _versions() -> None:
    from pages._shared import cache, versions

    versions.show(cache.dataset())


def opened(view: str) -> AppTest:
    """Return a view shown: "edition" or "versions"."""
    script = {"edition": _edition, "versions": _versions}[view]
    return run(AppTest.from_function(script, default_timeout=PATIENCE))


def run(app: AppTest) -> AppTest:
    """Run, and fail on any exception."""
    app.run()
    assert [error.message for error in app.exception] == []
    return app


def deposit(app: AppTest, name: str, content: bytes | str) -> AppTest:
    """Drop a file."""
    raw = content.encode() if isinstance(content, str) else content
    app.file_uploader[0].set_value((name, raw, "application/octet-stream"))
    return run(app)


def press(app: AppTest, key: str) -> AppTest:
    """Press a button."""
    app.button(key=key).click()
    return run(app)


def texts(app: AppTest) -> str:
    """Return everything the page says."""
    kinds: tuple[Any, ...] = (
        app.markdown,
        app.caption,
        app.info,
        app.warning,
        app.error,
        app.success,
        app.text,
        app.header,
        app.subheader,
    )
    said = [str(element.value) for kind in kinds for element in kind]
    return "\n".join([*said, *(block.proto.body for block in app.get("html"))])
