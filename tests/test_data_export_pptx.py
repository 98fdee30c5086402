"""Slides: whole, editable, inside their page, read again by other readers, always the same."""

from __future__ import annotations

import csv
import posixpath
import re
import zipfile
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pptx
import pytest
import segno
from lxml import etree
from PIL import Image
from pptx.util import Inches
from pypdf import PdfReader

from data.dataset import load_dataset
from data.export import ExportError, pptx_cartes
from data.export.pptx import NAME, export_pptx
from data.export.pptx_ecriture import clean, one_line
from data.export.pptx_mise_en_page import TEXTS, TITLES, break_lines, compose, cut, width
from data.export.pptx_modele import TITLE
from data.export.scenes import resolve, seed
from data.loaders import TABLES
from geo.filters import apply_filters
from geo.layers import ATTRIBUTION
from geo.palette import PALETTES
from geo.scenes import Presentation, Scene
from geo.scenes_figures import begun_by
from scripts import soffice

if TYPE_CHECKING:
    from pptx.slide import Slide

    from data.dataset import Dataset
    from geo.permalinks import View

BASE = "https://essai.example/carte"
DECK = Presentation(
    "Présentation d’essai",
    (
        Scene(
            "Se déplacer d’essai",
            "Un commentaire d’essai\u202f: {cooperations}.\nSa suite.",
            "Une note d’essai.",
            vue="theme=mobilites",
        ),
        Scene("Pôles d’essai", niveaux=("regions", "poles")),
        Scene("Frise d’essai", vue="region=84", defile=(2010, 2015)),
    ),
)
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LONG = "Gouvernance alimentaire interterritoriale et mobilités transfrontalières " * 9


@cache
def donnees() -> Dataset:
    return load_dataset()


@dataclass
class Drawn:
    """Stands for the maps, which have their own tests: a small picture, and what was asked."""

    asked: list[tuple[View, dict[str, Any]]] = field(default_factory=list)

    def __call__(self, _: Dataset, view: View, **options: Any) -> bytes:
        """Draw nothing."""
        self.asked.append((view, options))
        made = BytesIO()
        Image.new("RGB", (160, 90), "white").save(made, "PNG")
        return made.getvalue()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    stand_in = Drawn()
    monkeypatch.setattr(pptx_cartes, "draw", stand_in)
    return stand_in


def slides(content: bytes) -> list[Slide]:
    return list(pptx.Presentation(BytesIO(content)).slides)


def texts(slide: Slide) -> dict[str, str]:
    return {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}


def placeholders(slide: Slide) -> dict[int, str]:
    return {
        shape.placeholder_format.idx: shape.text_frame.text
        for shape in slide.placeholders
        if shape.has_text_frame
    }


def test_one_slide_a_scene_after_a_cover(drawn: Drawn) -> None:
    cover, *scenes = slides(export_pptx(donnees(), DECK))
    assert cover.shapes.title.text == "Présentation d’essai"
    assert "3 cartes commentées" in cover.placeholders[1].text_frame.text
    assert [s.shapes.title.text for s in scenes] == [scene.titre for scene in DECK.scenes]
    assert len(drawn.asked) == 4


@pytest.mark.parametrize(
    "deck", [replace(DECK, titre="  "), replace(DECK, scenes=DECK.scenes[:1])], ids=["name", "one"]
)
@pytest.mark.usefixtures("drawn")
def test_no_cover_without_a_title_or_for_one_scene(deck: Presentation) -> None:
    assert len(slides(export_pptx(donnees(), deck))) == len(deck.scenes)


@pytest.mark.usefixtures("drawn")
def test_texts_are_in_the_placeholders_of_the_outline() -> None:
    slide = slides(export_pptx(donnees(), DECK))[1]
    held = placeholders(slide)
    resolved = resolve(donnees(), DECK.scenes[0])
    assert held[0] == "Se déplacer d’essai"
    assert held[1] == resolved.commentaire and held[1].count("\n") == 1
    figures = [held[idx] for idx in (14, 15, 16) if idx in held]
    assert figures == [f"{number}\n{label}" for number, label in resolved.chiffres]
    assert texts(slide)["Sources"].startswith(ATTRIBUTION)
    assert "Présentation d’essai" in texts(slide)["Numéro"]
    assert slide._element.findall(f".//{A}fld[@type='slidenum']")
    # No placeholder is left empty, to ask for a text on the screen.
    assert all(held.values())


