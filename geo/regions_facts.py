"""What the sheet of a region says: frozen facts, their texts already written in French.

Texts of the tables keep their characters; whoever shows them escapes them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from geo.sheets_facts import Groupe, Lien

FRANCE = "france"
"""Code of the sheet of the whole country, beside the INSEE codes of the regions."""

PLACES = {
    "01": "en Guadeloupe",
    "02": "en Martinique",
    "03": "en Guyane",
    "04": "à La Réunion",
    "06": "à Mayotte",
    "11": "en Île-de-France",
    "24": "en Centre-Val de Loire",
    "27": "en Bourgogne-Franche-Comté",
    "28": "en Normandie",
    "32": "dans les Hauts-de-France",
    "44": "dans le Grand Est",
    "52": "dans les Pays de la Loire",
    "53": "en Bretagne",
    "75": "en Nouvelle-Aquitaine",
    "76": "en Occitanie",
    "84": "en Auvergne-Rhône-Alpes",
    "93": "en Provence-Alpes-Côte d’Azur",
    "94": "en Corse",
    FRANCE: "en France",
}
"""Regions as a complement of place, by INSEE code."""

COVERAGE_RULE = (
    "Une intercommunalité prend part à une coopération si elle y participe elle-même, ou par un "
    "pôle, un PETR, un pays, un parc naturel régional, un syndicat ou un autre groupement dont "
    "elle est membre. La participation d’un département, d’une région ou d’une seule commune "
    "ne compte pas\u202f: elle couvrirait tout un territoire sans que ses intercommunalités y "
    "prennent part. Les habitants sont comptés commune par commune, une seule fois."
)
"""How coverage is counted, for the visitor; `geo.regions_mesures` does it."""

POLE, COOPERATION, AUCUN = "pole", "cooperation", "aucun"
"""What covers an intercommunalité: a pôle, else a cooperation, else nothing."""


@dataclass(frozen=True, slots=True)
class Part:
    """Inhabitants and intercommunalités covered by something.

    `taux` is the share of the region's inhabitants, from 0 to 1; `rang` the region's place among
    all by that share, 1 the highest, `egales` the other regions at that very place; None and 0 for
    the whole country.
    """

    habitants: int
    taux: float
    epci: int
    rang: int | None = None
    egales: int = 0


@dataclass(frozen=True, slots=True)
class PoleRegion:
    """A pôle with a member in the region.

    `membres` of its `membres_total` effective members are in the region, where they count
    `habitants`; `autres_regions` are named; `systemes` are ranks of its missions' systems.
    """

    lien: Lien
    membres: int
    membres_total: int
    habitants: int
    autres_regions: tuple[str, ...]
    systemes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Systeme:
    """A system: cooperations whose main theme is in it, pôles with a mission in it."""

    code: str
    nom: str
    rang: int
    cooperations: int
    poles: int


@dataclass(frozen=True, slots=True)
class Traverse:
    """A cooperation that crosses the border: the other regions, the foreign partners."""

    lien: Lien
    regions: tuple[str, ...]
    etrangers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Annee:
    """A year: cooperations begun, by rank of system, those ended, and pôles created, by name."""

    annee: int
    debuts: tuple[int, ...]
    fins: int
    poles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compte:
    """A name and how many times it occurs."""

    nom: str
    nombre: int


@dataclass(frozen=True, slots=True)
class Fiche:
    """The sheet of a region, or of the whole country.

    Attributes
    ----------
    code, nom, lieu
        INSEE code or `FRANCE`; name; the place as a complement (« en Bretagne »).
    habitants, epci
        Population municipale of its communes; intercommunalités with a commune in it.
    sans_epci
        Inhabitants of its communes that belong to no intercommunalité: covered by nothing.
    a_cheval
        Its intercommunalités that have communes in another region too.
    pole, cooperation, seule, aucun
        Covered by a pôle; by at least one cooperation; by cooperations and no pôle; by nothing.
        `pole`, `seule` and `aucun` add up to the region.
    poles, systemes, groupes
        Pôles; systems in order; cooperations under the system of their main theme.
    traverses, regions_liees, etrangers
        Cooperations that cross the border; the other regions and the foreign partners, the most
        frequent first.
    formes
        Forms of cooperations used, the most frequent first.
    annees, sans_annee
        Years in which something changed, in order; cooperations without a known first year.
    source_population
        Where populations come from, and their year.
    """

    code: str
    nom: str
    lieu: str
    habitants: int
    epci: int
    sans_epci: int
    a_cheval: int
    pole: Part
    cooperation: Part
    seule: Part
    aucun: Part
    poles: tuple[PoleRegion, ...]
    systemes: tuple[Systeme, ...]
    groupes: tuple[Groupe, ...]
    traverses: tuple[Traverse, ...]
    regions_liees: tuple[Compte, ...]
    etrangers: tuple[Compte, ...]
    formes: tuple[Compte, ...]
    annees: tuple[Annee, ...]
    sans_annee: int
    source_population: str

    @property
    def nb_cooperations(self) -> int:
        """Cooperations in the region."""
        return sum(len(groupe.liens) for groupe in self.groupes)
