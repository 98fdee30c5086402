"""dash-leaflet as its manual filters: GeoJSON read once by its address, filtered in the browser.

Takes the port and answers the health check as a Streamlit server does, since the benchmark starts
it like the others; served by waitress, Dash's own server being made for development.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import dash_leaflet as dl
import waitress
from dash import Dash, Input, Output, dcc
from dash_extensions.javascript import Namespace

FOLDER = Path(os.environ["BENCH_DONNEES"])
#: More links than this are drawn on a canvas, as Leaflet's users are told to.
SVG_LIMIT = 2000


def read(name: str) -> Any:
    """Return the content of a file of the benchmark."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


app = Dash(compress=True, assets_folder=str(FOLDER / "assets"), title="Carte")
app.server.add_url_rule("/_stcore/health", view_func=lambda: "ok")
app.layout = [
    dcc.Checklist(read("systemes.json"), [], id="systeme", inline=True),
    dl.Map(
        [
            dl.GeoJSON(
                url="/assets/perimetres.json",
                style={"className": "pole", "weight": 1, "fillOpacity": 0.1},
            ),
            dl.GeoJSON(
                id="liens",
                url="/assets/liens.json",
                style={"className": "lien", "weight": 2},
                filter=Namespace("bench", "carte")("retenu"),
                hideout=[],
            ),
        ],
        center=[46.6, 2.4],
        zoom=6,
        preferCanvas=len(read("liens.json")["features"]) > SVG_LIMIT,
        style={"height": 640},
    ),
]
app.clientside_callback("(chosen) => chosen", Output("liens", "hideout"), Input("systeme", "value"))

if __name__ == "__main__":
    (port,) = [text.partition("=")[2] for text in sys.argv if text.startswith("--server.port=")]
    waitress.serve(app.server, listen=f"127.0.0.1:{port}", threads=8)
