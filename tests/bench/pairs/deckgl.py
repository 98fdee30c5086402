"""deck.gl through `st.pydeck_chart`: perimeters read once by their address, links filtered."""

import pandas as pd
import pydeck as pdk
import streamlit as st
from donnees import choisis, liens


@st.cache_resource
def tableau() -> pd.DataFrame:
    """Return one row per link: its two ends in degrees and its systems."""
    ends = [lien.trace["geometry"]["coordinates"] for lien in liens()]
    rows = pd.DataFrame(ends, columns=["de", "vers"])
    return rows.assign(systemes=[lien.systemes for lien in liens()])


st.set_page_config(layout="wide")
chosen = choisis()
rows = tableau()
if chosen:
    rows = rows[[bool(chosen & systemes) for systemes in rows["systemes"]]]
perimetres = pdk.Layer(
    "GeoJsonLayer",
    "/app/static/perimetres.json",
    id="perimetres",
    get_fill_color=[51, 136, 255, 25],
    get_line_color=[51, 136, 255],
    line_width_min_pixels=1,
)
lignes = pdk.Layer(
    "LineLayer",
    rows[["de", "vers"]],
    id="liens",
    get_source_position="de",
    get_target_position="vers",
    get_color=[51, 136, 255],
    get_width=2,
)
vue = pdk.ViewState(latitude=46.6, longitude=2.4, zoom=5)
st.pydeck_chart(
    pdk.Deck([perimetres, lignes], map_provider=None, initial_view_state=vue),
    key="carte",
    height=640,
)
