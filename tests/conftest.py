"""What every test shares: browser tests are marked, and run after all the others."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings

# Each run, and each of its workers, has a store of its own, that of no developer.
_STORE = tempfile.TemporaryDirectory(prefix="coop-essai-")
os.environ["COOP_DONNEES"] = _STORE.name

# A shared machine may be slow at any moment: no example is judged by its time.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")

TESTS = Path(__file__).parent
ROOT = TESTS.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of ``tests/browser`` and put them last.

    A wrong figure is then told in seconds, before any browser starts; and Playwright's event
    loop, which stays open in the main thread, cannot meet a test that needs its own.
    """
    for item in items:
        if (TESTS / "browser") in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the repository's root."""
    return ROOT
