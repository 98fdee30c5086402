"""The inventory as the browser takes it: one compact JSON, codes replaced by their rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.links import build_links, check_anchored
from geo.palette import PALETTES
from geo.perimeters import archipelago_frame, effective_members
from geo.text import sort_key

if TYPE_CHECKING:
    import geopandas as gpd

    from geo.filters import Facets
    from geo.frames import TablesLike

VERSION = 1
_CODES = ("systemes", "themes", "formes", "statuts", "confiances")
#: Decimals of the coordinates sent, about 10 m.
DECIMALS = 4


def build_inventory(
    tables: TablesLike,
    facets: Facets,
    anchors: pd.DataFrame,
    perimeters: gpd.GeoDataFrame,
    regions: pd.DataFrame,
) -> dict[str, Any]:
    """Return the inventory of one version of the tables.

    Parameters
    ----------
    tables
        Validated tables.
    facets
        Their index: the browser searches the same text and the same regions.
    anchors
        One row per territory: `code`, `lat`, `lon` (degrees), `approximatif`.
    perimeters
        One row per pôle: `code`, perimeter in EPSG:4326, for the thread of its parts.
    regions
        INSEE `code` and `nom` of the regions.

    Returns
    -------
    dict
        JSON-ready. `liens` rows are [cooperation, from, to, courbure, rang, loops there], the
        last one 0 for an arc. Same input, same dict.

    Raises
    ------
    MissingAnchorError
        A territory has no anchor.
    """
    rank = {name: _rank(getattr(tables, name)) for name in _CODES}
    region_rank = {code: i for i, code in enumerate(facets.options["regions"])}
    region_names = regions.set_index("code")["nom"]
    places = _rank(tables.territoires)
    return {
        "version": VERSION,
        "palette": PALETTES,
        "systemes": _records(
            tables.systemes, label="label", clair="couleur_clair", sombre="couleur_sombre"
        ),
        "themes": [
            {**row, "systeme": rank["systemes"][row["systeme"]]}
            for row in _records(tables.themes, label="label", systeme="systeme")
        ],
        "formes": _records(tables.formes, label="label"),
        "statuts": _records(tables.statuts, label="label", trait="trait"),
        "confiances": _records(tables.confiances, label="label"),
        "types": {
            row["code"]: row["label"] for row in _records(tables.types_territoire, label="label")
        },
        "ordre_regions": list(regions.sort_values("nom", key=sort_key)["code"]),
        "regions": [
            {"code": code, "nom": region_names.get(code, code)}
            for code in facets.options["regions"]
        ],
        "territoires": _territoires(tables, anchors, region_rank),
        "poles": _poles(tables, facets, perimeters),
        "cooperations": _cooperations(tables, facets, rank, places),
        "liens": _liens(tables, facets, anchors, places),
    }


def _rank(table: pd.DataFrame) -> dict[str, int]:
    return {code: i for i, code in enumerate(table["code"])}


def _records(table: pd.DataFrame, **columns: str) -> list[dict[str, Any]]:
    """Rows as dicts: `code`, then each key with the value of the column it names."""
    columns = {"code": "code", **columns}
    named = table[list(columns.values())].set_axis(list(columns), axis=1)
    records: list[dict[str, Any]] = named.to_dict("records")
    return records


def _lists(pairs: pd.DataFrame, key: str, value: str) -> dict[str, list[Any]]:
    lists: dict[str, list[Any]] = {}
    for code, item in zip(pairs[key].tolist(), pairs[value].tolist(), strict=True):
        lists.setdefault(code, []).append(item)
    return lists


def _columns_true(row: Any) -> list[int]:
    return [int(i) for i in np.flatnonzero(row)]


def _territoires(
    tables: TablesLike, anchors: pd.DataFrame, region_rank: dict[str, int]
) -> list[dict[str, Any]]:
    epci = _lists(tables.territoire_epci, "territoire_code", "epci_siren")
    regions = _lists(tables.territoire_regions, "territoire_code", "region_code")
    check_anchored(tables.territoires["code"], anchors)
    frame = tables.territoires[["code", "nom", "type", "pole_code"]].merge(
        anchors[["code", "lat", "lon", "approximatif"]].rename(
            columns={"lat": "ancre_lat", "lon": "ancre_lon"}
        ),
        on="code",
        how="left",
    )
    return [
        {
            "code": row.code,
            "nom": row.nom,
            "type": row.type,
            **({"pole": row.pole_code} if row.pole_code else {}),
            "ancre": [round(float(row.ancre_lat), DECIMALS), round(float(row.ancre_lon), DECIMALS)],
            "regions": [region_rank[c] for c in regions.get(row.code, [])],
            "epci": epci.get(row.code, []),
            **({"approx": True} if row.approximatif else {}),
        }
        for row in frame.itertuples(index=False)
    ]


def _poles(
    tables: TablesLike, facets: Facets, perimeters: gpd.GeoDataFrame
) -> list[dict[str, Any]]:
    legal = tables.natures.set_index("code")["legale"]
    members = _lists(effective_members(tables.pole_membres, tables.poles), "pole_code", "siren")
    doubtful = tables.pole_membres[
        (tables.pole_membres["confiance"] == "faible")
        & (tables.pole_membres["date_fin"] == "")
        & (tables.pole_membres["qualite"] == "EPCI")
        & (tables.pole_membres["membre_siren"] != "")
    ]
    faibles = _lists(doubtful, "pole_code", "membre_siren")
    outline = perimeters.set_index("code").geometry
    return [
        {
            "code": row.code,
            "nom": row.nom,
            "nom_court": row.nom_court,
            "nature": row.nature,
            "statut": row.statut,
            "type": row.type,
            "legal": bool(legal.get(row.nature, False)),
            "themes": _columns_true(facets.poles["themes"][i]),
            "regions": _columns_true(facets.poles["regions"][i]),
            "membres": members.get(row.code, []),
            "faibles": [s for s in faibles.get(row.code, []) if s not in members.get(row.code, [])],
            "fil": _thread(outline.get(row.code)) if row.type != "aire" else [],
            "texte": facets.poles_texte.iloc[i],
        }
        for i, row in enumerate(tables.poles.itertuples(index=False))
    ]


def _thread(outline: Any) -> list[list[list[float]]]:
    """Lines that join the parts of a perimeter, as pairs of [lat, lon]."""
    if outline is None or outline.geom_type != "MultiPolygon":
        return []
    return [
        [[round(y, DECIMALS), round(x, DECIMALS)] for x, y in line.coords]
        for line in archipelago_frame(outline).geoms
    ]


def _cooperations(
    tables: TablesLike, facets: Facets, rank: dict[str, dict[str, int]], places: dict[str, int]
) -> list[dict[str, Any]]:
    secondary = _lists(
        tables.cooperation_themes.sort_values("rang", kind="stable"), "cooperation_id", "theme"
    )
    lead_first = tables.participants.sort_values(
        "role", key=lambda roles: roles != "porteur", kind="stable"
    )
    participants = _lists(lead_first, "cooperation_id", "territoire_code")
    return [
        {
            "id": row.id,
            "titre": row.intitule,
            "theme": rank["themes"][row.theme_principal],
            "themes": [rank["themes"][t] for t in secondary.get(row.id, [])],
            "forme": rank["formes"][row.forme],
            "statut": rank["statuts"][row.statut],
            "confiance": rank["confiances"][row.confiance],
            "debut": None if pd.isna(row.annee_debut) else int(row.annee_debut),
            "fin": None if pd.isna(row.annee_fin) else int(row.annee_fin),
            "participants": [places[t] for t in participants[row.id]],
            "regions": _columns_true(facets.coops["regions"][i]),
            "texte": facets.texte.iloc[i],
        }
        for i, row in enumerate(tables.cooperations.itertuples(index=False))
    ]


def _liens(
    tables: TablesLike, facets: Facets, anchors: pd.DataFrame, places: dict[str, int]
) -> list[list[float]]:
    coop_rank = {code: i for i, code in enumerate(facets.ids)}
    return [
        [
            coop_rank[row.cooperation_id],
            places[row.from_code],
            places[row.to_code],
            float(row.courbure),
            int(row.rang),
            int(row.nombre) if row.boucle else 0,
        ]
        for row in build_links(tables.participants, anchors).itertuples(index=False)
    ]
