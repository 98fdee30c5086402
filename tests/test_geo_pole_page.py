"""Facts of a pôle's full page: the small inventory, answers by hand; then the project's tables."""

from __future__ import annotations

import csv
import re
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from data.loaders import PREPARED, TABLES, load
from geo.indicators import pole_indicators
from geo.pole_membres import FORMER, MEMBER, OTHER, TO_CONFIRM
from geo.pole_page import pole_page, render_page
from geo.sheets_index import Index
from tests.essai_fiches import Reader, frame, make_prepared, make_tables

if TYPE_CHECKING:
    from geo.pole_facts import PolePage

#: What `pole_indicators` gives for the pôle P1 of the small inventory.
P1 = {"population": 119_753, "superficie": 1758.95, "densite": 68.08, "membres": 2, "communes": 13}


def small(code: str = "P1", **changes: Any) -> PolePage:
    members = changes.pop("pole_membres", make_tables().pole_membres)
    sourced = members.assign(source_url="https://exemple.fr/membres")
    page = pole_page(Index(make_tables(pole_membres=sourced, **changes), make_prepared()), code, P1)
    assert page is not None
    return page


def html_of(page: PolePage, svg: str = "") -> str:
    return render_page(page, svg, lambda link: f"./?{link.type}={link.code}", ground="Contours")


def texts(found: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(event.quand, event.texte) for event in found]


def test_figures_are_written_with_their_units() -> None:
    assert [(f.valeur, f.libelle) for f in small().chiffres] == [
        ("119\u202f753", "habitants"),
        ("1\u202f759\u00a0km²", "superficie"),
        ("68\u00a0hab./km²", "densité"),
        ("2", "intercommunalités"),
        ("13", "communes"),
    ]


def test_the_members_table_says_who_counts_and_for_how_much() -> None:
    rows = [(r.nom, r.etat, r.population, r.part, r.entree, r.sortie) for r in small().lignes]
    assert rows == [
        ("CC de Preuve", MEMBER, "65\u202f432", "54,6\u00a0%", "2012", ""),
        ("CA d’Essai", MEMBER, "54\u202f321", "45,4\u00a0%", "2012", ""),
        ("Département Fictif", OTHER, "", "", "non renseignée", ""),
        ("CC Peut-être", TO_CONFIRM, "10", "", "non renseignée", ""),
        ("CC Partie", FORMER, "", "", "2012", "31\u00a0mai 2021"),
    ]
    page = small()
    assert page.membres == ("200000011", "200000022")
    assert page.a_confirmer == ("200000044",)
    assert [row.qualite for row in page.lignes][:3] == [
        "Communauté de communes",
        "Communauté d’agglomération",
        "Département",
    ]
    assert [(link.code, link.detail) for link in page.lignes[1].autres] == [
        ("P3", "dissous en 2020")
    ]


def test_a_note_that_members_share_is_said_once() -> None:
    tables = make_tables()
    members = tables.pole_membres.copy()
    members.loc[members["pole_code"] == "P1", "note"] = ["même note", "même note", "autre", "", ""]
    page = small(pole_membres=members)
    assert page.remarques == ("Même note.",)
    assert [row.note for row in page.lignes if row.note] == ["Autre."]


def test_the_history_is_in_order_and_the_creation_opens_its_year() -> None:
    assert texts(small().chronologie) == [
        ("mars 2012", "Création du pôle"),
        ("2012", "Entrée\u202f: CC de Preuve, CA d’Essai et CC Partie"),
        ("31\u00a0mai 2021", "Sortie\u202f: CC Partie"),
    ]
    assert texts(small("P3").chronologie) == [
        ("2010", "Création du pôle"),
        ("2010", "Entrée\u202f: CA d’Essai"),
        ("31\u00a0décembre 2020", "Sortie\u202f: CA d’Essai"),
        ("31\u00a0décembre 2020", "Dissolution du pôle"),
    ]


def test_a_dated_cooperation_of_the_pole_is_an_event() -> None:
    coops = make_tables().cooperations.copy()
    coops.loc[coops["id"] == "c-pole", ["annee_debut", "statut"]] = [2015, "en_projet"]
    events = small(cooperations=coops).chronologie
    (event,) = [event for event in events if event.lien]
    assert (event.quand, event.texte, event.lien.code) == (
        "2015",
        "Coopération en projet",
        "c-pole",
    )


def test_cooperations_say_with_whom() -> None:
    blocks = [
        (block.titre, [(one.lien.code, one.avec) for one in block.cooperations])
        for block in small().blocs
    ]
    assert blocks == [
        ("Du pôle lui-même", [("c-pole", "avec Probestadt")]),
        (
            "De ses membres, avec d’autres territoires",
            [("c-ville", "avec Ville d’Essai"), ("c-epci", "avec Probestadt")],
        ),
    ]


