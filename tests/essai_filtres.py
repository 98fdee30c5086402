"""Small fictional inventories for the filters, by hand or drawn by hypothesis."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st

from geo.filters import Facets, Filters, build_facets
from geo.inventory import build_inventory

THEMES = {"dev": "eco", "num": "eco", "train": "mob", "velo": "mob", "soin": "sante"}
SYSTEMES = ("eco", "mob", "sante")
FORMES = ("contrat", "charte")
STATUTS = ("active", "achevee")
CONFIANCES = ("haute", "moyenne", "faible")
#: Nature of a pôle -> whether the law makes it one.
NATURES = {"POLEM": True, "association": False}
#: Regions of each EPCI: one straddles two, nothing happens in Corse (94) of itself.
EPCI_REGIONS = {"e0": "11", "e1": "84", "e2": "11;84", "e3": "27", "e4": "94"}
REGIONS = ("11", "27", "84", "94")
#: Territory -> name, regions. "abroad" has none.
TERRITOIRES: dict[str, tuple[str, tuple[str, ...]]] = {
    "t0": ("Cœur d’Hérault", ("11",)),
    "t1": ("Saint-Étienne Métropole", ("84",)),
    "t2": ("CA de Ste-Foy", ("11", "84")),
    "t3": ("Département du Doubs", ("27",)),
    "abroad": ("Genève", ()),
}


def cooperation(identifier: str, theme: str = "dev", *autres: str, **facts: Any) -> dict[str, Any]:
    """One cooperation; `autres` are its secondary themes, `places` its territories."""
    return {
        "id": identifier,
        "theme_principal": theme,
        "autres": autres,
        "intitule": identifier,
        "resume": "",
        "forme": "contrat",
        "statut": "active",
        "confiance": "haute",
        "annee_debut": None,
        "annee_fin": None,
        "places": ("t0", "t1"),
        **facts,
    }


def pole(code: str, **facts: Any) -> dict[str, Any]:
    """One pôle; `missions` are themes, `membres` rows made by `membre`."""
    return {
        "code": code,
        "nom": f"Pôle {code}",
        "nom_court": code,
        "nature": "POLEM",
        "statut": "actif",
        "date_fin": "",
        "type": "aire",
        "missions": (),
        "membres": (),
        **facts,
    }


def membre(siren: str, **facts: str) -> dict[str, str]:
    """One member of a pôle."""
    row = {"membre_siren": siren, "membre_nom": f"CC {siren}", "qualite": "EPCI"}
    return {**row, "date_fin": "", "confiance": "haute", **facts}


def tables_of(cooperations: list[dict[str, Any]], poles: list[dict[str, Any]]) -> Any:
    """Tables as `data.loaders` gives them, cut to the columns the filters read."""
    whole = {"annee_debut": "Int64", "annee_fin": "Int64"}
    coops = _frame(cooperations, "id intitule theme_principal forme statut confiance resume", whole)
    return SimpleNamespace(
        systemes=_coded(SYSTEMES, couleur_clair="", couleur_sombre=""),
        themes=_coded(THEMES, systeme=list(THEMES.values())),
        formes=_coded(FORMES),
        statuts=_coded(STATUTS, trait="plein"),
        confiances=_coded(CONFIANCES),
        natures=_coded(NATURES, legale=list(NATURES.values())),
        types_territoire=_coded(("EPCI",)),
        territoires=pd.DataFrame(
            {"code": list(TERRITOIRES), "nom": [nom for nom, _ in TERRITOIRES.values()]}
        ).assign(type="EPCI", pole_code=""),
        territoire_epci=pd.DataFrame(columns=["territoire_code", "epci_siren"]),
        territoire_regions=pd.DataFrame(
            [(code, region) for code, (_, regions) in TERRITOIRES.items() for region in regions],
            columns=["territoire_code", "region_code"],
        ),
        poles=_frame(poles, "code nom nom_court nature statut date_fin type"),
        pole_membres=_frame(
            [{"pole_code": p["code"], **m} for p in poles for m in p["membres"]],
            "pole_code membre_siren membre_nom qualite date_fin confiance",
        ),
        pole_missions=_frame(
            [{"pole_code": p["code"], "theme": t} for p in poles for t in p["missions"]],
            "pole_code theme",
        ),
        cooperations=coops,
        cooperation_themes=_frame(
            [
                {"cooperation_id": c["id"], "theme": theme, "rang": rank}
                for c in cooperations
                for rank, theme in enumerate(c["autres"], 1)
            ],
            "cooperation_id theme",
            {"rang": "Int64"},
        ),
        participants=_frame(
            [
                {"cooperation_id": c["id"], "territoire_code": t, "role": role}
                for c in cooperations
                for t, role in zip(c["places"], ["porteur", *["partenaire"] * 9], strict=False)
            ],
            "cooperation_id territoire_code role",
        ),
    )


def facets_of(cooperations: list[dict[str, Any]], poles: list[dict[str, Any]]) -> Facets:
    """Index of a fictional inventory."""
    return build_facets(tables_of(cooperations, poles), EPCI_REGIONS)


def inventory_of(cooperations: list[dict[str, Any]], poles: list[dict[str, Any]]) -> dict[str, Any]:
    """Inventory as the browser takes it."""
    tables = tables_of(cooperations, poles)
    codes = tables.territoires["code"]
    anchors = pd.DataFrame({"code": codes, "lat": 47.0, "lon": range(len(codes))})
    return build_inventory(
        tables,
        build_facets(tables, EPCI_REGIONS),
        anchors.assign(approximatif=False),
        gpd.GeoDataFrame({"code": []}, geometry=[], crs=4326),
        pd.DataFrame({"code": REGIONS, "nom": REGIONS}),
    )


def _coded(codes: Any, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"code": list(codes), "label": list(codes), **columns})


def _frame(
    rows: list[dict[str, Any]], names: str, others: dict[str, str] | None = None
) -> pd.DataFrame:
    types = {**dict.fromkeys(names.split(), "str"), **(others or {})}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


# Words that fold in surprising ways, met in names and typed in searches.
MOTS = (
    "Cœur", "coeur", "HÉRAULT", "d’Hérault", "d'", "St", "st-etienne", "Saint-Étienne", "sainte",
    "Ste Foy", "-", "’", "  ", "é", "e\u0301", "Œuvre", "ß", "🚲", "a b", "Genève", "zzz", "İ",
)  # fmt: skip
_years = st.none() | st.integers(2000, 2006)
_text = st.lists(st.sampled_from(MOTS) | st.text(max_size=3), max_size=3).map(" ".join)


#: Random inventories are small already, and costly to index: a failure is told as it is found.
unshrunk = settings(
    max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate)
)


def _some(codes: Any, most: int = 2) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(codes)), unique=True, max_size=most).map(tuple)


@st.composite
def cooperations(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to eight cooperations."""
    return [
        cooperation(
            f"c{i}",
            *draw(st.permutations(list(THEMES)))[: draw(st.integers(1, 3))],
            intitule=draw(_text),
            resume=draw(_text),
            forme=draw(st.sampled_from(FORMES)),
            statut=draw(st.sampled_from(STATUTS)),
            confiance=draw(st.sampled_from(CONFIANCES)),
            annee_debut=draw(_years),
            annee_fin=draw(_years),
            places=draw(st.permutations(list(TERRITOIRES)))[: draw(st.integers(2, 3))],
        )
        for i in range(draw(st.integers(1, 8)))
    ]


