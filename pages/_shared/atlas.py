"""The atlas: every pôle's silhouette at one scale, sorted and grouped as the visitor asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.format_fr import NBSP, count_label, enumerate_fr, typography
from geo.indicators import DEFINITIONS, pole_indicators, written
from geo.sheets_parts import AREA_SOURCE, POPULATION_SOURCE
from geo.sheets_pole import short_name, status_of
from geo.silhouettes import Silhouette, Silhouettes, draw_silhouettes
from geo.text import fold
from pages._shared import cache, liens, style

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.dataset import Dataset
    from pages._shared.entete import Lecture

SORTS = (
    *("population", "superficie", "densite", "membres", "communes", "age", "cooperations"),
    *("themes", "nom"),
)
GROUPS = {
    "": "Sans regrouper",
    "type": "Type",
    "region_siege": "Région du siège",
    "statut": "Statut",
}
TYPES = {"aire": "D’un seul tenant", "mixte": "Mixte", "reseau": "En réseau"}
UNKNOWN = "Non renseigné"
#: Pixels: a drawing wider than a column of the grid takes two (`--colonne` in poles.css).
COLUMN = 212
SCALE_KM = 100


@dataclass(frozen=True, slots=True)
class Vignette:
    """What the atlas shows of a pôle whatever the sort: name, look, drawing, badges.

    `svg` is None for a pôle without a known member.
    """

    code: str
    nom: str
    classes: frozenset[str]
    badges: tuple[str, ...]
    svg: str | None


@st.cache_resource(show_spinner=False)
def indicators() -> pd.DataFrame:
    """Return `geo.indicators.pole_indicators`, once per process: read only."""
    donnees = cache.dataset()
    return pole_indicators(donnees.tables, donnees.prepared)


@st.cache_resource(show_spinner=False)
def drawings() -> Silhouettes:
    """Silhouettes of every pôle, once per process."""
    donnees = cache.dataset()
    return draw_silhouettes(donnees.tables, donnees.prepared)


@st.cache_resource(show_spinner=False)
def vignettes() -> Mapping[str, Vignette]:
    """Vignette of every pôle, by code, in the order of their names, once per process."""
    tables, drawn = cache.dataset().tables, drawings().by_code
    natures = tables.natures.set_index("code")
    found = []
    for pole in tables.poles.itertuples():
        legal = bool(natures["legale"][pole.nature])
        looks = {
            "reseau": pole.type == "reseau",
            "termine": pole.statut in ("dissous", "en_sommeil"),
            "hors-loi": not legal,
            "inconnu": pole.statut == "inconnu",
            "large": pole.code in drawn and drawn[pole.code].width > COLUMN,
        }
        badges = (
            status_of(pole) if pole.statut != "actif" else "",
            "" if legal else typography(natures["label"][pole.nature]),
            "aire et réseau" if pole.type == "mixte" else "",
        )
        found.append(
            Vignette(
                pole.code,
                short_name(pole),
                frozenset(name for name, wanted in looks.items() if wanted),
                tuple(filter(None, badges)),
                _svg(drawn[pole.code], pole) if pole.code in drawn else None,
            )
        )
    return {one.code: one for one in sorted(found, key=lambda one: fold(one.nom))}


def shown_poles(lecture: Lecture) -> pd.DataFrame:
    """Rows of the pôles that the filters keep, indexed by `code`, in the order of their names."""
    poles = lecture.donnees.tables.poles[lecture.selection.poles].set_index("code", drop=False)
    return poles.loc[[code for code in vignettes() if code in poles.index]]


def show(lecture: Lecture) -> None:
    """Draw the atlas of the pôles that the filters keep."""
    st.header("Chaque pôle est un prototype", anchor=False)
    tri, groupe = _settings()
    poles = shown_poles(lecture)
    drawn = poles[poles["code"].isin(drawings().by_code)]
    in_order = ordered(drawn["code"].tolist(), tri)
    _section(_legend(in_order))
    for title, codes in grouped(lecture.donnees, drawn.loc[in_order], groupe):
        if title:
            st.subheader(f"{title} · {count_label(len(codes), 'pôle')}", anchor=False)
        figures = "".join(_figure(lecture, vignettes()[code], tri) for code in codes)
        _section(f"<ul class='grille'>{figures}</ul>")
    if missing := [code for code in poles.index if code not in drawings().by_code]:
        links = [_link(lecture, code, escape(vignettes()[code].nom)) for code in missing]
        st.html(
            "<p class='sans-dessin'>Sans silhouette, faute de membres connus\u202f: "
            f"{enumerate_fr(links)}.</p>"
        )
    st.caption(
        "Cliquez sur une silhouette pour ouvrir sa fiche. Le ton dit le type inscrit à "
        "l’inventaire\u202f; le nombre de morceaux, mesuré, est dans le tableau. "
        f"{POPULATION_SOURCE} · {AREA_SOURCE}."
    )
    with st.expander("Les mêmes faits en tableau"):
        st.dataframe(
            facts(lecture.donnees, drawn.loc[in_order], tri), hide_index=True, width="stretch"
        )


def _section(html: str) -> None:
    """Show a piece of the atlas, its texts escaped.

    Not by `st.html`, which takes drawings out. On one line: Markdown ends HTML at a blank one.
    """
    st.markdown(f"<section class='atlas'>{html}</section>", unsafe_allow_html=True)


def _settings() -> tuple[str, str]:
    with st.container(key="reglages_atlas", horizontal=True, gap="medium"):
        tri = st.selectbox(
            "Trier par",
            SORTS,
            format_func=lambda key: DEFINITIONS[key].libelle if key in DEFINITIONS else "Nom",
            key="tri",
            persist_state="page",
        )
        groupe = st.selectbox(
            "Regrouper par",
            list(GROUPS),
            format_func=GROUPS.__getitem__,
            key="groupe",
            persist_state="page",
        )
    return tri, groupe


def ordered(codes: Sequence[str], tri: str) -> list[str]:
    """Sort pôles given by name by an indicator, greatest first, unknown last; `nom` keeps them."""
    if tri == "nom":
        return list(codes)
    values = indicators()[tri].loc[list(codes)].astype(float)
    return values.sort_values(ascending=False, kind="stable").index.tolist()


def grouped(donnees: Dataset, poles: pd.DataFrame, groupe: str) -> list[tuple[str, list[str]]]:
    """Share the codes of pôles out under titles; one group, untitled, when `groupe` is empty."""
    if not groupe:
        return [("", poles["code"].tolist())]
    statuts = donnees.tables.statuts_pole
    labels = {
        "type": TYPES,
        "region_siege": donnees.labels["region"],
        "statut": dict(zip(statuts["code"], statuts["label"], strict=True)),
    }[groupe]
    groups = {typography(label): poles[poles[groupe] == code] for code, label in labels.items()}
    groups[f"{GROUPS[groupe]}\u202f: non renseigné"] = poles[~poles[groupe].isin(list(labels))]
    return [(title, group["code"].tolist()) for title, group in groups.items() if len(group)]


def facts(donnees: Dataset, poles: pd.DataFrame, tri: str) -> pd.DataFrame:
    """Say what the drawings show, one pôle a row, columns in French."""
    drawn = [drawings().by_code[code] for code in poles["code"]]
    natures = donnees.tables.natures.set_index("code")["label"]
    table = pd.DataFrame(
        {
            "Pôle": [vignettes()[code].nom for code in poles["code"]],
            "Type": poles["type"].map(TYPES).fillna(UNKNOWN).to_numpy(),
            "Morceaux": [one.morceaux for one in drawn],
            "Intercommunalité la plus peuplée": [typography(one.principal) for one in drawn],
            "Bord de mer": ["oui" if one.mer else "non" for one in drawn],
            "Frontière": [enumerate_fr(one.pays) or "aucune" for one in drawn],
            "Statut": [status_of(pole) for pole in poles.itertuples()],
            "Forme juridique": poles["nature"].map(natures).map(typography).to_numpy(),
        }
    )
    for key in dict.fromkeys(("population", "membres", tri)):
        if key in DEFINITIONS:
            values = indicators()[key].loc[poles["code"]]
            table[DEFINITIONS[key].libelle] = [written(key, value) for value in values]
    return table


def _figure(lecture: Lecture, vignette: Vignette, tri: str) -> str:
    """One silhouette and its caption, a link to the pôle's sheet."""
    key = tri if tri in DEFINITIONS and tri != "membres" else "population"
    figures = [written(k, indicators()[k][vignette.code]) for k in (key, "membres")]
    badges = "".join(f"<em>{escape(badge)}</em>" for badge in vignette.badges)
    inside = (
        f"{vignette.svg}<span class='legende'><strong>{escape(vignette.nom)}</strong>"
        f"<span>{escape(f'{NBSP}· '.join(figures))}</span>{badges}</span>"
    )
    return f"<li class='{' '.join(vignette.classes)}'>{_link(lecture, vignette.code, inside)}</li>"


