"""What the benchmark gives to each application: made-up rows, and the same paths for all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from data.loaders import PREPARED, TABLES, load_prepared, load_tables
from tests.bench.plain import write_plain
from tests.bench.scenario import cycles
from tests.bench.synthetic import write_synthetic_tables
from tests.bench.synthetic_poles import write_synthetic_poles

FACTOR = 3


@pytest.fixture(scope="module")
def cooperations(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of tables with three times the cooperations."""
    folder = tmp_path_factory.mktemp("cooperations") / "tables"
    anchors = load_prepared(PREPARED).territoires.set_index("code")[["lat", "lon"]]
    write_synthetic_tables(TABLES, folder, anchors, factor=FACTOR)
    return folder


@pytest.fixture(scope="module")
def poles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of tables with three times the pôles."""
    return many_poles(tmp_path_factory.mktemp("poles") / "tables")


def many_poles(folder: Path) -> Path:
    centres = load_prepared(PREPARED).epci.set_index("siren")[["lat", "lon"]]
    write_synthetic_poles(TABLES, folder, centres, factor=FACTOR)
    return folder


def test_what_is_multiplied_is_made_up_and_named_so(cooperations: Path, poles: Path) -> None:
    real = load_tables(TABLES)
    for folder, name, key, title, label in (
        (cooperations, "cooperations", "id", "intitule", "Coopération synthétique"),
        (poles, "poles", "code", "nom", "Pôle synthétique"),
    ):
        before, frame = getattr(real, name), getattr(load_tables(folder), name)
        added = frame[~frame[key].isin(before[key])]
        assert len(frame) == FACTOR * len(before)
        assert len(added) == (FACTOR - 1) * len(before)
        assert added[title].str.startswith(label).all()
        assert added["source_url"].str.startswith("https://example.org/").all()


def test_a_made_up_pole_has_members_of_its_own_each_once(poles: Path) -> None:
    tables = load_tables(poles)
    drawn = load_prepared(PREPARED, tables=tables).poles.set_index("code")
    made = tables.pole_membres[tables.pole_membres["pole_code"].str.startswith("pole-synth")]
    assert set(made["pole_code"]) < set(tables.poles["code"])
    assert not made.duplicated(["pole_code", "membre_siren"]).any()
    real = load_prepared(PREPARED).poles.geometry.notna().sum()
    assert drawn.loc[made["pole_code"].unique()].geometry.notna().sum() == (FACTOR - 1) * real


def test_the_same_rows_are_made_up_each_time(poles: Path, tmp_path: Path) -> None:
    again = many_poles(tmp_path / "tables")
    for path in poles.glob("*.csv"):
        assert path.read_bytes() == (again / path.name).read_bytes()


def test_every_change_shows_the_same_links_to_peers_and_to_us(
    cooperations: Path, tmp_path: Path
) -> None:
    tables = load_tables(cooperations)
    prepared = load_prepared(PREPARED, tables=tables)
    anchors = prepared.territoires.set_index("code")[["lat", "lon"]]
    drawn = write_plain(tmp_path, tables, prepared.poles, anchors)
    assert drawn == prepared.poles.geometry.notna().sum()
    links = json.loads((tmp_path / "liens.json").read_text(encoding="utf-8"))["features"]
    for cycle in cycles(tables, 5):
        shown = [change.links for change in cycle]
        for change in cycle:
            wanted = set(change.systemes)
            kept = [
                link for link in links if not wanted or wanted & set(link["properties"]["systemes"])
            ]
            assert len(kept) == change.links
        # A state that looked like the one before could not be waited for.
        assert all(one != other for one, other in zip(shown, shown[1:] + shown[:1], strict=True))
