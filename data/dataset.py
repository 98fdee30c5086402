"""Everything the application reads, loaded once: tables, shapes, facets and browser layers.

What is shown is a version of the store (`data.store`), unless `COOP_TABLES` names a folder of
tables to serve as they are.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from data.layers import Layers, publish_layers
from data.loaders import PREPARED, TABLES, Prepared, Tables, known_epci, load_prepared
from data.sources import inventory_date, load_sources
from data.store import ReadOnlyStore, Store, Version, open_store
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


def open_inventory() -> Store:
    """Open the store of this installation, or the folder `COOP_TABLES` names, read-only.

    Raises
    ------
    data.store.StoreError, data.errors.TablesError
        As `data.store.open_store`.
    """
    # Arrow's own allocator never gives back what reading the files took: 50 MB of the process.
    pa.set_memory_pool(pa.system_memory_pool())
    epci = known_epci()
    folder = os.environ.get("COOP_TABLES")
    if folder:
        return ReadOnlyStore(Path(folder), reason=f"COOP_TABLES serves {folder}", epci=epci)
    return open_store(epci=epci)


@dataclass(frozen=True)
class Dataset:
    """One version of the inventory, with what is computed from it once.

    Attributes
    ----------
    version
        Which; number 0 for tables served without a store.
    tables, prepared
        The validated tables and the prepared shapes.
    facets
        Index of `geo.filters`.
    layers
        Addresses of the browser layers, relative to the static folder.
    """

    version: Version
    tables: Tables
    prepared: Prepared
    facets: Facets
    layers: Layers

    @cached_property
    def releve(self) -> date:
        """Day of the inventory: ages are counted to it, what is dated later is still to come.

        That of the public pages it was read from, or that of the version an editor published.
        """
        read = inventory_date(load_sources())
        published = self.version.date
        return read if self.version.base is None or not published else max(read, published.date())

    @cached_property
    def made(self) -> dict[object, Any]:
        """What pages compute from this version and keep, by what computes it."""
        return {}

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
    tables: Path = TABLES, prepared: Path = PREPARED, static: Path = STATIC
) -> Dataset:
    """Read and check the tables of a folder, and make everything of them.

    Raises
    ------
    data.errors.TablesError, data.errors.PreparedError
        Every fault found, gathered.
    """
    store = ReadOnlyStore(tables, reason="", epci=known_epci(prepared))
    return build_dataset(store.read(), store.current(), prepared, static)


def build_dataset(
    tables: Tables, version: Version, prepared: Path = PREPARED, static: Path = STATIC
) -> Dataset:
    """Make everything of checked tables; a version not published yet may be made too.

    Raises
    ------
    data.errors.PreparedError, data.errors.UnwritableError
        If the shapes are missing, or the layers cannot be written.
    """
    shapes = load_prepared(prepared, tables=tables)
    facets = build_facets(
        tables, dict(zip(shapes.epci["siren"], shapes.epci["regions"], strict=True))
    )
    return Dataset(version, tables, shapes, facets, publish_layers(tables, shapes, facets, static))
