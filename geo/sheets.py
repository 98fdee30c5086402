"""Sheets: what the visitor reads beside the map about one pôle, cooperation or territoire.

`describe` gives the facts, `render_sheet` the same as HTML. Every text of the tables is escaped
by the templates; only http(s) addresses become links.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from geo.gabarits import template
from geo.sheets_cooperation import describe_cooperation
from geo.sheets_facts import CooperationSheet, PoleSheet, TerritoireSheet
from geo.sheets_pole import describe_pole
from geo.sheets_territoire import describe_territoire

if TYPE_CHECKING:
    from geo.sheets_index import Index


_LINE_END = re.compile(r"\s*\n\s*")


def describe(
    index: Index, choix: tuple[str, str]
) -> PoleSheet | CooperationSheet | TerritoireSheet | None:
    """Facts about one item.

    Parameters
    ----------
    index
        The tables and the prepared frames, indexed once: names, populations and areas (km²).
    choix
        Type (`pole`, `cooperation` or `territoire`) and code. A territoire may be any EPCI by
        its SIREN and any commune by its INSEE code, even when no cooperation names it; one
        that is a pôle gives the pôle's sheet.

    Returns
    -------
    PoleSheet, CooperationSheet, TerritoireSheet or None
        None when there is no such item.
    """
    kind, code = choix
    if kind == "pole":
        return describe_pole(index, code)
    if kind == "cooperation":
        return describe_cooperation(index, code)
    if kind != "territoire":
        return None
    territoire = index.territoires.get(code)
    if territoire is not None and territoire.pole_code in index.poles:
        return describe_pole(index, territoire.pole_code)
    return describe_territoire(index, code)


def render_sheet(index: Index, choix: tuple[str, str], *, pages: bool = True) -> str | None:
    """HTML of the sheet of one item, an `<article class="fiche">`; None when it does not exist.

    Parameters are those of `describe`; `pages` tells whether there are other pages to link to,
    which the static site has not. The page supplies the style (`static/page/fiche.css`)
    and listens to the links: each link to another item carries `data-vers="type:code"`, the
    closing one `data-vers=""`.
    """
    sheet = describe(index, choix)
    if sheet is None:
        return None
    name = {
        PoleSheet: "pole.html.j2",
        CooperationSheet: "cooperation.html.j2",
        TerritoireSheet: "territoire.html.j2",
    }[type(sheet)]
    html = template(name).render(fiche=sheet, pages=pages)
    # The templates' own line ends mean nothing; texts hold none (`typography`).
    return _LINE_END.sub("", html)
