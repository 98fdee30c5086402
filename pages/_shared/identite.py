"""Who the visitor is and what they may do, asked anew each time: nothing is kept.

Roles come from the section `[editeurs]` of `secrets.toml` (e-mail = role), else from
`COOP_EDITEURS`. The file is read again at every question: who is taken off the list has lost
the right at once, even on a page already open.
"""

from __future__ import annotations

import logging
import os
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from data import roles
from data.errors import DataError
from data.roles import ADMINISTRATEUR, EDITEUR

__all__ = [
    "ADMINISTRATEUR",
    "EDITEUR",
    "Refus",
    "Visiteur",
    "editors",
    "login",
    "may",
    "offer_login",
    "require",
    "status",
    "who",
]

_LOG = logging.getLogger("cooperations")


class Refus(DataError):  # noqa: N818  what happens, as the page says it
    """The visitor may not do this now; the message, in French, says why and what to do."""


@dataclass(frozen=True)
class Visiteur:
    """Somebody in front of the page.

    Attributes
    ----------
    role
        `EDITEUR`, `ADMINISTRATEUR`, or empty for who only reads.
    auteur
        How what they write is signed.
    nom
        What they are called on the screen.
    locale
        Whether they edit from the machine itself, without login.
    perime
        Whether their login is too old to write with.
    """

    role: str = ""
    auteur: str = ""
    nom: str = ""
    locale: bool = False
    perime: bool = False

    @property
    def connecte(self) -> bool:
        """Whether they logged in."""
        return bool(self.nom) and not self.locale


def who() -> Visiteur:
    """Return who the visitor is, at this moment."""
    if login():
        claims: dict[str, Any] = dict(st.user.to_dict())
        email = roles.email_of(claims)
        if not claims.get("is_logged_in"):
            return Visiteur()
        author = roles.signature(claims)
        return Visiteur(
            role=editors().get(email, "") if email else "",
            auteur=author,
            nom=roles.public_author(author) if "<" in author else author or "compte sans adresse",
            perime=roles.is_stale(claims, time.time()),
        )
    if os.environ.get("COOP_EDITION", "").strip() == "locale" and _is_local():
        return Visiteur(ADMINISTRATEUR, roles.LOCAL_AUTHOR, roles.LOCAL_AUTHOR, locale=True)
    return Visiteur()


def may(visitor: Visiteur, role: str) -> bool:
    """Tell whether a visitor has a role; an administrator has that of an editor too."""
    return visitor.role == ADMINISTRATEUR or (bool(visitor.role) and visitor.role == role)


def require(role: str) -> Visiteur:
    """Return who the visitor is, if they have a role at this moment; what every write calls.

    Raises
    ------
    Refus
        If not; nothing must be written.
    """
    visitor = who()
    if may(visitor, role) and not visitor.perime:
        return visitor
    _LOG.warning("refused: a visitor without the role %s tried to write", role)
    if visitor.perime:
        raise Refus(
            "Votre connexion date de plus de "
            f"{roles.LOGIN_HOURS}\u00a0heures\u202f: reconnectez-vous avant d’écrire."
        )
    if visitor.connecte:
        raise Refus(f"Votre compte n’a pas, ou n’a plus, le rôle «\u00a0{role}\u00a0».")
    raise Refus("Vous n’êtes pas connecté, ou ne l’êtes plus.")


def login() -> bool:
    """Tell whether the installation has a login."""
    return "is_logged_in" in st.user


def offer_login() -> None:
    """Draw what a visitor who is not logged in may do to be."""
    named = _providers()
    with st.container(horizontal=True, key="connexion"):
        for provider in named or [None]:
            label = f"Se connecter avec {provider}" if provider else "Se connecter"
            st.button(
                label,
                on_click=st.login,
                args=(provider,) if provider else (),
                type="primary",
                icon=":material/login:",
                key=f"connexion_{provider or 'unique'}",
            )


def status(visitor: Visiteur) -> None:
    """Say in what name the visitor edits, and let who logged in log out."""
    if visitor.locale:
        st.info(
            "**Édition locale.** Vous êtes devant la machine qui sert cette page\u202f: vous "
            "pouvez publier sans connexion (`COOP_EDITION=locale`).",
            icon=":material/computer:",
        )
    elif visitor.connecte:
        with st.container(horizontal=True, vertical_alignment="center", key="connecte"):
            role = f" · {visitor.role}" if visitor.role else ""
            st.text(f"Connecté\u202f: {visitor.nom}{role}", width="content")
            st.button(
                "Se déconnecter", on_click=st.logout, icon=":material/logout:", key="deconnexion"
            )
        if visitor.role and visitor.perime:
            st.warning(
                f"Votre connexion date de plus de {roles.LOGIN_HOURS}\u00a0heures\u202f: "
                "déconnectez-vous puis reconnectez-vous avant de publier.",
                icon=":material/schedule:",
            )


def editors() -> dict[str, str]:
    """Return the role of each e-mail, read at this moment; none when the list is unreadable."""
    section = _secrets().get("editeurs")
    if section is None:
        return roles.parse_editors(os.environ.get("COOP_EDITEURS", ""))
    return roles.editors_of(section) if isinstance(section, dict) else {}


def _secrets() -> dict[str, Any]:
    """Read the secrets' files, a section of a later one in the place of the former's.

    Not `st.secrets`, which may keep what it read.
    """
    found: dict[str, Any] = {}
    for name in st.get_option("secrets.files"):
        try:
            found |= tomllib.loads(Path(name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            # The text of a parse error may quote a secret.
            _LOG.error("%s cannot be read (%s): nobody is an editor", name, type(error).__name__)
            return {"editeurs": {}}
    return found


def _providers() -> list[str]:
    """Return the names of the identity providers, none when there is one without a name."""
    section = _secrets().get("auth", {})
    if "client_id" in section:
        return []
    return [
        name for name, told in section.items() if isinstance(told, dict) and "client_id" in told
    ]


def _is_local() -> bool:
    context = st.context
    return roles.is_local(
        st.get_option("server.address"), context.ip_address, context.headers, context.url
    )
