"""The sheet of a region typeset as a PDF of two A4 pages at most, ready to print.

Typst sets `region.typ` with our own fonts: no network, and the same data give the same bytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from data.export import ExportError
from geo import format_fr as fr
from geo.filters import Filters, apply_filters, build_facets
from geo.layers import ATTRIBUTION
from geo.palette import PALETTES
from geo.regions import describe_region
from geo.regions_carte import render
from geo.regions_facts import COVERAGE_RULE, FRANCE
from geo.regions_fond import Contours, Fond, draw_ground
from geo.regions_mesures import Base, build_base, measures, statuses
from geo.regions_textes import comparison, crossing_words, figures, legend, no_pole
from geo.sheets_index import Index
from geo.sheets_parts import MILLESIME_EPCI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from data.loaders import Prepared, Tables
    from geo.filters import Facets, Selection
    from geo.regions_facts import Annee, Compte, Fiche, PoleRegion

HERE = Path(__file__).resolve().parent
PAGES_MAX = 2
#: Lines that lists may take, tried in turn until the sheet holds in `PAGES_MAX`.
_BUDGETS = (30, 26, 22, 18, 14, 10, 6)
_POLES, _TRAVERSES, _FORMES, _FIRST_YEAR = 9, 7, 8, 2005
#: The sheet's date, that of its reference: the same data always give the same file.
_DATE = datetime(int(MILLESIME_EPCI), 1, 1, tzinfo=UTC)
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True)
class Material:
    """What every sheet is made from, computed once; `couleurs` are the systems', by rank."""

    base: Base
    contours: Contours
    ensemble: Contours
    couleurs: tuple[str, ...]

    def ground(self, code: str) -> Fond:
        """Return the ground of a region's map; about 0.2 s, to be kept by whoever calls."""
        return draw_ground(self.ensemble if code == FRANCE else self.contours, code)


def gather(
    tables: Tables,
    prepared: Prepared,
    facets: Facets | None = None,
    index: Index | None = None,
) -> Material:
    """Work out what sheets need; `facets` and `index` when there are some already."""
    index = index or Index(tables, prepared)
    regions = dict(zip(prepared.epci["siren"], prepared.epci["regions"], strict=True))
    base = build_base(facets or build_facets(tables, regions), index, prepared)
    systems = tables.systemes.sort_values("ordre")
    return Material(
        base,
        Contours(prepared, prepared.epci_detail, prepared.voisins, index.effective),
        Contours(prepared, prepared.epci, prepared.voisins, index.effective),
        tuple(systems["couleur_clair"]),
    )


def export_regions(
    material: Material, folder: Path, *, step: Callable[[str, int], None] | None = None
) -> list[Path]:
    """Write the sheet of every region, `<INSEE code>.pdf`, and `france.pdf`.

    `step` is told each file's name once it is written, and how many there are.

    Raises
    ------
    ExportError
        If the folder or a file cannot be written.
    """
    selection = apply_filters(material.base.facets, Filters())
    codes, written = (*material.base.codes, FRANCE), []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for code in codes:
            path = folder / f"{code}.pdf"
            path.write_bytes(typeset(material, material.ground(code), code, selection))
            written.append(path)
            if step:
                step(path.name, len(codes))
    except OSError as error:
        raise ExportError(
            f"{error.filename or folder}: expected a folder that can be written to, found "
            f"{error.strerror or error}; choose another one."
        ) from error
    return written


def typeset(
    material: Material, ground: Fond, code: str, selection: Selection, filtres: str = ""
) -> bytes:
    """Return the sheet of a region, or of the country, as a PDF (PDF/UA-1, tagged).

    Parameters
    ----------
    ground
        Ground of the region's map (`Material.ground`).
    selection
        Cooperations and pôles that count, everywhere in France.
    filtres
        The filters that made the selection, in words; empty when there is none.

    Raises
    ------
    ExportError
        If Typst refuses the sheet, or it does not hold in `PAGES_MAX`.
    """
    said = content(material, ground, code, selection, filtres)
    # The lists begin the second page, unless what is before them already goes over it.
    short = said | _lists(said, 0)
    said["saut"] = _pages(_compile(short | {"saut": True})) <= PAGES_MAX
    for budget in _BUDGETS:
        pdf = _compile(said | _lists(said, budget))
        if _pages(pdf) <= PAGES_MAX:
            return pdf
    raise ExportError(f"region {code}: the sheet takes more than {PAGES_MAX} pages")


