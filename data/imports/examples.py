"""Rows of the template that show what is meant: all fictional, all left out by an import."""

from __future__ import annotations

SOURCE = "https://exemple.fr/source"

EXAMPLES: dict[str, tuple[tuple[str, ...], ...]] = {
    "cooperations": (
        (
            "exemple-navette-d-essai",
            "Navette d’essai entre deux pays",
            "mobilites",
            "convention",
            "active",
            "2021",
            "",
            "Deux pays d’essai font rouler la même navette.",
            SOURCE,
            "Pays d’essai – Convention de la navette",
            "2021",
            "",
            "",
            "moyenne",
            "Exemple fictif.",
        ),
    ),
    "participants": (
        ("exemple-navette-d-essai", "exemple-pays-d-essai", "porteur"),
        ("exemple-navette-d-essai", "exemple-ville-d-essai", "partenaire"),
    ),
    "cooperation_themes": (("exemple-navette-d-essai", "tourisme", "1"),),
    "poles": (
        (
            "exemple-pole-d-essai",
            "",
            "Pôle métropolitain d’essai",
            "Pôle d’essai",
            "POLEM",
            "actif",
            "2012-03",
            "",
            "Essai-Ville",
            "69",
            "84",
            "aire",
            "",
            "1000",
            "Un pôle d’essai, pour montrer ce qu’une ligne contient.",
            SOURCE,
            "Pôle d’essai – Statuts",
            "",
            "moyenne",
            "Exemple fictif.",
        ),
    ),
    "pole_membres": (
        (
            "exemple-pole-d-essai",
            "",
            "Département d’essai",
            "departement",
            "2012",
            "",
            SOURCE,
            "moyenne",
            "Exemple fictif.",
        ),
    ),
    "pole_missions": (
        ("exemple-pole-d-essai", "mobilites", "Exploiter une navette d’essai", SOURCE),
    ),
    "pole_competences": (("exemple-siren", "1540", "Compétence d’essai"),),
    "territoires": (
        ("exemple-pays-d-essai", "Pays d’essai", "PETR", "", "45.5", "4.25", SOURCE, ""),
        ("exemple-ville-d-essai", "Ville d’essai", "commune", "", "45.75", "4.5", SOURCE, ""),
    ),
    "territoire_epci": (("exemple-pays-d-essai", "999000011"),),
    "territoire_regions": (
        ("exemple-pays-d-essai", "84"),
        ("exemple-ville-d-essai", "84"),
    ),
    "recits": (
        (
            "exemple-recit-d-essai",
            "exemple-navette-d-essai",
            "Une navette, deux pays",
            "Il était une fois une navette d’essai.",
            "2 pays",
            SOURCE,
            "Pays d’essai – Bilan",
            "moyenne",
        ),
    ),
    "reseau_chronologie": (
        (
            "2021-03",
            "Essai-Ville",
            "Exemple : réunion d’essai",
            "Le réseau d’essai s’est réuni.",
            "rencontre",
            SOURCE,
            "Réseau d’essai – Compte rendu",
            "moyenne",
        ),
    ),
    "metiers": (
        (
            "exemple-metier-d-essai",
            "Essayeur ou essayeuse",
            "Essaie.",
            "essayer;noter",
            "Pôle d’essai",
            "",
            SOURCE,
            "Pôle d’essai – Fiche de poste",
            "moyenne",
        ),
    ),
}
"""Rows by table, in the order of its columns. Every key starts with « exemple »."""
