"""A bound on the sessions served at once: past it a visitor waits, and enters by itself.

Asked at the beginning of each whole run; someone inside pays for one look-up.
"""

from __future__ import annotations

import logging
import os
from html import escape
from urllib.parse import urlencode

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages._shared import cache
from pages._shared.salle import Room

_LOG = logging.getLogger("cooperations")

PLACES = 60
"""Sessions that one process serves at once, unless `COOP_SESSIONS` gives another number."""

LOOK_SECONDS = 4.0
"""How often whoever waits looks for a place; less often far from the door, so that a long queue
takes no more of the server than a short one."""

COOKIE = "coop_affinite"
"""Given by nginx to each browser (deploy/nginx.conf.template)."""


def ask() -> int:
    """Return 0 once this session is inside, else its rank among those that wait, from 1."""
    return _room().ask(_session(), st.context.cookies.get(COOKIE, ""))


def touch() -> None:
    """Note that this session's visitor is acting; what a fragment that answers one calls."""
    _room().touch(_session())


def wait(rank: int) -> None:
    """Show the queue instead of the page, until there is a place; the address is kept.

    Never returns.
    """
    st.html(f"<style>{cache.text('attente.css')}</style>")
    every = max(LOOK_SECONDS, rank / 10)
    with st.container(key="attente"):
        st.html(
            "<h1>Beaucoup de monde en ce moment</h1>"
            "<p>La page que vous avez demandée s’ouvrira d’elle-même dès qu’une place se "
            "libère\u202f: gardez cet onglet ouvert.</p>"
        )
        st.fragment(_look, run_every=every)()
        if elsewhere := _elsewhere():
            st.html(elsewhere)
    st.stop()


def _look() -> None:
    rank = ask()
    if not rank:
        st.rerun()
    st.html(f"<p role='status'>Votre place dans la file\u202f: <strong>{rank}</strong></p>")


def _elsewhere() -> str:
    """Return the way to the map published as files, at the same address; "" without one."""
    site = os.environ.get("COOP_SITE", "").strip()
    if not site:
        return ""
    query = urlencode({key: st.query_params.get_all(key) for key in st.query_params}, doseq=True)
    address = escape(f"{site}?{query}" if query else site)
    return (
        f"<p>La carte se consulte aussi <a href='{address}' target='_self'>sans attendre, dans sa "
        "version publiée</a>.</p>"
    )


def _session() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


@st.cache_resource(show_spinner=False)
def _room() -> Room:
    asked = os.environ.get("COOP_SESSIONS", "").strip() or str(PLACES)
    if not asked.isdecimal():
        _LOG.warning("COOP_SESSIONS is %r, not a number: %d sessions", asked, PLACES)
        asked = str(PLACES)
    return Room(int(asked), lambda session: runtime.get_instance().is_active_session(session))