@st.composite
def poles(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to four pôles."""
    member = st.builds(
        membre,
        st.sampled_from(list(EPCI_REGIONS)),
        qualite=st.sampled_from(("EPCI", "EPCI", "departement")),
        date_fin=st.sampled_from(("", "", "2021", "2022-12-31")),
        confiance=st.sampled_from(CONFIANCES),
    )
    return [
        pole(
            f"p{i}",
            nom=draw(_text),
            nature=draw(st.sampled_from(list(NATURES))),
            statut=draw(st.sampled_from(("actif", "dissous"))),
            date_fin=draw(st.sampled_from(("", "2022-12-31"))),
            missions=draw(_some(THEMES, 3)),
            membres=draw(st.lists(member, max_size=4, unique_by=lambda m: m["membre_siren"])),
        )
        for i in range(draw(st.integers(0, 4)))
    ]


def filters(facets: Facets | None = None) -> st.SearchStrategy[Filters]:
    """Draw filters on the options of an inventory, fictional by default; some are unknown."""
    options = facets.options if facets else {
        "systemes": SYSTEMES, "themes": THEMES, "regions": REGIONS, "formes": FORMES,
        "statuts": STATUTS, "confiances": CONFIANCES,
    }  # fmt: skip
    first, last = (1990, 2030) if facets else (1999, 2007)
    annees = st.tuples(st.integers(first, last), st.integers(first, last)).map(sorted).map(tuple)
    return st.builds(
        Filters,
        **{facet: _some([*codes, "inconnu"]) for facet, codes in options.items()},
        annees=st.none() | annees,
        poles_tous=st.booleans(),
        q=st.just("") | _text,
    )
