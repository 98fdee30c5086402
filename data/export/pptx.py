"""A presentation as PowerPoint slides: one a scene, its map a picture, its texts editable.

The same data and scenes give the same bytes. Positions and sizes are measured
(`pptx_mise_en_page`), the master and the layouts are ours (`pptx_modele`).
"""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pptx.enum.dml import MSO_THEME_COLOR

from data.export import ExportError
from data.export import pptx_modele as m
from data.export.pptx_cartes import Maps
from data.export.pptx_ecriture import (
    add_text,
    clean,
    fill_map,
    one_line,
    paragraph_of,
    put,
    remove,
    run,
    write,
)
from data.export.pptx_mise_en_page import TEXTS, compose, cut, fit_title
from data.export.pptx_pied import foot_of, is_address
from data.export.scenes import resolve, view_of
from geo import format_fr as fr
from geo.layers import ATTRIBUTION
from geo.permalinks import View
from geo.scenes import Scene
from geo.scenes_figures import POPULATION
from geo.sheets_parts import MILLESIME_EPCI

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pptx.presentation import Presentation as Deck
    from pptx.slide import Slide

    from data.dataset import Dataset
    from data.export.scenes import Resolved
    from geo.scenes import Presentation

NAME = "Coopérations métropolitaines"
_UNTITLED = "Sans titre"
#: Characters that a property of a file may hold.
_PROPERTY_MAX = 255
#: The file's date, that of its reference: the same data always give the same file.
_DATE = datetime(int(MILLESIME_EPCI), 1, 1, tzinfo=UTC)
_POPULATION = f"{fr.sentence(POPULATION).rstrip('.')}, INSEE"
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
#: Sizes of title and commentary, in points, under which the column is said to be full.
_COMFORT_PT = (32, 14)


def export_pptx(
    donnees: Dataset,
    presentation: Presentation,
    *,
    base_url: str = "",
    step: Callable[[str, int], None] | None = None,
) -> bytes:
    """Return a presentation as a .pptx file, 16:9.

    Parameters
    ----------
    donnees
        The inventory: figures and maps are computed from it.
    presentation
        Scenes, in the order of the slides. Two scenes or more under a title open with a cover.
    base_url
        Public address of the dashboard; with it, each slide has its link and its QR code.
    step
        Told the title of each scene once its slide is made, and how many there are.

    Raises
    ------
    ExportError
        If there is no scene, `base_url` is not an address, or a map cannot be drawn.
    """
    scenes = presentation.scenes
    if not scenes:
        raise ExportError(
            "presentation: expected at least one scene, found none; add a view of the map to it."
        )
    base_url = base_url.strip()
    if base_url and not is_address(base_url):
        raise ExportError(
            f"`base_url`: expected an address such as https://example.org/carte, found {base_url!r}"
        )
    title = one_line(presentation.titre)
    colours = tuple(donnees.tables.systemes.sort_values("ordre")["couleur_sombre"])
    deck = m.empty_deck(NAME, colours)
    properties = deck.core_properties
    properties.title, properties.author = fr.shorten(title, _PROPERTY_MAX) or NAME, NAME
    properties.last_modified_by, properties.language = NAME, "fr-FR"
    properties.created = properties.modified = _DATE
    properties.revision = 1
    maps = Maps(donnees)
    if title and len(scenes) > 1:
        _cover(deck, title, len(scenes), maps, base_url)
    for scene in scenes:
        resolved = resolve(donnees, scene, base_url)
        _scene(deck, resolved, maps, title)
        if step:
            step(one_line(resolved.titre) or _UNTITLED, len(scenes))
    return _packed(deck)


