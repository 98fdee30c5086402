"""Pictures of a view: the three formats, what they draw, always the same, and bad input."""

from __future__ import annotations

import csv
import io
import math
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from xml.etree import ElementTree as ET

import pypdf
import pytest
import typst
from PIL import Image

from data.dataset import Dataset, load_dataset
from data.export import ExportError, image, image_page
from data.loaders import TABLES
from geo.crs import ANTILLES, METROPOLE, REUNION
from geo.image_cadre import Vue, look
from geo.layers import ATTRIBUTION
from geo.palette import PALETTES
from geo.permalinks import View, parse_query

SVG = "{http://www.w3.org/2000/svg}"
#: Pôle of the sillon lorrain: four members, one after the other from Thionville to Épinal.
LORRAINE = "200030989"
SIZE = (1000.0, 770.0)


@cache
def donnees() -> Dataset:
    return load_dataset()


def view(query: str = "") -> View:
    found, ignored = parse_query(parse_qs(query), donnees().vocabulary)
    assert not ignored
    return found


def svg(query: str = "", **options: Any) -> str:
    return image.draw(donnees(), view(query), fmt="svg", **options).decode()


def rows(table: str) -> list[dict[str, str]]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def arcs(drawing: str) -> int:
    """Count the links of the main map that are arcs, legend's signs left out."""
    return len(re.findall(r'd="M[-\d.]+ [-\d.]+Q[^"]*" stroke="#\w+" stroke-width', drawing))


def where(**options: Any) -> Vue:
    material = image._material(donnees())
    return look(material.sols, material.inventaire, size=SIZE, **options)


def test_a_png_is_twice_a_screen() -> None:
    made = image.draw(donnees(), view(), fmt="png")
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (3840, 2160)
        corner = picture.convert("RGB").getpixel((3839, 2159))
    sea, abroad = (PALETTES["light"][role] for role in ("mer", "voisins"))
    assert "#{:02X}{:02X}{:02X}".format(*corner) in (sea, abroad)


def test_a_pdf_is_one_page_with_its_fonts_and_its_texts() -> None:
    made = image.draw(donnees(), view("theme=mobilites"), fmt="pdf", titre="Essai de titre")
    reader = pypdf.PdfReader(io.BytesIO(made))
    (page,) = reader.pages
    assert [float(side) for side in page.mediabox[2:]] == [960, 540]
    assert reader.metadata is not None and reader.metadata.title == "Essai de titre"
    text = " ".join(page.extract_text().replace("\u202f", " ").split())
    for said in ("Essai de titre", "Thèmes : Mobilités", "Mobilités", "Lyon", "La Réunion", "km"):
        assert said in text, said
    assert ATTRIBUTION.replace("\u202f", " ") in text
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    names = " ".join(str(font["/BaseFont"]) for font in fonts)
    assert "BricolageGrotesque" in names and "AtkinsonHyperlegibleNext" in names
    assert all("+" in str(font["/BaseFont"]) for font in fonts)  # Subsets, embedded.
    assert b"/StructTreeRoot" in made or "/StructTreeRoot" in reader.trailer["/Root"]


def test_a_svg_is_drawn_through_and_through_and_asks_for_nothing() -> None:
    drawing = svg(titre="Essai")
    root = ET.fromstring(drawing)  # noqa: S314
    assert (root.get("width"), root.get("height")) == ("1920", "1080")
    assert root.get("role") == "img" and "266 coopérations" in str(root.get("aria-label"))
    assert not root.findall(f".//{SVG}image") and not root.findall(f".//{SVG}text")
    assert not re.search(r'href="(?!#)', drawing) and "url(http" not in drawing


