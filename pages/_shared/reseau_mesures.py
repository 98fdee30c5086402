"""The measures of the network of cooperations: lists, each with its definition, and a table."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from geo.couverture import METROPOLES
from geo.format_fr import NBSP, count_label, enumerate_fr, number, title, typography
from geo.noms import picture_name
from geo.reseau import isolated_metropoles, ranking, systems
from geo.reseau_dessin import MIN_SYSTEME
from geo.text import sort_key
from pages._shared import cache, liens

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from geo.reseau import Reseau
    from pages._shared.entete import Lecture

#: Rows of a list of measures.
_ROWS = 10
#: Measure -> title, head of its column, definition.
MEASURES = {
    "partenaires": (
        "Les territoires les plus liés",
        "Partenaires",
        "Nombre de territoires différents auxquels celui-ci est relié.",
    ),
    "cooperations": (
        "Les plus engagés",
        "Coopérations",
        "Nombre de coopérations auxquelles le territoire prend part, comme porteur ou comme "
        "partenaire.",
    ),
    "intermediarite": (
        "Les intermédiaires",
        "Intermédiarité",
        "Sur cent paires d’autres territoires du réseau, nombre de celles que le plus court "
        "chemin relie en passant par celui-ci.",
    ),
}
_SYSTEMS = (
    "Un système de coopération est un groupe de territoires bien plus liés entre eux qu’avec les "
    "autres, trouvé par calcul (méthode de Louvain) : ce n’est ni une institution ni un thème."
)
_ISOLATED = (
    "Parmi les {} métropoles (celles des régions choisies, s’il y en a), celles qui participent à "
    "une seule des coopérations montrées, ou à aucune. Une coopération menée par le pôle dont une "
    "métropole est membre ne compte pas pour elle."
)


@cache.per_version()
def territoires() -> pd.DataFrame:
    """Return how each territory is named, by code, in the order of their names."""
    t = cache.dataset().tables
    pole = t.territoires["pole_code"].map(t.poles.set_index("code")["nom_court"]).fillna("")
    types = dict(zip(t.types_territoire["code"], t.types_territoire["label"], strict=True))
    named = pd.DataFrame(
        {
            "code": t.territoires["code"],
            "nom": t.territoires["nom"].map(title),
            "court": map(picture_name, t.territoires["nom"], pole),
            "type": t.territoires["type"].map(types),
            "pole": t.territoires["type"] == "pole",
            "pole_code": t.territoires["pole_code"],
        }
    )
    return named.sort_values("nom", key=sort_key).set_index("code")


def lists(lecture: Lecture, reseau: Reseau) -> str:
    """Return the measures, as folded lists of which the first is open."""
    kept = lecture.donnees.tables.cooperations.loc[lecture.selection.cooperations, "id"]
    participants = lecture.donnees.tables.participants
    participants = participants[participants["cooperation_id"].isin(kept)]
    folds = [_measure(lecture, reseau, measure) for measure in MEASURES]
    folds += [_systems(lecture, reseau, participants), _alone(lecture, participants)]
    folds[0] = folds[0].replace("<details>", "<details open>", 1)
    return f'<div class="reseau-mesures">{"".join(folds)}</div>'


def _measure(lecture: Lecture, reseau: Reseau, measure: str) -> str:
    heading, head, meaning = MEASURES[measure]
    if measure == "intermediarite" and reseau.echantillon:
        drawn = count_label(reseau.echantillon, "territoire")
        meaning += f" Estimation à partir de {drawn} tirés au sort, toujours les mêmes."
    rows = [
        (str(row.rang), link(lecture, row.Index, row.nom), _value(measure, getattr(row, measure)))
        for row in ranking(reseau.noeuds, measure, territoires()["nom"], _ROWS).itertuples()
    ]
    if not rows:
        return _fold(heading, meaning, (), "Aucun territoire avec ces filtres.")
    return _fold(heading, meaning, ("Rang", "Territoire", head), rows)


def _systems(lecture: Lecture, reseau: Reseau, participants: pd.DataFrame) -> str:
    found = systems(reseau.noeuds, participants)
    large = found[found["territoires"] >= MIN_SYSTEME]
    names = territoires()["court"]
    rows = [
        (
            str(row.Index),
            enumerate_fr([link(lecture, code, names[code]) for code in row.principaux]),
            number(row.territoires),
            number(row.cooperations),
        )
        for row in large.itertuples()
    ]
    small = count_label(len(found) - len(large), "groupe")
    note = (
        f"{_SYSTEMS} S’y ajoutent {small} de deux territoires."
        if len(found) > len(large)
        else _SYSTEMS
    )
    heading = f"Les systèmes de coopération ({len(large)})"
    heads = ("N°", "Territoires les plus liés", "Territoires", "Coopérations internes")
    return _fold(heading, note, heads, rows)


def _alone(lecture: Lecture, participants: pd.DataFrame) -> str:
    epci, regions = lecture.donnees.prepared.epci, set(lecture.view.filters.regions)
    if regions:
        epci = epci[[not regions.isdisjoint(codes.split(";")) for codes in epci["regions"]]]
    found = isolated_metropoles(epci, participants)
    rows = [
        (link(lecture, row.siren, title(row.nom)), number(row.cooperations))
        for row in found.itertuples()
    ]
    heading = f"Les métropoles isolées ({len(found)})"
    meaning = _ISOLATED.format(lecture.donnees.prepared.epci["nature"].isin(METROPOLES).sum())
    if not rows:
        return _fold(heading, meaning, (), "Aucune de ces métropoles n’est dans ce cas.")
    return _fold(heading, meaning, ("Métropole", "Coopérations"), rows)


def _fold(
    heading: str, meaning: str, heads: Sequence[str], rows: Iterable[Sequence[str]] | str
) -> str:
    """Return a folded section: definition, then a table (cells are HTML) or a sentence."""
    body = (
        f"<p>{html.escape(typography(rows))}</p>" if isinstance(rows, str) else _rows(heads, rows)
    )
    return (
        f"<details><summary><h3>{html.escape(typography(heading))}</h3></summary>"
        f'<p class="sens">{html.escape(typography(meaning))}</p>{body}</details>'
    )


def _rows(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{html.escape(head)}</th>' for head in heads)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def link(lecture: Lecture, code: str, text: str) -> str:
    """Return a link to a territory on the map."""
    return liens.link(lecture.view, ("territoire", code), html.escape(text))


def _value(measure: str, value: Any) -> str:
    return percent(value) if measure == "intermediarite" else number(value)


def percent(share: float) -> str:
    """Write a share, from 0 to 1, as a percentage."""
    return f"{number(100 * share, decimals=1)}{NBSP}%"


def show_table(reseau: Reseau) -> None:
    """Show every territory of the network with its measures."""
    table = territoires().join(reseau.noeuds, how="inner")
    columns = {
        "nom": "Territoire",
        "type": "Nature",
        "partenaires": "Partenaires",
        "cooperations": "Coopérations",
        "intermediarite": "Intermédiarité (%)",
        "systeme": "Système",
    }
    table["intermediarite"] = (100 * table["intermediarite"]).round(2)
    st.dataframe(table[[*columns]].rename(columns=columns), hide_index=True, width="stretch")
