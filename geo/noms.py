"""Names of territories short enough for a picture."""

from __future__ import annotations

import re

from geo.format_fr import shorten, title, typography

LONGEST = 34
"""Characters of a name in the picture of the network."""
# The article keeps its capital: La Rochelle, not « la Rochelle ».
_KIND = re.compile(
    r"^(?:CA|CC|CU|[Cc]ommunauté (?:de communes|d[’']agglomération|urbaine)) +"
    r"(?:de +la +|de +l[’'] *|des +|du +|de +|d[’'] *)?"
)
_METROPOLE = re.compile(r"^Métropole (?:du |de |d[’'])")
_INITIALS = re.compile(r"\(([A-Z]{2,})\)$")
_ASIDE = re.compile(r" \([^)]*\)$")


def short_epci(name: str) -> str:
    """Return the name of an EPCI without what it is: « CA du Pays d’Essai », « Pays d’Essai »."""
    short = typography(_KIND.sub("", name))
    return short[:1].upper() + short[1:]


def picture_name(nom: str, nom_court: str = "") -> str:
    """Return a territory's name in the picture of the network: no kind, no aside, else initials.

    `nom_court` is the short name of a pôle, which is kept.
    """
    short = nom_court or short_epci(_ASIDE.sub("", _METROPOLE.sub("", nom)))
    initials = _INITIALS.search(nom)
    if len(short) > LONGEST and initials:
        short = initials[1]
    return shorten(title(short[:1].upper() + short[1:]), LONGEST)
