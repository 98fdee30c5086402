"""Parts of the static site: its sheets, the names its search finds, its colours."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from data.dataset import STATIC
from data.export.html_pieces import closure
from geo.finder import SHORT_FORM
from geo.palette import css_systems, css_variables
from geo.sheets import render_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from data.dataset import Dataset

#: Folder of the sheets, and its files: `<type>/<code>.html`.
SHEETS = "fiches/"
#: Files of `static/vendor` that only its refreshing reads.
_NOT_SERVED = {"SHA256SUMS", "vendor.toml"}


def sheets(donnees: Dataset) -> Iterator[tuple[str, bytes]]:
    """Give the sheet of every item, as the application shows it.

    Most communes have none: the site shows their EPCI's, which is what the map lights for them.
    """
    tables, prepared = donnees.tables, donnees.prepared
    communes = communes_told(donnees)
    places = dict.fromkeys([*tables.territoires["code"], *prepared.epci["siren"], *communes])
    items = {
        "cooperation": tables.cooperations["id"],
        "pole": tables.poles["code"],
        "territoire": places,
    }
    for kind, codes in items.items():
        for code in codes:
            html = render_sheet(donnees.sheets, (kind, code), pages=False)
            yield f"{SHEETS}{kind}/{code}.html", (html or "").encode()


def communes_told(donnees: Dataset) -> list[str]:
    """Return the communes that have a sheet of their own: in no EPCI, or in a cooperation."""
    communes, index = donnees.prepared.communes, donnees.sheets
    likely = communes[(communes["epci_siren"] == "") | communes["nom"].isin(list(index.towns))]
    return [
        row.code
        for row in likely.itertuples(index=False)
        if not row.epci_siren or index.towns_of(row)
    ]


def name_bytes(donnees: Dataset) -> bytes:
    """Return the names that « Ma commune » finds, for `static/site/noms.js`: compact JSON.

    One row per place of `geo.finder`, in its order. `types` counts the rows of each type, which
    follow one another; `contexte` ranks in `contextes`, pairs of a text and, for a commune, its
    EPCI's SIREN; `fiches` are the communes that have a sheet; `bonus` is in ten-thousandths;
    `formes` are the other folded names, with the rank of their place, which lose `malus`.
    """
    index, communes = donnees.index, donnees.prepared.communes
    places = index.places
    epci = dict(zip(communes["code"], communes["epci_siren"], strict=True))
    sirens = [
        epci.get(code, "") if kind == "commune" else ""
        for kind, code in zip(places["type"], places["code"], strict=True)
    ]
    pairs = list(zip(places["contexte"].tolist(), sirens, strict=True))
    rank = {pair: i for i, pair in enumerate(dict.fromkeys(pairs))}
    others = [
        [name, int(place)]
        for name, place, malus in zip(index.names, index.place, index.malus, strict=True)
        if malus
    ]
    content = {
        "types": [[kind, int(n)] for kind, n in places["type"].value_counts(sort=False).items()],
        "codes": places["code"].tolist(),
        "noms": places["nom"].tolist(),
        "contextes": list(rank),
        "contexte": [rank[pair] for pair in pairs],
        "fiches": communes_told(donnees),
        "bonus": (index.bonus * 10_000).round().astype(int).tolist(),
        "formes": others,
        "malus": SHORT_FORM,
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def colours(systemes: pd.DataFrame) -> str:
    """Return the style sheet of the palette: light, dark for who asks for it, light on paper."""
    light, dark = (css_variables(t) + css_systems(systemes, t) for t in ("light", "dark"))
    wanted = "@media screen and (prefers-color-scheme:dark)"
    return f":root{{color-scheme:light dark}}{light}{wanted}{{{dark}}}\n"


def modules(entry: str) -> list[str]:
    """Return the paths in `static` of a module and of all it imports, itself last."""
    return [*(path for path in closure(entry) if path != entry), entry]


def vendor_files() -> list[str]:
    """Return the paths in `static` of the third-party files, their licences with them."""
    folder = STATIC / "vendor"
    return sorted(
        path.relative_to(STATIC).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in _NOT_SERVED
    )
