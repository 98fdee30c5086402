"""A scene made ready to be shown: its view, its texts filled, its figures, its address."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.export.qr import qr_svg
from geo.filters import apply_filters
from geo.format_fr import title, typography
from geo.scenes import Presentation, Scene, format_vue, from_table, parse_vue
from geo.scenes_figures import figures, fill, key_figures
from geo.scenes_noms import unknown_names

if TYPE_CHECKING:
    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.permalinks import View


@dataclass(frozen=True)
class Resolved:
    """A scene and all that shows it; texts are plain, to be escaped.

    Attributes
    ----------
    view, selection
        Its view, without what does not exist, and what it shows.
    ignored
        What of its view does not exist (« key=value »), then its unknown placeholders
        (« {name} »).
    titre, commentaire, notes
        Typeset, placeholders written out.
    chiffres
        Two or three (number, label), at most.
    lien, qr
        Address of the view and its QR code (SVG), or "" without a base address.
    """

    scene: Scene
    view: View
    ignored: tuple[str, ...]
    selection: Selection
    titre: str
    commentaire: str
    notes: str
    chiffres: tuple[tuple[str, str], ...]
    lien: str
    qr: str


def resolve(donnees: Dataset, scene: Scene, base_url: str = "") -> Resolved:
    """Make a scene ready.

    Parameters
    ----------
    base_url
        Address of the application, with its path prefix if it has one; "" for none.
    """
    view, ignored = parse_vue(scene.vue, donnees.vocabulary)
    selection = apply_filters(donnees.facets, view.filters)
    counted = figures(donnees.coverage, view.filters, selection, donnees.tables.poles, scene.defile)
    lien = address(view, base_url)
    unknown = unknown_names(scene.titre, scene.commentaire, scene.notes)
    return Resolved(
        scene,
        view,
        (*ignored, *(f"{{{name}}}" for name in unknown)),
        selection,
        titre=title(fill(scene.titre, counted)),
        commentaire=_typeset(fill(scene.commentaire, counted)),
        notes=_typeset(fill(scene.notes, counted)),
        chiffres=key_figures(counted, scene),
        lien=lien,
        qr=qr_svg(lien) if lien else "",
    )


def address(view: View, base_url: str) -> str:
    """Return the absolute permalink of a view, "" without a base address."""
    base, query = base_url.strip().rstrip("/"), format_vue(view)
    return base and f"{base}/" + (f"?{query}" if query else "")


def view_of(donnees: Dataset, scene: Scene, view: View) -> View:
    """Return what a picture, which does not move, shows of a scene: the last of its years.

    In force some time up to a year: begun that year or before, which is how growth counts.
    """
    if scene.defile is None:
        return view
    first, last = view.filters.annees or (donnees.vocabulary.annees[0], scene.defile[1])
    years = (first, max(first, min(last, scene.defile[1])))
    return replace(view, filters=replace(view.filters, annees=years))


def seed(donnees: Dataset) -> Presentation:
    """Return the deck the product comes with."""
    return from_table(donnees.tables.scenes)


def _typeset(text: str) -> str:
    return "\n".join(typography(line) for line in text.split("\n"))
