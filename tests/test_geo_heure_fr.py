"""Moments in French, at the hour of Paris."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfoNotFoundError

import pytest

from geo import heure_fr
from geo.heure_fr import moment


@pytest.mark.parametrize(
    ("when", "told"),
    [
        (datetime(2026, 11, 23, 16, 5, tzinfo=UTC), "23 novembre 2026 à 17 h 05"),
        (datetime(2026, 7, 14, 16, 5, tzinfo=UTC), "14 juillet 2026 à 18 h 05"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1ᵉʳ janvier 2026 à 0 h 30"),
    ],
)
def test_moment_is_that_of_paris(when: datetime, told: str) -> None:
    assert moment(when).replace("\u00a0", " ") == told


def test_without_time_zones_the_hour_says_which_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(key: str) -> None:
        raise ZoneInfoNotFoundError(key)

    monkeypatch.setattr(heure_fr, "ZoneInfo", missing)
    when = datetime(2026, 11, 23, 16, 5, tzinfo=UTC)
    assert moment(when).replace("\u00a0", " ") == "23 novembre 2026 à 16 h 05 (UTC)"