def content(
    material: Material, ground: Fond, code: str, selection: Selection, filtres: str = ""
) -> dict[str, Any]:
    """Return all that the sheet says and draws, as JSON's types: French texts, shares, colours."""
    base, colours = material.base, PALETTES["light"]
    shown = (selection.cooperations, selection.poles)
    table = measures(base, *shown)
    fiche = describe_region(base, code, *shown, table)
    codes = [c for c, kept in zip(base.facets.pole_codes, selection.poles, strict=True) if kept]
    label = f"Carte {fiche.lieu}{fr.FINE}: ce que couvrent les pôles et les coopérations"
    svg = render(
        ground, statuses(base, *shown), codes, colours.__getitem__, key="carte", label=label
    )
    return {
        "couleurs": dict(colours),
        "nom": fiche.nom,
        "filtres": filtres,
        "chapeau": f"{fr.count_label(fiche.habitants, 'habitant')} · "
        f"{fr.count_label(fiche.epci, 'intercommunalité')}",
        "chiffres": figures(fiche, len(base.codes)),
        "carte": svg,
        "carte_texte": label,
        "carte_rapport": ground.largeur / ground.hauteur,
        "legende": legend(fiche, colours.__getitem__),
        "regle": COVERAGE_RULE,
        "poles": [_pole(fiche, pole) for pole in fiche.poles[:_POLES]],
        "poles_reste": max(len(fiche.poles) - _POLES, 0),
        "sans_pole": no_pole(fiche, filtered=bool(filtres)),
        "nb_cooperations": fiche.nb_cooperations,
        "systemes": _systems(material, fiche),
        "formes": _bars(fiche.formes[:_FORMES]),
        "traverses_phrase": crossing_words(fiche),
        "traverses": [
            {"nom": t.lien.nom, "avec": ", ".join((*t.regions, *t.etrangers))}
            for t in fiche.traverses
        ],
        "regions_liees": _bars(fiche.regions_liees),
        "annees": _years(fiche.annees),
        "annees_note": _years_note(fiche),
        "comparaison": comparison(table, code),
        "sources": f"{fiche.source_population}. {ATTRIBUTION}. Coopérations et pôles{fr.FINE}: "
        "inventaire de ce site, chaque fait avec sa source sur sa fiche.",
        "millesime": f"1ᵉʳ janvier {MILLESIME_EPCI}",
    }


def _lists(said: dict[str, Any], budget: int) -> dict[str, Any]:
    """Cut the lists so that they take about `budget` lines; what is left out is counted."""
    systems = said["systemes"]
    kept = max(
        k for k in range(budget + 1) if sum(min(len(s["liens"]), k) for s in systems) <= budget
    )
    cut = [
        s | {"liens": s["liens"][:kept], "reste": max(len(s["liens"]) - kept, 0)} for s in systems
    ]
    crossing = said["traverses"]
    most = min(_TRAVERSES, budget // 3)
    return {
        "systemes": cut,
        "traverses": crossing[:most],
        "traverses_reste": max(len(crossing) - most, 0),
    }


def _pages(pdf: bytes) -> int:
    return len(_PAGE.findall(pdf))


def _compile(said: dict[str, Any]) -> bytes:
    try:
        made = typst.compile(
            HERE / "region.typ",
            root=HERE,
            font_paths=[HERE / "fonts"],
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"donnees": json.dumps(said, ensure_ascii=False)},
            pdf_standards="ua-1",
            timestamp=_DATE,
        )
    except typst.TypstError as error:
        raise ExportError(f"region.typ: Typst refused {said['nom']!r}: {error}") from error
    return bytes(made)


def _pole(fiche: Fiche, pole: PoleRegion) -> dict[str, Any]:
    members, whole = fr.number(pole.membres), fr.number(pole.membres_total)
    details = [pole.lien.detail]
    if pole.autres_regions:
        details.append(f"aussi{fr.FINE}: {fr.enumerate_fr(pole.autres_regions)}")
    return {
        "nom": pole.lien.nom,
        "detail": " · ".join(details),
        "membres": members if members == whole else f"{members} sur {whole}",
        "habitants": fr.number(pole.habitants),
        "systemes": ", ".join(fiche.systemes[i].nom.partition(" & ")[0] for i in pole.systemes),
    }


def _systems(material: Material, fiche: Fiche) -> list[dict[str, Any]]:
    groups = {group.systeme: group.liens for group in fiche.groupes}
    most = max((system.cooperations for system in fiche.systemes), default=0) or 1
    return [
        {
            "nom": system.nom,
            "couleur": material.couleurs[system.rang],
            "nombre": system.cooperations,
            "part": system.cooperations / most,
            "liens": [
                {"nom": link.nom, "detail": link.detail} for link in groups.get(system.rang, ())
            ],
        }
        for system in fiche.systemes
    ]


def _bars(counts: Sequence[Compte]) -> list[dict[str, Any]]:
    most = max((count.nombre for count in counts), default=1)
    return [{"nom": c.nom, "nombre": c.nombre, "part": c.nombre / most} for c in counts]


def _years(years: Sequence[Annee]) -> list[dict[str, Any]]:
    """Columns of the chart: one for all that is before `_FIRST_YEAR`, then one a year."""
    begun = {year.annee: sum(year.debuts) for year in years if any(year.debuts)}
    if not begun:
        return []
    old = sum(count for year, count in begun.items() if year < _FIRST_YEAR)
    columns = {_FIRST_YEAR - 1: old} | {
        year: begun.get(year, 0) for year in range(_FIRST_YEAR, max(*begun, _FIRST_YEAR) + 1)
    }
    return [
        {
            "annee": "avant" if year < _FIRST_YEAR else str(year),
            "repere": year < _FIRST_YEAR or (year % 5 == 0 and year > _FIRST_YEAR + 1),
            "total": count,
        }
        for year, count in columns.items()
    ]


def _years_note(fiche: Fiche) -> str:
    said = []
    if fiche.sans_annee:
        unknown = fr.count_label(fiche.sans_annee, "coopération")
        said.append(f"Année de début non renseignée pour {unknown}.")
    ended = sum(year.fins for year in fiche.annees)
    if ended:
        said.append(f"{fr.count_label(ended, 'coopération')} avec une fin connue ou prévue.")
    created = [f"{'; '.join(y.poles)} ({y.annee})" for y in fiche.annees if y.poles]
    if created and fiche.code != FRANCE:
        said.append(f"Pôles créés{fr.FINE}: {', '.join(created)}.")
    return " ".join(said)
