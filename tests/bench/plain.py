"""The same perimeters and links as plain files, for the peers that know nothing of this project."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from tests.bench.scenario import links_of, systems_of
from tests.browser.server import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from data.loaders import Tables

PAIRS = ROOT / "tests" / "bench" / "pairs"
LEAFLET = ROOT / "static" / "vendor" / "leaflet"
#: Decimals of a degree, some ten metres: finer than what any of the peers can show here.
DECIMALS = 4


def write_plain(folder: Path, tables: Tables, poles: gpd.GeoDataFrame, ancres: pd.DataFrame) -> int:
    """Write what the peers read, and their scripts beside it, as their servers expect them.

    ``static/`` is Streamlit's static folder, ``assets/`` is Dash's.

    Returns
    -------
    int
        Number of perimeters.
    """
    for name in ("static", "assets"):
        (folder / name).mkdir(parents=True)
    shutil.copytree(LEAFLET, folder / "static" / "vendor" / "leaflet")
    for script in PAIRS.glob("*.py"):
        shutil.copy(script, folder)
    shutil.copy(PAIRS / "retenu.js", folder / "assets")
    drawn = poles.loc[poles.geometry.notna(), ["code", "geometry"]]
    perimeters = json.loads(drawn.to_json(), parse_float=_rounded)
    links = _links(tables, ancres)
    _write(folder / "systemes.json", list(tables.systemes.sort_values("ordre")["code"]))
    for place in (folder, folder / "static", folder / "assets"):
        _write(place / "perimetres.json", perimeters)
    for place in (folder, folder / "assets"):
        _write(place / "liens.json", links)
    return len(perimeters["features"])


def _links(tables: Tables, ancres: pd.DataFrame) -> dict[str, Any]:
    systems = systems_of(tables)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"systemes": sorted(systems[row.cooperation_id])},
                "geometry": {
                    "type": "LineString",
                    "coordinates": [
                        [round(row.lon_de, DECIMALS), round(row.lat_de, DECIMALS)],
                        [round(row.lon_vers, DECIMALS), round(row.lat_vers, DECIMALS)],
                    ],
                },
            }
            for row in links_of(tables, ancres).itertuples()
            if row.cooperation_id in systems
        ],
    }


def _rounded(text: str) -> float:
    return round(float(text), DECIMALS)


def _write(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, separators=(",", ":")), encoding="utf-8")
