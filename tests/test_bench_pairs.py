"""The side-by-side report: its table, its targets, its picture. Every figure here is made up."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests.bench.peers import PAIRS
from tests.bench.picture import svg
from tests.bench.report_pairs import held, table
from tests.bench.side_by_side import Row
from tests.bench.start import Start
from tests.bench.summary import section

STARTS = {"nue": Start([2000.0] * 2, [900.0]), "carte": Start([2500.0] * 2, [1800.0])}


def row(answer: float, *, number: int = 20) -> Row:
    return Row(
        froide=[1000.0],
        chaude=[500.0],
        premier=[answer] * number,
        confirme=[answer] * number,
        blocages=[0.0, 150.0],
        ouvertures=[0.0],
        visite=1000,
        octets=[2000],
        serveur=[10.0],
        memoire=200.0,
    )


def sides(**answers: float) -> dict[str, Row]:
    """Return every application, each answering in 100 ms unless told otherwise."""
    return {pair.name: row(answers.get(pair.name, 100.0)) for pair in PAIRS}


def verdicts(sizes: dict[int, dict[str, Row]]) -> dict[str, bool | None]:
    return {label: ok for label, _, _, ok in held(sizes, STARTS)}


def test_each_application_is_a_line_and_ours_two() -> None:
    lines = table(sides(carte=50.0))
    named = [line.split(" | ")[0].removeprefix("| ") for line in lines if line.startswith("|")]
    assert len(named) == 2 + len(PAIRS) + 1
    assert named[-2:] == ["**cette application**", "… confirmée par le serveur"]
    widths = {line.count("|") for line in lines if line.startswith("|")}
    assert len(widths) == 1
    assert lines[-1] == "20 changements par ligne."


def test_a_peer_that_never_answers_is_told_so() -> None:
    rows = sides() | {"courante": Row(echec="au-delà de 120 s")}
    lines = table(rows)
    (line,) = [line for line in lines if "`st_folium`" in line]
    assert "au-delà de 120 s" in line
    assert line.count("|") == lines[0].count("|")
    assert verdicts({1: rows})["face à `st_folium`, à 1 ×"] is None


def test_changes_fewer_than_the_others_are_told() -> None:
    rows = sides() | {"groupe": row(9000.0, number=3)}
    assert table(rows)[-1].endswith("`feature_group_to_add`\u202f: 3.")


@pytest.mark.parametrize(
    ("size", "ours", "met"),
    [(1, 50.0, True), (1, 51.0, False), (10, 80.0, True), (10, 81.0, False), (100, 151.0, False)],
)
def test_the_first_answer_is_held_against_a_bare_rerun(size: int, ours: float, met: bool) -> None:
    assert verdicts({size: sides(carte=ours)})[f"première réponse, à {size} ×"] is met


def test_the_gain_over_a_peer_is_theirs_over_ours() -> None:
    assert verdicts({1: sides(carte=25.0)})["face à `st_folium`, à 1 ×"] is True
    assert verdicts({1: sides(carte=26.0)})["face à `st_folium`, à 1 ×"] is False
    assert verdicts({10: sides(carte=20.0)})["face à dash-leaflet, à 10 ×"] is True


def test_starts_memory_and_frozen_pages_are_held() -> None:
    rows = sides()
    found = verdicts({1: rows, 100: sides()})
    assert found["du lancement du serveur à la première page"] is True
    assert ("… dont temps de processeur", "", "2,00 ×", None) in held({1: rows}, STARTS)
    assert found["mémoire du serveur"] is True
    assert found["page figée par un filtre, au pire, à 100 ×"] is True
    rows["carte"].memoire = 351.0
    rows["carte"].blocages = [200.0]
    found = verdicts({1: rows})
    assert found["mémoire du serveur"] is False
    assert found["page figée par un filtre, au pire, à 1 ×"] is False


def test_the_picture_is_a_panel_a_figure_and_a_size() -> None:
    sizes = {1: sides(), 100: sides(courante=30_000.0) | {"groupe": Row(echec="au-delà de 120 s")}}
    text = svg(sizes, {1: 266, 100: 26_600})
    root = ET.fromstring(text)  # noqa: S314  written by ourselves
    bars = [
        one for one in root.iter("{http://www.w3.org/2000/svg}rect") if "class" not in one.attrib
    ]
    assert len(bars) == 3 * 2 * len(PAIRS)
    assert "30,0 s" in text and "non mesuré" in text and "26\u202f600 coopérations" in text
    width, height = (int(value) for value in re.findall(r'(?:width|height)="(\d+)"', text)[:2])
    assert max(float(bar.attrib["width"]) for bar in bars) < width > height / 2
    assert len(text.encode()) < 150_000


def test_the_section_tells_machine_sizes_targets_and_growth() -> None:
    text = section(
        {
            "contexte": "Mesuré le 1ᵉʳ janvier.",
            "pairs": {1: sides()},
            "comptes": {1: 266},
            "departs": STARTS,
            "croissance": {"pôles": [(32, row(10)), (320, row(20))]},
        }
    )
    assert text.startswith("Mesuré le 1ᵉʳ janvier.")
    for part in (
        "![",
        "1 × les coopérations (266)",
        "**Cibles**",
        "| pôles | 32 | 320 | exposant |",
    ):
        assert part in text
