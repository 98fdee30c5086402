"""The stories: emblematic cooperations told in a few lines, each with its small map."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import streamlit as st

from geo import format_fr as fr
from geo import vignette
from geo.layers import ATTRIBUTION
from geo.noms import short_epci
from pages._shared import cache, graphiques, liens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages._shared.entete import Lecture

#: Participants named under a story.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Carte:
    """One story's card, but for its links to other pages: HTML, texts escaped."""

    carte: str
    texte: str
    source: str


@cache.per_version()
def cards() -> Mapping[str, Carte]:
    """Card of every story, by its cooperation, in the order of the table."""
    donnees = cache.dataset()
    return {row.cooperation_id: _card(row) for row in donnees.tables.recits.itertuples()}


def show(lecture: Lecture) -> None:
    """Draw the stories whose cooperation is shown."""
    st.header(
        "Ce que coopérer change, en vingt récits" if len(cards()) == 20 else "Récits", anchor=False
    )
    coops = lecture.donnees.tables.cooperations
    shown = set(coops.loc[lecture.selection.cooperations, "id"])
    told = [code for code in cards() if code in shown]
    if not told:
        st.markdown("Aucun récit parmi les coopérations que gardent ces filtres.")
        return
    st.markdown(
        f"{fr.count_label(len(told), 'récit')} parmi les "
        f"{fr.count_label(len(shown), 'coopération')} montrées. Les chiffres sont ceux des sources "
        "citées."
    )
    items = "".join(f"<li>{_item(lecture, code, cards()[code])}</li>" for code in told)
    graphiques.drawing(f"<ul class='recits'>{items}</ul>")
    st.caption(
        fr.typography(
            "Surfaces teintées : territoires participants ; tirets : départements et régions "
            "participants. Gros point : le porteur. Un point sans surface est approximatif. "
        )
        + f"{ATTRIBUTION}."
    )


def _item(lecture: Lecture, code: str, card: Carte) -> str:
    choix = ("cooperation", code)
    sheet = liens.link(lecture.view, choix, "La fiche", "cooperations")
    there = liens.link(lecture.view, choix, "Voir sur la carte")
    return (
        f"<article>{card.carte}<div class='texte'>{card.texte}"
        f"<p class='suites'>{sheet}{there}</p>{card.source}</div></article>"
    )


def _card(row: Any) -> Carte:
    donnees = cache.dataset()
    index, t, p = donnees.sheets, donnees.tables, donnees.prepared
    code = row.cooperation_id
    theme = index.cooperations[code].theme_principal
    rank = index.rank_of_theme(theme)
    codes = index.participants[code]
    names = [fr.title(index.territoires[c].nom) for c in codes]
    anchors = p.territoires.set_index("code").loc[codes]
    kinds = t.territoires.set_index("code")["type"].loc[codes]
    # The pôle is the members that are named; a département or region, the ground around.
    on_map = [
        "" if kind in ("pole", "departement", "region") else short_epci(name)
        for kind, name in zip(kinds, names, strict=True)
    ]
    departements = [
        d
        for c in codes
        for siren in index.members_of(c)
        for d in index.epci[siren].departements.split(";")
    ]
    grounds = (("pays", p.voisins), ("sol", p.departements), ("region", p.regions))
    drawn = vignette.draw(
        anchors.assign(type=kinds.to_numpy(), nom=on_map),
        grounds,
        vignette.zone_of(departements),
        system=rank,
        label=fr.typography(f"Carte : {fr.enumerate_fr(names)}"),
    )
    url = fr.safe_url(row.source_url)
    source = fr.typography(row.source_titre) or fr.host_of(url)
    more = len(names) - _NAMED
    who = ", ".join(names[:_NAMED]) + (f" et {fr.count_label(more, 'autre')}" if more > 0 else "")
    label = fr.typography(donnees.labels["theme"][theme])
    figure = fr.typography(row.chiffre_cle)
    text = (
        f"<p class='theme s{rank}'><i></i>{escape(label)}</p>"
        f"<h3>{escape(fr.typography(row.titre))}</h3>"
        + (f"<p class='chiffre'>{escape(figure)}</p>" if figure else "")
        + f"<p>{escape(fr.sentence(row.recit))}</p><p class='qui'>{escape(who)}</p>"
    )
    link = (
        f"<p class='source'>Source\u202f: <a href='{escape(url)}' target='_blank' rel='noopener'>"
        f"{escape(source)}</a></p>"
        if url
        else ""
    )
    return Carte(drawn, text, link)
