"""Reports of errors: the address is begun as asked, or there is none."""

from __future__ import annotations

from email.parser import Parser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from geo.signalement import TEXT_MAX, report_url

SUJET = "Erreur : « Pôle d’essai » & co"
TEXTE = "Ligne : poles/essai?a=b&c\nCe qui est inexact :\n"
ISSUES = "https://exemple.fr/issues/new?title={sujet}&body={texte}"


def test_mail_carries_subject_and_lines() -> None:
    address = report_url("mailto:carte@exemple.fr", SUJET, TEXTE)
    assert address.startswith("mailto:carte@exemple.fr?subject=")
    assert "+" not in address and " " not in address
    head, body = address.split("?", 1)[1].split("&")
    assert unquote(head.removeprefix("subject=")) == SUJET
    assert unquote(body.removeprefix("body=")) == (
        "Ligne : poles/essai?a=b&c\r\nCe qui est inexact :"
    )


def test_issue_carries_subject_and_text() -> None:
    query = parse_qs(urlsplit(report_url(ISSUES, SUJET, TEXTE)).query)
    assert query == {"title": [SUJET], "body": [TEXTE.rstrip("\n")]}


def test_a_place_named_in_the_text_is_not_filled_again() -> None:
    query = parse_qs(urlsplit(report_url(ISSUES, "{texte}", "{sujet}")).query)
    assert query == {"title": ["{texte}"], "body": ["{sujet}"]}


def test_no_header_of_the_mail_can_be_added() -> None:
    address = report_url("mailto:carte@exemple.fr", "a\r\nBcc: autre@exemple.fr", "b")
    subject = unquote(address.split("subject=")[1].split("&")[0])
    assert Parser().parsestr(f"Subject: {subject}\n\n").keys() == ["Subject"]


def test_a_long_text_is_cut() -> None:
    address = report_url("mailto:carte@exemple.fr", "a", "é" * 9_000)
    assert unquote(address.split("body=")[1]) == "é" * TEXT_MAX


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "carte@exemple.fr",
        "mailto:",
        "mailto:carte",
        "mailto:a@exemple.fr,b@exemple.fr",
        "mailto:carte@exemple.fr?bcc=autre@exemple.fr",
        "mailto:carte@exemple.fr\nautre",
        "javascript:alert({texte})",
        "ftp://exemple.fr/{texte}",
        "https://exemple.fr/contact",
        'https://exemple.fr/"onclick="{texte}',
        "https://nom:mot@exemple.fr/{texte}",
    ],
)
def test_anything_else_gives_no_address(pattern: str) -> None:
    assert report_url(pattern, "a", "b") == ""