@pytest.mark.usefixtures("drawn")
def test_figures_are_those_of_the_tables() -> None:
    with (TABLES / "cooperation_themes.csv").open(encoding="utf-8") as file:
        themed = {r["cooperation_id"] for r in csv.DictReader(file) if r["theme"] == "mobilites"}
    with (TABLES / "cooperations.csv").open(encoding="utf-8") as file:
        expected = sum(
            row["confiance"] in ("haute", "moyenne")
            and (row["theme_principal"] == "mobilites" or row["id"] in themed)
            for row in csv.DictReader(file)
        )
    held = placeholders(slides(export_pptx(donnees(), DECK))[1])
    assert held[14] == f"{expected}\ncoopérations"
    assert f"{expected} coopérations" in held[1]


@pytest.mark.usefixtures("drawn")
def test_notes_hold_what_the_presenter_says_and_what_was_left_out() -> None:
    scene = replace(DECK.scenes[0], vue="theme=mobilites,inconnu")
    slide = slides(export_pptx(donnees(), Presentation("", (scene,)), base_url=BASE))[0]
    notes = slide.notes_slide.notes_text_frame.text
    for said in (
        "Une note d’essai.",
        "Sa suite.",
        f"{BASE}/?theme=mobilites",
        "theme=inconnu",
        ATTRIBUTION,
    ):
        assert said in notes


@pytest.mark.usefixtures("drawn")
def test_every_text_is_in_french_and_every_picture_described() -> None:
    for slide in slides(export_pptx(donnees(), DECK, base_url=BASE)):
        for page in (slide, slide.notes_slide):
            for run in page._element.iter(f"{A}r"):
                assert run.find(f"{A}rPr").get("lang") == "fr-FR", run.find(f"{A}t").text
        for picture in slide._element.iter(f"{P}pic"):
            properties = picture.find(f"{P}nvPicPr/{P}cNvPr")
            decorative = "decorative" in etree.tostring(properties, encoding="unicode")
            assert properties.get("descr") or decorative


