"""A second application in a temporary folder, whose files a test may spoil."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.browser.server import ROOT, AppServer, serve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PARTS = ("app.py", "data", "geo", "pages", "static", ".streamlit")


@dataclass(frozen=True)
class Spare:
    """A copy of the application, served.

    Attributes
    ----------
    folder
        Its own folder: nothing written there reaches the project's.
    tables
        The CSV files it reads.
    """

    server: AppServer
    folder: Path
    tables: Path

    @contextlib.contextmanager
    def without(self, path: Path) -> Iterator[None]:
        """Take a file away until the block ends."""
        with self.spoilt(path):
            path.unlink()
            yield

    @contextlib.contextmanager
    def spoilt(self, path: Path, old: str = "", new: str = "") -> Iterator[None]:
        """Replace a piece of text of a file until the block ends."""
        content = path.read_bytes()
        assert old.encode() in content
        try:
            path.write_bytes(content.replace(old.encode(), new.encode(), 1))
            yield
        finally:
            path.write_bytes(content)


@contextlib.contextmanager
def serve_spare(folder: Path) -> Iterator[Spare]:
    """Serve a copy of the application put in ``folder``, its tables named by ``COOP_TABLES``."""
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(source, folder / part)
    tables = folder / "tables"
    (folder / "data" / "tables").rename(tables)
    # The schemas stay where the code looks for them.
    shutil.copytree(ROOT / "data" / "tables" / "schemas", folder / "data" / "tables" / "schemas")
    with serve(
        folder / "app.py",
        log=folder / "streamlit.log",
        environment={"COOP_TABLES": str(tables)},
        folder=folder,
    ) as server:
        yield Spare(server, folder, tables)
