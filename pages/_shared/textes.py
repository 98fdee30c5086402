"""Texts written in Markdown: read, cut into sections, filled with figures, shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template

import streamlit as st

from data.sources import Source, load_sources
from geo.format_fr import typography

FOLDER = Path(__file__).resolve().parents[1] / "_textes"

OPTIONAL = "admin-express-cog"
"""Source that only a build asked to do so reads; what is shown comes from the others."""

_SECTION = re.compile(r"^## (?P<title>.+?) \{#(?P<anchor>[a-z-]+)\}$", re.MULTILINE)
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+|$~:!-])")


def show(name: str, values: Mapping[str, str] | None = None) -> None:
    """Show a text of `pages/_textes`: introduction, summary, then one heading per section.

    `values` fill the `$names` of the text; all must be given.
    """
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8")
    introduction, *sections = _SECTION.split(Template(text).substitute(values or {}))
    titles = list(zip(sections[::3], sections[1::3], strict=True))
    st.markdown(introduction.strip())
    if len(titles) > 3:
        with st.container(key="sommaire"):
            st.markdown(" · ".join(f"[{title}](#{anchor})" for title, anchor in titles))
    for (title, anchor), body in zip(titles, sections[2::3], strict=True):
        st.header(title, anchor=anchor)
        st.markdown(body.strip())


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Markdown table; cells are Markdown on one line: `plain` what comes from data."""
    heads = list(columns)
    lines = [heads, ["---"] * len(heads), *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def plain(text: str) -> str:
    """Text that Markdown shows as it is, on one line, in French typography."""
    return _MARKUP.sub(r"\\\1", typography(text))


def sources() -> tuple[Source, ...]:
    """Every source that is used: the original of the outlines only may be."""
    return tuple(source for source in load_sources() if source.code != OPTIONAL)
