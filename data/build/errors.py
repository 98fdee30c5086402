"""What stops a build, said so that the reader knows what to do next."""

from __future__ import annotations

from data.errors import DataError


class BuildError(DataError):
    """A source that cannot be had, or is not what the build expects."""
