"""What is under the texts of a slide: legend, QR code, address. Placed first, then drawn."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import segno
from pptx.enum.dml import MSO_THEME_COLOR

from data.export import pptx_ecriture as ecriture
from data.export import pptx_modele as m
from data.export.pptx_mise_en_page import TEXTS, break_lines, cut, line_height, width
from geo.filters import apply_filters
from geo.format_fr import FINE, NBSP
from geo.image_legende import TRAITS
from geo.palette import PALETTES

if TYPE_CHECKING:
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

    from data.dataset import Dataset
    from data.export.scenes import Resolved
    from geo.permalinks import View

#: An address that a slide may open; the server's may be a plain name.
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\^{|}]+")
#: In inches: the bottom of all, the space above, the side of a QR code, and its corner when the
#: column is full.
_BOTTOM, _GAP, _QR, _INDENT = 6.72, 0.25, 1.25, 0.25
_QR_CORNER = (m.SOURCES[0], 0.5)
_AFTER = f"{NBSP}{NBSP} "
_LINKS = {
    code: f"{word}{FINE}: {TRAITS[code]}" for code, word in (("tirets", "Tirets"), ("pale", "Pâle"))
}


@dataclass(frozen=True)
class Legende:
    """Labels of what is drawn: systems with their colours (#RRGGBB), then strokes in use."""

    systemes: tuple[tuple[str, str], ...] = ()
    traits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pied:
    """The foot of a column.

    Attributes
    ----------
    lien
        Address of the view, or "".
    qr
        Whether the address has its QR code.
    serre
        Whether the column is full: the code then goes to the top left of the map, over the
        Channel when France is whole, and the legend in a line.
    """

    legende: Legende
    lien: str
    qr: bool
    serre: bool = False

    @property
    def top(self) -> float:
        """Where the foot begins, in inches, with the space above it."""
        inside = self._legend_height()
        if self.qr and not self.serre:
            inside = max(inside, _QR)
        return self.bottom - inside - (_GAP if inside or self.lien else 0)

    @property
    def bottom(self) -> float:
        """Where legend and QR code end, in inches, above the address."""
        return _BOTTOM - (line_height(TEXTS, m.FOOT_PT) + 0.1 if self.lien else 0)

    def draw(self, slide: Slide) -> None:
        """Put all of it on a slide."""
        left, _, room, _ = m.TITLE
        if self.lien:
            high = line_height(TEXTS, m.FOOT_PT)
            frame = ecriture.add_text(slide, "Lien", (left, _BOTTOM - high, room, high))
            frame.word_wrap = False
            shown = cut(self.lien.partition("://")[2], TEXTS, m.FOOT_PT, room, 1)
            ecriture.run(frame.paragraphs[0], shown, m.FOOT_PT, link=self.lien)
        if self.qr:
            corner = _QR_CORNER if self.serre else (left + room - _QR, self.bottom - _QR)
            picture = slide.shapes.add_picture(_code(self.lien), *m.emu((*corner, _QR, _QR)))
            picture.name = "Code QR"
            label = f"Code QR{FINE}: ouvre cette vue de la carte sur un téléphone"
            ecriture.describe(picture, label)
            picture.click_action.hyperlink.address = self.lien
        high = self._legend_height()
        if high:
            box = (left, self.bottom - high, self._legend_width(), high)
            frame = ecriture.add_text(slide, "Légende", box)
            frame.word_wrap = self.serre
            (self._write_line if self.serre else self._write_rows)(frame)

    def _legend_width(self) -> float:
        room = m.TITLE[2]
        if self.serre:
            return room
        labels = [label for label, _ in self.legende.systemes] + list(self.legende.traits)
        return min(max(width(label, TEXTS, m.FOOT_PT) for label in labels) + _INDENT, room)

    def _legend_height(self) -> float:
        lines = len(self.legende.systemes) + len(self.legende.traits)
        if self.serre and lines:
            lines = len(break_lines(self._line(), TEXTS, m.FOOT_PT, m.TITLE[2]))
        return lines * line_height(TEXTS, m.FOOT_PT)

    def _line(self) -> str:
        """Write the legend in a line, each system by its first word."""
        said = [f"■{NBSP}{_short(label)}" for label, _ in self.legende.systemes]
        return _AFTER.join([*said, *(trait.replace(" ", NBSP) for trait in self.legende.traits)])

    def _write_line(self, frame: TextFrame) -> None:
        paragraph = frame.paragraphs[0]
        for i, (label, colour) in enumerate(self.legende.systemes):
            ecriture.sign(paragraph, colour)
            last = i == len(self.legende.systemes) - 1 and not self.legende.traits
            text = _short(label) + ("" if last else _AFTER)
            ecriture.run(paragraph, text, m.FOOT_PT, MSO_THEME_COLOR.TEXT_2)
        traits = _AFTER.join(trait.replace(" ", NBSP) for trait in self.legende.traits)
        if traits:
            ecriture.run(paragraph, traits, m.FOOT_PT, MSO_THEME_COLOR.TEXT_2)

    def _write_rows(self, frame: TextFrame) -> None:
        rows = [*self.legende.systemes, *((trait, "") for trait in self.legende.traits)]
        for i, (label, colour) in enumerate(rows):
            paragraph = ecriture.paragraph_of(frame, i)
            ecriture.bullet(paragraph, colour)
            ecriture.run(paragraph, label, m.FOOT_PT, MSO_THEME_COLOR.TEXT_2)


def foot_of(donnees: Dataset, resolved: Resolved, view: View) -> Pied:
    """Return the foot of a scene's slide; `view` is what its map shows."""
    legende = _legend(donnees, view) if "liens" in resolved.scene.niveaux else Legende()
    return Pied(legende, resolved.lien, bool(resolved.qr))


def is_address(text: str) -> bool:
    """Tell whether a slide may open an address."""
    return bool(_ADDRESS.fullmatch(text))


def _legend(donnees: Dataset, view: View) -> Legende:
    """Return the systems of the cooperations drawn, by main theme, and their strokes but full."""
    shown = apply_filters(donnees.facets, view.filters).cooperations
    facets, t = donnees.facets, donnees.tables
    drawn = np.flatnonzero(facets.principal["systemes"][shown].any(axis=0))
    present = [facets.options["systemes"][i] for i in drawn]
    rows = t.systemes[t.systemes["code"].isin(present)].sort_values("ordre")
    strokes = set(t.statuts.set_index("code")["trait"][t.cooperations["statut"][shown]])
    return Legende(
        tuple(zip(rows["label"], rows["couleur_sombre"], strict=True)),
        tuple(words for code, words in _LINKS.items() if code in strokes),
    )


def _short(label: str) -> str:
    return label.partition(" & ")[0].replace(" ", NBSP)


def _code(address: str) -> BytesIO:
    """Return the QR code of an address as a picture, its quiet zone around it."""
    made = BytesIO()
    ink = PALETTES["light"]["encre"]
    code = segno.make_qr(address, error="m", boost_error=False)
    code.save(made, kind="png", scale=8, border=4, dark=ink, light="white")
    made.seek(0)
    return made
