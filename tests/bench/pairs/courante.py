"""The plain idiom: a Folium map rebuilt from the filtered data at each rerun."""

import folium
import streamlit as st
from donnees import LEAFLET, choisis, nombreux, perimetres, traces
from streamlit_folium import st_folium

st.set_page_config(layout="wide")
chosen = choisis()
carte = folium.Map([46.6, 2.4], zoom_start=6, tiles=None, prefer_canvas=nombreux())
carte.default_js = [("leaflet", f"{LEAFLET}.js")]
carte.default_css = [("leaflet", f"{LEAFLET}.css")]
folium.GeoJson(
    perimetres(), style_function=lambda _: {"className": "pole", "weight": 1, "fillOpacity": 0.1}
).add_to(carte)
folium.GeoJson(traces(chosen), style_function=lambda _: {"className": "lien", "weight": 2}).add_to(
    carte
)
st_folium(carte, key="carte", height=640, use_container_width=True, returned_objects=[])
