"""Sheets: the facts they gather from the tables."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from geo.sheets import describe, render_sheet
from geo.sheets_index import Index
from tests.essai_fiches import make_prepared, make_tables, read


@pytest.fixture
def tables() -> SimpleNamespace:
    return make_tables()


@pytest.fixture
def prepared() -> SimpleNamespace:
    return make_prepared()


def test_pole_says_kind_status_and_name(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("pole", "P1"))
    assert sheet.badges == ("Pôle en réseau", "actif depuis 2012")
    assert (sheet.titre, sheet.sous_titre) == ("Essai", "")
    assert sheet.phrase == "Réseau d’essai."
    assert [(f.valeur, f.libelle) for f in sheet.figures] == [
        ("119\u202f753", "habitants"),
        ("1\u202f759\u00a0km²", "superficie"),
        ("2", "intercommunalités"),
    ]
    assert sheet.confiance.nom == "haute"
    assert [s.url for s in sheet.sources] == ["https://exemple.fr/a", "https://exemple.fr/b"]
    assert sheet.sources[1].titre == "exemple.fr"


def test_pole_members_are_told_apart(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("pole", "P1"))
    assert [(m.nom, m.population) for m in sheet.membres] == [
        ("CC de Preuve", "65\u202f432"),
        ("CA d’Essai", "54\u202f321"),
    ]
    assert [m.nom for m in sheet.autres_membres] == ["Département Fictif"]
    assert [(m.nom, m.detail) for m in sheet.a_confirmer.membres] == [
        ("CC Peut-être", "Adhésion annoncée.")
    ]
    (former,) = sheet.anciens.membres
    assert former.nom == "CC Partie"
    assert "entré en\u00a02012, sorti le\u00a031\u00a0mai 2021" in former.detail


def test_note_shared_by_members_is_said_once(prepared: SimpleNamespace) -> None:
    tables = make_tables()
    rows = tables.pole_membres
    same = rows.assign(
        confiance="faible",
        note="Repris de 2021",
        membre_siren=["200000022", "200000011"] + [""] * 4,
    )
    tables.pole_membres = same[same["pole_code"] == "P1"].assign(date_fin="")
    sheet = describe(Index(tables, prepared), ("pole", "P1"))
    assert sheet.a_confirmer.notes == ("Repris de 2021.",)
    assert {m.detail for m in sheet.a_confirmer.membres} == {""}
    assert sheet.figures == ()
    assert sheet.pied == ""


def test_pole_cooperations_are_its_own_then_its_members(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("pole", "P1"))
    assert [(g.titre, [link.code for link in g.liens]) for g in sheet.cooperations] == [
        ("Du pôle lui-même", ["c-pole"]),
        ("De ses membres", ["c-ville", "c-epci"]),
    ]
    assert sheet.nb_cooperations == 3
    assert sheet.cooperations[0].liens[0].systeme == 0
    assert sheet.cooperations[0].liens[0].a_confirmer
    assert sheet.cooperations[1].liens[0].systeme == 1


def test_pole_note_is_read_remark_by_remark(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("pole", "P1"))
    assert [(d.titre, d.texte, d.url) for d in sheet.doutes] == [
        ("", "Date déduite.", ""),
        ("Statut", "Vu actif.", "https://exemple.fr/c"),
    ]


def test_unknown_status_says_the_last_trace_only_when_the_data_do(
    prepared: SimpleNamespace,
) -> None:
    tables = make_tables()
    sheet = describe(Index(tables, prepared), ("pole", "P2"))
    assert sheet.badges == ("Pôle d’un seul tenant", "Charte", "créé en 2014", "statut non vérifié")
    assert sheet.avis[0] == "Statut actuel non vérifié (aucune trace datée après 2019)."
    assert "à part" in sheet.avis[1]
    assert (sheet.figures, sheet.sources, sheet.membres) == ((), (), ())
    tables = make_tables(poles=tables.poles.assign(note="Statut à vérifier."))
    assert describe(Index(tables, prepared), ("pole", "P2")).avis[0] == "Statut actuel non vérifié."


@pytest.mark.parametrize(
    ("note", "year"),
    [
        ("Aucune trace d'activité trouvée après 2019 (hors registre)", "2019"),
        ("aucune activité datée trouvée après 2018.", "2018"),
        ("Statut toujours inconnu : rien après septembre 2020.", "2020"),
        ("Aucune dissolution trouvée ; cite des projets postérieurs à 2021", ""),
        ("Postérieur à 2019", ""),
        ("Aucune trace trouvée. Actif après 2019", ""),
    ],
)
def test_last_trace_is_read_in_the_note(note: str, year: str) -> None:
    prepared = make_prepared()
    tables = make_tables(poles=make_tables().poles.assign(note=note, statut="inconnu"))
    notice = describe(Index(tables, prepared), ("pole", "P2")).avis[0]
    assert (f"après {year})" in notice) if year else notice == "Statut actuel non vérifié."


def test_dissolved_pole_keeps_its_last_members(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("pole", "P3"))
    assert sheet.badges == ("Pôle mixte, aire et réseau", "créé en 2010", "dissous en 2020")
    assert sheet.titre_membres == "Derniers membres"
    assert [m.nom for m in sheet.membres] == ["CA d’Essai"]
    assert sheet.avis == ("Pôle dissous\u202f: sa dernière composition connue est montrée.",)
    assert [f.valeur for f in sheet.figures][-1] == "1"


def test_cooperation_facts(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("cooperation", "c-epci"))
    assert sheet.badges == ("Entente", "active", "depuis 2014")
    assert (sheet.theme.nom, [t.nom for t in sheet.themes]) == ("Vélo", ["Emploi", "Train"])
    assert [p.vers for p in sheet.participants] == [
        "territoire:200000011",
        "territoire:etranger-essai",
    ]
    assert sheet.participants[0].detail.startswith("Porteur")
    assert sheet.avis == ("Dite active par une source de 2019.",)
    assert (sheet.recit.titre, sheet.recit.chiffre) == ("Deux roues", "12\u202f000 trajets")
    assert [(s.titre, s.annee) for s in sheet.sources] == [("Une page", "2019"), ("exemple.fr", "")]
    assert [(r.terme, r.texte) for r in sheet.reperes][-1] == ("Région", "Fictive")


@pytest.mark.parametrize(
    ("code", "badges", "notices"),
    [
        ("c-pole", ("Entente", "statut inconnu"), 1),
        ("c-haut", ("Entente", "en projet", "annoncée en 2024"), 0),
        ("c-ville", ("Entente", "achevée", "2015–2018"), 0),
    ],
)
def test_cooperation_status_and_years(
    tables: SimpleNamespace,
    prepared: SimpleNamespace,
    code: str,
    badges: tuple[str, ...],
    notices: int,
) -> None:
    sheet = describe(Index(tables, prepared), ("cooperation", code))
    assert sheet.badges == badges
    assert len(sheet.avis) == notices


def test_participant_pole_leads_to_the_pole(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("cooperation", "c-pole"))
    assert sheet.participants[0].vers == "pole:P1"


def test_many_participants_are_folded(prepared: SimpleNamespace) -> None:
    tables = make_tables()
    extra = pd.concat([tables.territoires.iloc[[0]]] * 20, ignore_index=True)
    extra["code"] = [f"t{i}" for i in range(20)]
    tables.territoires = pd.concat([tables.territoires, extra], ignore_index=True)
    more = pd.DataFrame(
        {"cooperation_id": "c-epci", "territoire_code": extra["code"], "role": "partenaire"}
    )
    tables.participants = pd.concat([tables.participants, more], ignore_index=True)
    found = read(tables, prepared, "cooperation", "c-epci")
    assert "et 12 autres participants" in found.text
    assert len([a for a in found.links if a.get("data-vers", "").startswith("territoire:")]) == 22


def test_epci_sheet(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "200000011"))
    assert sheet.badges == ("Communauté d’agglomération",)
    assert [f.valeur for f in sheet.figures] == ["54\u202f321", "1\u202f751\u00a0km²", "12"]
    assert [(p.code, p.detail) for p in sheet.poles] == [
        ("P1", "actif depuis 2012"),
        ("P3", "dissous en 2020"),
    ]
    assert [(g.titre, [c.code for c in g.liens]) for g in sheet.cooperations] == [
        ("Mobilités", ["c-ville", "c-epci"]),
        ("Par un groupement dont elle fait partie", ["c-pole"]),
        ("Par son département ou sa région", ["c-haut"]),
    ]
    assert sheet.nb_cooperations == 4


def test_epci_outside_every_cooperation_has_a_sheet(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "200000044"))
    assert sheet.cooperations == ()
    assert [(p.code, p.a_confirmer) for p in sheet.poles] == [("P1", True)]
    assert "Aucune coopération" in read(tables, prepared, "territoire", "200000044").text


def test_epci_that_left_a_pole_is_no_longer_covered_by_it(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "200000033"))
    assert [p.detail for p in sheet.poles] == ["ancien membre, sorti le\u00a031\u00a0mai 2021"]
    assert "c-pole" not in {c.code for g in sheet.cooperations for c in g.liens}
    assert [f.libelle for f in sheet.figures] == ["communes"]


def test_commune_leads_to_its_epci_poles_and_cooperations(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "98001"))
    assert sheet.intercommunalite.vers == "territoire:200000011"
    assert [p.code for p in sheet.poles] == ["P1", "P3"]
    assert [(g.titre, [c.code for c in g.liens]) for g in sheet.cooperations] == [
        ("En son nom", ["c-ville"]),
        ("Par son intercommunalité", ["c-epci"]),
        ("Par un groupement dont elle fait partie", ["c-pole"]),
        ("Par son département ou sa région", ["c-haut"]),
    ]
    assert sheet.cooperations[-1].replie


def test_commune_of_the_same_name_elsewhere_is_another(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "96001"))
    assert sheet.cooperations == ()


def test_commune_without_epci(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "98003"))
    assert sheet.intercommunalite is None
    assert "aucune intercommunalité" in sheet.phrase
    assert [c.code for g in sheet.cooperations for c in g.liens] == ["c-haut"]


def test_grouping_tells_its_composition_and_that_it_is_approximate(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "petr-essai"))
    assert [m.nom for m in sheet.composition] == ["CC de Preuve"]
    assert sheet.avis == ("Périmètre approximatif\u202f: celui des intercommunalités ci-dessous.",)
    assert [d.texte for d in sheet.doutes] == ["4 CC."]


def test_foreign_partner_is_a_point(tables: SimpleNamespace, prepared: SimpleNamespace) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", "etranger-essai"))
    assert sheet.avis == ("Emplacement approximatif\u202f: le territoire est montré par un point.",)


@pytest.mark.parametrize(("code", "name"), [("dept-98", "Fictif"), ("region-97", "Fictive")])
def test_departement_and_region_have_figures(
    tables: SimpleNamespace, prepared: SimpleNamespace, code: str, name: str
) -> None:
    sheet = describe(Index(tables, prepared), ("territoire", code))
    assert sheet.titre == name
    assert len(sheet.figures) == 2
    assert [c.code for g in sheet.cooperations for c in g.liens] == ["c-haut"]
    assert sheet.doutes == ()


def test_territoire_that_is_a_pole_gives_the_pole(
    tables: SimpleNamespace, prepared: SimpleNamespace
) -> None:
    index = Index(tables, prepared)
    assert render_sheet(index, ("territoire", "pole-essai")) == render_sheet(index, ("pole", "P1"))
