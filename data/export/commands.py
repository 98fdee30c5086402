"""`python -m data export …`: the files that leave the application, from the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated
from urllib.parse import parse_qs

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from data.console import console, stop_on_fault
from data.dataset import Dataset, build_dataset, load_dataset, open_inventory
from data.errors import UsageError
from data.export import ExportError
from geo.permalinks import View, parse_query
from geo.scenes import Presentation, SceneError
from geo.scenes import load as load_scenes

# What draws and typesets is heavy, and imported by the command that needs it.
# ruff: noqa: PLC0415

app = typer.Typer(help="Make files that leave the application.", no_args_is_help=True)

Tables = Annotated[
    Path | None,
    typer.Option(help="Folder of CSV tables (default: the present version of the inventory)."),
]
Scenes = Annotated[
    Path | None, typer.Option(help="File of scenes saved from the page (default: our own deck).")
]
Vue = Annotated[
    str, typer.Option(help='Permalink of the view, such as "theme=mobilites&region=84".')
]
Url = Annotated[str, typer.Option(help="Public address of the dashboard, for links and QR codes.")]
#: Extension of the file -> format of `data.export.tableaux`.
_TABLES = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".geojson": "geojson",
    ".gpkg": "gpkg",
    ".parquet": "parquet",
}
_IMAGES = {".png": "png", ".svg": "svg", ".pdf": "pdf"}


@app.command("regions")
def export_regions(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; made when it is missing.")],
    tables: Tables = None,
) -> None:
    """Write the sheet of every region, <INSEE code>.pdf, and france.pdf."""
    from data.export import regions

    with stop_on_fault(), _progress() as step:
        donnees = _dataset(tables)
        material = regions.gather(donnees.tables, donnees.prepared, donnees.facets, donnees.sheets)
        written = regions.export_regions(material, folder, step=step)
    console.print(f"wrote  {len(written)} sheets in {folder}", soft_wrap=True)


@app.command("html")
def export_html(
    out: Annotated[Path, typer.Argument(help="The file to write, OUT.html.")],
    scenes: Scenes = None,
    base_url: Url = "",
    tables: Tables = None,
) -> None:
    """Write a presentation as one HTML file that works without network."""
    from data.export import html

    with stop_on_fault(), _progress() as step:
        _format(out, {".html": "html"})
        donnees = _dataset(tables)
        deck = _deck(donnees, scenes)
        content = html.export_html(donnees, deck, base_url=base_url, step=step)
        _write(out, content.encode())


@app.command("pptx")
def export_pptx(
    out: Annotated[Path, typer.Argument(help="The file to write, OUT.pptx.")],
    scenes: Scenes = None,
    base_url: Url = "",
    tables: Tables = None,
) -> None:
    """Write a presentation as PowerPoint slides, one a scene, texts editable."""
    from data.export import pptx

    with stop_on_fault(), _progress() as step:
        _format(out, {".pptx": "pptx"})
        donnees = _dataset(tables)
        deck = _deck(donnees, scenes)
        _write(out, pptx.export_pptx(donnees, deck, base_url=base_url, step=step))


@app.command("image")
def export_image(
    out: Annotated[Path, typer.Argument(help="The file to write: OUT.png, OUT.svg or OUT.pdf.")],
    vue: Vue = "",
    titre: Annotated[str, typer.Option(help="Title of the picture, in French.")] = "",
    theme: Annotated[str, typer.Option(help="Colours: light or dark.")] = "light",
    tables: Tables = None,
) -> None:
    """Draw the map of a view."""
    from data.export import image

    with stop_on_fault():
        fmt = _format(out, _IMAGES)
        _among("--theme", theme, ("light", "dark"))
        donnees = _dataset(tables)
        view = _view(donnees, vue)
        _write(out, image.draw(donnees, view, fmt=fmt, titre=titre, theme=theme))


@app.command("table")
def export_table(
    out: Annotated[
        Path, typer.Argument(help="The file to write: OUT.csv, .xlsx, .geojson, .gpkg, .parquet.")
    ],
    vue: Vue = "",
    excel: Annotated[
        bool, typer.Option(help="CSV for a French Excel: semicolons, decimal commas.")
    ] = False,
    tables: Tables = None,
) -> None:
    """Write the data of a view."""
    from data.export import tableaux

    with stop_on_fault():
        fmt = _format(out, _TABLES)
        donnees = _dataset(tables)
        view = _view(donnees, vue)
        fmt = "csv-excel" if fmt == "csv" and excel else fmt
        _write(out, tableaux.export_table(donnees, view, fmt))


@app.command("site")
def export_site(
    folder: Annotated[Path, typer.Argument(help="Folder to write to; made when it is missing.")],
    base_url: Annotated[
        str, typer.Option(help="Public address of the site, for the scenes' links and QR codes.")
    ] = "",
    tables: Tables = None,
) -> None:
    """Write the map as a folder of files that any web server serves."""
    from data.export import site

    with stop_on_fault(), _progress() as step:
        written = site.export_site(_dataset(tables), folder, base_url=base_url, step=step)
    console.print(f"wrote  {len(written)} files in {folder}", soft_wrap=True)


@app.command("paquet")
def export_paquet(
    out: Annotated[Path, typer.Argument(help="The file to write, OUT.zip.")],
    tables: Tables = None,
) -> None:
    """Write the data package: every table as CSV, their schemas, their sources."""
    from data.export import paquet

    with stop_on_fault():
        _format(out, {".zip": "zip"})
        donnees = _dataset(tables)
        _write(out, paquet.export_package(donnees.tables, donnees.version))


def _dataset(tables: Path | None) -> Dataset:
    if tables is not None:
        return load_dataset(tables)
    with closing(open_inventory()) as store:
        version = store.current()
        return build_dataset(store.read(version.number), version)


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None]]:
    """Give the function that exports call with what is done and how many there are."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("Reading", total=None)

        def step(name: str, total: int) -> None:
            progress.update(task, description=name, total=total, advance=1)

        yield step
        progress.update(task, description="Done")


def _deck(donnees: Dataset, path: Path | None) -> Presentation:
    """Read a file of scenes, or take our own; what cannot be shown is told and left out."""
    from data.export import scenes

    if path is None:
        return scenes.seed(donnees)
    try:
        deck, faults = load_scenes(path.read_bytes(), donnees.vocabulary)
    except (OSError, SceneError) as error:
        raise ExportError(f"{path}: {error}") from error
    for fault in faults:
        console.print(f"note   {fault}", soft_wrap=True, markup=False)
    return deck


def _view(donnees: Dataset, vue: str) -> View:
    """Read a permalink; unlike a page, a command refuses what does not exist."""
    query = parse_qs(vue.rpartition("?")[2], keep_blank_values=True)
    view, ignored = parse_query(query, donnees.vocabulary)
    if ignored:
        raise UsageError(
            f"--vue: expected values that exist, found {', '.join(ignored[:3])}; "
            "copy the address of a view from the dashboard."
        )
    return view


def _format(out: Path, known: dict[str, str]) -> str:
    """Return the format that the name of a file asks for, or refuse it before any work."""
    _among("OUT", out.suffix.lower(), tuple(known))
    return known[out.suffix.lower()]


def _among(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise UsageError(f"{name}: expected one of {', '.join(known)}, found {value!r}.")


def _write(out: Path, content: bytes) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_bytes(content)
    except OSError as error:
        raise ExportError(
            f"{out}: expected a file that can be written, found {error.strerror or error}; "
            "choose another place."
        ) from error
    console.print(f"wrote  {out} ({len(content) / 1000:.0f} kB)", soft_wrap=True)
