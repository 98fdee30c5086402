"""More visitors than places: the queue, and the way in, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from data.loaders import TABLES
from tests.browser.accessibility import assert_accessible
from tests.browser.expected import inventory
from tests.browser.server import ROOT, AppServer, serve
from tests.browser.visitor import READY_TIMEOUT_MS, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import BrowserContext, Page

    from tests.browser.conftest import ConsoleErrors

SITE = "https://carte.exemple.fr/"
#: As nginx gives one to each browser.
COOKIE = "coop_affinite"
NAVIGATION = "[data-testid='stTopNavLink']"


@pytest.fixture(scope="module")
def one_place(
    chromium_path: Path,  # noqa: ARG001  no browser, no server
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[AppServer]:
    """Serve the application with one place."""
    log = tmp_path_factory.mktemp("places") / "streamlit.log"
    environment = {"COOP_TABLES": str(TABLES), "COOP_SESSIONS": "1", "COOP_SITE": SITE}
    with serve(ROOT / "app.py", log=log, environment=environment) as server:
        yield server


@pytest.fixture
def arrive(
    one_place: AppServer,
    new_context: Callable[..., BrowserContext],
    console_errors: ConsoleErrors,
) -> Callable[..., Page]:
    """Return what opens a path in a browser of its own, known by a number."""

    def enter(number: str, path: str, scheme: str = "light") -> Page:
        context = new_context(locale="fr-FR", reduced_motion="reduce", color_scheme=scheme)
        context.on("console", console_errors.record_message)
        context.add_cookies([{"name": COOKIE, "value": number, "url": one_place.url}])
        page = context.new_page()
        page.goto(one_place.url + path)
        return page

    return enter


def compteur(page: Page) -> str:
    """Wait for the page asked for; return what its counter announces."""
    counter = page.locator(".st-key-compteur")
    expect(counter).to_contain_text("coopération", timeout=READY_TIMEOUT_MS)
    return counter.inner_text()


def announced(query: str) -> str:
    shown = inventory().shown(query)
    return f"{len(shown.cooperations)} coopérations · {len(shown.poles)} pôles"


def rank_of(page: Page) -> str:
    """Wait for the queue; return the rank that it announces."""
    rank = page.locator(".st-key-attente [role='status'] strong")
    expect(rank).to_be_visible(timeout=READY_TIMEOUT_MS)
    return rank.inner_text()


def test_visitors_wait_in_order_then_enter_at_the_address_asked_for(
    arrive: Callable[..., Page],
) -> None:
    first = arrive("un", "/cooperations")
    assert compteur(first) == announced("")
    expect(first.locator(NAVIGATION)).not_to_have_count(0)

    path = "/poles?systeme=mobilites,sante"
    second = arrive("deux", path)
    assert rank_of(second) == "1"
    expect(second).to_have_title("Un instant · Coopérations métropolitaines")
    expect(second.locator("h1")).to_have_text("Beaucoup de monde en ce moment")
    expect(second.locator(NAVIGATION)).to_have_count(0)
    link = second.get_by_role("link", name="sans attendre")
    expect(link).to_have_attribute("href", f"{SITE}?systeme=mobilites%2Csante")
    assert_accessible(second)
    third = arrive("trois", "/", scheme="dark")
    assert rank_of(third) == "2"
    assert_accessible(third)

    # Who is inside goes on.
    first.locator(".st-key-systeme button").nth(1).click()
    expect(first.locator(".st-key-compteur")).to_have_text(announced("systeme=mobilites"))

    first.context.close()
    assert compteur(second) == announced("systeme=mobilites,sante")
    assert second.url.endswith(path)
    expect(second).to_have_title("Pôles · Coopérations métropolitaines")
    expect(second.locator(".st-key-attente")).to_have_count(0)
    expect(third.locator(".st-key-attente strong")).to_have_text("1", timeout=READY_TIMEOUT_MS)

    second.context.close()
    assert compteur(third) == announced("")
    visitor = Visitor(third, "")
    third.wait_for_function(
        "() => document.querySelector('iframe')?.contentDocument?.documentElement"
        "?.dataset.carte === 'prete'",
        timeout=READY_TIMEOUT_MS,
    )
    assert visitor.drawn("lien") == inventory().shown("").cooperations


def test_who_loads_the_page_again_keeps_its_place(arrive: Callable[..., Page]) -> None:
    inside = arrive("quatre", "/cooperations?systeme=sante")
    compteur(inside)
    assert rank_of(arrive("cinq", "/")) == "1"
    inside.reload()
    assert compteur(inside) == announced("systeme=sante")
