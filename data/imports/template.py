"""The workbooks that editors fill in: an empty template, and the inventory to correct."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.imports.apply import as_texts
from data.imports.examples import EXAMPLES
from data.imports.headers import EDITABLE, REMOVE, VERSION_LABEL, WHOLE_LABEL
from data.imports.workbook_out import inventory_workbook

if TYPE_CHECKING:
    from data.loaders import Tables

INTRODUCTION = (
    "Chaque feuille est une table : une ligne par fait, avec sa source.",
    "Les colonnes peuvent être dans n’importe quel ordre ; celles dont le titre porte * sont "
    "obligatoires. Un commentaire explique chaque titre.",
    "Les codes (SIREN, départements) et les dates sont au format texte : laissez-les ainsi. Une "
    "date s’écrit AAAA, AAAA-MM ou AAAA-MM-JJ.",
    "Un territoire, un pôle ou une coopération se donne par son code ; un nom est accepté, et "
    "l’import propose alors des correspondances à choisir.",
    "Une ligne dont la clé existe déjà dans l’inventaire la remplace ; sinon elle s’ajoute. Pour "
    f"en enlever une, écrivez « oui » dans la colonne « {REMOVE} ».",
    "Pas de formule : l’import les refuse. Une colonne dont le titre est entre parenthèses est une "
    "aide à la lecture, que l’import ne lit pas.",
)


def modele(tables: Tables) -> bytes:
    """Return the template, as XLSX: a sheet for each table that editors may change.

    Example rows are fictional; an import leaves them out.

    Parameters
    ----------
    tables
        The inventory, for its closed lists.
    """
    rows = {name: EXAMPLES.get(name, ()) for name in EDITABLE}
    told = (
        "Les lignes grises sont des exemples fictifs : leur clé commence par « exemple », et "
        "l’import ne les lit pas. Effacez-les ou laissez-les.",
    )
    return inventory_workbook(
        as_texts(tables), rows, (*INTRODUCTION, *told), {WHOLE_LABEL: "non"}, examples=True
    )


def classeur_edition(tables: Tables, *, version: int | str = "") -> bytes:
    """Return the whole inventory in the form of the template, to correct and send back.

    Parameters
    ----------
    tables
        The inventory.
    version
        Its number, kept in the workbook: the import tells it back (`Rapport.version`).
    """
    frames = as_texts(tables)
    rows = {name: list(frames[name].itertuples(index=False, name=None)) for name in EDITABLE}
    told = (
        "Ce classeur contient tout l’inventaire. Renvoyé comme « classeur entier », les lignes "
        "qui n’y sont plus sont supprimées ; sinon elles restent.",
    )
    facts = {VERSION_LABEL: str(version), WHOLE_LABEL: "oui"}
    return inventory_workbook(frames, rows, (*INTRODUCTION, *told), facts, examples=False)
