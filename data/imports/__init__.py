"""Takes in the spreadsheets of the pôles: read, check, match names, put into the inventory.

- `check_file` gives a `Rapport`, whatever the file, or raises `ImportRefused`;
- `Rapport.resolve` tells apart the bodies given by name;
- `marque` gives the file back with its faults coloured;
- `modele` and `classeur_edition` give the workbooks that editors fill in.

Nothing is written: publishing the tables of a report is the store's business.
"""

from data.imports.check import check_file, reference_epci
from data.imports.limits import LIMITS, ImportRefused
from data.imports.marking import marque
from data.imports.names import Candidat, Rapprochement
from data.imports.report import Correction, Faute, Rapport
from data.imports.template import classeur_edition, modele
from data.imports.values import neutralise

__all__ = [
    "LIMITS",
    "Candidat",
    "Correction",
    "Faute",
    "ImportRefused",
    "Rapport",
    "Rapprochement",
    "check_file",
    "classeur_edition",
    "marque",
    "modele",
    "neutralise",
    "reference_epci",
]
