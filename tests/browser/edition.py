"""What the tests of the page Données do as an editor would: drop a file, write, publish."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
from playwright.sync_api import expect

from tests.browser.visitor import Visitor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl.worksheet.worksheet import Worksheet
    from playwright.sync_api import Page

VIEW = "/donnees?vue=mettre-a-jour"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: A visitor's patience for a check, a publication, or a page that redirects.
PATIENCE_MS = 30_000

COOPERATION = {
    "Identifiant": "essai-navette",
    "Intitulé": "Navette d’essai",
    "Thème principal": "mobilites",
    "Forme": "convention",
    "Statut": "active",
    "Année de début": "2021",
    "Résumé": "Deux agglomérations d’essai font rouler la même navette.",
    "Source": "https://exemple.fr/navette",
    "Titre de la source": "Convention d’essai",
    "Confiance": "haute",
}
PARTICIPANTS = (
    {"Coopération": "essai-navette", "Territoire": "242900314", "Rôle": "porteur"},
    {"Coopération": "essai-navette", "Territoire": "200046977", "Rôle": "partenaire"},
)


class Editor:
    """An editor in one browser page."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.visitor = Visitor(page, url)

    def open(self, path: str = VIEW) -> None:
        """Open a view of the page."""
        self.visitor.visit(path, carte=False)

    def download(self, label: str) -> bytes:
        """Return the file that a button gives."""
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name=label).click()
        return download.value.path().read_bytes()

    def deposit(self, name: str, content: bytes) -> None:
        """Drop a file, and wait for its report."""
        self.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": XLSX, "buffer": content}
        )
        self.sees("Contrôle", heading=True)

    def press(self, label: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=label).click()

    def write(self, message: str) -> None:
        """Write the message of a version, and leave the field."""
        field = self.page.get_by_label("Message", exact=True)
        field.fill(message)
        with self.visitor.rerun():
            field.press("Tab")
        self.rests()

    def rests(self) -> None:
        """Wait until what was asked is done: an answer takes the place of what is on screen."""
        self.page.wait_for_load_state("networkidle")
        self.visitor.wait_idle()

    def sees(self, text: str, *, heading: bool = False, timeout: int = PATIENCE_MS) -> None:
        """Wait until the page shows a text."""
        found = (
            self.page.get_by_role("heading", name=text)
            if heading
            else self.page.get_by_text(text).first
        )
        expect(found).to_be_visible(timeout=timeout)


def filled(template: bytes, **changes: str) -> bytes:
    """Return the template with one made-up cooperation, some of its values changed by title."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    _add(book["cooperations"], COOPERATION | changes)
    for row in PARTICIPANTS:
        _add(book["participants"], row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _add(sheet: Worksheet, row: Mapping[str, str]) -> None:
    titles = [str(cell.value).removesuffix(" *") for cell in sheet[1]]
    place = next(
        number for number in range(2, sheet.max_row + 2) if not sheet.cell(number, 1).value
    )
    for title, value in row.items():
        sheet.cell(place, titles.index(title) + 1).value = value
