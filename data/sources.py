"""The sources of the product, as `data/sources.toml` lists them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

INVENTORY = "inventaire"
"""Code of the source that the project itself makes."""
SOURCES = Path(__file__).resolve().parent / "sources.toml"


@dataclass(frozen=True)
class Source:
    """One source: who publishes what, under which licence, which vintage.

    Attributes
    ----------
    code
        Its name in the file.
    provider, title, licence, vintage
        Texts in French, as a visitor reads them.
    url
        Page of the source, empty when there is none of its own.
    retrieved
        Day it was last fetched or read.
    """

    code: str
    provider: str
    title: str
    licence: str
    vintage: str
    url: str
    retrieved: date


def load_sources(path: Path = SOURCES) -> tuple[Source, ...]:
    """Read every source, in the order of the file."""
    document: dict[str, dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Source(
            code=code,
            provider=entry["provider"],
            title=entry["title"],
            licence=entry["licence"],
            vintage=entry["vintage"],
            url=entry.get("url", ""),
            retrieved=entry["retrieved"],
        )
        for code, entry in document.items()
    )


def inventory_date(sources: tuple[Source, ...]) -> date:
    """Return the day the public pages behind the inventory were last read."""
    return next(source.retrieved for source in sources if source.code == INVENTORY)
