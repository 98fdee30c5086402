"""A view of the map as a picture: PNG, SVG or PDF of one 16:9 page, typeset without a browser.

The map is drawn in Lambert 93 (local UTM overseas) by `geo.image_carte`; Typst sets it with its
legend and our own fonts (`image.typ`). No network, and the same view always gives the same bytes.
"""

from __future__ import annotations

import json
import weakref
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from data.dataset import STATIC
from data.export import ExportError
from data.export.image_page import FORMATS, HEIGHT, PANEL, WIDTH, check_fonts, typeset, width_of
from geo import format_fr as fr
from geo.filters import apply_filters
from geo.image_cadre import look
from geo.image_carte import Carte, Contenu, Couleurs, draw_carte
from geo.image_legende import legend
from geo.image_lumiere import Lumiere, light_of
from geo.image_sol import Sols
from geo.image_textes import credits_of, panel
from geo.inventory import build_inventory
from geo.palette import PALETTES
from geo.regions_textes import filter_words
from geo.scenes import NIVEAUX

if TYPE_CHECKING:
    from data.dataset import Dataset
    from geo.filters import Selection
    from geo.image_cadre import Vue
    from geo.permalinks import View

#: Pixels of a screen that a unit of the map takes.
UNIT = 1.4


def draw(  # noqa: PLR0913  a contract of the exports
    donnees: Dataset,
    view: View,
    *,
    fmt: str = "png",
    titre: str = "",
    commentaire: str = "",
    cadre: tuple[float, float, float, float] | None = None,
    noms: bool = True,
    niveaux: tuple[str, ...] = NIVEAUX,
    theme: str = "light",
    cadre_seul: bool = False,
    marge: float = 0.0,
) -> bytes:
    """Return the picture of a view.

    Parameters
    ----------
    donnees, view
        The inventory; its filters and its selection. A tile background is not drawn: the
        embedded ground stands for it.
    fmt
        "png" (3840 × 2160 pixels), "svg" or "pdf" (vector, texts as outlines or embedded fonts).
    titre, commentaire
        Plain texts; without a title, the view names itself. Any length: they are made to fit.
    cadre
        West, south, east, north to show, in degrees; None: the selection, else the results of a
        filter on regions, else metropolitan France with the overseas regions beside it.
    noms, niveaux
        Whether towns are named; what is drawn, of `geo.scenes.NIVEAUX`.
    theme
        "light" or "dark".
    cadre_seul
        The map alone on the whole page: no title, legend, scale nor sources.
    marge
        With `cadre_seul`, share of the width to leave free at the left, for a text over the map.

    Raises
    ------
    ExportError
        Unknown format or theme, missing font or shapes, picture refused by Typst.
    """
    for name, value, known in (("fmt", fmt, FORMATS), ("theme", theme, tuple(PALETTES))):
        if value not in known:
            raise ExportError(f"`{name}`: expected {' or '.join(known)}, found {value!r}")
    check_fonts()
    material = _material(donnees)
    selection = apply_filters(donnees.facets, view.filters)
    light = light_of(material.inventaire, _choice(donnees, view))
    contenu = _content(view, selection, light, niveaux)
    width = WIDTH if cadre_seul else WIDTH - PANEL
    try:
        vue = look(
            material.sols,
            material.inventaire,
            size=(width / UNIT, HEIGHT / UNIT),
            margin=width / UNIT * marge,
            degrees=cadre,
            cooperations=contenu.cooperations if "liens" in niveaux else (),
            poles=contenu.poles if "poles" in niveaux else (),
            regions=contenu.regions,
            lumiere=light,
        )
        couleurs = _colours(donnees, theme)
        carte = draw_carte(
            material.sols, material.inventaire, contenu, vue, couleurs, width_of if noms else None
        )
    except OSError as error:
        raise ExportError(
            f"{error.filename}: expected the browser's layer of shapes, found "
            f"{error.strerror or error}; run `make build`"
        ) from error
    said = panel(
        material.inventaire,
        contenu,
        titre=titre,
        commentaire=commentaire,
        selection=_chosen(donnees, view.choix),
        filtres=filter_words(view.filters, donnees.labels),
    ) | {
        "sources": credits_of(fr.partial_date(f"{donnees.releve:%Y-%m}")),
        "seule": cadre_seul,
        "largeur": WIDTH,
        "unite": UNIT,
        "couleurs": dict(couleurs.roles),
        "legende": [
            {"titre": g.titre, "signes": [vars(s) for s in g.signes]}
            for g in legend(material.inventaire, contenu.lit(), couleurs)
        ],
        "carte": _map(carte, vue),
    }
    return typeset(said, fmt)


