"""Copies of the project's data that a test may break: tables, prepared files, browser layers."""

from __future__ import annotations

import shutil
from pathlib import Path

from data.dataset import STATIC
from data.loaders import PREPARED, TABLES


def copy_tables(folder: Path) -> Path:
    """Return a copy of the tables, in a folder that does not exist yet."""
    return shutil.copytree(TABLES, folder)


def copy_prepared(folder: Path) -> Path:
    """Return a copy of the prepared files, in a folder that does not exist yet."""
    return shutil.copytree(PREPARED, folder)


def copy_static(folder: Path) -> Path:
    """Return a static folder with the layers of shapes alone: no inventory was written yet."""
    layers = folder / "layers"
    layers.mkdir(parents=True)
    for name in ("geometrie", "detail"):
        for path in (STATIC / "layers").glob(f"{name}-*.json"):
            shutil.copy(path, layers)
    return folder


def change(folder: Path, table: str, old: str, new: str) -> tuple[int, str]:
    """Replace the first occurrence of a text in a table.

    Returns
    -------
    tuple
        Row of the change as a spreadsheet numbers it (the header is 1), and the row as it was.
    """
    path = folder / f"{table}.csv"
    text = path.read_bytes().decode()
    before, found, after = text.partition(old)
    assert found, f"no {old!r} in {table}"
    path.write_bytes(f"{before}{new}{after}".encode())
    row = before.count("\n") + 1
    return row, text.split("\n")[row - 1]
