"""The public address of the dashboard: from its settings, else from the visitor's request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import streamlit as st

from geo.scenes import format_vue
from pages._shared import liens

if TYPE_CHECKING:
    from geo.permalinks import View


def base() -> str:
    """Return the address, without a slash at its end: `COOP_ADRESSE`, else that of the request.

    The request's holds the path of the page shown, which is taken off; a path prefix of the
    server (`server.baseUrlPath`) stays. Empty when a test or a robot gives none.
    """
    address = os.environ.get("COOP_ADRESSE", "") or st.context.url or ""
    address = address.rstrip("/")
    for page in liens.PAGES:
        if page and address.endswith(f"/{page}"):
            return address.removesuffix(f"/{page}")
    return address


def absolute(view: View, **options: str) -> str:
    """Return the full address of a view of the map, `options` added to its query."""
    query = format_vue(view)
    extra = "&".join(f"{key}={value}" for key, value in options.items())
    joined = "&".join(part for part in (query, extra) if part)
    return f"{base()}/" + (f"?{joined}" if joined else "")
