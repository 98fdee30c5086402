"""« Ma commune »: the places a typed name may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st
from jinja2 import Environment

from geo.finder import find
from geo.permalinks import Q_MAX

if TYPE_CHECKING:
    from data.dataset import Dataset

_MINIMUM = 2
#: Name of each kind of match; a « territoire » is told by its own type.
_TYPES = {"pole": "Pôle", "commune": "Commune", "epci": "Intercommunalité", "territoire": ""}
_TEMPLATE = """
<div class="trouvailles" role="region" aria-label="Résultats de la recherche">
{% if matches %}<ul>{% for m in matches %}
<li><a href="?{{ m.href }}" data-vers="{{ m.vers }}">
<b>{{ m.nom }}</b><span>{{ m.contexte }}</span></a></li>
{% endfor %}</ul>{% else %}
<p>Aucune commune ni aucun territoire ne ressemble à «\u202f{{ query }}\u202f».</p>
{% endif %}
</div>
"""


def search_box(donnees: Dataset) -> None:
    """Draw the box and, under it, what the typed name may mean, each line selecting it."""
    query = st.text_input(
        "Ma commune, un territoire",
        key="territoire",
        type="search",
        live=True,
        placeholder="Ma commune, un territoire…",
        label_visibility="collapsed",
    ).strip()[:Q_MAX]
    if len(query) < _MINIMUM:
        return
    matches = []
    for match in find(donnees.index, query):
        kind = "pole" if match.type == "pole" else "territoire"
        matches.append(
            {
                "nom": match.nom,
                "contexte": " · ".join(filter(None, (_TYPES[match.type], match.contexte))),
                "vers": f"{kind}:{match.code}",
                "href": urlencode({kind: match.code}),
            }
        )
    html = Environment(autoescape=True).from_string(_TEMPLATE).render(matches=matches, query=query)
    with st.container(key="trouvailles"):
        st.html(html)
