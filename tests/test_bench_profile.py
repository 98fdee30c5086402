"""What the profile samples, and to whom it counts the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.bench.profile import described, package_of, sampled
from tests.browser.server import ROOT

pyinstrument = pytest.importorskip("pyinstrument")

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def execute(function: Callable[[], str], _: object) -> str:
    return function()


def work() -> str:
    return str(sum(range(200_000)))


def test_runs_are_sampled_while_they_have_a_name(tmp_path: Path) -> None:
    run = sampled(execute, tmp_path)
    kind = tmp_path / "kind"
    kind.write_text("", encoding="utf-8")
    assert run(work, None) == work()
    assert not list(tmp_path.glob("*.pyisession"))
    kind.write_text("filtre _", encoding="utf-8")
    assert run(work, None) == run(work, None) == work()
    files = sorted(tmp_path.glob("*.pyisession"))
    assert [file.name for file in files] == ["filtre _-1.pyisession", "filtre _-2.pyisession"]
    report = described("filtre /", [pyinstrument.session.Session.load(file) for file in files])
    assert report.startswith("## filtre /\n\n") and "2 runs" in report and "work" in report


@pytest.mark.parametrize(
    ("path", "package"),
    [
        (f"{ROOT}/pages/_shared/state.py", "pages"),
        (f"{ROOT}/.venv/lib/python3.11/site-packages/pandas/core/frame.py", "pandas"),
        ("/usr/lib/python3.11/site-packages/typing_extensions.py", "typing_extensions"),
        ("/usr/lib/python3.11/json/encoder.py", "python"),
    ],
)
def test_time_is_counted_by_package(path: str, package: str) -> None:
    assert package_of(path) == package
