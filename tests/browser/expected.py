"""What the map must show, worked out from the CSV files by code that shares nothing with it.

Straight loops over rows as the published rules read: between keys of the address AND, inside
one key OR. Written apart from ``geo.filters`` and from the browser's twin on purpose: a mistake
there must not be repeated here.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pyarrow.parquet as pq

from tests.browser.server import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLES = ROOT / "data" / "tables"
PREPARED = ROOT / "data" / "prepared"

SURE = {"haute", "moyenne"}
FACETS = ("systeme", "theme", "region", "forme", "statut", "confiance")

Row = dict[str, str]


@dataclass(frozen=True)
class Shown:
    """What a view draws: ids of cooperations, those drawn thinner, codes of pôles."""

    cooperations: frozenset[str]
    secondaires: frozenset[str]
    poles: frozenset[str]


@dataclass(frozen=True)
class State:
    """Filters of an address, by its keys."""

    systeme: frozenset[str] = frozenset()
    theme: frozenset[str] = frozenset()
    region: frozenset[str] = frozenset()
    forme: frozenset[str] = frozenset()
    statut: frozenset[str] = frozenset()
    confiance: frozenset[str] = frozenset()
    annees: tuple[int, int] | None = None
    poles_tous: bool = False
    q: str = ""

    @classmethod
    def of(cls, query: str) -> State:
        """Read a query string such as ``systeme=sante&region=84,27``."""
        given = {key: ",".join(values) for key, values in parse_qs(query).items()}
        first, _, last = given.get("annees", "").partition("-")
        return cls(
            **{key: frozenset(filter(None, given.get(key, "").split(","))) for key in FACETS},
            annees=(int(first), int(last)) if first else None,
            poles_tous=given.get("poles") == "tous",
            q=given.get("q", ""),
        )

    def with_option(self, key: str, code: str) -> State:
        """Return this state with one more option of a facet."""
        return replace(self, **{key: getattr(self, key) | {code}})

    def without(self, key: str) -> State:
        """Return this state with a facet lifted."""
        nothing: Any = frozenset()
        return replace(self, **{key: nothing})

    def only_option(self, key: str, code: str) -> State:
        """Return this state with one option alone in a facet."""
        facet: Any = frozenset({code})
        return replace(self, **{key: facet})


@dataclass(frozen=True)
class Cooperation:
    """One cooperation with everything a filter looks at."""

    row: Row
    themes: frozenset[str]
    systemes: frozenset[str]
    regions: frozenset[str]
    porteur: str
    partenaires: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Pole:
    """One pôle with everything a filter looks at; its members are EPCI that count."""

    row: Row
    by_default: bool
    themes: frozenset[str]
    systemes: frozenset[str]
    regions: frozenset[str]
    members: frozenset[str]
    text: str


class Inventory:
    """The tables of a folder, and what a state shows of them."""

    def __init__(self, folder: Path = TABLES) -> None:
        self.folder = folder

    def rows(self, table: str) -> list[Row]:
        """Return the rows of a table, as written."""
        with (self.folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def territoires(self) -> dict[str, Row]:
        """Territories by code."""
        return {row["code"]: row for row in self.rows("territoires")}

    @cached_property
    def systeme_of(self) -> dict[str, str]:
        """System of each theme."""
        return {row["code"]: row["systeme"] for row in self.rows("themes")}

    @cached_property
    def epci_regions(self) -> dict[str, set[str]]:
        """Regions each EPCI has communes in."""
        regions: dict[str, set[str]] = {}
        columns = ["epci_siren", "region"]
        communes = pq.read_table(PREPARED / "communes.parquet", columns=columns)
        for commune in communes.to_pylist():
            regions.setdefault(commune["epci_siren"], set()).add(commune["region"])
        return regions

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Label of each option of each facet, in the order of its table."""
        regions = pq.read_table(PREPARED / "regions.parquet", columns=["code", "nom"])
        labels = {"region": {row["code"]: row["nom"] for row in regions.to_pylist()}}
        for key in ("systeme", "theme", "forme", "statut", "confiance"):
            labels[key] = {row["code"]: row["label"] for row in self.rows(f"{key}s")}
        return labels

    @cached_property
    def cooperations(self) -> dict[str, Cooperation]:
        """Cooperations by id."""
        places = _grouped(self.rows("participants"), "cooperation_id")
        regions = _grouped(self.rows("territoire_regions"), "territoire_code")
        secondary = _grouped(self.rows("cooperation_themes"), "cooperation_id")
        found = {}
        for row in self.rows("cooperations"):
            mine = places[row["id"]]
            themes = {row["theme_principal"], *(r["theme"] for r in secondary.get(row["id"], []))}
            codes = [r["territoire_code"] for r in mine]
            names = [self.territoires[code]["nom"] for code in codes]
            found[row["id"]] = Cooperation(
                row=row,
                themes=frozenset(themes),
                systemes=frozenset(self.systeme_of[theme] for theme in themes),
                regions=frozenset(
                    r["region_code"] for code in codes for r in regions.get(code, [])
                ),
                porteur=next(r["territoire_code"] for r in mine if r["role"] == "porteur"),
                partenaires=tuple(r["territoire_code"] for r in mine if r["role"] != "porteur"),
                text=fold(" ".join([row["intitule"], row["resume"], *names])),
            )
        return found

    @cached_property
    def poles(self) -> dict[str, Pole]:
        """Pôles by code."""
        missions = _grouped(self.rows("pole_missions"), "pole_code")
        members = _grouped(self.rows("pole_membres"), "pole_code")
        legal = {row["code"] for row in self.rows("natures") if row["legale"] == "true"}
        found = {}
        for row in self.rows("poles"):
            themes = {r["theme"] for r in missions.get(row["code"], [])}
            mine = [r for r in members.get(row["code"], []) if _counts(r, row)]
            sirens = {r["membre_siren"] for r in mine}
            names = [r["membre_nom"] for r in mine]
            found[row["code"]] = Pole(
                row=row,
                by_default=row["statut"] != "dissous" and row["nature"] in legal,
                themes=frozenset(themes),
                systemes=frozenset(self.systeme_of[theme] for theme in themes),
                regions=frozenset().union(*(self.epci_regions[siren] for siren in sirens)),
                members=frozenset(sirens),
                text=fold(" ".join([row["nom"], row["nom_court"], *names])),
            )
        return found

    def shown(self, state: State | str = "") -> Shown:
        """Return what a state (or its query string) shows."""
        state = State.of(state) if isinstance(state, str) else state
        coops = {
            code: coop for code, coop in self.cooperations.items() if _has_cooperation(coop, state)
        }
        return Shown(
            frozenset(coops),
            frozenset(c for c, coop in coops.items() if not self._by_main_theme(coop, state)),
            frozenset(code for code, pole in self.poles.items() if _has_pole(pole, state)),
        )

    def counts(self, key: str, state: State | str = "") -> dict[str, int]:
        """Return how many cooperations each option of a facet would show, alone in it."""
        state = State.of(state) if isinstance(state, str) else state
        return {
            code: len(self.shown(state.only_option(key, code)).cooperations)
            for code in self.labels[key]
        }

    def pairs(self, cooperations: Iterable[str]) -> int:
        """Return how many links these cooperations have: one from the porteur to each partner."""
        return sum(len(self.cooperations[code].partenaires) for code in cooperations)

    def _by_main_theme(self, coop: Cooperation, state: State) -> bool:
        main = coop.row["theme_principal"]
        in_theme = not state.theme or main in state.theme
        return in_theme and (not state.systeme or self.systeme_of[main] in state.systeme)


