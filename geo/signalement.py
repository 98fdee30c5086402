"""Addresses that report an error about one row: an e-mail or an issue, already begun."""

from __future__ import annotations

import re
from urllib.parse import quote

from geo.format_fr import safe_url

TEXT_MAX = 1_500
"""Characters of the text: some mail programs and sites cut an address at about 2 000."""

_MAILTO = re.compile(r"^mailto:[^\s@?,;:<>\"'&{}]+@[^\s@?,;:<>\"'&{}]+\.[^\s@?,;:<>\"'&{}.]+$")
_PLACES = re.compile(r"\{(sujet|texte)\}")


def report_url(pattern: str, sujet: str, texte: str) -> str:
    """Return the address that begins a report, or an empty text.

    Parameters
    ----------
    pattern
        `mailto:` and one address, or an http(s) address in which `{sujet}` and `{texte}` stand
        for what is told, such as `https://exemple.fr/issues/new?title={sujet}&body={texte}`.
        Anything else gives an empty text: nothing is offered rather than a link that fails.
    sujet, texte
        Plain texts; `texte` may have several lines.
    """
    sujet = " ".join(sujet.split())
    texte = texte[:TEXT_MAX]
    if pattern.lower().startswith("mailto:"):
        if not _MAILTO.match(pattern):
            return ""
        # RFC 6068: %20 for a space, CRLF between lines.
        return f"{pattern}?subject={_quoted(sujet)}&body={_quoted(texte, line_end='%0D%0A')}"
    values = {"sujet": _quoted(sujet), "texte": _quoted(texte)}
    if not _PLACES.search(pattern):
        return ""
    return safe_url(_PLACES.sub(lambda place: values[place[1]], pattern))


def _quoted(text: str, *, line_end: str = "%0A") -> str:
    return line_end.join(quote(line, safe="") for line in text.splitlines())
