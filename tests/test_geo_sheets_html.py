"""Sheets: the HTML that carries the facts, safe and well made, small and real inventory."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from geo import sheets_parts
from geo.sheets import describe, render_sheet
from geo.sheets_index import Index
from tests.essai_fiches import (
    Reader,
    check_sheet,
    everything,
    make_prepared,
    make_tables,
    read,
)

ROOT = Path(__file__).parent.parent
DANGER = "<script>alert('x')</script> & \"y\""


@pytest.fixture
def tables() -> SimpleNamespace:
    return make_tables()


@pytest.fixture
def prepared() -> SimpleNamespace:
    return make_prepared()


@pytest.mark.parametrize(
    "choix", [("pole", "?"), ("cooperation", ""), ("territoire", "00000"), ("autre", "P1")]
)
def test_unknown_item_has_no_sheet(
    tables: SimpleNamespace, prepared: SimpleNamespace, choix: tuple[str, str]
) -> None:
    assert render_sheet(Index(tables, prepared), choix) is None


def test_texts_are_escaped_wherever_they_come_from() -> None:
    tables = make_tables()
    texts = {
        "poles": "nom nom_court siege description source_titre note",
        "pole_membres": "membre_nom note",
        "pole_missions": "intitule",
        "pole_competences": "competence",
        "cooperations": "intitule resume source_titre source2_titre note",
        "recits": "titre recit chiffre_cle source_titre",
        "territoires": "nom note",
        "themes": "label",
        "formes": "label description",
        "natures": "label",
        "confiances": "label description",
        "systemes": "label",
        "types_territoire": "label",
    }
    for name, columns in texts.items():
        table = getattr(tables, name)
        setattr(tables, name, table.assign(**dict.fromkeys(columns.split(), DANGER)))
    prepared = make_prepared()
    for name in ("communes", "epci", "departements", "regions"):
        setattr(prepared, name, getattr(prepared, name).assign(nom=DANGER))
    index = Index(tables, prepared)
    for choix in everything(tables, prepared):
        html = render_sheet(index, choix)
        found = Reader(html)
        assert "<script" not in html, choix
        assert "script" not in found.tags
        assert "<script>alert(’x’)" in found.text.replace("'", "’"), choix


@pytest.mark.parametrize("url", ["javascript:alert(1)", " JAVASCRIPT:alert(1)", "data:text/html,x"])
def test_unsafe_addresses_make_no_link(url: str) -> None:
    tables = make_tables()
    for name in ("poles", "cooperations", "recits", "territoires"):
        table = getattr(tables, name)
        columns = [c for c in table if "url" in c or c == "site_web"]
        setattr(tables, name, table.assign(**dict.fromkeys(columns, url)))
    tables.poles = tables.poles.assign(note=f"Doute ({url})")
    prepared = make_prepared()
    index = Index(tables, prepared)
    for choix in everything(tables, prepared):
        links = Reader(render_sheet(index, choix)).links
        assert all(a["href"].startswith(("?", "./poles?", "https://exemple.fr/")) for a in links)


def test_code_cannot_leave_its_attribute() -> None:
    tables = make_tables()
    code = 'x" onclick="alert(1)'
    tables.territoires = tables.territoires.replace("etranger-essai", code)
    tables.participants = tables.participants.replace("etranger-essai", code)
    found = read(tables, make_prepared(), "cooperation", "c-epci")
    (link,) = [a for a in found.links if a.get("data-vers") == f"territoire:{code}"]
    assert link["href"] == "?territoire=x%22%20onclick%3D%22alert%281%29"


def test_every_small_sheet_is_well_made(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    index = Index(tables, prepared)
    for choix in everything(tables, prepared):
        html = render_sheet(index, choix)
        for link in check_sheet(html).links[1:]:
            if "data-vers" in link:
                kind, code = link["data-vers"].split(":", 1)
                assert render_sheet(index, (kind, code)), link


@cache
def real() -> tuple[Any, Any]:
    """Return the tables and frames of the repository."""
    from data.loaders import load_prepared, load_tables

    return load_tables(), load_prepared()


def real_selections() -> list[tuple[str, str]]:
    """Return every real selection, one commune in forty."""
    tables, prepared = real()
    places = everything(tables, prepared)
    communes = set(prepared.communes["code"])
    return [c for i, c in enumerate(places) if c[1] not in communes or i % 40 == 0]


@pytest.fixture(scope="module")
def real_sheets() -> dict[tuple[str, str], str]:
    if not (ROOT / "data/prepared/manifest.json").exists():
        pytest.skip("data/prepared is not there: make build")
    tables, prepared = real()
    index = Index(tables, prepared)
    return {choix: render_sheet(index, choix) for choix in real_selections()}


def test_every_real_sheet_is_well_made(real_sheets: dict[tuple[str, str], str]) -> None:
    wrong = []
    for choix, html in real_sheets.items():
        try:
            check_sheet(html)
        except AssertionError as error:
            wrong.append(f"{choix}: {str(error)[:200]}")
    assert not wrong, "\n".join(wrong[:20])


def test_every_real_link_opens_a_sheet(real_sheets: dict[tuple[str, str], str]) -> None:
    linked = {
        tuple(vers.split(":", 1))
        for html in real_sheets.values()
        for vers in re.findall(r'data-vers="([^"]+)"', html)
    }
    assert len(linked) > 900
    assert not linked - set(real_sheets)


def test_real_pole_says_what_the_prepared_figures_say(
    real_sheets: dict[tuple[str, str], str],
) -> None:
    tables, prepared = real()
    index = Index(tables, prepared)
    wanted = prepared.poles.set_index("code")["nb_membres"]
    for code in tables.poles["code"]:
        sheet = describe(index, ("pole", code))
        assert len(sheet.membres) == wanted[code], code
        assert bool(sheet.figures) == bool(wanted[code]), code
    assert "Sillon lorrain" in real_sheets["pole", "200030989"]


def test_lyon_is_outside_the_departement_that_surrounds_it() -> None:
    tables, prepared = real()
    if "dept-69" not in set(tables.territoires["code"]):
        pytest.skip("no cooperation of the Rhône")
    index = Index(tables, prepared)
    assert "dept-69" not in index.above(["69"], "200046977")
    assert "dept-69" in index.above(["69"], "200040590")


def test_vintages_said_are_those_of_the_sources() -> None:
    sources = tomllib.loads((ROOT / "data/sources.toml").read_text(encoding="utf-8"))
    vintage = sources["decoupage-administratif"]["vintage"]
    year = sheets_parts.MILLESIME_POPULATION
    assert f"municipales {year}" in vintage
    assert f"Mayotte : {sheets_parts.MILLESIME_POPULATION_MAYOTTE}" in vintage
    assert f"janvier {sheets_parts.MILLESIME_EPCI}" in vintage
    assert year in sheets_parts.POPULATION_SOURCE
