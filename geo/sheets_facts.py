"""What a sheet says, before any HTML: frozen facts, texts already written in French.

Texts taken from the tables keep their characters (a `<script>` is text here); the templates
escape them. Addresses have been through `geo.format_fr.safe_url`.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

NO_SYSTEM = -1
"""System of what carries no colour."""


@dataclass(frozen=True, slots=True)
class Lien:
    """A link to another item of the inventory.

    `systeme` is the rank of its colour, `detail` its second line, `a_confirmer` whether the
    confidence in it is low.
    """

    type: str
    code: str
    nom: str
    detail: str = ""
    systeme: int = NO_SYSTEM
    a_confirmer: bool = False

    @property
    def vers(self) -> str:
        """The selection, as the page and the map name it."""
        return f"{self.type}:{self.code}"

    @property
    def href(self) -> str:
        """The permalink of the selection."""
        return f"?{self.type}={quote(self.code)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A big figure and what it counts."""

    valeur: str
    libelle: str


@dataclass(frozen=True, slots=True)
class Repere:
    """A term and its description; `url` when the description is an address."""

    terme: str
    texte: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A page that a fact comes from."""

    url: str
    titre: str
    annee: str = ""


@dataclass(frozen=True, slots=True)
class Doute:
    """What is not certain, and the page that says so when there is one."""

    texte: str
    titre: str = ""
    url: str = ""

    @property
    def longueur(self) -> int:
        """Characters of the text: long remarks are folded."""
        return len(self.texte)


@dataclass(frozen=True, slots=True)
class Membre:
    """A member of a pôle or of another grouping; `lien` is None when it has no sheet."""

    nom: str
    lien: Lien | None = None
    population: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Liste:
    """Members and the notes that several of them share."""

    notes: tuple[str, ...] = ()
    membres: tuple[Membre, ...] = ()

    @property
    def traces(self) -> bool:
        """Whether the map can outline some of them: those that are intercommunalités."""
        return any(membre.lien for membre in self.membres)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, with the rank of its system."""

    nom: str
    systeme: int


@dataclass(frozen=True, slots=True)
class Mission:
    """What a pôle works on, its theme and the rank of its system."""

    intitule: str
    theme: str
    systeme: int


@dataclass(frozen=True, slots=True)
class Groupe:
    """Links under one heading; `systeme` colours the heading."""

    titre: str
    liens: tuple[Lien, ...]
    systeme: int = NO_SYSTEM
    note: str = ""
    replie: bool = False


@dataclass(frozen=True, slots=True)
class Recit:
    """The story of a cooperation and its key figure."""

    titre: str
    texte: str
    chiffre: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Confiance:
    """How sure the facts are, and what the level means."""

    code: str
    nom: str
    sens: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """What every sheet has."""

    badges: tuple[str, ...]
    titre: str
    sous_titre: str = ""
    phrase: str = ""
    avis: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    reperes: tuple[Repere, ...] = ()
    doutes: tuple[Doute, ...] = ()
    confiance: Confiance | None = None
    sources: tuple[Source, ...] = ()
    pied: str = ""


@dataclass(frozen=True, kw_only=True)
class PoleSheet(Sheet):
    """A pôle métropolitain, past or present."""

    code: str
    missions: tuple[Mission, ...] = ()
    titre_membres: str = "Membres"
    membres: tuple[Membre, ...] = ()
    autres_membres: tuple[Membre, ...] = ()
    a_confirmer: Liste = Liste()
    anciens: Liste = Liste()
    cooperations: tuple[Groupe, ...] = ()
    nb_cooperations: int = 0
    competences: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CooperationSheet(Sheet):
    """A cooperation."""

    theme: Theme
    themes: tuple[Theme, ...] = ()
    participants: tuple[Lien, ...] = ()
    recit: Recit | None = None


@dataclass(frozen=True, kw_only=True)
class TerritoireSheet(Sheet):
    """A territoire, an EPCI without cooperation, or a commune."""

    intercommunalite: Lien | None = None
    titre_poles: str = "Pôles métropolitains"
    poles: tuple[Lien, ...] = ()
    sans_pole: str = ""
    titre_cooperations: str = "Coopérations"
    nb_cooperations: int = 0
    sans_cooperation: str = ""
    cooperations: tuple[Groupe, ...] = ()
    composition: tuple[Membre, ...] = ()
