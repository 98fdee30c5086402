"""What the full page of a pôle says: frozen facts, their texts already written in French.

Texts of the tables keep their characters; the template escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.sheets_facts import Figure, Lien, Mission, PoleSheet, Repere, Source


@dataclass(frozen=True, slots=True)
class Ligne:
    """A row of the members' table, past members and those to confirm included.

    `part` is the share of the pôle's population, empty for who does not count in it; `autres`
    the other pôles it belongs, or belonged, to.
    """

    nom: str
    lien: Lien | None
    etat: str
    qualite: str
    population: str
    part: str
    entree: str
    sortie: str
    confiance: str
    note: str
    autres: tuple[Lien, ...]


@dataclass(frozen=True, slots=True)
class Evenement:
    """A date of the pôle's history, as in the tables (`date`) and written."""

    date: str
    quand: str
    texte: str
    lien: Lien | None = None


@dataclass(frozen=True, slots=True)
class Cooperation:
    """A cooperation and, in words, who takes part in it beside the pôle and its members."""

    lien: Lien
    avec: str


@dataclass(frozen=True, slots=True)
class Bloc:
    """Cooperations under one heading."""

    titre: str
    cooperations: tuple[Cooperation, ...]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Sources of one kind of facts."""

    titre: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, kw_only=True)
class PolePage:
    """What the full page of a pôle says beside its short sheet, `fiche`.

    `remarques` are the notes that several rows of the members' table share, said once;
    `membres` are the SIRENs that make its perimeter, `a_confirmer` those only outlined,
    `cooperations_ids` all the cooperations told, in any order.
    """

    code: str
    fiche: PoleSheet
    identite: tuple[Repere, ...]
    chiffres: tuple[Figure, ...]
    missions: tuple[tuple[Mission, tuple[Mission, ...]], ...]
    membres: tuple[str, ...]
    a_confirmer: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    remarques: tuple[str, ...]
    chronologie: tuple[Evenement, ...]
    blocs: tuple[Bloc, ...]
    cooperations_ids: tuple[str, ...]
    provenances: tuple[Provenance, ...]
