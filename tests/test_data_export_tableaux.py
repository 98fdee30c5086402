"""The data of a view as files: read again by other readers, compared with the CSV tables."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from data.dataset import Dataset, load_dataset
from data.export import ExportError, couches
from data.export.csv_fr import FORMULA, guarded, to_csv
from data.export.extraction import extract
from data.export.libelles import every_cooperation
from data.export.tableaux import FORMATS, export_table
from data.loaders import TABLES
from geo.filters import Filters
from geo.permalinks import View

if TYPE_CHECKING:
    from collections.abc import Callable

    import geopandas as gpd

    Layer = Callable[[View, str], gpd.GeoDataFrame]

EVERYTHING = View()
MOBILITES = View(Filters(themes=("mobilites",), regions=("84",)))
NOTHING = View(Filters(q="introuvable"))
ALL = View(Filters(poles_tous=True, confiances=("haute", "moyenne", "faible")))
SHEETS = ["Coopérations", "Participants", "Pôles", "Membres", "Sources"]
WITHOUT_MEMBERS = "reseau-ouest-normand"
Row = dict[str, str]


@cache
def donnees() -> Dataset:
    return load_dataset()


@cache
def made(view: View, fmt: str) -> bytes:
    return export_table(donnees(), view, fmt)


# What the view holds, worked out again from the CSV files


@cache
def rows(table: str) -> list[Row]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def label(table: str, code: str) -> str:
    return next(row["label"] for row in rows(table) if row["code"] == code)


@dataclass(frozen=True)
class Expected:
    """Rows of the CSV files that a view shows."""

    cooperations: dict[str, Row]
    participants: dict[str, list[Row]]
    poles: dict[str, Row]
    membres: list[Row]


@cache
def expected(view: View) -> Expected:
    """Return what a view of at most one theme and one region shows."""
    themes, regions = view.filters.themes, view.filters.regions
    of_theme = {r["cooperation_id"] for r in rows("cooperation_themes") if r["theme"] in themes}
    there = {
        r["territoire_code"] for r in rows("territoire_regions") if r["region_code"] in regions
    }
    people = defaultdict(list)
    for row in rows("participants"):
        people[row["cooperation_id"]].append(row)
    cooperations = {
        row["id"]: row
        for row in rows("cooperations")
        if row["confiance"] in ("haute", "moyenne")
        and (not themes or row["theme_principal"] in themes or row["id"] in of_theme)
        and (not regions or there & {p["territoire_code"] for p in people[row["id"]]})
    }
    missions = {r["pole_code"] for r in rows("pole_missions") if r["theme"] in themes}
    epci = donnees().prepared.epci.set_index("siren")["regions"]
    member_there = {
        r["pole_code"]
        for r in rows("pole_membres")
        if r["qualite"] == "EPCI" and r["confiance"] != "faible" and not r["date_fin"]
        if set(regions) & set(epci.get(r["membre_siren"], "").split(";"))
    }
    legal = {r["code"] for r in rows("natures") if r["legale"] == "true"}
    poles = {
        row["code"]: row
        for row in rows("poles")
        if row["nature"] in legal and row["statut"] != "dissous"
        if not themes or row["code"] in missions
        if not regions or row["code"] in member_there
    }
    return Expected(
        cooperations,
        {code: people[code] for code in cooperations},
        poles,
        [r for r in rows("pole_membres") if r["pole_code"] in poles],
    )


def porteur(people: list[Row]) -> str:
    (lead,) = (p["territoire_code"] for p in people if p["role"] == "porteur")
    return lead


def test_the_recomputation_finds_something() -> None:
    assert len(expected(EVERYTHING).cooperations) > 200 and len(expected(EVERYTHING).poles) > 20
    assert 5 < len(expected(MOBILITES).cooperations) < 100 and expected(MOBILITES).poles


# CSV


def read_csv(sent: bytes, *, excel: bool = False) -> list[Row]:
    text = sent.decode("utf-8-sig" if excel else "utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if excel else ","))


@pytest.mark.parametrize("view", [EVERYTHING, MOBILITES])
def test_plain_csv_has_the_rows_of_the_view_and_the_codes_of_the_tables(view: View) -> None:
    found = {row["id"]: row for row in read_csv(made(view, "csv"))}
    assert set(found) == set(expected(view).cooperations)
    for code, told in expected(view).cooperations.items():
        row, people = found[code], expected(view).participants[code]
        assert {c: row[c] for c in told if c in row} == {c: told[c] for c in told if c in row}
        assert set(told) <= set(row)
        assert row["systeme"] == next(
            t["systeme"] for t in rows("themes") if t["code"] == told["theme_principal"]
        )
        assert row["porteur"] == porteur(people)
        others = {p["territoire_code"] for p in people} - {row["porteur"]}
        assert set(row["partenaires"].split(";")) == others
        assert len(row["partenaires_noms"].split(";")) == len(others)
        codes = {p["territoire_code"] for p in people}
        regions = {
            r["region_code"] for r in rows("territoire_regions") if r["territoire_code"] in codes
        }
        assert set(filter(None, row["regions"].split(";"))) == regions
        themes = [t for t in rows("cooperation_themes") if t["cooperation_id"] == code]
        assert row["themes_secondaires"] == ";".join(
            t["theme"] for t in sorted(themes, key=lambda t: int(t["rang"]))
        )


def test_plain_csv_keeps_to_rfc_4180() -> None:
    sent = made(MOBILITES, "csv")
    assert not sent.startswith(b"\xef\xbb\xbf")
    assert sent.endswith(b"\r\n") and sent.count(b"\n") == sent.count(b"\r\n")
    lengths = {len(line) for line in csv.reader(io.StringIO(sent.decode(), newline=""))}
    assert len(lengths) == 1


@pytest.mark.parametrize("view", [EVERYTHING, MOBILITES])
def test_excel_csv_says_the_same_in_french(view: View) -> None:
    sent = made(view, "csv-excel")
    assert sent.startswith(b"\xef\xbb\xbf")
    found = {row["Identifiant"]: row for row in read_csv(sent, excel=True)}
    assert list(found) == [row["id"] for row in read_csv(made(view, "csv"))]
    names = {row["code"]: row["nom"] for row in rows("territoires")}
    for code, told in expected(view).cooperations.items():
        row, people = found[code], expected(view).participants[code]
        assert row["Thème principal"] == label("themes", told["theme_principal"])
        assert row["Forme"] == label("formes", told["forme"])
        assert row["Statut"] == label("statuts", told["statut"])
        assert row["Confiance"] == label("confiances", told["confiance"])
        assert (row["Début"], row["Fin"]) == (told["annee_debut"], told["annee_fin"])
        assert plain(row["Porteur"]) == plain(names[porteur(people)])
        assert {plain(name) for name in row["Partenaires"].split("; ")} == {
            plain(names[p["territoire_code"]]) for p in people if p["role"] != "porteur"
        }


def plain(text: str) -> str:
    """Return the letters and digits of a text: what typography leaves as they are."""
    return "".join(filter(str.isalnum, text))


def test_numbers_are_written_as_each_reader_expects() -> None:
    frame = pd.DataFrame(
        {
            "Pôle": ["Pôle d’essai ; « suite »", 'a "b"\nc'],
            "km²": [1234.5, float("nan")],
            "an": pd.array([2015, None], dtype="Int64"),
            "écart": [-1, 0],
            "compte": [True, False],
            "codes": [["a", "b"], []],
        }
    )
    assert to_csv(frame).decode() == (
        "Pôle,km²,an,écart,compte,codes\r\n"
        "Pôle d’essai ; « suite »,1234.5,2015,-1,true,a;b\r\n"
        '"a ""b""\nc",,,0,false,\r\n'
    )
    assert to_csv(frame, excel=True).decode("utf-8-sig") == (
        "Pôle;km²;an;écart;compte;codes\r\n"
        '"Pôle d’essai ; « suite »";1234,5;2015;-1;oui;"a;b"\r\n'
        '"a ""b""\nc";;;0;non;\r\n'
    )


# No cell is a formula

texts = st.text(max_size=12) | st.builds(
    lambda marks, sign, end: "'" * marks + sign + end,
    st.integers(0, 2),
    st.sampled_from(FORMULA),
    st.text(max_size=8),
)


@given(texts)
def test_a_guarded_text_is_no_formula_and_can_be_given_back(text: str) -> None:
    safe = guarded(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    again = safe[1:] if safe.startswith("'") and safe.lstrip("'").startswith(FORMULA) else safe
    assert again == text


@given(st.lists(texts.filter(lambda text: "\0" not in text), min_size=1), st.booleans())
def test_any_text_goes_through_csv(cells: list[str], excel: bool) -> None:
    frame = pd.DataFrame({"n": range(len(cells)), "texte": pd.Series(cells, dtype="object")})
    found = read_csv(to_csv(frame, excel=excel), excel=excel)
    assert [row["texte"] for row in found] == [guarded(cell) for cell in cells]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_a_hostile_title_is_a_text_in_every_file(sign: str) -> None:
    hostile, view = f'{sign}HYPERLINK("http://essai.example")', View(Filters(q="hyperlink"))
    tables = donnees().tables
    coops = tables.cooperations.copy()
    coops.loc[0, ["intitule", "note", "source_url"]] = [hostile, hostile, hostile]
    base = donnees()
    facets = replace(
        base.facets, texte=base.facets.texte.where(base.facets.texte.index != 0, "hyperlink")
    )
    broken = replace(base, tables=replace(tables, cooperations=coops), facets=facets)
    (row,) = read_csv(export_table(broken, view, "csv"))
    assert row["intitule"] == row["note"] == f"'{hostile}"
    (row,) = read_csv(export_table(broken, view, "csv-excel"), excel=True)
    # Spaces first are taken away by typography.
    assert row["Intitulé"] == (f"'{hostile}" if sign.strip() else hostile.strip())
    assert row["Source"] == ""
    book = openpyxl.load_workbook(io.BytesIO(export_table(broken, view, "xlsx")))
    assert book["Coopérations"]["A2"].value == row["Intitulé"]
    for sheet in book:
        cells = [cell for line in sheet.iter_rows() for cell in line]
        assert not [c for c in cells if c.data_type == "f" or c.hyperlink]


# XLSX


@cache
def book_of(view: View) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made(view, "xlsx")))


def sheet_rows(view: View, name: str) -> list[dict[str, Any]]:
    head, *lines = book_of(view)[name].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


@pytest.mark.parametrize("view", [EVERYTHING, MOBILITES])
def test_the_workbook_holds_the_rows_of_the_view(view: View) -> None:
    told = expected(view)
    cooperations = {row["Identifiant"]: row for row in sheet_rows(view, "Coopérations")}
    assert set(cooperations) == set(told.cooperations)
    for code, row in told.cooperations.items():
        years = (row["annee_debut"], row["annee_fin"], row["source_annee"])
        found = cooperations[code]
        assert (found["Début"], found["Fin"], found["Année de la source"]) == tuple(
            int(year) if year else None for year in years
        )
    participants = [
        (row["Identifiant"], row["Code"], row["Rôle"]) for row in sheet_rows(view, "Participants")
    ]
    assert sorted(participants) == sorted(
        (code, p["territoire_code"], label("roles", p["role"]))
        for code, people in told.participants.items()
        for p in people
    )
    assert {row["Code"] for row in sheet_rows(view, "Pôles")} == set(told.poles)
    membres = [(row["Code du pôle"], plain(row["Membre"])) for row in sheet_rows(view, "Membres")]
    assert sorted(membres) == sorted((r["pole_code"], plain(r["membre_nom"])) for r in told.membres)


def test_cells_have_the_type_of_what_they_hold() -> None:
    told = expected(EVERYTHING).poles
    for row in sheet_rows(EVERYTHING, "Pôles"):
        date = told[row["Code"]]["date_creation"]
        assert row["Année de création"] == (int(date[:4]) if date else None)
        whole = datetime.fromisoformat(date) if len(date) == 10 else None
        assert row["Date de création"] == (whole or date or None)
        assert isinstance(row["Superficie (km²)"], int | float)
        assert isinstance(row["Population municipale 2023"], int)
        assert isinstance(row["Code"], str)
    for row in sheet_rows(EVERYTHING, "Participants"):
        assert isinstance(row["Latitude"], float) and -22 < row["Latitude"] < 52
        assert isinstance(row["Longitude"], float) and -62 < row["Longitude"] < 56


def test_members_that_count_add_up_to_the_figures_of_their_pole() -> None:
    counted = [r for r in sheet_rows(ALL, "Membres") if r["Compte dans le périmètre"] == "oui"]
    for pole in sheet_rows(ALL, "Pôles"):
        own = [row for row in counted if row["Code du pôle"] == pole["Code"]]
        assert len(own) == (pole["Membres comptés"] or 0)
        assert sum(r["Population municipale 2023"] for r in own) == (
            pole["Population municipale 2023"] or 0
        )
        assert sum(r["Superficie (km²)"] for r in own) == pytest.approx(
            pole["Superficie (km²)"] or 0, abs=0.01
        )


def test_a_pole_without_known_member_has_no_figure_and_no_shape(layer: Layer) -> None:
    (pole,) = (row for row in sheet_rows(ALL, "Pôles") if row["Code"] == WITHOUT_MEMBERS)
    assert pole["Population municipale 2023"] is None and pole["Superficie (km²)"] is None
    (feature,) = (f for f in features(ALL, "poles") if f["properties"]["code"] == WITHOUT_MEMBERS)
    assert feature["geometry"] is None and feature["properties"]["population"] is None
    poles = layer(ALL, "poles").set_index("code")
    assert poles.geometry[WITHOUT_MEMBERS] is None and poles.geometry.notna().sum() > 25


def test_titles_stay_in_sight_with_their_filters() -> None:
    for view in (MOBILITES, NOTHING):
        book = book_of(view)
        assert book.sheetnames == SHEETS
        for sheet in book.worksheets[:-1]:
            assert sheet.freeze_panes == "B2"
            assert sheet.auto_filter.ref == sheet.dimensions
        assert book["Coopérations"].column_dimensions["A"].width > 40
        assert book["Coopérations"]["A1"].alignment.wrap_text


def test_the_sources_say_licence_vintages_filters_and_date() -> None:
    book = book_of(MOBILITES)
    lines = list(book["Sources"].iter_rows(values_only=True))
    said = {line[0]: line[1] for line in lines}
    count, poles = len(expected(MOBILITES).cooperations), len(expected(MOBILITES).poles)
    assert said["Contenu"] == f"{count} coopérations · {poles} pôles"
    assert said["Filtres"] == "Thèmes\u202f: Mobilités · régions\u202f: Auvergne-Rhône-Alpes"
    assert said["Adresse de la vue"] == "?theme=mobilites&region=84"
    assert said["Date de l’inventaire"].startswith("novembre 2026")
    assert said["Licence"].startswith("Licence Ouverte 2.0")
    vintages = [line[2] for line in lines if line[3] == "Licence Ouverte 2.0"]
    assert len(vintages) == 5 and all(vintages)
    assert any(isinstance(line[5], datetime) for line in lines)
    assert book.properties.created == datetime.fromisoformat("2026-11-23")
    nothing = book_of(EVERYTHING)["Sources"]
    assert str(nothing["B2"].value).startswith("Sans filtre")


# GeoJSON


def document(view: View) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(made(view, "geojson"))
    return found


def features(view: View, couche: str) -> list[dict[str, Any]]:
    return [f for f in document(view)["features"] if f["properties"]["couche"] == couche]


def positions(coordinates: Any) -> Iterator[list[float]]:
    if isinstance(coordinates[0], float):
        yield coordinates
    else:
        for part in coordinates:
            yield from positions(part)


@pytest.mark.parametrize("view", [EVERYTHING, MOBILITES, ALL])
def test_geojson_keeps_to_rfc_7946(view: View) -> None:
    told = document(view)
    assert told["type"] == "FeatureCollection" and "crs" not in told
    assert told["licence"]["nom"] == "Licence Ouverte 2.0" and len(told["sources"]) == 5
    shapes = [f["geometry"] for f in told["features"] if f["geometry"]]
    points = [p for shape in shapes for p in positions(shape["coordinates"])]
    west, south, east, north = told["bbox"]
    assert (west, east) == (min(p[0] for p in points), max(p[0] for p in points))
    assert (south, north) == (min(p[1] for p in points), max(p[1] for p in points))
    assert all(len(p) == 2 and p == [round(c, 6) for c in p] for p in points)
    for shape in shapes:
        drawn = shapely.geometry.shape(shape)
        assert drawn.is_valid and not drawn.is_empty
        for polygon in shapely.get_parts(drawn):
            if polygon.geom_type == "Polygon":
                assert polygon.exterior.is_ccw
                assert not any(hole.is_ccw for hole in polygon.interiors)


def test_rings_turn_as_they_must_whatever_way_they_were_given() -> None:
    wrong = shapely.Polygon(
        [(0, 45), (0, 46), (1, 46), (1, 45)], [[(0.4, 45.4), (0.6, 45.4), (0.6, 45.6), (0.4, 45.6)]]
    )
    assert not wrong.exterior.is_ccw and wrong.interiors[0].is_ccw
    base = donnees()
    poles = base.prepared.poles.copy()
    poles.geometry = [wrong] * len(poles)
    turned = replace(base, prepared=replace(base.prepared, poles=poles))
    found = couches.layers(turned, extract(turned, MOBILITES))["poles"].geometry
    for shape in found:
        assert shape.equals(wrong) and shape.exterior.is_ccw and not shape.interiors[0].is_ccw


@pytest.mark.parametrize("view", [EVERYTHING, MOBILITES])
def test_links_join_the_porteur_to_each_partner(view: View) -> None:
    told = expected(view)
    anchors = donnees().prepared.territoires.set_index("code")
    wanted = {
        (code, porteur(people), p["territoire_code"])
        for code, people in told.participants.items()
        for p in people
        if p["role"] != "porteur"
    }
    found = features(view, "liens")
    ends = [tuple(f["properties"][k] for k in ("cooperation_id", "de", "vers")) for f in found]
    assert len(ends) == len(wanted) and set(ends) == wanted
    for (_, start, end), feature in zip(ends, found, strict=True):
        line = feature["geometry"]["coordinates"]
        places = [[anchors.lon[code], anchors.lat[code]] for code in (start, end)]
        if feature["properties"]["boucle"]:
            assert line[0] == line[-1] == places[0] and len(line) > 8
            assert max(abs(y - places[0][1]) for _, y in line) < 0.021
        else:
            assert line == places
    assert {f["properties"]["code"] for f in features(view, "poles")} == set(told.poles)
    participants = [p["territoire_code"] for people in told.participants.values() for p in people]
    places = {
        f["properties"]["code"]: f["properties"]["nb_cooperations"]
        for f in features(view, "territoires")
    }
    assert places == {code: participants.count(code) for code in participants}


def test_what_is_unknown_is_null_and_several_values_a_list() -> None:
    told = expected(MOBILITES).cooperations
    for feature in features(MOBILITES, "liens"):
        facts, row = feature["properties"], told[feature["properties"]["cooperation_id"]]
        for name in ("annee_debut", "annee_fin"):
            assert facts[name] == (int(row[name]) if row[name] else None)
        assert isinstance(facts["themes_secondaires"], list)
        assert facts["boucle"] in (True, False) and facts["intitule"] == row["intitule"]


# GeoPackage


@pytest.fixture(scope="module")
def layer(tmp_path_factory: pytest.TempPathFactory) -> Layer:
    folder, paths = tmp_path_factory.mktemp("gpkg"), {}

    def read(view: View, name: str) -> gpd.GeoDataFrame:
        if view not in paths:
            paths[view] = folder / f"{len(paths)}.gpkg"
            paths[view].write_bytes(made(view, "gpkg"))
        return pyogrio.read_dataframe(paths[view], layer=name)

    return read


def test_geopackage_has_the_rows_of_the_view(layer: Layer, tmp_path: Path) -> None:
    told = expected(MOBILITES)
    path = tmp_path / "vue.gpkg"
    path.write_bytes(made(MOBILITES, "gpkg"))
    kinds = dict(pyogrio.list_layers(path))
    assert kinds == {
        "poles": "MultiPolygon",
        "membres": "MultiPolygon",
        "liens": "LineString",
        "territoires": "Point",
        "cooperations": None,
        "sources": None,
        "a_propos": None,
    }
    for name in ("poles", "membres", "liens", "territoires"):
        found = layer(MOBILITES, name)
        assert found.crs.to_epsg() == 4326 and found.geometry.dropna().is_valid.all()
    assert set(layer(MOBILITES, "poles")["code"]) == set(told.poles)
    membres = layer(MOBILITES, "membres")
    assert sorted(zip(membres["pole_code"], membres["membre_nom"], strict=True)) == sorted(
        (r["pole_code"], r["membre_nom"]) for r in told.membres
    )
    assert (membres.geometry.notna() == membres["membre_siren"].notna()).all()
    assert len(layer(MOBILITES, "liens")) == sum(len(p) - 1 for p in told.participants.values())
    cooperations = layer(MOBILITES, "cooperations").set_index("id")
    assert set(cooperations.index) == set(told.cooperations)
    for code, row in told.cooperations.items():
        year = cooperations.annee_debut[code]
        assert ("" if pd.isna(year) else str(int(year))) == row["annee_debut"]
    # Members make up the perimeter, within what simplified borders leave.
    inside = membres[membres["dans_perimetre"]]
    for pole in layer(MOBILITES, "poles").itertuples():
        own = inside[inside["pole_code"] == pole.code].union_all()
        assert own.symmetric_difference(pole.geometry).area < 0.02 * pole.geometry.area


def test_geopackage_is_sound_and_dated_from_the_inventory(tmp_path: Path) -> None:
    path = tmp_path / "vue.gpkg"
    path.write_bytes(made(EVERYTHING, "gpkg"))
    base = sqlite3.connect(path)
    try:
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("PRAGMA application_id").fetchone()[0] == 0x47504B47
        assert base.execute("SELECT DISTINCT last_change FROM gpkg_contents").fetchall() == [
            ("2026-11-23T00:00:00.000Z",)
        ]
        titles = [row[0] for row in base.execute("SELECT licence FROM sources")]
        assert titles == ["Licence Ouverte 2.0"] * 5
        about = dict(base.execute("SELECT rubrique, texte FROM a_propos"))
        assert about["Contenu"].startswith(f"{len(expected(EVERYTHING).cooperations)} coopérations")
    finally:
        base.close()


# Parquet


def test_parquet_has_typed_columns_lists_and_nulls() -> None:
    table = pq.read_table(io.BytesIO(made(MOBILITES, "parquet")))
    told = expected(MOBILITES)
    rows_ = {row["id"]: row for row in table.to_pylist()}
    assert set(rows_) == set(told.cooperations)
    for code, row in told.cooperations.items():
        found = rows_[code]
        assert found["annee_debut"] == (int(row["annee_debut"]) if row["annee_debut"] else None)
        assert found["note"] == (row["note"] or None)
        assert len(found["partenaires"]) == len(told.participants[code]) - 1
        assert "84" in found["regions"]
    assert table.column_names == list(read_csv(made(MOBILITES, "csv"))[0])
    assert table.schema.metadata[b"licence"].startswith(b"Licence Ouverte 2.0")
    assert len(json.loads(table.schema.metadata[b"sources"])) == 5


# Every format


def test_a_view_that_shows_nothing_gives_whole_files_without_rows(layer: Layer) -> None:
    for fmt, excel in (("csv", False), ("csv-excel", True)):
        assert made(NOTHING, fmt).count(b"\r\n") == 1
        full = made(EVERYTHING, fmt)
        assert (
            full.startswith(made(NOTHING, fmt)) and read_csv(made(NOTHING, fmt), excel=excel) == []
        )
    for name in SHEETS[:-1]:
        book = book_of(NOTHING)
        assert book[name].max_row == 1 and book[name]["A1"].value
    assert document(NOTHING)["features"] == [] and "bbox" not in document(NOTHING)
    for name in ("poles", "membres", "liens", "territoires", "cooperations"):
        whole, empty = layer(EVERYTHING, name), layer(NOTHING, name)
        assert len(empty) == 0 and list(empty.columns) == list(whole.columns)
    empty, whole = (
        pq.read_table(io.BytesIO(made(view, "parquet"))) for view in (NOTHING, EVERYTHING)
    )
    assert empty.num_rows == 0 and empty.schema.equals(whole.schema)


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_selection_restricts_nothing_and_the_same_view_gives_the_same_bytes(fmt: str) -> None:
    for choix in (("pole", "200083756"), ("territoire", "243300316")):
        assert export_table(donnees(), replace(MOBILITES, choix=choix, fond="osm"), fmt) == made(
            MOBILITES, fmt
        )


def test_a_geopackage_tells_nothing_of_how_often_it_was_written(tmp_path: Path) -> None:
    once, often = tmp_path / "once.gpkg", tmp_path / "often.gpkg"
    for path, days in ((once, ["2001-01-01"]), (often, ["2001-01-01", "2002-02-02"])):
        path.write_bytes(made(MOBILITES, "gpkg"))
        with closing(sqlite3.connect(path)) as base:
            for day in days:
                with base:
                    base.execute("UPDATE gpkg_contents SET last_change = ?", (day,))
    changes = slice(24, 28)  # SQLite's count of the file's changes, in its header.
    assert once.read_bytes()[changes] != often.read_bytes()[changes]
    assert couches.settled(once) == couches.settled(often)


def test_dissolved_poles_come_when_asked_with_their_last_members() -> None:
    usual, every = ({r["Code"] for r in sheet_rows(v, "Pôles")} for v in (EVERYTHING, ALL))
    assert every == {row["code"] for row in rows("poles")} > usual
    assert {row["Confiance"] for row in sheet_rows(ALL, "Coopérations")} == {
        "Haute",
        "Moyenne",
        "Faible",
    }


def test_the_whole_inventory_in_french_has_every_row() -> None:
    table = every_cooperation(donnees())
    assert set(table.index) == {row["id"] for row in rows("cooperations")}
    assert table.index.tolist() == table["Identifiant"].tolist()


def test_faults_are_told_in_our_words(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExportError, match=r"expected one of csv, .*, found 'ods'"):
        export_table(donnees(), MOBILITES, "ods")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(couches.tempfile, "TemporaryDirectory", full)
    with pytest.raises(ExportError, match=r"table gpkg: .*No space left"):
        export_table(donnees(), MOBILITES, "gpkg")
