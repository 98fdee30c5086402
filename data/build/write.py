"""Write the prepared files: the same content always gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

MANIFEST = "manifest.json"


def write_parquet(frame: pd.DataFrame | gpd.GeoDataFrame, path: Path) -> str:
    """Write a frame and return the sha256 of the file.

    Codes are text, the index is not kept, compression and layout are fixed, no date is written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    options = {"compression": "zstd", "compression_level": 9, "write_statistics": False}
    if isinstance(frame, gpd.GeoDataFrame):
        frame.to_parquet(path, index=False, schema_version="1.1.0", **options)
    else:
        table = pa.Table.from_pandas(frame, preserve_index=False)
        pq.write_table(table, path, **options)
    return digest(path)


def write_manifest(
    folder: Path, digests: Mapping[str, str], *, composition: str, sources: Mapping[str, str]
) -> None:
    """Write what the loader compares, and what everything was made from.

    Parameters
    ----------
    folder
        The folder of the prepared files.
    digests
        sha256 of each file, by file name.
    composition
        Digest of the columns of the tables that the geometry depends on.
    sources
        Version of each source, by name.
    """
    content = {
        "composition": composition,
        "files": dict(sorted(digests.items())),
        "sources": dict(sorted(sources.items())),
    }
    (folder / MANIFEST).write_text(
        json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def digest(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
