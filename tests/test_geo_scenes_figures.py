"""Figures of scenes: a made-up inventory worked out by hand, and how texts take them."""

from __future__ import annotations

from typing import Any

import pytest

from geo.filters import Filters, apply_filters
from geo.scenes import Scene
from geo.scenes_figures import Figures, begun_by, figures, fill, key_figures
from geo.scenes_noms import ALONE, ANNEES, COMPTES, NAMES, PARTS, unknown_names
from tests.essai_fiches import TABLES, frame
from tests.test_geo_regions import fiction

FINE, NBSP = "\u202f", "\u00a0"


def counted(defile: tuple[int, int] | None = None, **chosen: Any) -> Figures:
    base, filters = fiction(), Filters(**chosen)
    selection = apply_filters(base.facets, filters)
    return figures(base, filters, selection, frame(TABLES["poles"]), defile)


def test_the_whole_fiction_by_hand() -> None:
    """Three sure cooperations, one pôle that is neither dissolved nor a charte."""
    found = counted()
    assert found.comptes == {
        "cooperations": 3,
        "poles": 1,
        "regions": 1,  # 95 has no participant
        "territoires": 5,  # 200000011, etranger, dept, region, commune
        "intercommunalites": 2,
        "intercommunalites_poles": 2,
        "intercommunalites_hors_pole": 2,
        "intercommunalites_seules": 0,
        "intercommunalites_hors_tout": 2,
        "intercommunalites_total": 4,
        "cooperations_frontiere": 1,
        "partenaires_etrangers": 1,
        "cooperations_total": 3,
        "poles_total": 1,
        "cooperations_frontiere_total": 1,
        "cooperations_sans_annee": 0,
        "poles_aire": 0,
        "poles_reseau": 1,
        "poles_mixte": 0,
        "habitants": 12345 + 120 + 30,
        "habitants_poles": 12345 + 120 + 30,
        "habitants_hors_pole": 60 + 500 + 10,  # 60 live in a commune without intercommunalité
        "habitants_hors_tout": 60 + 500 + 10,
    }
    assert found.parts == pytest.approx(
        {
            "part_habitants": 12495 / 13065,
            "part_poles": 12495 / 13065,
            "part_hors_pole": 570 / 13065,
            "part_hors_tout": 570 / 13065,
        }
    )


def test_a_cooperation_covers_those_no_shown_pole_gathers() -> None:
    found = counted(themes=("train",)).comptes
    assert found["poles"] == 0 and found["cooperations"] == 3
    assert found["intercommunalites_seules"] == 1 and found["habitants"] == 12345
    assert found["poles_total"] == 1


def test_a_region_counts_its_own_communes_alone() -> None:
    found = counted(regions=("95",))
    assert found.comptes["habitants"] == 30 and found.comptes["habitants_hors_tout"] == 10
    assert found.comptes["intercommunalites_total"] == 2
    assert found.parts["part_poles"] == pytest.approx(0.75)


def test_years_add_up_and_leave_the_unknown_out() -> None:
    found = counted((2014, 2016))
    assert (found.comptes["cooperations_debut"], found.comptes["cooperations_fin"]) == (1, 2)
    assert counted(confiances=("faible",)).comptes["cooperations_sans_annee"] == 1
    facets = fiction().facets
    assert [begun_by(facets, year).sum() for year in (2013, 2014, 2015, 2023, 2024)] == [
        0, 1, 2, 2, 3,
    ]  # fmt: skip


def test_every_name_is_filled_and_described() -> None:
    texts = counted((2014, 2016)).texts()
    assert set(texts) == NAMES.keys() | {ALONE + name for name in COMPTES}
    assert set(NAMES) == {*COMPTES, *PARTS, *ANNEES}
    assert unknown_names(*(f"{{{name}}}" for name in texts)) == ()


def made(**counts: int) -> Figures:
    return Figures(counts, {"part_poles": 0.634, "part_hors_pole": 0.004}, {})


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{cooperations} ici", "102 coopérations ici"),
        ("{n_cooperations}", "102"),
        ("{poles}, {territoires}", f"1 pôle, 1{FINE}312 territoires"),
        ("{cooperations_frontiere}", "0 coopération"),
        ("{regions}", "2 régions"),
        ("{intercommunalites_seules}", "1 intercommunalité"),
        ("{habitants}", f"912{FINE}345 habitants"),
        ("{habitants_poles}", "1,2 million d’habitants"),
        ("{habitants_hors_pole}", "2 millions d’habitants"),
        ("{habitants_hors_tout}", "49,6 millions d’habitants"),
        ("{part_poles}", f"63{NBSP}%"),
        ("{part_hors_pole}", f"0{NBSP}%"),
        ("{inconnu} {Poles} {} { poles }", "{inconnu} {Poles} {} { poles }"),
        ("{{poles}}", "{1 pôle}"),
    ],
)
def test_texts_take_figures(text: str, filled: str) -> None:
    shown = made(
        cooperations=102,
        poles=1,
        territoires=1312,
        cooperations_frontiere=0,
        regions=2,
        intercommunalites_seules=1,
        habitants=912_345,
        habitants_poles=1_249_999,
        habitants_hors_pole=1_999_999,
        habitants_hors_tout=49_561_000,
    )
    assert fill(text, shown) == filled


def test_unknown_names_are_told_once() -> None:
    assert unknown_names("{poles} {a} {n_a}", "{a} {n_poles}") == ("a", "n_a")


@pytest.mark.parametrize(
    ("niveaux", "told"),
    [
        (
            ("regions", "poles", "liens"),
            [("3", "coopérations"), ("5", "territoires"), ("1", "pôle")],
        ),
        (("liens",), [("3", "coopérations"), ("5", "territoires")]),
        (
            ("poles",),
            [
                ("1", "pôle"),
                ("2", "intercommunalités membres"),
                (f"12{FINE}495", "habitants dans un pôle"),
            ],
        ),
        (("regions",), []),
    ],
)
def test_big_figures_follow_what_is_drawn(niveaux: tuple[str, ...], told: list[Any]) -> None:
    assert list(key_figures(counted(), Scene("x", niveaux=niveaux))) == told


def test_growth_tells_its_two_ends_and_zero_is_not_told() -> None:
    scene = Scene("x")
    assert key_figures(counted((2014, 2016)), scene) == (
        ("1", "coopération née jusqu’en 2014"),
        ("2", "coopérations nées jusqu’en 2016"),
    )
    assert key_figures(counted((2010, 2016)), scene) == (("2", "coopérations nées jusqu’en 2016"),)
    assert key_figures(counted(q="introuvable"), scene) == ()
