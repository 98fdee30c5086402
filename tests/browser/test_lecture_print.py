"""On paper: a pôle's whole sheet on two A4 pages, and every other page uncut, without controls."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.browser.expected import inventory
from tests.browser.test_lecture import VIEWS, show

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

#: Points: A4.
A4 = (595, 842)
#: CSS pixels between the margins of an A4 page: 210 - 2 × 12 mm.
PAPER_PX = 703
#: The smallest, the most peopled, and the one with the most members (it ran on a third page).
SHEETS = ("200088755", "200031953", "200032936", "200051183")
#: What is pressed, or leads elsewhere: of no use on paper.
CHROME = (
    "Filtres",
    "Ma commune",
    "Imprimer",
    "Tous les pôles",
    "Voir sur la carte",
    "Méthode et sources",
    "non conforme",
)
#: Heavy content comes after Streamlit rests.
_SETTLED = """() => {
  const size = document.querySelector('.stMain').innerHTML.length;
  const same = size === window.__size;
  window.__size = size;
  return same;
}"""
#: What runs out of the page's width; a picture cuts its own drawing.
_CUT = """(width) => [...document.querySelectorAll('.stMain *')]
  .filter((e) => !e.parentElement.closest('svg') && e.checkVisibility())
  .filter((e) => !e.closest('.hors-ecran') && e.getBoundingClientRect().width > 1)
  .filter((e) => e.getBoundingClientRect().right > width + 1)
  .map((e) => `${e.tagName} ${e.className.baseVal ?? e.className}`.slice(0, 90))"""


def squeezed(text: str) -> str:
    """Return a text without its spaces: those of a PDF are guessed from the gaps."""
    return re.sub(r"\s|\u00ad", "", text)


def printed(visitor: Visitor) -> list[str]:
    """Print the page as it is shown; return the text of each sheet of paper, squeezed."""
    pdf = visitor.page.pdf(prefer_css_page_size=True, print_background=True)
    pages = PdfReader(io.BytesIO(pdf)).pages
    assert {tuple(round(float(n)) for n in page.mediabox[2:]) for page in pages} == {A4}
    return [squeezed(page.extract_text()) for page in pages]


def assert_bare(pages: list[str]) -> None:
    """Fail when controls of the application are printed."""
    text = "".join(pages)
    assert [word for word in CHROME if squeezed(word) in text] == []


def settle(visitor: Visitor) -> None:
    """Wait until what is shown no longer changes, charts drawn."""
    charts = visitor.page.locator(".stVegaLiteChart")
    for rank in range(charts.count()):
        charts.nth(rank).locator("canvas, svg").first.wait_for()
    visitor.page.wait_for_function(_SETTLED, polling=300)


def in_page(visitor: Visitor, selector: str) -> list[str]:
    return [squeezed(text) for text in visitor.page.locator(selector).all_inner_texts()]


@pytest.mark.parametrize("code", SHEETS)
def test_a_sheet_is_printed_whole_on_two_pages(visitor: Visitor, code: str) -> None:
    visitor.visit(f"/poles?poles=tous&pole={code}", carte=False)
    visitor.page.locator(".page-pole .mini-carte").wait_for()
    settle(visitor)
    pages = printed(visitor)
    assert len(pages) <= 2
    text = "".join(pages)
    pole = next(row for row in inventory().rows("poles") if row["code"] == code)
    assert squeezed(pole["nom_court"].partition(" (")[0]) in pages[0]
    for selector in ("h3", "tbody th a", ".chronologie time", ".liens a", ".doutes li b"):
        assert [one for one in in_page(visitor, f".page-pole {selector}") if one not in text] == []
    for source in in_page(visitor, ".page-pole .provenances dd"):
        assert source.replace("(nouvelonglet)", "") in text
    assert in_page(visitor, ".page-pole .vintages")[0][:40] in pages[-1]
    assert_bare(pages)
    assert squeezed("Chaque pôle est un cas unique") not in text, "the page's own introduction"


def test_a_sheet_is_printed_light_whatever_the_theme(visitor: Visitor) -> None:
    visitor.page.emulate_media(color_scheme="dark", media="print")
    visitor.visit("/poles?pole=200030989", carte=False)
    title = visitor.page.locator(".page-pole h2")
    title.wait_for()
    settle(visitor)
    red, green, blue = re.findall(r"\d+", title.evaluate("(e) => getComputedStyle(e).color"))
    assert max(int(red), int(green), int(blue)) < 100


@pytest.mark.parametrize("path", [*VIEWS, "/regions?region=84"])
def test_nothing_is_cut_or_to_be_pressed_on_paper(visitor: Visitor, path: str) -> None:
    visitor.visit(path, carte=False)
    for view in VIEWS.get(path, ()) or [""]:
        visitor.page.emulate_media(media="null")
        show(visitor, view)
        settle(visitor)
        pages = printed(visitor)
        title = in_page(visitor, ".stMain h1")[0]
        assert title in pages[0]
        for heading in in_page(visitor, ".stMain :is(h2, h3):visible"):
            assert heading in "".join(pages), f"{path} {view}"
        assert_bare([page.replace(squeezed("Voir sur la carte"), "") for page in pages])
        # As laid out between the margins of the paper.
        visitor.page.emulate_media(media="print")
        visitor.page.evaluate("(width) => { document.body.style.width = `${width}px`; }", PAPER_PX)
        assert visitor.page.evaluate(_CUT, PAPER_PX) == [], f"{path} {view}"
        visitor.page.evaluate("() => { document.body.style.width = ''; }")


def test_every_silhouette_of_the_atlas_is_printed(visitor: Visitor) -> None:
    visitor.visit("/poles", carte=False)
    settle(visitor)
    names = in_page(visitor, ".atlas .legende strong:visible")
    text = "".join(printed(visitor))
    assert len(names) == len(inventory().shown().poles)
    assert [name for name in names if name not in text] == []
