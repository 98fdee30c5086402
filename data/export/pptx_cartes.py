"""The maps of a deck of slides: drawn once a view, ready to have texts over them."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageColor

from data.export import pptx_modele as m
from data.export.image import draw
from geo.palette import PALETTES

if TYPE_CHECKING:
    from data.dataset import Dataset
    from geo.permalinks import View
    from geo.scenes import Scene

#: Share of a slide's width that the texts cover, left free by the map.
_MARGIN = (m.TITLE[0] + m.TITLE[2] + 0.25) / m.WIDTH
#: How much the ground veils the map under texts: inches from the left or the top, then shares.
_VEIL_COLUMN = ((4.1, 4.9), (0.92, 0.0))
_VEIL_FOOT, _VEIL_END = ((6.85, 7.0), (0.0, 0.8)), ((11.8, 12.4), (1.0, 0.0))


@dataclass
class Maps:
    """Draws the maps of a deck, each view once."""

    donnees: Dataset
    drawn: dict[tuple[object, ...], bytes] = field(default_factory=dict)

    def of(self, scene: Scene, view: View) -> bytes:
        """Return the map of a scene, whose view is `view_of` it: PNG, 3840 × 2160, dark."""
        key = (view, scene.cadre, scene.noms, scene.niveaux)
        if key not in self.drawn:
            picture = draw(
                self.donnees,
                view,
                fmt="png",
                cadre=scene.cadre,
                noms=scene.noms,
                niveaux=scene.niveaux,
                theme="dark",
                cadre_seul=True,
                marge=_MARGIN,
            )
            self.drawn[key] = _finished(picture)
        return self.drawn[key]


def _finished(picture: bytes) -> bytes:
    """Veil what of a map is under texts, and keep 256 colours: a third of the size.

    Our maps hold few colours: the eye sees no difference.
    """
    with Image.open(BytesIO(picture)) as image:
        pixels = np.array(image.convert("RGB"))
    high, wide = pixels.shape[:2]
    across, down = m.WIDTH / wide * np.arange(wide), m.HEIGHT / high * np.arange(high)
    ground = np.array(ImageColor.getrgb(PALETTES["dark"]["mer"]))
    foot = down > _VEIL_FOOT[0][0]
    veils = (
        (np.s_[:, across < _VEIL_COLUMN[0][-1]], np.interp(across, *_VEIL_COLUMN)[None]),
        (np.s_[foot], np.interp(down[foot], *_VEIL_FOOT)[:, None] * np.interp(across, *_VEIL_END)),
    )
    for area, veil in veils:
        seen = pixels[area]
        share = veil[:, : seen.shape[1], None]
        pixels[area] = (seen + share * (ground - seen)).round()
    few = Image.fromarray(pixels).quantize(
        256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    made = BytesIO()
    few.save(made, "PNG")
    return made.getvalue()
