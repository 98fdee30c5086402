"""What a view of the map becomes: a scene, a file, a link, a frame in another site."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export import image, tableaux
from geo.format_fr import count_label, sentence
from geo.permalinks import FACETS
from geo.regions_textes import filter_words
from geo.scenes import TITRE_MAX, Scene, format_vue
from geo.sheets import describe
from geo.sheets_facts import CooperationSheet
from pages._shared import adresse, messages, presentation, telecharger

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.dataset import Dataset
    from geo.permalinks import View

#: Format -> extension, name, use, media type.
_IMAGES = {
    "png": ("png", "Image (PNG)", "Pour une page ou un courriel, 3840 × 2160 pixels.", "image/png"),
    "svg": ("svg", "Image vectorielle (SVG)", "À agrandir ou à retoucher.", "image/svg+xml"),
    "pdf": ("pdf", "Document (PDF)", "À imprimer ou à joindre.", "application/pdf"),
}
_TABLES = {
    "xlsx": (
        "xlsx",
        "Classeur (XLSX)",
        "Coopérations, participants, pôles, membres et sources.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv-excel": ("csv", "CSV pour Excel", "Points-virgules et virgule décimale.", "text/csv"),
    "csv": ("csv", "CSV", "Norme RFC 4180, pour un programme.", "text/csv"),
    "geojson": ("geojson", "GeoJSON", "Pour une autre carte en ligne.", "application/geo+json"),
    "gpkg": ("gpkg", "GeoPackage", "Pour QGIS.", "application/geopackage+sqlite3"),
    "parquet": ("parquet", "Parquet", "Pour l’analyse.", "application/vnd.apache.parquet"),
}
#: Height of an embedded map, in pixels: its bar and a map as wide as a column of text.
HAUTEUR = 640


@st.dialog("Partager cette vue", width="medium")
def share(donnees: Dataset, view: View) -> None:
    """Offer what a view of the map may become."""
    st.caption(_words(donnees, view))
    # The browser adds what is in the frame: `static/carte/volet.js`.
    st.html(
        "<p><button type='button' class='bouton' data-scene>Ajouter à la présentation</button></p>"
    )
    way = st.segmented_control(
        "Partager par",
        ("Fichier", "Lien", "Intégration"),
        default="Fichier",
        required=True,
        key="partage",
        label_visibility="collapsed",
    )
    if way == "Lien":
        st.markdown("L’adresse de cette vue\u202f: filtres, sélection et fond compris.")
        st.code(adresse.absolute(view), language=None, wrap_lines=True)
    elif way == "Intégration":
        st.markdown("À coller dans une page de votre site\u202f: la carte y garde ses filtres.")
        st.code(snippet(view), language="html", wrap_lines=True)
    else:
        _offer(donnees, view, "vue", None)


@st.dialog("Exporter cette scène", width="medium")
def export_scene(donnees: Dataset, view: View, stem: str, scene: Scene) -> None:
    """Offer the picture and the data of a scene."""
    st.caption(_words(donnees, view))
    _offer(donnees, view, stem, scene)


def snippet(view: View) -> str:
    """Return the HTML that shows a view inside another site."""
    source = escape(adresse.absolute(view, embed="true"))
    return (
        f'<iframe src="{source}" title="Carte des coopérations métropolitaines" width="100%" '
        f'height="{HAUTEUR}" style="border:0" loading="lazy" allow="fullscreen"></iframe>'
    )


def _words(donnees: Dataset, view: View) -> str:
    words = filter_words(view.filters, donnees.labels)
    return sentence(words or "toutes les coopérations, tous les pôles en activité")


def _offer(donnees: Dataset, view: View, stem: str, scene: Scene | None) -> None:
    telecharger.offer(_kinds(donnees, view, scene), stem, f"{stem} {view} {scene}")


def _kinds(donnees: Dataset, view: View, scene: Scene | None) -> list[telecharger.Fichier]:
    shown: dict[str, Any] = (
        {"titre": scene.titre, "cadre": scene.cadre, "noms": scene.noms, "niveaux": scene.niveaux}
        if scene
        else {"titre": title_of(donnees, view)}
    )
    pictures = {fmt: partial(image.draw, donnees, view, fmt=fmt, **shown) for fmt in _IMAGES}
    tables = {fmt: partial(tableaux.export_table, donnees, view, fmt) for fmt in _TABLES}
    return [
        telecharger.Fichier(label, usage, extension, mime, _quiet({**pictures, **tables}[fmt]))
        for fmt, (extension, label, usage, mime) in {**_IMAGES, **_TABLES}.items()
    ]


def _quiet(make: Callable[[], bytes]) -> Callable[[Any], bytes]:
    """Make a file that is done in one step."""
    return lambda _step: make()


def title_of(donnees: Dataset, view: View) -> str:
    """Return what a view shows, in a few words: what is selected, else its filters."""
    sheet = describe(donnees.sheets, view.choix) if view.choix else None
    if sheet:
        return (sheet.titre if isinstance(sheet, CooperationSheet) else sheet.nom)[:TITRE_MAX]
    labels = donnees.labels
    named = [
        ", ".join(labels[key][code] for code in getattr(view.filters, facet))
        for key, facet in FACETS.items()
        if getattr(view.filters, facet)
    ]
    return (" · ".join(named) or "Pôles métropolitains et coopérations")[:TITRE_MAX]


def add_scene(donnees: Dataset, view: View, cadre: Any) -> None:
    """Make a scene of the view and of the frame the browser tells; what a callback calls."""
    scene = Scene(
        titre=title_of(donnees, view),
        vue=format_vue(view),
        cadre=_cadre(cadre),
    )
    n = presentation.add(donnees, scene)
    messages.announce(
        f"Ajoutée à la présentation ({count_label(n, 'scène')}). "
        "Retrouvez-la dans la page Présenter."
    )


def _cadre(sent: Any) -> tuple[float, float, float, float] | None:
    try:
        ouest, sud, est, nord = (round(float(value), 4) for value in sent)
    except (TypeError, ValueError):
        return None
    inside = -180 <= ouest < est <= 180 and -90 <= sud < nord <= 90
    return (ouest, sud, est, nord) if inside else None