@cache
def inventory() -> Inventory:
    """Return the project's own inventory, read once."""
    return Inventory()


def fold(text: str) -> str:
    """Return plain lower-case words: no accent, « œ » as « oe », « St » as « Saint »."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    long = {"st": "saint", "sts": "saints", "ste": "sainte", "stes": "saintes"}
    return " ".join(long.get(word, word) for word in re.findall(r"[a-z0-9]+", plain))


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return groups


def _counts(member: Row, pole: Row) -> bool:
    """Tell whether a member is part of a perimeter: a sure EPCI that has not left.

    A dissolved pôle keeps those who were there on its last day.
    """
    if member["qualite"] != "EPCI" or not member["membre_siren"]:
        return False
    if member["confiance"] not in SURE:
        return False
    left, end = member["date_fin"], pole["date_fin"]
    if not left:
        return True
    precision = min(len(left), len(end))
    return pole["statut"] == "dissous" and left[:precision] >= end[:precision]


def _meets(options: Iterable[str], chosen: frozenset[str]) -> bool:
    return not chosen or not chosen.isdisjoint(options)


def _says(text: str, q: str) -> bool:
    return all(word in text for word in fold(q).split())


def _has_cooperation(coop: Cooperation, state: State) -> bool:
    row = coop.row
    return (
        _meets(coop.systemes, state.systeme)
        and _meets(coop.themes, state.theme)
        and _meets(coop.regions, state.region)
        and _meets([row["forme"]], state.forme)
        and _meets([row["statut"]], state.statut)
        and row["confiance"] in (state.confiance or SURE)
        and _in_force(row, state.annees)
        and _says(coop.text, state.q)
    )


def _in_force(row: Row, annees: tuple[int, int] | None) -> bool:
    if annees is None:
        return True
    if not row["annee_debut"] or int(row["annee_debut"]) > annees[1]:
        return False
    return not row["annee_fin"] or int(row["annee_fin"]) >= annees[0]


def _has_pole(pole: Pole, state: State) -> bool:
    return (
        (pole.by_default or state.poles_tous)
        and _meets(pole.systemes, state.systeme)
        and _meets(pole.themes, state.theme)
        and _meets(pole.regions, state.region)
        and _says(pole.text, state.q)
    )
