"""Errors raised by `geo`: each names what was expected, what was found and what to do."""

from __future__ import annotations


class GeoError(ValueError):
    """Base of every error of the geometric layer."""


class MissingCrsError(GeoError):
    """A geometry came without a coordinate reference system: none is ever guessed."""


class UnknownZoneError(GeoError):
    """A département belongs to no zone whose metric systems are known."""


class MissingAnchorError(GeoError):
    """A territory that takes part in a cooperation has no anchor point."""
