"""Pôles."""

from __future__ import annotations

from pages._shared import entete

lecture = entete.open_page("Pôles")
