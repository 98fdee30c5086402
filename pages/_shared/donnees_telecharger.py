"""Downloads: the whole data package, every table in every format."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from data.dictionary import descriptors, order
from data.export.brut import SHAPES, export_tables
from data.export.extraction import LICENCE, LICENCE_URL
from data.export.paquet import export_package
from geo import format_fr as fr
from geo.layers import ATTRIBUTION

if TYPE_CHECKING:
    from data.dataset import Dataset

#: Format -> its name for the visitor, the type of its files.
FORMATS = {
    "csv": ("CSV", "text/csv"),
    "xlsx": ("Excel (XLSX)", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "parquet": ("Parquet", "application/vnd.apache.parquet"),
    "gpkg": ("GeoPackage", "application/geopackage+sqlite3"),
}
_ALL = (
    "**Le paquet de données** réunit toutes les tables en CSV, leur dictionnaire (Table Schema), "
    "les sources et la licence ; les outils *frictionless* le lisent et le vérifient. Le classeur "
    "et le GeoPackage portent les mêmes tables, le second avec les périmètres et les traits."
)
_LICENCE = (
    f"[{LICENCE}]({LICENCE_URL}) : vous pouvez réutiliser ces données, même dans un produit "
    "commercial, en citant la source et la date. "
    f"{ATTRIBUTION}. Dans les fichiers CSV et Excel, un texte qui commence par = + - @ est précédé "
    "d’une apostrophe, pour qu’un tableur n’y lise pas une formule."
)
_VIEW = (
    "Pour n’exporter que ce que montrent vos filtres, avec les noms en clair, passez par "
    "« Partager » sur la carte ou par le tableau de la page Coopérations."
)


def show(donnees: Dataset) -> None:
    """Draw what can be downloaded of the version shown."""
    stem = f"inventaire-v{donnees.version.number}" if donnees.version.number else "inventaire"
    st.header("Tout l’inventaire", anchor=False)
    st.markdown(fr.typography(_ALL))
    with st.container(key="paquet", horizontal=True, gap="small"):
        st.download_button(
            "Paquet de données (ZIP)",
            partial(export_package, donnees.tables, donnees.version),
            file_name=f"{stem}.zip",
            mime="application/zip",
            key="telecharger_paquet",
            icon=":material/folder_zip:",
            type="primary",
            on_click="ignore",
        )
        for fmt, label in (
            ("xlsx", "Toutes les tables (XLSX)"),
            ("gpkg", "Toutes les tables (GeoPackage)"),
        ):
            _button(donnees, label, order(), fmt, stem)
    st.header("Une table", anchor=False)
    name = st.selectbox(
        "Table",
        order(),
        format_func=lambda name: f"{descriptors()[name]['title']} ({name})",
        key="table_telechargee",
        persist_state="session",
    )
    lines = fr.count_label(len(getattr(donnees.tables, name)), "ligne")
    shape = f" Dans le GeoPackage : {SHAPES[name][1]}." if name in SHAPES else ""
    st.markdown(fr.typography(f"{descriptors()[name]['description']} {lines}.{shape}"))
    with st.container(key="formats_table", horizontal=True, gap="small"):
        for fmt, (label, _) in FORMATS.items():
            _button(donnees, label, (name,), fmt, f"{stem}-{name}")
    st.caption(fr.typography(_VIEW))
    st.header("Licence et attribution", anchor=False)
    st.markdown(fr.typography(_LICENCE))


def _button(donnees: Dataset, label: str, names: tuple[str, ...], fmt: str, stem: str) -> None:
    scope = "une" if len(names) == 1 else "toutes"
    st.download_button(
        label,
        partial(export_tables, donnees, names, fmt),
        file_name=f"{stem}.{fmt}",
        mime=FORMATS[fmt][1],
        key=f"telecharger_{scope}_{fmt}",
        icon=":material/download:",
        on_click="ignore",
    )
