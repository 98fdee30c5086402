"""Quality: what the inventory knows less well, measured, each doubt a list one opens."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.dictionary import descriptors, order
from data.quality import CONFIANCE, DATE, MORT, SOURCE, STATUT, VIDE, measure
from geo import format_fr as fr
from pages._shared import cache, donnees_lignes, signaler
from pages._shared.edition_differences import field_title, table_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.dataset import Dataset
    from data.quality import Constat
    from pages._shared.entete import Lecture

_INTRODUCTION = (
    "Un inventaire n’est jamais sûr partout. Voici ce qu’il en est, compté sur toutes les "
    "lignes, y compris celles que la carte ne montre pas sans filtre. Ouvrez une liste pour voir "
    "les lignes en cause. Les adresses des sources ne sont pas visitées : une page disparue depuis "
    "la lecture ne se voit pas ici."
)
_REPORT = "Une erreur, une source de plus ? Chaque ligne porte un lien « Signaler une erreur »."
_REFERENCE = "Chaque ligne porte sa référence, à citer pour toute correction."

_TITLES = {
    ("cooperations", "annee_debut"): "Sans année de début",
    ("cooperations", "source_annee"): "Source non datée",
    ("cooperations", "source2_titre"): "Seconde source sans titre",
    ("cooperations", "annee_fin"): "Achevées, sans année de fin",
    ("poles", "date_creation"): "Sans date de création",
    ("poles", "siren"): "Sans SIREN",
    ("poles", "site_web"): "Sans site",
    ("poles", "date_fin"): "Dissous, sans date de fin",
    ("pole_membres", "date_debut"): "Sans date d’entrée",
    ("pole_membres", "membre_siren"): "Intercommunalités sans SIREN",
}
_UNUSED = {"territoires": "Territoires qu’aucune coopération ne cite"}
_KINDS = (CONFIANCE, DATE, SOURCE, STATUT, VIDE, MORT)


def show(lecture: Lecture) -> None:
    """Draw the figures, the confidence of each table, then the lists."""
    donnees, found = lecture.donnees, findings()
    st.header("Ce que l’inventaire sait moins bien", anchor=False)
    st.markdown(fr.typography(_INTRODUCTION))
    st.html(_figures(found))
    st.header("Confiance, table par table", anchor=False)
    st.html(_confidence(donnees, found))
    st.header("Les lignes à reprendre", anchor=False)
    st.markdown(fr.typography(_REPORT if signaler.offered() else _REFERENCE))
    _lists(lecture)


@cache.per_version()
def findings() -> tuple[Constat, ...]:
    """Every finding of the version shown."""
    return measure(cache.dataset().tables)


def title(constat: Constat) -> str:
    """Name a finding, in French."""
    place = (constat.table, constat.colonne)
    if constat.genre == CONFIANCE:
        labels = cache.dataset().tables.confiances.set_index("code")["label"]
        return f"Confiance {labels[constat.valeur].lower()}"
    if constat.genre == STATUT:
        return "Statut inconnu"
    if constat.genre == SOURCE:
        return "Sans seconde source"
    if constat.genre == MORT and not constat.colonne:
        return _UNUSED.get(constat.table, "Valeurs que rien n’emploie")
    named = field_title(constat.table, constat.colonne)
    if constat.genre == MORT:
        return f"{named}\u202f: colonne vide partout"
    return _TITLES.get(place, f"{named}\u202f: non renseigné")


def share(constat: Constat) -> str:
    """« 31 sur 269 (12 %) »."""
    return f"{fr.number(constat.nombre)} sur {fr.number(constat.total)} ({_percent(constat.part)})"


@st.fragment
def _lists(lecture: Lecture) -> None:
    """Draw the choice of a table and its findings; opening one runs this part only."""
    found = findings()
    names = [name for name in order() if any(c.table == name for c in found)]
    name = st.pills(
        "Table",
        names,
        format_func=table_title,
        default=names[0],
        required=True,
        key="table_qualite",
        label_visibility="collapsed",
        persist_state="session",
    )
    of_table = [c for c in found if c.table == name]
    with st.container(key="listes"):
        _boxes(lecture, of_table)


def _boxes(lecture: Lecture, of_table: Sequence[Constat]) -> None:
    for constat in sorted(of_table, key=lambda c: _KINDS.index(c.genre)):
        key = "_".join((constat.genre, constat.table, constat.colonne, constat.valeur))
        if not constat.nombre:
            st.html(
                f"<p class='aucune'>{escape(title(constat))}\u202f: aucune ligne sur "
                f"{fr.number(constat.total)}.</p>"
            )
            continue
        box = st.expander(
            f"**{title(constat)}** · {share(constat)}", key=f"liste_{key}", on_change="rerun"
        )
        if box.open:
            with box:
                donnees_lignes.show(lecture, constat.table, constat.lignes, key)


def _figures(found: Sequence[Constat]) -> str:
    """Four figures of the cooperations, as a list."""
    told = {
        (c.genre, c.valeur if c.genre == CONFIANCE else c.colonne): c
        for c in found
        if c.table == "cooperations"
    }
    shown = (
        ((CONFIANCE, "haute"), "sont de confiance haute"),
        ((DATE, "annee_debut"), "n’ont pas d’année de début"),
        ((SOURCE, "source2_url"), "n’ont pas de seconde source"),
        ((STATUT, "statut"), "ont un statut inconnu"),
    )
    items = "".join(
        f"<li><b>{_percent(told[key].part)}</b> des coopérations {words}"
        f"<span>{fr.number(told[key].nombre)} sur {fr.number(told[key].total)}</span></li>"
        for key, words in shown
        if key in told
    )
    return f"<ul class='chiffres-qualite'>{items}</ul>"


def _confidence(donnees: Dataset, found: Sequence[Constat]) -> str:
    """Bars of the levels of confidence, with their figures in words beside."""
    levels = donnees.tables.confiances
    keys = "".join(
        f"<li><i class='niveau n{rank}'></i><b>{escape(row.label)}</b>\u202f: "
        f"{escape(fr.typography(row.description))}</li>"
        for rank, row in enumerate(levels.itertuples())
    )
    lines = []
    for name in order():
        counts = [c for c in found if c.genre == CONFIANCE and c.table == name]
        if not counts:
            continue
        said = ", ".join(
            f"{label.lower()} {fr.number(c.nombre)}"
            for label, c in zip(levels["label"], counts, strict=True)
        )
        segments = "".join(
            f"<i class='niveau n{rank}' style='flex-grow:{c.nombre}'></i>"
            for rank, c in enumerate(counts)
            if c.nombre
        )
        lines.append(
            f"<li><b>{escape(table_title(name))}</b>"
            f"<span class='barre' aria-hidden='true'>{segments}</span>"
            f"<span class='dit'>{escape(said)}</span></li>"
        )
    return (
        f"<ul class='cle-niveaux'>{keys}</ul><ul class='niveaux-tables'>{''.join(lines)}</ul>"
        f"<p class='compte'>Les autres tables n’ont pas de niveau propre\u202f: "
        f"{escape(_others(found))}.</p>"
    )


def _others(found: Sequence[Constat]) -> str:
    """Name the tables of facts without a level of confidence of their own."""
    own = {c.table for c in found if c.genre == CONFIANCE}
    facts = [
        descriptors()[name]["title"].lower()
        for name in order()
        if name not in own and descriptors()[name].get("foreignKeys") and name != "themes"
    ]
    return fr.enumerate_fr(facts)


def _percent(part: float) -> str:
    """Write a share; what is not quite nothing or all is never rounded to it."""
    if 0 < part < 0.01:
        return f"moins de 1{fr.NBSP}%"
    if 0.99 < part < 1:
        return f"plus de 99{fr.NBSP}%"
    return f"{fr.number(100 * part)}{fr.NBSP}%"
