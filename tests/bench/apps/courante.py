"""The plain idiom: a Folium map rebuilt from the filtered data at each rerun.

Same tables and perimeters as the application, kept in Streamlit's cache; Leaflet from the same
vendored files, so that both are measured with the network cut.
"""

from typing import Any

import folium
import streamlit as st
from streamlit_folium import st_folium

from data.dataset import open_inventory
from data.loaders import PREPARED, load_prepared
from tests.bench.scenario import cooperations_of, links_of

STATIC = "../../app/static/vendor/leaflet/"


@st.cache_resource
def donnees() -> tuple[Any, Any, Any]:
    tables = open_inventory().read()
    prepared = load_prepared(PREPARED, tables=tables)
    ancres = prepared.territoires.set_index("code")[["lat", "lon"]]
    return tables, prepared.poles, links_of(tables, ancres)


tables, poles, liens = donnees()
st.set_page_config(layout="wide")
systemes = st.pills("Système", list(tables.systemes["code"]), selection_mode="multi", key="systeme")

carte = folium.Map([46.6, 2.4], zoom_start=6, tiles=None)
carte.default_js = [("leaflet", STATIC + "leaflet.js")]
carte.default_css = [("leaflet", STATIC + "leaflet.css")]
folium.GeoJson(poles, style_function=lambda _: {"weight": 1, "fillOpacity": 0.1}).add_to(carte)
for lien in liens[liens["cooperation_id"].isin(cooperations_of(tables, systemes))].itertuples():
    folium.PolyLine(
        [(lien.lat_de, lien.lon_de), (lien.lat_vers, lien.lon_vers)],
        className=f"lien lien-{lien.cooperation_id}",
        weight=2,
    ).add_to(carte)
st_folium(carte, key="carte", height=640, use_container_width=True)