def _cover(deck: Deck, title: str, count: int, maps: Maps, base_url: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    ground = Scene("", noms=False, niveaux=("poles",))
    fill_map(slide, maps.of(ground, View()), "")
    held = fit_title(title)
    write(slide.shapes.title.text_frame, [held.text], held.size)
    subtitle = slide.placeholders[m.TEXT_IDX].text_frame
    write(subtitle, [NAME, fr.count_label(count, "carte commentée", "cartes commentées")])
    if base_url:
        shown = cut(base_url.partition("://")[2].rstrip("/"), TEXTS, m.TEXT_PT, m.COVER_TEXT[2], 1)
        run(paragraph_of(subtitle, 1), shown, link=base_url)
    _sources(slide, ATTRIBUTION)
    write(slide.notes_slide.notes_text_frame, [f"Sources{fr.FINE}: {ATTRIBUTION}"])


def _scene(deck: Deck, resolved: Resolved, maps: Maps, deck_title: str) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    title = one_line(resolved.titre) or _UNTITLED
    text = clean(resolved.commentaire).strip()
    figures = [(one_line(number), one_line(label)) for number, label in resolved.chiffres]
    view = view_of(maps.donnees, resolved.scene, resolved.view)
    fill_map(slide, maps.of(resolved.scene, view), _alternative(title, figures))
    foot = foot_of(maps.donnees, resolved, view)
    column = compose(title, text, figures, foot.top, m.TITLE)
    sizes = (column.title.size, column.text.size if column.text else m.TEXT_PT)
    if column.cut or sizes[0] < _COMFORT_PT[0] or sizes[1] < _COMFORT_PT[1]:
        foot = replace(foot, serre=True)
        column = compose(title, text, figures, foot.top, m.FULL)
    frames = {shape.placeholder_format.idx: shape for shape in slide.placeholders}
    put(slide.shapes.title, column.title.box, [column.title.text], column.title.size)
    unused = {m.TEXT_IDX, *m.FIGURES_IDX}
    if column.text:
        lines = column.text.text.split("\n")
        put(frames[m.TEXT_IDX], column.text.box, lines, column.text.size)
        unused.remove(m.TEXT_IDX)
    for idx, figure in zip(m.FIGURES_IDX, column.figures, strict=False):
        put(frames[idx], figure.box, [figure.number, figure.label], figure.size, levels=True)
        frames[idx].text_frame.word_wrap = figure.wraps
        unused.remove(idx)
    for idx in unused:
        remove(frames[idx])
    foot.draw(slide)
    told = " ".join([title, text, *(label for _, label in figures)])
    sources = ATTRIBUTION + (f" · {_POPULATION}" if "habitant" in told else "")
    _number(slide, deck_title)
    _sources(slide, sources)
    notes = _notes(resolved, "" if column.title.text == title else title, text, sources)
    write(slide.notes_slide.notes_text_frame, notes)


def _alternative(title: str, figures: Sequence[tuple[str, str]]) -> str:
    said = fr.enumerate_fr([f"{number} {label}" for number, label in figures])
    return f"Carte «{fr.FINE}{title}{fr.FINE}»" + (f"{fr.FINE}: {said}." if said else ".")


def _notes(resolved: Resolved, title: str, text: str, sources: str) -> list[str]:
    """Write what the presenter reads: notes, commentary whole, view, sources.

    `title` is given when the slide could not hold it whole.
    """
    ignored = [one_line(value) for value in resolved.ignored]
    years = resolved.scene.defile
    parts = [
        clean(resolved.notes).strip(),
        title,
        text,
        f"La carte est celle de {years[1]}." if years else "",
        f"Cette vue{fr.FINE}: {resolved.lien}" if resolved.lien else "",
        f"Inconnu, laissé de côté{fr.FINE}: {', '.join(ignored)}" if ignored else "",
        f"Sources{fr.FINE}: {sources}",
    ]
    return "\n\n".join(part for part in parts if part).split("\n")


def _number(slide: Slide, title: str) -> None:
    """Write the slide's number, which it does not inherit, and the deck's title."""
    tree = slide.shapes._spTree
    after = cut(f" · {title}", TEXTS, m.FOOT_PT, m.NUMBER[2] - 0.4, 1) if title else fr.NBSP
    tree.append(m.number_shape(tree.max_shape_id + 1, after))


def _sources(slide: Slide, text: str) -> None:
    """Write the sources: not the layout's footer, which LibreOffice draws under the picture."""
    frame = add_text(slide, "Sources", m.SOURCES)
    run(frame.paragraphs[0], text, m.FOOT_PT, MSO_THEME_COLOR.FOLLOWED_HYPERLINK)


def _packed(deck: Deck) -> bytes:
    """Return the file, its entries dated alike; pictures are stored as they are."""
    made, packed = BytesIO(), BytesIO()
    deck.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            stored = name.endswith(".png")
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
