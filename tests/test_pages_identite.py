"""Who the visitor is: claims of the provider, the list of editors read anew, the machine itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
import streamlit as st

from data import roles
from pages._shared import identite
from pages._shared.identite import ADMINISTRATEUR, EDITEUR, Refus, Visiteur

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000.0


class _User(dict[str, Any]):
    """What `st.user` is: claims, and `is_logged_in` where there is a login."""

    def to_dict(self) -> dict[str, Any]:
        return dict(self)


@pytest.fixture
def secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of secrets, not written yet; nobody is logged in."""
    path = tmp_path / "secrets.toml"
    options = {"secrets.files": [str(tmp_path / "none.toml"), str(path)]}
    monkeypatch.setattr(st, "get_option", lambda name: options.get(name, "127.0.0.1"))
    monkeypatch.setattr(identite.time, "time", lambda: NOW)
    monkeypatch.delenv("COOP_EDITEURS", raising=False)
    monkeypatch.delenv("COOP_EDITION", raising=False)
    monkeypatch.setattr(st, "user", _User())
    return path


def log_in(monkeypatch: pytest.MonkeyPatch, **claims: Any) -> None:
    told = {"is_logged_in": True, "email": "camille@exemple.fr", "name": "Camille Essai"}
    monkeypatch.setattr(st, "user", _User(told | claims))


def sit_at(monkeypatch: pytest.MonkeyPatch, host: str, **headers: str) -> None:
    context = SimpleNamespace(
        ip_address=None,
        headers={"Host": host, "Origin": f"http://{host}", **headers},
        url=f"http://{host}/donnees",
    )
    monkeypatch.setattr(st, "context", context)


@pytest.mark.parametrize("role", [EDITEUR, ADMINISTRATEUR])
def test_the_role_is_the_list_s(secrets: Path, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    log_in(monkeypatch, email="Camille@Exemple.fr")
    secrets.write_text(f'[editeurs]\n"camille@exemple.fr" = "{role}"\n', encoding="utf-8")
    visitor = identite.require(EDITEUR)
    assert visitor == Visiteur(role, "Camille Essai <camille@exemple.fr>", "Camille Essai")
    assert identite.may(visitor, ADMINISTRATEUR) == (role == ADMINISTRATEUR)


def test_the_list_is_read_at_each_question(secrets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log_in(monkeypatch)
    secrets.write_text('[editeurs]\n"camille@exemple.fr" = "éditeur"\n', encoding="utf-8")
    assert identite.require(EDITEUR)
    secrets.write_text("[editeurs]\n", encoding="utf-8")
    with pytest.raises(Refus, match="n’a plus, le rôle"):
        identite.require(EDITEUR)


def test_a_broken_list_makes_nobody_an_editor(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    log_in(monkeypatch)
    monkeypatch.setenv("COOP_EDITEURS", "camille@exemple.fr=éditeur")
    secrets.write_text('[editeurs]\n"camille@exemple.fr" = "éditeur\nmot = "secret"', "utf-8")
    with pytest.raises(Refus):
        identite.require(EDITEUR)
    assert "nobody is an editor" in caplog.text and 'secret"' not in caplog.text


def test_the_environment_counts_when_the_file_has_no_list(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch)
    monkeypatch.setenv("COOP_EDITEURS", "camille@exemple.fr=éditeur")
    assert identite.who().role == EDITEUR
    secrets.write_text("[editeurs]\n", encoding="utf-8")
    assert identite.who().role == ""


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"is_logged_in": False}, {"email": None}]
)
def test_what_the_provider_does_not_vouch_for_gives_no_role(
    secrets: Path, monkeypatch: pytest.MonkeyPatch, claims: dict[str, Any]
) -> None:
    log_in(monkeypatch, **claims)
    secrets.write_text(
        '[editeurs]\n"camille@exemple.fr" = "éditeur"\n"" = "éditeur"\n', encoding="utf-8"
    )
    with pytest.raises(Refus):
        identite.require(EDITEUR)


def test_an_old_login_reads_as_an_editor_but_writes_nothing(
    secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log_in(monkeypatch, iat=NOW - roles.LOGIN_HOURS * 3600 - 1)
    secrets.write_text('[editeurs]\n"camille@exemple.fr" = "éditeur"\n', encoding="utf-8")
    assert identite.who().role == EDITEUR
    with pytest.raises(Refus, match="reconnectez-vous"):
        identite.require(EDITEUR)


@pytest.mark.usefixtures("secrets")
def test_local_edition_is_for_who_sits_at_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    sit_at(monkeypatch, "localhost:8501")
    assert identite.who() == Visiteur(), "it must be asked for"
    monkeypatch.setenv("COOP_EDITION", "locale")
    assert identite.require(ADMINISTRATEUR).locale
    sit_at(monkeypatch, "carte.exemple.fr")
    assert identite.who() == Visiteur()
    sit_at(monkeypatch, "localhost:8501", **{"X-Forwarded-For": "192.0.2.7"})
    assert identite.who() == Visiteur()


@pytest.mark.usefixtures("secrets")
def test_where_there_is_a_login_the_machine_gives_no_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sit_at(monkeypatch, "localhost:8501")
    monkeypatch.setenv("COOP_EDITION", "locale")
    monkeypatch.setattr(st, "user", _User(is_logged_in=False))
    assert identite.who() == Visiteur()


def test_providers_with_a_name_are_each_offered(secrets: Path) -> None:
    assert identite._providers() == []
    secrets.write_text('[auth]\ncookie_secret = "x"\n[auth.essai]\nclient_id = "y"\n', "utf-8")
    assert identite._providers() == ["essai"]
    secrets.write_text('[auth]\nclient_id = "x"\n', encoding="utf-8")
    assert identite._providers() == []
