"""Two to four pôles side by side: maps at one scale, indicators, what they share."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from itertools import combinations
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.format_fr import FINE, NBSP, enumerate_fr, is_missing, number, typography
from geo.indicators_textes import DEFINITIONS, written
from geo.mini_carte import common_scale, mini_carte
from geo.permalinks import COMPARED_MAX
from geo.pole_cooperations import shared_cooperations
from geo.sheets_facts import Lien
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE, epci_link
from geo.sheets_pole import short_name, status_of
from pages._shared import atlas, cache, fiche_pole, liens, planche

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd

    from geo.sheets_index import Index
    from pages._shared.entete import Lecture

KEY = "avec"
#: Pixels of a map, and pôles beyond which it is too small for names.
SIDE, NAMED = 420, 2
PERCENT = "%"


def show(lecture: Lecture) -> None:
    """Show the choice of the pôles, then their comparison."""
    st.header("Comparer des pôles", anchor=False)
    st.html(f"<style>{cache.text('fiche_pole.css')}</style>")
    names = lecture.donnees.labels["pole"]
    shown = lecture.donnees.tables.poles.loc[lecture.selection.poles, "code"].tolist()
    kept = [code for code in st.session_state[KEY] if code not in shown]
    codes = st.multiselect(
        f"Pôles à comparer, de 2 à {COMPARED_MAX}",
        [code for code in names if code in {*shown, *kept}],
        format_func=lambda code: typography(names[code]),
        max_selections=COMPARED_MAX,
        select_all=False,
        key=KEY,
        placeholder="Choisir des pôles",
        persist_state="session",
    )
    if len(codes) < 2:
        _suggest(lecture, shown, alone=len(codes) == 1)
    else:
        planche.draw("comparaison", _table(lecture, codes))


def _suggest(lecture: Lecture, shown: Sequence[str], *, alone: bool) -> None:
    st.markdown(
        "Choisissez un autre pôle pour comparer."
        if alone
        else "Choisissez au moins deux pôles\u202f: leurs territoires à la même échelle, leurs "
        "chiffres, leurs thèmes et ce qu’ils ont en commun."
    )
    index = lecture.donnees.sheets
    pairs = suggestions(index, atlas.indicators()["population"], shown)
    for rank, pair in enumerate(() if alone else pairs):
        st.button(
            " et ".join(short_name(index.poles[code]) for code in pair),
            key=f"comparer_{rank}",
            icon=":material/compare_arrows:",
            type="tertiary",
            on_click=st.session_state.update,
            kwargs={KEY: list(pair)},
        )


def suggestions(
    index: Index, population: pd.Series, shown: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Return up to two pairs: the most peopled pôles, those with the most members in common."""
    known = population.loc[list(shown)].dropna().sort_values(ascending=False).index.tolist()
    if len(known) < 2:
        return ()
    first = (known[0], known[1])
    closest = max(
        combinations(known, 2),
        key=lambda pair: len(index.effective[pair[0]] & index.effective[pair[1]]),
    )
    return tuple(dict.fromkeys((first, closest)))


def difference(key: str, value: Any, reference: Any) -> str:
    """Write how far a value of an indicator is from a reference: « +12 hab. (+3 %) ».

    A share is compared in points; from nothing no percentage is told; an empty text when one of
    the two is not known.
    """
    if is_missing(value) or is_missing(reference):
        return ""
    definition, gap = DEFINITIONS[key], float(value) - float(reference)
    if not round(gap, definition.decimales):
        return "égal"
    sign = "+" if gap > 0 else "−"
    if definition.unite == PERCENT:
        points = number(abs(gap), decimals=definition.decimales)
        return f"{sign}{points}{NBSP}point{'s' if abs(gap) >= 2 else ''}"
    told = sign + written(key, abs(gap))
    if not reference:
        return told
    return f"{told} ({sign}{number(100 * abs(gap) / float(reference))}{NBSP}%)"


def _table(lecture: Lecture, codes: Sequence[str]) -> str:
    index = lecture.donnees.sheets

    def link(one: Lien) -> str:
        page = "poles" if one.type == "pole" else ""
        return liens.link(lecture.view, (one.type, one.code), escape(one.nom), page)

    names = {code: short_name(index.poles[code]) for code in codes}
    heads = "".join(
        f'<th scope="col">{link(Lien("pole", code, names[code]))}'
        f'<span class="detail">{escape(status_of(index.poles[code]))}</span></th>'
        for code in codes
    )
    rows = [
        _row("À la même échelle", _maps(tuple(codes))),
        *_indicators(codes),
        *_themes(index, codes, names),
        _members(index, codes, names, link),
        _cooperations(index, codes, link),
    ]
    return (
        f'<div class="comparer"><div class="defile" tabindex="0" role="region" '
        f'aria-label="Comparaison de {escape(enumerate_fr(list(names.values())))}">'
        f'<table class="sur-{len(codes)}"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        f'<p class="vintages">Écarts avec le premier pôle choisi. {POPULATION_SOURCE} · '
        f"{AREA_SOURCE}. Les membres à confirmer ne comptent pas.</p></div>"
    )


