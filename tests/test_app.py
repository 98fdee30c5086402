"""The frame: its pages, its footer, the view from page to page, data that cannot be served."""

from __future__ import annotations

import gc
import logging
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import streamlit as st

from data.dataset import build_dataset
from data.errors import UnwritableError
from data.loaders import TABLES, load_prepared
from pages._shared import cache
from tests.browser.expected import inventory
from tests.essai_carte import (
    ROOT,
    assert_served,
    assert_shows,
    forget,
    keys,
    payload,
    route_by_navigation,
    skip_package_scan,
    visit,
)
from tests.essai_donnees import change, copy_prepared, copy_static, copy_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from streamlit.testing.v1 import AppTest

#: Scripts of the pages, as `app.py` names them.
TEXT_PAGES = [
    "pages/reseau.py",
    "pages/donnees.py",
    "pages/presentation.py",
    "pages/methode.py",
    "pages/accessibilite.py",
]
READING_PAGES = ["pages/poles.py", "pages/cooperations.py", "pages/regions.py"]
PAGES = ["pages/carte.py", *READING_PAGES, *TEXT_PAGES]


@pytest.fixture
def routed(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give the test a process that has read nothing, and leave nothing it reads behind."""
    route_by_navigation(monkeypatch)
    forget()
    yield
    forget()


# Pages


@pytest.mark.usefixtures("routed")
def test_navigation_lists_every_page_and_only_those_that_exist(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered: list[Any] = []
    navigation = st.navigation

    def record(pages: list[Any], **options: Any) -> Any:
        offered.extend(pages)
        return navigation(pages, **options)

    monkeypatch.setattr(st, "navigation", record)
    assert_served(visit())
    assert [(page.title, page.url_path) for page in offered] == [
        ("Carte", ""),
        ("Pôles", "poles"),
        ("Coopérations", "cooperations"),
        ("Régions", "regions"),
        ("Réseau", "reseau"),
        ("Données", "donnees"),
        ("Présenter", "presentation"),
        ("Méthode et sources", "methode"),
        ("Accessibilité", "accessibilite"),
    ]
    # AppTest opens only what the navigation holds: each of PAGES is opened below.
    assert sorted(PAGES) == sorted(f"pages/{path.name}" for path in (ROOT / "pages").glob("*.py"))


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("script", PAGES)
def test_every_page_has_the_frame(script: str) -> None:
    app = visit(page=script)
    assert not app.exception
    assert not app.error
    floating = script == "pages/carte.py"
    assert ("pied_flottant" in keys(app), "pied" in keys(app)) == (floating, not floating)
    assert [link.label for link in app.get("page_link")][-2:] == [
        "Méthode et sources",
        "Accessibilité\u202f: non conforme",
    ]
    # The map carries its attribution itself.
    attribution = " ".join(caption.value for caption in app.caption)
    if floating:
        attribution = app.get("component_instance")[0].proto.json_args
    for source in ("IGN, ADMIN EXPRESS COG", "INSEE, DGCL 2026", "Licence Ouverte 2.0"):
        assert source in attribution


@pytest.mark.parametrize("script", PAGES)
def test_first_page_asked_of_a_fresh_server_has_the_frame(
    script: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before `st.navigation` was ever called, Streamlit would run a page's script by itself."""
    skip_package_scan(monkeypatch)
    app = visit({"theme": "sante"} if script == PAGES[0] else {}, page=script)
    assert not app.exception
    assert {"pied", "pied_flottant"} & keys(app)
    if script == PAGES[0]:
        assert_shows(app, inventory().shown("theme=sante"))


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_follow_the_theme_of_the_visitor(theme: str) -> None:
    app = visit()
    app.context = {"theme": theme}
    app.run()
    assert_served(app)
    column = {"light": "couleur_clair", "dark": "couleur_sombre"}[theme]
    styles = " ".join(html.value for html in app.html)
    for i, systeme in enumerate(inventory().rows("systemes")):
        assert f"--s{i}:{systeme[column]}" in styles.replace(" ", "")


@pytest.mark.usefixtures("routed")
def test_no_page_names_a_style_or_script_of_another_origin() -> None:
    for script in PAGES:
        for html in visit(page=script).html:
            assert not re.search(r"(?:url\(|src=)['\"]?(?:https?:)?//|@import", html.value)


# From page to page


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("script", TEXT_PAGES)
def test_view_is_kept_when_coming_back_from_another_page(script: str) -> None:
    """Streamlit leaves the address out when a link of the menu is followed."""
    asked = {"theme": "mobilites", "annees": "2010-2022", "pole": "200030989"}
    app = visit(asked)
    before = payload(app)
    go(app, script)
    assert "compteur" not in keys(app)
    go(app, PAGES[0])
    assert_shows(app, inventory().shown("theme=mobilites&annees=2010-2022"))
    assert payload(app) == before
    assert app.query_params == asked
    # What is changed then adds to it.
    app.pills(key="statut").set_value(["active"]).run()
    assert_shows(app, inventory().shown("theme=mobilites&annees=2010-2022&statut=active"))
    assert app.query_params == {**asked, "statut": "active"}


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize(
    "query", [{"theme": "mobilites"}, {"region": "84"}, {"theme": "mobilites", "statut": "active"}]
)
def test_an_address_opened_after_another_page_wins_over_the_view_kept(
    query: dict[str, str],
) -> None:
    """The browser's Back button from another page, or a link: the same address or another."""
    app = visit({"theme": "mobilites"})
    go(app, TEXT_PAGES[0])
    go(app, PAGES[0], **query)
    assert_shows(app, inventory().shown(urlencode(query)))
    assert app.query_params == query
    app.toggle(key="poles_tous").set_value(True).run()
    assert_shows(app, inventory().shown(urlencode({**query, "poles": "tous"})))


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("script", READING_PAGES)
def test_filters_hold_from_page_to_page(script: str) -> None:
    app = visit({"theme": "mobilites", "region": "84"})
    go(app, script)
    assert app.pills(key="theme").value == ["mobilites"]
    assert app.query_params == {"theme": "mobilites", "region": "84"}
    app.pills(key="statut").set_value(["active"]).run()
    go(app, PAGES[0])
    assert_shows(app, inventory().shown("theme=mobilites&region=84&statut=active"))


@pytest.mark.usefixtures("routed")
@pytest.mark.parametrize("script", READING_PAGES)
def test_an_address_that_holds_unknown_values_warns_on_every_page(script: str) -> None:
    app = visit({"theme": "mobilites,inconnu"}, page=script)
    assert not app.exception
    assert app.pills(key="theme").value == ["mobilites"]
    assert any("theme=inconnu" in html.value for html in app.html)


@pytest.mark.usefixtures("routed")
def test_map_opened_after_a_first_page_of_text_is_the_default_view() -> None:
    app = visit(page=TEXT_PAGES[0])
    go(app, PAGES[0])
    assert_shows(app, inventory().shown(""))
    app.pills(key="statut").set_value(["active"]).run()
    assert_shows(app, inventory().shown("statut=active"))


def go(app: AppTest, script: str, **query: str) -> None:
    app.switch_page(script)
    app.query_params = query
    app.run()
    assert not app.exception


# What a process reads


@pytest.mark.usefixtures("unread")
def test_data_are_out_of_the_garbage_collectors_way() -> None:
    gc.unfreeze()
    forget()
    cache.dataset()
    # Collecting stops every session: walking the data each time takes tens of milliseconds.
    assert gc.get_freeze_count() > 50_000


def test_data_are_read_once_for_all_sessions_and_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []

    def build(*version: Any) -> Any:
        reads.append(1)
        return build_dataset(*version)

    monkeypatch.setattr(cache, "build_dataset", build)
    first = visit()
    assert len(reads) == 1
    first.pills(key="theme").set_value(["sante"]).run()
    visit({"region": "84"})
    visit(page=TEXT_PAGES[0])
    assert len(reads) == 1


@pytest.mark.usefixtures("routed")
def test_one_session_does_not_change_another() -> None:
    first, second = visit({"theme": "sante"}), visit()
    second.pills(key="region").set_value(["84"]).run()
    first.run()
    assert_shows(first, inventory().shown("theme=sante"))
    assert_shows(second, inventory().shown("region=84"))


# Tables that cannot be served


@pytest.mark.usefixtures("unread")
def test_a_folder_that_cannot_be_written_is_named_and_not_blamed_on_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: Any) -> Any:
        raise UnwritableError("static/layers/essai.json: cannot be written")

    monkeypatch.setattr(cache, "build_dataset", refuse)
    app = visit()
    (error,) = app.error
    assert "accessible en écriture" in error.value
    assert "make build" not in error.value
    assert "static/layers/essai.json" in app.code[0].value


