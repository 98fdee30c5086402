"""Everything the application reads, loaded once: tables, shapes, facets and browser layers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from data.layers import Layers, publish_layers
from data.loaders import PREPARED, TABLES, Prepared, Tables, load
from data.sources import inventory_date, load_sources
from geo.filters import Facets, build_facets
from geo.finder import build_index
from geo.permalinks import FACETS, Vocabulary
from geo.regions_mesures import Base, build_base
from geo.sheets_index import Index as SheetIndex
from geo.text import sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from geo.finder import Index

STATIC = Path(__file__).resolve().parent.parent / "static"


def tables_folder() -> Path:
    """Folder of the tables: `COOP_TABLES` when set, else the project's own."""
    return Path(os.environ.get("COOP_TABLES") or TABLES)


@dataclass(frozen=True)
class Dataset:
    """One version of the inventory, with what is computed from it once.

    Attributes
    ----------
    tables, prepared
        The validated tables and the prepared shapes.
    facets
        Index of `geo.filters`.
    layers
        Addresses of the browser layers, relative to the static folder.
    """

    tables: Tables
    prepared: Prepared
    facets: Facets
    layers: Layers

    @cached_property
    def releve(self) -> date:
        """Day of the inventory: ages are counted to it, what is dated later is still to come."""
        return inventory_date(load_sources())

    @cached_property
    def index(self) -> Index:
        """Index of the territory finder, built at its first use."""
        p, t = self.prepared, self.tables
        types = dict(zip(t.types_territoire["code"], t.types_territoire["label"], strict=True))
        return build_index(p.communes, p.epci, p.departements, t.poles, t.territoires, types=types)

    @cached_property
    def sheets(self) -> SheetIndex:
        """Index of the sheets, built at the first one."""
        return SheetIndex(self.tables, self.prepared)

    @cached_property
    def coverage(self) -> Base:
        """What figures of inhabitants and regions are counted on, built at the first one."""
        return build_base(self.facets, self.sheets, self.prepared)

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """French label of each option of a filter widget, by the widget's key then by code.

        Options are in the order in which they are shown: pôles and regions by name, the others
        as in their table.
        """
        t = self.tables
        poles = t.poles.sort_values("nom_court", key=sort_key)
        regions = self.prepared.regions.sort_values("nom", key=sort_key)
        named = {"pole": (poles, "nom_court"), "region": (regions, "nom")} | {
            key: (getattr(t, facet), "label") for key, facet in FACETS.items() if key != "region"
        }
        return {
            key: dict(zip(table["code"], table[column], strict=True))
            for key, (table, column) in named.items()
        }

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Values a permalink may hold."""
        t = self.tables
        years = t.cooperations["annee_debut"].dropna()
        last = max(int(years.max()), int(t.cooperations["annee_fin"].dropna().max()))
        known = {
            "cooperation": set(t.cooperations["id"]),
            "pole": set(t.poles["code"]),
            "territoire": set(t.territoires["code"])
            | set(self.prepared.epci["siren"])
            | set(self.prepared.communes["code"]),
        }
        return Vocabulary(
            options={key: tuple(self.labels[key]) for key in FACETS},
            annees=(int(years.min()), last),
            exists=lambda kind, code: code in known[kind],
        )

    def lit(self, choix: tuple[str, str]) -> tuple[str, str]:
        """Return what the map lights for a selection: a commune is shown by its EPCI."""
        kind, code = choix
        if kind == "territoire" and code not in set(self.tables.territoires["code"]):
            communes = self.prepared.communes
            found = communes.loc[communes["code"] == code, "epci_siren"]
            code = (found.iloc[0] or code) if len(found) else code
        return kind, code


def load_dataset(
    tables: Path | None = None, prepared: Path = PREPARED, static: Path = STATIC
) -> Dataset:
    """Read and check everything.

    Raises
    ------
    data.errors.TablesError, data.errors.PreparedError
        Every fault found, gathered.
    """
    read, shapes = load(tables or tables_folder(), prepared)
    facets = build_facets(
        read, dict(zip(shapes.epci["siren"], shapes.epci["regions"], strict=True))
    )
    return Dataset(read, shapes, facets, publish_layers(read, shapes, facets, static))
