"""A view as layers: GeoJSON (RFC 7946) and GeoPackage, longitudes and latitudes of WGS 84."""

from __future__ import annotations

import json
import math
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from data.export.extraction import LICENCE, LICENCE_URL, inventory_source
from geo.crs import DISPLAY_EPSG, to_display
from geo.format_fr import is_missing
from geo.layers import ATTRIBUTION
from geo.links import build_links, loop_points

if TYPE_CHECKING:
    from data.dataset import Dataset
    from data.export.extraction import Extrait

#: Decimals of the coordinates, about 10 cm: nothing of the prepared shapes is lost.
DECIMALS = 6
#: Diameter of a loop, in degrees of latitude: about 2 km.
LOOP_DEGREES = 0.02
_LINK_FACTS = [
    *("intitule", "theme_principal", "systeme", "themes_secondaires", "forme", "statut"),
    *("annee_debut", "annee_fin", "confiance", "source_url"),
]
_LAYERS = {
    "poles": ("MultiPolygon", "Périmètres des pôles métropolitains"),
    "membres": ("MultiPolygon", "Membres des pôles, présents et passés"),
    "liens": ("LineString", "Liens des coopérations, du porteur à chaque partenaire"),
    "territoires": ("Point", "Territoires qui participent aux coopérations"),
}
#: Layers of the GeoJSON, in the order in which they are drawn; members are in the GeoPackage.
_GEOJSON = ("poles", "liens", "territoires")


def layers(donnees: Dataset, extrait: Extrait) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers of an extract, EPSG:4326, the geometry last.

    - `poles`: one row per pôle, its perimeter, missing when no member is known;
    - `membres`: one row per member of these, the outline of the EPCI, missing for the others;
    - `liens`: one row per link, a straight line of two points from `de` to `vers`; when both are
      at one place (`boucle`), a small closed line there;
    - `territoires`: one row per participant, the point where its links end, and how many of
      the cooperations (`nb_cooperations`) it takes part in.
    """
    shapes = donnees.prepared
    perimeters = shapes.poles.set_index("code").geometry
    outlines = shapes.epci.set_index("siren").geometry
    places = extrait.participants.groupby("territoire_code", as_index=False).agg(
        nom=("nom", "first"),
        type=("type", "first"),
        regions=("regions", "first"),
        approximatif=("approximatif", "first"),
        nb_cooperations=("cooperation_id", "size"),
        lon=("lon", "first"),
        lat=("lat", "first"),
    )
    points = shapely.points(places.pop("lon").to_numpy(), places.pop("lat").to_numpy())
    return {
        "poles": _layer(extrait.poles, _outlines(perimeters, extrait.poles["code"])),
        "membres": _layer(extrait.membres, _outlines(outlines, extrait.membres["membre_siren"])),
        "liens": _links(donnees, extrait),
        "territoires": _layer(places.rename(columns={"territoire_code": "code"}), points),
    }


def to_geojson(donnees: Dataset, extrait: Extrait) -> bytes:
    """Return one FeatureCollection: `couche` tells the layer of each feature.

    What the file is and its sources are foreign members (`a_propos`, `sources`, `licence`).
    """
    found = layers(donnees, extrait)
    features = [feature for name in _GEOJSON for feature in _features(name, found[name])]
    bounds = [found[name].total_bounds for name in _GEOJSON if len(found[name])]
    corners = np.array(bounds).reshape(-1, 4)
    box = [*np.nanmin(corners[:, :2], axis=0), *np.nanmax(corners[:, 2:], axis=0)] if bounds else []
    document = {
        "type": "FeatureCollection",
        "titre": "Coopérations interterritoriales et pôles métropolitains",
        "licence": {"nom": LICENCE, "url": LICENCE_URL},
        "attribution": ATTRIBUTION,
        "a_propos": [list(pair) for pair in extrait.a_propos],
        "sources": _records(_blank_as_null(extrait.sources)),
        # RFC 7946 asks for no box around nothing.
        **({"bbox": [float(value) for value in box]} if box else {}),
        "features": features,
    }
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def to_geopackage(donnees: Dataset, extrait: Extrait) -> bytes:
    """Return a GeoPackage: the four layers, and `cooperations`, `sources`, `a_propos` as tables.

    The file's dates are that of the inventory: the same view gives the same bytes.
    """
    about = pd.DataFrame(extrait.a_propos, columns=["rubrique", "texte"], dtype="str")
    tables = {
        "cooperations": (extrait.cooperations, "Coopérations"),
        "sources": (extrait.sources, "Sources"),
        "a_propos": (about, "Contenu, filtres et licence de ce fichier"),
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "vue.gpkg"
        for name, frame in layers(donnees, extrait).items():
            kind, description = _LAYERS[name]
            _write(
                path, name, frame, description, geometry_type=kind, promote_to_multi="Multi" in kind
            )
        for name, (frame, description) in tables.items():
            _write(path, name, frame, description)
        return settled(path)


def flat(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its lists joined by « ; », which no code nor name contains."""
    lists = [c for c in frame.columns if frame[c].map(lambda v: isinstance(v, list)).any()]
    return frame.assign(**{c: frame[c].map(";".join).astype("str") for c in lists})


