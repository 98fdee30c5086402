"""The preview on the map: what an update adds, takes away and keeps, before it is published."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from data.errors import DataError
from data.loaders import load_prepared
from geo.apercu import Apercu, draw
from geo.errors import GeoError
from geo.mini_carte_fonds import Fonds
from geo.mini_carte_liens import links_of
from geo.perimeters import effective_members
from pages._shared import fiche_pole, graphiques

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from data.dataset import Dataset
    from data.loaders import Tables
    from data.store import TableDifferences

_LOG = logging.getLogger("cooperations")

_LABEL = (
    "Carte de ce que la publication changerait\u202f: liens ajoutés, retirés et gardés, membres "
    "des pôles ajoutés et retirés. Les listes qui suivent disent la même chose."
)


def make(before: Dataset, after: Tables, found: Sequence[TableDifferences]) -> str:
    """Return the map of what differs, as HTML; empty when nothing of it is on the ground.

    Parameters
    ----------
    before
        The version the tables are compared with.
    after
        The tables proposed, checked.
    found
        What differs between them.
    """
    coops = _keys(found, {"cooperations", "participants", "cooperation_themes"})
    poles = _keys(found, {"poles", "pole_membres"})
    if not coops and not poles:
        return ""
    try:
        fonds, anchors = _ground(before, after, found)
        apercu = Apercu.compare(
            (
                links_of(before.tables, before.prepared.territoires, coops),
                links_of(after, anchors, coops),
            ),
            (_members(before.tables, poles), _members(after, poles)),
        )
        return draw(fonds, apercu, label=_LABEL)
    except (DataError, GeoError) as error:
        # The lists tell the same: a picture that cannot be drawn prevents no publication.
        _LOG.warning("preview not drawn: %s", error)
        return ""


def show(html: str) -> None:
    """Draw what `make` returned."""
    if html:
        graphiques.drawing(html)


def _keys(found: Iterable[TableDifferences], tables: set[str]) -> set[str]:
    """Return the first column of the key of every row that differs in some tables."""
    keys: set[str] = set()
    for table in found:
        if table.table in tables:
            first = table.key[0]
            keys.update(row.get(first, "") for row in (*table.added, *table.removed))
            keys.update(change.key[0] for change in table.changed)
    return keys


def _members(tables: Tables, poles: set[str]) -> list[tuple[str, str]]:
    members = effective_members(tables.pole_membres, tables.poles)
    kept = members[members["pole_code"].isin(list(poles))]
    return list(zip(kept["pole_code"], kept["siren"], strict=True))


def _ground(
    before: Dataset, after: Tables, found: Iterable[TableDifferences]
) -> tuple[Fonds, pd.DataFrame]:
    """Return what the map is drawn on, with the territoires that come and those that go."""
    ground = fiche_pole.grounds()
    if not {table.table for table in found} & {"territoires", "territoire_epci", "poles"}:
        return ground, before.prepared.territoires
    prepared = load_prepared(before.prepared.folder, tables=after)
    names = dict(zip(after.territoires["code"], after.territoires["nom"], strict=True))
    new = Fonds.build(prepared, names)
    return replace(new, places={**ground.places, **new.places}), prepared.territoires
