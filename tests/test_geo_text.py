"""Folding: what a visitor types and what the tables hold meet in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.text import fold, fold_all


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Besançon", "besancon"),
        ("NÎMES", "nimes"),
        ("Cœur d’Hérault", "coeur d herault"),
        ("Schœnbourg", "schoenbourg"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Val-d\u2019Oise", "val d oise"),
        ("1\u202f200 km²", "1 200 km2"),
        ("Straße", "strasse"),
        ("e\u0301cole", "ecole"),
        ("  Le   Mans\t", "le mans"),
        ("🚲", ""),
        ("", ""),
    ],
)
def test_accents_case_ligatures_and_punctuation_are_dropped(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("text", ["St-Étienne", "ST ETIENNE", "Saint-Étienne", "saint etienne"])
def test_st_is_saint(text: str) -> None:
    assert fold(text) == "saint etienne"


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("Ste-Foy", "Sainte-Foy"),
        ("Les Stes-Maries", "Les Saintes-Maries"),
        ("Sts-Geosmes", "Saints-Geosmes"),
    ],
)
def test_each_abbreviation_of_saint_is_written_out(short: str, long: str) -> None:
    assert fold(short) == fold(long)


@pytest.mark.parametrize("word", ["est", "pistes", "Strasbourg", "Stains", "post"])
def test_st_inside_a_word_is_left_alone(word: str) -> None:
    assert fold(word) == word.lower()


@given(st.text())
def test_folding_is_stable_and_plain(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert all(c == " " or (c.isascii() and c.isalnum()) for c in once)
    assert "  " not in once and once == once.strip()


@given(st.lists(st.text()))
def test_folding_many_texts_is_folding_each(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
