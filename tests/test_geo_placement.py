"""Names beside the points of a picture: made-up points whose free places are counted by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geo.placement import Etiquette, place_names

FRAME = (400.0, 300.0)
#: Radius of the points of `sides`, and height of a name: each takes 13 pixels.
POINT, SIZE = 7, 10


def test_names_cover_neither_each_other_nor_large_nodes() -> None:
    places = np.array([[100.0, 100], [112, 100], [100, 116]])
    radii = np.array([8.0, 8, 8])
    placed = place_names([(0, 60), (1, 60), (2, 60)], places, radii, FRAME, size=13)
    boxes = []
    for name in placed:
        left = name.x - name.width * {"start": 0, "middle": 0.5, "end": 1}[name.anchor]
        boxes.append((left, name.y - 13, left + name.width, name.y + 3.9))
    assert len(boxes) == 3
    discs = [(x - r, y - r, x + r, y + r) for (x, y), r in zip(places, radii, strict=True)]
    for one, other in [*combinations(boxes, 2), *((box, disc) for box in boxes for disc in discs)]:
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart


def test_a_name_without_room_is_left_out() -> None:
    assert place_names([(0, 500)], np.array([[200.0, 150]]), np.array([4.0]), FRAME, size=13) == []


@pytest.mark.parametrize(
    ("side", "anchor"), [("right", "start"), ("bottom-left", "end"), ("top", "middle")]
)
def test_names_start_or_end_towards_their_point(side: str, anchor: str) -> None:
    name = Etiquette(0, 50, 100, 100, side)
    assert name.anchor == anchor
    left, top, right, bottom = name.box(10)
    assert (right - left, top, bottom) == (54, 90, 103)
    assert left == {"start": 98, "middle": 73, "end": 48}[anchor]


def sides(places: list[tuple[float, float]], widths: list[float], **changes: object) -> list[str]:
    """Sides of the names against their points in a plot of 200 by 100, in the points' order."""
    placed = place_names(
        enumerate(widths),
        np.array(places, float),
        np.full(len(places), float(POINT)),
        (200, 100),
        SIZE,
        close=True,
        **changes,  # type: ignore[arg-type]
    )
    found = {one.rank: one.side for one in placed}
    return [found.get(rank, "") for rank in range(len(places))]


def test_close_names_take_the_first_free_side() -> None:
    assert sides([(100, 50)], [60]) == ["right"]
    assert sides([(100, 50)], [95]) == ["top"], "too long for both sides"
    assert sides([(180, 50)], [60]) == ["left"]
    assert sides([(100, 12)], [95]) == ["bottom"], "no room above"
    assert sides([(100, 50)], [300]) == [""]
    assert sides([(50, 50), (80, 50)], [36, 36]) == ["left", "right"]
    assert sorted(sides([(100, 50)] * 6, [60] * 6)) == ["", "", "bottom", "left", "right", "top"]


def test_names_cover_no_obstacle() -> None:
    assert sides([(100, 50)], [60], obstacles=[(130, 40, 140, 60)]) == ["left"]
    walls = [(130, 0, 140, 100), (60, 0, 70, 100), (0, 0, 200, 40), (0, 60, 200, 100)]
    assert sides([(100, 50)], [60], obstacles=walls) == [""]


def test_names_avoid_small_points_when_they_can() -> None:
    places = np.array([[100.0, 50.0], [140.0, 50.0]])
    radii = np.array([7.0, 2.0])
    (name,) = place_names([(0, 60)], places, radii, (200, 100), SIZE)
    assert name.side == "left"
    (name,) = place_names([(0, 60)], places, radii, (200, 100), SIZE, obstacles=[(0, 0, 99, 100)])
    assert name.side == "top-right"


def crown(radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Return a point and twenty-four small ones in a circle round it, and their radii."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    around = 150 + radius * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.vstack([[150.0, 150.0], around]), np.array([8.0, *[3.0] * 24])


def test_a_name_goes_beyond_the_points_around_at_the_end_of_a_line() -> None:
    places, radii = crown(30)
    (near,) = place_names([(0, 60)], places, radii, (300, 300), SIZE)
    assert near.leader(places[0], 8, SIZE) is None or _under(near, places, radii)
    (far,) = place_names([(0, 60)], places, radii, (300, 300), SIZE, lines=6)
    assert not _under(far, places, radii)
    line = far.leader(places[0], 8, SIZE)
    assert line is not None
    (start, end), box = line, far.box(SIZE)
    assert np.hypot(*(start - 150)) == pytest.approx(8), "from the edge of the point"
    assert box[0] <= end[0] <= box[2], "to the name"
    assert box[1] <= end[1] <= box[3]
    apart = [np.hypot(*(places - start - t * (end - start)).T) for t in np.linspace(0, 1, 50)]
    assert (np.min(apart, axis=0)[1:] > 3).all(), "between the others"


def test_a_name_with_room_stays_near() -> None:
    places, radii = np.array([[150.0, 150.0]]), np.array([8.0])
    (name,) = place_names([(0, 60)], places, radii, (300, 300), SIZE, lines=6)
    assert name.side == "right"
    assert name.leader(places[0], 8, SIZE) is None


def _under(name: Etiquette, places: np.ndarray, radii: np.ndarray) -> bool:
    left, top, right, bottom = name.box(SIZE)
    nearest = np.clip(places, (left, top), (right, bottom))
    return bool((np.hypot(*(nearest - places).T) < radii).any())