@pytest.mark.usefixtures("drawn")
def test_the_link_is_clicked_and_scanned() -> None:
    without, slide = (
        slides(export_pptx(donnees(), Presentation("", DECK.scenes[:1]), base_url=base))[0]
        for base in ("", f" {BASE}/ ")
    )
    assert "Lien" not in texts(without) and len(_pictures(without)) == 1
    link = f"{BASE}/?theme=mobilites"
    frame = next(s for s in slide.shapes if s.name == "Lien").text_frame
    assert frame.paragraphs[0].runs[0].hyperlink.address == link
    code = next(s for s in slide.shapes if s.name == "Code QR")
    assert code.click_action.hyperlink.address == link
    # Module by module, inside its quiet zone of four.
    with Image.open(BytesIO(code.image.blob)) as image:
        pixels = np.asarray(image.convert("L")) < 128
    matrix = np.array(
        [list(row) for row in segno.make_qr(link, error="m", boost_error=False).matrix]
    )
    side = pixels.shape[0] // (len(matrix) + 8)
    assert (pixels[side // 2 :: side, side // 2 :: side][4:-4, 4:-4] == matrix.astype(bool)).all()
    assert not pixels[: 4 * side].any()


def _pictures(slide: Slide) -> list[Any]:
    return [shape for shape in slide.shapes if hasattr(shape, "image")]


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("base", ["javascript:alert(1)", "essai", "https://essai.example/a b"])
def test_an_address_that_is_none_is_refused(base: str) -> None:
    with pytest.raises(ExportError, match="`base_url`: expected an address"):
        export_pptx(donnees(), DECK, base_url=base)


def test_no_scene_is_refused(drawn: Drawn) -> None:
    with pytest.raises(ExportError, match="at least one scene, found none"):
        export_pptx(donnees(), Presentation("Vide d’essai", ()))
    assert not drawn.asked


def test_two_hundred_scenes_tell_their_progress_and_share_their_map(drawn: Drawn) -> None:
    told: list[tuple[str, int]] = []
    scenes = tuple(Scene(f"Scène d’essai {i}", vue="theme=sante") for i in range(200))
    content = export_pptx(
        donnees(), Presentation("", scenes), step=lambda name, total: told.append((name, total))
    )
    assert told == [(f"Scène d’essai {i}", 200) for i in range(200)]
    assert len(slides(content)) == 200
    assert len(drawn.asked) == 1


def test_maps_are_asked_as_the_scene_says(drawn: Drawn) -> None:
    scene = Scene("Essai", vue="region=84", cadre=(2, 44, 7, 47), noms=False, niveaux=("poles",))
    export_pptx(donnees(), Presentation("", (scene,)))
    ((view, options),) = drawn.asked
    assert view.filters.regions == ("84",)
    assert options["cadre"] == (2, 44, 7, 47) and options["niveaux"] == ("poles",)
    assert options["cadre_seul"] and not options["noms"] and options["theme"] == "dark"


@pytest.mark.parametrize("vue", ["", "region=84", "annees=2000-2020", "annees=2000-2012"])
def test_years_stop_at_the_last(vue: str, drawn: Drawn) -> None:
    scene = Scene("Frise d’essai", vue=vue, defile=(2010, 2015))
    export_pptx(donnees(), Presentation("", (scene,)))
    facets = donnees().facets
    shown = apply_filters(facets, drawn.asked[0][0].filters).cooperations
    whole = resolve(donnees(), scene).selection.cooperations
    assert (shown == (whole & begun_by(facets, 2015))).all()


@pytest.mark.usefixtures("drawn")
def test_the_legend_names_what_is_drawn_in_its_colours() -> None:
    content = export_pptx(donnees(), replace(DECK, titre=""))
    named = texts(slides(content)[0])["Légende"].split("\n")
    table = donnees().tables
    shown = resolve(donnees(), DECK.scenes[0]).selection.cooperations
    systems = table.themes.set_index("code")["systeme"][
        table.cooperations["theme_principal"][shown]
    ]
    rows = table.systemes[table.systemes["code"].isin(set(systems))]
    assert named[: len(rows)] == list(rows["label"])
    assert set(named[len(rows) :]) <= {
        "Tirets\u202f: en projet",
        "Pâle\u202f: achevée ou non suivie",
    }
    # Pôles alone: no link, no colour to explain.
    assert "Légende" not in texts(slides(content)[1])


HOSTILE = {
    "html": "<b>Essai</b> <script>alert(1)</script> &amp;",
    "escape": "_x0041_ et _x000D_",
    "control": "Es\x00s\x0bai\x1b \ud800 \uffff fin",
    "direction": "Essai \u202egnp.exe\u202c",
    "emoji": "Essai 👩\u200d🌾 🎪",
}


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_texts_stay_texts(text: str) -> None:
    scene = Scene(text, text, text)
    content = export_pptx(donnees(), Presentation(text, (scene, scene)), base_url=BASE)
    held = placeholders(slides(content)[1])
    assert held[0] == one_line(resolve(donnees(), scene).titre)
    for part in etree.fromstring(
        zipfile.ZipFile(BytesIO(content)).read("ppt/slides/slide2.xml")
    ).iter(f"{A}t"):
        assert not re.search(r"_x[0-9A-Fa-f]{4}_", part.text or "")


def test_texts_are_cleaned() -> None:
    assert clean("a\x00b\r\nc\td\u202ee") == "ab\nc de"
    assert clean("_x0041_") == "_\u2060x0041_" and clean("_xyz_") == "_xyz_"
    assert one_line("  a \n b  ") == "a b"
    assert one_line("1\u202f751") == "1\u202f751"


# Layout


def test_lines_are_broken_at_spaces_and_hold() -> None:
    text = "Un deux\u202ftrois quatre " + "x" * 60 + "\nfin"
    lines = break_lines(text, TEXTS, 18, 2)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "").replace("\n", "")
    assert all(width(line, TEXTS, 18) <= 2 for line in lines)
    assert any("deux\u202ftrois" in line for line in lines) and lines[-1] == "fin"


def test_a_cut_text_ends_at_a_word_and_holds() -> None:
    shown = cut(LONG, TITLES, 24, 3, 2)
    assert len(break_lines(shown, TITLES, 24, 3)) == 2
    assert shown.endswith("…") and LONG.startswith(shown[:-1]) and LONG[len(shown) - 1] == " "
    assert cut("Court", TITLES, 24, 3, 1) == "Court"


def test_a_short_column_keeps_the_largest_sizes_and_a_long_one_is_told_cut() -> None:
    short = compose("Essai", "Un mot.", (), 6, TITLE)
    assert (short.title.size, short.cut) == (44, False)
    assert short.text is not None and short.text.size == 18
    long = compose(LONG, LONG, [("12", "essais")] * 3, 4.5, TITLE)
    assert long.cut and long.title.text.endswith("…")


TITRES = ["Essai", "Un titre d’essai de longueur moyenne", LONG[:120], LONG, "Anticonstitution" * 9]
COMMENTAIRES = ["", "Un mot.", LONG[:250], LONG * 2, "ligne\n\n" * 30]


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("base", ["", BASE])
def test_nothing_leaves_the_slide_nor_covers_another_text(base: str) -> None:
    scenes = tuple(
        Scene(titre, commentaire, vue=vue, niveaux=niveaux)
        for titre in TITRES
        for commentaire in COMMENTAIRES
        for vue, niveaux in (("theme=sante", ("poles", "liens")), ("poles=tous", ("poles",)))
    )
    made = slides(export_pptx(donnees(), Presentation(LONG, scenes), base_url=base))
    for slide in made:
        boxes = [
            (s.left, s.top, s.left + s.width, s.top + s.height, s.name)
            for s in slide.shapes
            if s.name != "Carte"
        ]
        for left, top, right, bottom, name in boxes:
            assert left >= 0 and top >= 0, name
            assert right <= Inches(13.333) and bottom <= Inches(7.5), (name, bottom)
        for i, one in enumerate(boxes):
            for other in boxes[i + 1 :]:
                apart = (
                    one[2] <= other[0]
                    or other[2] <= one[0]
                    or one[3] <= other[1]
                    or other[3] <= one[1]
                )
                assert apart, (slide.shapes.title.text, one, other)
    for slide, scene in zip(made[1:], scenes, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        whole = one_line(resolve(donnees(), scene).titre)
        assert slide.shapes.title.text == whole or whole in notes
        assert one_line(scene.commentaire) in one_line(notes)


@pytest.mark.usefixtures("drawn")
@pytest.mark.parametrize("vue", ["", "region=84"])
def test_a_title_of_a_line_and_a_long_commentary_are_not_cut(vue: str) -> None:
    text = "Un territoire d’essai coopère avec un autre, sur un thème et depuis une année. " * 7
    scene = Scene("Un titre d’essai", text[:600], vue=vue)
    slide = slides(export_pptx(donnees(), Presentation("", (scene,)), base_url=BASE))[0]
    assert placeholders(slide)[1] == resolve(donnees(), scene).commentaire.strip()


# The file


@pytest.mark.usefixtures("drawn")
def test_the_same_deck_gives_the_same_bytes() -> None:
    once, twice = (export_pptx(donnees(), DECK, base_url=BASE) for _ in range(2))
    assert once == twice
    with zipfile.ZipFile(BytesIO(once)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.usefixtures("drawn")
def test_the_package_is_sound() -> None:
    with zipfile.ZipFile(BytesIO(export_pptx(donnees(), DECK, base_url=BASE))) as file:
        assert file.testzip() is None
        names = file.namelist()
        parts = {name: file.read(name) for name in names}
    assert len(names) == len(set(names)) and names[0] == "[Content_Types].xml"
    types = etree.fromstring(parts["[Content_Types].xml"])
    overrides = {e.get("PartName", "")[1:] for e in types if e.tag.endswith("Override")}
    extensions = {e.get("Extension") for e in types if e.tag.endswith("Default")}
    assert overrides <= set(names)
    reached = {"[Content_Types].xml"}
    for name, content in parts.items():
        assert name in overrides or name.rsplit(".", 1)[-1] in extensions
        if not name.endswith((".xml", ".rels")):
            continue
        root = etree.fromstring(content)
        if name.endswith(".rels"):
            reached.add(name)
            folder = posixpath.dirname(posixpath.dirname(name))
            for relation in root:
                target = relation.get("Target", "")
                if relation.get("TargetMode") == "External":
                    assert target.startswith(BASE)
                    continue
                path = target[1:] if target[0] == "/" else posixpath.join(folder, target)
                reached.add(posixpath.normpath(path))
        else:
            ids = [e.get("id") for e in root.iter(f"{P}cNvPr")]
            assert len(ids) == len(set(ids)), name
            used = set(re.findall(rb'r:(?:id|embed|link)="(rId\d+)"', content))
            relations = parts.get(
                f"{posixpath.dirname(name)}/_rels/{posixpath.basename(name)}.rels"
            )
            assert used <= set(re.findall(rb'Id="(rId\d+)"', relations or b"")), name
    assert reached == set(names)


@pytest.mark.usefixtures("drawn")
def test_the_file_says_what_it_is() -> None:
    deck = pptx.Presentation(BytesIO(export_pptx(donnees(), DECK)))
    properties = deck.core_properties
    assert (properties.title, properties.author) == ("Présentation d’essai", NAME)
    assert properties.language == "fr-FR" and properties.created.year == 2026
    assert (deck.slide_width, deck.slide_height) == (Inches(13.333), Inches(7.5))
    assert [layout.name for layout in deck.slide_layouts] == ["Ouverture", "Scène"]
    theme = next(
        r.target_part for r in deck.slide_master.part.rels.values() if "theme" in r.reltype
    )
    for expected in (
        "Bricolage Grotesque",
        "Atkinson Hyperlegible Next",
        PALETTES["dark"]["mer"][1:],
        *(colour[1:] for colour in donnees().tables.systemes["couleur_sombre"]),
    ):
        assert expected in theme.blob.decode()


@pytest.mark.usefixtures("drawn")
def test_maps_are_veiled_under_texts_alone() -> None:
    picture = _pictures(slides(export_pptx(donnees(), DECK))[1])[0]
    with Image.open(BytesIO(picture.image.blob)) as image:
        assert image.size == (160, 90)
        pixels = image.convert("RGB")
    column, middle, foot = (pixels.getpixel(place) for place in ((10, 40), (100, 40), (100, 88)))
    assert min(middle) > 250
    assert max(column) < 70 and max(foot) < 100


def test_a_real_map_is_sharp_and_fills_its_slide() -> None:
    (slide,) = slides(export_pptx(donnees(), Presentation("", DECK.scenes[:1])))
    (picture,) = _pictures(slide)
    assert picture.image.size == (3840, 2160)
    assert (picture.width, picture.height) == (Inches(13.333), Inches(7.5))
    assert len(picture.image.blob) < 1_000_000


# LibreOffice


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Slide], PdfReader]:
    """Slides of the seed deck and of harder ones, as LibreOffice prints them."""
    if soffice.find() is None:
        pytest.skip(soffice.ADVICE)
    folder = tmp_path_factory.mktemp("soffice")
    hard = tuple(Scene(t, c, vue="") for t in TITRES[1:] for c in COMMENTAIRES[2:4])
    deck = Presentation("Présentation d’essai", (*seed(donnees()).scenes, *hard))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pptx_cartes, "draw", Drawn())
        content = export_pptx(donnees(), deck, base_url=BASE)
    document = Path(folder, "essai.pptx")
    document.write_bytes(content)
    return slides(content), PdfReader(soffice.to_pdf(document, folder))


