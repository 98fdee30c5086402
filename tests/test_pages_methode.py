"""The pages of text: Méthode et sources, Accessibilité."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from data.sources import load_sources
from geo.regions_facts import COVERAGE_RULE
from pages._shared import cadre, textes

ROOT = Path(__file__).parent.parent
TEXTS = sorted((ROOT / "pages/_textes").glob("*.md"))


def run(name: str) -> AppTest:
    """Return a page once it has run, alone: its frame is taken as there."""
    page = AppTest.from_file(str(ROOT / f"pages/{name}.py"), default_timeout=30)
    page.session_state[cadre.FRAMED] = True
    page.run()
    assert not page.exception
    return page


@pytest.fixture(scope="module")
def methode() -> AppTest:
    return run("methode")


def test_methode_counts_what_the_tables_hold(methode: AppTest) -> None:
    text = " ".join(block.value for block in methode.markdown)
    rows = {
        name: (ROOT / f"data/tables/{name}.csv").read_text(encoding="utf-8").count("\n") - 1
        for name in ("cooperations", "poles", "territoires")
    }
    assert f"**{rows['cooperations']} coopérations**" in text
    assert f"**{rows['poles']} pôles métropolitains**" in text
    assert f"**{rows['territoires']} territoires**" in text
    assert "$" not in text


def test_methode_tells_how_the_other_pages_count(methode: AppTest) -> None:
    text = " ".join(block.value for block in methode.markdown)
    assert COVERAGE_RULE in text
    assert "lues une à une en novembre 2026" in text
    anchors = {header.proto.anchor for header in methode.header}
    assert {"indicateurs", "couverture", "mesures"} <= anchors


def test_methode_tells_both_areas_and_the_eight_communes(methode: AppTest) -> None:
    text = " ".join(block.value for block in methode.markdown)
    assert "548\u202f151\u00a0km²" in text
    assert "543\u202f941\u00a0km²" in text
    for code in ("12218", "14581", "15031", "15035", "15047", "15171", "49126", "69114"):
        assert code in text


def test_methode_lists_every_source_used(methode: AppTest) -> None:
    text = " ".join(block.value for block in methode.markdown)
    used = textes.sources()
    assert len(used) == len(load_sources()) - 1
    for source in used:
        assert textes.plain(source.title) in text
        assert textes.plain(source.vintage) in text


@pytest.mark.parametrize("name", ["methode", "accessibilite"])
def test_page_has_one_title_then_sections(name: str) -> None:
    page = run(name)
    assert len(page.title) == 1
    assert len(page.header) >= 5
    anchors = [header.proto.anchor for header in page.header]
    assert len(set(anchors)) == len(anchors)
    summary = next(block.value for block in page.markdown if block.value.startswith("["))
    assert re.findall(r"\(#([a-z-]+)\)", summary) == anchors


def test_accessibilite_says_not_conforming_and_invents_no_address() -> None:
    text = " ".join(block.value for block in run("accessibilite").markdown)
    assert "Accessibilité\u202f: non conforme" in text
    assert "@" not in text
    assert "à compléter par l’organisme" in text


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_texts_keep_french_typography(path: Path) -> None:
    text = re.sub(r"`[^`]*`|\]\([^)]*\)", "", path.read_text(encoding="utf-8"))
    assert "'" not in text
    assert '"' not in text
    assert not re.findall(r".{12}[ \u00a0][;:!?»].*", text)
    assert not re.findall(r".{12}\w[;:!?»](?!\S)", text)
    assert not re.findall(r"«(?!\u202f)", text)
    assert not re.findall(r"\d \d{3}\b", text)
    assert "  " not in text


def test_plain_text_stays_on_one_line_and_is_no_markup() -> None:
    assert textes.plain("a | b\n[c](d) *e*") == r"a \| b \[c\]\(d\) \*e\*"


def test_table_is_markdown() -> None:
    assert textes.table(("A", "B"), [("1", "2")]) == "| A | B |\n| --- | --- |\n| 1 | 2 |"


def test_sources_are_dated_and_licensed() -> None:
    for source in load_sources():
        assert source.licence
        assert source.vintage
        assert source.retrieved.year >= 2026
        assert source.url.startswith("https://") or not source.url
