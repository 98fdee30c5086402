"""Facts of regions: two made-up ones worked out by hand, then ours again from the CSV files."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow.parquet as pq
import pytest

from data.loaders import load
from geo.filters import Filters, Selection, apply_filters, build_facets
from geo.regions import describe_region
from geo.regions_facts import AUCUN, COOPERATION, FRANCE, PLACES, POLE, Fiche, Part
from geo.regions_mesures import Base, build_base, measures, one_by_one, statuses
from geo.regions_textes import (
    comparison,
    crossing_words,
    filter_words,
    no_pole,
    percent,
    rank_label,
)
from geo.sheets_index import Index
from tests.browser.expected import PREPARED, State, inventory
from tests.essai_fiches import frame, make_prepared, make_tables

if TYPE_CHECKING:
    import pandas as pd

COMMUNES = """code,nom,epci_siren,departement,region,population,lat,lon
98001,Essai,200000011,98,97,12345,47.05,2.05
98002,Preuve,200000022,98,97,120,47.5,2.5
98003,Île-Seule,,98,97,60,46.0,-3.0
98004,Partie,200000033,98,97,500,46.0,-3.0
96001,Essai,200000044,96,95,10,43.0,5.0
96002,Au-delà,200000022,96,95,30,43.0,5.0"""
COMPOSITION = """territoire_code,epci_siren
200000011,200000011
200000022,200000022
pole-essai,200000033
petr-essai,200000022
dept-98,200000044
region-97,200000044
commune-essai,200000044"""
REGIONS = {"200000011": "97", "200000022": "97;95", "200000033": "97", "200000044": "95"}


@cache
def fiction() -> Base:
    """Two regions, « Fictive » (97) and « Autre » (95); 200000022 is in both."""
    natures = frame("code,label,ordre,legale\nPOLEM,Pôle métropolitain,1,1\ncharte,Charte,2,0")
    natures["legale"] = natures["legale"] == "1"
    tables = make_tables(natures=natures, territoire_epci=frame(COMPOSITION))
    prepared = make_prepared(communes=frame(COMMUNES))
    return build_base(build_facets(tables, REGIONS), Index(tables, prepared), prepared)


@cache
def real() -> Base:
    tables, prepared = load()
    regions = dict(zip(prepared.epci["siren"], prepared.epci["regions"], strict=True))
    return build_base(build_facets(tables, regions), Index(tables, prepared), prepared)


def keep(base: Base, **filters: Any) -> tuple[Any, Any]:
    selection: Selection = apply_filters(base.facets, Filters(**filters))
    return selection.cooperations, selection.poles


def describe(base: Base, code: str, **filters: Any) -> Fiche:
    shown = keep(base, **filters)
    return describe_region(base, code, *shown, measures(base, *shown))


def column(table: pd.DataFrame, name: str) -> list[Any]:
    return table.loc[["95", "97", FRANCE], name].tolist()


def test_inhabitants_are_counted_by_commune_and_a_shared_epci_once_in_each_region() -> None:
    table = measures(fiction(), *keep(fiction()))
    assert table.index.tolist() == ["95", "97", FRANCE]
    assert column(table, "habitants") == [40, 13025, 13065]
    assert column(table, "epci") == [2, 3, 4]
    # The pôle has 200000011 and 200000022; one member left, another is unsure.
    assert column(table, "habitants_pole") == [30, 12465, 12495]
    assert column(table, "epci_pole") == [1, 2, 2]


def test_a_departement_a_region_or_a_town_that_takes_part_covers_no_one() -> None:
    base = fiction()
    everyone = {base.facets.ids[i]: base.coop_epci[i] for i in range(len(base.facets.ids))}
    sirens = {code: set(np.array(base.siren)[mask]) for code, mask in everyone.items()}
    assert sirens == {
        "c-epci": {"200000011"},
        "c-pole": {"200000011", "200000022"},  # through the pôle, its effective members
        "c-haut": set(),
        "c-ville": {"200000011"},
    }


def test_states_add_up_to_the_region() -> None:
    table = measures(fiction(), *keep(fiction()))
    assert column(table, "habitants_cooperation") == [0, 12345, 12345]
    assert column(table, "habitants_seule") == [0, 0, 0]
    # 60 live in a commune without intercommunalité, 500 in one that left the pôle.
    assert column(table, "habitants_aucun") == [10, 560, 570]
    nobody = np.zeros_like(keep(fiction())[1])
    alone = measures(fiction(), keep(fiction(), confiances=("faible",))[0], nobody)
    assert column(alone, "habitants_seule") == [30, 12465, 12495]
    assert column(alone, "poles") == [0, 0, 0]
    for shown in (table, alone):
        parts = sum(shown[f"habitants_{state}"] for state in ("pole", "seule", "aucun"))
        assert (parts == shown["habitants"]).all()


def test_ranks_follow_the_share_and_ties_share_a_place() -> None:
    table = measures(fiction(), *keep(fiction()))
    assert column(table, "rang_pole") == [2, 1, 0]
    none = np.zeros(len(fiction().facets.ids), bool), np.zeros_like(keep(fiction())[1])
    assert column(measures(fiction(), *none), "rang_pole") == [1, 1, 0]
    assert describe_region(fiction(), "97", *none, measures(fiction(), *none)).pole.egales == 1


def test_states_of_each_intercommunalite() -> None:
    found = statuses(fiction(), *keep(fiction()))
    assert found == {
        "200000011": POLE,
        "200000022": POLE,
        "200000033": AUCUN,
        "200000044": AUCUN,
    }
    coops, poles = keep(fiction())
    assert statuses(fiction(), coops, np.zeros_like(poles))["200000011"] == COOPERATION
    rows = one_by_one(fiction(), "95", coops, poles)
    assert rows["habitants"].to_dict() == {"200000022": 30, "200000044": 10}
    assert one_by_one(fiction(), FRANCE, coops, poles)["cooperations"].tolist() == [2, 0, 0, 0]


def test_sheet_of_a_region() -> None:
    fiche = describe(fiction(), "97")
    assert (fiche.nom, fiche.lieu) == ("Fictive", "dans la région Fictive")
    assert (fiche.habitants, fiche.epci, fiche.sans_epci, fiche.a_cheval) == (13025, 3, 60, 1)
    (pole,) = fiche.poles
    assert (pole.lien.nom, pole.membres, pole.membres_total) == ("Essai", 2, 2)
    assert (pole.habitants, pole.autres_regions, pole.systemes) == (
        12465,
        ("Autre",),
        (1,),
    )  # Mobilités: order 2
    assert fiche.nb_cooperations == 2
    assert [(s.nom, s.cooperations, s.poles) for s in fiche.systemes] == [
        ("Économie", 0, 0),
        ("Mobilités", 2, 1),
    ]
    (crossing,) = fiche.traverses
    assert (crossing.lien.code, crossing.etrangers) == ("c-epci", ("Probestadt",))
    assert [(c.nom, c.nombre) for c in fiche.formes] == [("Entente", 2)]
    years = {y.annee: (sum(y.debuts), y.fins, y.poles) for y in fiche.annees}
    assert years == {
        2012: (0, 0, ("Essai",)),
        2014: (1, 0, ()),
        2015: (1, 0, ()),
        2018: (0, 1, ()),
    }


def test_region_without_pole_says_so() -> None:
    fiche = describe(fiction(), "97", q="introuvable")
    assert fiche.poles == () and fiche.nb_cooperations == 0
    assert "ne répond aux filtres" in no_pole(fiche, filtered=True)
    assert "aucune de ses 3 intercommunalités" in no_pole(fiche)
    assert no_pole(describe(fiction(), "97")) == ""
    assert crossing_words(fiche) == "Aucune coopération recensée ne franchit ses limites."


def test_unknown_region_is_refused() -> None:
    with pytest.raises(KeyError):
        describe(fiction(), "00")


@pytest.mark.parametrize(
    ("taux", "text"),
    [(0, "0 %"), (0.001, "moins de 1 %"), (0.164, "16 %"), (0.999, "plus de 99 %"), (1, "100 %")],
)
def test_shares_are_never_rounded_to_nobody_or_everybody(taux: float, text: str) -> None:
    assert percent(taux).replace("\u00a0", " ") == text


def test_places() -> None:
    assert rank_label(Part(1, 0.5, 1, 1), 18) == "1ʳᵉ région sur 18"
    assert rank_label(Part(1, 0.5, 1, 3, 2), 18) == "3ᵉ région sur 18, à égalité avec 2 autres"
    assert rank_label(Part(0, 0.0, 0, 11, 7), 18) == ""
    assert rank_label(Part(1, 0.5, 1), 18) == ""


def test_filters_are_named() -> None:
    labels = {"theme": {"velo": "Vélo"}, "region": {"97": "Fictive"}}
    filters = Filters(themes=("velo",), annees=(2010, 2015), q="gare")
    said = filter_words(filters, labels).replace("\u202f", " ")
    assert said == "thèmes : Vélo · en vigueur entre : 2010 et 2015 · texte : « gare »"
    assert filter_words(Filters(), labels) == ""


def test_comparison_marks_the_region_and_ends_with_the_country() -> None:
    rows = comparison(measures(fiction(), *keep(fiction())), "95")
    assert [row["nom"] for row in rows] == ["Fictive", "Autre", "France entière"]
    assert [row["choisie"] for row in rows] == [False, True, False]
    assert [row["rang_cooperation"] for row in rows] == ["1", "–", ""]


@cache
def recount(query: str) -> dict[str, dict[str, Any]]:
    """Count every region again, with loops over the rows of the CSV files."""
    known = inventory()
    shown = known.shown(State.of(query))
    in_pole = {siren for code in shown.poles for siren in known.poles[code].members}
    groups = defaultdict(set)
    for row in known.rows("territoire_epci"):
        groups[row["territoire_code"]].add(row["epci_siren"])
    in_coop = set()
    for code in shown.cooperations:
        coop = known.cooperations[code]
        for participant in (coop.porteur, *coop.partenaires):
            row = known.territoires[participant]
            if row["type"] == "pole":
                in_coop |= known.poles[row["pole_code"]].members if row["pole_code"] else set()
            elif row["type"] not in ("departement", "region", "commune", "etranger"):
                in_coop |= groups[participant]
    found: dict[str, dict[str, Any]] = defaultdict(lambda: defaultdict(int))
    for commune in pq.read_table(PREPARED / "communes.parquet").to_pylist():
        siren, people = commune["epci_siren"], commune["population"]
        for code in (commune["region"], FRANCE):
            found[code]["habitants"] += people
            found[code]["habitants_pole"] += people * (siren in in_pole)
            found[code]["habitants_cooperation"] += people * (siren in in_coop)
            found[code]["habitants_aucun"] += people * (siren not in in_pole | in_coop)
    for code, counts in found.items():
        whole = code == FRANCE
        counts["poles"] = sum(whole or code in known.poles[c].regions for c in shown.poles)
        counts["cooperations"] = sum(
            whole or code in known.cooperations[c].regions for c in shown.cooperations
        )
    return found


@pytest.mark.parametrize("query", ["", "theme=mobilites", "statut=active", "systeme=sante"])
def test_every_region_is_as_counted_again_from_the_files(query: str) -> None:
    key, _, value = query.partition("=")
    filters = {f"{key}s": (value,)} if key else {}
    table = measures(real(), *keep(real(), **filters))
    expected = recount(query)
    assert set(table.index) == set(expected)
    for code, counts in expected.items():
        assert table.loc[code, list(counts)].to_dict() == dict(counts), code


def test_population_of_a_region_is_that_of_the_reference() -> None:
    table = measures(real(), *keep(real()))
    reference = pq.read_table(PREPARED / "regions.parquet", columns=["code", "population"])
    for row in reference.to_pylist():
        assert table["habitants"][row["code"]] == row["population"]


def test_every_region_has_a_sheet_whose_counts_agree() -> None:
    shown = keep(real())
    table = measures(real(), *shown)
    assert set(PLACES) == {*real().codes, FRANCE}
    for code in table.index:
        fiche = describe_region(real(), code, *shown, table)
        assert len(fiche.poles) == table["poles"][code]
        assert fiche.nb_cooperations == table["cooperations"][code]
        assert sum(s.cooperations for s in fiche.systemes) == fiche.nb_cooperations
        begun = sum(sum(year.debuts) for year in fiche.annees)
        assert begun + fiche.sans_annee == fiche.nb_cooperations
        assert sum(c.nombre for c in fiche.formes) == fiche.nb_cooperations
        assert all(fiche.nom not in t.regions for t in fiche.traverses)


def test_mayotte_tells_the_year_of_its_own_census() -> None:
    assert "2017, INSEE" in describe(real(), "06").source_population
    assert "2023, INSEE" in describe(real(), "94").source_population
    assert "2023 (2017 à Mayotte)" in describe(real(), FRANCE).source_population
