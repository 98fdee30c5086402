"""The browser's layers: named by content, written whole or not at all, old ones not piled up."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data import layers as module
from data.dataset import STATIC
from data.errors import PreparedError, UnwritableError
from data.layers import KEPT, Layers, inventory_bytes, publish_layers
from data.loaders import Prepared, Tables, load
from geo.filters import Facets, build_facets
from tests.essai_donnees import copy_static

Sources = tuple[Tables, Prepared, Facets]


@pytest.fixture(scope="module")
def sources() -> Sources:
    return indexed(*load())


def indexed(tables: Tables, prepared: Prepared) -> Sources:
    regions = dict(zip(prepared.epci["siren"], prepared.epci["regions"], strict=True))
    return tables, prepared, build_facets(tables, regions)


@pytest.fixture
def static(tmp_path: Path) -> Path:
    return copy_static(tmp_path / "static")


def titled(sources: Sources, title: str) -> Sources:
    """Return the same sources with another title for the first cooperation."""
    tables, prepared, _ = sources
    cooperations = tables.cooperations.copy()
    cooperations.loc[0, "intitule"] = title
    return indexed(replace(tables, cooperations=cooperations), prepared)


def written(static: Path) -> list[Path]:
    return sorted((static / "layers").glob("inventaire-*"))


def strays(static: Path) -> list[str]:
    """Return what is in the folder besides layers."""
    kinds = ("detail-", "geometrie-", "inventaire-", "textes-")
    return [p.name for p in (static / "layers").iterdir() if not p.name.startswith(kinds)]


def test_each_layer_is_named_by_its_content(sources: Sources, static: Path) -> None:
    found = publish_layers(*sources, static)
    for address in (found.geometrie, found.detail, found.inventaire, found.textes):
        kind, _, digest = Path(address).stem.partition("-")
        assert Path(address).parent == Path("layers")
        assert hashlib.sha256((static / address).read_bytes()).hexdigest()[:12] == digest
        assert kind in {"geometrie", "detail", "inventaire", "textes"}


def test_inventory_is_compact_json_with_accents_as_they_are(sources: Sources, static: Path) -> None:
    raw = (static / publish_layers(*sources, static).inventaire).read_bytes()
    read = json.loads(raw, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert read["version"] == 1
    assert "Économie" in raw.decode()
    assert raw == json.dumps(read, ensure_ascii=False, separators=(",", ":")).encode()


def test_searched_texts_wait_for_the_first_search(sources: Sources, static: Path) -> None:
    """One text per cooperation, in the tables' order, in a layer of its own."""
    made = publish_layers(*sources, static)
    inventory = json.loads((static / made.inventaire).read_bytes())
    assert not any("texte" in cooperation for cooperation in inventory["cooperations"])
    texts = json.loads((static / made.textes).read_bytes())
    assert texts == sources[2].texte.tolist()
    assert len(texts) == len(inventory["cooperations"])


def test_first_visit_stays_light() -> None:
    """Shapes under 400 kB on the wire."""
    (shapes,) = (STATIC / "layers").glob("geometrie-*.json")
    assert len(gzip.compress(shapes.read_bytes(), 6)) < 400_000


def test_same_tables_same_bytes_same_name(sources: Sources, static: Path, tmp_path: Path) -> None:
    again = indexed(*load())
    assert inventory_bytes(*sources) == inventory_bytes(*again)
    elsewhere = copy_static(tmp_path / "other")
    assert publish_layers(*sources, static) == publish_layers(*again, elsewhere)


