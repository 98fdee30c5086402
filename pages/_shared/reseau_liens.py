"""The network view of the cooperations: the picture, its measures, where each territory stands."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import streamlit as st

from geo.format_fr import count_label, typography
from geo.reseau import Reseau, build_network
from geo.reseau_dessin import MIN_SYSTEME, Plan, picture, plan
from pages._shared import cache, liens, state
from pages._shared.reseau_mesures import link, lists, percent, show_table, territoires

if TYPE_CHECKING:
    import pandas as pd

    from pages._shared.entete import Lecture

#: Key of the box that finds a territory in the network.
FIND = "reseau_territoire"
# Streamlit's own HTML element removes drawings. What is shown is ours, its texts escaped.
_JS = """
export default function ({ data, parentElement }) {
  const box = parentElement.querySelector('.reseau-cadre');
  if (box.dessin === data.svg) return;
  const first = box.dessin === undefined;
  box.dessin = data.svg;
  box.innerHTML = data.svg;
  // On a narrow screen the box scrolls: to what is selected, at first to the middle.
  const here = box.querySelector('.ici')?.getBoundingClientRect();
  const left = box.getBoundingClientRect().left - box.scrollLeft;
  const x = here ? here.left - left : box.scrollWidth / 2;
  if (first || here) box.scrollLeft = x - box.clientWidth / 2;
}
"""
_component = st.components.v2.component(
    "coop_carte.reseau", html='<div class="reseau-cadre"></div>', js=_JS, isolate_styles=False
)

_INTRO = (
    "Chaque point est un territoire. Un trait relie le porteur d’une coopération à chacun de ses "
    "partenaires, comme sur la carte : deux partenaires d’une même coopération ne sont pas reliés "
    "entre eux, sans quoi une association de vingt membres ferait 190 traits et cacherait le "
    "reste. Le trait est plus épais quand deux territoires partagent plusieurs coopérations."
)
_LEGEND = (
    "Le point grandit avec le nombre de partenaires ; un anneau est un pôle métropolitain. Le nord "
    "est en haut, mais les distances ne sont pas celles de la carte : ce qui est lié se rapproche. "
    "Un voile entoure chaque système de coopération, son numéro est écrit près de son territoire "
    f"le plus lié ; les groupes de moins de {MIN_SYSTEME} territoires n’en ont pas."
)
_HINT = "<b>Aucun territoire choisi</b> Un choix ici ou dans l’image éclaire ses partenaires."


@cache.per_version(24)
def _network(shown: bytes) -> tuple[Reseau, Plan]:
    """Return the network of these cooperations (a mask's bytes), and its layout."""
    donnees = cache.dataset()
    kept = donnees.tables.cooperations.loc[[flag > 0 for flag in shown], "id"]
    participants = donnees.tables.participants
    reseau = build_network(participants[participants["cooperation_id"].isin(kept)])
    return reseau, plan(reseau, donnees.prepared.territoires.set_index("code"))


def show(lecture: Lecture) -> None:
    """Draw the network of the cooperations shown, from its heading on."""
    st.html(f"<style>{cache.text('reseau.css')}</style>")
    st.header("Qui est lié à qui", anchor=False)
    mask = lecture.selection.cooperations
    if not mask.any():
        st.markdown("Aucune coopération à relier avec ces filtres.")
        return
    reseau, drawn = _network(mask.tobytes())
    st.markdown(typography(_INTRO))
    left, right = st.columns([5, 3], gap="large")
    with left:
        _find(lecture, reseau)
        lit = _lit(lecture)

        def href(code: str) -> str:
            return liens.href(lecture.view, ("territoire", code), "cooperations")

        svg = picture(reseau, drawn, territoires(), href, lit)
        _component(key="reseau_dessin", data={"svg": svg})
        st.html(f'<p class="reseau-legende">{html.escape(typography(_LEGEND))}</p>')
    with right:
        st.html(lists(lecture, reseau))
    with st.expander("Toutes les mesures, territoire par territoire"):
        show_table(reseau)


def _lit(lecture: Lecture) -> tuple[str, ...]:
    """Return the territories that the page's selection is, or joins."""
    kind, code = lecture.view.choix or ("", "")
    if kind == "cooperation":
        joined = lecture.donnees.tables.participants
        return tuple(joined.loc[joined["cooperation_id"] == code, "territoire_code"])
    if kind == "pole":
        known = territoires()
        return tuple(known.index[known["pole_code"] == code])
    return (code,) if kind else ()


def _find(lecture: Lecture, reseau: Reseau) -> None:
    """Offer every territory of the network by its name; say the figures of the one selected."""
    known = territoires()
    codes = [code for code in known.index if code in reseau.noeuds.index]
    lit = [code for code in _lit(lecture) if code in reseau.noeuds.index]
    st.session_state[FIND] = lit[0] if len(lit) == 1 else None
    st.selectbox(
        "Situer un territoire dans le réseau",
        codes,
        index=None,
        format_func=known["nom"].get,
        placeholder="Nom d’un territoire",
        key=FIND,
        on_change=_on_find,
    )
    # Always there, so that what follows does not move.
    told = _HINT
    if len(lit) == 1:
        told = _figures(lecture, reseau.noeuds.join(known).loc[lit[0]])
    st.html(f'<p class="reseau-ici">{told}</p>')


def _figures(lecture: Lecture, row: pd.Series) -> str:
    told = [
        count_label(row["partenaires"], "partenaire"),
        count_label(row["cooperations"], "coopération"),
        f"intermédiarité {percent(row['intermediarite'])}",
        f"système {row['systeme']}",
    ]
    seen = link(lecture, row.name, "Voir sur la carte")
    return f"<b>{html.escape(row['nom'])}</b> {html.escape(' · '.join(told))} {seen}"


def _on_find() -> None:
    code = st.session_state[FIND]
    state.choose(("territoire", code) if code else None)
