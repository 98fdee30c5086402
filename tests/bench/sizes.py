"""The inventory at several sizes, written once for all the applications."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from data.loaders import PREPARED, TABLES, Prepared, load_prepared, load_tables
from tests.bench.plain import write_plain
from tests.bench.scenario import cycles
from tests.bench.synthetic import write_synthetic_tables
from tests.bench.synthetic_poles import write_synthetic_poles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.scenario import Change

DEGREES = ["lat", "lon"]


@dataclass(frozen=True)
class Data:
    """One size of the inventory, as each application reads it.

    Attributes
    ----------
    tables
        Folder of the tables, ours.
    plain
        Folder of the plain files and scripts, the peers'; None when none is measured.
    perimetres
        Number of perimeters in them.
    count
        Number of what is multiplied, cooperations or pôles.
    cycles
        The scenario, with what each change must show.
    """

    tables: Path
    plain: Path | None
    perimetres: int
    count: int
    cycles: Sequence[Sequence[Change]]


class Sizes:
    """Writes each size asked for once, under a folder."""

    def __init__(self, folder: Path, number: int) -> None:
        self._folder = folder
        self._number = number
        self._prepared: Prepared = load_prepared(PREPARED, tables=load_tables(TABLES))
        self._anchors = self._prepared.territoires.set_index("code")[DEGREES]
        self._written: dict[str, Data] = {}

    def cooperations(self, factor: int) -> Data:
        """Return the inventory with so many times the cooperations, and its plain files."""
        name = f"cooperations-{factor}"
        if name not in self._written:
            folder = self._folder / name
            write_synthetic_tables(TABLES, folder / "tables", self._anchors, factor=factor)
            tables = load_tables(folder / "tables")
            plain = folder / "plain"
            drawn = write_plain(plain, tables, self._prepared.poles, self._anchors)
            scenario = cycles(tables, self._number)
            shown = len(scenario[0][-1].cooperations)
            self._written[name] = Data(folder / "tables", plain, drawn, shown, scenario)
        return self._written[name]

    def poles(self, factor: int) -> Data:
        """Return the inventory with so many times the pôles."""
        name = f"poles-{factor}"
        if name not in self._written:
            folder = self._folder / name
            folder.mkdir(parents=True)
            centres = self._prepared.epci.set_index("siren")[DEGREES]
            count = write_synthetic_poles(TABLES, folder / "tables", centres, factor=factor)
            scenario = cycles(load_tables(folder / "tables"), self._number)
            self._written[name] = Data(folder / "tables", None, 0, count, scenario)
        return self._written[name]
