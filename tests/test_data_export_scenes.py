"""The deck the product comes with, counted again from the CSV files, and scenes made ready."""

from __future__ import annotations

import csv
import xml.etree.ElementTree as ET
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from data.dataset import Dataset, load_dataset
from data.errors import TablesError
from data.export.qr import qr_svg
from data.export.scenes import Resolved, address, resolve, seed
from data.loaders import load_tables
from data.schemas import TABLES
from geo.scenes import Scene, dump, load, parse_vue, to_link
from tests.browser.expected import State, inventory
from tests.essai_donnees import change, copy_tables

SVG = "{http://www.w3.org/2000/svg}"
FINE, NBSP = "\u202f", "\u00a0"


@cache
def donnees() -> Dataset:
    return load_dataset()


@cache
def ready() -> dict[str, Resolved]:
    with (TABLES / "scenes.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["id"] for row in sorted(csv.DictReader(file), key=lambda r: int(r["ordre"]))]
    scenes = seed(donnees()).scenes
    return dict(zip(ids, (resolve(donnees(), scene) for scene in scenes), strict=True))


def plain(text: str) -> str:
    return text.replace(FINE, " ").replace(NBSP, " ")


def test_the_deck_has_eight_to_twelve_scenes_that_load_without_a_fault() -> None:
    deck = seed(donnees())
    assert 8 <= len(deck.scenes) <= 12
    assert load(dump(deck), donnees().vocabulary) == (deck, ())


def test_every_system_has_its_map() -> None:
    shown = {code for r in ready().values() for code in r.view.filters.systemes}
    assert shown == set(donnees().tables.systemes["code"])


@pytest.mark.parametrize("name", ready())
def test_each_scene_shows_something_and_all_its_figures(name: str) -> None:
    scene = ready()[name]
    assert scene.ignored == ()
    assert scene.selection.cooperations.any()
    assert 2 <= len(scene.chiffres) <= 3
    assert 2 <= len(scene.titre.split()) <= 5
    assert 2 <= len(scene.notes.split("\n")) <= 4
    texts = scene.titre + scene.commentaire + scene.notes
    assert not set("{}|") & set(texts)
    assert not any(sign in texts for sign in (" ;", " :", " ?", " !", "« ", " »", "'"))


@pytest.mark.parametrize("name", ready())
def test_no_figure_is_typed_in_what_the_room_reads(name: str) -> None:
    scene = ready()[name].scene
    assert not any(sign.isdigit() for sign in scene.titre + scene.commentaire)


@pytest.mark.parametrize("name", ready())
def test_what_a_scene_shows_is_what_the_csv_files_hold(name: str) -> None:
    scene = ready()[name]
    expected = inventory().shown(State.of(scene.scene.vue))
    facets, selection = donnees().facets, scene.selection
    ids = {i for i, kept in zip(facets.ids, selection.cooperations, strict=True) if kept}
    codes = {c for c, kept in zip(facets.pole_codes, selection.poles, strict=True) if kept}
    assert (ids, codes) == (set(expected.cooperations), set(expected.poles))
    if scene.scene.defile:
        starts = {r["id"]: r["annee_debut"] for r in inventory().rows("cooperations")}
        told = [
            str(sum(starts[i] != "" and int(starts[i]) <= year for i in ids))
            for year in scene.scene.defile
        ]
    elif "liens" in scene.scene.niveaux:
        rows = inventory().rows("participants")
        places = {r["territoire_code"] for r in rows if r["cooperation_id"] in ids}
        told = [str(len(ids)), str(len(places))]
        told += [str(len(codes))] if "poles" in scene.scene.niveaux and codes else []
    else:
        assert scene.chiffres[0][0] == str(len(codes))
        return
    assert [figure for figure, _ in scene.chiffres] == told


def test_across_the_border_every_cooperation_has_a_foreign_partner() -> None:
    abroad = {r["code"] for r in inventory().rows("territoires") if r["type"] == "etranger"}
    rows = inventory().rows("participants")
    foreign = {r["cooperation_id"] for r in rows if r["territoire_code"] in abroad}
    scene = ready()["frontiere"]
    shown = inventory().shown(State.of(scene.scene.vue)).cooperations
    assert shown and shown <= foreign
    whole = inventory().shown(State()).cooperations & foreign
    assert f"Au total, {len(whole)} coopérations" in plain(scene.commentaire)


def test_what_is_not_covered_adds_up() -> None:
    """Members that count, again from the files: sure EPCIs that have not left."""
    poles = inventory().shown(State()).poles
    members = {
        row["membre_siren"]
        for row in inventory().rows("pole_membres")
        if row["pole_code"] in poles
        and row["qualite"] == "EPCI"
        and row["confiance"] in ("haute", "moyenne")
        and not row["date_fin"]
    }
    communes = donnees().prepared.communes
    people = Counter(dict(communes.groupby("epci_siren")["population"].sum()))
    inside, total = sum(people[siren] for siren in members), int(communes["population"].sum())
    outside = len(donnees().prepared.epci) - len(members)
    said = plain(ready()["non-couvert"].commentaire)
    assert said.startswith(f"{round(100 * (1 - inside / total))} % de la population")
    assert f"{outside:,}".replace(",", " ") + " intercommunalités sur 1 255" in said
    assert plain(ready()["aire-et-reseau"].chiffres[1][0]) == str(len(members))


def test_aire_and_reseau_are_those_of_the_table() -> None:
    poles = inventory().shown(State()).poles
    kinds = Counter(r["type"] for r in inventory().rows("poles") if r["code"] in poles)
    said = ready()["aire-et-reseau"].commentaire
    assert f"{kinds['aire']} pôles" in said and f"{kinds['reseau']} pôles" in said
    assert sum(kinds.values()) == len(poles)


@pytest.mark.parametrize(
    ("base", "start"),
    [
        ("https://exemple.fr", "https://exemple.fr/?"),
        ("https://exemple.fr/coop/", "https://exemple.fr/coop/?"),
        (" https://exemple.fr/coop ", "https://exemple.fr/coop/?"),
    ],
)
def test_the_address_gives_the_view_back(base: str, start: str) -> None:
    scene = Scene("x", vue="region=84&theme=mobilites&q=%C3%A9t%C3%A9+%26+hiver&pole=200030989")
    found = resolve(donnees(), scene, base)
    assert found.lien.startswith(start)
    again, _ = parse_vue(urlsplit(found.lien).query, donnees().vocabulary)
    assert again == found.view and again.filters.q == "été & hiver"
    assert parse_qs(urlsplit(found.lien).query)["theme"] == ["mobilites"]


def test_without_a_base_address_there_is_no_link() -> None:
    found = resolve(donnees(), Scene("x"))
    assert (found.lien, found.qr) == ("", "")
    assert address(found.view, "https://exemple.fr") == "https://exemple.fr/"


def test_what_does_not_exist_is_out_of_the_view_and_told() -> None:
    scene = Scene("{rien}", "<b>{poles}</b>", vue="theme=x&cooperation=y&region=84")
    found = resolve(donnees(), scene, "https://exemple.fr")
    assert found.ignored == ("theme=x", "cooperation=y", "{rien}")
    assert found.lien == "https://exemple.fr/?region=84"
    assert found.titre == "{rien}" and found.commentaire.startswith("<b>")
    assert found.scene is scene


def test_texts_are_typeset_line_by_line() -> None:
    found = resolve(donnees(), Scene("L'essai : un", "a ?\nb  c", "d\n\ne"))
    assert found.titre == f"L’essai{FINE}: un"
    assert (found.commentaire, found.notes) == (f"a{FINE}?\nb c", "d\n\ne")


def test_a_qr_code_is_a_labelled_picture_black_on_white() -> None:
    svg = qr_svg("https://exemple.fr/?theme=mobilites", "Ouvrir « l’essai » & voir")
    root = ET.fromstring(svg)  # noqa: S314  our own text
    assert svg.startswith("<svg ") and root.tag == f"{SVG}svg"
    assert root.get("role") == "img" and root.get("aria-label") == "Ouvrir « l’essai » & voir"
    ground, modules = root.findall(f"{SVG}path")
    assert ground.get("fill") == "#fff" and modules.get("stroke") == "#000"
    _, _, width, height = (root.get("viewBox") or "").split()
    assert width == height and int(width) >= 21 + 8  # the quiet zone is four modules wide
    assert root.get("width") is None


def test_a_longer_address_makes_a_denser_code_and_too_long_none() -> None:
    sides = [ET.fromstring(qr_svg("x" * n)).get("viewBox") for n in (10, 500)]  # noqa: S314
    assert sides[0] != sides[1]
    assert qr_svg("x" * 4000) == ""


def test_a_short_deck_fits_in_a_link() -> None:
    deck = seed(donnees())
    assert to_link(deck) is None
    assert to_link(type(deck)(deck.titre, deck.scenes[:2]))


@pytest.mark.parametrize(
    ("old", "new", "column", "said"),
    [
        ("systeme=mobilites", "systeme=avions", "vue", "systeme=avions"),
        ("region=32", "region=320", "vue", "region=320"),
        ("q=eurodistrict", "cooperation=partie", "vue", "cooperation=partie"),
        ("{n_poles}", "{n_polles}", "notes", "n_polles"),
        ("-1;41.4;9.4;50.1", "9.4;41.4;-1;50.1", "cadre", "ouest;sud;est;nord"),
        ("2010-2025", "2025-2010", "defile", "AAAA-AAAA"),
        (",true,regions;poles,", ",true,regions;mers,", "niveaux", "regions|poles|liens"),
    ],
)
def test_a_broken_seed_is_refused_where_it_is_wrong(
    tmp_path: Path, old: str, new: str, column: str, said: str
) -> None:
    folder = copy_tables(tmp_path / "tables")
    row, _ = change(folder, "scenes", old, new)
    with pytest.raises(TablesError) as caught:
        load_tables(folder)
    (fault,) = caught.value.faults
    assert (fault.table, fault.row, fault.column) == ("scenes", row, column)
    assert said in fault.attendu
