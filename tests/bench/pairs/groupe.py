"""The quick idiom: a constant map, and the filtered links in a group put on it at each rerun.

The map itself is made anew: streamlit-folium ties the group to the object that it is given, so
that one kept from a rerun to the next would draw the former links too.
"""

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
groupe = folium.FeatureGroup("liens")
folium.GeoJson(traces(chosen), style_function=lambda _: {"className": "lien", "weight": 2}).add_to(
    groupe
)
st_folium(
    carte,
    key="carte",
    feature_group_to_add=groupe,
    height=640,
    use_container_width=True,
    returned_objects=[],
)
