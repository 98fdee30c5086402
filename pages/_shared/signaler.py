"""« Signaler une erreur »: a link that begins the e-mail or the issue, carrying a row's reference.

`COOP_SIGNALER` says where: `mailto:` and an address, or an http(s) address in which `{sujet}` and
`{texte}` stand for what is told. Not set, or not one of these: no link is shown.
"""

from __future__ import annotations

import logging
import os
from functools import cache
from html import escape

from geo.format_fr import typography
from geo.sheets import describe
from geo.signalement import report_url
from pages._shared.cache import dataset

SETTING = "COOP_SIGNALER"
_LOG = logging.getLogger("cooperations")
#: Table of the rows that have a sheet, by what is selected.
_TABLES = {"pole": "poles", "cooperation": "cooperations"}
_TEXT = """Bonjour,

Je signale une erreur dans l’inventaire des coopérations interterritoriales.

Ligne : {reference}
Nom : {nom}
{version}
Ce qui est inexact :

Ce qu’il faudrait lire :

Source (titre et adresse) :
"""


def offered() -> bool:
    """Whether errors can be reported from the pages."""
    return _accepted(os.environ.get(SETTING, "").strip())


def url(reference: str, nom: str) -> str:
    """Return the address that reports an error about one row; empty when none is set."""
    if not offered():
        return ""
    number = dataset().version.number
    text = _TEXT.format(
        reference=reference, nom=nom, version=f"Version : {number}\n" if number else ""
    )
    return report_url(
        os.environ[SETTING].strip(), typography(f"Erreur signalée : {nom} ({reference})"), text
    )


def link(reference: str, nom: str) -> str:
    """Return the link as HTML, its texts escaped; empty when no address is set."""
    address = url(reference, nom)
    if not address:
        return ""
    new_tab = "" if address.startswith("mailto:") else " target='_blank' rel='noopener'"
    said = "" if not new_tab else " (nouvel onglet)"
    return (
        f"<a class='signaler' href='{escape(address)}'{new_tab}>Signaler une erreur"
        f"<span class='hors-ecran'> sur {escape(nom)}{said}</span></a>"
    )


def of_choice(choix: tuple[str, str]) -> str:
    """Return the link that a sheet ends with, as HTML; empty when there is nothing to report."""
    described = describe(dataset().sheets, choix) if choix[0] in _TABLES and offered() else None
    if described is None:
        return ""
    reference = f"{_TABLES[choix[0]]}/{choix[1]}"
    return f"<p class='signalement'>{link(reference, described.titre)}</p>"


def contact() -> str:
    """Return, in Markdown, how somebody who cannot publish says what is wrong or missing."""
    address = url("inventaire", "l’inventaire")
    if not address:
        return "Écrivez à l’organisme qui publie ce tableau de bord."
    return f"[Signalez une erreur ou un manque]({address})."


@cache
def _accepted(pattern: str) -> bool:
    """Whether the setting gives an address; a wrong one is said once, in the log."""
    accepted = bool(report_url(pattern, "sujet", "texte"))
    if pattern and not accepted:
        _LOG.warning(
            "%s: expected mailto:ADDRESS, or an http(s) address that holds {sujet} or {texte}; "
            "no report of errors is offered",
            SETTING,
        )
    return accepted
