"""Méthode et sources: what is shown, how it was measured, what is not certain."""

from __future__ import annotations

import streamlit as st

from geo.filters import Filters, apply_filters
from geo.format_fr import area, number, partial_date, safe_url
from geo.regions_facts import COVERAGE_RULE
from pages._shared import cache, cadre, textes

cadre.require()
donnees = cache.dataset()
tables, prepared = donnees.tables, donnees.prepared
shown = apply_filters(donnees.facets, Filters())
systemes = dict(zip(tables.systemes["code"], tables.systemes["label"], strict=True))
metropole = prepared.departements[~prepared.departements["code"].str.startswith("97")]


def source_row(source: textes.Source) -> tuple[str, ...]:
    """One line of the table of sources."""
    title, url = textes.plain(source.title), safe_url(source.url)
    return (
        f"[{title}]({url})" if url else title,
        textes.plain(source.provider),
        textes.plain(source.vintage),
        textes.plain(source.licence),
        partial_date(source.retrieved.isoformat()),
    )


with st.container(key="texte", width=820):
    st.title("Méthode et sources", anchor=False)
    textes.show(
        "methode",
        {
            "nb_cooperations": number(len(tables.cooperations)),
            "nb_poles": number(len(tables.poles)),
            "nb_territoires": number(len(tables.territoires)),
            "nb_cooperations_defaut": number(shown.cooperations.sum()),
            "nb_poles_defaut": number(shown.poles.sum()),
            "mois_releve": partial_date(f"{donnees.releve:%Y-%m}"),
            "regle_couverture": COVERAGE_RULE,
            "superficie_metropole": area(metropole["superficie_km2"].sum()),
            "tableau_themes": textes.table(
                ("Système thématique", "Thèmes"),
                (
                    (textes.plain(systemes[code]), ", ".join(map(textes.plain, group["label"])))
                    for code, group in tables.themes.groupby("systeme", sort=False)
                ),
            ),
            "tableau_confiances": textes.table(
                ("Confiance", "Ce que cela veut dire"),
                (
                    (f"**{textes.plain(row.label)}**", textes.plain(row.description))
                    for row in tables.confiances.sort_values("ordre").itertuples()
                ),
            ),
            "tableau_sources": textes.table(
                ("Source", "Producteur", "Millésime", "Licence", "Consultée le"),
                map(source_row, textes.sources()),
            ),
        },
    )
