"""What the commands print with, and how they stop on a fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer
from rich.console import Console

from data.errors import DataError

console = Console()
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def stop_on_fault() -> Iterator[None]:
    """Print a fault of the data layer and end the command with code 1."""
    try:
        yield
    except DataError as error:
        errors.print(str(error), markup=False)
        raise typer.Exit(1) from error
