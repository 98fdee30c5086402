"""The whole data package: every table of a version, its schemas, its sources, in one zip.

A Data Package (frictionless): `frictionless validate inventaire.zip` finds it valid.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import TYPE_CHECKING, Any

import pandas as pd

from data.dictionary import descriptors, package
from data.export.brut import GUARD, about, version_day
from data.export.csv_fr import guarded
from data.schemas import load_schemas
from data.sources import load_sources
from data.writing import to_csv
from geo.format_fr import typography

if TYPE_CHECKING:
    from collections.abc import Mapping

    from data.loaders import Tables
    from data.store import Version

SOURCES = "sources"
"""Name of the table of the sources, which only the package holds."""

_SOURCES_SCHEMA: Mapping[str, Any] = {
    "name": SOURCES,
    "title": "Sources",
    "description": "Une ligne est une source de l’application : qui la publie, sous quelle "
    "licence, à quel millésime.",
    "fields": [
        {"name": "code", "type": "string", "title": "Code", "description": "Code de la source."},
        {
            "name": "producteur",
            "type": "string",
            "title": "Producteur",
            "description": "Qui la publie.",
        },
        {"name": "titre", "type": "string", "title": "Titre", "description": "Son titre."},
        {
            "name": "millesime",
            "type": "string",
            "title": "Millésime",
            "description": "Date ou version de ce qui a été pris.",
        },
        {"name": "licence", "type": "string", "title": "Licence", "description": "Sa licence."},
        {
            "name": "url",
            "type": "string",
            "title": "Adresse",
            "description": "Sa page. Vide si elle n’en a pas qui lui soit propre.",
        },
        {
            "name": "releve_le",
            "type": "date",
            "title": "Consultée le",
            "description": "Dernier jour où elle a été lue ou téléchargée.",
        },
    ],
    "missingValues": [""],
    "primaryKey": ["code"],
}


def export_package(tables: Tables, version: Version) -> bytes:
    """Return the zip; the same version gives the same bytes.

    It holds `datapackage.json`, `LISEZMOI.txt`, a CSV file per table (UTF-8, commas, LF) and its
    Table Schema in `schemas/`. Free texts are guarded against formulas; values held by a pattern
    of their schema, which allows none, are left as they are.
    """
    contents = {f"{name}.csv": _table(tables, name) for name in descriptors()}
    contents[f"{SOURCES}.csv"] = _sources()
    schemas = {**descriptors(), SOURCES: _SOURCES_SCHEMA}
    for name, schema in schemas.items():
        contents[f"schemas/{name}.json"] = _json(schema)
    contents["LISEZMOI.txt"] = _readme(version)
    contents["datapackage.json"] = _json(_descriptor(contents, version))
    return _zip(contents, version)


def _table(tables: Tables, name: str) -> bytes:
    frame: pd.DataFrame = getattr(tables, name)
    free = [
        field.name
        for field in load_schemas()[name].fields
        if field.type == "string" and not field.pattern and not field.enum
    ]
    return to_csv(frame.assign(**{column: frame[column].map(guarded) for column in free})).encode()


def _sources() -> bytes:
    columns = [field["name"] for field in _SOURCES_SCHEMA["fields"]]
    rows = [
        (s.code, s.provider, s.title, s.vintage, s.licence, s.url, s.retrieved.isoformat())
        for s in load_sources()
    ]
    return to_csv(pd.DataFrame(rows, columns=columns, dtype="str")).encode()


def _descriptor(contents: Mapping[str, bytes], version: Version) -> dict[str, Any]:
    base = package()
    added = {
        **base["resources"][0],
        **{key: _SOURCES_SCHEMA[key] for key in ("name", "title", "description")},
        "path": f"{SOURCES}.csv",
        "schema": f"schemas/{SOURCES}.json",
    }
    resources = [
        {
            **resource,
            "bytes": len(contents[resource["path"]]),
            "hash": f"sha256:{hashlib.sha256(contents[resource['path']]).hexdigest()}",
        }
        for resource in (*base["resources"], added)
    ]
    sources = [
        {"title": f"{source.provider} – {source.title}"}
        | ({"path": source.url} if source.url else {})
        for source in load_sources()
    ]
    return {
        **base,
        "version": str(version.number),
        "created": f"{version_day(version):%Y-%m-%dT%H:%M:%SZ}",
        "sources": sources,
        "resources": resources,
    }


def _readme(version: Version) -> bytes:
    base = package()
    lines = [
        base["title"],
        "",
        base["description"],
        "",
        *(f"{name} : {text}" for name, text in about(version) if text != typography(GUARD)),
        "",
        "Fichiers",
        *(
            f"- {resource['path']} : {resource['title']}. {resource['description']}"
            for resource in base["resources"]
        ),
        f"- {SOURCES}.csv : {_SOURCES_SCHEMA['title']}. {_SOURCES_SCHEMA['description']}",
        "- schemas/ : le dictionnaire de chaque table (Table Schema).",
        "- datapackage.json : la description du paquet (Data Package), que lit "
        "« frictionless validate ».",
        "",
        "CSV en UTF-8, virgules, une ligne par fait ; une cellule vide : « non renseigné ».",
        GUARD,
    ]
    return "\n".join([*map(typography, lines), ""]).encode()


def _json(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _zip(contents: Mapping[str, bytes], version: Version) -> bytes:
    day = version_day(version).timetuple()[:6]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, date_time=day)
            entry.external_attr = 0o644 << 16
            # The same on every system, whatever made it.
            entry.create_system = 3
            archive.writestr(entry, contents[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()
