"""Views for QGIS: the current version, with geometry, where PostGIS is installed."""
# ruff: noqa: F401, F811  fixtures are imported, then named as arguments

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

from data.loaders import Prepared, Tables, load
from data.store import ReadOnlyStore, SqlStore, open_store
from data.store.postgis import refresh_views
from tests.essai_store import titled
from tests.postgres import cluster

if TYPE_CHECKING:
    from tests.postgres import Cluster

Sources = tuple[Tables, Prepared]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load()


@pytest.fixture(scope="module")
def address(cluster: Cluster) -> str:
    """Return the address of a database with PostGIS."""
    url = cluster.new_database()
    with psycopg.connect(url, autocommit=True) as connection:
        query = "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgis'"
        if connection.execute(query).fetchone() == (0,):
            pytest.skip("no PostGIS: run `make postgresql`")
        connection.execute("CREATE EXTENSION postgis")
    return url


def ask(address: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(address) as connection:
        return connection.execute(query.encode()).fetchall()


def test_views_show_the_map(address: str, sources: Sources) -> None:
    tables, prepared = sources
    store = open_store(address)
    assert refresh_views(store, store.current(), tables, prepared)

    areas = ask(
        address,
        "SELECT code, nom, superficie_km2, st_area(geom::geography) / 1e6, st_isvalid(geom), "
        "st_srid(geom) FROM carte.poles WHERE superficie_km2 > 0",
    )
    assert len(areas) == int((prepared.poles["superficie_km2"] > 0).sum())
    names = dict(zip(tables.poles["code"], tables.poles["nom"], strict=True))
    for code, name, known, measured, valid, srid in areas:
        assert name == names[code]
        assert measured == pytest.approx(known, rel=0.02)  # the outlines are simplified
        assert valid and srid == 4326
    assert ask(address, "SELECT count(*) FROM carte.poles") == [(len(tables.poles),)]
    assert ask(address, "SELECT count(*) FROM carte.territoires") == [(len(tables.territoires),)]

    partners = tables.participants[tables.participants["role"] != "porteur"]
    links = ask(
        address,
        "SELECT cooperation_id, partenaire_code, st_x(st_endpoint(geom)), st_y(st_endpoint(geom)), "
        "porteur_code <> partenaire_code AND st_length(geom) > 0 FROM carte.liens",
    )
    assert sorted(link[:2] for link in links) == sorted(
        zip(partners["cooperation_id"], partners["territoire_code"], strict=True)
    )
    anchors = prepared.territoires.set_index("code")
    for _, code, lon, lat, is_line in links:
        assert is_line
        expected = (anchors.loc[code, "lon"], anchors.loc[code, "lat"])
        assert (lon, lat) == pytest.approx(expected, abs=0.001)  # 100 m: a shared place
    store.close()


def test_views_follow_the_versions(address: str, sources: Sources) -> None:
    tables, prepared = sources
    store = open_store(address)
    first = store.current()
    newer = titled(tables, "Un titre d’essai")
    made = store.publish(newer, author="a", message="m", base=first.number)
    assert refresh_views(store, made, newer, prepared)
    changed = tables.cooperations.loc[0, "id"]
    query = f"SELECT DISTINCT intitule FROM carte.liens WHERE cooperation_id = '{changed}'"  # noqa: S608
    assert ask(address, query) == [("Un titre d’essai",)]
    # A process that is late does not put the former version back.
    assert not refresh_views(store, first, tables, prepared)
    assert refresh_views(store, made, newer, prepared)
    assert ask(address, query) == [("Un titre d’essai",)]
    store.close()


def test_a_view_of_ones_own_on_top_survives(address: str, sources: Sources) -> None:
    tables, prepared = sources
    store = open_store(address)
    refresh_views(store, store.current(), store.read(), prepared)
    with psycopg.connect(address) as connection:
        connection.execute("CREATE OR REPLACE VIEW public.mienne AS SELECT * FROM carte.poles")
        connection.execute("COMMENT ON SCHEMA carte IS 'older'")
    assert refresh_views(store, store.current(), tables, prepared)
    assert ask(address, "SELECT count(*) FROM public.mienne") == [(len(tables.poles),)]
    store.close()


def test_without_postgis_nothing_is_made(cluster: Cluster, sources: Sources) -> None:
    address = cluster.new_database()
    store = open_store(address)
    assert not refresh_views(store, store.current(), *sources)
    assert ask(address, "SELECT to_regnamespace('carte')") == [(None,)]
    store.close()


def test_other_stores_have_no_views(tmp_path: Path, sources: Sources) -> None:
    store = open_store(folder=tmp_path)
    assert isinstance(store, SqlStore)
    assert not refresh_views(store, store.current(), *sources)
    store.close()
    served = ReadOnlyStore(reason="nothing can be written")
    assert not refresh_views(served, served.current(), *sources)
