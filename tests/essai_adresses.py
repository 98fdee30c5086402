"""What the tests of addresses may name: the codes of a small vocabulary, and what exists."""

from __future__ import annotations

from geo.permalinks import Vocabulary

KNOWN = {
    "pole": ("200030989", "p1", "p2", "p3", "p4", "p5"),
    "territoire": ("t:1", "06135"),
    "cooperation": ("c1",),
}
VOCABULARY = Vocabulary(
    options={
        "systeme": ("economie", "transitions"),
        "theme": ("mobilites", "tourisme"),
        "region": ("84", "27"),
        "forme": ("entente",),
        "statut": ("active", "achevee"),
        "confiance": ("haute", "moyenne", "faible"),
    },
    annees=(2000, 2026),
    exists=lambda kind, code: code in KNOWN[kind],
    vues=("atlas", "diversite", "comparer"),
)
