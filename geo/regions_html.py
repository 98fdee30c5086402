"""The parts of a region's sheet as HTML; every text of the tables is escaped by the template."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.regions_facts import COVERAGE_RULE
from geo.sheets import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Template

    from geo.regions_facts import Fiche

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
        "number": fr.number,
    }
    macro = getattr(_template().make_module(context), part)
    return _LINE_END.sub(" ", str(macro(*content)))


@cache
def _template() -> Template:
    """Read the template when the first sheet is asked for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415

    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
    ).get_template("region.html.j2")
