"""The page Données: each view, downloads, quality lists, reports of errors, poor stores."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from streamlit.testing.v1 import AppTest

from data.schemas import NAMES
from data.store import StoreUnavailable, open_store
from pages._shared import cache, cadre, donnees_sources, signaler, textes
from tests.essai_carte import PATIENCE, forget, route_by_navigation, skip_package_scan, visit

if TYPE_CHECKING:
    from data.store import Store

ROOT = Path(__file__).parent.parent
MAIL = "mailto:carte@exemple.fr"
VUES = ("telecharger", "qualite", "sources", "dictionnaire", "versions", "mettre-a-jour")


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    skip_package_scan(monkeypatch)
    monkeypatch.delenv(signaler.SETTING, raising=False)


def run(vue: str = "", **session: object) -> AppTest:
    """Return the page once it has run, alone: its frame is taken as there."""
    page = AppTest.from_file(str(ROOT / "pages/donnees.py"), default_timeout=PATIENCE)
    page.session_state[cadre.FRAMED] = True
    for key, value in session.items():
        page.session_state[key] = value
    if vue:
        page.query_params["vue"] = vue
    page.run()
    assert [error.message for error in page.exception] == []
    return page


def text(page: AppTest) -> str:
    return "\n".join([*(m.value for m in page.markdown), *(h.proto.body for h in page.get("html"))])


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / f"data/tables/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("vue", VUES)
def test_each_view_opens_with_the_version(vue: str) -> None:
    page = run(vue)
    assert len(page.title) == 1
    assert page.header
    assert "<p class='numero'>Version 1</p>" in text(page)
    assert page.segmented_control(key="vue").value == vue
    assert not [e for e in page.get("html") if "avertissement" in e.proto.body]


def test_the_page_is_in_the_navigation(monkeypatch: pytest.MonkeyPatch) -> None:
    route_by_navigation(monkeypatch)
    page = visit({"vue": "sources"}, page="pages/donnees.py")
    assert [error.message for error in page.exception] == []
    assert [title.value for title in page.title] == ["Données"]
    assert page.segmented_control(key="vue").value == "sources"


def test_an_unknown_view_is_ignored_and_said() -> None:
    page = run("zzz")
    assert page.segmented_control(key="vue").value == VUES[0]
    assert "inconnu de cette page\u202f: vue=zzz" in text(page)


def test_filters_carried_from_another_page_stay_in_the_address() -> None:
    page = AppTest.from_file(str(ROOT / "pages/donnees.py"), default_timeout=PATIENCE)
    page.session_state[cadre.FRAMED] = True
    page.query_params.update({"theme": "mobilites", "vue": "qualite"})
    page.run()
    assert page.query_params["theme"] in ("mobilites", ["mobilites"])
    assert page.query_params["vue"] in ("qualite", ["qualite"])


def test_every_table_is_offered_in_every_format() -> None:
    page = run()
    assert len(page.selectbox(key="table_telechargee").options) == len(NAMES)
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels == [
        "Paquet de données (ZIP)",
        "Toutes les tables (XLSX)",
        "Toutes les tables (GeoPackage)",
        "CSV",
        "Excel (XLSX)",
        "Parquet",
        "GeoPackage",
    ]
    page.selectbox(key="table_telechargee").select("pole_membres").run()
    assert "221 lignes" in text(page)
    assert "contour de l’intercommunalité membre" in text(page)


def test_quality_figures_are_those_of_the_tables() -> None:
    rows = rows_of("cooperations")
    count = len(rows)
    told = text(run("qualite"))
    for kept in (
        sum(row["confiance"] == "haute" for row in rows),
        sum(not row["annee_debut"] for row in rows),
        sum(not row["source2_url"] for row in rows),
        sum(row["statut"] == "inconnu" for row in rows),
    ):
        share = f"{100 * kept / count:.0f}"
        assert re.search(f"<b>{share}\u00a0%</b>[^<]*<span>{kept} sur {count}</span>", told)


def test_a_list_opens_on_its_rows_with_links_and_references() -> None:
    page = run("qualite", liste_confiance_cooperations_confiance_faible=True)
    weak = [row for row in rows_of("cooperations") if row["confiance"] == "faible"]
    (listed,) = [
        h.proto.body
        for h in page.get("html")
        if h.proto.body.startswith("<ul class='lignes-table'")
    ]
    assert re.findall("<code>(.*?)</code>", listed) == [f"cooperations/{r['id']}" for r in weak]
    for row in weak:
        assert f'data-vers="cooperation:{row["id"]}"' in listed
    assert "Signaler" not in listed


def test_a_long_list_shows_its_first_rows_then_all() -> None:
    key = "source_cooperations_source2_url_"
    page = run("qualite", **{f"liste_{key}": True})
    (listed,) = [
        h.proto.body
        for h in page.get("html")
        if h.proto.body.startswith("<ul class='lignes-table'")
    ]
    alone = sum(not row["source2_url"] for row in rows_of("cooperations"))
    assert listed.count("<li>") == 40
    button = page.button(key=f"bouton_tout_{key}")
    assert button.label == f"Afficher les {alone - 40} autres"
    button.click().run()
    (listed,) = [
        h.proto.body
        for h in page.get("html")
        if h.proto.body.startswith("<ul class='lignes-table'")
    ]
    assert listed.count("<li>") == alone


@pytest.mark.parametrize("table", ["poles", "pole_membres", "territoires", "recits", "metiers"])
def test_quality_of_each_table_opens(table: str) -> None:
    page = run("qualite")
    page.pills(key="table_qualite").set_value(table).run()
    assert [error.message for error in page.exception] == []
    labels = [box.label for box in page.expander]
    assert labels
    assert all(re.search(r" sur [\d\u202f]+ \(", label) for label in labels)


def test_reports_carry_the_reference_of_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signaler.SETTING, MAIL)
    page = run("qualite", liste_confiance_cooperations_confiance_faible=True)
    (listed,) = [
        h.proto.body
        for h in page.get("html")
        if h.proto.body.startswith("<ul class='lignes-table'")
    ]
    sent = [unquote(html.unescape(a)) for a in re.findall("href='(mailto:[^']*)'", listed)]
    weak = [row["id"] for row in rows_of("cooperations") if row["confiance"] == "faible"]
    assert len(sent) == len(weak)
    for address, code in zip(sent, weak, strict=True):
        assert f"Ligne : cooperations/{code}\r\n" in address
        assert "Version : 1\r\n" in address


def test_a_wrong_setting_offers_nothing_and_says_so_in_the_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(signaler.SETTING, "javascript:alert(1)")
    assert signaler.link("poles/essai", "Pôle d’essai") == ""
    assert "expected mailto:ADDRESS" in caplog.text
    assert "javascript" not in text(run("qualite"))


def test_texts_of_a_report_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(signaler.SETTING, "https://exemple.fr/new?title={sujet}&body={texte}")
    made = signaler.link("poles/essai", "<img src=x onerror='alert(1)'>")
    assert "<img" not in made
    assert "&lt;img" in made
    parts: list[tuple[str, dict[str, str | None]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            parts.append((tag, dict(attrs)))

    Reader().feed(made)
    assert [tag for tag, _ in parts] == ["a", "span"]
    assert set(parts[0][1]) == {"class", "href", "target", "rel"}
    assert "alert%281%29" in str(parts[0][1]["href"])


def test_every_source_used_is_shown_with_its_usage() -> None:
    told = text(run("sources"))
    used = textes.sources()
    assert {source.code for source in used} == set(donnees_sources.USAGES)
    assert told.count("<article>") == len(used)
    for source in used:
        assert source.provider.split(" ")[0] in told


def test_pages_cited_are_counted() -> None:
    cited = set()
    for name in NAMES:
        for row in rows_of(name):
            cited |= {row.get(c) for c in ("source_url", "source2_url")} - {None, ""}
    pages, sites = donnees_sources.cited()
    assert pages == len(cited)
    assert sum(sites.values()) == pages


def test_dictionary_shows_every_table_closed() -> None:
    told = text(run("dictionnaire"))
    assert told.count("<details class='table-decrite'>") == len(NAMES)
    assert "24 tables" in told


def test_dictionary_is_searched_by_word_without_accent() -> None:
    page = run("dictionnaire")
    page.text_input(key="chercher_champ").set_value("CONFIRME complete").run()
    told = text(page)
    assert "2 tables, 2 colonnes<" in told
    assert "<details class='table-decrite' open>" in told
    assert told.count("<code>source2_url</code>") == 2
    page.text_input(key="chercher_champ").set_value("zzzz").run()
    assert "Aucune table" in text(page)
    assert "<details" not in text(page)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what this process read, before and after: the test changes where it reads."""
    forget()
    yield
    forget()


