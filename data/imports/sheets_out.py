"""What the workbooks we write have in common: no text is ever taken for something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from data.imports.values import neutralise

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Texts stay texts: nothing is taken for a formula, a number or a link.
WORKBOOK_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
TEXT_MAX = 32_767
NAME_MAX = 31

_FORBIDDEN_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def safe_text(text: str) -> str:
    """Return a text that any spreadsheet shows as it is: no formula, no control character."""
    return neutralise(_CONTROL.sub("\ufffd", text)[: TEXT_MAX - 1])


def sheet_names(wanted: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return names a workbook accepts: short, without forbidden signs, each used once."""
    used = {name.casefold() for name in taken} | {"history"}
    names = []
    for name in wanted:
        plain = _FORBIDDEN_IN_NAME.sub(" ", _CONTROL.sub(" ", name)).strip(" '") or "Feuille"
        short, number = _cut(plain, NAME_MAX), 1
        while short.casefold() in used:
            number += 1
            short = f"{_cut(plain, NAME_MAX - 5)} ({number})"
        used.add(short.casefold())
        names.append(short)
    return names


def _cut(name: str, longest: int) -> str:
    """Return the start of a name; a spreadsheet counts an emoji as two characters."""
    return name.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore").strip(" '")