def test_a_layer_already_there_is_not_written_again(
    sources: Sources, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish_layers(*sources, static)
    monkeypatch.setattr(module, "_write", lambda *_: pytest.fail("written twice"))
    assert publish_layers(*sources, static) == first


def test_a_changed_title_is_another_file(sources: Sources, static: Path) -> None:
    """A browser that kept the former one asks for the new: nothing stale is ever shown."""
    before = publish_layers(*sources, static)
    after = publish_layers(*titled(sources, "Un autre titre"), static)
    assert after.inventaire != before.inventaire
    assert (after.geometrie, after.detail) == (before.geometrie, before.detail)
    # An open page, or another process, still reads the former one.
    assert (static / before.inventaire).exists()
    assert b"Un autre titre" in (static / after.inventaire).read_bytes()


def test_old_inventories_do_not_pile_up(sources: Sources, static: Path) -> None:
    made = []
    for number in range(KEPT + 3):
        made.append(publish_layers(*titled(sources, f"Titre {number}"), static))
        dated(static, made[-1], number)
    assert len(written(static)) == KEPT
    assert written(static) == sorted(static / layer.inventaire for layer in made[-KEPT:])


def test_the_inventory_in_use_is_not_the_one_removed(sources: Sources, static: Path) -> None:
    """Tables put back as they were long ago: their layer is used again, and must last."""
    old = publish_layers(*titled(sources, "Ancien"), static)
    dated(static, old, -1_000)
    for number in range(KEPT - 1):
        dated(static, publish_layers(*titled(sources, f"Titre {number}"), static), number - 500)
    assert publish_layers(*titled(sources, "Ancien"), static) == old
    publish_layers(*titled(sources, "Nouveau"), static)
    assert (static / old.inventaire).exists()


def dated(static: Path, layers: Layers, seconds: int) -> None:
    """Set a layer's date, `seconds` after a fixed day."""
    os.utime(static / layers.inventaire, (1_700_000_000 + seconds,) * 2)


def test_removing_old_inventories_survives_another_process_doing_the_same(
    sources: Sources, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(KEPT):
        publish_layers(*titled(sources, f"Titre {number}"), static)
    victim = written(static)[0]
    listing = Path.glob

    def glob_then_lose(self: Path, pattern: str, **options: Any) -> list[Path]:
        found = list(listing(self, pattern, **options))
        if pattern.startswith("inventaire"):
            victim.unlink(missing_ok=True)
        return found

    monkeypatch.setattr(Path, "glob", glob_then_lose)
    made = publish_layers(*titled(sources, "Nouveau"), static)
    assert (static / made.inventaire).exists()


def test_layer_is_readable_by_the_server_whoever_wrote_it(sources: Sources, static: Path) -> None:
    path = static / publish_layers(*sources, static).inventaire
    assert path.stat().st_mode & 0o444 == 0o444


def test_no_reader_meets_half_a_layer(
    sources: Sources, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name appears when the file is whole, by a rename in the same folder."""
    met: list[bytes] = []
    move = Path.replace

    def watched(self: Path, target: Path) -> Path:
        assert self.parent == Path(target).parent
        assert not Path(target).exists()
        met.append(self.read_bytes())
        return move(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    made = publish_layers(*sources, static)
    assert met == [(static / path).read_bytes() for path in (made.inventaire, made.textes)]
    assert strays(static) == []


@pytest.mark.parametrize("step", ["open", "write", "move"])
def test_folder_that_cannot_be_written_is_told_and_left_clean(
    step: str, sources: Sources, static: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    if step == "open":
        monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    elif step == "move":
        monkeypatch.setattr(Path, "replace", refuse)
    else:
        monkeypatch.setattr(Path, "chmod", refuse)
    with pytest.raises(UnwritableError, match=r"static/layers.*Permission denied.*writable"):
        publish_layers(*sources, static)
    assert written(static) == []
    assert strays(static) == []


@pytest.mark.parametrize("name", ["geometrie", "detail"])
@pytest.mark.parametrize("count", [0, 2])
def test_layer_of_shapes_missing_or_doubtful_is_told_with_the_command(
    name: str, count: int, sources: Sources, static: Path
) -> None:
    (path,) = (static / "layers").glob(f"{name}-*.json")
    if count:
        path.with_name(f"{name}-000000000000.json").write_bytes(b"{}")
    else:
        path.unlink()
    told = rf"static/layers/{name}-.*expected one file, found {count}.*`make build`"
    with pytest.raises(PreparedError, match=told):
        publish_layers(*sources, static)
    assert written(static) == []


def test_missing_folder_is_told(sources: Sources, tmp_path: Path) -> None:
    with pytest.raises(PreparedError, match="make build"):
        publish_layers(*sources, tmp_path / "nowhere")


def test_frames_are_left_as_they_were(sources: Sources, static: Path) -> None:
    """They are shared by all sessions."""
    tables, _, _ = sources
    before = {name: frame.copy() for name, frame in vars(tables).items()}
    publish_layers(*sources, static)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(tables, name), frame)
