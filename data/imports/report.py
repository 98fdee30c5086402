"""The report of an import: every fault, every question, and the tables when all is well."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from data.imports.cells import Book
    from data.imports.names import Rapprochement
    from data.loaders import Tables

VALUE_SHOWN = 200
"""Characters of a value kept in a report."""


@dataclass(frozen=True, slots=True)
class Faute:
    """One cell, row or sheet to correct.

    Attributes
    ----------
    feuille
        Sheet as the file names it; « Inventaire actuel : table » when the row at fault is not
        in the file but in the inventory (it points at something the import removes).
    ligne
        Row as the spreadsheet numbers it.
    colonne
        Header as the file spells it, else the machine name, else letters; may be empty.
    valeur
        What was found, shortened.
    attendu, expected
        What was expected, in French and in English.
    suggestion
        The nearest valid value, empty when none is near.
    table, champ
        Table and column, by their machine names; empty for a sheet that is no table.
    position
        Position of the cell in its row, from 0; None when the whole row or sheet is at fault.
    """

    feuille: str
    ligne: int
    colonne: str
    valeur: str
    attendu: str
    suggestion: str = ""
    expected: str = ""
    table: str = ""
    champ: str = ""
    position: int | None = None

    def to_dict(self) -> dict[str, str | int]:
        """Return the six keys of the report."""
        return {
            "feuille": self.feuille,
            "ligne": self.ligne,
            "colonne": self.colonne,
            "valeur": self.valeur,
            "attendu": self.attendu,
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True, slots=True)
class Correction:
    """A value that a spreadsheet had changed, and what it was written back to."""

    feuille: str
    ligne: int
    colonne: str
    avant: str
    apres: str


@dataclass(frozen=True)
class Rapport:
    """What an import would do, or what prevents it.

    Attributes
    ----------
    fichier
        Name of the file.
    fautes
        Everything to correct, in the order of sheets, rows and columns.
    rapprochements
        Names waiting for a choice (`resolve`).
    corrections
        Values written back to what the spreadsheet had changed.
    notes
        What else there is to say, in French.
    lignes
        Number of rows read, by table.
    tables
        The whole inventory with the import in it; None while anything is wrong or waits.
    version
        Version of the inventory that the workbook was exported from, when it says so.
    entier
        Whether the workbook says that it holds every row of its tables.
    autres
        Faults left out of `fautes` because there are too many.
    """

    fichier: str
    fautes: tuple[Faute, ...] = ()
    rapprochements: tuple[Rapprochement, ...] = ()
    corrections: tuple[Correction, ...] = ()
    notes: tuple[str, ...] = ()
    lignes: Mapping[str, int] = field(default_factory=dict)
    tables: Tables | None = None
    version: str = ""
    entier: bool = False
    autres: int = 0
    book: Book | None = field(default=None, repr=False, compare=False)
    again: Callable[[Mapping[str, str]], Rapport] | None = field(
        default=None, repr=False, compare=False
    )

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong and nothing waits: `tables` can be published."""
        return self.tables is not None

    def resolve(self, choices: Mapping[str, str]) -> Rapport:
        """Return the report once names are told apart.

        Parameters
        ----------
        choices
            Code chosen for each `Rapprochement.cle`; an empty code refuses every candidate, and
            makes the name a fault. Choices made before are kept.
        """
        return self if self.again is None else self.again(choices)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values.

        A name that waits is a fault as well, whose suggestion is the nearest body: a reader of
        `fautes` alone misses nothing.
        """
        waiting = [
            {
                "feuille": asked.feuille,
                "ligne": row,
                "colonne": asked.colonne,
                "valeur": asked.texte[:VALUE_SHOWN],
                "attendu": "un code ; ce nom attend un choix",
                "suggestion": asked.candidats[0].code if asked.candidats else "",
            }
            for asked in self.rapprochements
            for row in asked.lignes
        ]
        return {
            "fichier": self.fichier,
            "ok": self.ok,
            "fautes": [*(fault.to_dict() for fault in self.fautes), *waiting],
            "autres_fautes": self.autres,
            "rapprochements": [
                {
                    "cle": asked.cle,
                    "feuille": asked.feuille,
                    "ligne": asked.ligne,
                    "lignes": list(asked.lignes),
                    "colonne": asked.colonne,
                    "texte": asked.texte,
                    "candidats": [
                        {"code": found.code, "nom": found.nom, "score": found.score}
                        for found in asked.candidats
                    ],
                }
                for asked in self.rapprochements
            ],
            "corrections": [
                {
                    "feuille": done.feuille,
                    "ligne": done.ligne,
                    "colonne": done.colonne,
                    "avant": done.avant,
                    "apres": done.apres,
                }
                for done in self.corrections
            ],
            "notes": list(self.notes),
            "lignes": dict(self.lignes),
        }

    def to_json(self) -> str:
        """Return the report as JSON."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=1)
