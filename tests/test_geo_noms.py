"""Names short enough for a picture: made-up names, shortened by hand."""

from __future__ import annotations

import pytest

from geo.noms import picture_name, short_epci


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("CA du Pays d'Essai", "Pays d’Essai"),
        ("CC de l'Essai", "Essai"),
        ("CU d’Essai", "Essai"),
        ("CA de La Preuve", "La Preuve"),
        ("CC de la Preuve", "Preuve"),
        ("communauté de communes d'Essai", "Essai"),
        ("CC des Essais", "Essais"),
        ("Métropole du Grand Essai", "Métropole du Grand Essai"),
        ("CAP Essai", "CAP Essai"),
        ("CC Lacs et Essais", "Lacs et Essais"),
    ],
)
def test_an_epci_is_named_without_its_nature(name: str, short: str) -> None:
    assert short_epci(name) == short


@pytest.mark.parametrize(
    ("nom", "court", "shown"),
    [
        ("CA du Pays d’Essai", "", "Pays d’Essai"),
        ("CC de l'Essai", "", "Essai"),
        ("Métropole d'Essai-Preuve", "", "Essai-Preuve"),
        ("Essai Métropole", "", "Essai Métropole"),
        ("CA de l'Essai (CAE)", "", "Essai"),
        ("CA de la Région d'Essai et de sa Longue Preuve (CRELP)", "", "CRELP"),
        ("Pôle métropolitain d’Essai", "Essai (PME)", "Essai (PME)"),
    ],
)
def test_picture_names_are_short(nom: str, court: str, shown: str) -> None:
    assert picture_name(nom, court) == shown
