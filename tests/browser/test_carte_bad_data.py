"""Data that cannot be served: a French message that says what to do, the detail in the log."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.carte import rows, wait_rows
from tests.browser.expected import Inventory
from tests.browser.spare import Spare, serve_spare
from tests.browser.visitor import READY_TIMEOUT_MS, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import ExternalRequests

TRAP = "<script>window.pirate=1</script><img src=x onerror=window.pirate=2> & Cie"


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spare]:
    """Serve a copy of the application that no test of this module lets start."""
    with serve_spare(tmp_path_factory.mktemp("spoilt")) as spare:
        yield spare


@pytest.fixture
def stranger(page: Page, spoilt: Spare, external_requests: ExternalRequests) -> Visitor:
    """Return a visitor of that copy."""
    external_requests.allow(urlsplit(spoilt.server.url).netloc)
    return Visitor(page, spoilt.server.url)


def message(stranger: Visitor, path: str = "/") -> str:
    """Open the application and return what it says instead of the map."""
    stranger.visit(path, carte=False)
    alert = stranger.page.get_by_test_id("stAlert")
    expect(alert).to_be_visible(timeout=READY_TIMEOUT_MS)
    stranger.wait_idle()
    expect(stranger.page.locator("iframe")).to_have_count(0)
    text = stranger.page.locator(".stMain").inner_text()
    for word in ("Traceback", 'File "', "Error:", str(stranger.base_url)):
        assert word not in text
    return text


def assert_detailed(stranger: Visitor, name: str) -> None:
    """Fail unless the detail under the message names this; Streamlit fetches what draws it."""
    expect(stranger.page.get_by_test_id("stCode")).to_contain_text(name)


def test_missing_or_corrupt_prepared_file_is_named(stranger: Visitor, spoilt: Spare) -> None:
    prepared = spoilt.folder / "data" / "prepared"
    for name in ("epci.parquet", "communes.parquet", "manifest.json"):
        with spoilt.without(prepared / name):
            told = message(stranger)
        assert_detailed(stranger, name)
        assert "make build" in told
        assert "make build" in spoilt.server.log_tail()
    with spoilt.spoilt(prepared / "poles.parquet", "PAR1", "RIEN"):
        told = message(stranger)
    assert "make build" in told
    assert_detailed(stranger, "poles.parquet")
    (shapes,) = (spoilt.folder / "static" / "layers").glob("geometrie-*.json")
    with spoilt.without(shapes):
        told = message(stranger)
    assert_detailed(stranger, "geometrie-")
    assert "make build" in told


def test_broken_table_is_told_by_table_row_and_column(stranger: Visitor, spoilt: Spare) -> None:
    table = spoilt.tables / "cooperations.csv"
    lines = list(csv.reader(io.StringIO(table.read_text(encoding="utf-8"))))
    column = lines[0].index("theme_principal")
    row = next(number for number, line in enumerate(lines, 1) if line[column] == "mobilites")
    with spoilt.spoilt(table, f",{lines[row - 1][column]},", ",mobilitez,"):
        told = message(stranger)
        assert "1 erreur" in told
        # The table of faults is drawn on a canvas, with a text twin beside it.
        cells = stranger.page.get_by_test_id("stDataFrame").locator("td")
        expect(cells.filter(has_text="cooperations")).to_have_count(1)
        found = cells.all_inner_texts()
    assert {"cooperations", str(row), "theme_principal", "mobilitez"} <= set(found)
    assert "mobilites" in found
    log = spoilt.server.log_tail()
    assert "cooperations" in log
    assert f"row {row}" in log
    assert "theme_principal" in log
    assert "Traceback" not in log


def test_other_pages_tell_it_too(stranger: Visitor, spoilt: Spare) -> None:
    with spoilt.spoilt(spoilt.tables / "themes.csv", ",economie,", ",finances,"):
        assert "Les tables de données contiennent" in message(stranger, "/methode")


def test_markup_in_the_data_shows_as_text(
    page: Page, external_requests: ExternalRequests, tmp_path_factory: pytest.TempPathFactory
) -> None:
    coops = Inventory().cooperations
    code = "brest-contrat-reciprocite-centre-ouest-bretagne"
    title = coops[code].row["intitule"]
    place = Inventory().territoires[coops[code].porteur]["nom"]
    with serve_spare(tmp_path_factory.mktemp("piege")) as spare:
        external_requests.allow(urlsplit(spare.server.url).netloc)
        visitor = Visitor(page, spare.server.url)
        coops_csv = spare.tables / "cooperations.csv"
        places_csv = spare.tables / "territoires.csv"
        with (
            spare.spoilt(coops_csv, title, TRAP),
            spare.spoilt(places_csv, place, f"{place} {TRAP}"),
        ):
            visitor.visit(
                f"/?cooperation={code}&systeme=economie,amenagement,mobilites,sante,transitions"
            )
            carte = visitor.carte
            expect(page.locator(".fiche h2")).to_contain_text(TRAP)
            wait_rows(visitor, "cooperation", rows(visitor, "cooperation"))
            carte.locator(f".lien-{code}[role]").focus()
            expect(carte.locator(".bulle")).to_contain_text(TRAP)
            page.keyboard.press("Escape")
            expect(page.locator(f'.liste [data-vers="cooperation:{code}"]')).to_contain_text(TRAP)
            page.get_by_label("Ma commune, un territoire").fill("brest")
            expect(page.locator(".trouvailles")).to_contain_text("Brest")
            for document in (page.main_frame, carte):
                assert document.evaluate("() => window.pirate") is None
                assert document.locator("[onerror]").count() == 0
            assert carte.locator(f".lien-{code}[role]").get_attribute("aria-label", timeout=1000)
