"""The static site: whole, the same every time, nothing asked of another origin."""

from __future__ import annotations

import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from data.dataset import STATIC, Dataset, load_dataset
from data.export import ExportError
from data.export import site as exported
from data.export.html_pieces import closure
from data.export.site import ENTRY, POLICY, export_site, files
from data.export.site_pieces import SHEETS, modules, name_bytes
from geo.sheets import render_sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Bytes that may be fetched before the map is of use, compressed.
FIRST_LOAD_BYTES = 1_000_000
ORIGIN = "https://site.invalid/sous/chemin/"


class Page(HTMLParser):
    """The elements of a page, and the text of its data."""

    def __init__(self, content: bytes) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.data: dict[str, Any] = {}
        self.inline: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep what a script element holds."""
        tag, attributes = self.elements[-1] if self.elements else ("", {})
        if tag != "script" or not data.strip():
            return
        if attributes.get("type") == "application/json":
            self.data = json.loads(data)
        else:
            self.inline.append(data)

    @property
    def addresses(self) -> list[str]:
        """Every address of the page's elements."""
        names = ("src", "href", "srcset", "data", "action")
        return [value for _, each in self.elements for name in names if (value := each.get(name))]


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def made(donnees: Dataset) -> Mapping[str, bytes]:
    return dict(files(donnees))


@pytest.fixture(scope="module")
def index(made: Mapping[str, bytes]) -> Page:
    return Page(made["index.html"])


def target(made: Mapping[str, bytes], source: str, address: str) -> str:
    """Return the file of the site that an address of one of its files leads to, or fail."""
    parts = urlsplit(urljoin(ORIGIN + source, address))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}".startswith(ORIGIN), f"{source}: {address}"
    path = unquote(parts.path.removeprefix(urlsplit(ORIGIN).path)) or "index.html"
    assert path in made, f"{source}: {address}"
    return path


def test_same_data_same_bytes(donnees: Dataset, made: Mapping[str, bytes]) -> None:
    again = {name: content for name, content in files(donnees) if not name.startswith(SHEETS)}
    assert again == {name: made[name] for name in again}


def test_pages_are_written_after_what_they_lead_to(made: Mapping[str, bytes]) -> None:
    assert list(made)[-2:] == ["index.html", "presentation.html"]


@pytest.mark.parametrize("name", ["index.html", "presentation.html"])
def test_pages_lead_to_files_that_exist(made: Mapping[str, bytes], name: str) -> None:
    page = Page(made[name])
    for address in page.addresses:
        if not address.startswith(("data:", "#")):
            target(made, name, address)
    for address in page.data["couches"].values():
        target(made, name, address)
    assert not page.inline, "the policy refuses scripts written in the page"
    assert not [k for _, each in page.elements for k in each if k.startswith("on")]
    metas = [a for tag, a in page.elements if tag == "meta"]
    assert POLICY in [a.get("content") for a in metas if a.get("http-equiv")]


def test_styles_and_modules_lead_to_files_that_exist(made: Mapping[str, bytes]) -> None:
    for name, content in made.items():
        if name.endswith(".css"):
            found = re.findall(r"url\(\s*[\"']?([^\"')]+)", content.decode())
        elif name.endswith(".js") and "/vendor/" not in name:
            found = re.findall(
                r"^(?:import|\} from|import .* from).*?'([^']+)';$", content.decode(), re.M
            )
        else:
            continue
        for address in found:
            if not address.startswith(("#", "data:")):
                target(made, name, address)


def test_the_browser_part_is_the_application_s(made: Mapping[str, bytes]) -> None:
    code = next(name for name in made if name.startswith("code-")).partition("/")[0]
    parts = {name.partition("/")[2]: made[name] for name in made if name.startswith(code)}
    assert set(closure(ENTRY)) <= set(parts)
    assert modules(ENTRY)[-1] == ENTRY
    for name, content in parts.items():
        if name != "site/couleurs.css":
            assert content == (STATIC / name).read_bytes()
    assert not [name for name in parts if "test" in name]
    assert {"vendor/leaflet/LICENSE", "vendor/topojson-client/LICENSE"} <= set(parts)


def test_first_load_is_under_a_megabyte(made: Mapping[str, bytes], index: Page) -> None:
    asked = {"index.html"} | {
        target(made, "index.html", a)
        for tag, each in index.elements
        if tag in ("link", "script", "img")
        for a in (each.get("src"), each.get("href"))
        if a
    }
    total = sum(len(gzip.compress(made[name])) for name in asked)
    assert 200_000 < total < FIRST_LOAD_BYTES
    assert not [name for name in asked if re.match("couches/(detail|textes|noms)", name)]