def test_libreoffice_prints_every_slide(printed: tuple[list[Slide], PdfReader]) -> None:
    made, pdf = printed
    assert len(pdf.pages) == len(made)
    for slide, page in zip(made, pdf.pages, strict=True):
        width, height = page.mediabox.width, page.mediabox.height
        assert abs(width / height - 16 / 9) < 0.01
        read = _letters(page.extract_text())
        for shape in slide.shapes:
            if shape.has_text_frame and shape.name != "Numéro":
                for paragraph in shape.text_frame.paragraphs:
                    said = "".join(run.text for run in paragraph.runs)
                    assert _letters(said) in read, (shape.name, said)


def _letters(text: str) -> str:
    """Keep letters and digits: line ends, bullets and spaces are the printer's business."""
    return "".join(character for character in text if character.isalnum())


def test_no_text_goes_over_its_box_in_libreoffice(printed: tuple[list[Slide], PdfReader]) -> None:
    made, pdf = printed
    for slide, page in zip(made, pdf.pages, strict=True):
        lines = _lines(page)
        for shape in slide.shapes:
            if not shape.has_text_frame or shape.name == "Carte":
                continue
            inside = _letters(shape.text_frame.text)
            # Baselines of the lines that are this shape's, found by place and by text.
            top, bottom = shape.top / 914400 - 0.02, (shape.top + shape.height) / 914400 + 0.02
            left = shape.left / 914400 - 0.05
            here = [
                text
                for x, y, text in lines
                if left <= x <= (shape.left + shape.width) / 914400 and top <= y <= bottom
            ]
            if shape.name != "Numéro":
                assert _letters("".join(here)).endswith(inside), (shape.name, inside, here)


def _lines(page: Any) -> list[tuple[float, float, str]]:
    """Return texts of a page with the place of their baseline, in inches from the top left."""
    height = float(page.mediabox.height)
    found: list[tuple[float, float, str]] = []

    def visit(text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        if text.strip():
            x = cm[0] * tm[4] + cm[2] * tm[5] + cm[4]
            y = cm[1] * tm[4] + cm[3] * tm[5] + cm[5]
            found.append((x / 72, (height - y) / 72, text))

    page.extract_text(visitor_text=visit)
    return found
