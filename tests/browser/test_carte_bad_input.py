"""Addresses nobody should have written, and filters that leave nothing: never an error page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from playwright.sync_api import expect

from tests.browser.carte import assert_counted, assert_drawn
from tests.browser.expected import FACETS, State, inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from tests.browser.visitor import Visitor

HTML = "<img src=x onerror=window.pirate=1><script>window.pirate=1</script>"
MARKDOWN = "`![a](//pirate.invalid/p.png)`[b](//pirate.invalid)"


def warning(visitor: Visitor) -> str:
    """Return the text of the discreet warning."""
    shown = visitor.page.locator(".st-key-avertissement")
    expect(shown).to_be_visible()
    return shown.inner_text()


def assert_no_error(visitor: Visitor) -> None:
    """Fail if the page shows an error, or has let something in."""
    for test_id in ("stException", "stAlert"):
        expect(visitor.page.get_by_test_id(test_id)).to_have_count(0)
    assert visitor.page.evaluate("() => window.pirate") is None
    assert visitor.carte.evaluate("() => window.pirate") is None
    assert visitor.page.locator("[onerror], [src*=pirate], [href*=pirate]").count() == 0


def test_unknown_values_are_named_and_left_out(visitor: Visitor) -> None:
    visitor.visit("/?systeme=sante,finances&region=99&pole=000&annees=deux&fond=lune&poles=peu&x=1")

    told = warning(visitor)
    for unknown in ("systeme=finances", "region=99", "annees=deux", "poles=peu", "fond=lune"):
        assert unknown in told
    assert "sante," not in told
    assert_drawn(visitor, inventory().shown("systeme=sante"))
    assert_counted(visitor, inventory().shown("systeme=sante"))
    assert parse_qs(urlsplit(visitor.page.url).query) == {"systeme": ["sante"]}
    assert_no_error(visitor)

    # Discreet: it covers nothing, and a view without any fault says nothing.
    place = visitor.page.locator(".st-key-avertissement").bounding_box()
    assert place is not None
    assert place["height"] < 120
    visitor.visit("/?systeme=sante")
    expect(visitor.page.locator(".st-key-avertissement")).to_have_count(0)


def test_hostile_addresses_show_as_text(visitor: Visitor) -> None:
    everything = inventory().shown()
    for key in ("systeme", "pole", "annees", "fond", "bidon"):
        visitor.visit(f"/?{key}={quote(HTML)}")
        assert "<img" in warning(visitor)
        assert_no_error(visitor)
        assert_drawn(visitor, everything)
    visitor.visit(f"/?theme={quote(MARKDOWN)}&{quote('<b>clef</b>')}=1")
    assert "pirate.invalid" in warning(visitor)
    assert_no_error(visitor)
    visitor.visit(f"/?q={quote(HTML)}")
    assert_no_error(visitor)
    expect(visitor.page.locator(".st-key-vide")).to_be_visible()


def test_long_odd_and_repeated_keys_do_no_harm(visitor: Visitor) -> None:
    for query in (
        "q=" + "a" * 10_000,
        "systeme=" + ",".join(["sante"] * 1_700),
        "bidon=" + quote("é🚲") * 600,
    ):
        visitor.visit(f"/?{query}")
        assert_no_error(visitor)
    visitor.visit("/?systeme=sante&systeme=mobilites&systeme=sante")
    assert_drawn(visitor, inventory().shown("systeme=sante,mobilites"))
    visitor.visit("/?q=%F0%9F%9A%B2&theme=%F0%9F%9A%B2&annees=2020-2015&annees=&region=&=&&%00=%00")
    assert_no_error(visitor)
    assert "🚲" in warning(visitor)
    visitor.visit("/?pole=200030989&pole=200083756&cooperation=rien")
    expect(visitor.page.locator(".fiche h2")).to_be_visible()
    assert_no_error(visitor)


def test_empty_result_names_the_filter_to_lift(visitor: Visitor) -> None:
    query = "systeme=sante&forme=entente&region=94"
    state = State.of(query)
    assert not inventory().shown(query).cooperations
    labels = {"systeme": "Systèmes thématiques", "forme": "Forme", "region": "Régions"}
    lifted = {
        key: len(inventory().shown(state.without(key)).cooperations)
        for key in FACETS
        if getattr(state, key)
    }
    offers = {key: count for key, count in lifted.items() if count}
    assert offers

    visitor.visit(f"/?{query}")

    notice = visitor.page.locator(".st-key-vide")
    expect(notice).to_contain_text("Aucune coopération")
    buttons = notice.get_by_role("button")
    expect(buttons).to_have_count(len(offers))
    for key, count in offers.items():
        expect(buttons.filter(has_text=labels[key])).to_contain_text(f"{count}")
    assert_drawn(visitor, inventory().shown(query))
    assert_counted(visitor, inventory().shown(query))

    key = next(iter(offers))
    with visitor.rerun():
        buttons.filter(has_text=labels[key]).click()
    expect(notice).to_have_count(0, timeout=READY_TIMEOUT_MS)
    assert_drawn(visitor, inventory().shown(state.without(key)))
    assert key not in parse_qs(urlsplit(visitor.page.url).query)


def test_text_and_years_that_empty_are_lifted_too(visitor: Visitor) -> None:
    for query, name in (("q=zzzz", "Texte"), ("annees=1968-1969&systeme=sante", "En vigueur")):
        assert not inventory().shown(query).cooperations
        visitor.visit(f"/?{query}")
        notice = visitor.page.locator(".st-key-vide")
        with visitor.rerun():
            notice.get_by_role("button").filter(has_text=name).click()
        expect(notice).to_have_count(0, timeout=READY_TIMEOUT_MS)
        left = "&".join(part for part in query.split("&") if part.startswith("systeme"))
        assert_drawn(visitor, inventory().shown(left))


def test_nothing_alone_empties_everything_is_lifted(visitor: Visitor) -> None:
    query = "q=zzzz&annees=1968-1969&systeme=sante"

    visitor.visit(f"/?{query}&pole=200030989")

    # The notice is there with a sheet open, too.
    expect(visitor.page.locator(".fiche h2")).to_contain_text("Sillon lorrain")
    with visitor.rerun():
        visitor.page.locator(".st-key-vide").get_by_role("button").click()
    assert_drawn(visitor, inventory().shown())
