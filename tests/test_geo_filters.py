"""Filters: OR inside a facet, AND between, counts under the other filters, pôles apart."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.filters import FACETS, Filters, apply_filters, mask_to_base64
from geo.text import fold
from tests import essai_filtres as essai
from tests.essai_filtres import THEMES, cooperation, facets_of, membre, pole


def shown(cooperations: list[dict[str, Any]], **chosen: Any) -> list[str]:
    """Ids of the cooperations shown."""
    facets = facets_of(cooperations, [])
    mask = apply_filters(facets, Filters(**chosen)).cooperations
    return [code for code, is_shown in zip(facets.ids, mask, strict=True) if is_shown]


def shown_poles(poles: list[dict[str, Any]], **chosen: Any) -> list[str]:
    """Codes of the pôles shown."""
    facets = facets_of([cooperation("c")], poles)
    mask = apply_filters(facets, Filters(**chosen)).poles
    return [code for code, is_shown in zip(facets.pole_codes, mask, strict=True) if is_shown]


COOPS = [
    cooperation("train", "train", "num"),
    cooperation("dev", "dev", places=("t3", "abroad")),
    cooperation("soin", "soin", "train", forme="charte", statut="achevee"),
]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        ({}, ["train", "dev", "soin"]),
        ({"themes": ("train",)}, ["train", "soin"]),
        ({"themes": ("num", "dev")}, ["train", "dev"]),
        ({"systemes": ("eco",)}, ["train", "dev"]),
        ({"systemes": ("eco", "sante")}, ["train", "dev", "soin"]),
        ({"systemes": ("eco",), "themes": ("train",)}, ["train"]),
        ({"regions": ("27",)}, ["dev"]),
        ({"regions": ("84", "27")}, ["train", "dev", "soin"]),
        ({"formes": ("charte",)}, ["soin"]),
        ({"statuts": ("active",), "regions": ("11",)}, ["train"]),
        ({"themes": ("inconnu",)}, []),
        ({"themes": ("inconnu", "dev")}, ["dev"]),
    ],
)
def test_or_inside_a_facet_and_between_facets(chosen: dict[str, Any], expected: list[str]) -> None:
    assert shown(COOPS, **chosen) == expected


def test_a_doubtful_cooperation_is_shown_only_when_asked_for() -> None:
    coops = [cooperation(c, confiance=c) for c in ("haute", "moyenne", "faible")]
    assert shown(coops) == ["haute", "moyenne"]
    assert shown(coops, confiances=("faible",)) == ["faible"]
    assert shown(coops, confiances=("faible", "haute")) == ["haute", "faible"]


@pytest.mark.parametrize(
    ("debut", "fin", "annees", "is_shown"),
    [
        (2012, 2015, (2015, 2020), True),
        (2012, 2015, (2016, 2020), False),
        (2012, 2015, (2000, 2012), True),
        (2012, 2015, (2000, 2011), False),
        (2012, 2015, (2013, 2013), True),
        (2012, None, (2030, 2031), True),
        (None, 2015, (2010, 2020), False),
        (None, None, (1900, 2100), False),
        (None, None, None, True),
    ],
)
def test_years_keep_what_was_in_force_between_them(
    debut: int | None, fin: int | None, annees: tuple[int, int] | None, is_shown: bool
) -> None:
    coops = [cooperation("c", annee_debut=debut, annee_fin=fin)]
    assert shown(coops, annees=annees) == (["c"] if is_shown else [])


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("hydrogène", ["a"]),
        ("HYDROGENE", ["a"]),
        ("plan hydro", ["a"]),
        ("plan vélo", []),
        ("coeur d'hérault", ["a"]),
        ("st-etienne", ["a"]),
        ("doubs geneve", ["b"]),
        ("’ - 🚲", ["a", "b"]),
        ("   ", ["a", "b"]),
    ],
)
def test_every_word_must_occur_in_the_title_summary_or_names(q: str, expected: list[str]) -> None:
    coops = [
        cooperation("a", intitule="Plan", resume="L’hydrogène vert", places=("t0", "t1")),
        cooperation("b", intitule="Réseau", places=("t3", "abroad")),
    ]
    assert shown(coops, q=q) == expected


def test_words_of_neighbouring_fields_do_not_join() -> None:
    assert shown([cooperation("a", intitule="vert", resume="tige")], q="vertige") == []


@pytest.mark.parametrize(
    ("chosen", "secondary"),
    [
        ({}, False),
        ({"themes": ("train",)}, False),
        ({"themes": ("num",)}, True),
        ({"systemes": ("mob",)}, False),
        ({"systemes": ("eco",)}, True),
        ({"systemes": ("mob",), "themes": ("num",)}, True),
        ({"systemes": ("eco",), "themes": ("train",)}, True),
        ({"themes": ("num", "train")}, False),
        ({"themes": ("dev",)}, False),  # not shown at all
    ],
)
def test_shown_by_a_secondary_theme_only(chosen: dict[str, Any], secondary: bool) -> None:
    facets = facets_of(COOPS[:1], [])
    assert apply_filters(facets, Filters(**chosen)).secondaires.tolist() == [secondary]


def test_pole_shown_by_default_is_legal_and_not_dissolved() -> None:
    poles = [pole("a"), pole("b", statut="dissous"), pole("c", nature="association")]
    poles += [pole("d", statut="inconnu")]
    assert shown_poles(poles) == ["a", "d"]
    assert shown_poles(poles, poles_tous=True) == ["a", "b", "c", "d"]


def test_pole_needs_a_mission_in_the_theme_and_in_the_system() -> None:
    poles = [pole("a", missions=("train", "dev")), pole("b", missions=("soin",)), pole("c")]
    assert shown_poles(poles, themes=("train", "soin")) == ["a", "b"]
    assert shown_poles(poles, systemes=("eco",)) == ["a"]
    assert shown_poles(poles, systemes=("eco",), themes=("soin",)) == []


@pytest.mark.parametrize(
    ("facts", "is_in"),
    [
        ({}, True),
        ({"confiance": "moyenne"}, True),
        ({"confiance": "faible"}, False),
        ({"date_fin": "2021"}, False),
        ({"qualite": "departement"}, False),
    ],
)
def test_pole_is_in_the_regions_of_its_present_sure_members(
    facts: dict[str, str], is_in: bool
) -> None:
    poles = [pole("a", membres=(membre("e3"), membre("e2", **facts)))]
    assert shown_poles(poles, regions=("27",)) == ["a"]
    assert shown_poles(poles, regions=("84",)) == (["a"] if is_in else [])
    assert shown_poles(poles, regions=("94",)) == []


def test_dissolved_pole_keeps_the_regions_of_its_last_composition() -> None:
    last = (membre("e1", date_fin="2022-12-31"), membre("e3", date_fin="2019"))
    poles = [pole("a", statut="dissous", date_fin="2022-12-31", membres=last)]
    assert shown_poles(poles, poles_tous=True, regions=("84",)) == ["a"]
    assert shown_poles(poles, poles_tous=True, regions=("27",)) == []


def test_text_finds_poles_by_name_and_member() -> None:
    poles = [pole("a", nom="Sillon lorrain", membres=(membre("e0", membre_nom="Épinal"),))]
    poles += [pole("b", nom="Loire-Bretagne")]
    assert shown_poles(poles, q="sillon") == shown_poles(poles, q="epinal lorrain") == ["a"]
    assert shown_poles(poles, q="loire bretagne") == ["b"]


def test_forme_statut_confiance_and_years_leave_the_poles_alone() -> None:
    chosen = {"formes": ("charte",), "statuts": ("achevee",), "confiances": ("faible",)}
    assert shown_poles([pole("a")], annees=(1990, 1991), **chosen) == ["a"]


def test_counts_by_hand() -> None:
    counts = apply_filters(facets_of(COOPS, []), Filters(themes=("train",))).counts
    assert counts["themes"] == {"dev": 1, "num": 1, "train": 2, "velo": 0, "soin": 1}
    assert counts["systemes"] == {"eco": 1, "mob": 2, "sante": 1}
    assert counts["regions"] == {"11": 2, "27": 0, "84": 2, "94": 0}
    assert counts["formes"] == {"contrat": 1, "charte": 1}
    assert counts["confiances"] == {"haute": 2, "moyenne": 0, "faible": 0}


def test_what_empties_the_map_is_named_with_what_lifting_it_gives() -> None:
    coops = [*COOPS, cooperation("doubt", "velo", confiance="faible", forme="charte")]
    facets = facets_of(coops, [])

    def emptied(**chosen: Any) -> dict[str, int]:
        return dict(apply_filters(facets, Filters(**chosen)).emptied_by)

    assert emptied(themes=("train",)) == {}
    assert emptied(themes=("dev",), formes=("charte",)) == {"themes": 1, "formes": 1}
    assert emptied(themes=("dev",), formes=("charte",), q="zzz") == {}
    assert emptied(themes=("train",), q="zzz") == {"q": 2}
    assert emptied(themes=("soin",), annees=(2000, 2001)) == {"annees": 1}
    # Lifting the confidence brings back the default one, which hides "doubt".
    assert emptied(themes=("velo",), confiances=("moyenne",)) == {}
    assert emptied(themes=("dev",), confiances=("moyenne",)) == {"confiances": 1}


def test_mask_is_packed_least_significant_bit_first() -> None:
    mask = np.zeros(11, bool)
    mask[[0, 3, 9]] = True
    assert base64.b64decode(mask_to_base64(mask)) == bytes([0b1001, 0b10])
    assert mask_to_base64(np.zeros(0, bool)) == ""


def passes(coop: dict[str, Any], f: Filters, without: str = "") -> bool:
    """Tell, plainly, whether a cooperation passes every filter but one."""
    themes = {coop["theme_principal"], *coop["autres"]}
    places = [essai.TERRITOIRES[place] for place in coop["places"]]
    texte = fold(" ".join([coop["intitule"], coop["resume"], *(nom for nom, _ in places)]))
    debut, fin = coop["annee_debut"], coop["annee_fin"]
    has = {
        "systemes": {THEMES[theme] for theme in themes},
        "themes": themes,
        "regions": {region for _, regions in places for region in regions},
        "formes": {coop["forme"]},
        "statuts": {coop["statut"]},
        "confiances": {coop["confiance"]},
    }
    confiances = f.confiances or ("haute", "moyenne")
    chosen = {**{facet: getattr(f, facet) for facet in FACETS}, "confiances": confiances}
    facets_pass = all(
        not chosen[facet] or has[facet] & set(chosen[facet]) for facet in FACETS if facet != without
    )
    in_force = f.annees is None or (
        debut is not None and debut <= f.annees[1] and (fin is None or fin >= f.annees[0])
    )
    return facets_pass and in_force and all(word in texte for word in fold(f.q).split())


@essai.unshrunk
@given(essai.cooperations(), st.lists(essai.filters(), min_size=4, max_size=4))
def test_same_as_the_rule_read_row_by_row(
    coops: list[dict[str, Any]], states: list[Filters]
) -> None:
    facets = facets_of(coops, [])
    for state in states:
        selection = apply_filters(facets, state)
        assert selection.cooperations.tolist() == [passes(coop, state) for coop in coops]
        for facet in FACETS:
            for option in facets.options[facet]:
                alone = replace(state, **{facet: (option,)})
                expected = sum(passes(coop, alone) for coop in coops)
                assert selection.counts[facet][option] == expected, (facet, option)


@essai.unshrunk
@given(essai.cooperations(), essai.filters())
def test_lifting_what_empties_gives_what_was_said(
    coops: list[dict[str, Any]], state: Filters
) -> None:
    facets = facets_of(coops, [])
    selection = apply_filters(facets, state)
    lifted = dict.fromkeys(FACETS, ()) | {"annees": None, "q": ""}
    expected = {
        name: int(apply_filters(facets, replace(state, **{name: empty})).cooperations.sum())
        for name, empty in lifted.items()
        if getattr(state, name)
    }
    if selection.cooperations.any():
        assert selection.emptied_by == {}
    else:
        assert selection.emptied_by == {name: n for name, n in expected.items() if n}
