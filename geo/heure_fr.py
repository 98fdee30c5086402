"""A moment as a French visitor reads it: the hour of Paris."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from geo.format_fr import NBSP, partial_date


def moment(when: datetime) -> str:
    """Write a moment, aware of its time zone: « 23 novembre 2026 à 17 h 05 ».

    Without the time zones of the system, the hour is UTC's and says so.
    """
    try:
        local, zone = when.astimezone(ZoneInfo("Europe/Paris")), ""
    except ZoneInfoNotFoundError:
        local, zone = when.astimezone(UTC), f"{NBSP}(UTC)"
    day = partial_date(local.date().isoformat())
    return f"{day} à {local.hour}{NBSP}h{NBSP}{local.minute:02}{zone}"
