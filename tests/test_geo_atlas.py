"""The atlas before any drawing: three made-up pôles sorted, grouped and described by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from geo.atlas import described, grouped, ordered
from geo.silhouettes import Silhouette

POLES = pd.DataFrame(
    [("a", "aire", "93", "actif"), ("b", "mixte", "", "dissous"), ("c", "", "24", "actif")],
    columns=["code", "type", "region_siege", "statut"],
)
STATUTS = pd.DataFrame([("dissous", "Dissous"), ("actif", "Actif")], columns=["code", "label"])
REGIONS = {"24": "Région d'Essai", "93": "Autre région", "99": "Région sans pôle"}
MEASURES = pd.DataFrame({"age": [3, pd.NA, 8]}, index=list("abc"), dtype="Int64")
PLAIN = Silhouette(
    *(100.0, 50.0, "M0 0", "", "", "", ""),
    *((5.0, 5.0), "CA d'Essai", 1, (), 0),
)


def test_poles_are_sorted_greatest_first_unknown_last() -> None:
    assert ordered(["a", "b", "c"], "age", MEASURES) == ["c", "a", "b"]
    assert ordered(["b", "c", "a"], "nom", MEASURES) == ["b", "c", "a"]


@pytest.mark.parametrize(
    ("groupe", "groups"),
    [
        ("", [("", ["a", "b", "c"])]),
        (
            "type",
            [("D’un seul tenant", ["a"]), ("Mixte", ["b"]), ("Type\u202f: non renseigné", ["c"])],
        ),
        ("statut", [("Dissous", ["b"]), ("Actif", ["a", "c"])]),
        (
            "region_siege",
            [
                ("Région d’Essai", ["c"]),
                ("Autre région", ["a"]),
                ("Région du siège\u202f: non renseigné", ["b"]),
            ],
        ),
    ],
)
def test_groups_share_all_the_poles(groupe: str, groups: list[tuple[str, list[str]]]) -> None:
    assert grouped(POLES, groupe, STATUTS, REGIONS) == groups


def test_a_silhouette_is_told_in_words() -> None:
    assert described(PLAIN, "aire") == "D’un seul tenant, point sur CA d’Essai"
    rich = replace(PLAIN, morceaux=3, mer="M0 0", pays=("Suisse", "Voisinie"), ailleurs=1)
    assert described(rich, "reseau") == (
        "En réseau, 3 morceaux, bord de mer, frontière avec Suisse et Voisinie, "
        "1 membre hors du dessin, point sur CA d’Essai"
    )