@pytest.fixture
def store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Store]:
    request.getfixturevalue("fresh")
    monkeypatch.setenv("COOP_DONNEES", str(tmp_path / "store"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("COOP_TABLES", raising=False)
    opened = open_store()
    yield opened
    opened.close()


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("vue", VUES)
def test_tables_of_a_folder_have_no_version(vue: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COOP_TABLES", str(ROOT / "data/tables"))
    page = run(vue)
    assert "Sans numéro de version" in text(page)
    assert "vers_versions" not in [button.key for button in page.button]


def test_card_tells_what_a_version_changed(store: Store) -> None:
    tables = store.read()
    coops = tables.cooperations.copy()
    coops.loc[0, "intitule"] = "Coopération d’essai <b>"
    changed = type(tables)(**{**vars(tables), "cooperations": coops})
    store.publish(changed, author="essai@exemple.fr", message="Essai <i>balisé</i>", base=1)
    page = run()
    told = text(page)
    assert "<p class='numero'>Version 2</p>" in told
    assert "Essai &lt;i&gt;balisé&lt;/i&gt;." in told
    assert "Depuis la version 1\u202f: 1 ligne modifiée." in told
    assert "<li>Coopérations\u00a0<b>1</b></li>" in told
    assert "essai@exemple.fr" not in told
    page.button(key="vers_versions").click().run()
    assert page.segmented_control(key="vue").value == "versions"


def test_card_stays_when_the_former_version_cannot_be_read(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = store.read()
    fewer = type(tables)(
        **{**vars(tables), "recits": tables.recits.iloc[1:].reset_index(drop=True)}
    )
    store.publish(fewer, author="essai", message="Un récit de moins", base=1)
    run()
    forget()

    def silent(*_: object) -> None:
        raise StoreUnavailable("no answer")

    monkeypatch.setattr(type(cache.store()), "differences", silent)
    told = text(run())
    assert "<p class='numero'>Version 2</p>" in told
    assert "Depuis la version" not in told


def test_a_sheet_ends_with_the_way_to_report_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    first = rows_of("cooperations")[0]["id"]
    asked = (
        ("", "cooperation", first, f"cooperations/{first}"),
        ("pages/cooperations.py", "cooperation", first, f"cooperations/{first}"),
        ("pages/poles.py", "pole", "200030989", "poles/200030989"),
    )
    for page, kind, code, reference in asked:
        monkeypatch.delenv("COOP_SIGNALER", raising=False)
        assert "Signaler une erreur" not in text(visit({kind: code}, page=page))
        monkeypatch.setenv("COOP_SIGNALER", "mailto:essai@exemple.invalid")
        told = unquote(text(visit({kind: code}, page=page)))
        assert "mailto:essai@exemple.invalid" in told
        assert reference in told
