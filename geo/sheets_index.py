"""What a sheet looks up, as dictionaries: made once from the tables, read for every sheet."""

from __future__ import annotations

import re
from collections import defaultdict, namedtuple
from typing import TYPE_CHECKING, Any

from geo.format_fr import is_missing
from geo.perimeters import effective_members

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pandas as pd

    from geo.frames import PreparedLike, TablesLike

TABLES = (
    "systemes",
    "themes",
    "formes",
    "statuts",
    "statuts_pole",
    "natures",
    "confiances",
    "types_territoire",
)
"""Tables of codes: one label each."""

METROPOLE_DE_LYON = "200046977"
"""SIREN of the EPCI that has a département's powers: the Rhône's own département stops there."""
RHONE = "69"

TOWN = re.compile(r"^(?:Ville|Commune) (?:de |d['’])(.+)$")
"""Name of a territoire that is one commune."""
TOWN_DEGREES = 0.2
"""Largest distance, in degrees, between a commune's town hall and the territoire of its name."""


class Index:
    """Rows of the tables by code, and who is with whom.

    Rows are named tuples of the frames' columns, missing cells included: read figures through
    `geo.format_fr`, which knows them.
    """

    def __init__(self, tables: TablesLike, prepared: PreparedLike) -> None:
        self.labels: dict[str, dict[str, str]] = {
            name: _column(getattr(tables, name), "label") for name in TABLES
        }
        self.confidence_meanings = _column(tables.confiances, "description")
        self.form_meanings = _column(tables.formes, "description")
        in_order = tables.systemes.sort_values("ordre")["code"]
        self.system_rank = {code: rank for rank, code in enumerate(in_order)}
        self.system_of_theme = _column(tables.themes, "systeme")

        self.cooperations = _rows(tables.cooperations, "id")
        self.territoires = _rows(tables.territoires, "code")
        self.poles = _rows(tables.poles, "code")
        self.recits = _rows(tables.recits, "cooperation_id")
        self.missions = _groups(tables.pole_missions, "pole_code")
        self.competences = _groups(tables.pole_competences, "pole_siren")
        self.secondary_themes = _groups(
            tables.cooperation_themes.sort_values("rang"), "cooperation_id"
        )
        self.members = _groups(tables.pole_membres, "pole_code")
        self.memberships = _groups(tables.pole_membres, "membre_siren")

        self.participants: dict[str, list[str]] = defaultdict(list)
        self.cooperations_of: dict[str, list[str]] = defaultdict(list)
        self.leads: dict[str, str] = {}
        for row in _records(tables.participants):
            lead = row.role == "porteur"
            self.participants[row.cooperation_id].insert(
                0 if lead else len(self.participants[row.cooperation_id]), row.territoire_code
            )
            self.cooperations_of[row.territoire_code].append(row.cooperation_id)
            if lead:
                self.leads[row.cooperation_id] = row.territoire_code

        self.epci = _rows(_figures(prepared.epci), "siren")
        self.departements = _rows(_figures(prepared.departements), "code")
        self.regions = _rows(_figures(prepared.regions), "code")
        self.pole_figures = _rows(_figures(prepared.poles), "code")
        self.anchors = _rows(_figures(prepared.territoires), "code")
        self._communes = prepared.communes
        self._commune_rank = {
            code: rank for rank, code in enumerate(prepared.communes["code"].tolist())
        }
        self._link(tables)

    def _link(self, tables: TablesLike) -> None:
        """Who is in which pôle and which territoire."""
        self.effective: dict[str, set[str]] = defaultdict(set)
        effective = effective_members(tables.pole_membres, tables.poles)
        for row in _records(effective):
            self.effective[row.pole_code].add(row.siren)
        self.composition = {
            code: [row.epci_siren for row in rows]
            for code, rows in _groups(tables.territoire_epci, "territoire_code").items()
        }
        self.regions_of = {
            code: [row.region_code for row in rows]
            for code, rows in _groups(tables.territoire_regions, "territoire_code").items()
        }
        self.territoires_of_pole: dict[str, list[str]] = defaultdict(list)
        self.towns: dict[str, list[str]] = defaultdict(list)
        self.groupings_of: dict[str, list[str]] = defaultdict(list)
        for code, territoire in self.territoires.items():
            if territoire.type == "pole":
                self.territoires_of_pole[territoire.pole_code].append(code)
            elif territoire.type == "commune" and (town := TOWN.match(territoire.nom)):
                self.towns[town[1]].append(code)
            if territoire.type not in ("EPCI", "commune", "departement", "region"):
                for siren in self.members_of(code):
                    self.groupings_of[siren].append(code)

    def members_of(self, code: str) -> list[str]:
        """SIRENs that make up a territoire; for a pôle, its effective members."""
        territoire = self.territoires[code]
        if territoire.type == "pole" and territoire.pole_code in self.poles:
            return sorted(self.effective[territoire.pole_code])
        return self.composition.get(code, [])

    def commune(self, code: str) -> Any | None:
        """Row of one commune by its INSEE code, or None."""
        rank = self._commune_rank.get(code)
        if rank is None:
            return None
        return next(self._communes.iloc[rank : rank + 1].itertuples(index=False))

    def towns_of(self, commune: Any) -> list[str]:
        """Territoires that are this very commune: same name, same place."""
        found = []
        for code in self.towns.get(commune.nom, ()):
            anchor = self.anchors.get(code) or self.territoires[code]
            if is_missing(anchor.lat) or is_missing(commune.lat):
                continue
            near = max(abs(anchor.lat - commune.lat), abs(anchor.lon - commune.lon))
            found += [code] * (near < TOWN_DEGREES)
        return found

    def above(self, departements: Iterable[str], siren: str) -> list[str]:
        """Territoires that are a département or region holding these départements.

        `siren` is the EPCI looked at: it tells those of a collectivité that stands for several
        départements, which has no département code of its own.
        """
        regions = {row.region for d in departements if (row := self.departements.get(d))}
        found = []
        for code, territoire in self.territoires.items():
            if territoire.type == "departement":
                own = code.removeprefix("dept-")
                if own in self.departements:
                    is_above = own in departements
                    is_above &= not (own == RHONE and siren == METROPOLE_DE_LYON)
                else:
                    is_above = siren in self.composition.get(code, ())
            else:
                is_above = territoire.type == "region" and code.removeprefix("region-") in regions
            found += [code] * is_above
        return found

    def rank_of_theme(self, theme: str) -> int:
        """Position of a theme's system in the order of the systems: its colour."""
        return self.system_rank[self.system_of_theme[theme]]


def split(text: str) -> list[str]:
    """Codes of a cell that holds several, joined by « ; »."""
    return [part for part in text.split(";") if part]


def _column(frame: pd.DataFrame, name: str) -> dict[str, str]:
    if name not in frame:
        return {}
    return dict(zip(frame["code"].tolist(), frame[name].tolist(), strict=True))


def _figures(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[[name for name in frame.columns if name != "geometry"]]


def _records(frame: pd.DataFrame) -> Iterator[Any]:
    """Named tuples of the rows; as lists first, which Arrow texts give much faster."""
    row = namedtuple("Row", list(frame.columns))  # type: ignore[misc]
    return map(row._make, zip(*(frame[name].tolist() for name in frame.columns), strict=True))


def _rows(frame: pd.DataFrame, key: str) -> dict[str, Any]:
    return {getattr(row, key): row for row in _records(frame)}


def _groups(frame: pd.DataFrame, key: str) -> Mapping[str, list[Any]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for row in _records(frame):
        if code := getattr(row, key):
            groups[code].append(row)
    return groups
