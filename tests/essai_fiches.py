"""A small fictional inventory, and what reads its sheets back: shared by tests of sheets."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace

import pandas as pd

from geo.sheets import render_sheet
from geo.sheets_index import Index

VOID = {"br", "hr", "img", "input", "link", "meta"}
INTEGERS = {"ordre", "rang", "annee_debut", "annee_fin", "source_annee"}
INTEGERS |= {"population", "nb_communes", "nb_membres"}
NUMBERS = {"lat", "lon", "superficie_km2"}

TABLES = {
    "systemes": """code,label,ordre
mobilites,Mobilités,2
economie,Économie,1""",
    "themes": """code,label,systeme,ordre
velo,Vélo,mobilites,1
emploi,Emploi,economie,2
train,Train,mobilites,3""",
    "formes": """code,label,ordre,description
entente,Entente,1,Accord sans structure.""",
    "statuts": "code,label,ordre\nactive,Active,1",
    "statuts_pole": "code,label,ordre\nactif,Actif,1",
    "natures": "code,label,ordre\nPOLEM,Pôle métropolitain,1\ncharte,Charte,2",
    "confiances": """code,label,ordre,description
haute,Haute,1,Deux sources.
faible,Faible,2,Fait déduit.""",
    "types_territoire": """code,label,ordre
EPCI,Intercommunalité (EPCI),1
pole,Pôle métropolitain,2
PETR,PETR,3
commune,Commune,4
departement,Département,5
region,Région,6
etranger,Partenaire étranger,7""",
    "territoires": """code,nom,type,pole_code,lat,lon,source_url,note
200000011,CA d'Essai,EPCI,,,,,liste
200000022,CC de Preuve,EPCI,,,,,liste
pole-essai,Pôle d'essai,pole,P1,,,,
petr-essai,PETR d'Essai,PETR,,,,http://exemple.fr/petr,4 CC
commune-essai,Ville d’Essai,commune,,47.0,2.0,,
dept-98,Département Fictif,departement,,,,,technique
region-97,Région Fictive,region,,,,,
etranger-essai,Probestadt,etranger,,48.0,8.0,,""",
    "territoire_epci": """territoire_code,epci_siren
200000011,200000011
200000022,200000022
pole-essai,200000011
pole-essai,200000033
petr-essai,200000022""",
    "territoire_regions": "territoire_code,region_code\n200000011,97",
    "poles": """code,siren,nom,nom_court,nature,statut,date_creation,date_fin,siege,\
departement_siege,region_siege,type,site_web,description,source_url,source_titre,source2_url,confiance,note
P1,200000104,Pôle métropolitain d'Essai,Essai (PME),POLEM,actif,2012-03,,Essai,98,97,reseau,\
https://www.exemple.fr,Réseau d'essai,https://exemple.fr/a,Une source,https://exemple.fr/b,haute,\
Date déduite [statut] Vu actif (https://exemple.fr/c)
P2,,Charte des Deux Essais,Deux Essais,charte,inconnu,2014,,,,,aire,,Une charte.,\
javascript:alert(1),Mauvaise source,,faible,Aucune trace datée trouvée après 2019 : à vérifier.
P3,,Pôle fini,Fini,POLEM,dissous,2010,2020-12-31,,,,mixte,,Un pôle fini.,,,,haute,""",
    "pole_membres": """pole_code,membre_siren,membre_nom,qualite,date_debut,date_fin,confiance,note
P1,200000022,CC de Preuve,EPCI,2012,,haute,
P1,200000011,CA d'Essai,EPCI,2012,,moyenne,
P1,200000033,CC Partie,EPCI,2012,2021-05-31,haute,Retrait.
P1,200000044,CC Peut-être,EPCI,,,faible,adhésion annoncée
P1,,Département Fictif,departement,,,haute,
P3,200000011,CA d'Essai,EPCI,2010,2020-12-31,haute,""",
    "pole_missions": "pole_code,theme,intitule,source_url\nP1,velo,Pistes communes,",
    "pole_competences": "pole_siren,competence_code,competence\n200000104,1,Mobilité",
    "cooperations": """id,intitule,theme_principal,forme,statut,annee_debut,annee_fin,resume,\
source_url,source_titre,source_annee,source2_url,source2_titre,confiance,note
c-epci,Vélo commun,velo,entente,active,2014,,Un service commun,https://exemple.fr/v,Une page,2019,\
https://exemple.fr/w,,haute,
c-pole,Emploi du pôle,emploi,entente,inconnu,,,Résumé.,https://exemple.fr/e,Une page,,,,faible,\
Date inconnue.
c-haut,Train d'ici,train,entente,en_projet,2024,,Résumé.,https://exemple.fr/t,,,,,haute,
c-ville,Halte en ville,train,entente,achevee,2015,2018,Résumé.,ftp://exemple.fr,,,,,haute,""",
    "cooperation_themes": "cooperation_id,theme,rang\nc-epci,train,2\nc-epci,emploi,1",
    "participants": """cooperation_id,territoire_code,role
c-epci,etranger-essai,partenaire
c-epci,200000011,porteur
c-pole,pole-essai,porteur
c-pole,etranger-essai,partenaire
c-haut,dept-98,porteur
c-haut,region-97,partenaire
c-ville,commune-essai,porteur
c-ville,200000011,partenaire""",
    "recits": """cooperation_id,titre,recit,chiffre_cle,source_url,source_titre
c-epci,Deux roues,Une histoire.,12 000 trajets,https://exemple.fr/r,R""",
}
PREPARED = {
    "communes": """code,nom,epci_siren,departement,region,population,lat,lon
98001,Essai,200000011,98,97,12345,47.05,2.05
98002,Preuve,200000022,98,97,120,47.5,2.5
98003,Île-Seule,,98,97,60,46.0,-3.0
96001,Essai,200000044,96,95,10,43.0,5.0""",
    "epci": """siren,nom,nature,population,superficie_km2,nb_communes,departements,regions,lat,lon
200000011,CA d'Essai,CA,54321,1750.55,12,98,97,47.0,2.0
200000022,CC de Preuve,CC,65432,8.4,1,98;96,97;95,47.5,2.5
200000033,CC Partie,CC,,,3,98,97,47.2,2.2
200000044,CC Peut-être,CC,10,5.0,1,96,95,43.0,5.0""",
    "departements": """code,nom,region,superficie_km2,population
98,Fictif,97,5000.0,500000
96,Autre,95,1.0,10""",
    "regions": """code,nom,superficie_km2,population
97,Fictive,90000.0,3000000
95,Autre,1.0,10""",
    "poles": """code,superficie_km2,population,nb_membres,nb_communes
P1,1758.95,119753,2,13
P2,,,0,0
P3,1750.55,54321,1,12""",
    "territoires": """code,lat,lon,approximatif
commune-essai,47.0,2.0,true
etranger-essai,48.0,8.0,true
petr-essai,47.5,2.5,true""",
}


