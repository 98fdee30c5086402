"""Style sheets of the pages: nothing in them has the browser's sanitiser drop them whole."""

from __future__ import annotations

import pytest

from pages._shared import cache
from tests.essai_carte import ROOT


@pytest.mark.parametrize("sheet", sorted(path.name for path in ROOT.glob("static/page/*.css")))
def test_a_sheet_holds_nothing_like_a_tag(sheet: str) -> None:
    """`st.html` drops a style element whose text could open a tag, without a word."""
    assert "<" not in cache.text(sheet)
