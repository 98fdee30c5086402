"""What the deck the product comes with must keep: views that exist, figures that exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.checks import faults_at
from geo.permalinks import FACETS, SELECTIONS, Vocabulary
from geo.scenes import parse_vue
from geo.scenes_champs import ANNEES
from geo.scenes_noms import unknown_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.checks import Frames
    from data.errors import Fault

#: Key of a view -> the column that holds its values.
_COLUMNS = {
    "systeme": "systemes.code",
    "theme": "themes.code",
    "region": "territoire_regions.region_code",
    "forme": "formes.code",
    "statut": "statuts.code",
    "confiance": "confiances.code",
    "cooperation": "cooperations.id",
    "pole": "poles.code",
    "territoire": "territoires.code",
}
_TEXTS = ("titre", "commentaire", "notes")
NEEDS = ("scenes.vue", *(f"scenes.{name}" for name in _TEXTS), *_COLUMNS.values())


def check_scenes(frames: Frames) -> Iterator[Fault]:
    """Check that scenes name only codes and figures that exist."""
    known = {
        key: set(frames[table][column])
        for key, (table, column) in ((k, c.split(".")) for k, c in _COLUMNS.items())
    }
    vocabulary = Vocabulary(
        options={key: tuple(known[key]) for key in FACETS},
        annees=ANNEES,
        exists=lambda kind, code: kind in SELECTIONS and code in known[kind],
    )
    scenes = frames["scenes"]
    for row, vue in scenes["vue"].items():
        for ignored in parse_vue(vue, vocabulary)[1]:
            text = (f"a view that exists: not {ignored}", f"une vue qui existe : pas {ignored}")
            yield from faults_at("scenes", "vue", scenes.loc[[row], "vue"], text)
    for name in _TEXTS:
        for row, value in scenes[name].items():
            for unknown in unknown_names(value):
                text = (
                    f"the name of a figure, found {{{unknown}}}",
                    f"le nom d’un chiffre, trouvé {{{unknown}}}",
                )
                yield from faults_at("scenes", name, scenes.loc[[row], name], text)
