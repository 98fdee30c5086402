"""Indicators in words: definitions, values and ranks, written by hand."""

from __future__ import annotations

import pandas as pd

from geo.indicators_textes import DEFINITIONS, counted, ranks_written, written


def test_every_indicator_has_a_name_a_unit_and_a_definition() -> None:
    for key, definition in DEFINITIONS.items():
        assert definition.libelle and definition.unite and definition.une
        assert counted(key, 2031).endswith(".") and "{" not in counted(key, 2031)
    assert "à 2031, ou" in counted("age", 2031)


def test_values_are_written_with_their_unit() -> None:
    assert written("population", 1711839) == "1\u202f711\u202f839\u00a0hab."
    assert written("part_premier", 40.57) == "40,6\u00a0%"
    assert (written("communes", 1), written("communes", 12)) == (
        "1\u00a0commune",
        "12\u00a0communes",
    )
    assert written("age", pd.NA) == "non renseigné"


def test_ranks_are_written_from_the_highest() -> None:
    values = pd.Series([10, 30, 20, pd.NA, 30, 40], index=list("abcdef"), dtype="Int64")
    assert ranks_written(values).to_dict() == {
        "a": "5ᵉ sur 5",
        "b": "2ᵉ ex æquo sur 5",
        "c": "4ᵉ sur 5",
        "d": "non renseigné",
        "e": "2ᵉ ex æquo sur 5",
        "f": "1ᵉʳ sur 5",
    }
    assert ranks_written(values[:1]).tolist() == ["seul pôle affiché"]
    assert ranks_written(values[["b", "e"]]).tolist() == ["même valeur pour les 2"] * 2
    assert ranks_written(values[["d"]]).tolist() == ["non renseigné"]
