"""The applications side by side, in Markdown and in French, beside the targets."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from geo.format_fr import FINE, number
from tests.bench.figures import Held, mb, ms, octets, p95, times

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.bench.side_by_side import Row
    from tests.bench.start import Start

    Sides = Mapping[str, Row]

LABELS = {
    "nue": "page Streamlit nue",
    "courante": "`st_folium`, carte refaite",
    "groupe": "`feature_group_to_add`",
    "deckgl": "`st.pydeck_chart`",
    "dash_carte": "dash-leaflet",
    "carte": "**cette application**",
}
COLUMNS = (
    "première image",
    "cache plein",
    "filtre → image",
    "p95",
    "octets par filtre",
    "serveur",
    "mémoire",
)
#: First answer against a bare rerun, by size.
FIRST = {1: 0.5, 10: 0.8, 100: 1.5}
#: The same once the server has confirmed it.
CONFIRMED = {1: 1.5, 10: 2.0}
#: How many times faster than the plain idiom, and than dash-leaflet.
PLAIN = {1: 4.0, 100: 20.0}
DASH = {1: 1.0, 10: 5.0}


def table(rows: Sides) -> list[str]:
    """Return the Markdown table of one size, a row per application."""
    lines = [f"| | {' | '.join(COLUMNS)} |", "|---|" + "--:|" * len(COLUMNS)]
    for name, row in rows.items():
        lines.append(_line(LABELS[name], row, row.premier))
        if name == "carte":
            lines.append(f"| … confirmée par le serveur | | | {_spread(row.confirme)} | | | |")
    return [*lines, *_remarks(rows)]


def _line(label: str, row: Row, answers: Sequence[float]) -> str:
    cells = [
        _middle(row.froide, ms),
        _middle(row.chaude, ms),
        _spread(answers) if answers else f"{row.echec or '—'} | ",
        _middle(row.octets, octets),
        _middle(row.serveur, ms),
        "—" if row.memoire is None else mb(row.memoire),
    ]
    return f"| {label} | {' | '.join(cells)} |"


def _spread(values: Sequence[float]) -> str:
    return f"{ms(median(values))} | {ms(p95(values))}" if values else "— | —"


def _middle(values: Sequence[float], written: Callable[[float], str]) -> str:
    return written(median(values)) if values else "—"


def _remarks(rows: Sides) -> list[str]:
    """Return what the table does not say: how many changes, where there were fewer and why."""
    most = max(len(row.premier) for row in rows.values())
    fewer = [
        f"{LABELS[name]}{FINE}: {len(row.premier)}" + (f" ({row.echec})" if row.echec else "")
        for name, row in rows.items()
        if 0 < len(row.premier) < most
    ]
    return ["", f"{most} changements par ligne{f'{FINE}; ' if fewer else ''}{', '.join(fewer)}."]


def held(sizes: Mapping[int, Sides], starts: Mapping[str, Start]) -> list[Held]:
    """Return every target beside the figure."""
    found: list[Held] = []
    for factor, sides in sizes.items():
        ours, bare = sides["carte"], sides["nue"]
        at = f"{number(factor)} ×"
        floor = _median(bare.premier)
        first = _median(ours.premier)
        found += [
            _at_most(f"première réponse, à {at}", FIRST.get(factor), _ratio(first, floor)),
            _at_most(
                f"réponse confirmée, à {at}",
                CONFIRMED.get(factor),
                _ratio(_median(ours.confirme), floor),
            ),
        ]
        for limits, name, label in (
            (PLAIN, "courante", "`st_folium`"),
            (DASH, "dash_carte", "dash-leaflet"),
        ):
            gain = _ratio(_median(sides[name].premier), first)
            found.append(_at_least(f"face à {label}, à {at}", limits.get(factor), gain))
    # Not every size has every target.
    found = [row for row in found if row[1]]
    least, most = min(sizes), max(sizes)
    ours, bare = sizes[least]["carte"], sizes[least]["nue"]
    cold = _ratio(_median(ours.froide), _median(bare.froide))
    warm = _ratio(_median(ours.chaude), _median(bare.chaude))
    begun = _ratio(_median(starts["carte"].ecran), _median(starts["nue"].ecran))
    used = _ratio(_median(starts["carte"].serveur), _median(starts["nue"].serveur))
    found += [
        _at_most("première image, cache vide", 1.4, cold),
        _at_most("première image, cache plein", 1.2, warm),
        _at_most("du lancement du serveur à la première page", 1.5, begun),
        ("… dont temps de processeur", "", times(used) if used else "—", None),
    ]
    if ours.memoire is not None:
        found.append(("mémoire du serveur", f"≤ {mb(350)}", mb(ours.memoire), ours.memoire <= 350))
    for label, blocks in (
        ("page figée par un filtre", sizes[most]["carte"].blocages),
        ("page figée à l’ouverture", sizes[most]["carte"].ouvertures),
    ):
        if blocks:
            row = (f"{label}, au pire, à {number(most)} ×", "< 200 ms", ms(max(blocks)))
            found.append((*row, max(blocks) < 200))
    return found


def _median(values: Sequence[float]) -> float | None:
    return median(values) if values else None


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _at_most(label: str, limit: float | None, ratio: float | None) -> Held:
    text = f"≤ {_short(limit)} × page nue" if limit else ""
    if ratio is None or limit is None:
        return label, text, "—", None
    return label, text, times(ratio), ratio <= limit


def _at_least(label: str, limit: float | None, gain: float | None) -> Held:
    text = f"≥ {_short(limit)} × plus vite" if limit else ""
    if gain is None or limit is None:
        return label, text, "—", None
    return label, text, times(gain), gain >= limit


def _short(limit: float) -> str:
    return number(limit, decimals=0 if limit == int(limit) else 1)
