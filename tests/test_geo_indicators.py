"""Indicators: two made-up pôles worked out by hand, then the real ones counted from the CSV."""

from __future__ import annotations

import csv
import math
from types import SimpleNamespace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from data.loaders import TABLES, Prepared, Tables, load
from geo.indicators import (
    farthest_km,
    percentiles,
    pole_indicators,
)
from geo.indicators_textes import DEFINITIONS


def fictional() -> tuple[Any, Any]:
    """Return an inventory: P with a and b side by side and far c, Q dissolved, V without member."""
    boxes = [shapely.box(0, 47, 1, 48), shapely.box(1, 47, 2, 48), shapely.box(5, 47, 6, 48)]
    epci = gpd.GeoDataFrame(
        {
            "siren": ["a", "b", "c"],
            "population": [600, 300, 100],
            "superficie_km2": [10.0, 20.0, 20.0],
            "nb_communes": [3, 4, 5],
            "departements": ["18", "18;58", "89"],
            "regions": ["24", "24;27", "27"],
            "lat": [47.0, 47.0, 48.0],
            "lon": [0.0, 1.0, 0.0],
        },
        geometry=boxes,
        crs=4326,
    )
    members = [
        ("P", "a", "haute", ""),
        ("P", "b", "moyenne", ""),
        ("P", "c", "haute", ""),
        ("Q", "b", "haute", "2020-12-31"),
        ("Q", "c", "faible", "2020-12-31"),
        ("V", "a", "faible", ""),
    ]
    tables = SimpleNamespace(
        poles=pd.DataFrame(
            [
                ("P", "actif", "2012-03", ""),
                ("Q", "dissous", "2010", "2020-12-31"),
                ("V", "inconnu", "", ""),
            ],
            columns=["code", "statut", "date_creation", "date_fin"],
        ),
        pole_membres=pd.DataFrame(
            members, columns=["pole_code", "membre_siren", "confiance", "date_fin"]
        ).assign(qualite="EPCI"),
        pole_missions=pd.DataFrame(
            [("P", "velo"), ("P", "velo"), ("P", "train"), ("Q", "velo")],
            columns=["pole_code", "theme"],
        ),
        territoires=pd.DataFrame(
            [("pole-p", "pole", "P"), ("a", "EPCI", ""), ("b", "EPCI", "")],
            columns=["code", "type", "pole_code"],
        ),
        cooperations=pd.DataFrame(
            [("own", "haute"), ("both", "moyenne"), ("member", "haute"), ("weak", "faible")],
            columns=["id", "confiance"],
        ),
        participants=pd.DataFrame(
            [
                ("own", "pole-p"),
                ("both", "pole-p"),
                ("both", "a"),
                ("member", "a"),
                ("member", "b"),
                ("weak", "pole-p"),
                ("weak", "b"),
            ],
            columns=["cooperation_id", "territoire_code"],
        ),
    )
    return tables, SimpleNamespace(epci=epci)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return pole_indicators(*fictional(), year=2026)


def test_a_pole_is_measured_over_its_sure_members(table: pd.DataFrame) -> None:
    assert table.loc["P"].drop("distance").to_dict() == {
        "population": 1000,
        "superficie": 50.0,
        "densite": 20.0,
        "membres": 3,
        "communes": 12,
        "departements": 3,
        "regions": 2,
        "morceaux": 2,
        "part_premier": 60.0,
        "age": 14,
        "cooperations": 2,
        "cooperations_membres": 1,
        "themes": 2,
    }
    # From (47° N, 1° E) to (48° N, 0°): hypotenuse of 111.2 km and 75.3 km.
    assert table["distance"]["P"] == pytest.approx(math.hypot(111.195, 75.3), rel=0.003)


def test_a_dissolved_pole_keeps_its_last_members_and_its_last_age(table: pd.DataFrame) -> None:
    row = table.loc["Q"]
    assert (row["population"], row["membres"], row["morceaux"], row["age"]) == (300, 1, 1, 10)
    assert row["part_premier"] == 100
    assert row["distance"] is pd.NA, "no distance with a single town"
    assert (row["cooperations"], row["cooperations_membres"]) == (0, 1)


def test_what_is_not_known_is_missing_never_zero(table: pd.DataFrame) -> None:
    assert table.loc["V"].drop("cooperations").isna().all()
    assert table["cooperations"]["V"] == 0


def test_columns_are_typed(table: pd.DataFrame) -> None:
    assert list(table.columns) == list(DEFINITIONS)
    assert table.index.tolist() == ["P", "Q", "V"] and table.index.name == "code"
    decimal = {"superficie", "densite", "part_premier", "distance"}
    for key in DEFINITIONS:
        assert str(table[key].dtype) == ("Float64" if key in decimal else "Int64"), key


