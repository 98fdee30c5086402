"""The guards themselves: a recorder that never fires would let every test pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.accessibility import violations

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import ConsoleErrors, ExternalRequests
    from tests.browser.profile import Profile

_LEAVE = """() => {
  localStorage.setItem('essai', '1');
  document.cookie = 'essai=1';
  return new Promise((done) => { indexedDB.open('essai').onsuccess = () => done(); });
}"""

_FIND = """async () => [
  localStorage.length, document.cookie.includes('essai'), (await indexedDB.databases()).length,
  (await navigator.permissions.query({ name: 'geolocation' })).state]"""


def test_request_to_another_origin_is_recorded(
    page: Page, external_requests: ExternalRequests, console_errors: ConsoleErrors
) -> None:
    console_errors.expect("ERR_|WebSocket")
    with page.expect_event("requestfailed"), page.expect_websocket():
        page.set_content(
            '<img src="http://tuiles.invalid/1.png"><iframe src="data:text/html,"></iframe>'
            "<script>new WebSocket('ws://socket.invalid/x')</script>"
        )
    assert set(external_requests.urls) == {"http://tuiles.invalid/1.png", "ws://socket.invalid/x"}
    external_requests.urls.clear()


def test_request_to_an_allowed_host_is_not_recorded(
    page: Page, external_requests: ExternalRequests, console_errors: ConsoleErrors
) -> None:
    console_errors.expect("ERR_")
    external_requests.allow("tuiles.invalid")
    with page.expect_event("requestfailed"):
        page.set_content('<img src="http://tuiles.invalid/1.png">')
    assert external_requests.urls == []


@pytest.mark.parametrize("script", ["console.error('panne')", "throw new Error('panne')"])
def test_error_in_the_console_is_recorded(
    page: Page, console_errors: ConsoleErrors, script: str
) -> None:
    page.set_content(f"<script>setTimeout(() => {{ {script}; }})</script><p>ok</p>")
    page.wait_for_function("() => new Promise((done) => setTimeout(() => done(true)))")
    assert [line for line in console_errors.unexpected() if "panne" in line]
    console_errors.lines.clear()


def test_audit_names_the_element_at_fault(page: Page) -> None:
    page.set_content('<html lang="fr"><title>t</title><main><h1>T</h1><button id="nu"></button>')
    assert any("button-name" in line and "#nu" in line for line in violations(page))


def test_audit_passes_sound_content(page: Page) -> None:
    page.set_content(
        '<html lang="fr"><title>t</title><main><h1>Titre</h1><button>Cadrer</button></main>'
    )
    assert violations(page) == []


def test_nothing_of_a_test_is_left_to_the_next(page: Page, profile: Profile, app_url: str) -> None:
    address = f"{app_url}/_stcore/health"
    page.goto(address)
    assert page.evaluate(_FIND) == [0, False, 0, "prompt"]
    page.evaluate(_LEAVE)
    profile.context.grant_permissions(["geolocation"])
    assert page.evaluate(_FIND) == [1, True, 1, "granted"]
    profile.context.route(address, lambda route: route.abort())
    profile.context.set_offline(True)

    profile.forget()

    assert page.is_closed()
    page = profile.context.new_page()
    page.goto(address)
    assert page.evaluate(_FIND) == [0, False, 0, "prompt"]
