"""Login against a real OpenID Connect provider on this machine: who may publish, until when."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import server as servers
from tests.browser.edition import PATIENCE_MS, Editor
from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import ConsoleErrors, ExternalRequests

ID = "agen-lot-et-garonne-numerique"
EDITOR, BOSS = "camille@exemple.fr", "dominique@exemple.fr"
USERS: tuple[dict[str, object], ...] = (
    {"sub": "camille", "email": "Camille@exemple.fr", "name": "Camille Essai"},
    {"sub": "dominique", "email": BOSS, "email_verified": True, "name": "Dominique Essai"},
    {"sub": "alix", "email": "alix@exemple.fr", "name": "Alix Essai"},
    {"sub": "douteux", "email": EDITOR, "email_verified": False, "name": "Camille Essai"},
)
START_TIMEOUT_S = 60
LINKED = ("app.py", "data", "geo", "pages", "static")


@dataclass
class Login:
    """The application with a login, and the file that lists its editors."""

    server: AppServer
    provider: str
    secrets: Path
    auth: str

    def list_editors(self, **roles: str) -> None:
        """Write the list anew; the server is told nothing."""
        lines = [f'"{name}@exemple.fr" = "{role}"' for name, role in roles.items()]
        self.secrets.write_text("\n".join([self.auth, "[editeurs]", *lines]), encoding="utf-8")


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve an OpenID Connect provider that knows the users; return its host and port."""
    port = servers.free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    for user in USERS:
        command += ["--user-claims", json.dumps(user)]
    log = tmp_path_factory.mktemp("provider") / "log"
    with log.open("wb") as stream:
        process = subprocess.Popen(command, stdout=stream, stderr=subprocess.STDOUT)
        try:
            _wait_for(port, process, log)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(servers.STOP_TIMEOUT_S)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(servers.POLL_S)
    raise servers.ServerError(f"no provider:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def login(provider: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Login]:
    """Serve the application that trusts the provider."""
    folder = tmp_path_factory.mktemp("login")
    for part in LINKED:
        (folder / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    path = folder / ".streamlit" / "secrets.toml"
    # Read when the server starts: its own address must be known before.
    port = servers.free_port()
    auth = (
        "[auth]\n"
        f'redirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
        f'cookie_secret = "{secrets.token_hex(32)}"\n'
        'client_id = "essai"\n'
        f'client_secret = "{secrets.token_hex(16)}"\n'
        f'server_metadata_url = "http://{provider}/.well-known/openid-configuration"\n'
    )
    path.write_text(auth, encoding="utf-8")
    environment = {"COOP_DONNEES": str(folder / "store"), "COOP_EDITION": "locale"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(servers, "free_port", lambda: port)
        with serve(
            folder / "app.py", log=folder / "streamlit.log", environment=environment, folder=folder
        ) as server:
            yield Login(server, provider, path, auth)


@pytest.fixture
def editor(
    page: Page,
    login: Login,
    external_requests: ExternalRequests,
    console_errors: ConsoleErrors,
) -> Editor:
    """Return a visitor, on the list as it was at first."""
    external_requests.allow(f"127.0.0.1:{login.server.port}")
    external_requests.allow(login.provider)
    # The provider's own page has no icon, and takes its style from elsewhere.
    external_requests.allow("cdn.jsdelivr.net")
    console_errors.expect(re.escape(login.provider))
    console_errors.expect(r"cdn\.jsdelivr\.net")
    login.list_editors(camille="éditeur", dominique="administrateur")
    return Editor(page, login.server.url)


def log_in(editor: Editor, sub: str) -> None:
    editor.open()
    editor.press("Se connecter")
    editor.page.get_by_role("button", name=sub, exact=True).click(timeout=PATIENCE_MS)
    editor.page.wait_for_url(f"{editor.visitor.base_url}/", timeout=PATIENCE_MS)
    editor.visitor.wait_idle()
    editor.open()


def prepare(editor: Editor, note: str) -> None:
    editor.deposit("notes.csv", f"id,note\n{ID},{note}\n".encode())
    editor.write(f"Note\u202f: {note}")


def test_an_editor_logs_in_publishes_and_logs_out(editor: Editor) -> None:
    log_in(editor, "camille")
    editor.sees("Connecté\u202f: Camille Essai · éditeur")
    prepare(editor, "première")
    editor.page.get_by_role("button", name=re.compile(r"Publier la version \d+")).click()
    editor.sees("est en ligne")
    editor.press("Voir l’historique")
    history = editor.page.get_by_role("region", name="Historique des versions")
    expect(history).to_contain_text("Camille Essai")
    assert "exemple.fr" not in history.inner_text()
    expect(editor.page.get_by_role("heading", name="Journal des écritures")).to_have_count(0)
    editor.open()
    editor.press("Se déconnecter")
    editor.page.wait_for_url(re.compile(r"/$|logout|end_session"), timeout=PATIENCE_MS)
    editor.open()
    editor.sees("Publier demande de se connecter")
    expect(editor.page.locator("input[type=file]")).to_have_count(0)


def test_an_administrator_reads_who_wrote(editor: Editor) -> None:
    log_in(editor, "dominique")
    editor.open("/donnees?vue=versions")
    editor.sees("Journal des écritures", heading=True)
    editor.press("Préparer la sauvegarde")
    assert editor.download("Télécharger la sauvegarde")[:2] == b"PK"


@pytest.mark.parametrize("sub", ["alix", "douteux"])
def test_who_is_not_on_the_list_or_not_verified_publishes_nothing(editor: Editor, sub: str) -> None:
    log_in(editor, sub)
    editor.sees("ne figure pas parmi les éditeurs")
    expect(editor.page.locator("input[type=file]")).to_have_count(0)


def test_who_is_taken_off_the_list_is_refused_at_the_click(editor: Editor, login: Login) -> None:
    log_in(editor, "camille")
    prepare(editor, "refusée")
    login.list_editors(dominique="administrateur")
    editor.page.get_by_role("button", name=re.compile(r"Publier la version \d+")).click()
    editor.sees("ne figure pas parmi les éditeurs")
    log = login.server.log_tail()
    assert "camille@exemple.fr" not in log.casefold()
    login.list_editors(camille="éditeur")
    editor.open()
    editor.page.get_by_text("Versions", exact=True).click()
    editor.sees("Historique", heading=True)
    assert "refusée" not in editor.page.get_by_role("region", name="Historique").inner_text()


def test_nobody_edits_without_logging_in_even_from_the_machine(editor: Editor) -> None:
    """Where there is a login, `COOP_EDITION=locale` opens nothing."""
    editor.open()
    editor.sees("Publier demande de se connecter")
    expect(editor.page.locator("input[type=file]")).to_have_count(0)
