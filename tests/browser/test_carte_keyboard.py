"""Without a mouse: every pôle, cooperation and territory reached, named, selected, left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.carte import style, wait_rows
from tests.browser.expected import inventory
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from playwright.sync_api import Frame

    from tests.browser.visitor import Visitor

#: More presses of Tab than there are stops before the map.
TABS_MAX = 60

_FOCUSED = """() => {
  const e = document.activeElement;
  const told = (name) => e?.getAttribute(name) ?? '';
  return [told('data-vers'), told('aria-label'), told('role')];
}"""

#: Press an arrow, from where the focus is until it comes back; each place met, in order.
_WALK = f"""() => {{
  const here = {_FOCUSED};
  const met = [];
  do {{
    met.push(here());
    document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', {{key: 'ArrowRight', bubbles: true, cancelable: true}}));
  }} while (here()[0] !== met[0][0] && met.length < 5000);
  return met;
}}"""


def focused(carte: Frame) -> tuple[str, str, str]:
    """Return what has the focus in the map: its « type:code », its name and its role."""
    vers, name, role = carte.evaluate(_FOCUSED)
    return vers, name, role


def tab_to_the_map(visitor: Visitor) -> int:
    """Press Tab until a feature of the map has the focus; return how many times."""
    for presses in range(1, TABS_MAX):
        visitor.page.keyboard.press("Tab")
        if focused(visitor.carte)[0]:
            return presses
    raise AssertionError("Tab never reaches the map's features")


def test_map_is_one_tab_stop_with_everything_behind_the_arrows(visitor: Visitor) -> None:
    shown = inventory().shown()
    carte = visitor.visit("/")
    assert carte is not None
    assert carte.locator(".carte-svg [tabindex='0']").count() == 1

    tab_to_the_map(visitor)
    walk = carte.evaluate(_WALK)
    assert {role for _, _, role in walk} == {"button"}
    reached = {vers: name for vers, name, _ in walk}
    assert len(reached) == len(walk)

    assert {v.removeprefix("pole:") for v in reached if v.startswith("pole:")} == shown.poles
    assert {
        v.removeprefix("cooperation:") for v in reached if v.startswith("cooperation:")
    } == shown.cooperations
    coops = inventory().cooperations
    assert {v.removeprefix("territoire:") for v in reached if v.startswith("territoire:")} == {
        t for code in shown.cooperations for t in (coops[code].porteur, *coops[code].partenaires)
    }
    for vers, name in reached.items():
        kind, _, code = vers.partition(":")
        if kind == "cooperation":
            assert name.startswith(coops[code].row["intitule"])
        assert len(name) > len("Pôle. ")

    # One stop: Tab leaves the features, Shift+Tab comes back to the one last met.
    here = focused(carte)[0]
    assert carte.locator(".carte-svg [tabindex='0']").count() == 1
    visitor.page.keyboard.press("Tab")
    assert focused(carte)[0] == ""
    visitor.page.keyboard.press("Shift+Tab")
    assert focused(carte)[0] == here


def test_keys_walk_select_and_leave(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    tab_to_the_map(visitor)
    first = focused(carte)[0]

    # Focus shows: a tooltip with the name, and an outline.
    bubble = carte.locator(".bulle")
    expect(bubble).to_be_visible()
    code = first.removeprefix("pole:")
    assert inventory().poles[code].row["nom"] in bubble.inner_text()
    assert (
        style(visitor, f".pole-{code}").stroke_width
        > style(visitor, ".pole:not(:focus)").stroke_width
    )

    visitor.page.keyboard.press("End")
    last = focused(carte)[0]
    assert last.startswith("territoire:")
    visitor.page.keyboard.press("ArrowRight")
    assert focused(carte)[0] == first
    visitor.page.keyboard.press("ArrowLeft")
    assert focused(carte)[0] == last
    visitor.page.keyboard.press("Home")
    assert focused(carte)[0] == first

    with visitor.rerun():
        visitor.page.keyboard.press("Enter")
    visitor.page.locator(".fiche h2").wait_for()
    assert f"pole={code}" in visitor.page.url
    assert style(visitor, f".pole-{code}").actif
    # The focus stays where it was, so that the walk goes on.
    assert focused(carte)[0] == first
    with visitor.rerun():
        visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(".fiche")).to_have_count(0, timeout=READY_TIMEOUT_MS)
    assert not style(visitor, f".pole-{code}").actif
    visitor.page.keyboard.press("ArrowRight")
    assert focused(carte)[0] not in ("", first)


def test_walk_survives_a_filter(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    carte.locator(".carte-svg [role=button]").first.focus()
    visitor.page.keyboard.press("End")
    with visitor.applied(counter="confirme"):
        visitor.page.locator(".st-key-systeme button").last.click()

    stop = carte.locator(".carte-svg [tabindex='0']")
    expect(stop).to_have_count(1)
    stop.focus()
    visitor.page.keyboard.press("Home")
    assert focused(carte)[0].startswith("pole:")


def test_list_and_sheet_are_reached_and_left_by_keyboard(visitor: Visitor) -> None:
    visitor.visit("/?systeme=sante")
    shown = inventory().shown("systeme=sante")
    wait_rows(visitor, "cooperation", shown.cooperations)

    row = visitor.page.locator('.liste a[data-vers^="cooperation:"]').first
    vers = row.get_attribute("data-vers") or ""
    row.focus()
    with visitor.rerun():
        visitor.page.keyboard.press("Enter")

    heading = visitor.page.locator(".fiche h2")
    expect(heading).to_be_visible(timeout=READY_TIMEOUT_MS)
    assert style(visitor, f".lien-{vers.removeprefix('cooperation:')}").actif
    # The sheet takes the list's place, and the focus; both come back when it closes.
    expect(visitor.page.locator(".fiche :focus")).to_have_count(1)
    with visitor.rerun():
        visitor.page.keyboard.press("Escape")
    expect(visitor.page.locator(f'.liste [data-vers="{vers}"]')).to_be_focused()


def test_map_says_what_a_filter_leaves(visitor: Visitor) -> None:
    carte = visitor.visit("/")
    assert carte is not None
    status = carte.get_by_role("status")
    expect(status).to_have_text("266 coopérations et 27 pôles sur la carte", use_inner_text=False)

    with visitor.applied(counter="confirme"):
        visitor.page.locator(".st-key-systeme button").last.click()

    shown = inventory().shown("systeme=sante")
    expect(status).to_have_text(
        f"{len(shown.cooperations)} coopérations et {len(shown.poles)} pôles sur la carte"
    )
