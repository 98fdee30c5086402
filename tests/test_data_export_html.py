"""The presentation as a page: everything inside the file, nothing that could run or be fetched."""

from __future__ import annotations

import base64
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import numpy as np
import pytest

from data.dataset import STATIC, Dataset, load_dataset
from data.export import ExportError, html_pieces
from data.export.html import export_html, scene_data, skeleton
from data.export.scenes import resolve, seed
from geo.etat import describe_state
from geo.filters import Filters
from geo.scenes import Presentation, Scene

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
BASE = "https://exemple.invalid/carte"


class Page(HTMLParser):
    """What a browser would read: elements, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.raw: list[tuple[dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text of a script or a style."""
        if self.elements and self.elements[-1][0] in ("script", "style"):
            self.raw.append((self.elements[-1][1], data))

    def script(self, **attributes: str) -> str:
        """Return the text of the script element that has these attributes."""
        return "".join(text for found, text in self.raw if attributes.items() <= found.items())

    @property
    def deck(self) -> dict[str, Any]:
        """The deck's data."""
        return json.loads(self.script(id="donnees"))


@pytest.fixture(scope="module")
def donnees() -> Dataset:
    return load_dataset()


@pytest.fixture(scope="module")
def seeded(donnees: Dataset) -> Page:
    return Page(export_html(donnees, seed(donnees), base_url=BASE))


@pytest.fixture
def hostile() -> Presentation:
    scene = Scene(
        titre=HOSTILE, commentaire=f"<b>{HOSTILE}", notes=HOSTILE, vue="theme=mobilites&theme=rien"
    )
    return Presentation(HOSTILE, (scene,))


def test_seed_deck_is_under_2_mb(donnees: Dataset) -> None:
    assert len(export_html(donnees, seed(donnees), base_url=BASE).encode()) < 2_000_000


def test_same_deck_same_bytes(donnees: Dataset) -> None:
    assert export_html(donnees, seed(donnees)) == export_html(donnees, seed(donnees))


def test_file_names_no_other_file(seeded: Page) -> None:
    for tag, attributes in seeded.elements:
        for name in ("src", "href", "srcset", "data", "action"):
            value = attributes.get(name) or "data:"
            assert value.startswith("data:"), f"<{tag} {name}={value[:60]}>"
    styles = "".join(text for attributes, text in seeded.raw if not attributes)
    addresses = re.findall(r"url\(\s*[\"']?([^\"')]+)", styles)
    assert {a.partition(":")[0] for a in addresses if not a.startswith("#")} == {"data"}
    assert "@import" not in styles


def test_policy_refuses_every_connection(seeded: Page) -> None:
    meta = [a for tag, a in seeded.elements if tag == "meta" and "http-equiv" in a]
    rules = dict(rule.split(" ", 1) for rule in str(meta[0]["content"]).split("; "))
    assert rules["default-src"] == "'none'"
    assert not {"connect-src", "frame-src", "worker-src"} & set(rules)
    assert all(
        source in ("'none'", "'unsafe-inline'", "data:")
        for sources in rules.values()
        for source in sources.split()
    )


def test_modules_import_each_other_by_name(seeded: Page) -> None:
    modules = json.loads(seeded.script(type="importmap"))["imports"]
    assert {"deck/deck.js", "carte/carte.js", "carte/filtre.js"} <= set(modules)
    for name, address in modules.items():
        head, _, source = address.partition(",")
        assert head == "data:text/javascript;charset=utf-8"
        source = unquote(source)
        asked = re.findall(r"^(?:import|\} from|import .* from) .*?'([^']+)';$", source, re.M)
        assert set(asked) <= set(modules), f"{name} imports {asked}"
        original = (STATIC / name).read_text(encoding="utf-8")
        assert len(source.splitlines()) == len(original.splitlines())
    assert not {name for name in modules if "test" in name or "volet" in name}


def test_layers_are_those_of_the_application(donnees: Dataset, seeded: Page) -> None:
    for name in ("geometrie", "detail", "inventaire", "textes"):
        packed = base64.b64decode(seeded.script(id=f"couche-{name}"))
        path = STATIC / getattr(donnees.layers, name)
        assert gzip.decompress(packed) == path.read_bytes()


def test_each_scene_says_what_python_resolves(donnees: Dataset, seeded: Page) -> None:
    deck, presentation = seeded.deck, seed(donnees)
    assert deck["titre"] == presentation.titre
    assert len(deck["scenes"]) == len(presentation.scenes) >= 8
    for told, scene in zip(deck["scenes"], presentation.scenes, strict=True):
        expected = resolve(donnees, scene, BASE)
        assert (told["titre"], told["commentaire"]) == (expected.titre, expected.commentaire)
        assert told["chiffres"] == [list(pair) for pair in expected.chiffres]
        assert told["lien"].startswith(BASE)
        assert base64.b64decode(told["qr"].partition(",")[2]).decode() == expected.qr


def test_texts_are_escaped(donnees: Dataset, hostile: Presentation) -> None:
    for text in (export_html(donnees, hostile), skeleton(donnees, hostile, "/app/static/")):
        page = Page(text)
        assert page.deck["titre"] == HOSTILE
        assert HOSTILE not in text
        assert not [a for _, a in page.elements if "onerror" in a]
        assert page.deck["scenes"][0]["etat"]["themes"] == ["mobilites"]


