"""The empty deck of slides: theme, master and two layouts, in the dark colours of the map.

A layout holds true placeholders (title, text, figures, picture): the outline view lists the
texts, and a visitor who changes the master changes every slide.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pptx
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.opc.oxml import serialize_part_xml
from pptx.oxml import parse_xml
from pptx.util import Inches

from geo.palette import PALETTES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pptx.opc.package import OpcPackage, Part
    from pptx.oxml.xmlchemy import BaseOxmlElement
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout
    from pptx.util import Length

    Box = tuple[float, float, float, float]

#: Size of a slide, then left, top, width and height of its parts, in inches.
WIDTH, HEIGHT = 13.333, 7.5
WHOLE: Box = (0, 0, WIDTH, HEIGHT)
TITLE: Box = (0.5, 0.8, 3.95, 1.3)
#: The column when it is full: where the title is, then, and how wide all the texts are.
FULL: Box = (0.5, 0.6, 4.2, 1.3)
TEXT: Box = (0.5, 2.3, 3.95, 1.6)
FIGURES: tuple[Box, ...] = tuple((0.5, 4.0 + 0.9 * i, 3.95, 0.8) for i in range(3))
NUMBER: Box = (0.5, 6.98, 3.95, 0.24)
SOURCES: Box = (4.9, 6.98, 7.3, 0.46)
COVER_TITLE: Box = (0.5, 1.2, 4.3, 2.9)
COVER_TEXT: Box = (0.5, 4.35, 4.3, 1.3)
#: Sizes of text, in points: 12 is 24 pixels of a 1920×1080 screen, read at ten metres.
FOOT_PT, TITLE_PT, TEXT_PT, FIGURE_PT, COVER_PT = 12, 44, 18, 32, 48
#: Height of a line, as a share of the font's own.
TITLE_LINE, TEXT_LINE = 0.9, 1.05
#: `idx` of the placeholders of the layouts.
MAP_IDX, TEXT_IDX, FIGURES_IDX = 13, 1, (14, 15, 16)
_NUMBER = 'type="sldNum" sz="quarter" idx="12"'

#: Declarations that a piece of markup needs to be read alone.
NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
#: Family of fonts to fall back on when ours are missing: PANOSE of a sans serif.
_LATIN = '<a:latin typeface="{}" panose="020B0604020202020204" pitchFamily="34"/>'
_TITLES, _TEXTS = "Bricolage Grotesque", "Atkinson Hyperlegible Next"
_ROOT = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/>'
    '<a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_FIELD = (
    '<a:fld id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}" type="slidenum">'
    '<a:rPr lang="fr-FR"/><a:t>‹N°›</a:t></a:fld>'
)


def empty_deck(name: str, systems: Sequence[str]) -> Presentation:
    """Return a deck without slide whose layouts are `cover` and `scene`, in this order.

    Parameters
    ----------
    name
        Name of the theme, as PowerPoint lists it.
    systems
        Six colours (#RRGGBB), the accents of the theme.
    """
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    package = deck.part.package
    _drop(deck.part, RT.PRINTER_SETTINGS)
    _drop(package, RT.THUMBNAIL)
    for layout in list(deck.slide_layouts)[2:]:
        deck.slide_layouts.remove(layout)
    # What the template says of its author's own deck.
    app = package.part_related_by(RT.EXTENDED_PROPERTIES)
    app._blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas'
        '.openxmlformats.org/officeDocument/2006/extended-properties"><Application>'
        f"{escape(name)}</Application></Properties>"
    ).encode()
    master = deck.slide_master
    theme = master.part.part_related_by(RT.THEME)
    theme._blob = _theme(theme.blob, name, systems)
    _replace(master.element, _common("", _master_shapes(), background=True))
    _replace(master.element, _parsed(_text_styles()))
    master.element.find(f"{_P}clrMap").attrib.update(
        {"bg1": "dk1", "tx1": "lt1", "bg2": "dk2", "tx2": "lt2"}
    )
    cover, scene = deck.slide_layouts
    _fill_layout(cover, "Ouverture", _cover_shapes(), kind="title")
    _fill_layout(scene, "Scène", _scene_shapes())
    return deck


def emu(box: Box) -> tuple[Length, Length, Length, Length]:
    """Return a box given in inches in the unit of the files."""
    left, top, width, height = box
    return Inches(left), Inches(top), Inches(width), Inches(height)


def _drop(holder: Part | OpcPackage, kind: str) -> None:
    relations = holder._rels
    for key in [key for key, relation in relations.items() if relation.reltype == kind]:
        relations.pop(key)


def _parsed(markup: str) -> BaseOxmlElement:
    element: BaseOxmlElement = parse_xml(markup)
    return element


def _replace(parent: BaseOxmlElement, new: BaseOxmlElement) -> None:
    parent.replace(parent.find(new.tag), new)


def _fill_layout(layout: SlideLayout, name: str, shapes: str, kind: str = "") -> None:
    element = layout.element
    _replace(element, _common(name, shapes))
    element.attrib.pop("type", None)
    if kind:
        element.set("type", kind)
    element.set("preserve", "1")


def _common(name: str, shapes: str, *, background: bool = False) -> BaseOxmlElement:
    ground = (
        '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr>'
        "</p:bg>"
    )
    return _parsed(
        f'<p:cSld {NS} name="{name}">{ground if background else ""}'
        f"<p:spTree>{_ROOT}{shapes}</p:spTree></p:cSld>"
    )


def _theme(blob: bytes, name: str, systems: Sequence[str]) -> bytes:
    """Return the template's theme with our name, colours and fonts."""
    theme = parse_xml(blob)
    theme.set("name", name)
    dark = PALETTES["dark"]
    colours = {
        "dk1": dark["mer"],
        "lt1": dark["encre"],
        "dk2": dark["terre"],
        "lt2": dark["texte2"],
        **{f"accent{i}": colour for i, colour in enumerate(systems, 1)},
        "hlink": dark["accent"],
        "folHlink": dark["texte3"],
    }
    scheme = "".join(
        f'<a:{role}><a:srgbClr val="{colour.lstrip("#")}"/></a:{role}>'
        for role, colour in colours.items()
    )
    fonts = "".join(
        f'<a:{role}>{_LATIN.format(family)}<a:ea typeface=""/><a:cs typeface=""/></a:{role}>'
        for role, family in (("majorFont", _TITLES), ("minorFont", _TEXTS))
    )
    elements = theme.find(f"{_A}themeElements")
    for tag, content in (("clrScheme", scheme), ("fontScheme", fonts)):
        _replace(elements, _parsed(f'<a:{tag} {NS} name="{escape(name)}">{content}</a:{tag}>'))
    return serialize_part_xml(theme)


def _shape(key: int, name: str, place: str, box: Box, text: str, more: str = "") -> str:
    """Write a placeholder: `place` its attributes, `text` its paragraphs, `more` its list style."""
    left, top, width, height = (int(value) for value in emu(box))
    body = (
        '<p:txBody><a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" rtlCol="0" {}><a:normAutofit/>'
        "</a:bodyPr><a:lstStyle>{}</a:lstStyle>{}</p:txBody>"
    )
    anchor = 'anchor="b"' if "ctrTitle" in place else 'anchor="t"'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{key}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/>'
        f"</p:cNvSpPr><p:nvPr><p:ph {place}/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm>"
        f'<a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'
        f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"{body.format(anchor, more, text)}</p:sp>"
    )


