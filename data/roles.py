"""Who may do what: the list of editors, and when a request comes from the machine itself.

Reading is public. Nothing here is kept: whoever writes asks again at that moment.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from geo.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

EDITEUR, ADMINISTRATEUR = "éditeur", "administrateur"

LOGIN_HOURS = 12
"""Hours after which who logged in must do so again before writing: a day of work."""

LOCAL_AUTHOR = "Édition locale"

RELAYED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-Ip")
"""Headers that a proxy adds: the request comes from elsewhere than it seems."""

_ROLES = {fold(role): role for role in (EDITEUR, ADMINISTRATEUR)}
_NAME_MAX = 80
_SIGNED = re.compile(r"(?P<nom>[^<>]+) <(?P<courriel>[^<>]+)>")


def editors_of(section: Mapping[str, object]) -> dict[str, str]:
    """Return the role of each e-mail of a list, e-mails casefolded; an unknown role gives none."""
    return {
        email.strip().casefold(): _ROLES[fold(role)]
        for email, role in section.items()
        if "@" in email and isinstance(role, str) and fold(role) in _ROLES
    }


def parse_editors(text: str) -> dict[str, str]:
    """Return the roles written as `a@exemple.fr=éditeur, b@exemple.fr=administrateur`.

    Entries are parted by commas, semicolons or line ends.
    """
    pairs = (entry.partition("=") for entry in re.split(r"[,;\n]", text))
    return editors_of({email: role for email, _, role in pairs})


def email_of(claims: Mapping[str, Any]) -> str:
    """Return the e-mail, casefolded, of who logged in; empty when it proves nothing.

    Parameters
    ----------
    claims
        What the identity provider says. Not to say whether the e-mail was verified is accepted:
        many providers of an organisation never do. To say that it was not is refused.
    """
    if claims.get("is_logged_in") is not True:
        return ""
    verified = claims.get("email_verified", True)
    if verified is not None and str(verified).strip().casefold() != "true":
        return ""
    return str(claims.get("email") or "").strip().casefold()


def is_stale(claims: Mapping[str, Any], now: float) -> bool:
    """Tell whether a login is too old to write with.

    Parameters
    ----------
    claims
        `iat`: moment of the login, in seconds since 1970. Without it, no age is known: fresh.
    now
        The present moment, likewise.
    """
    issued = claims.get("iat")
    return isinstance(issued, int | float) and now - issued > LOGIN_HOURS * 3600


def signature(claims: Mapping[str, Any]) -> str:
    """Return how an editor signs a version: name and e-mail, or the e-mail alone."""
    email = email_of(claims)
    name = re.sub(r"[<>@\x00-\x1f\x7f\ud800-\udfff]", " ", str(claims.get("name") or ""))
    name = " ".join(name.split())[:_NAME_MAX].rstrip()
    return f"{name} <{email}>" if name else email


def public_author(author: str) -> str:
    """Return what everybody may read of an author: a name; never an e-mail."""
    signed = _SIGNED.fullmatch(author)
    if signed:
        return signed["nom"]
    _, at, domain = author.rpartition("@")
    return f"un éditeur de {domain.rstrip('>')}" if at else author


def is_loopback(host: str) -> bool:
    """Tell whether a host name or address, without a port, is this machine's own."""
    name = host.strip().casefold().removeprefix("[").removesuffix("]")
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def is_local(
    bound: str | None, remote: str | None, headers: Mapping[str, str], url: str | None = None
) -> bool:
    """Tell whether the visitor sits at the machine that serves, beyond doubt.

    The name asked for and the page's origin must be local as well: a proxy on the machine that
    adds no header of its own, or a site whose name was made to point here, comes from 127.0.0.1
    too.

    Parameters
    ----------
    bound
        Address the server listens on; None for every one.
    remote
        Address of the visitor; None for this machine.
    headers
        Of the request that opened the session.
    url
        Address of the page, as the browser tells it.
    """
    given = {name.casefold(): value for name, value in headers.items()}
    return (
        bool(bound)
        and is_loopback(bound or "")
        and (remote is None or is_loopback(remote))
        and not any(name.casefold() in given for name in RELAYED)
        and _is_local_url(f"//{given.get('host', '')}")
        and _is_local_url(given.get("origin", ""))
        and (not url or _is_local_url(url))
    )


def _is_local_url(url: str) -> bool:
    try:
        return is_loopback(urlsplit(url).hostname or "")
    except ValueError:
        return False