def test_pages_to_print_say_each_scene(donnees: Dataset) -> None:
    scenes = (Scene("Scène d’essai", "Une phrase."), Scene("Autre scène d’essai"))
    text = export_html(donnees, Presentation("Essai", scenes))
    assert text.count('<section class="page">') == 2
    assert "Une phrase.</p>" in text
    assert text.count('<p class="lien">') == 0


def test_empty_deck_is_a_page(donnees: Dataset) -> None:
    text = export_html(donnees, Presentation("Vide", ()))
    assert Page(text).deck["scenes"] == []
    assert "ne contient encore aucune scène" in text


def test_progress_is_told_scene_by_scene(donnees: Dataset) -> None:
    told: list[tuple[str, int]] = []
    scenes = (Scene("Une"), Scene("Deux"))
    export_html(
        donnees, Presentation("Essai", scenes), step=lambda name, total: told.append((name, total))
    )
    assert told == [("Une", 2), ("Deux", 2)]


def test_skeleton_takes_its_parts_from_their_addresses(donnees: Dataset) -> None:
    static = "/prefixe/app/static/"
    text = skeleton(donnees, seed(donnees), static, base_url=BASE)
    page = Page(text)
    assert len(text.encode()) < 150_000
    assert "Content-Security-Policy" not in text
    fetched = [
        str(attributes.get("src") or attributes.get("href"))
        for tag, attributes in page.elements
        if tag in ("script", "link") and (attributes.get("src") or attributes.get("href"))
    ]
    fetched += page.deck["couches"].values()
    fetched += re.findall(rf'"({static}[^"]+\.js)"', text)
    for address in set(fetched) - {"data:,"}:
        assert address.startswith(static)
        assert (STATIC / address.removeprefix(static)).is_file(), address


def test_commune_is_lit_by_its_epci(donnees: Dataset) -> None:
    commune = donnees.prepared.communes.query("epci_siren != ''").iloc[0]
    scene = Scene("Essai", vue=f"territoire={commune['code']}")
    assert scene_data(donnees, resolve(donnees, scene))["choix"] == (
        f"territoire:{commune['epci_siren']}"
    )


def test_levels_frame_and_years_are_told(donnees: Dataset) -> None:
    scene = Scene(
        "Essai", cadre=(-5.0, 47.0, -1.0, 49.0), noms=False, niveaux=("poles",), defile=(2010, 2012)
    )
    told = scene_data(donnees, resolve(donnees, scene))
    assert told["cadre"] == [-5.0, 47.0, -1.0, 49.0]
    assert (told["noms"], told["niveaux"], told["defile"]) == (False, ["poles"], [2010, 2012])
    assert told["lien"] == told["qr"] == told["choix"] == told["fond"] == ""


def test_state_of_filters() -> None:
    state = describe_state(Filters(themes=("mobilites",), annees=(2010, 2015), q="eau"))
    assert state == {
        "systemes": [],
        "themes": ["mobilites"],
        "regions": [],
        "formes": [],
        "statuts": [],
        "confiances": [],
        "annees": [2010, 2015],
        "poles_tous": False,
        "q": "eau",
    }
    assert describe_state(Filters())["annees"] is None


def test_missing_part_says_what_to_do(
    donnees: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_pieces, "STATIC", tmp_path)
    with pytest.raises(ExportError, match=r"static/deck/deck\.js: expected a file"):
        export_html(donnees, Presentation("Essai", ()))


def test_browser_shows_what_python_filters(donnees: Dataset) -> None:
    """The states given to the browser select Python's sets (Node.js runs the browser's filter)."""
    import shutil
    import subprocess

    if not (node := shutil.which("node")):
        pytest.skip("Node.js is missing")
    questions: list[Any] = [["indexer", _inventory(donnees)]]
    resolved = [resolve(donnees, scene) for scene in seed(donnees).scenes]
    questions += [["filtrer", scene_data(donnees, each)["etat"]] for each in resolved]
    answer = subprocess.run(
        [node, str(Path(__file__).parent / "parite.mjs")],
        input="".join(json.dumps(question) + "\n" for question in questions),
        capture_output=True,
        text=True,
        check=True,
    )
    shown = [json.loads(line) for line in answer.stdout.splitlines()[1:]]
    for each, there in zip(resolved, shown, strict=True):
        assert there["coops"] == np.flatnonzero(each.selection.cooperations).tolist()
        assert there["secondaires"] == np.flatnonzero(each.selection.secondaires).tolist()
        assert there["poles"] == np.flatnonzero(each.selection.poles).tolist()


def _inventory(donnees: Dataset) -> dict[str, Any]:
    layers = donnees.layers
    inventory: dict[str, Any] = json.loads((STATIC / layers.inventaire).read_bytes())
    texts = json.loads((STATIC / layers.textes).read_bytes())
    for cooperation, text in zip(inventory["cooperations"], texts, strict=True):
        cooperation["texte"] = text
    return inventory
