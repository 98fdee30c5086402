"""What is inventoried around the 22 métropoles, beside the national count of 2019."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo.couverture import ANNEE_ETUDE, COMPTE_ETUDE, Couverture, coverage
from geo.filters import Filters
from geo.format_fr import count_label, enumerate_fr, number, partial_date, title, typography
from pages._shared import liens

if TYPE_CHECKING:
    import pandas as pd

    from pages._shared.entete import Lecture

#: A métropole with this many cooperations or fewer is named as little documented.
FEW = 3
_STUDY = (
    "coopérations autour des 22 métropoles, comptées par le CGET, France urbaine et l’AdCF. Leur "
    "liste n’a jamais été publiée : on ne peut dire lesquelles figurent ici, lesquelles manquent."
)
_NO_RATE = (
    "Les deux comptes ne définissent pas une coopération de la même façon : diviser l’un par "
    "l’autre ne donnerait pas un taux de couverture. Cet inventaire est indépendant, tiré de pages "
    "publiques lues en {mois}, et n’est pas complet : un accord qui n’a pas laissé de page "
    "publique n’y est pas."
)
_MEANING = (
    "Coopérations auxquelles la métropole participe elle-même, comme porteur ou partenaire ; le "
    "détail par système suit le thème principal. Une coopération qu’un pôle mène sans la citer "
    "n’y compte pas, alors que la page Régions, qui mesure les habitants couverts, la compte pour "
    "chaque intercommunalité membre du pôle."
)
_DOUBT = (
    "C’est peut-être l’effet du relevé autant que de la réalité : une page publique qui manque "
    "n’est pas une coopération qui manque."
)


def show(lecture: Lecture) -> None:
    """Draw the coverage of the cooperations shown."""
    donnees = lecture.donnees
    found = coverage(
        donnees.facets,
        lecture.selection.cooperations,
        donnees.prepared.epci,
        donnees.sheets.cooperations_of,
    )
    st.header(f"Ce que couvre l’inventaire, face au compte de {ANNEE_ETUDE}", anchor=False)
    month = partial_date(f"{donnees.releve:%Y-%m}")
    st.html(_counts(found, month, filtered=lecture.view.filters != Filters()))
    st.header("Métropole par métropole", anchor=False)
    st.markdown(typography(" ".join((_MEANING, _shared(found), _few(found.metropoles)))))
    st.html(_table(lecture, found.metropoles))


def _counts(found: Couverture, month: str, *, filtered: bool) -> str:
    lines = (
        (found.en_vigueur, f"en vigueur en {ANNEE_ETUDE}, selon les années connues"),
        (found.finies, f"achevées avant {ANNEE_ETUDE}"),
        (found.apres, f"commencées après {ANNEE_ETUDE}"),
        (found.sans_date, "sans année de début connue"),
    )
    items = "".join(f"<li><b>{number(n)}</b> {escape(text)}</li>" for n, text in lines)
    here = "Cet inventaire, avec les filtres choisis" if filtered else "Cet inventaire"
    involved = (
        f"coopérations auxquelles participe au moins une des {len(found.metropoles)} métropoles"
        f"{', dont :' if found.autour else '.'}"
    )
    elsewhere = (
        f"Il regarde aussi ailleurs : {count_label(found.total - found.autour, 'coopération')} "
        "sans métropole participante, autour d’autres agglomérations et des pôles."
    )
    limits = _NO_RATE.format(mois=month)
    return (
        f'<div class="comptes">{_section("L’étude nationale de 2019", _STUDY, COMPTE_ETUDE)}'
        + _section(here, involved, found.autour, f"<ul>{items}</ul>" if found.autour else "")
        + _section("Ce que l’on ne peut pas en conclure", limits, more=_paragraph(elsewhere))
        + "</div>"
    )


def _section(heading: str, text: str, figure: int | None = None, more: str = "") -> str:
    large = "" if figure is None else f'<p class="grand">{number(figure)}</p>'
    return f"<section><h3>{escape(heading)}</h3>{large}{_paragraph(text)}{more}</section>"


def _paragraph(text: str) -> str:
    return f"<p>{escape(typography(text))}</p>"


def _shared(found: Couverture) -> str:
    total = int(found.metropoles["cooperations"].sum())
    if total == found.autour:
        return ""
    return (
        f"Une coopération entre deux métropoles compte pour chacune : la somme ({number(total)}) "
        f"dépasse les {number(found.autour)} coopérations distinctes."
    )


def _few(metropoles: pd.DataFrame) -> str:
    """Name the métropoles with few cooperations, or none."""
    few = [
        (title(row.nom), row.cooperations)
        for row in metropoles.itertuples()
        if row.cooperations <= FEW
    ]
    if not few:
        return f"Chaque métropole a plus de {FEW} coopérations relevées."
    none = [name for name, n in few if not n]
    little = [f"{name} ({n})" for name, n in few if n]
    parts = [
        f"Peu de coopérations relevées pour {enumerate_fr(little)}." if little else "",
        f"Aucune pour {enumerate_fr(none)}." if none else "",
        _DOUBT,
    ]
    return " ".join(filter(None, parts))


def _table(lecture: Lecture, metropoles: pd.DataFrame) -> str:
    systems = lecture.donnees.labels["systeme"]
    heads = "".join(
        f'<th scope="col"><i class="s{rank}"></i>{escape(typography(label))}</th>'
        for rank, label in enumerate(systems.values())
    )
    most = max(int(metropoles["cooperations"].max()), 1)
    body = "".join(_row(lecture, row, list(systems), most) for row in metropoles.to_dict("records"))
    return (
        '<div class="defile" tabindex="0" role="region" aria-label="Coopérations de chaque '
        'métropole, par système"><table class="metropoles"><thead><tr>'
        f'<th scope="col">Métropole</th><th scope="col" colspan="2">Coopérations</th>{heads}'
        f'<th scope="col">Sur la carte</th></tr></thead><tbody>{body}</tbody></table></div>'
    )


def _row(lecture: Lecture, row: dict[str, Any], systems: list[str], most: int) -> str:
    name, n = title(row["nom"]), row["cooperations"]
    see = liens.link(
        lecture.view, ("territoire", row["siren"]), "Voir", aria_label=f"Voir {name} sur la carte"
    )
    figures = "".join(f"<td>{number(row[code]) if row[code] else '·'}</td>" for code in systems)
    return (
        f'<tr><th scope="row">{escape(name)}</th><td>{number(n)}</td>'
        f'<td class="mesure"><span style="width:{100 * n / most:.1f}%"></span></td>{figures}'
        f"<td>{see}</td></tr>"
    )
