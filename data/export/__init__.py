"""What leaves the application as files."""

from __future__ import annotations

from data.errors import DataError


class ExportError(DataError):
    """A file could not be made or written; the message says which one and why."""
