"""Tests, one flat folder: ``test_<layer>_<module>.py``; a package so that helpers are shared."""
