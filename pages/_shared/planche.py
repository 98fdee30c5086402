"""Sheets of our own HTML in a page, drawings included (`static/page/planche.js`).

A sheet is sent once; each run says only what the filters change in it. Streamlit's own elements
are drawn again by each run, and its Markdown reads a drawing letter by letter (measured: half of
what a filter cost). Every text of a sheet is escaped by whoever wrote it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Mapping

_JS = """
export default function ({ data, parentElement }) {
  const box = parentElement.querySelector('.planche');
  const sheet = JSON.parse(new TextDecoder().decode(data));
  const address = new URL('app/static/page/planche.js', document.baseURI).href;
  box.module ??= import(address);
  box.module.then(({ put }) => put(box, sheet));
  return () => box.module.then(({ take }) => take(box, sheet.nom));
}
"""
_component = st.components.v2.component(
    "coop_carte.planche", html='<div class="planche"></div>', js=_JS, isolate_styles=False
)


@dataclass(frozen=True)
class Feuille:
    """What a filter leaves as it is.

    Attributes
    ----------
    nom
        Its name in the page.
    html
        Its HTML. In it, `data-bloc` names an empty element that some HTML fills, `data-masque`
        one whose children are shown or not, `data-trace` an empty SVG group of shapes.
    formes
        Shapes of each drawing, as `Formes`.
    """

    nom: str
    html: str
    formes: Mapping[str, Formes] = field(default_factory=dict)

    @cached_property
    def cle(self) -> str:
        """Return what tells it from any other of its name."""
        return hashlib.sha256(json.dumps(self._parts).encode()).hexdigest()[:16]

    @cached_property
    def sent(self) -> bytes:
        """Return what the browser is sent: JSON, written once."""
        return json.dumps({"cle": self.cle, **self._parts}, ensure_ascii=False).encode()

    @property
    def _parts(self) -> dict[str, Any]:
        formes = {name: asdict(one) for name, one in self.formes.items()}
        return {"nom": self.nom, "html": self.html, "formes": formes}


@dataclass(frozen=True)
class Formes:
    """Shapes of a drawing.

    Attributes
    ----------
    noms, traces
        Name and SVG path of each.
    aspects
        Looks they may take, drawn in this order: the letter of each, its class, the words that
        follow the name of a shape.
    seuil
        Shapes of one look from which they are drawn at once, without their names.
    """

    noms: tuple[str, ...]
    traces: tuple[str, ...]
    aspects: tuple[tuple[str, str, str], ...]
    seuil: int = 0


@dataclass(frozen=True)
class Contenu:
    """What the filters change in a sheet.

    Attributes
    ----------
    blocs
        HTML of each place.
    masques
        For each list, a letter per item: "1" when it is shown.
    traces
        For each drawing, the letter of each shape's look.
    """

    blocs: Mapping[str, str] = field(default_factory=dict)
    masques: Mapping[str, str] = field(default_factory=dict)
    traces: Mapping[str, str] = field(default_factory=dict)


def draw(nom: str, html: str) -> None:
    """Draw here a sheet that changes as a whole; in a fragment of its own too."""
    _mount(Feuille(nom, html))


def _mount(feuille: Feuille) -> None:
    _component(key=f"planche_{feuille.nom}", data=feuille.sent)


class Planches:
    """What a run writes in the sheets of its page, sent once at its end."""

    def __init__(self) -> None:
        self.data: dict[str, dict[str, Any]] = {}

    def show(self, feuille: Feuille, contenu: Contenu) -> None:
        """Draw a sheet here, and note what fills it."""
        _mount(feuille)
        self.data[feuille.nom] = {"cle": feuille.cle, **asdict(contenu)}
