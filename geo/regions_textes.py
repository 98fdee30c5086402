"""Words and figures of a region's sheet, the same on the page and on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.permalinks import FACETS
from geo.regions_carte import LABELS, swatch
from geo.regions_facts import FRANCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from geo.filters import Filters
    from geo.regions_carte import Colour
    from geo.regions_facts import Fiche, Part

FILTERS = {
    "systeme": "systèmes",
    "theme": "thèmes",
    "region": "régions",
    "forme": "formes",
    "statut": "statuts",
    "confiance": "confiance",
}
"""What each facet is called in a sentence, by its key in the address."""


def percent(taux: float) -> str:
    """Write a share (0 to 1): « 16 % »; neither « 0 % » nor « 100 % » unless it is exact."""
    whole = round(taux * 100)
    if taux > 0 and whole == 0:
        return f"moins de 1{fr.NBSP}%"
    if taux < 1 and whole == 100:
        return f"plus de 99{fr.NBSP}%"
    return f"{whole}{fr.NBSP}%"


def rank_label(part: Part, total: int) -> str:
    """Write a place: « 3ᵉ région sur 18 », ties said; empty without a place or when it is 0."""
    if part.rang is None or not part.taux:
        return ""
    place = f"{part.rang}{'ʳᵉ' if part.rang == 1 else 'ᵉ'} région sur {total}"
    if not part.egales:
        return place
    return f"{place}, à égalité avec {part.egales} autre{'s' if part.egales > 1 else ''}"


def no_pole(fiche: Fiche, *, filtered: bool = False) -> str:
    """Say that a region has no pôle; an empty text when it has."""
    if fiche.poles:
        return ""
    why = (
        "aucun de ceux qui y ont un membre ne répond aux filtres choisis."
        if filtered
        else f"aucune de ses {fr.number(fiche.epci)} intercommunalités n’est membre d’un "
        "pôle recensé, en activité et doté de la personnalité juridique."
    )
    return f"Aucun pôle métropolitain {fiche.lieu}{fr.FINE}: {why}"


def filter_words(
    filters: Filters, labels: Mapping[str, Mapping[str, str]], *, leave_out: tuple[str, ...] = ()
) -> str:
    """Name the filters that are on, « Thèmes : Mobilités, Santé · Texte : vélo »; empty if none.

    Parameters
    ----------
    labels
        Label of each option, by the facet's key in the address then by code.
    leave_out
        Keys of the facets not to be named.
    """
    said = [
        (FILTERS[key], ", ".join(labels[key][code] for code in codes))
        for key, facet in FACETS.items()
        if key not in leave_out and (codes := getattr(filters, facet))
    ]
    if filters.annees:
        said.append(("en vigueur entre", "{} et {}".format(*filters.annees)))
    if filters.poles_tous:
        said.append(("pôles", "dissous ou sans personnalité juridique compris"))
    if filters.q:
        said.append(("texte", f"«{fr.FINE}{filters.q}{fr.FINE}»"))
    return " · ".join(f"{name}{fr.FINE}: {value}" for name, value in said)


def figures(fiche: Fiche, total: int) -> list[dict[str, str]]:
    """Key figures: value, what it counts, and a note; `total` is the number of regions."""
    shares = (
        (fiche.pole, "des habitants dans un pôle"),
        (fiche.cooperation, "des habitants dans au moins une coopération"),
    )
    return [
        _figure(len(fiche.poles), "pôle métropolitain", "pôles métropolitains"),
        _figure(fiche.nb_cooperations, "coopération recensée", "coopérations recensées"),
        *(
            {"valeur": percent(p.taux), "libelle": words, "note": rank_label(p, total)}
            for p, words in shares
        ),
    ]


def _figure(count: int, one: str, many: str) -> dict[str, str]:
    return {"valeur": fr.number(count), "libelle": one if count < 2 else many, "note": ""}


def legend(fiche: Fiche, colour: Colour) -> list[dict[str, Any]]:
    """Return the legend of the map: sign (SVG), words, share and counts of each state."""
    parts = dict(zip(LABELS, (fiche.pole, fiche.seule, fiche.aucun), strict=True))
    return [
        {
            "signe": swatch(state, colour, key=f"legende-{state}"),
            "libelle": words,
            "part": percent(parts[state].taux),
            "detail": f"{fr.count_label(parts[state].habitants, 'habitant')}, "
            f"{fr.count_label(parts[state].epci, 'intercommunalité')}",
        }
        for state, words in LABELS.items()
    ]


def crossing_words(fiche: Fiche) -> str:
    """Say how many cooperations cross the border of the region."""
    count, total = len(fiche.traverses), fiche.nb_cooperations
    if not count:
        return "Aucune coopération recensée ne franchit ses limites."
    verb = "franchit" if count == 1 else "franchissent"
    abroad = sum(bool(t.etrangers) for t in fiche.traverses)
    text = f"{fr.count_label(count, 'coopération')} sur {fr.number(total)} {verb} "
    text += "une limite régionale ou la frontière" if abroad else "une limite régionale"
    return (
        f"{text}, dont {fr.number(abroad)} avec un partenaire étranger." if abroad else f"{text}."
    )


def comparison(table: pd.DataFrame, code: str) -> list[dict[str, Any]]:
    """Rows of the comparison of the regions, by share in a pôle; the country last."""
    rows = table.sort_values(["rang_pole", "rang_cooperation", "nom"])
    ordered = [*rows.index.drop(FRANCE), FRANCE]
    return [
        {
            "nom": table["nom"][row],
            "poles": fr.number(table["poles"][row]),
            "cooperations": fr.number(table["cooperations"][row]),
            "pole": percent(table["taux_pole"][row]),
            "taux_pole": float(table["taux_pole"][row]),
            "rang_pole": _place(table, row, "pole"),
            "cooperation": percent(table["taux_cooperation"][row]),
            "taux_cooperation": float(table["taux_cooperation"][row]),
            "rang_cooperation": _place(table, row, "cooperation"),
            "choisie": row == code,
        }
        for row in ordered
    ]


def _place(table: pd.DataFrame, row: str, name: str) -> str:
    """Place of a region; nothing for the country, a dash where nobody is covered."""
    if row == FRANCE:
        return ""
    return str(table[f"rang_{name}"][row]) if table[f"taux_{name}"][row] else "–"
