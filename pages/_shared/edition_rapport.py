"""What the check of a file found: faults, names to tell apart, corrections."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.imports import marque
from geo.format_fr import count_label, enumerate_fr, number, typography
from pages._shared import edition_travail
from pages._shared.edition_differences import table_title
from pages._shared.edition_fichier import XLSX
from pages._shared.textes import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.dataset import Dataset
    from data.imports import Candidat, Faute, Rapport, Rapprochement
    from pages._shared.edition_travail import Travail

READ = 200
"""Faults up to which they are written out in full; more are in a table to scroll."""
SHOWN = 1_000
"""Corrections shown."""
NAMES_SHOWN = 20
"""Names asked for at once."""
NONE = "aucun"


def show(work: Travail, donnees: Dataset) -> None:
    """Draw the report: what was read, then what is to be corrected or chosen."""
    report = work.rapport
    read = [
        f"{plain(table_title(table))} ({number(count)})" for table, count in report.lignes.items()
    ]
    st.markdown(
        f"Lu\u202f: {enumerate_fr(read)}." if read else "Aucune table reconnue dans ce fichier."
    )
    if report.fautes:
        _faults(report)
    if report.rapprochements:
        _names(work, donnees)
    if report.ok:
        st.success("Aucune faute.", icon=":material/check_circle:")
    _remarks(report)


def _faults(report: Rapport) -> None:
    total = len(report.fautes) + report.autres
    st.error(
        f"**{count_label(total, 'faute')} à corriger.** Rien ne peut être publié d’ici là\u202f: "
        "corrigez le fichier, puis déposez-le à nouveau.",
        icon=":material/report:",
    )
    sheets = Counter(fault.feuille for fault in report.fautes)
    st.markdown(
        " · ".join(
            f"{plain(sheet) or 'Fichier'}\u202f: {number(count)}" for sheet, count in sheets.items()
        )
    )
    if len(report.fautes) <= READ:
        st.html(_table(report.fautes))
    else:
        st.dataframe(
            pd.DataFrame([fault.to_dict() for fault in report.fautes]).rename(columns=str.title),
            hide_index=True,
            width="stretch",
            column_config={"Attendu": st.column_config.TextColumn(width="large")},
            key="edition_fautes",
        )
    _marked(report)


def _table(faults: Iterable[Faute]) -> str:
    """Return the faults as a table, long texts in full."""
    heads = ("Feuille", "Ligne", "Colonne", "Trouvé", "Attendu", "Suggestion")
    head = "".join(f"<th scope='col'>{text}</th>" for text in heads)
    rows = "".join(
        f"<tr>{_cell(fault.feuille)}{_cell(str(fault.ligne or ''))}{_cell(fault.colonne)}"
        f"{_cell(fault.valeur)}{_cell(typography(fault.attendu), 'long')}"
        f"{_cell(fault.suggestion)}</tr>"
        for fault in faults
    )
    return (
        "<div class='lignes-lues' role='region' tabindex='0' aria-label='Fautes à corriger'>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cell(text: str, kind: str = "") -> str:
    opening = f"<td class='{kind}'>" if kind else "<td>"
    return f"{opening}{escape(' '.join(text.split()))}</td>"


def _marked(report: Rapport) -> None:
    stem = "".join(c if c.isalnum() or c in "-_ ." else "_" for c in report.fichier)
    st.download_button(
        "Télécharger le fichier annoté",
        lambda: marque(report),
        file_name=f"{stem.rpartition('.')[0] or stem or 'fichier'}-annote.xlsx",
        mime=XLSX,
        on_click="ignore",
        icon=":material/format_color_fill:",
        help="Les cellules fautives y sont colorées et expliquées en commentaire.",
        key="edition_annote",
    )


def _names(work: Travail, donnees: Dataset) -> None:
    asked = work.rapport.rapprochements
    st.warning(
        f"**{count_label(len(asked), 'nom')} à rapprocher d’un code.** Choisissez pour "
        "chacun\u202f; rien n’est choisi à votre place.",
        icon=":material/link:",
    )
    with st.form("edition_noms", border=False):
        chosen = {name.cle: _name(name, rank) for rank, name in enumerate(asked[:NAMES_SHOWN])}
        if len(asked) > NAMES_SHOWN:
            st.caption(
                f"Les {NAMES_SHOWN} premiers noms sur {len(asked)}\u202f; les suivants viendront "
                "après ceux-ci."
            )
        sent = st.form_submit_button("Appliquer ces choix", type="primary")
    if sent:
        choices = {key: "" if code == NONE else code for key, code in chosen.items() if code}
        if choices:
            edition_travail.resolve(work, choices, donnees)
            st.rerun()
        st.info("Choisissez un organisme pour au moins un nom.")


def _name(asked: Rapprochement, rank: int) -> str | None:
    found: dict[str, Candidat] = {candidate.code: candidate for candidate in asked.candidats}

    def told(code: str) -> str:
        if code == NONE:
            return "Aucun de ceux-ci\u202f: je corrigerai le fichier"
        return f"{found[code].nom} ({code}) · proche à {number(found[code].score)}\u00a0%"

    rows = ", ".join(map(str, asked.lignes[:5])) + ("…" if len(asked.lignes) > 5 else "")
    place = f"{asked.feuille}, {asked.colonne}, ligne{'s' * (len(asked.lignes) > 1)} {rows}"
    return st.selectbox(
        f"«\u00a0{plain(asked.texte)}\u00a0» — {plain(place)}",
        [*found, NONE],
        index=None,
        format_func=told,
        placeholder="Choisir l’organisme" if found else "Aucun organisme ne porte un nom proche",
        # Another name may take this rank once the first ones are told apart.
        key=f"edition_nom_{rank}_{asked.cle}",
    )


def _remarks(report: Rapport) -> None:
    for note in report.notes:
        st.caption(plain(note))
    if report.corrections:
        count = count_label(len(report.corrections), "valeur rétablie", "valeurs rétablies")
        with st.expander(f"{count} après un changement fait par le tableur"):
            st.dataframe(
                [
                    {
                        "Feuille": done.feuille,
                        "Ligne": done.ligne,
                        "Colonne": done.colonne,
                        "Dans le fichier": done.avant,
                        "Lu comme": done.apres,
                    }
                    for done in report.corrections[:SHOWN]
                ],
                hide_index=True,
                width="stretch",
            )
