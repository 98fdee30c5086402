"""Who is an editor, how they sign, and what comes from the machine itself."""

from __future__ import annotations

from typing import Any

import pytest

from data import roles
from data.roles import ADMINISTRATEUR, EDITEUR

LOCAL = {"Host": "localhost:8501", "Origin": "http://localhost:8501"}


def logged(**claims: Any) -> dict[str, Any]:
    return {"is_logged_in": True, "email": "camille@exemple.fr", **claims}


def test_roles_are_read_whatever_their_case_or_accent() -> None:
    section = {
        " Camille@Exemple.FR ": "Éditeur",
        "dominique@exemple.fr": "ADMINISTRATEUR",
        "claude@exemple.fr": "editeur",
        "alix@exemple.fr": "directeur",
        "sans-arobase": "éditeur",
        "yael@exemple.fr": 3,
    }
    assert roles.editors_of(section) == {
        "camille@exemple.fr": EDITEUR,
        "dominique@exemple.fr": ADMINISTRATEUR,
        "claude@exemple.fr": EDITEUR,
    }


def test_the_environment_lists_editors_too() -> None:
    text = "camille@exemple.fr=éditeur, Dominique@exemple.fr = administrateur;\nclaude@exemple.fr"
    assert roles.parse_editors(text) == {
        "camille@exemple.fr": EDITEUR,
        "dominique@exemple.fr": ADMINISTRATEUR,
    }, "without a role, nobody is an editor"
    assert roles.parse_editors("") == {}


@pytest.mark.parametrize(
    ("claims", "email"),
    [
        (logged(), "camille@exemple.fr"),
        (logged(email="CAMILLE@exemple.fr "), "camille@exemple.fr"),
        (logged(email_verified=True), "camille@exemple.fr"),
        (logged(email_verified="true"), "camille@exemple.fr"),
        (logged(email_verified=None), "camille@exemple.fr"),
        (logged(email_verified=False), ""),
        (logged(email_verified="false"), ""),
        (logged(email_verified="no"), ""),
        (logged(is_logged_in=False), ""),
        ({"email": "camille@exemple.fr"}, ""),
        ({"is_logged_in": True}, ""),
        ({}, ""),
    ],
)
def test_an_email_counts_only_when_the_provider_vouches_for_it(
    claims: dict[str, Any], email: str
) -> None:
    assert roles.email_of(claims) == email


def test_a_login_lasts_a_day_of_work() -> None:
    assert not roles.is_stale({"iat": 1_000}, 1_000 + 12 * 3600)
    assert roles.is_stale({"iat": 1_000}, 1_001 + 12 * 3600)
    assert not roles.is_stale({"iat": 1_000_000}, 1_000), "the clock went backwards"
    assert not roles.is_stale({}, 1_000)


def test_signature_names_the_editor_and_the_page_hides_the_email() -> None:
    signed = roles.signature(logged(name="Camille Essai"))
    assert signed == "Camille Essai <camille@exemple.fr>"
    assert roles.public_author(signed) == "Camille Essai"
    assert roles.public_author("camille@exemple.fr") == "un éditeur de exemple.fr"
    assert roles.public_author("système") == "système"


def test_a_name_cannot_sign_for_another() -> None:
    signed = roles.signature(logged(name="Dominique <dominique@exemple.fr>\n\x00"))
    assert signed == "Dominique dominique exemple.fr <camille@exemple.fr>"
    assert len(roles.signature(logged(name="x" * 500))) <= 200


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"])
def test_loopback(host: str) -> None:
    assert roles.is_loopback(host)


@pytest.mark.parametrize("host", ["", "0.0.0.0", "::", "192.168.1.2", "exemple.fr", "localhost.fr"])  # noqa: S104
def test_not_loopback(host: str) -> None:
    assert not roles.is_loopback(host)


def test_who_sits_at_the_machine_is_local() -> None:
    assert roles.is_local("127.0.0.1", None, LOCAL, "http://localhost:8501/donnees")
    assert roles.is_local("localhost", "::1", {"host": "[::1]:1", "origin": "http://[::1]:1"})


@pytest.mark.parametrize(
    ("bound", "remote", "headers", "url"),
    [
        (None, None, LOCAL, None),
        ("", None, LOCAL, None),
        ("0.0.0.0", None, LOCAL, None),  # noqa: S104
        ("127.0.0.1", "192.168.1.9", LOCAL, None),
        ("127.0.0.1", None, LOCAL | {"X-Forwarded-For": "192.0.2.1"}, None),
        ("127.0.0.1", None, LOCAL | {"forwarded": "for=192.0.2.1"}, None),
        ("127.0.0.1", None, LOCAL | {"x-real-ip": "127.0.0.1"}, None),
        # A proxy that adds nothing keeps the name asked for, or the origin of the page.
        ("127.0.0.1", None, LOCAL | {"Host": "carte.exemple.fr"}, None),
        ("127.0.0.1", None, LOCAL | {"Origin": "https://carte.exemple.fr"}, None),
        ("127.0.0.1", None, LOCAL, "https://carte.exemple.fr/donnees"),
        ("127.0.0.1", None, {}, None),
        ("127.0.0.1", None, {"Host": "localhost"}, None),
        ("127.0.0.1", None, LOCAL | {"Origin": "http://[oops"}, None),
    ],
)
def test_what_may_come_from_elsewhere_is_not_local(
    bound: str | None, remote: str | None, headers: dict[str, str], url: str | None
) -> None:
    assert not roles.is_local(bound, remote, headers, url)
