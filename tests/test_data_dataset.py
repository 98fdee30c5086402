"""Everything the application reads: what is loaded, from where, and how it holds ten times more."""

from __future__ import annotations

import tomllib
from contextlib import closing
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.dataset import Dataset, load_dataset, open_inventory
from data.errors import DataError, PreparedError, TablesError
from data.loaders import PREPARED, TABLES, load_prepared, load_tables
from data.sources import SOURCES
from geo.filters import Filters, apply_filters
from geo.finder import find
from geo.permalinks import View, format_query, parse_query
from tests.bench.synthetic import write_synthetic_tables
from tests.browser.expected import Inventory, State, inventory
from tests.essai_donnees import change, copy_prepared, copy_static, copy_tables


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return load_dataset(static=copy_static(tmp_path_factory.mktemp("dataset") / "static"))


# Where it is read


def test_versions_are_served_unless_a_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "var"))
    monkeypatch.setenv("COOP_TABLES", "")
    with closing(open_inventory()) as store:
        assert not store.read_only
        assert store.current_number() == 1
    assert (tmp_path / "var" / "inventaire.sqlite").exists()
    folder = copy_tables(tmp_path / "tables")
    change(folder, "cooperations", ",Lot-et-Garonne Numérique,", ",Titre d’essai,")
    monkeypatch.setenv("COOP_TABLES", str(folder))
    store = open_inventory()
    assert store.read_only
    assert store.current_number() == 0
    assert "Titre d’essai" in set(store.read().cooperations["intitule"])


def test_a_folder_that_cannot_be_written_leaves_the_tables_to_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "var"))
    store = open_inventory()
    assert store.read_only
    assert "var" in store.reason
    assert store.current_number() == 0


def test_ages_are_counted_to_the_last_publication(dataset: Dataset) -> None:
    """The first version is dated of the start of a server, which says nothing of the inventory."""
    later = datetime(2031, 5, 2, 12, tzinfo=UTC)
    first = replace(dataset.version, number=1, date=later, author="système")
    published = replace(first, number=2, base=1)
    assert replace(dataset, version=first).releve == dataset.releve
    assert replace(dataset, version=published).releve == later.date()


def test_loading_leaves_the_tables_and_prepared_files_alone(tmp_path: Path) -> None:
    folder, prepared = copy_tables(tmp_path / "tables"), copy_prepared(tmp_path / "prepared")
    before = contents(folder) | contents(prepared)
    load_dataset(folder, prepared, copy_static(tmp_path / "static"))
    assert contents(folder) | contents(prepared) == before


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What is read


def test_dataset_cannot_be_changed(dataset: Dataset) -> None:
    with pytest.raises(FrozenInstanceError):
        dataset.tables = dataset.tables  # type: ignore[misc]


def test_default_view_is_that_of_the_tables(dataset: Dataset) -> None:
    found = apply_filters(dataset.facets, Filters())
    shown = {
        c for c, is_shown in zip(dataset.facets.ids, found.cooperations, strict=True) if is_shown
    }
    assert shown == inventory().shown("").cooperations


def test_the_inventory_is_dated_as_its_source_is(dataset: Dataset) -> None:
    sources = tomllib.loads(SOURCES.read_text(encoding="utf-8"))
    assert dataset.releve == sources["inventaire"]["retrieved"]


def test_index_of_places_is_built_once_at_its_first_use(dataset: Dataset) -> None:
    assert "index" not in vars(load_again(dataset))
    assert dataset.index is dataset.index
    assert find(dataset.index, "Lyon")[0].nom.startswith("Lyon")


def load_again(dataset: Dataset) -> Dataset:
    return replace(dataset)


def test_every_place_found_may_be_selected(dataset: Dataset) -> None:
    for query in ("saint", "metropole", "pays", "pnr", "genève", "mayotte", "corse"):
        found = find(dataset.index, query)
        assert found, query
        for match in found:
            kind = "pole" if match.type == "pole" else "territoire"
            assert dataset.vocabulary.exists(kind, match.code), match


# What an address may hold


def test_vocabulary_is_what_the_tables_name(dataset: Dataset) -> None:
    options = dataset.vocabulary.options
    for key, labels in inventory().labels.items():
        assert set(options[key]) == set(labels), key
    for key in ("systeme", "theme", "forme", "statut", "confiance"):
        assert list(options[key]) == list(inventory().labels[key]), key


