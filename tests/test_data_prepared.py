"""Loading the prepared files: each way they can be unfit is named, with what to do."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from shapely.geometry import box

from data.composition import composition_digest
from data.errors import DataError, PreparedError
from data.loaders import PREPARED, Tables, known_epci, load, load_prepared, load_tables
from data.schemas import PREPARED_COLUMNS, shown
from tests.essai_donnees import copy_prepared

SQUARE = box(2, 46, 3, 47)


@pytest.fixture(scope="module")
def tables() -> Tables:
    return load_tables()


@pytest.fixture
def prepared(tmp_path: Path, tables: Tables) -> Path:
    """Return a folder of one-row prepared files that agree with the tables."""
    for name in PREPARED_COLUMNS:
        write(tmp_path, name, frame_of(name))
    sign(tmp_path, composition_digest(tables))
    return tmp_path


def frame_of(name: str, crs: str | None = "EPSG:4326") -> pd.DataFrame:
    columns = PREPARED_COLUMNS[name]
    cells = pd.DataFrame({column: ["1"] for column in columns if column != "geometry"})
    if "geometry" not in columns:
        return cells
    return gpd.GeoDataFrame(cells, geometry=[SQUARE], crs=crs)


def write(folder: Path, name: str, frame: pd.DataFrame) -> None:
    frame.to_parquet(folder / f"{name}.parquet")


def sign(folder: Path, composition: str) -> None:
    """Write the manifest of what is in a folder."""
    files = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.glob("*.parquet"))
    }
    manifest = {"composition": composition, "files": files}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def resign(folder: Path) -> None:
    """Sign a folder again, so that only the form of its files can be at fault."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    sign(folder, manifest["composition"])


def test_good_files_load(prepared: Path, tables: Tables) -> None:
    loaded = load_prepared(prepared, tables=tables)
    for name, columns in PREPARED_COLUMNS.items():
        frame = getattr(loaded, name)
        assert list(frame.columns) == list(columns)
        if "geometry" in columns:
            assert frame.crs.to_epsg() == 4326
    assert loaded.epci_detail is loaded.epci_detail


@pytest.mark.parametrize("name", PREPARED_COLUMNS)
@pytest.mark.parametrize(
    ("break_it", "found"),
    [
        (lambda path: path.unlink(), "No such file"),
        (lambda path: path.write_bytes(path.read_bytes()[:200]), "sha256"),
        (lambda path: path.write_bytes(b""), "sha256"),
        (lambda path: path.write_bytes(path.read_bytes() + b"\n"), "sha256"),
    ],
    ids=["missing", "cut", "empty", "altered"],
)
def test_a_lost_or_altered_file_is_named(
    prepared: Path, name: str, break_it: Callable[[Path], None], found: str
) -> None:
    break_it(prepared / f"{name}.parquet")
    with pytest.raises(PreparedError, match=rf"{name}\.parquet.*{found}.*make build"):
        load_prepared(prepared)


def test_a_file_that_is_no_parquet_is_named(prepared: Path) -> None:
    (prepared / "poles.parquet").write_bytes(b"PAR1 but no more")
    resign(prepared)
    with pytest.raises(PreparedError, match=r"poles\.parquet: expected a readable Parquet file"):
        load_prepared(prepared)


def test_a_plain_parquet_where_shapes_are_expected_is_named(prepared: Path) -> None:
    write(prepared, "epci", pd.DataFrame(frame_of("epci").drop(columns="geometry")))
    resign(prepared)
    with pytest.raises(PreparedError, match=r"epci\.parquet.*make build"):
        load_prepared(prepared)


def test_a_missing_column_is_named(prepared: Path) -> None:
    write(prepared, "communes", frame_of("communes").drop(columns="epci_siren"))
    resign(prepared)
    with pytest.raises(PreparedError, match=r"communes\.parquet.*found no epci_siren"):
        load_prepared(prepared)


@pytest.mark.parametrize("crs", ["EPSG:3035", None])
def test_shapes_in_another_crs_are_refused(prepared: Path, crs: str | None) -> None:
    write(prepared, "regions", frame_of("regions", crs=crs))
    resign(prepared)
    with pytest.raises(PreparedError, match=r"regions\.parquet: expected EPSG:4326, found CRS"):
        load_prepared(prepared)


def test_an_empty_file_is_refused(prepared: Path) -> None:
    write(prepared, "voisins", frame_of("voisins").iloc[:0])
    resign(prepared)
    with pytest.raises(PreparedError, match=r"voisins\.parquet: expected at least one row"):
        load_prepared(prepared)


def test_detail_is_checked_when_it_is_read(prepared: Path) -> None:
    write(prepared, "epci_detail", frame_of("epci_detail", crs="EPSG:2154"))
    resign(prepared)
    loaded = load_prepared(prepared)
    with pytest.raises(PreparedError, match=r"epci_detail\.parquet"):
        _ = loaded.epci_detail


def test_perimeters_of_another_composition_are_drawn_anew(tmp_path: Path) -> None:
    """Drawn from the outlines of the EPCIs, they are those of the build."""
    folder, tables = copy_prepared(tmp_path / "prepared"), load_tables()
    built = load_prepared(folder, tables=tables)
    sign(folder, "0" * 64)
    drawn = load_prepared(folder, tables=tables)
    assert drawn.poles is not built.poles
    for name in ("poles", "territoires"):
        assert_geodataframe_equal(getattr(drawn, name), getattr(built, name))


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"files": []}', "\ufeff{}", '{"files": {}}']
)
def test_a_manifest_that_says_nothing_is_refused(prepared: Path, content: str) -> None:
    (prepared / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(PreparedError, match="make build"):
        load_prepared(prepared)


def test_a_missing_manifest_is_named(prepared: Path) -> None:
    (prepared / "manifest.json").unlink()
    with pytest.raises(PreparedError, match=r"manifest\.json.*No such file"):
        load_prepared(prepared)


def test_pages_can_catch_one_class() -> None:
    assert issubclass(PreparedError, DataError)


def test_known_epci_are_those_of_the_prepared_file(prepared: Path, tmp_path: Path) -> None:
    assert known_epci(prepared) == {"1"}
    assert known_epci(tmp_path / "nowhere") == frozenset()
    (prepared / "epci.parquet").write_bytes(b"nothing")
    assert known_epci(prepared) == frozenset()


def test_messages_quote_paths_from_the_project() -> None:
    assert shown(PREPARED / "epci.parquet") == "data/prepared/epci.parquet"
    assert shown(Path("/ailleurs/epci.parquet")) == "/ailleurs/epci.parquet"


def test_load_checks_tables_and_shapes_against_each_other(prepared: Path) -> None:
    with pytest.raises(DataError, match="EPCI of the reference list"):
        load(prepared=prepared)


def test_the_committed_files_agree() -> None:
    tables, shapes = load()
    assert set(shapes.poles["code"]) == set(tables.poles["code"])
    assert set(shapes.territoires["code"]) == set(tables.territoires["code"])
    assert known_epci() == set(shapes.epci_detail["siren"])