def test_every_link_of_the_results_is_drawn() -> None:
    kept = {
        row["id"]
        for row in rows("cooperations")
        if row["forme"] == "contrat-de-reciprocite" and row["confiance"] != "faible"
    }
    ends = [row for row in rows("participants") if row["cooperation_id"] in kept]
    links = sum(row["role"] != "porteur" for row in ends)
    material = image._material(donnees())
    loops = sum(
        bool(link[5])
        for link in material.inventaire["liens"]
        if material.inventaire["cooperations"][link[0]]["id"] in kept
    )
    assert links > 10
    assert arcs(svg("forme=contrat-de-reciprocite")) == links - loops


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_colours_are_those_of_the_theme(theme: str) -> None:
    drawing = svg("systeme=mobilites", theme=theme)
    column = {"light": "couleur_clair", "dark": "couleur_sombre"}[theme]
    (colour,) = (row[column] for row in rows("systemes") if row["code"] == "mobilites")
    assert f'stroke="{colour}"' in drawing
    assert f'fill="{PALETTES[theme]["mer"]}"' in drawing


def test_levels_and_names_can_be_left_out() -> None:
    whole = svg(cadre_seul=True)
    assert arcs(whole) > 700
    assert arcs(svg(cadre_seul=True, niveaux=("regions", "poles"))) == 0
    bare = svg(cadre_seul=True, niveaux=("liens",), noms=False)
    assert PALETTES["light"]["departement"] not in bare
    hatch = 'stroke-opacity=".34"'
    assert hatch in whole and hatch not in bare
    assert len(svg(cadre_seul=True, noms=False)) < len(whole)


def test_the_map_alone_has_neither_panel_nor_scale() -> None:
    alone = pypdf.PdfReader(
        io.BytesIO(image.draw(donnees(), view(), fmt="pdf", cadre_seul=True, titre="Essai"))
    )
    text = alone.pages[0].extract_text()
    assert "Lyon" in text and "km" not in text and "Essai" not in text and "IGN" not in text


def test_a_chosen_pole_is_outlined_and_the_others_stand_back() -> None:
    drawing = svg(f"pole={LORRAINE}")
    assert drawing.count('stroke-width="3"') == 1 and 'opacity="0.28"' in drawing
    assert 'stroke-opacity="0.1"' in drawing
    assert "Sillon lorrain" in drawing or "sillon lorrain" in drawing


def test_a_dissolved_pole_is_drawn_when_it_is_chosen() -> None:
    gone = next(row["code"] for row in rows("poles") if row["statut"] == "dissous")
    drawing = svg(f"pole={gone}")
    assert 'stroke-dasharray="6 3 1 3"' in drawing


def test_a_commune_stands_for_its_intercommunalite() -> None:
    assert PALETTES["light"]["accent"] in svg("territoire=69123")


def test_an_empty_result_is_told_on_its_map() -> None:
    made = image.draw(donnees(), view("q=zzzz"), fmt="pdf")
    text = pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text()
    assert "Aucun résultat" in text and "Lyon" in text


@pytest.mark.parametrize("fmt", ["svg", "pdf"])
def test_the_same_view_gives_the_same_bytes(fmt: str) -> None:
    made = [image.draw(donnees(), view("region=94"), fmt=fmt) for _ in range(2)]
    image._last.clear()
    assert made[0] == made[1] == image.draw(donnees(), view("region=94"), fmt=fmt)


