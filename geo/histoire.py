"""What the page Réseau tells: the events of the network, its lines of work, its jobs.

`tell_events` and `tell_jobs` give the facts, ready to be read; the `render_…` functions the same
as HTML, every text of the tables escaped.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from geo.format_fr import host_of, partial_date, safe_url, sentence, title, typography, year_of
from geo.gabarits import template

if TYPE_CHECKING:
    import pandas as pd

#: Type of event -> its name, one and several, in the order of the filter.
TYPES = {
    "creation": ("Création", "Créations"),
    "rencontre": ("Rencontre", "Rencontres"),
    "loi": ("Loi", "Lois"),
    "etude": ("Étude", "Études"),
    "publication": ("Publication", "Publications"),
    "evenement": ("Événement", "Événements"),
}
SURE = "haute"


@dataclass(frozen=True)
class Source:
    """Where a fact comes from; `url` is empty when it is not a web address."""

    titre: str
    url: str


@dataclass(frozen=True)
class Evenement:
    """An event: its year, its date in words, its place or "", the name of its type.

    `doute` says what is not certain, "" when nothing is.
    """

    annee: str
    date: str
    lieu: str
    genre: str
    titre: str
    resume: str
    doute: str
    source: Source


@dataclass(frozen=True)
class Metier:
    """A job; `systeme` is the rank of its theme's system, -1 without a theme."""

    intitule: str
    theme: str
    systeme: int
    mission: str
    competences: tuple[str, ...]
    exemple: str
    doute: str
    source: Source


@dataclass(frozen=True)
class Lien:
    """A link: its address, the page it leads to without loading anew (or None), its text.

    `systeme` as in `Metier`.
    """

    href: str
    page: str | None
    texte: str
    systeme: int = -1


@dataclass(frozen=True)
class Axe:
    """A line of work, and where the product serves it."""

    titre: str
    texte: str
    liens: tuple[Lien, ...]


def tell_events(
    chronologie: pd.DataFrame, confiances: pd.DataFrame, types: Collection[str] = ()
) -> list[Evenement]:
    """Return the events, oldest first.

    Parameters
    ----------
    chronologie
        One row per event: `date` (ISO, possibly partial), `lieu`, `titre`, `resume`, `type`,
        `source_url`, `source_titre`, `confiance`.
    confiances
        `code`, `label`, `description` of each confidence.
    types
        Types kept; every one when empty.
    """
    kept = chronologie[chronologie["type"].isin(types)] if types else chronologie
    doubts = _doubts(confiances)
    return [
        Evenement(
            annee=year_of(row.date),
            # The year is told by the heading.
            date="" if row.date == year_of(row.date) else partial_date(row.date),
            lieu=typography(row.lieu),
            genre=TYPES[row.type][0],
            titre=title(row.titre),
            resume=sentence(row.resume),
            doute=doubts[row.confiance],
            source=_source(row.source_titre, row.source_url),
        )
        for row in kept.sort_values("date", kind="stable").itertuples()
    ]


def tell_jobs(
    metiers: pd.DataFrame, themes: pd.DataFrame, systemes: pd.DataFrame, confiances: pd.DataFrame
) -> list[Metier]:
    """Return the jobs, in the order of the table.

    Parameters
    ----------
    metiers
        One row per job: `intitule`, `mission`, `competences` (joined by ";"), `exemple`, `theme`
        (or ""), `source_url`, `source_titre`, `confiance`.
    themes, systemes, confiances
        Tables of these words.
    """
    labels = dict(zip(themes["code"], themes["label"], strict=True))
    ranks = {code: rank for rank, code in enumerate(systemes["code"])}
    system = {code: ranks[of] for code, of in zip(themes["code"], themes["systeme"], strict=True)}
    doubts = _doubts(confiances)
    return [
        Metier(
            intitule=title(row.intitule),
            theme=typography(labels.get(row.theme, "")),
            systeme=system.get(row.theme, -1),
            mission=sentence(row.mission),
            competences=tuple(
                typography(skill.strip()) for skill in row.competences.split(";") if skill.strip()
            ),
            exemple=typography(row.exemple),
            doute=doubts[row.confiance],
            source=_source(row.source_titre, row.source_url),
        )
        for row in metiers.itertuples()
    ]


def render_events(events: Sequence[Evenement]) -> str:
    """HTML of a timeline, the events of a year together."""
    years = [(year, list(group)) for year, group in groupby(events, lambda event: event.annee)]
    return _part("frise", annees=years)


def render_jobs(jobs: Sequence[Metier]) -> str:
    """HTML of the jobs, one card each."""
    return _part("metiers", metiers=jobs)


def render_lines(lines: Sequence[Axe], source: Source | None) -> str:
    """HTML of the lines of work, numbered, and of where they were told."""
    return _part("axes", axes=lines, origine=source)


def source_of(chronologie: pd.DataFrame, date: str, genre: str) -> Source | None:
    """Return the source of the event of a date and type, None when there is no such event."""
    found = chronologie[(chronologie["date"] == date) & (chronologie["type"] == genre)]
    return next((_source(row.source_titre, row.source_url) for row in found.itertuples()), None)


def _doubts(confiances: pd.DataFrame) -> Mapping[str, str]:
    """Return what is said of each confidence, nothing of the highest."""
    return {
        row.code: ""
        if row.code == SURE
        else typography(
            f"Confiance {row.label.lower()} : {row.description[:1].lower()}{row.description[1:]}"
        )
        for row in confiances.itertuples()
    }


def _source(titre: str, url: str) -> Source:
    address = safe_url(url)
    return Source(typography(titre) or host_of(address), address)


def _part(name: str, **facts: object) -> str:
    html = getattr(template("reseau.html.j2").module, name)(**facts)
    # The template's line ends mean nothing; texts hold none (`typography`).
    return "".join(line.strip() for line in str(html).splitlines())
