"""The command line: `python -m data <command>`."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data import commands
from data.console import console, stop_on_fault
from data.export import commands as exports
from data.loaders import PREPARED, TABLES

app = typer.Typer(
    help="Build, check and exchange the data of the map of interterritorial cooperation.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.add_typer(commands.app)
app.add_typer(exports.app, name="export")
Folder = Annotated[Path, typer.Option(help="Folder of the CSV tables.")]


@app.callback()
def main() -> None:
    """Keep commands named even while there are few."""


@app.command()
def build(
    admin_express: Annotated[
        Path | None,
        typer.Option(help="Original ADMIN EXPRESS COG file to take the outlines from."),
    ] = None,
    tables: Folder = TABLES,
    out: Annotated[Path, typer.Option(help="Folder of the prepared files.")] = PREPARED,
    layers: Annotated[
        Path | None, typer.Option(help="Folder of the browser's layers (default: static/layers).")
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="Folder of the downloaded sources (default: data/cache).")
    ] = None,
) -> None:
    """Rebuild data/prepared/ and static/layers/ from the published sources."""
    # The build's own libraries are not installed where the application only runs.
    from data.build import pipeline  # noqa: PLC0415

    options = pipeline.Options(tables=tables, prepared=out, admin_express=admin_express)
    if layers is not None:
        options = replace(options, static_layers=layers)
    if cache is not None:
        options = replace(options, cache=cache)
    started = time.monotonic()
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with stop_on_fault(), Progress(*columns, console=console) as progress:
        task = progress.add_task("Build", total=len(pipeline.STEPS))

        def step(name: str) -> None:
            done = pipeline.STEPS.index(name)
            progress.update(task, description=name, completed=done)
            progress.console.print(f"[dim]{time.monotonic() - started:5.1f} s[/dim]  {name}")

        report = pipeline.build(options, step=step)
        progress.update(task, description="Done", completed=len(pipeline.STEPS))
    for note in report.notes:
        console.print(f"note   {note}", soft_wrap=True)
    for name, (size, compressed) in report.sizes.items():
        shown = f", {compressed / 1000:.0f} kB compressed" if compressed else ""
        console.print(f"wrote  {name} ({size / 1000:.0f} kB{shown})", soft_wrap=True)


if __name__ == "__main__":
    app()
