"""The README's section of figures: what the benchmark rewrites, and only that."""

from __future__ import annotations

import pytest

from tests.bench.readme import END, START, rewritten
from tests.bench.summary import PICTURE
from tests.browser.server import ROOT

TEXT = f"# Titre\n\navant\n\n{START}\n\nanciens chiffres\n\n{END}\n\naprès\n"


def test_the_section_is_replaced_and_the_rest_kept() -> None:
    found = rewritten(TEXT, "\nnouveaux chiffres\n\n")
    assert found == TEXT.replace("anciens", "nouveaux")


def test_writing_the_same_section_again_changes_nothing() -> None:
    once = rewritten(TEXT, "nouveaux chiffres")
    assert rewritten(once, "nouveaux chiffres") == once


@pytest.mark.parametrize(
    "text", ["sans repère", START, END + START, TEXT + TEXT, TEXT + END, f"{START}\n{TEXT}"]
)
def test_marks_that_are_not_there_once_each_in_order_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="once each"):
        rewritten(text, "chiffres")


def test_the_readme_has_its_section_and_its_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert rewritten(readme, "chiffres") != readme
    assert f"]({PICTURE})" in readme.partition(START)[2].partition(END)[0]
    assert (ROOT / PICTURE).stat().st_size < 150_000
