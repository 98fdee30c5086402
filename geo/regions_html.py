"""The parts of a region's sheet as HTML; every text of the tables is escaped by the template."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.gabarits import template
from geo.regions_facts import COVERAGE_RULE

if TYPE_CHECKING:
    from geo.regions_facts import Fiche

#: Items of a list at most; those left out are counted, with the way to the page that has them all.
LISTED = 80
_LINE_END = re.compile(r"\s*\n\s*")


def render_part(part: str, fiche: Fiche, *content: Any, filtres: str = "") -> str:
    """Return one part of the sheet, a macro of `region.html.j2` given its `content`.

    `filtres` are the filters that are on, in words. SVGs in the content are ours, and trusted.
    """
    context = {
        "fiche": fiche,
        "filtres": filtres,
        "regle": COVERAGE_RULE,
        "fine": fr.FINE,
        "listed": LISTED,
        "number": fr.number,
    }
    macro = getattr(template("region.html.j2").make_module(context), part)
    return _LINE_END.sub(" ", str(macro(*content)))
