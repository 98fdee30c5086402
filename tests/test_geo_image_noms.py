"""Names of towns: the largest first, no collision, hubs and their towns."""

from __future__ import annotations

import random

import pytest

from geo.dessin import Cadre
from geo.image_liens import Noeud
from geo.image_noms import HUB, LARGER, SIZE, Etiquette, name_towns
from geo.image_sol import Ville

#: Zoom 6.1, as metropolitan France: towns of 95 000 are named, 190 000 without a territoire.
CADRE = Cadre(0, 500_000, 1570, 500, 300)


def measure(text: str) -> float:
    return 0.55 * len(text)


def town(nom: str, population: int, x: float, y: float) -> Ville:
    """Return a town whose place is given in units of the picture."""
    return Ville(nom, population, x * CADRE.scale, CADRE.top - y * CADRE.scale)


def node(x: float, y: float, rayon: float = 3.0) -> Noeud:
    return Noeud(0, 1, x, y, rayon)


def box(label: Etiquette) -> tuple[float, float, float, float]:
    width = measure(label.texte) * label.taille
    left = label.x - width * {"start": 0.0, "middle": 0.5, "end": 1.0}[label.ancre]
    return left, label.y - 0.75 * label.taille, left + width, label.y + 0.25 * label.taille


def test_a_town_is_named_at_its_right_with_a_dot_where_no_territoire_is() -> None:
    (label,) = name_towns([town("Essai", 250_000, 100, 100)], [], CADRE, measure)
    assert (label.texte, label.ancre, label.taille) == ("Essai", "start", SIZE + LARGER)
    assert label.x == pytest.approx(104.5)
    assert label.point == pytest.approx((100, 100))


def test_a_town_of_a_territoire_goes_round_it_and_needs_half_the_people() -> None:
    small = town("Essai", 100_000, 100, 100)
    assert name_towns([small], [], CADRE, measure) == []
    (label,) = name_towns([small], [node(102, 100)], CADRE, measure)
    assert label.x == pytest.approx(102 + 3 + 3)
    assert label.point is None


def test_the_town_of_a_hub_is_named_however_small() -> None:
    small = town("Bourg-d’Essai", 10_000, 100, 100)
    assert name_towns([small], [node(100, 100, HUB)], CADRE, measure)
    assert not name_towns([small], [node(100, 100, HUB - 1)], CADRE, measure)


def test_a_suburb_is_left_to_its_city() -> None:
    towns = [town("Ville", 400_000, 100, 100), town("Faubourg", 300_000, 110, 110)]
    assert [label.texte for label in name_towns(towns, [], CADRE, measure)] == ["Ville"]


def test_names_keep_inside_the_window_and_out_of_what_is_taken() -> None:
    (label,) = name_towns([town("Essai", 250_000, 490, 100)], [], CADRE, measure)
    assert label.ancre == "end"
    beside = [(0.0, 0.0, 500.0, 300.0)]
    assert name_towns([town("Essai", 250_000, 250, 150)], [], CADRE, measure, beside) == []


def test_a_name_prefers_to_cover_no_territoire() -> None:
    (label,) = name_towns([town("Essai", 250_000, 100, 100)], [node(120, 100)], CADRE, measure)
    assert label.ancre == "end"


def test_no_two_names_overlap_and_none_covers_a_hub() -> None:
    draw = random.Random(8)  # noqa: S311
    towns = [
        town(f"Commune-d’Essai-{i}", 900_000 - i, draw.uniform(0, 500), draw.uniform(0, 300))
        for i in range(300)
    ]
    hubs = [node(draw.uniform(0, 500), draw.uniform(0, 300), 7) for _ in range(12)]
    labels = name_towns(towns, hubs, CADRE, measure)
    assert len(labels) > 10
    boxes = [box(label) for label in labels]
    boxes += [(n.x - 5, n.y - 5, n.x + 5, n.y + 5) for n in hubs]
    for i, a in enumerate(boxes[: len(labels)]):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], (a, b)