def _says(text: str) -> str:
    return f'<a:p><a:r><a:rPr lang="fr-FR"/><a:t>{text}</a:t></a:r></a:p>'


def number_shape(key: int, text: str) -> BaseOxmlElement:
    """Return the placeholder of a slide's number, and a text after it."""
    return _parsed(
        f'<p:sp {NS}><p:nvSpPr><p:cNvPr id="{key}" name="Numéro"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {_NUMBER}/></p:nvPr></p:nvSpPr><p:spPr/>'
        f'<p:txBody><a:bodyPr/><a:lstStyle/><a:p>{_FIELD}<a:r><a:rPr lang="fr-FR"/>'
        f"<a:t>{escape(text, quote=False)}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _number(key: int) -> str:
    small = (
        f'<a:lvl1pPr marL="0" indent="0" algn="l"><a:buNone/><a:defRPr sz="{FOOT_PT * 100}">'
        '<a:solidFill><a:schemeClr val="folHlink"/></a:solidFill></a:defRPr></a:lvl1pPr>'
    )
    return _shape(key, "Numéro", _NUMBER, NUMBER, f"<a:p>{_FIELD}</a:p>", small)


def _master_shapes() -> str:
    return (
        _shape(2, "Titre", 'type="title"', TITLE, _says("Titre"))
        + _shape(3, "Texte", f'type="body" idx="{TEXT_IDX}"', TEXT, _says("Texte"))
        + _number(4)
    )


def _picture(key: int) -> str:
    return _shape(key, "Carte", f'type="pic" idx="{MAP_IDX}"', WHOLE, _says("Carte"))


def _cover_shapes() -> str:
    big = f'<a:lvl1pPr algn="l"><a:defRPr sz="{COVER_PT * 100}"/></a:lvl1pPr>'
    return (
        _picture(2)
        + _shape(3, "Titre", 'type="ctrTitle"', COVER_TITLE, _says("Titre"), big)
        + _shape(
            4, "Sous-titre", f'type="subTitle" idx="{TEXT_IDX}"', COVER_TEXT, _says("Sous-titre")
        )
        + _number(5)
    )


def _scene_shapes() -> str:
    tight = f'<a:lnSpc><a:spcPct val="{TITLE_LINE * 100000:.0f}"/></a:lnSpc>'
    figure = (
        f'<a:lvl1pPr marL="0" indent="0">{tight}'
        f'<a:buNone/><a:defRPr sz="{FIGURE_PT * 100}" b="1"><a:solidFill><a:schemeClr val="tx1"/>'
        '</a:solidFill><a:latin typeface="+mj-lt"/></a:defRPr></a:lvl1pPr>'
        '<a:lvl2pPr marL="0" indent="0"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/>'
        f'<a:defRPr sz="{(FOOT_PT + 1) * 100}"/></a:lvl2pPr>'
    )
    two = (
        '<a:p><a:r><a:rPr lang="fr-FR"/><a:t>000</a:t></a:r></a:p>'
        '<a:p><a:pPr lvl="1"/><a:r><a:rPr lang="fr-FR"/><a:t>chiffre</a:t></a:r></a:p>'
    )
    figures = "".join(
        _shape(5 + i, f"Chiffre {i + 1}", f'type="body" sz="quarter" idx="{idx}"', box, two, figure)
        for i, (idx, box) in enumerate(zip(FIGURES_IDX, FIGURES, strict=True))
    )
    return (
        _picture(2)
        + _shape(3, "Titre", 'type="title"', TITLE, _says("Titre"))
        + _shape(4, "Texte", f'type="body" idx="{TEXT_IDX}"', TEXT, _says("Texte"))
        + figures
        + _number(5 + len(FIGURES))
    )


def _text_styles() -> str:
    def style(size: int, colour: str, font: str, line: float, *, bold: bool = False) -> str:
        return (
            f'algn="l" defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1">'
            f'<a:lnSpc><a:spcPct val="{line * 100000:.0f}"/></a:lnSpc>'
            '<a:spcBef><a:spcPts val="0"/></a:spcBef><a:buNone/>'
            f'<a:defRPr sz="{size * 100}" b="{int(bold)}" kern="1200"><a:solidFill>'
            f'<a:schemeClr val="{colour}"/></a:solidFill><a:latin typeface="+{font}-lt"/>'
            f'<a:ea typeface="+{font}-ea"/><a:cs typeface="+{font}-cs"/></a:defRPr>'
        )

    title = style(TITLE_PT, "tx1", "mj", TITLE_LINE, bold=True)
    text = style(TEXT_PT, "tx2", "mn", TEXT_LINE)
    levels = "".join(
        f'<a:lvl{i}pPr marL="{(i - 1) * 228600}" indent="0" {text}</a:lvl{i}pPr>'
        for i in range(1, 6)
    )
    other = style(TEXT_PT, "tx1", "mn", 1)
    return (
        f"<p:txStyles {NS}><p:titleStyle><a:lvl1pPr {title}</a:lvl1pPr></p:titleStyle>"
        f"<p:bodyStyle>{levels}</p:bodyStyle>"
        f'<p:otherStyle><a:lvl1pPr marL="0" {other}</a:lvl1pPr></p:otherStyle></p:txStyles>'
    )