def _link(lecture: Lecture, code: str, inside: str) -> str:
    href = liens.href("poles", replace(lecture.view, choix=("pole", code)))
    return (
        f"<a class='pole' href='{escape(href)}' data-vers='pole:{escape(code)}' "
        f"data-page='poles'>{inside}</a>"
    )


def _svg(drawn: Silhouette, pole: Any) -> str:
    lines = "".join(
        f"<path class='{name}' d='{d}'/>"
        for name in ("mer", "frontiere", "corps", "joints", "fil")
        if (d := getattr(drawn, name))
    )
    x, y = drawn.point
    return (
        f"<svg {_size(drawn.width, drawn.height)} role='img' "
        f"aria-label='{escape(described(drawn, pole.type))}'>{lines}"
        f"<circle cx='{x:g}' cy='{y:g}' r='3.6'/></svg>"
    )


def _size(width: float, height: float) -> str:
    """Size of a drawing; an em is ten pixels, fewer on a narrow screen (`poles.css`)."""
    box = f"viewBox='0 0 {width:g} {height:g}'"
    return f"{box} width='{width / 10:.4g}em' height='{height / 10:.4g}em'"


def described(drawn: Silhouette, kind: str) -> str:
    """Say in French what a silhouette shows."""
    seen = [TYPES.get(kind, "Silhouette")]
    if drawn.morceaux > 1:
        seen.append(f"{drawn.morceaux} morceaux")
    if drawn.mer:
        seen.append("bord de mer")
    if drawn.pays:
        seen.append(f"frontière avec {enumerate_fr(drawn.pays)}")
    if drawn.ailleurs:
        seen.append(f"{count_label(drawn.ailleurs, 'membre')} hors du dessin")
    return typography(", ".join([*seen, f"point sur {drawn.principal}"]))