def test_cooperations_among_members_stand_apart_and_long_lists_are_counted() -> None:
    people = frame(
        "cooperation_id,territoire_code,role\nc-epci,200000011,porteur\nc-epci,200000022,partenaire\n"
        "c-pole,pole-essai,porteur\nc-pole,dept-98,partenaire\nc-pole,region-97,partenaire\n"
        "c-pole,etranger-essai,partenaire\nc-pole,petr-essai,partenaire\n"
        "c-pole,commune-essai,partenaire\nc-pole,200000099,partenaire"
    )
    territoires = make_tables().territoires
    more = territoires.iloc[[0]].assign(code="200000099", nom="CC Encore")
    page = small(
        participants=people,
        territoires=type(territoires)([*territoires.to_dict("records"), *more.to_dict("records")]),
    )
    assert [(b.titre, b.cooperations[0].avec) for b in page.blocs] == [
        (
            "Du pôle lui-même",
            "avec Département Fictif, Région Fictive, Probestadt, PETR d’Essai et 2 autres",
        ),
        ("De ses membres, entre eux", ""),
    ]


def test_a_pole_without_members_or_dates_says_so() -> None:
    page = small("P2")
    assert (page.chiffres, page.membres, page.lignes, page.blocs) == ((), (), (), ())
    text = Reader(html_of(page)).text
    for said in (
        "Aucun membre connu",
        "Missions non renseignées",
        "Aucune coopération recensée",
        "Charte",
        "Statut actuel non vérifié",
    ):
        assert said in text
    # The address of its only source is not one.
    assert "Source non renseignée" in text
    assert "javascript:" not in html_of(page)


def test_a_dissolved_pole_is_said_to_be_at_the_top_and_keeps_its_last_members() -> None:
    html = html_of(small("P3"))
    assert html.index("Pôle dissous") < html.index("Son territoire")
    assert small("P3").membres == ("200000011",)
    assert "Derniers membres" in html


def test_an_unknown_pole_has_no_page() -> None:
    assert pole_page(Index(make_tables(), make_prepared()), "P9", P1) is None


def test_html_is_well_made_and_texts_are_escaped() -> None:
    poles = make_tables().poles.copy()
    poles["description"] = "<script>alert(1)</script> & plus"
    html = html_of(small(poles=poles), svg='<svg role="img" aria-label="x"></svg>')
    assert "\n" not in html
    assert "<script" not in html and "&lt;script&gt;" in html
    assert "<svg role=" in html
    found = Reader(html)
    assert found.headings[0] == (2, "Essai")
    assert {level for level, _ in found.headings[1:]} == {3, 4}
    for link in found.links:
        if "data-vers" in link:
            kind = link["data-vers"].partition(":")[0]
            assert link.get("data-page", "poles") == ("poles" if kind in ("pole", "") else "") or (
                link["data-vers"] == "pole:P1" and link["data-page"] == ""
            )
        else:
            assert link["href"].startswith("https://") and link["rel"] == "noopener"


# The project's own tables.


@cache
def project() -> SimpleNamespace:
    tables, prepared = load(TABLES, PREPARED)
    return SimpleNamespace(
        tables=tables,
        index=Index(tables, prepared),
        table=pole_indicators(tables, prepared, year=2026),
    )


def rows_of(name: str) -> list[dict[str, str]]:
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


POLES = [row["code"] for row in rows_of("poles")]


@pytest.mark.parametrize("code", POLES)
def test_every_page_agrees_with_the_tables(code: str) -> None:
    own = project()
    page = pole_page(own.index, code, own.table.loc[code])
    assert page is not None
    mine = [row for row in rows_of("pole_membres") if row["pole_code"] == code]
    assert len(page.lignes) == len(mine)
    short = page.fiche
    counts = {MEMBER: 0, OTHER: 0, TO_CONFIRM: 0, FORMER: 0}
    for line in page.lignes:
        counts[line.etat] += 1
    assert list(counts.values()) == [
        len(short.membres),
        len(short.autres_membres),
        len(short.a_confirmer.membres),
        len(short.anciens.membres),
    ]
    shares = [float(r.part.split("\u00a0")[0].replace(",", ".")) for r in page.lignes if r.part]
    assert not shares or sum(shares) == pytest.approx(100, abs=0.05 * len(shares) + 1e-9)
    assert short.figures == () or short.figures[0].valeur == page.chiffres[0].valeur
    assert len(page.cooperations_ids) == len(set(page.cooperations_ids)) == short.nb_cooperations
    told = sum(len(missions) for _, missions in page.missions)
    assert told == sum(row["pole_code"] == code for row in rows_of("pole_missions"))
    html = html_of(page)
    found = Reader(html)
    assert not re.search(r"\b(nan|NaN|None|NaT|inf)\b|<NA>", " ".join(found.texts))
    assert not re.search(r"<(ul|dl|ol|section|p|li|dd|h[2-4])[^>]*>\s*</\1>", html)
    urls = {row["source_url"] for row in mine if row["source_url"].startswith("http")}
    assert urls <= {link["href"] for link in found.links}


def test_density_is_population_over_area() -> None:
    own = project()
    for code, row in own.table.dropna(subset=["densite"]).iterrows():
        figures = {f.libelle: f.valeur for f in pole_page(own.index, code, row).chiffres}
        digits = {k: float(re.sub(r"[^\d,]", "", v.split("\u00a0")[0])) for k, v in figures.items()}
        assert digits["densité"] == pytest.approx(
            digits["habitants"] / digits["superficie"], rel=0.02
        )
