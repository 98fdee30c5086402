"""What the drawing tells: thin, dashed, pale, hollow, apart; and the legend that explains it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.carte import pill, point_on, style
from tests.browser.expected import inventory

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from tests.browser.visitor import Visitor

#: What the legend says of each sign, by a selector of what bears it on the map.
SIGNS = {
    ".lien.plein": "en cours",
    ".lien.tirets": "en projet",
    ".lien.pale": "achevée ou non suivie",
    ".lien.secondaire": "thème secondaire",
    ".noeud": "territoire partenaire",
    ".noeud.approx": "emplacement approximatif",
    ".pole.aire:not(.apart)": "d’un seul tenant",
    ".pole.reseau:not(.apart)": "en réseau",
    ".pole.apart": "dissous ou sans personnalité juridique",
    ".membre.faible": "membre à confirmer",
    ".fil": "ses morceaux reliés",
}


def css(carte: Frame, selector: str, name: str) -> str:
    """Return a computed property of the first such shape."""
    value: str = carte.eval_on_selector(selector, "(e, name) => getComputedStyle(e)[name]", name)
    return value


def legend(carte: Frame) -> dict[str, str]:
    """Return the lines of the legend, and the number each one ends with."""
    lines: list[list[str]] = carte.locator(".legende li").evaluate_all(
        """(lines) => lines.map((line) => [
          line.querySelector('span').textContent, line.querySelector('.n')?.textContent ?? ''])"""
    )
    return {line[0]: line[1] for line in lines}


def test_links_tell_their_status_and_how_they_match(visitor: Visitor) -> None:
    carte = visitor.visit("/?systeme=economie,mobilites")
    assert carte is not None

    main = style(visitor, ".lien.plein:not(.secondaire)")
    assert style(visitor, ".lien.plein.secondaire").stroke_width <= main.stroke_width * 0.7
    assert style(visitor, ".lien.pale:not(.secondaire)").stroke_opacity < main.stroke_opacity * 0.7
    assert css(carte, ".lien.plein", "strokeDasharray") == "none"
    assert css(carte, ".lien.tirets", "strokeDasharray") != "none"
    statuts = {row["code"]: row["trait"] for row in inventory().rows("statuts")}
    classes: dict[str, list[str]] = dict(
        carte.eval_on_selector_all(
            ".lien[role]",
            "(all) => all.map((e) => [e.dataset.vers.slice('cooperation:'.length),"
            " [...e.classList]])",
        )
    )
    for code, names in classes.items():
        trait = statuts[inventory().cooperations[code].row["statut"]]
        assert set(statuts.values()) & set(names) == {trait}


def test_links_bear_the_colour_of_their_main_theme(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None

    colours: dict[str, str] = dict(
        carte.eval_on_selector_all(
            ".lien[role]",
            "(all) => all.map((e) => [e.dataset.vers.slice('cooperation:'.length),"
            " getComputedStyle(e).stroke])",
        )
    )

    expected = {row["code"]: row["couleur_clair"] for row in inventory().rows("systemes")}
    coops = inventory().cooperations
    for code, colour in colours.items():
        wanted = expected[inventory().systeme_of[coops[code].row["theme_principal"]]]
        rgb = ", ".join(str(int(wanted[i : i + 2], 16)) for i in (1, 3, 5))
        assert colour == f"rgb({rgb})"


def test_places_and_poles_tell_what_is_not_certain(visitor: Visitor) -> None:
    carte = visitor.visit("/?poles=tous")
    assert carte is not None

    assert css(carte, ".noeud.approx", "fill") != css(carte, ".noeud:not(.approx)", "fill")
    apart, legal = ".pole.apart", ".pole:not(.apart)"
    assert css(carte, apart, "strokeDasharray") != css(carte, legal, "strokeDasharray")
    assert float(css(carte, apart, "fillOpacity")) < float(css(carte, legal, "fillOpacity"))
    assert css(carte, ".membre.faible", "strokeDasharray") != "none"
    assert css(carte, ".membre.faible", "fill") == "none"
    # Never opaque: an intercommunalité may belong to two pôles.
    assert float(css(carte, legal, "fillOpacity")) < 0.4


def test_pointer_and_choice_stand_out(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    code = "brest-contrat-reciprocite-centre-ouest-bretagne"
    at_rest = style(visitor, f".lien-{code}").stroke_width

    x, y = point_on(visitor, f".lien-{code}")
    visitor.page.mouse.move(x, y)
    expect(carte.locator(f".lien-{code}:hover")).to_have_count(1)
    assert style(visitor, f".lien-{code}").stroke_width > at_rest * 1.5

    visitor.visit("/?pole=200030989")
    chosen = style(visitor, ".pole-200030989").stroke_width
    assert chosen > style(visitor, ".pole:not(.pole-200030989)").stroke_width * 1.5


def test_legend_explains_the_signs_in_use_and_only_those(visitor: Visitor) -> None:
    labels = inventory().labels["systeme"]

    for query in ("", "poles=tous", "systeme=sante", "q=centre+ouest+bretagne"):
        carte = visitor.visit(f"/?{query}")
        assert carte is not None
        told = legend(carte)
        drawn = {text for selector, text in SIGNS.items() if carte.locator(selector).count()}
        loops = {"au même endroit"} & told.keys()
        shown = inventory().shown(query).cooperations
        counts: dict[str, int] = {}
        for code in shown:
            main = inventory().cooperations[code].row["theme_principal"]
            system = labels[inventory().systeme_of[main]]
            counts[system] = counts.get(system, 0) + 1
        assert {text: int(n) for text, n in told.items() if n} == counts
        assert told.keys() - counts.keys() - loops == drawn


def test_legend_follows_a_filter(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    assert "thème secondaire" not in legend(carte)

    with visitor.applied():
        pill(visitor, "systeme", inventory().labels["systeme"]["sante"]).click()

    assert "thème secondaire" in legend(carte)