def test_regions_are_in_the_order_of_a_french_dictionary(dataset: Dataset) -> None:
    """« Île-de-France » stands among the I, not after the Z."""
    names = [inventory().labels["region"][code] for code in dataset.vocabulary.options["region"]]
    assert names.index("Île-de-France") == names.index("Hauts-de-France") + 1
    assert names[0] == "Auvergne-Rhône-Alpes"
    assert len(names) == 18


def test_years_offered_are_those_of_the_tables(dataset: Dataset) -> None:
    rows = inventory().rows("cooperations")
    years = {int(r[key]) for r in rows for key in ("annee_debut", "annee_fin") if r[key]}
    assert dataset.vocabulary.annees == (min(years), max(years))


@pytest.mark.parametrize(
    ("kind", "table", "column"),
    [
        ("cooperation", "cooperations", "id"),
        ("pole", "poles", "code"),
        ("territoire", "territoires", "code"),
    ],
)
def test_every_row_may_be_selected(dataset: Dataset, kind: str, table: str, column: str) -> None:
    codes = [row[column] for row in inventory().rows(table)]
    assert all(dataset.vocabulary.exists(kind, code) for code in codes)
    assert not dataset.vocabulary.exists(kind, "")
    assert not dataset.vocabulary.exists(kind, codes[0].upper() + "x")


@pytest.mark.parametrize("code", ["69123", "2A004", "97411", "242900314"])
def test_any_commune_and_any_epci_may_be_selected(dataset: Dataset, code: str) -> None:
    assert dataset.vocabulary.exists("territoire", code)


@pytest.mark.parametrize("kind", ["cooperation", "pole", "territoire"])
def test_kinds_are_not_mixed(dataset: Dataset, kind: str) -> None:
    theirs = {"cooperation": "69123", "pole": "69123", "territoire": "agen-portes-de-gascogne"}
    assert not dataset.vocabulary.exists(kind, theirs[kind])


def test_every_option_is_an_address(dataset: Dataset) -> None:
    for key, codes in dataset.vocabulary.options.items():
        for code in codes:
            view, ignored = parse_query({key: [code]}, dataset.vocabulary)
            assert ignored == ()
            assert format_query(view) == {key: code}
    assert parse_query({}, dataset.vocabulary) == (View(), ())


# What cannot be read


def test_faults_of_tables_are_told_before_anything_is_written(tmp_path: Path) -> None:
    folder, static = copy_tables(tmp_path / "tables"), copy_static(tmp_path / "static")
    before = contents(static)
    row, _ = change(folder, "cooperations", ",numerique,", ",numerik,")
    with pytest.raises(TablesError) as caught:
        load_dataset(folder, static=static)
    assert [(f.table, f.row, f.column, f.value) for f in caught.value.faults] == [
        ("cooperations", row, "theme_principal", "numerik")
    ]
    assert contents(static) == before


@pytest.mark.parametrize(
    "name", sorted(p.name for p in PREPARED.iterdir() if p.stem != "epci_detail")
)
def test_missing_prepared_file_is_named_with_the_command(name: str, tmp_path: Path) -> None:
    prepared, static = copy_prepared(tmp_path / "prepared"), copy_static(tmp_path / "static")
    (prepared / name).unlink()
    with pytest.raises(PreparedError, match=rf"{name}.*`make build`"):
        load_dataset(TABLES, prepared, static)


def test_layers_of_shapes_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="make build"):
        load_dataset(TABLES, static=tmp_path)


# Ten times more


def test_ten_times_more_cooperations_load_and_filter(tmp_path: Path) -> None:
    """Made up, named so, and never in the repository."""
    folder = tmp_path / "tables"
    prepared = load_prepared(PREPARED, tables=load_tables(TABLES))
    ancres = prepared.territoires.set_index("code")[["lat", "lon"]]
    count = write_synthetic_tables(TABLES, folder, ancres, factor=10)
    found = load_dataset(folder, static=copy_static(tmp_path / "static"))
    assert len(found.facets.ids) == count == 10 * len(inventory().rows("cooperations"))
    many = Inventory(folder)
    for query in ("", "theme=mobilites,tourisme&region=84", "confiance=faible&q=synthetique"):
        state = State.of(query)
        filters = Filters(
            themes=tuple(state.theme),
            regions=tuple(state.region),
            confiances=tuple(state.confiance),
            q=state.q,
        )
        mask = apply_filters(found.facets, filters).cooperations
        shown = {c for c, is_shown in zip(found.facets.ids, mask, strict=True) if is_shown}
        assert shown == many.shown(state).cooperations
