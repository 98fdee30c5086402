"""The version shown: its number, its date, why it was published, what it changed."""

from __future__ import annotations

import logging
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.errors import DataError
from data.roles import public_author
from data.store.base import SYSTEM
from geo import format_fr as fr
from geo.heure_fr import moment
from pages._shared import cache, versions
from pages._shared.edition_differences import summary, table_title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.dataset import Dataset
    from data.store import TableDifferences, Version

_LOG = logging.getLogger("cooperations")


def show(donnees: Dataset, *, link: bool = True) -> None:
    """Draw the card of the version shown; `link` adds the way to all the versions."""
    version = donnees.version
    with st.container(key="version", horizontal=True, vertical_alignment="center"):
        st.html(_card(version))
        if link and version.number:
            st.button(
                "Toutes les versions",
                key="vers_versions",
                icon=":material/history:",
                on_click=versions.open_view,
            )


@cache.per_version()
def changes() -> Sequence[TableDifferences] | None:
    """Return what the version shown changed; None when it is the first.

    Raises
    ------
    data.errors.DataError
        If the former version cannot be read.
    """
    number = cache.dataset().version.number
    return cache.store().differences(number - 1, number) if number > 1 else None


def _card(version: Version) -> str:
    rows = fr.count_label(sum(version.rows.values()), "ligne")
    size = f"{rows} dans {fr.count_label(len(version.rows), 'table')}"
    if not version.number or version.date is None:
        return (
            "<div class='version'><p class='numero'>Sans numéro de version</p>"
            f"<p>Tables servies telles quelles, sans historique. {size}.</p></div>"
        )
    author = "" if version.author == SYSTEM else public_author(version.author)
    by = f" par {escape(author)}" if author else ""
    told = fr.sentence(version.message)
    return (
        "<div class='version'>"
        f"<p class='numero'>Version {fr.number(version.number)}</p>"
        f"<p>Publiée le {moment(version.date)}{by}. {size}.</p>"
        f"<p class='message'>{escape(told)}</p>"
        f"{_changed(version)}</div>"
    )


def _changed(version: Version) -> str:
    """Say what the version changed; nothing when that cannot be known now."""
    try:
        found = changes()
    except DataError as error:
        _LOG.warning("version %d: what it changed is not told (%s)", version.number, error)
        return ""
    if found is None:
        return "<p>C’est la première version\u202f: il n’y en a pas d’autre à comparer.</p>"
    told = f"Depuis la version {fr.number(version.number - 1)}\u202f: {_lowered(summary(found))}"
    tables = "".join(
        f"<li>{escape(table_title(table.table))}\u00a0<b>{fr.number(table.count)}</b></li>"
        for table in found
        if table.count
    )
    return f"<p>{told}</p>" + (f"<ul>{tables}</ul>" if tables else "")


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