@pytest.mark.parametrize(
    "text",
    [
        '#panic("non") $x$ @y *a* _b_ `c` \\ // /* [d] ] }',
        "</svg><script>alert(1)</script> & \"q\" 'r' <!-- ]]>",
        "\x00\x1b\u202e\ud7ff 🚲 " + "a" * 4000,
        " ",
    ],
)
def test_any_text_is_data(text: str) -> None:
    drawing = svg(titre=text, commentaire=text)
    root = ET.fromstring(drawing)  # noqa: S314
    assert not [tag for tag in root.iter() if tag.tag.endswith("script")]
    made = image.draw(donnees(), view(), fmt="pdf", titre=text, commentaire=text)
    read = "".join(pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
    if text.startswith(("#", "<")):
        assert "".join(text.split())[:14].replace("'", "’") in read


def test_metropolitan_france_is_framed_with_the_overseas_regions_beside_it() -> None:
    vue = where(cooperations=range(len(donnees().tables.cooperations)))
    assert vue.zone == METROPOLE
    assert [carton.region for carton in vue.cartons] == ["01", "02", "03", "04", "06"]
    for carton in vue.cartons:
        assert carton.x >= 0 and carton.y + carton.cadre.height <= SIZE[1]
    assert where().cartons == ()


def test_distances_are_true() -> None:
    vue = where()
    material = image._material(donnees())
    codes = [t["code"] for t in material.inventaire["territoires"]]
    one, other = codes.index("200046977"), codes.index("200054807")  # Lyon, Marseille.
    spots = vue.cadre.place(material.sols.sol(METROPOLE).places[[one, other]])
    drawn = math.dist(*spots.tolist()) * vue.cadre.scale / 1000
    (a, b), (c, d) = (
        [math.radians(v) for v in material.inventaire["territoires"][i]["ancre"]]
        for i in (one, other)
    )
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    assert drawn == pytest.approx(2 * 6371 * math.asin(half**0.5), rel=0.004)


def test_a_frame_in_degrees_is_kept_whole() -> None:
    vue = where(degrees=(5.0, 43.0, 8.0, 45.5))
    sols = image._material(donnees()).sols
    x0, y0, x1, y1 = sols.window(METROPOLE, (5.0, 43.0, 8.0, 45.5))
    (left, top), (right, bottom) = vue.cadre.place([[x0, y1], [x1, y0]]).tolist()
    assert left >= 19.9 and top >= 17.9 and right <= SIZE[0] - 19.9 and bottom <= SIZE[1] - 19.9
    assert where(degrees=(55.2, -21.4, 55.9, -20.8)).zone == REUNION


@pytest.mark.parametrize(
    "degrees", [(-180, -90, 180, 90), (2.0, 46.0, 2.0, 46.0), (100, 10, 101, 11), (8, 51, -5, 41)]
)
def test_an_odd_frame_still_gives_a_picture(degrees: tuple[float, float, float, float]) -> None:
    ET.fromstring(svg(cadre=degrees))  # noqa: S314


def test_overseas_regions_are_framed_at_their_own_place() -> None:
    assert where(regions=["01"]).zone == ANTILLES
    assert where(regions=["01", "84"]).zone == METROPOLE


def test_the_space_kept_for_a_text_is_left_free() -> None:
    plain, moved = where(), where(margin=300.0)
    x = [v.cadre.place([[600_000, 6_600_000]])[0, 0] for v in (plain, moved)]
    assert x[1] > x[0] + 100
    sols = image._material(donnees()).sols
    x0, _, _, y1 = sols.sol(METROPOLE).bounds("regions", sols.regions["metropole"]) or (0,) * 4
    assert moved.cadre.place([[x0, y1]])[0, 0] >= 300


def test_unknown_format_or_theme_is_refused() -> None:
    with pytest.raises(ExportError, match="`fmt`: expected png or svg or pdf, found 'bmp'"):
        image.draw(donnees(), view(), fmt="bmp")
    with pytest.raises(ExportError, match="`theme`: expected light or dark, found 'sepia'"):
        image.draw(donnees(), view(), theme="sepia")


def test_missing_fonts_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(image_page, "FONTS", tmp_path)
    with pytest.raises(ExportError, match=r"found no AtkinsonHyperlegibleNext-Regular\.ttf"):
        image.draw(donnees(), view())


def test_a_picture_that_typst_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise typst.TypstError("unknown variable", "", [], [])

    monkeypatch.setattr(typst, "compile", refuse)
    with pytest.raises(ExportError, match=r"image\.typ: Typst refused 'Essai'"):
        image.draw(donnees(), view(), titre="Essai")


def test_missing_shapes_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image._last.clear()
    monkeypatch.setattr(image, "STATIC", tmp_path)
    with pytest.raises(ExportError, match="run `make build`"):
        image.draw(donnees(), view(f"pole={LORRAINE}"))
    image._last.clear()
