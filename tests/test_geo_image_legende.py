"""Legend and texts of a picture: only what is drawn, in the words of the page."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from geo.dessin import Cadre
from geo.image_carte import Contenu, Couleurs, scale_bar
from geo.image_legende import LIENS, POLES, TITRES, TRAITS, legend
from geo.image_lumiere import Lumiere
from geo.image_textes import VIDE, credits_of, panel
from geo.palette import PALETTES

ROOT = Path(__file__).resolve().parent.parent
COULEURS = Couleurs(PALETTES["light"], ("#111111", "#222222"))


def pole(**changes: Any) -> dict[str, Any]:
    row = {"type": "aire", "legal": True, "statut": "actif", "faibles": [], "fil": []}
    return {**row, "membres": ["200000001", "200000002"]} | changes


INVENTAIRE_ESSAI: dict[str, Any] = {
    "systemes": [{"label": "Essais"}, {"label": "Épreuves"}],
    "themes": [{"systeme": 0}, {"systeme": 1}],
    "statuts": [{"trait": "plein"}, {"trait": "tirets"}],
    "territoires": [{}, {}, {"approx": True}],
    "cooperations": [
        {"theme": 0, "statut": 0, "participants": [0, 1]},
        {"theme": 0, "statut": 1, "participants": [0, 2]},
    ],
    "liens": [[0, 0, 1, 0.16, 0, 0], [1, 0, 2, 0.0, 0, 1]],
    "poles": [pole(), pole(type="reseau", fil=[1]), pole(statut="dissous", faibles=["200000003"])],
}


def words(contenu: Contenu) -> list[str]:
    groups = legend(INVENTAIRE_ESSAI, contenu, COULEURS)
    return [sign.texte for group in groups for sign in group.signes]


def test_words_are_those_of_the_page() -> None:
    script = (ROOT / "static/carte/legende.js").read_text(encoding="utf-8")
    said = re.findall(r"'([^']*)'", script)
    for text in (*TRAITS.values(), *LIENS.values(), *POLES.values(), TITRES[0], TITRES[2]):
        assert text in said, text


def test_only_the_signs_in_use() -> None:
    assert words(Contenu(cooperations=(0,))) == ["Essais", "en cours", "territoire partenaire"]
    assert words(Contenu(cooperations=(1,), secondaires=frozenset({1}))) == [
        "Essais",
        "en projet",
        "thème secondaire",
        "au même endroit",
        "territoire partenaire",
        "emplacement approximatif",
    ]
    assert words(Contenu(poles=(0,))) == ["d’un seul tenant"]
    assert words(Contenu(poles=(1, 2))) == [
        "en réseau",
        "ses morceaux reliés",
        "membre à confirmer",
        "dissous ou sans personnalité juridique",
    ]
    assert words(Contenu()) == []


def test_a_level_that_is_not_drawn_is_not_in_the_legend() -> None:
    both = Contenu(cooperations=(0,), poles=(0,), niveaux=("poles",))
    assert words(both) == ["d’un seul tenant"]


def test_systems_are_counted_by_main_theme() -> None:
    (first, *_) = legend(INVENTAIRE_ESSAI, Contenu(cooperations=(0, 1)), COULEURS)
    assert first.titre == "Coopérations, par thème principal"
    assert [(s.texte, s.nombre) for s in first.signes] == [("Essais", "2")]
    assert "#111111" in first.signes[0].image


def test_a_selection_counts_what_it_lights_up() -> None:
    light = Lumiere("pole", frozenset({1}), frozenset({0}), frozenset({0, 2}), 0, ())
    contenu = Contenu(cooperations=(0, 1), poles=(0, 1), lumiere=light)
    assert "en cours" not in words(contenu.lit())
    said = panel(INVENTAIRE_ESSAI, contenu, selection="Pôle d’essai")
    assert said["titre"] == "Pôle d’essai"
    assert said["chiffres"] == [
        {"valeur": "1", "libelle": "coopération"},
        {"valeur": "2", "libelle": "intercommunalités"},
    ]


def test_texts_are_plain_and_always_fit() -> None:
    said = panel(
        INVENTAIRE_ESSAI,
        Contenu(cooperations=(0, 1)),
        titre="#let *x* \x00<b>" + "a" * 50,
        commentaire="un\r\n\n  deux  ",
        selection="Essai",
        filtres="thèmes : Essais",
    )
    assert said["document"].startswith("#let *x*  <b>") or "#let *x* <b>" in said["document"]
    assert max(len(word) for word in re.split("[ \u200b]", said["titre"])) <= 22
    assert said["commentaire"] == ["un", "deux"]
    assert said["filtres"] == "Thèmes : Essais · Sélection\u202f: Essai"
    assert credits_of("mai 1999")[-1].endswith("inventaire de mai 1999.")
    assert said["texte"].startswith("Carte\u202f: 2 coopérations et 0 pôle.")


def test_an_empty_result_says_so() -> None:
    said = panel(INVENTAIRE_ESSAI, Contenu(), filtres="texte : zzz")
    assert (said["vide"], said["chiffres"]) == (VIDE, [])


def test_the_scale_bar_is_the_longest_round_length_that_fits() -> None:
    assert scale_bar(Cadre(0, 0, 1000, 900, 700)) == (100, 100.0)
    assert scale_bar(Cadre(0, 0, 100, 900, 700)) == (10, 100.0)
    assert scale_bar(Cadre(0, 0, 1600, 900, 700)) == (200, 125.0)
