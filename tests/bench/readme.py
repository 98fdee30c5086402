"""The section of the README that the benchmark writes, between two marks."""

from __future__ import annotations

START, END = "<!-- mesures:début -->", "<!-- mesures:fin -->"


def rewritten(text: str, section: str) -> str:
    """Return a text whose section is replaced, all the rest kept as it is.

    Raises
    ------
    ValueError
        If the two marks are not there once each, in that order.
    """
    before, start, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end or START in rest or END in before + after:
        raise ValueError(f"expected {START} then {END}, once each")
    return f"{before}{START}\n\n{section.strip()}\n\n{END}{after}"
