"""Views of the map for QGIS, where PostgreSQL has PostGIS.

`carte.poles`, `carte.territoires` and `carte.liens` show the current version. Without PostGIS
nothing is made, and nothing else depends on it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
import sqlalchemy as sa

from data.store.rows import newest_number
from data.store.sql import SqlStore
from geo.crs import DISPLAY_EPSG
from geo.links import build_links, loop_points

if TYPE_CHECKING:
    import geopandas as gpd
    from sqlalchemy.engine import Connection

    from data.loaders import Prepared, Tables
    from data.store.base import Store
    from data.store.records import Version

LOOP_DEGREES = 0.02
"""Size of the loop drawn for a link between two territories at one place, about 2 km."""

_FEATURES = f"""
CREATE TABLE IF NOT EXISTS carte.features (
    layer text NOT NULL,
    id text NOT NULL,
    properties jsonb NOT NULL,
    geom geometry(Geometry, {DISPLAY_EPSG}),
    PRIMARY KEY (layer, id)
)
"""

_COLUMNS = {
    "poles": {
        "code": "text",
        "nom": "text",
        "nom_court": "text",
        "nature": "text",
        "statut": "text",
        "type": "text",
        "date_creation": "text",
        "date_fin": "text",
        "population": "integer",
        "superficie_km2": "double precision",
        "nb_membres": "integer",
        "nb_communes": "integer",
        "confiance": "text",
        "source_url": "text",
    },
    "territoires": {
        "code": "text",
        "nom": "text",
        "type": "text",
        "pole_code": "text",
        "approximatif": "boolean",
        "source_url": "text",
    },
    "liens": {
        "id": "text",
        "cooperation_id": "text",
        "intitule": "text",
        "theme_principal": "text",
        "forme": "text",
        "statut": "text",
        "annee_debut": "integer",
        "annee_fin": "integer",
        "porteur_code": "text",
        "porteur_nom": "text",
        "partenaire_code": "text",
        "partenaire_nom": "text",
        "confiance": "text",
        "source_url": "text",
    },
}
"""Columns of each view with their types; the first is its key. New ones go last: QGIS projects
and views made on top of these must still find the former ones in place."""


def refresh_views(store: Store, version: Version, tables: Tables, prepared: Prepared) -> bool:
    """Make the views show a version, if the store's database has PostGIS.

    Parameters
    ----------
    store
        Any store; nothing is done for one that is not in PostgreSQL.
    version, tables
        The current version and its tables.
    prepared
        The shapes drawn from these tables.

    Returns
    -------
    bool
        Whether the views show this version now: not when a newer one was published meanwhile.

    Raises
    ------
    StoreError
        If the database does not answer, or does not let its user make a schema.
    """
    if not isinstance(store, SqlStore) or not store.database.is_postgresql:
        return False
    stamp = f"{version.number} {version.checksum}"
    with store.database.writing() as connection:
        if not _has_postgis(connection) or newest_number(connection) != version.number:
            return False
        if _shown(connection) != stamp:
            _define(connection)
            _fill(connection, tables, prepared)
            text = f"COMMENT ON SCHEMA carte IS '{stamp}'"  # a number and a checksum of ours
            connection.execute(sa.text(text))
    return True


def _has_postgis(connection: Connection) -> bool:
    query = "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'"
    return bool(connection.execute(sa.text(query)).scalar())


def _shown(connection: Connection) -> str | None:
    """Return which version the views show, kept as the comment of their schema."""
    query = "SELECT obj_description(to_regnamespace('carte'), 'pg_namespace')"
    found: str | None = connection.execute(sa.text(query)).scalar()
    return found


def _define(connection: Connection) -> None:
    connection.execute(sa.text("CREATE SCHEMA IF NOT EXISTS carte"))
    connection.execute(sa.text(_FEATURES))
    for layer, columns in _COLUMNS.items():
        listed = ", ".join(f"(properties->>'{c}')::{kind} AS {c}" for c, kind in columns.items())
        connection.execute(
            sa.text(
                f"CREATE OR REPLACE VIEW carte.{layer} AS SELECT {listed}, geom "  # noqa: S608
                f"FROM carte.features WHERE layer = '{layer}'"  # names of this module
            )
        )


def _fill(connection: Connection, tables: Tables, prepared: Prepared) -> None:
    connection.execute(sa.text("DELETE FROM carte.features"))
    layers = {
        "poles": tables.poles.merge(
            prepared.poles[
                ["code", "superficie_km2", "population", "nb_membres", "nb_communes", "geometry"]
            ],
            on="code",
        ),
        "territoires": tables.territoires.merge(
            prepared.territoires[["code", "approximatif", "geometry"]], on="code"
        ),
        "liens": links_frame(tables, prepared.territoires),
    }
    insert = sa.text(
        "INSERT INTO carte.features (layer, id, properties, geom) VALUES "
        "(:layer, :id, CAST(:properties AS jsonb), ST_GeomFromWKB(:geom, :srid))"
    )
    for layer, frame in layers.items():
        columns = list(_COLUMNS[layer])
        shapes = shapely.to_wkb(frame["geometry"].to_numpy())
        records = zip(*(frame[column].tolist() for column in columns), strict=True)
        rows = [
            {
                "layer": layer,
                "id": record[0],
                "properties": json.dumps(_properties(columns, record), ensure_ascii=False),
                "geom": shape,  # None: a pôle whose members are not known
                "srid": DISPLAY_EPSG,
            }
            for record, shape in zip(records, shapes, strict=True)
        ]
        if rows:
            connection.execute(insert, rows)


def links_frame(tables: Tables, territoires: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row per link: what the view `carte.liens` shows.

    Parameters
    ----------
    tables
        The tables.
    territoires
        Prepared anchors: `code`, `lat`, `lon` in degrees.

    Returns
    -------
    pandas.DataFrame
        Columns of the view, `id` being « coopération / partenaire », and `geometry` in
        EPSG:4326: a straight line from the porteur to the partner, a small loop when both are
        at one place.

    Raises
    ------
    geo.errors.MissingAnchorError
        If a participant has no anchor.
    """
    links = build_links(tables.participants, territoires)
    names = dict(zip(tables.territoires["code"], tables.territoires["nom"], strict=True))
    places = {
        code: (lon, lat)
        for code, lat, lon in zip(
            territoires["code"], territoires["lat"], territoires["lon"], strict=True
        )
    }
    frame = links.merge(tables.cooperations, left_on="cooperation_id", right_on="id")
    frame["id"] = frame["cooperation_id"] + "/" + frame["to_code"]
    frame = frame.rename(columns={"from_code": "porteur_code", "to_code": "partenaire_code"})
    frame["porteur_nom"] = frame["porteur_code"].map(names)
    frame["partenaire_nom"] = frame["partenaire_code"].map(names)
    lines = np.empty(len(frame), dtype=object)
    for place, link in enumerate(frame.itertuples(index=False)):
        start, end = places[link.porteur_code], places[link.partenaire_code]
        points = loop_points(start, link.rang, link.nombre, LOOP_DEGREES) if link.boucle else None
        lines[place] = shapely.LineString([start, end] if points is None else points)
    frame["geometry"] = lines
    return frame


def _properties(columns: list[str], record: tuple[Any, ...]) -> dict[str, Any]:
    """Return the attributes of a feature; what is missing is null."""
    values = zip(columns, record, strict=True)
    return {column: value for column, value in values if not pd.isna(value) and value != ""}
