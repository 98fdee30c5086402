"""Each rule on a cell carries values that pass and values that fail: they are run here."""

from __future__ import annotations

import json

import pytest

from data.fields import (
    LUHN_TEXT,
    RULES,
    SPREADSHEET_TEXT,
    expected_of,
    has_luhn_key,
    repaired,
)
from data.schemas import NAMES, SCHEMAS, load_schemas

CASES = [
    (name, value, should_pass)
    for name, rule in RULES.items()
    for should_pass, values in ((True, rule.passes), (False, rule.fails))
    for value in values
]


@pytest.mark.parametrize(("name", "value", "should_pass"), CASES)
def test_rule_tells_good_values_from_bad_ones(name: str, value: str, should_pass: bool) -> None:
    assert RULES[name].holds(value) is should_pass


def test_every_rule_is_proved_and_used() -> None:
    assert all(rule.passes and rule.fails and all(rule.text) for rule in RULES.values())
    used = {field.controle for schema in load_schemas().values() for field in schema.fields}
    assert used - {""} == set(RULES)


@pytest.mark.parametrize("table", NAMES)
def test_what_frictionless_accepts_is_what_the_rule_accepts(table: str) -> None:
    """The pattern written for other tools is never stricter than the rule."""
    import re

    schema = json.loads((SCHEMAS / f"{table}.json").read_text(encoding="utf-8"))
    for field in schema["fields"]:
        if "controle" in field:
            pattern = re.compile(field["constraints"]["pattern"])
            for value in RULES[field["controle"]].passes:
                assert pattern.fullmatch(value), (table, field["name"], value)


def test_luhn_key_of_a_known_siren() -> None:
    assert has_luhn_key("552100554")
    assert not has_luhn_key("552100555")


def test_what_to_do_differs_with_the_cause() -> None:
    rule = RULES["siren"]
    assert expected_of(rule, "2.00E+08") == SPREADSHEET_TEXT
    assert expected_of(rule, "2,00066E+08") == SPREADSHEET_TEXT
    assert expected_of(rule, "200066406") == LUHN_TEXT
    assert expected_of(rule, "20006640") == rule.text


@pytest.mark.parametrize(
    ("rule", "value", "better"),
    [
        ("siren", "200 066 405", "200066405"),
        ("siren", "200066405.0", "200066405"),
        ("siren", "2.00E+08", ""),
        ("date-partielle", "12/03/2012", "2012-03-12"),
        ("code-departement", "1", "01"),
        ("code-departement", "2a", "2A"),
        ("couleur", "#abcdef", "#ABCDEF"),
        ("identifiant", "Cooperation", "cooperation"),
        ("url", "exemple.fr", ""),
    ],
)
def test_only_harmless_rewritings_are_suggested(rule: str, value: str, better: str) -> None:
    assert repaired(value, RULES[rule].holds) == better
