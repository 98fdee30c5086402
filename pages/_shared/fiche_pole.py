"""The full sheet of one pôle, on the page Pôles; it prints on two A4 pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from geo.layers import ATTRIBUTION
from geo.mini_carte import mini_carte
from geo.mini_carte_fonds import Fonds
from geo.mini_carte_liens import links_of
from geo.pole_page import pole_page, render_page
from pages._shared import atlas, cache, liens, planche, signaler

if TYPE_CHECKING:
    from geo.pole_facts import PolePage
    from geo.sheets_facts import Lien
    from pages._shared.entete import Lecture

WIDTH, HEIGHT = 760, 520
#: One listener for the page's life: a rerun may insert the script again.
_PRINT = """<script>
window.imprimerFiche ??= document.addEventListener('click', (event) => {
  if (event.target.closest('.imprimer')) window.print();
}) ?? true;
</script>"""


@cache.per_version()
def grounds() -> Fonds:
    """Return what every small map shares: read only."""
    donnees = cache.dataset()
    territoires = donnees.tables.territoires
    names = dict(zip(territoires["code"], territoires["nom"], strict=True))
    return Fonds.build(donnees.prepared, names)


def show(lecture: Lecture, code: str) -> None:
    """Show the sheet of a pôle, whatever the filters keep."""
    page, drawn = _told(code)

    def href(link: Lien) -> str:
        page = "poles" if link.type == "pole" else ""
        return liens.href(lecture.view, (link.type, link.code), page)

    st.html(f"<style>{cache.text('fiche_pole.css')}</style>")
    # Apart: what holds a script is written one frame later, and the sheet would move.
    st.html(_PRINT, unsafe_allow_javascript=True)
    planche.draw("fiche", render_page(page, drawn, href, ground=ATTRIBUTION))
    if told := signaler.of_choice(("pole", code)):
        st.html(told)
    liens.land(("pole", code))


@cache.per_version(None)
def _told(code: str) -> tuple[PolePage, str]:
    """Facts and map of a pôle, made at its first visit."""
    donnees = cache.dataset()
    page = pole_page(donnees.sheets, code, atlas.indicators().loc[code])
    assert page is not None, f"pôle {code!r} is in the vocabulary but not in the tables"  # noqa: S101
    anchors = donnees.prepared.territoires
    drawn = mini_carte(
        grounds(),
        epci=page.membres,
        a_confirmer=page.a_confirmer,
        liens=links_of(donnees.tables, anchors, page.cooperations_ids),
        width=WIDTH,
        height=HEIGHT,
        label=_label(page),
    )
    return page, drawn


def _label(page: PolePage) -> str:
    return (
        f"Carte du territoire de {page.fiche.titre}\u202f: ses membres et les coopérations "
        "listées plus bas."
    )