@pytest.mark.parametrize(
    ("created", "ended", "status", "age"),
    [
        ("2012", "", "actif", 8),
        ("2012-12-31", "", "inconnu", 8),
        ("2012", "2015-06", "dissous", 3),
        ("2012", "", "dissous", None),
        ("", "", "actif", None),
        ("2021", "", "actif", None),
    ],
)
def test_age_is_counted_in_years(created: str, ended: str, status: str, age: int | None) -> None:
    tables, prepared = fictional()
    tables.poles.loc[0, ["date_creation", "date_fin", "statut"]] = [created, ended, status]
    found = pole_indicators(tables, prepared, year=2020)["age"]["P"]
    assert (None if pd.isna(found) else found) == age


def test_farthest_is_the_greatest_of_all_pairs() -> None:
    quarter = math.pi * 6371.0088 / 2
    lat, lon = np.array([0.0, 0.0, 90.0]), np.array([0.0, 1.0, 0.0])
    assert farthest_km(lat, lon) == pytest.approx(quarter)
    assert math.isnan(farthest_km(lat[:1], lon[:1]))


def test_percentiles_go_from_the_lowest_to_the_highest_and_equals_share() -> None:
    values = pd.Series([10, 30, 20, pd.NA, 30, 40], index=list("abcdef"), dtype="Int64")
    assert percentiles(values).fillna(-1).tolist() == [0, 62.5, 25, -1, 62.5, 100]
    assert percentiles(values[:1]).isna().all()


# The real inventory, counted again from the CSV


@pytest.fixture(scope="module")
def real() -> tuple[Tables, Prepared]:
    return load()


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_real_figures_are_those_of_the_files(real: tuple[Tables, Prepared]) -> None:
    found = pole_indicators(*real, year=2026)
    epci = real[1].epci.set_index("siren")
    dissolved = {
        row["code"]: row["date_fin"] for row in rows("poles") if row["statut"] == "dissous"
    }
    territoires = {row["code"]: row["pole_code"] for row in rows("territoires")}
    weak = {row["id"] for row in rows("cooperations") if row["confiance"] == "faible"}
    assert len(found) == len(rows("poles"))
    for pole in rows("poles"):
        code, line = pole["code"], found.loc[pole["code"]]
        own = {
            row["cooperation_id"]
            for row in rows_once("participants")
            if territoires[row["territoire_code"]] == code and row["cooperation_id"] not in weak
        }
        assert line["cooperations"] == len(own), code
        themes = {m["theme"] for m in rows_once("pole_missions") if m["pole_code"] == code}
        assert line["themes"] == len(themes) if themes else pd.isna(line["themes"])
        if code in dissolved:
            continue
        members = {
            row["membre_siren"]
            for row in rows_once("pole_membres")
            if row["pole_code"] == code
            and row["qualite"] == "EPCI"
            and row["confiance"] != "faible"
            and row["membre_siren"]
            and not row["date_fin"]
        }
        if not members:
            assert pd.isna(line["population"])
            continue
        mine = epci.loc[sorted(members)]
        assert line["membres"] == len(members)
        assert line["population"] == mine["population"].sum()
        assert line["communes"] == mine["nb_communes"].sum()
        assert line["departements"] == len({d for t in mine["departements"] for d in t.split(";")})
        assert line["part_premier"] == pytest.approx(
            100 * mine["population"].max() / mine["population"].sum()
        )
        through = {
            row["cooperation_id"]
            for row in rows_once("participants")
            if row["territoire_code"] in members and row["cooperation_id"] not in weak
        }
        assert line["cooperations_membres"] == len(through - own)
        if pole["date_creation"]:
            assert line["age"] == 2026 - int(pole["date_creation"][:4])


_ROWS: dict[str, list[dict[str, str]]] = {}


def rows_once(name: str) -> list[dict[str, str]]:
    if name not in _ROWS:
        _ROWS[name] = rows(name)
    return _ROWS[name]


def test_real_figures_agree_with_the_perimeters_on_the_map(real: tuple[Tables, Prepared]) -> None:
    found = pole_indicators(*real, year=2026)
    drawn = real[1].poles.set_index("code")
    drawn = drawn[drawn["nb_membres"] > 0]
    for key, column in {"population": "population", "membres": "nb_membres"}.items():
        assert (found[key][drawn.index] == drawn[column]).all()
    gap = (found["superficie"][drawn.index] - drawn["superficie_km2"]).abs()
    assert gap.max() < 0.01