def test_every_item_has_its_sheet(donnees: Dataset, made: Mapping[str, bytes]) -> None:
    t = donnees.tables
    wanted = {
        *(f"{SHEETS}cooperation/{code}.html" for code in t.cooperations["id"]),
        *(f"{SHEETS}pole/{code}.html" for code in t.poles["code"]),
        *(f"{SHEETS}territoire/{code}.html" for code in t.territoires["code"]),
        *(f"{SHEETS}territoire/{code}.html" for code in donnees.prepared.epci["siren"]),
    }
    found = {name for name in made if name.startswith(SHEETS)}
    assert wanted <= found
    communes = donnees.prepared.communes.set_index("code")
    others = {name.removeprefix(f"{SHEETS}territoire/")[:5] for name in found - wanted}
    assert others >= set(communes.index[communes["epci_siren"] == ""])
    assert "25056" in others  # Besançon takes part in cooperations as a commune.
    assert len(others) < 100
    assert all(made[name].startswith(b'<article class="fiche') for name in found)
    siren = t.poles["code"].iloc[0]
    shown = render_sheet(donnees.sheets, ("pole", siren)) or ""
    here = made[f"{SHEETS}pole/{siren}.html"].decode()
    assert here == re.sub(r'<p class="suite">.*?</p>', "", shown)


def test_links_of_the_sheets_stay_in_the_site(donnees: Dataset, made: Mapping[str, bytes]) -> None:
    communes = dict(
        zip(donnees.prepared.communes["code"], donnees.prepared.communes["epci_siren"], strict=True)
    )
    for name in (name for name in made if name.startswith(SHEETS)):
        text = made[name].decode()
        assert "data-page" not in text
        for vers in re.findall(r'data-vers="([^"]+)"', text):
            kind, _, code = vers.partition(":")
            sheet = f"{SHEETS}{kind}/{code}.html"
            assert sheet in made or communes.get(code), f"{name}: {vers}"


def test_the_browser_knows_every_epci(donnees: Dataset) -> None:
    topology = json.loads((STATIC / donnees.layers.geometrie).read_bytes())
    drawn = {str(shape["id"]) for shape in topology["objects"]["epci"]["geometries"]}
    assert drawn == set(donnees.prepared.epci["siren"])


def test_the_search_knows_every_place_and_the_epci_of_communes(donnees: Dataset) -> None:
    layer = json.loads(name_bytes(donnees))
    assert sum(n for _, n in layer["types"]) == len(layer["codes"]) == len(donnees.index.places)
    rank = layer["codes"].index("01004")
    texte, siren = layer["contextes"][layer["contexte"][rank]]
    assert layer["noms"][rank] == "Ambérieu-en-Bugey"
    row = donnees.prepared.communes.set_index("code").loc["01004"]
    assert siren == row["epci_siren"]
    assert texte.startswith("Ain (01) · ")


def test_written_with_compressed_copies(
    donnees: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = {"index.html": b"<p>essai</p>" * 200, "fiches/pole/x.html": b"court"}
    monkeypatch.setattr(exported, "files", lambda *_, **__: iter(content.items()))
    folder = tmp_path / "a" / "site"
    told: list[tuple[str, int]] = []
    export_site(donnees, folder, step=lambda name, total: told.append((name, total)))
    assert told == [(name, 2) for name in content]
    assert gzip.decompress((folder / "index.html.gz").read_bytes()) == content["index.html"]
    assert not (folder / "fiches/pole/x.html.gz").exists()
    content["index.html"] = b"autre"
    export_site(donnees, folder)  # A site may be published again, and no old copy stays.
    assert (folder / "index.html").read_bytes() == b"autre"
    assert not (folder / "index.html.gz").exists()


def test_a_folder_of_other_things_is_refused(donnees: Dataset, tmp_path: Path) -> None:
    (tmp_path / "lettre.odt").write_text("à moi")
    with pytest.raises(ExportError, match="choose another"):
        export_site(donnees, tmp_path)
    with pytest.raises(ExportError, match="expected a folder"):
        export_site(donnees, tmp_path / "lettre.odt")
    assert [path.name for path in tmp_path.iterdir()] == ["lettre.odt"]
