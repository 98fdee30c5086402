"""Pure functions on tables, outlines and map objects: no Streamlit, no file, no network."""