def _layer(facts: pd.DataFrame, geometry: Any) -> gpd.GeoDataFrame:
    return to_display(
        gpd.GeoDataFrame(facts.reset_index(drop=True), geometry=geometry, crs=DISPLAY_EPSG),
        decimals=DECIMALS,
    )


def _outlines(shapes: gpd.GeoSeries, codes: pd.Series) -> Any:
    """Outlines of the codes, exterior rings counterclockwise as RFC 7946 asks; None if unknown."""
    return shapely.orient_polygons(shapes.reindex(codes).to_numpy(), exterior_cw=False)


def _links(donnees: Dataset, extrait: Extrait) -> gpd.GeoDataFrame:
    t, anchors = donnees.tables, donnees.prepared.territoires
    # Ranks of loops are counted among all the links, as on the map.
    links = build_links(t.participants, anchors)
    facts = extrait.cooperations[["id", *_LINK_FACTS]].rename(columns={"id": "cooperation_id"})
    rank = dict(zip(facts["cooperation_id"], facts.index, strict=True))
    links = links[links["cooperation_id"].isin(rank)]
    links = links.assign(rank_=links["cooperation_id"].map(rank)).sort_values(
        "rank_", kind="stable"
    )
    place = anchors.set_index("code")[["lon", "lat"]]
    start, end = (place.loc[links[c]].to_numpy() for c in ("from_code", "to_code"))
    lines = [
        shapely.LineString(_loop(a, rang, nombre) if loop else [a, b])
        for a, b, loop, rang, nombre in zip(
            start, end, links["boucle"], links["rang"], links["nombre"], strict=True
        )
    ]
    names = t.territoires.set_index("code")["nom"]
    table = links.assign(
        de_nom=links["from_code"].map(names), vers_nom=links["to_code"].map(names)
    ).rename(columns={"from_code": "de", "to_code": "vers"})
    columns = ["cooperation_id", "de", "de_nom", "vers", "vers_nom", "boucle"]
    return _layer(table[columns].merge(facts, on="cooperation_id"), lines)


def _loop(place: np.ndarray[Any, Any], rang: int, nombre: int) -> Any:
    """Longitudes and latitudes of a loop, round on the ground."""
    turn = loop_points((0.0, 0.0), rang, nombre, LOOP_DEGREES)
    return place + turn / [math.cos(math.radians(place[1])), 1.0]


def _features(name: str, frame: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    shapes = shapely.to_geojson(frame.geometry.to_numpy())
    facts = _records(_blank_as_null(frame.drop(columns="geometry")))
    return [
        {
            "type": "Feature",
            "geometry": json.loads(shape) if shape else None,
            "properties": {"couche": name, **row},
        }
        for shape, row in zip(shapes, facts, strict=True)
    ]


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts of JSON's types, what is missing as None."""
    columns = {
        name: [None if _is_missing(value) else value for value in frame[name].tolist()]
        for name in frame.columns
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _is_missing(value: Any) -> bool:
    return not isinstance(value, list) and is_missing(value)


def _blank_as_null(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with its empty texts missing."""
    texts = [c for c in frame.columns if pd.api.types.is_string_dtype(frame[c].dtype)]
    return frame.assign(**{c: frame[c].mask(frame[c] == "") for c in texts if c != "geometry"})


def _write(path: Path, name: str, frame: pd.DataFrame, description: str, **options: Any) -> None:
    pyogrio.write_dataframe(
        _blank_as_null(flat(frame)),
        path,
        layer=name,
        driver="GPKG",
        append=path.exists(),
        layer_options={"DESCRIPTION": description, "IDENTIFIER": name},
        **options,
    )


def settled(path: Path) -> bytes:
    """Bytes of a GeoPackage that tell nothing of how and when it was written.

    Every layer has the date of the inventory instead of the hour of the export. SQLite counts in
    its header the times a file was changed, which vary from one export to the next: a copy is new.
    """
    day = f"{inventory_source().retrieved.isoformat()}T00:00:00.000Z"
    copy = path.with_suffix(".copie")
    with closing(sqlite3.connect(path)) as base:
        with base:
            base.execute("UPDATE gpkg_contents SET last_change = ?", (day,))
        base.execute("VACUUM INTO ?", (str(copy),))
    return copy.read_bytes()
