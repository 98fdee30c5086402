"""Tests that drive the application in Chromium, and the helpers they share.

``server`` starts the application, ``visitor`` reads a page as a visitor would,
``accessibility`` audits it; ``conftest`` offers them as fixtures.
"""
