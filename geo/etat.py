"""A filter state as the browser takes it: what `filtrer` of `static/carte/filtre.js` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo.filters import FACETS

if TYPE_CHECKING:
    from geo.filters import Filters


def describe_state(filters: Filters) -> dict[str, Any]:
    """Return the filters as JSON's types: codes of each facet, `annees`, `poles_tous`, `q`."""
    return {
        **{facet: list(getattr(filters, facet)) for facet in FACETS},
        "annees": list(filters.annees) if filters.annees else None,
        "poles_tous": filters.poles_tous,
        "q": filters.q,
    }