def one_participant(folder: Path) -> tuple[int, str]:
    rows = inventory().rows("participants")
    lone = next(row for row in inventory().cooperations.values() if len(row.partenaires) == 1)
    line = f"{lone.row['id']},{lone.partenaires[0]},partenaire\n"
    assert any(row["cooperation_id"] == lone.row["id"] for row in rows)
    change(folder, "participants", line, "")
    ids = [row["id"] for row in inventory().rows("cooperations")]
    return ids.index(lone.row["id"]) + 2, ""


def unknown_siren(folder: Path) -> tuple[int, str]:
    first = inventory().rows("territoire_epci")[0]
    old = f"{first['territoire_code']},{first['epci_siren']}\n"
    return change(folder, "territoire_epci", old, f"{first['territoire_code']},999000045\n")


def replaced(table: str, old: str, new: str) -> Callable[[Path], tuple[int, str]]:
    return lambda folder: change(folder, table, old, new)


def prefixed(table: str, mark: bytes) -> Callable[[Path], tuple[int, str]]:
    def apply(folder: Path) -> tuple[int, str]:
        path = folder / f"{table}.csv"
        path.write_bytes(mark + path.read_bytes())
        return 1, ""

    return apply


FIRST = "agen-lot-et-garonne-numerique"
BROKEN: dict[str, tuple[Callable[[Path], tuple[int, str]], str, str, str]] = {
    # name: how it is broken, table, column, what the page shows of the value found
    "unknown SIREN": (
        unknown_siren,
        "territoire_epci", "epci_siren", "999000045",
    ),
    "duplicate id": (
        replaced("cooperations", "agen-portes-de-gascogne,", f"{FIRST},"),
        "cooperations", "id", FIRST,
    ),
    "theme outside the list": (
        replaced("cooperations", ",numerique,", ",numerik,"),
        "cooperations", "theme_principal", "numerik",
    ),
    "one participant": (one_participant, "cooperations", "id", ""),
    "address that is not http": (
        replaced("cooperations", ",https://", ",javascript://"),
        "cooperations", "source_url", "javascript://",
    ),
    "dates reversed": (
        replaced("cooperations", ",2014,,", ",2014,2001,"),
        "cooperations", "annee_fin", "2001",
    ),
    "spreadsheet's number": (
        replaced("participants", "242900314", "2.42E+08"),
        "participants", "territoire_code", "2.42E+08",
    ),
    "spaces round a code": (
        replaced("cooperations", ",numerique,", ", numerique ,"),
        "cooperations", "theme_principal", " numerique ",
    ),
    "byte order mark": (prefixed("themes", b"\xef\xbb\xbf"), "themes", "code", ""),
    "markup": (
        replaced("cooperations", ",numerique,", ",<script>alert(1)</script>,"),
        "cooperations", "theme_principal", "<script>alert(1)</script>",
    ),
}  # fmt: skip


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", BROKEN)
def test_broken_table_is_told_with_its_row_and_column(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broke, table, column, value = BROKEN[name]
    folder = copy_tables(tmp_path / "tables")
    row, _ = broke(folder)
    monkeypatch.setenv("COOP_TABLES", str(folder))
    with caplog.at_level(logging.ERROR, logger="cooperations"):
        app = visit()
    assert not app.exception
    assert not app.get("component_instance")
    (message,) = [error.value for error in app.error]
    assert "tables de données contiennent" in message
    (told,) = [line for line in faults(app) if (line["Table"], line["Ligne"]) == (table, row)][:1]
    assert told["Colonne"] == column
    assert value in told["Trouvé"]
    assert told["Attendu"]
    assert re.search(rf"{table}\.csv", caplog.text)
    assert f"row {row}" in caplog.text
    assert "expected" in caplog.text
    assert "Traceback" not in caplog.text


def faults(app: AppTest) -> list[dict[str, Any]]:
    (table,) = app.dataframe
    lines: list[dict[str, Any]] = table.value.to_dict("records")
    return lines


@pytest.mark.usefixtures("unread")
def test_every_fault_of_every_table_is_in_one_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_tables(tmp_path / "tables")
    for name in ("theme outside the list", "address that is not http", "spreadsheet's number"):
        BROKEN[name][0](folder)
    monkeypatch.setenv("COOP_TABLES", str(folder))
    told = {(line["Table"], line["Colonne"]) for line in faults(visit())}
    assert told >= {
        ("cooperations", "theme_principal"),
        ("cooperations", "source_url"),
        ("participants", "territoire_code"),
    }


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("script", PAGES[:2])
def test_correcting_the_tables_is_enough(
    script: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A refusal is not remembered: the next visit reads again."""
    folder = copy_tables(tmp_path / "tables")
    change(folder, "cooperations", ",numerique,", ",numerik,")
    monkeypatch.setenv("COOP_TABLES", str(folder))
    app = visit(page=script)
    assert app.error
    change(folder, "cooperations", ",numerik,", ",numerique,")
    app.run()
    assert not app.exception
    assert not app.error


@pytest.mark.usefixtures("unread")
def test_missing_tables_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOP_TABLES", str(tmp_path / "nowhere"))
    app = visit()
    assert not app.exception
    assert {line["Table"] for line in faults(app)} == {path.stem for path in TABLES.glob("*.csv")}


@pytest.mark.usefixtures("unread")
def test_more_faults_than_a_page_holds_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = copy_tables(tmp_path / "tables")
    path = folder / "cooperations.csv"
    path.write_bytes(
        path.read_bytes().replace(b",haute,", b",forte,").replace(b",moyenne,", b",moyen,")
    )
    monkeypatch.setenv("COOP_TABLES", str(folder))
    app = visit()
    total = len(inventory().rows("cooperations"))
    assert len(faults(app)) == 200 < total
    found = re.search(r"contiennent (\d+) erreurs", app.error[0].value)
    assert found
    assert f"sur {found[1]}" in app.caption[0].value


# Prepared files that cannot be served


def without(name: str) -> Callable[[Path, Path], None]:
    return lambda prepared, _: (prepared / name).unlink()


def cut(name: str) -> Callable[[Path, Path], None]:
    def apply(prepared: Path, _: Path) -> None:
        path = prepared / name
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return apply


def no_shapes(_: Path, static: Path) -> None:
    for path in (static / "layers").glob("geometrie-*.json"):
        path.unlink()


UNPREPARED: dict[str, tuple[Callable[[Path, Path], None], str]] = {
    "no outlines": (without("epci.parquet"), "epci.parquet"),
    "no communes": (without("communes.parquet"), "communes.parquet"),
    "no manifest": (without("manifest.json"), "manifest.json"),
    "cut outlines": (cut("poles.parquet"), "poles.parquet"),
    "cut manifest": (cut("manifest.json"), "manifest.json"),
    "no layer of shapes": (no_shapes, "layers/geometrie-*.json"),
}


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", UNPREPARED)
def test_missing_or_corrupt_outlines_are_told_with_the_command(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broke, file = UNPREPARED[name]
    prepared, static = copy_prepared(tmp_path / "prepared"), copy_static(tmp_path / "static")
    broke(prepared, static)
    building = partial(build_dataset, prepared=prepared, static=static)
    monkeypatch.setattr(cache, "build_dataset", building)
    with caplog.at_level(logging.ERROR, logger="cooperations"):
        app = visit()
    assert not app.exception
    assert not app.get("component_instance")
    (message,) = [error.value for error in app.error]
    assert "`make build`" in message
    (detail,) = [code.value for code in app.code]
    assert file in detail
    assert "make build" in detail
    assert detail in caplog.text


@pytest.mark.usefixtures("unread")
def test_perimeters_follow_the_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A member that leaves changes a perimeter: the old outlines are not shown for the new."""
    folder = copy_tables(tmp_path / "tables")
    member = next(
        row for row in inventory().rows("pole_membres") if row["qualite"] == "EPCI"
        and not row["date_fin"] and row["confiance"] == "haute" and row["date_debut"]
    )  # fmt: skip
    line = f"{member['pole_code']},{member['membre_siren']},"
    path = folder / "pole_membres.csv"
    lines = path.read_text(encoding="utf-8").split("\n")
    index = next(i for i, text in enumerate(lines) if text.startswith(line))
    lines[index] = lines[index].replace(",haute,", ",faible,")
    path.write_bytes("\n".join(lines).encode())
    monkeypatch.setenv("COOP_TABLES", str(folder))
    app = visit()
    assert not app.exception
    assert not app.error
    prepared = cache.dataset().prepared
    before = load_prepared().poles.set_index("code")
    after = prepared.poles.set_index("code")
    code, siren = member["pole_code"], member["membre_siren"]
    lost = prepared.epci.set_index("siren").loc[siren]
    assert after.at[code, "nb_membres"] == before.at[code, "nb_membres"] - 1
    assert after.at[code, "population"] == before.at[code, "population"] - lost["population"]
    assert not after.at[code, "geometry"].contains(lost["geometry"].representative_point())
    others = before.index != code
    assert after[others].equals(before[others])


# Texts of the tables are texts


@pytest.mark.usefixtures("unread")
def test_markup_in_a_title_is_shown_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, static = copy_tables(tmp_path / "tables"), copy_static(tmp_path / "static")
    title = "<script>alert(1)</script> <img src=x onerror=alert(2)>"
    change(folder, "cooperations", ",Lot-et-Garonne Numérique,", f",{title},")
    monkeypatch.setenv("COOP_TABLES", str(folder))
    monkeypatch.setattr(cache, "build_dataset", partial(build_dataset, static=static))
    app = visit({"cooperation": FIRST})
    assert_served(app)
    assert "fiche" in keys(app)
    html = " ".join(block.value for block in app.html)
    assert "&lt;script&gt;alert(1)" in html
    # The frame sets the language of the page by a script of its own, and nothing else runs.
    assert html.count("<script") == html.count("<script>document.documentElement.lang") == 1
    assert "<img src=x" not in html
