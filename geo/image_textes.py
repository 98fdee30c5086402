"""What the panel of a picture of the map says, in French: plain texts, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geo import format_fr as fr
from geo.layers import ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.image_carte import Contenu

TITRE = "Pôles métropolitains et coopérations"
VIDE = "Aucune coopération ni aucun pôle ne répond à ces filtres."
#: Size of a title (px) by its length: characters up to which it serves.
_SIZES = ((18, 68), (40, 52), (80, 44), (10_000, 36))
#: Longest word that is not cut, in characters.
_WORD = 22
#: Where a word may be cut: a space of no width.
_CUT = "\u200b"


def panel(
    inventaire: Mapping[str, Any],
    contenu: Contenu,
    *,
    titre: str = "",
    commentaire: str = "",
    selection: str = "",
    filtres: str = "",
) -> dict[str, Any]:
    """Return the texts of a panel, as JSON's types.

    Parameters
    ----------
    contenu
        What is drawn, all of it: a selection counts for what it lights up.
    titre, commentaire
        Any texts; without a title, the selection names the picture.
    selection, filtres
        Name of what is selected, filters in words; empty for none.
    """
    title = fr.title(plain(titre)) or selection or TITRE
    words = [f"{filtres[:1].upper()}{filtres[1:]}"] if filtres else []
    if selection and selection != title:
        words.append(f"Sélection{fr.FINE}: {selection}")
    counts = _counts(inventaire, contenu)
    counted = fr.enumerate_fr([fr.count_label(n, one, many) for n, one, many in counts])
    empty = not (contenu.cooperations or contenu.poles or contenu.lumiere)
    said = ". ".join([f"Carte{fr.FINE}: {VIDE[:-1].lower() if empty else counted}", *words])
    return {
        "document": title,
        "titre": " ".join(cut(word) for word in title.split(" ")),
        "corps_titre": next(size for most, size in _SIZES if len(title) <= most),
        "commentaire": [
            " ".join(cut(word) for word in fr.typography(line).split(" "))
            for text in commentaire.splitlines()
            if (line := plain(text))
        ],
        "filtres": " · ".join(cut(word) for word in words),
        "vide": VIDE if empty else "",
        "chiffres": []
        if empty
        else [
            {"valeur": fr.number(n), "libelle": one if n < 2 else many} for n, one, many in counts
        ],
        "texte": said,
    }


def credits_of(mois: str) -> list[str]:
    """Return the sources of a picture; `mois` is the inventory's, « novembre 2026 »."""
    return [
        f"{ATTRIBUTION}.",
        f"Coopérations et pôles{fr.FINE}: inventaire de {mois}.",
    ]


def plain(text: str) -> str:
    """Return a text on one line, without the characters that no font writes."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def cut(word: str) -> str:
    """Return a word that may go to the line wherever it is too long."""
    pieces = [word[i : i + _WORD] for i in range(0, len(word), _WORD)]
    return word if len(word) <= _WORD or " " in word else _CUT.join(pieces)


def _counts(inventaire: Mapping[str, Any], contenu: Contenu) -> list[tuple[int, str, str]]:
    """Return key figures: a number, and what it counts in the singular and in the plural."""
    lit, light = contenu.lit(), contenu.lumiere
    coops = (len(lit.cooperations), "coopération", "coopérations")
    if light is not None and light.type == "cooperation":
        return [(len(light.territoires), "territoire participant", "territoires participants")]
    if light is not None and light.choisi is not None:
        members = len(inventaire["poles"][light.choisi]["membres"])
        return [coops, (members, "intercommunalité", "intercommunalités")]
    return [coops, (len(lit.poles), "pôle", "pôles")]
