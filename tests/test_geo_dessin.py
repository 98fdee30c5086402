"""Shapes drawn as SVG paths: hand-made squares and lines, answers computed by hand."""

from __future__ import annotations

import shapely

from geo.dessin import Cadre, centred, fit, path

#: One pixel covers 100 m; the corner is at (1000, 2000).
CADRE = Cadre(left=1000, top=2000, scale=100, width=50, height=50)


def test_a_square_is_a_closed_ring_with_north_up() -> None:
    assert path(shapely.box(1000, 1000, 2000, 2000), CADRE) in {
        "M10 10L10 0L0 0L0 10Z",
        "M10 10L0 10L0 0L10 0Z",
        "M0 10L0 0L10 0L10 10Z",
    }


def test_holes_and_parts_are_drawn_and_lines_stay_open() -> None:
    holed = shapely.box(1000, 1000, 2000, 2000) - shapely.box(1400, 1400, 1600, 1600)
    assert path(holed, CADRE).count("Z") == 2
    two = shapely.union_all(
        [shapely.box(1000, 1900, 1100, 2000), shapely.box(1500, 1900, 1600, 2000)]
    )
    assert path(two, CADRE).count("M") == 2
    assert path(shapely.LineString([(1000, 2000), (1250, 1950)]), CADRE) == "M0 0L2.5 0.5"


def test_what_has_no_surface_on_screen_is_left_out() -> None:
    assert path(shapely.box(1000, 1999, 1001, 2000), CADRE) == ""
    assert path(shapely.Polygon(), CADRE) == ""


def test_fit_keeps_bounds_inside_the_margin_and_the_scale_asked_for() -> None:
    window = fit((0, 0, 3000, 1000), 316, 116, margin=8)
    assert window.scale == 10
    assert window.place([[0, 0], [3000, 1000]]).tolist() == [[8, 108], [308, 8]]
    at_scale = centred((0, 0, 3000, 1000), 50, 100, 40)
    assert at_scale.place([[1500, 500]]).tolist() == [[50, 20]]
    assert at_scale.length(1000) == 20
