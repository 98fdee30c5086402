"""The exponent of a growth, and how its table tells it."""

from __future__ import annotations

import pytest

from tests.bench.figures import exponent
from tests.bench.report_growth import table
from tests.bench.side_by_side import Row

COUNTS = (10, 30, 100, 1000)


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0, -1.0])
def test_the_exponent_of_a_power_is_that_power(power: float) -> None:
    values = [7 * count**power for count in COUNTS]
    assert exponent(COUNTS, values) == pytest.approx(power)


def test_the_exponent_is_that_of_least_squares_of_logarithms() -> None:
    # log10: counts 0, 1, 2; values 0, 0, 3. Slope: (−1 × −1 + 1 × 2) / 2.
    assert exponent([1, 10, 100], [1, 1, 1000]) == pytest.approx(1.5)


@pytest.mark.parametrize(("counts", "values"), [([5, 5], [1, 2]), ([1, 2], [0, 1]), ([1], [1])])
def test_what_has_no_exponent_is_refused(counts: list[float], values: list[float]) -> None:
    with pytest.raises(ValueError, match=r"."):
        exponent(counts, values)


def row(factor: float) -> Row:
    """Return made-up figures: paints that grow as the data, a memory that does not."""
    return Row(froide=[100.0 * factor], premier=[50.0, 60.0, 70.0], memoire=300.0, visite=1000)


def test_the_table_gives_each_figure_by_size_and_its_exponent() -> None:
    lines = table("coopérations", [(27, row(1)), (270, row(10)), (2700, row(100))])
    assert lines[0] == "| coopérations | 27 | 270 | 2\u202f700 | exposant |"
    cells = {line.split(" | ")[0]: line.split(" | ")[1:] for line in lines[2:]}
    assert cells["| première image, cache vide"] == ["100 ms", "1\u202f000 ms", "10,0 s", "1,00 |"]
    assert cells["| filtre → image"] == ["60 ms"] * 3 + ["0,00 |"]
    assert cells["| mémoire du serveur"] == ["300 Mo"] * 3 + ["0,00 |"]
    # Never measured, so neither figure nor exponent.
    assert cells["| serveur, par filtre"] == ["—"] * 3 + ["— |"]
