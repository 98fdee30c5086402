"""Rules of the domain that hold between columns, rows and tables.

Each rule names the columns it reads; it is skipped when one is absent, which is a fault by
itself. Frames hold texts only; their index is the row number of a spreadsheet (header = 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from data.checks import Frames, faults_at
from data.errors import Fault
from data.fields import is_siren
from data.rules_scenes import NEEDS, check_scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OFFICIAL_TYPES = ("EPCI", "departement", "region")
"""Types of territory that come from the official division, which is their source."""

MINIMUM_PARTICIPANTS = 2


@dataclass(frozen=True, slots=True)
class TableRule:
    """A rule, and the columns (`table.column`) it needs."""

    needs: tuple[str, ...]
    check: Callable[[Frames], Iterator[Fault]]


RULES: list[TableRule] = []


def check_rules(frames: Frames) -> Iterator[Fault]:
    """Yield the faults of every rule whose columns are all there."""
    for rule in RULES:
        pairs = (need.split(".") for need in rule.needs)
        if all(table in frames and column in frames[table] for table, column in pairs):
            yield from rule.check(frames)


def _needs(*columns: str) -> Callable[[Callable[[Frames], Iterator[Fault]]], None]:
    def register(check: Callable[[Frames], Iterator[Fault]]) -> None:
        RULES.append(TableRule(columns, check))

    return register


@_needs("cooperations.id", "participants.cooperation_id", "participants.role")
def _participants(frames: Frames) -> Iterator[Fault]:
    """Check that a cooperation has at least two participants, exactly one of them porteur."""
    cooperations, participants = frames["cooperations"], frames["participants"]
    number = participants.groupby("cooperation_id").size()
    counts = cooperations["id"].map(number).fillna(0).astype(int)
    for found in sorted(set(counts[counts < MINIMUM_PARTICIPANTS])):
        yield from faults_at(
            "cooperations",
            "id",
            cooperations.loc[counts == found, "id"],
            (
                f"at least two participants in participants.csv, found {found}",
                f"au moins deux participants dans participants.csv, trouvé {found}",
            ),
        )
    carriers = participants[participants["role"] == "porteur"]
    without = participants[~participants["cooperation_id"].isin(carriers["cooperation_id"])]
    yield from faults_at(
        "participants",
        "role",
        without.drop_duplicates("cooperation_id")["role"],
        ("one porteur in each cooperation, found none", "un porteur par coopération, aucun trouvé"),
    )
    yield from faults_at(
        "participants",
        "role",
        carriers.loc[carriers.duplicated("cooperation_id"), "role"],
        (
            "only one porteur in each cooperation, an earlier row has it",
            "un seul porteur par coopération, une ligne plus haut l’a déjà",
        ),
    )


@_needs("cooperations.annee_debut", "cooperations.annee_fin")
def _cooperation_years(frames: Frames) -> Iterator[Fault]:
    yield from _reversed("cooperations", frames, "annee_debut", "annee_fin")


@_needs("poles.date_creation", "poles.date_fin")
def _pole_dates(frames: Frames) -> Iterator[Fault]:
    yield from _reversed("poles", frames, "date_creation", "date_fin")


@_needs("pole_membres.date_debut", "pole_membres.date_fin")
def _member_dates(frames: Frames) -> Iterator[Fault]:
    yield from _reversed("pole_membres", frames, "date_debut", "date_fin")


def _reversed(table: str, frames: Frames, start: str, end: str) -> Iterator[Fault]:
    """Check that no end is before its start; of partial dates the shared precision counts."""
    frame = frames[table]
    both = frame[(frame[start] != "") & (frame[end] != "")]
    # "~" sorts after every sign of a date, so 2012 ends after 2012-03 begins.
    wrong = both[both[start] > both[end] + "~"]
    for row, first, last in zip(wrong.index, wrong[start], wrong[end], strict=True):
        yield Fault(
            table,
            int(row),
            end,
            last,
            f"an end that is not before {start} ({first})",
            attendu=f"une fin qui ne précède pas {start} ({first})",
        )


@_needs(
    "cooperations.id",
    "cooperations.theme_principal",
    "cooperation_themes.cooperation_id",
    "cooperation_themes.theme",
    "cooperation_themes.rang",
)
def _secondary_themes(frames: Frames) -> Iterator[Fault]:
    """Check that a secondary theme is not the main one, and that ranks go 1, 2, 3."""
    themes = frames["cooperation_themes"]
    cooperations = frames["cooperations"].drop_duplicates("id").set_index("id")
    main = themes["cooperation_id"].map(cooperations["theme_principal"])
    yield from faults_at(
        "cooperation_themes",
        "theme",
        themes.loc[main == themes["theme"], "theme"],
        (
            "a theme other than the main one of the cooperation",
            "un thème différent du thème principal de la coopération",
        ),
    )
    ranks = pd.to_numeric(themes["rang"], errors="coerce")
    expected = ranks.groupby(themes["cooperation_id"]).rank(method="first")
    yield from faults_at(
        "cooperation_themes",
        "rang",
        themes.loc[ranks.notna() & (ranks != expected), "rang"],
        (
            "ranks that go 1, 2, 3… within a cooperation",
            "des rangs qui vont 1, 2, 3… dans une coopération",
        ),
    )


@_needs("cooperations.source2_url", "cooperations.source2_titre")
def _second_source(frames: Frames) -> Iterator[Fault]:
    frame = frames["cooperations"]
    yield from faults_at(
        "cooperations",
        "source2_url",
        frame.loc[(frame["source2_titre"] != "") & (frame["source2_url"] == ""), "source2_url"],
        ("the address of the second source", "l’adresse de la seconde source"),
    )


@_needs("territoires.type", "territoires.pole_code")
def _pole_of_territory(frames: Frames) -> Iterator[Fault]:
    frame = frames["territoires"]
    is_pole = frame["type"] == "pole"
    yield from faults_at(
        "territoires",
        "pole_code",
        frame.loc[is_pole & (frame["pole_code"] == ""), "pole_code"],
        ("the code of the pôle, as type is pole", "le code du pôle, puisque le type est pole"),
    )
    yield from faults_at(
        "territoires",
        "pole_code",
        frame.loc[~is_pole & (frame["pole_code"] != ""), "pole_code"],
        ("no pôle, as type is not pole", "pas de pôle, puisque le type n’est pas pole"),
    )


@_needs("territoires.type", "territoires.source_url")
def _source_of_territory(frames: Frames) -> Iterator[Fault]:
    frame = frames["territoires"]
    researched = ~frame["type"].isin(OFFICIAL_TYPES)
    yield from faults_at(
        "territoires",
        "source_url",
        frame.loc[researched & (frame["source_url"] == ""), "source_url"],
        (
            "a source; only an EPCI, a département or a région may go without",
            "une source ; seuls une intercommunalité, un département ou une région s’en passent",
        ),
    )


@_needs(
    "territoires.code",
    "territoires.type",
    "territoires.lat",
    "territoires.lon",
    "territoire_epci.territoire_code",
)
def _place_of_territory(frames: Frames) -> Iterator[Fault]:
    """Check that a territory can be mapped: a whole point, or the EPCIs that make it up."""
    frame = frames["territoires"]
    for empty, filled in (("lat", "lon"), ("lon", "lat")):
        yield from faults_at(
            "territoires",
            empty,
            frame.loc[(frame[empty] == "") & (frame[filled] != ""), empty],
            (f"a value, as {filled} has one", f"une valeur, puisque {filled} en a une"),
        )
    composed = frame["code"].isin(frames["territoire_epci"]["territoire_code"])
    nowhere = ~composed & (frame["lat"] == "") & (frame["lon"] == "")
    yield from faults_at(
        "territoires",
        "lat",
        frame.loc[nowhere, "lat"],
        (
            "a point, or rows in territoire_epci.csv",
            "un point, ou des lignes dans territoire_epci.csv",
        ),
    )


@_needs("territoires.code", "territoires.type", "territoire_regions.territoire_code")
def _region_of_territory(frames: Frames) -> Iterator[Fault]:
    frame = frames["territoires"]
    located = frame["code"].isin(frames["territoire_regions"]["territoire_code"])
    foreign = frame["type"] == "etranger"
    yield from faults_at(
        "territoires",
        "code",
        frame.loc[~foreign & ~located, "code"],
        (
            "at least one row in territoire_regions.csv",
            "au moins une ligne dans territoire_regions.csv",
        ),
    )
    yield from faults_at(
        "territoires",
        "code",
        frame.loc[foreign & located, "code"],
        (
            "no row in territoire_regions.csv, as type is etranger",
            "aucune ligne dans territoire_regions.csv, puisque le type est etranger",
        ),
    )


@_needs(
    "territoires.code",
    "territoires.type",
    "territoire_epci.territoire_code",
    "territoire_epci.epci_siren",
)
def _epci_is_itself(frames: Frames) -> Iterator[Fault]:
    """Check that a territory of type EPCI is made of itself alone."""
    frame, parts = frames["territoires"], frames["territoire_epci"]
    own = parts.loc[parts["territoire_code"] == parts["epci_siren"], "territoire_code"]
    others = parts.loc[parts["territoire_code"] != parts["epci_siren"], "territoire_code"]
    wrong = ~frame["code"].isin(own) | frame["code"].isin(others)
    yield from faults_at(
        "territoires",
        "code",
        frame.loc[(frame["type"] == "EPCI") & wrong, "code"],
        (
            "one row in territoire_epci.csv with this SIREN twice",
            "une ligne dans territoire_epci.csv avec ce SIREN deux fois",
        ),
    )


@_needs("poles.code", "poles.siren", "pole_membres.pole_code")
def _poles(frames: Frames) -> Iterator[Fault]:
    """Check that the code of a pôle is its SIREN when it has one, and that it has members."""
    frame = frames["poles"]
    by_siren = frame["code"].map(is_siren) | (frame["siren"] != "")
    yield from faults_at(
        "poles",
        "siren",
        frame.loc[by_siren & (frame["siren"] != frame["code"]), "siren"],
        ("the same SIREN as code", "le même SIREN que code"),
    )
    yield from faults_at(
        "poles",
        "code",
        frame.loc[~frame["code"].isin(frames["pole_membres"]["pole_code"]), "code"],
        ("at least one row in pole_membres.csv", "au moins une ligne dans pole_membres.csv"),
    )


@_needs("pole_membres.pole_code", "pole_membres.membre_siren", "pole_membres.qualite")
def _members(frames: Frames) -> Iterator[Fault]:
    """Check that an EPCI has a SIREN, and is a member of a pôle once."""
    frame = frames["pole_membres"]
    yield from faults_at(
        "pole_membres",
        "membre_siren",
        frame.loc[(frame["qualite"] == "EPCI") & (frame["membre_siren"] == ""), "membre_siren"],
        ("a SIREN, as qualite is EPCI", "un SIREN, puisque qualite est EPCI"),
    )
    known = frame[frame["membre_siren"] != ""]
    yield from faults_at(
        "pole_membres",
        "membre_siren",
        known.loc[known.duplicated(["pole_code", "membre_siren"]), "membre_siren"],
        ("a member of this pôle only once", "un membre une seule fois dans ce pôle"),
    )


RULES.append(TableRule(NEEDS, check_scenes))
