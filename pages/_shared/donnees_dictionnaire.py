"""The data dictionary: every table and column, searched and read on any screen."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.dictionary import describe
from geo import format_fr as fr
from geo.text import fold
from pages._shared import cache

if TYPE_CHECKING:
    from data.dataset import Dataset
    from data.dictionary import Champ, Table


def show(donnees: Dataset) -> None:  # noqa: ARG001  every view is given the dataset
    """Draw the search, then the tables that answer it: closed, or open when one searches."""
    st.header("Ce que contient chaque table", anchor=False)
    asked = st.text_input(
        "Chercher une table, une colonne ou une valeur",
        key="chercher_champ",
        placeholder="source, SIREN, année…",
        persist_state="session",
    )
    words = fold(asked or "").split()
    found = [kept for table in tables() if (kept := _matching(table, words))]
    fields = sum(len(champs) for _, champs in found)
    st.html(
        "<p role='status' class='compte'>"
        f"{fr.count_label(len(found), 'table')}, {fr.count_label(fields, 'colonne')}</p>"
    )
    if not found:
        st.markdown("Aucune table, colonne ni valeur ne contient ces mots.")
        return
    st.html("".join(_table(table, champs, opened=bool(words)) for table, champs in found))


@cache.per_version()
def tables() -> tuple[Table, ...]:
    """Return the dictionary of the version shown."""
    donnees = cache.dataset()
    regions = donnees.prepared.regions
    return describe(donnees.tables, regions=dict(zip(regions["code"], regions["nom"], strict=True)))


def _matching(table: Table, words: list[str]) -> tuple[Table, tuple[Champ, ...]] | None:
    """Return the columns that hold every word; all of them when the table's own name does."""
    if all(word in fold(f"{table.nom} {table.titre}") for word in words):
        return table, table.champs
    champs = tuple(
        champ for champ in table.champs if all(word in _searched(champ) for word in words)
    )
    return (table, champs) if champs else None


def _searched(champ: Champ) -> str:
    values = (text for pair in champ.valeurs for text in pair)
    return fold(" ".join((champ.nom, champ.titre, champ.description, *values)))


def _table(table: Table, champs: tuple[Champ, ...], *, opened: bool) -> str:
    fields = "".join(_field(champ, table.lignes) for champ in champs)
    return (
        f"<details class='table-decrite'{' open' if opened else ''}>"
        f"<summary><h3>{escape(table.titre)}</h3><code>{escape(table.nom)}</code>"
        f"<span class='compte'>{fr.count_label(table.lignes, 'ligne')}, "
        f"{fr.count_label(len(table.champs), 'colonne')}</span></summary>"
        f"<p>{escape(fr.typography(table.description))}</p>"
        f"<dl class='champs'>{fields}</dl></details>"
    )


def _field(champ: Champ, rows: int) -> str:
    said = [f"<p>{escape(fr.typography(champ.description))}</p>"]
    if champ.valeurs:
        items = "".join(
            f"<li><code>{escape(code)}</code> {escape(fr.typography(label))}</li>"
            for code, label in champ.valeurs
        )
        said.append(f"<ul class='valeurs' aria-label='Valeurs admises'>{items}</ul>")
    facts = [
        champ.type,
        "clé" if champ.cle else "",
        "obligatoire" if champ.obligatoire else "facultatif",
        "unique" if champ.unique else "",
        f"attendu\u202f: {fr.typography(champ.attendu)}" if champ.attendu else "",
        f"renvoie à la table {champ.renvoi}" if champ.renvoi else "",
        _filled(champ, rows),
    ]
    told = f"{fr.NBSP}· ".join(filter(None, facts))
    return (
        f"<div><dt>{escape(fr.typography(champ.titre))} <code>{escape(champ.nom)}</code></dt>"
        f"<dd>{''.join(said)}<p class='faits'>{escape(told)}</p></dd></div>"
    )


def _filled(champ: Champ, rows: int) -> str:
    if champ.obligatoire or not rows:
        return ""
    return f"rempli sur {fr.count_label(champ.remplis, 'ligne')} de {fr.number(rows)}"
