"""The whole way of an update, without login, on the machine itself: template to going back."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.edition import Editor, filled
from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import ExternalRequests

NEW_VERSION_MS = 10_000
"""An open page shows a new version within this time."""


@pytest.fixture(scope="module")
def local_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """Serve the application with a store of its own, edited from this machine."""
    folder = tmp_path_factory.mktemp("edition")
    environment = {"COOP_EDITION": "locale", "COOP_DONNEES": str(folder / "store")}
    with serve(ROOT / "app.py", log=folder / "streamlit.log", environment=environment) as server:
        yield server


@pytest.fixture
def editor(page: Page, local_server: AppServer, external_requests: ExternalRequests) -> Editor:
    external_requests.allow(f"127.0.0.1:{local_server.port}")
    return Editor(page, local_server.url)


def test_from_the_template_to_publication_and_back(
    editor: Editor, context: BrowserContext, local_server: AppServer
) -> None:
    editor.open()
    editor.sees("Édition locale")
    template = editor.download("Le modèle vide")

    editor.deposit("navette.xlsx", filled(template, **{"Thème principal": "mobilité"}))
    editor.sees("1 faute à corriger")
    expect(editor.page.get_by_role("region", name="Fautes à corriger")).to_contain_text("mobilites")
    marked = openpyxl.load_workbook(io.BytesIO(editor.download("Télécharger le fichier annoté")))
    assert marked.sheetnames[0] == "À corriger"

    editor.press("Déposer un autre fichier")
    editor.deposit("navette.xlsx", filled(template))
    editor.sees("Aperçu", heading=True)
    preview = editor.page.get_by_role("img", name=re.compile("ce que la publication changerait"))
    expect(preview).to_be_visible()
    editor.sees("1 lien ajouté")
    editor.write("Navette d’essai")

    # Another page of the work, and back: nothing is lost.
    editor.page.get_by_role("link", name="Pôles", exact=True).click()
    editor.sees("Pôles", heading=True)
    editor.page.get_by_role("link", name="Données", exact=True).click()
    editor.page.get_by_text("Mettre à jour", exact=True).click()
    editor.sees("navette.xlsx")
    expect(editor.page.get_by_label("Message", exact=True)).to_have_value("Navette d’essai")

    other = Editor(context.new_page(), local_server.url)
    other.open("/donnees")
    other.sees("Version 1")
    editor.press("Publier la version 2")
    editor.sees("La version 2 est en ligne")
    other.sees("Version 2", timeout=NEW_VERSION_MS)

    editor.press("Voir l’historique")
    history = editor.page.get_by_role("region", name="Historique des versions")
    expect(history).to_contain_text("Navette d’essai")
    editor.rests()
    editor.page.get_by_role("combobox", name="Version").click()
    editor.page.get_by_role("option").filter(has_text=re.compile("^1 ·")).click()
    editor.press("Revenir à la version 1")
    editor.press("Confirmer le retour à la version 1")
    expect(history).to_contain_text("Retour à la version 1")
    other.sees("Version 3", timeout=NEW_VERSION_MS)
    editor.sees("Journal des écritures", heading=True)


def test_the_file_field_speaks_french(editor: Editor) -> None:
    editor.open()
    zone = editor.page.get_by_test_id("stFileUploaderDropzone")
    expect(zone).to_be_visible()
    said = zone.evaluate(
        "(zone) => [...zone.querySelectorAll('*')]"
        ".map((element) => getComputedStyle(element, '::after').content)"
    )
    french = {"Choisir un fichier", "ou glissez-le ici"}
    assert french <= {content.strip('"') for content in said}
    editor.page.locator("input[type=file]").set_input_files(
        {"name": "photo.xlsx", "mimeType": "image/png", "buffer": b"\x89PNG rien"}
    )
    editor.sees("format")