def frame(text: str) -> pd.DataFrame:
    """Return the frame of a CSV text, typed as the loader types it."""
    read = pd.read_csv(io.StringIO(text.replace("\\\n", "")), dtype=str, keep_default_na=False)
    for column in read:
        if column in INTEGERS:
            read[column] = pd.to_numeric(read[column].replace("", None)).astype("Int64")
        elif column in NUMBERS:
            read[column] = pd.to_numeric(read[column].replace("", None)).astype("float64")
        elif column == "approximatif":
            read[column] = read[column] == "true"
    return read


def make_tables(**changes: pd.DataFrame) -> SimpleNamespace:
    """Return the small inventory; `changes` replaces whole tables."""
    return SimpleNamespace(**{**{n: frame(text) for n, text in TABLES.items()}, **changes})


def make_prepared(**changes: pd.DataFrame) -> SimpleNamespace:
    """Return the figures that go with `make_tables`."""
    return SimpleNamespace(**{**{n: frame(text) for n, text in PREPARED.items()}, **changes})


class Reader(HTMLParser):
    """Reads a sheet back: tags well nested, headings, links and texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.headings: list[tuple[int, str]] = []
        self.links: list[dict[str, str]] = []
        self.texts: list[str] = []
        self.tags: set[str] = set()
        self.feed(html)
        self.close()
        assert self.stack == [], f"unclosed {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a tag: no handler, no style of its own."""
        self.tags.add(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if tag == "a":
            self.links.append({name: value or "" for name, value in attrs})
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag last opened."""
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep a text, and as a heading when inside one."""
        self.texts.append(data)
        if any(re.fullmatch(r"h[1-6]", tag) for tag in self.stack):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)

    @property
    def text(self) -> str:
        """All the texts, as one."""
        return "".join(self.texts)


def read(tables: SimpleNamespace, prepared: SimpleNamespace, kind: str, code: str) -> Reader:
    html = render_sheet(Index(tables, prepared), (kind, code))
    assert html is not None
    return Reader(html)


def everything(tables: SimpleNamespace, prepared: SimpleNamespace) -> list[tuple[str, str]]:
    """Return every selection there can be."""
    return [
        *(("pole", code) for code in tables.poles["code"]),
        *(("cooperation", code) for code in tables.cooperations["id"]),
        *(("territoire", code) for code in tables.territoires["code"]),
        *(("territoire", code) for code in prepared.epci["siren"]),
        *(("territoire", code) for code in prepared.communes["code"]),
    ]


def check_sheet(html: str) -> Reader:
    """Check what every sheet owes its reader; return it read."""
    found = Reader(html)
    assert found.headings[0][0] == 2
    levels = [level for level, _ in found.headings]
    assert levels.count(2) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels)), levels
    assert all(text.strip() for _, text in found.headings)
    # No heading is followed at once by another of its level, nor ends the sheet: no empty part.
    assert not re.search(r"</h([34])>\s*(?:</section>|</article>|<h\1>)", html)
    assert not re.search(r"<(ul|dl|section|p|li|dd|h[2-4])[^>]*>\s*</\1>", html)
    text = " ".join(found.texts)
    assert not re.search(r"\b(nan|NaN|None|NaT|inf)\b|<NA>", text)
    assert not any("  " in part or "\n" in part for part in found.texts)
    assert " ;" not in text
    assert "'" not in text
    close = found.links[0]
    assert (close["href"], close["data-vers"]) == ("?", "")
    for link in found.links[1:]:
        if "data-vers" in link:
            kind, code = link["data-vers"].split(":", 1)
            page = f"./{link['data-page']}" if "data-page" in link else ""
            assert link["href"].startswith(f"{page}?{kind}=")
            assert code
        else:
            assert re.match(r"https?://", link["href"], re.IGNORECASE)
            assert link["rel"] == "noopener"
    return found
