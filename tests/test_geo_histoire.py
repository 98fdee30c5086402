"""What the page Réseau tells: events, jobs, lines of work, each with its source."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from geo.histoire import (
    TYPES,
    Axe,
    Evenement,
    Lien,
    Source,
    render_events,
    render_jobs,
    render_lines,
    source_of,
    tell_events,
    tell_jobs,
)

ROOT = Path(__file__).parent.parent
COLUMNS = ["date", "lieu", "titre", "resume", "type", "source_url", "source_titre", "confiance"]
URL = "https://exemple.fr/a"


@pytest.fixture
def chronologie() -> pd.DataFrame:
    rows = [
        ("2019-09-26", "Essai", "Rencontre d'essai", "on parle", "rencontre", URL, "Page", "haute"),
        ("2012", "", "Loi <b>", "Le texte : 300 000.", "loi", "javascript:x", "Page", "moyenne"),
        ("2012-07", "Preuve", "Étude", "Fin.", "etude", URL, "", "faible"),
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


@pytest.fixture
def confiances() -> pd.DataFrame:
    rows = [
        ("haute", "Haute", "Deux."),
        ("moyenne", "Moyenne", "Une."),
        ("faible", "Faible", "Déduit."),
    ]
    return pd.DataFrame(rows, columns=["code", "label", "description"])


def test_events_are_told_oldest_first(chronologie: pd.DataFrame, confiances: pd.DataFrame) -> None:
    first, second, last = tell_events(chronologie, confiances)
    assert (first.annee, second.annee, last.annee) == ("2012", "2012", "2019")
    assert first == Evenement(
        annee="2012",
        date="",
        lieu="",
        genre="Loi",
        titre="Loi <b>",
        resume="Le texte\u202f: 300\u202f000.",
        doute="Confiance moyenne\u202f: une.",
        source=Source("Page", ""),
    )
    assert second.date == "juillet 2012"
    assert second.source == Source("exemple.fr", URL)
    assert second.doute == "Confiance faible\u202f: déduit."
    assert (last.date, last.lieu) == ("26\u00a0septembre 2019", "Essai")
    assert (last.titre, last.resume, last.doute) == ("Rencontre d’essai", "On parle.", "")


def test_events_are_filtered_by_type(chronologie: pd.DataFrame, confiances: pd.DataFrame) -> None:
    found = tell_events(chronologie, confiances, ["loi", "rencontre"])
    assert [event.genre for event in found] == ["Loi", "Rencontre"]
    assert tell_events(chronologie, confiances, ["creation"]) == []


def test_timeline_holds_a_year_once_and_escapes_texts(
    chronologie: pd.DataFrame, confiances: pd.DataFrame
) -> None:
    html = render_events(tell_events(chronologie, confiances))
    assert html.count("<h3>") == 2
    assert html.count("<h3>2012</h3>") == 1
    assert html.count("<h4>") == 3
    assert "Loi &lt;b&gt;" in html
    assert "javascript" not in html
    assert f'<a class="externe" href="{URL}" target="_blank" rel="noopener">Page' in html
    assert html.count('<p class="doute">') == 2


def test_jobs_are_told_with_their_theme(confiances: pd.DataFrame) -> None:
    jobs = pd.DataFrame(
        [
            (
                "Chargée d'essai",
                "fait <i>",
                "a;  b ;",
                "Pôle d'essai",
                "velo",
                URL,
                "Page",
                "haute",
            ),
            ("Autre", "Fait.", "c", "", "", URL, "Page", "faible"),
        ],
        columns=[
            "intitule",
            "mission",
            "competences",
            "exemple",
            "theme",
            "source_url",
            "source_titre",
            "confiance",
        ],
    )
    themes = pd.DataFrame([("velo", "Vélo", "m")], columns=["code", "label", "systeme"])
    systemes = pd.DataFrame([("e",), ("m",)], columns=["code"])
    one, other = tell_jobs(jobs, themes, systemes, confiances)
    assert (one.intitule, one.theme, one.systeme) == ("Chargée d’essai", "Vélo", 1)
    assert (one.mission, one.competences) == ("Fait <i>.", ("a", "b"))
    assert (other.theme, other.systeme, other.exemple) == ("", -1, "")
    html = render_jobs([one, other])
    assert html.count("<article>") == 2
    assert html.count("<li>") == 3
    assert html.count("Exemple") == 1
    assert '<i class="s1" aria-hidden="true"></i>Vélo' in html
    assert "Thème non renseigné" in html
    assert "Fait &lt;i&gt;." in html


def test_lines_of_work_link_to_pages_and_name_their_source(chronologie: pd.DataFrame) -> None:
    line = Axe("Titre", "Texte", (Lien("./", "", "La carte"), Lien("#a", None, "Plus bas")))
    source = source_of(chronologie, "2019-09-26", "rencontre")
    assert source == Source("Page", URL)
    html = render_lines([line], source)
    assert '<a href="./" data-page="">La carte</a>' in html
    assert '<a href="#a">Plus bas</a>' in html
    assert html.count("Source") == 1
    assert source_of(chronologie, "2019-09-26", "loi") is None
    assert "Source" not in render_lines([line], None)


def table(name: str) -> tuple[list[dict[str, str]], pd.DataFrame]:
    with (ROOT / f"data/tables/{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return rows, pd.DataFrame(rows)


def test_every_event_of_the_table_is_told_with_its_source() -> None:
    rows, frame = table("reseau_chronologie")
    events = tell_events(frame, table("confiances")[1])
    assert len(events) == len(rows)
    assert {row["type"] for row in rows} <= set(TYPES)
    assert all(event.source.url for event in events)
    assert sum(bool(event.doute) for event in events) == sum(
        row["confiance"] != "haute" for row in rows
    )
    html = render_events(events)
    assert html.count("<h3>") == len({row["date"][:4] for row in rows})


def test_the_two_errors_of_the_2019_source_are_told() -> None:
    events = tell_events(table("reseau_chronologie")[1], table("confiances")[1])
    nantes = next(event for event in events if event.date == "20\u00a0octobre 2017")
    assert "par erreur, en septembre 2019 à Nantes" in nantes.resume
    lyon = next(event for event in events if event.date == "26\u00a0septembre 2019")
    assert "écrit une fois 2009" in lyon.resume


def test_every_job_of_the_table_is_told_with_its_source() -> None:
    rows, frame = table("metiers")
    names = ("themes", "systemes", "confiances")
    jobs = tell_jobs(frame, *(table(name)[1] for name in names))
    assert len(jobs) == len(rows)
    assert all(job.source.url and job.competences for job in jobs)
    assert [job.systeme == -1 for job in jobs] == [row["theme"] == "" for row in rows]
