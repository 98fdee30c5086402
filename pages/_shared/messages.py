"""What the visitor reads when the data cannot be served: French; English goes to the log."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from html import escape

import streamlit as st

from data.errors import DataError, TablesError, UnwritableError
from data.store import StoreError, StoreUnavailable

_LOG = logging.getLogger("cooperations")
_SHOWN = 200
_IGNORED_SHOWN = 5
_ANNOUNCED = "_annonce"


def announce(text: str) -> None:
    """Tell the visitor that something was done; what a callback calls, shown by `tell`."""
    st.session_state[_ANNOUNCED] = text


def tell() -> None:
    """Show what a callback announced; callbacks of a fragment cannot show anything."""
    text = st.session_state.pop(_ANNOUNCED, "")
    if text:
        st.toast(text)


def warn_ignored(ignored: Sequence[str]) -> None:
    """Name, discreetly, what of the address this page does not know; shown as plain text."""
    if not ignored:
        return
    shown = ", ".join(ignored[:_IGNORED_SHOWN]) + ("…" if len(ignored) > _IGNORED_SHOWN else "")
    with st.container(key="avertissement"):
        st.html(
            "<p role='status'>Ignoré dans l’adresse, inconnu de cette page\u202f: "
            f"{escape(shown)}</p>"
        )


def stop_with(error: DataError) -> None:
    """Show what is wrong and what to do, log it, and stop the page."""
    _LOG.error("%s", error)
    if isinstance(error, TablesError):
        n = len(error.faults)
        st.error(
            f"**Les tables de données contiennent {n} erreur{'s' if n > 1 else ''}.** "
            "La carte ne s’affiche pas avec des données douteuses. Corrigez les lignes "
            "ci-dessous dans `data/tables/`, puis relancez.",
            icon=":material/report:",
        )
        st.dataframe(
            [
                {
                    "Table": fault.table,
                    "Ligne": fault.row,
                    "Colonne": fault.column,
                    "Trouvé": fault.value[:80],
                    "Attendu": fault.attendu or fault.expected,
                    "Suggestion": fault.suggestion,
                }
                for fault in error.faults[:_SHOWN]
            ],
            hide_index=True,
        )
        if n > _SHOWN:
            st.caption(
                f"Les {_SHOWN} premières erreurs sur {n}. `python -m data check` les donne toutes."
            )
    elif isinstance(error, StoreUnavailable):
        st.error(
            "**L’inventaire ne répond pas.** Cette page essaie à nouveau d’elle-même\u202f; si "
            "cela dure, prévenez la personne qui tient le serveur.",
            icon=":material/cloud_off:",
        )
    elif isinstance(error, StoreError):
        st.error(
            "**L’inventaire ne peut pas être lu.** Le détail ci-dessous est pour la personne qui "
            "tient le serveur\u202f: une sauvegarde se rend par `python -m data restore`.",
            icon=":material/report:",
        )
    elif isinstance(error, UnwritableError):
        st.error(
            "**Les tables ont changé, et ce qui les accompagne ne peut pas être écrit.** Rendez "
            "le dossier ci-dessous accessible en écriture, puis rechargez la page.",
            icon=":material/report:",
        )
    else:
        st.error(
            "**Les périmètres préparés manquent, sont illisibles ou ne correspondent plus aux "
            "tables.** Lancez `make build`, puis rechargez la page.",
            icon=":material/report:",
        )
    if not isinstance(error, TablesError):
        st.code(str(error), language=None, wrap_lines=True)
    st.stop()
