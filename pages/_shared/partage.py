"""What a view of the map becomes: a scene, a file, a link, a frame in another site."""

from __future__ import annotations

from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from data.export.scenes import resolve, view_of
from geo.format_fr import count_label, sentence
from geo.permalinks import FACETS
from geo.regions_textes import filter_words
from geo.scenes import TITRE_MAX, Scene, format_vue
from geo.sheets import describe
from pages._shared import adresse, garde, messages, presentation, telecharger

if TYPE_CHECKING:
    from collections.abc import Mapping

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
        "Coopérations, pôles, membres, sources.",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "csv-excel": ("csv", "CSV pour Excel", "Points-virgules, virgule décimale.", "text/csv"),
    "csv": ("csv", "CSV", "Norme RFC 4180, pour un programme.", "text/csv"),
    "geojson": ("geojson", "GeoJSON", "Pour une autre carte en ligne.", "application/geo+json"),
    "gpkg": ("gpkg", "GeoPackage", "Pour QGIS.", "application/geopackage+sqlite3"),
    "parquet": ("parquet", "Parquet", "Pour l’analyse.", "application/vnd.apache.parquet"),
}
_IMAGE, _DONNEES, _LIEN, _INTEGRER = "Image", "Données", "Lien", "Intégrer"
#: Height of an embedded map, in pixels: its bar and a map as wide as a column of text.
HAUTEUR = 640


@st.dialog("Partager cette vue", width="medium")
def share(donnees: Dataset, view: View) -> None:
    """Offer what a view of the map may become."""
    garde.mount("garde_partage")  # A scene is added to the deck of an earlier visit.
    with st.container(key="ajout", horizontal=True, vertical_alignment="center"):
        st.caption(_words(donnees, view), width="stretch")
        # The browser adds what is in the frame: `static/carte/volet.js`.
        st.html(
            "<button type='button' class='bouton' data-scene>Ajouter à la présentation</button>",
            width="content",
        )
    way = _choice((_IMAGE, _DONNEES, _LIEN, _INTEGRER), "partage")
    if way == _LIEN:
        st.markdown("L’adresse de cette vue\u202f: filtres, sélection et fond compris.")
        st.code(adresse.absolute(view), language=None, wrap_lines=True)
    elif way == _INTEGRER:
        st.markdown(
            "À coller dans une page de votre site\u202f: la carte y garde ses filtres. La hauteur "
            "se change\u202f; 480 pixels au moins."
        )
        st.code(snippet(view), language=None, wrap_lines=True)
    else:
        _offer(donnees, view, way, "vue", {"titre": title_of(donnees, view)})


@st.dialog("Exporter cette scène", width="medium")
def export_scene(donnees: Dataset, scene: Scene, stem: str) -> None:
    """Offer the picture and the data of a scene."""
    shown = resolve(donnees, scene)
    view = view_of(donnees, scene, shown.view)
    st.caption(_words(donnees, view))
    options = {
        "titre": shown.titre,
        "commentaire": shown.commentaire,
        "cadre": scene.cadre,
        "noms": scene.noms,
        "niveaux": scene.niveaux,
    }
    _offer(donnees, view, _choice((_IMAGE, _DONNEES), "export"), stem, options)


def _choice(ways: tuple[str, ...], key: str) -> str:
    chosen: str = st.segmented_control(
        "Sous quelle forme",
        ways,
        default=ways[0],
        required=True,
        key=key,
        label_visibility="collapsed",
    )
    return chosen


def snippet(view: View) -> str:
    """Return the HTML that shows a view inside another site."""
    source = escape(adresse.absolute(view, embed="true"))
    return (
        f'<iframe src="{source}" title="Carte des coopérations métropolitaines" width="100%" '
        f'height="{HAUTEUR}" style="border:0" loading="lazy" allow="fullscreen"></iframe>'
    )


def way_out(view: View) -> str:
    """Return the link that leads from a frame in another site to the whole dashboard."""
    address = escape(f"./?{format_vue(view)}")
    return f"<a href='{address}' target='_blank' rel='noopener'>Ouvrir dans le tableau de bord</a>"


def _words(donnees: Dataset, view: View) -> str:
    words = filter_words(view.filters, donnees.labels)
    return sentence(words or "toutes les coopérations, tous les pôles en activité")


def _offer(donnees: Dataset, view: View, way: str, stem: str, options: Mapping[str, Any]) -> None:
    make, formats = (_picture, _IMAGES) if way == _IMAGE else (_table, _TABLES)
    kinds = [
        telecharger.Fichier(label, usage, ext, mime, partial(make, donnees, view, fmt, options))
        for fmt, (ext, label, usage, mime) in formats.items()
    ]
    telecharger.offer(kinds, stem, f"{view} {options}")


# What draws and writes is heavy, and imported by the file that needs it: without it, a page lives.


def _picture(
    donnees: Dataset, view: View, fmt: str, options: Mapping[str, Any], _step: object
) -> bytes:
    from data.export import image  # noqa: PLC0415

    return image.draw(donnees, view, fmt=fmt, **options)


def _table(
    donnees: Dataset, view: View, fmt: str, _options: Mapping[str, Any], _step: object
) -> bytes:
    from data.export import tableaux  # noqa: PLC0415

    return tableaux.export_table(donnees, view, fmt)


def title_of(donnees: Dataset, view: View) -> str:
    """Return what a view shows, in a few words: what is selected, else its filters."""
    sheet = describe(donnees.sheets, view.choix) if view.choix else None
    if sheet:
        return sheet.titre[:TITRE_MAX]
    labels = donnees.labels
    named = [
        ", ".join(labels[key][code] for code in getattr(view.filters, facet))
        for key, facet in FACETS.items()
        if getattr(view.filters, facet)
    ]
    return (" · ".join(named) or "Pôles métropolitains et coopérations")[:TITRE_MAX]


def add_scene(donnees: Dataset, view: View, cadre: Any) -> None:
    """Make a scene of the view and of the frame the browser tells; what a callback calls last."""
    if presentation.current().full:
        messages.announce(
            "La présentation est pleine. Enregistrez-la, puis commencez-en une autre."
        )
    else:
        presentation.add(
            Scene(titre=title_of(donnees, view), vue=format_vue(view), cadre=_cadre(cadre))
        )
        n = count_label(len(presentation.current().deck.scenes), "scène")
        messages.announce(f"Ajoutée à la présentation ({n}). Retrouvez-la dans la page Présenter.")
    st.rerun()  # Out of the result's fragment: the dialog closes, the browser keeps the deck.


def _cadre(sent: Any) -> tuple[float, float, float, float] | None:
    try:
        ouest, sud, est, nord = (round(float(value), 4) for value in sent)
    except (TypeError, ValueError):
        return None
    inside = -180 <= ouest < est <= 180 and -90 <= sud < nord <= 90
    return (ouest, sud, est, nord) if inside else None