@dataclass(frozen=True)
class _Material:
    """What every picture of one dataset is drawn from."""

    inventaire: dict[str, Any]
    sols: Sols


#: The material of the dataset last drawn: there is one a process, outside of tests.
_last: list[tuple[weakref.ref[Dataset], _Material]] = []


def _material(donnees: Dataset) -> _Material:
    if _last and _last[0][0]() is donnees:
        return _last[0][1]
    prepared = donnees.prepared
    inventaire = build_inventory(
        donnees.tables, donnees.facets, prepared.territoires, prepared.poles, prepared.regions
    )
    anchors = np.array([t["ancre"] for t in inventaire["territoires"]], float)
    detail = STATIC / donnees.layers.detail
    sols = Sols(prepared, anchors, lambda: json.loads(detail.read_bytes()))
    _last[:] = [(weakref.ref(donnees), _Material(inventaire, sols))]
    return _last[0][1]


def _choice(donnees: Dataset, view: View) -> tuple[str, str] | None:
    """Return the selection; a commune stands for its intercommunalité, as on the page."""
    if view.choix is None or view.choix[0] != "territoire":
        return view.choix
    code = view.choix[1]
    communes = donnees.prepared.communes
    found = communes.loc[communes["code"] == code, "epci_siren"]
    return ("territoire", found.iloc[0] if len(found) else code)


def _content(
    view: View, selection: Selection, light: Lumiere | None, niveaux: tuple[str, ...]
) -> Contenu:
    """Return what is drawn: the results, and what is selected even when a filter hides it."""
    coops, poles, thin = (
        set(np.flatnonzero(mask).tolist())
        for mask in (selection.cooperations, selection.poles, selection.secondaires)
    )
    if light is not None and light.type == "cooperation":
        coops |= light.cooperations
    if light is not None and light.choisi is not None:
        poles.add(light.choisi)
    return Contenu(
        tuple(sorted(coops)),
        frozenset(thin),
        tuple(sorted(poles)),
        frozenset(view.filters.regions),
        light,
        niveaux,
        fond=view.fond != "aucun",
    )


def _colours(donnees: Dataset, theme: str) -> Couleurs:
    column = "couleur_clair" if theme == "light" else "couleur_sombre"
    return Couleurs(PALETTES[theme], tuple(donnees.tables.systemes[column]))


def _map(carte: Carte, vue: Vue) -> dict[str, Any]:
    """Return the map as JSON's types, in units."""
    km, length = carte.barre
    return {
        "svg": carte.svg,
        "largeur": vue.cadre.width,
        "hauteur": vue.cadre.height,
        "noms": [vars(name) for name in carte.noms],
        "cartons": [
            {
                "nom": fr.typography(c.nom),
                "x": c.x,
                "y": c.y,
                "largeur": c.cadre.width,
                "hauteur": c.cadre.height,
            }
            for c in vue.cartons
        ],
        "barre": {"texte": f"{fr.number(km)}{fr.NBSP}km", "longueur": length},
    }


def _chosen(donnees: Dataset, choix: tuple[str, str] | None) -> str:
    """Return the name of a selection; empty for none."""
    if choix is None:
        return ""
    kind, code = choix
    t, p = donnees.tables, donnees.prepared
    frames = {
        "cooperation": ((t.cooperations, "id", "intitule"),),
        "pole": ((t.poles, "code", "nom"),),
        "territoire": (
            (t.territoires, "code", "nom"),
            (p.epci, "siren", "nom"),
            (p.communes, "code", "nom"),
        ),
    }
    for frame, key, name in frames[kind]:
        found = frame.loc[frame[key] == code, name]
        if len(found):
            return fr.title(str(found.iloc[0]))
    return ""