def _row(title: str, cells: Iterable[str], *, span: int = 1) -> str:
    """Return a row of the table; `span` is what its only cell covers."""
    over = f' colspan="{span}"' if span > 1 else ""
    body = "".join(f"<td{over}>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{escape(title)}</th>{body}</tr>'


@cache.per_version(200)
def _maps(codes: tuple[str, ...]) -> list[str]:
    """Draw some pôles at one scale, the first time these are compared."""
    index, fonds = cache.dataset().sheets, fiche_pole.grounds()
    members = {code: sorted(index.effective.get(code, ())) for code in codes}
    scale = common_scale(fonds, members.values(), SIDE, SIDE)
    return [
        mini_carte(
            fonds,
            epci=members[code],
            label=f"Territoire de {short_name(index.poles[code])}",
            width=SIDE,
            height=SIDE,
            scale=scale,
            noms=len(codes) <= NAMED,
        )
        or "Aucun membre connu."
        for code in codes
    ]


def _indicators(codes: Sequence[str]) -> list[str]:
    table = atlas.indicators()
    rows = []
    for key, definition in DEFINITIONS.items():
        values = [table[key][code] for code in codes]
        gaps = ["", *(difference(key, value, values[0]) for value in values[1:])]
        rows.append(
            _row(
                definition.libelle,
                (
                    escape(written(key, value))
                    + (f'<span class="detail">{escape(gap)}</span>' if gap else "")
                    for value, gap in zip(values, gaps, strict=True)
                ),
            )
        )
    return rows


def _themes(index: Index, codes: Sequence[str], names: dict[str, str]) -> list[str]:
    """Themes of the missions: those of all, then the others of each, with who else has them."""
    of = {code: {row.theme for row in index.missions.get(code, ())} for code in codes}
    order = [theme for theme in index.system_of_theme if any(theme in of[c] for c in codes)]
    common = set.intersection(*of.values())

    def item(theme: str, code: str = "") -> str:
        also = [names[c] for c in codes if code and c != code and theme in of[c]]
        told = f'<span class="detail">aussi{FINE}: {escape(enumerate_fr(also))}</span>'
        return (
            f'<li><i class="puce s{index.rank_of_theme(theme)}" aria-hidden="true"></i>'
            f"{escape(index.labels['themes'][theme])}{told if also else ''}</li>"
        )

    def listed(items: Iterable[str], none: str) -> str:
        inside = "".join(items)
        return f"<ul>{inside}</ul>" if inside else none

    shared = listed((item(theme) for theme in order if theme in common), "Aucun.")
    own = [
        listed(
            (item(theme, code) for theme in order if theme in of[code] - common),
            "Aucun." if of[code] else "Missions non renseignées.",
        )
        for code in codes
    ]
    return [_row("Thèmes en commun", [shared], span=len(codes)), _row("Autres thèmes", own)]


def _members(
    index: Index, codes: Sequence[str], names: dict[str, str], link: Callable[[Lien], str]
) -> str:
    of = {siren: [c for c in codes if siren in index.effective.get(c, ())] for siren in index.epci}
    items = [
        f"<li>{link(replace(found, detail=''))}{_among(those, codes, names)}</li>"
        for siren, those in of.items()
        if len(those) > 1 and (found := epci_link(index, siren))
    ]
    told = f"<ul>{''.join(items)}</ul>" if items else "Aucun."
    return _row("Membres en commun", [told], span=len(codes))


def _among(those: Sequence[str], codes: Sequence[str], names: dict[str, str]) -> str:
    """Say which of the pôles, when it is not all."""
    if len(those) == len(codes):
        return ""
    return f'<span class="detail">{escape(enumerate_fr([names[c] for c in those]))}</span>'


def _cooperations(index: Index, codes: Sequence[str], link: Callable[[Lien], str]) -> str:
    items = [
        f'<li><i class="puce s{one.systeme}" aria-hidden="true"></i>{link(one)}'
        f'<span class="detail">{escape(one.detail)}'
        f"{escape(f'{NBSP}· {those}') if len(codes) > 2 else ''}</span></li>"
        for one, those in shared_cooperations(index, codes)
    ]
    told = f"<ul>{''.join(items)}</ul>" if items else "Aucune coopération recensée."
    return _row("Coopérations ensemble", [told], span=len(codes))
