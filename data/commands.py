"""Commands on the inventory: check a file, publish it, look back, save and put back."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from data.console import console, errors, stop_on_fault
from data.dataset import open_inventory
from data.errors import Fault, TablesError, UsageError
from data.loaders import TABLES, Tables, known_epci, load_prepared, load_tables
from data.store import Store, Version, differences, open_store
from data.store.postgis import refresh_views

if TYPE_CHECKING:
    from data.imports import Rapport

app = typer.Typer()

File = Annotated[Path, typer.Argument(help="XLSX, ODS or CSV file, or a folder of CSV tables.")]
Whole = Annotated[
    bool, typer.Option("--entier", help="Remove the rows that the file does not hold.")
]
Json = Annotated[bool, typer.Option("--json", help="Print a JSON document.")]
Author = Annotated[str, typer.Option(help="Who publishes (default: the system's user).")]
Message = Annotated[str, typer.Option("-m", "--message", help="Why.")]


@app.command()
def check(
    file: Annotated[
        Path | None,
        typer.Argument(help="XLSX, ODS or CSV file, or a folder of CSV tables (default: ours)."),
    ] = None,
    whole: Whole = False,
    as_json: Json = False,
) -> None:
    """Check a file against the inventory; exit with 0 only when nothing is wrong."""
    with stop_on_fault(), opened() as store:
        outcome = _read(file or TABLES, store, whole=whole)
    if as_json:
        typer.echo(json.dumps(outcome.document, ensure_ascii=False, indent=1))
    else:
        outcome.tell()
    if outcome.tables is None:
        raise typer.Exit(1)


@app.command()
def publish(
    file: File,
    message: Message,
    author: Author = "",
    whole: Whole = False,
) -> None:
    """Publish a file, whole or not at all, as a new version of the inventory."""
    with stop_on_fault(), opened() as store:
        base = store.current().number
        outcome = _read(file, store, whole=whole)
        if outcome.tables is None:
            outcome.tell()
            raise typer.Exit(1)
        done = store.publish(
            outcome.tables, author=author or getpass.getuser(), message=message, base=base
        )
        for found in differences(store.read(base), outcome.tables):
            console.print(
                f"{found.table}: {len(found.added)} added, {len(found.changed)} changed, "
                f"{len(found.removed)} removed"
            )
        _finish(store, done)


@app.command()
def history(
    limit: Annotated[int, typer.Option(help="How many versions, the newest first.")] = 20,
    as_json: Json = False,
) -> None:
    """List the versions of the inventory."""
    with stop_on_fault(), opened() as store:
        versions = store.history(limit) or [store.current()]
    if as_json:
        typer.echo(json.dumps([_document(one) for one in versions], ensure_ascii=False, indent=1))
        return
    for one in versions:
        console.print(_line(one), soft_wrap=True, markup=False)


@app.command()
def revert(
    number: Annotated[int, typer.Argument(help="The version to take back.")],
    message: Message,
    author: Author = "",
) -> None:
    """Publish an older version again, as a new one."""
    with stop_on_fault(), opened() as store:
        done = store.revert(number, author=author or getpass.getuser(), message=message)
        _finish(store, done)


@app.command()
def backup(out: Annotated[Path, typer.Argument(help="The file to write.")]) -> None:
    """Save every version and the log of who did what in one file."""
    with stop_on_fault(), opened() as store:
        number = store.backup(out)
    console.print(f"wrote  {number} versions in {out}", soft_wrap=True, markup=False)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What `backup` wrote.")],
    author: Author = "",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the versions already there.")
    ] = False,
) -> None:
    """Put a backup back, whole or not at all."""
    with stop_on_fault(), closing(open_store(epci=known_epci(), seed=False)) as store:
        found = store.restore(file, author=author or getpass.getuser(), overwrite=overwrite)
        _finish(store, found)


def _finish(store: Store, version: Version) -> None:
    """Say which version is current now, and show it to those who read the views of PostGIS."""
    console.print(_line(version), soft_wrap=True, markup=False)
    tables = store.read(version.number)
    refresh_views(store, version, tables, load_prepared(tables=tables))


@contextmanager
def opened() -> Iterator[Store]:
    """Open the store for one command."""
    with closing(open_inventory()) as store:
        yield store


class Outcome:
    """What reading a file gave: the tables, or the faults that prevent it.

    Attributes
    ----------
    document
        The report, as plain values: `ok`, `fautes`, and for a file the rest of `Rapport.to_dict`.
    tables
        The inventory with the file in it; None when anything is wrong.
    """

    def __init__(self, document: dict[str, Any], tables: Tables | None) -> None:
        self.document = document
        self.tables = tables

    def tell(self) -> None:
        """Print the report, one line a fault."""
        faults: Sequence[dict[str, Any]] = self.document["fautes"]
        for fault in faults:
            place = [fault["feuille"], f"row {fault['ligne']}", fault["colonne"]]
            hint = f"; nearest: {fault['suggestion']}" if fault["suggestion"] else ""
            errors.print(
                f"{', '.join(filter(None, place))}: found {fault['valeur']!r}, expected "
                f"{fault['attendu']}{hint}",
                markup=False,
            )
        for note in self.document.get("notes", ()):
            console.print(note, soft_wrap=True, markup=False)
        if faults:
            more = self.document.get("autres_fautes", 0)
            errors.print(f"{len(faults) + more} faults; nothing was published.", markup=False)
        else:
            rows = self.document["lignes"]
            console.print(f"{len(rows)} tables, {sum(rows.values())} rows, no fault.")


def _read(path: Path, store: Store, *, whole: bool) -> Outcome:
    if path.is_dir():
        return _read_folder(path)
    # Spreadsheets are read by these two commands alone.
    from data.imports import check_file  # noqa: PLC0415
    from data.imports.limits import LIMITS  # noqa: PLC0415

    try:
        with path.open("rb") as file:
            content = file.read(LIMITS.size + 1)  # Enough to see that it is too large.
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error
    report: Rapport = check_file(path.name, content, store.read(), whole=whole)
    return Outcome(report.to_dict(), report.tables)


def _read_folder(folder: Path) -> Outcome:
    try:
        tables = load_tables(folder)
    except TablesError as error:
        faults = [_fault(fault) for fault in error.faults]
        return Outcome({"fichier": str(folder), "ok": False, "fautes": faults}, None)
    rows = {name: len(frame) for name, frame in vars(tables).items()}
    document = {"fichier": str(folder), "ok": True, "fautes": [], "lignes": rows}
    return Outcome(document, tables)


def _fault(fault: Fault) -> dict[str, Any]:
    return {
        "feuille": fault.table,
        "ligne": fault.row,
        "colonne": fault.column,
        "valeur": fault.value,
        "attendu": fault.attendu or fault.expected,
        "suggestion": fault.suggestion,
    }


def _line(version: Version) -> str:
    date = f"{version.date:%Y-%m-%d %H:%M} UTC" if version.date else "no date"
    back = f" (takes back version {version.restores})" if version.restores else ""
    return (
        f"version {version.number}, {date}, {version.author or 'nobody'}: "
        f"{version.message or 'tables served as they are'}{back}, "
        f"{sum(version.rows.values())} rows, {version.checksum[:12]}"
    )


def _document(version: Version) -> dict[str, Any]:
    return {
        "numero": version.number,
        "date": version.date.isoformat() if version.date else None,
        "auteur": version.author,
        "message": version.message,
        "lignes": dict(version.rows),
        "empreinte": version.checksum,
        "base": version.base,
        "reprend": version.restores,
    }
