"""Charts: one look, French numbers, a text for who does not see them and a table behind each.

And drawings of our own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st
from altair.utils import schemapi

from geo.palette import PALETTES
from pages._shared import style

if TYPE_CHECKING:
    from collections.abc import Callable

    import altair as alt
    import pandas as pd

# What a chart is made of is not checked each time (measured: a tenth of a view); a test does it.
schemapi.disable_debug_mode()

_LABEL = "Atkinson Hyperlegible Next, sans-serif"
_TITLE = "Bricolage Grotesque, sans-serif"
#: d3-format's locale: narrow no-break thousands, decimal comma.
_NUMBERS = {
    "decimal": ",",
    "thousands": "\u202f",
    "grouping": [3],
    "currency": ["", "\u00a0€"],
    "percent": "\u202f%",
}


def colour(role: str) -> str:
    """Colour of a role of the palette in the theme the visitor sees."""
    return PALETTES[style.theme()][role]


def drawing(html: str) -> None:
    """Show HTML that holds drawings, its texts escaped, on one line.

    `st.html` takes drawings out; Markdown keeps them, but ends HTML at a blank line.
    """
    st.markdown(html, unsafe_allow_html=True)


def show(  # noqa: PLR0913  each is a part of what is shown
    chart: alt.TopLevelMixin,
    *,
    key: str,
    alt_text: str,
    table: Callable[[], pd.DataFrame],
    table_label: str = "Les mêmes données en tableau",
    table_key: str = "",
    on_select: Any = "ignore",
    selection_mode: Any = None,
) -> Any:
    """Show a chart in the page's look, then its data as a table one can open.

    Parameters
    ----------
    chart
        A chart with its data; its own colours come from `colour`. Channels are best given by their
        classes: `text="nom:N"` costs 4 to 20 ms more than `alt.Text("nom:N")`.
    key
        Key of the chart in the session and class `st-key-<key>` in the page.
    alt_text
        What the chart says, in a sentence or two; a part of the chart, drawn anew with it.
    table
        Makes the same figures, columns named in French, ready to be read.
    table_key
        Key of the table, when the chart's changes.
    on_select, selection_mode
        As `st.vega_lite_chart`'s, for a chart whose elements can be chosen.
    """
    more = {} if selection_mode is None else {"selection_mode": selection_mode}
    # Not `st.altair_chart`, which checks the whole chart each time (measured: half of its cost).
    written = chart.to_dict(validate=False)
    chosen = st.vega_lite_chart(
        {**written, "config": _config(), "description": alt_text},
        key=key,
        theme=None,
        width="stretch",
        on_select=on_select,
        **more,
    )
    behind(table_label, table, key=table_key or f"{key}_tableau")
    return chosen


def behind(label: str, table: Callable[[], pd.DataFrame], *, key: str, **options: Any) -> None:
    """Offer a table one can open, made and sent while it is open only.

    `options` are those of `st.dataframe`.
    """
    fold = st.expander(label, key=key, on_change="rerun")
    if fold.open:
        fold.dataframe(table(), hide_index=True, width="stretch", **options)


def _config() -> dict[str, Any]:
    text, ink, rule = colour("texte2"), colour("encre"), colour("filet")
    return {
        "background": "transparent",
        "font": _LABEL,
        "locale": {"number": _NUMBERS},
        "view": {"stroke": None},
        "axis": {
            "labelColor": text,
            "titleColor": text,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "titleFontWeight": 500,
            "gridColor": rule,
            "domainColor": colour("region"),
            "tickColor": colour("region"),
            "labelLimit": 320,
        },
        "legend": {
            "labelColor": text,
            "titleColor": text,
            "labelFontSize": 13,
            "titleFontSize": 13,
            "labelLimit": 320,
        },
        "title": {"color": ink, "font": _TITLE, "fontSize": 16, "anchor": "start"},
        "header": {"labelColor": text, "titleColor": text, "labelFontSize": 13},
        "text": {"color": ink, "font": _LABEL, "fontSize": 13},
    }