def _legend(codes: Sequence[str]) -> str:
    """Each sign that occurs and what it means, then the scale bar."""
    drawn = [drawings().by_code[code] for code in codes]
    classes = frozenset().union(*(vignettes()[code].classes for code in codes))
    # In the dark theme the stronger tone is the lighter one.
    strong, weak = ("Foncé", "Clair") if style.theme() == "light" else ("Clair", "Sombre")
    square = "<path class='corps' d='M2 3H20V13H2Z'/>"
    signs = [
        ("", square, f"{strong}\u202f: d’un seul tenant, ou mixte", True),
        ("reseau", square, f"{weak}\u202f: en réseau", "reseau" in classes),
        ("inconnu", square, "Statut non vérifié", "inconnu" in classes),
        ("termine", square, "Dissous ou en sommeil", "termine" in classes),
        ("hors-loi", square, "Association, charte ou forme non établie", "hors-loi" in classes),
        ("", "<circle cx='11' cy='8' r='3.6'/>", "Ville la plus peuplée du premier membre", True),
        ("", "<path class='mer' d='M2 8H20'/>", "Bord de mer", any(d.mer for d in drawn)),
        ("", "<path class='frontiere' d='M2 8H20'/>", "Frontière", any(d.pays for d in drawn)),
        ("", "<path class='fil' d='M1 8H21'/>", "Lien entre morceaux", any(d.fil for d in drawn)),
    ]
    items = "".join(
        f"<li class='{name}'><svg viewBox='0 0 22 16' aria-hidden='true'>{sign}</svg>{text}</li>"
        for name, sign, text, wanted in signs
        if wanted
    )
    bar = SCALE_KM * 1000 / drawings().scale
    patterns = "".join(
        f"<pattern id='trame-{tone}' width='4' height='4' patternUnits='userSpaceOnUse' "
        f"patternTransform='rotate(45)'><rect class='fond {tone}' width='4' height='4'/>"
        "<rect class='trait' width='1.3' height='4'/></pattern>"
        for tone in ("forte", "douce")
    )
    return (
        f"<svg class='motifs' aria-hidden='true'><defs>{patterns}</defs></svg>"
        f"<div class='tete'><ul class='signes'>{items}</ul>"
        f"<svg class='echelle' {_size(bar + 2, 22)} role='img' "
        f"aria-label='Échelle commune\u202f: {SCALE_KM} km'><path d='M1 1V6H{bar + 1:.1f}V1'/>"
        f"<text x='{bar / 2 + 1:.1f}' y='19'>{SCALE_KM}{NBSP}km</text></svg></div>"
    )
