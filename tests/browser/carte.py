"""Reads and touches the page *Carte*: what is drawn, listed, counted, lit up, and where it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.browser.expected import Shown
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Collection

    from playwright.sync_api import Locator

    from tests.browser.visitor import Visitor

#: Names of the bar's popovers and, for each facet, the one its pills are in ("" for the bar).
POPOVERS = ("Thème", "Région", "Filtres")
POPOVER_OF = {
    "systeme": "",
    "theme": "Thème",
    "region": "Région",
    "forme": "Filtres",
    "statut": "Filtres",
    "confiance": "Filtres",
}

_DRAWN = """() => {
  const codes = (selector, prefix) => [...document.querySelectorAll(selector)].map(
    (path) => [...path.classList].find((name) => name.startsWith(prefix)).slice(prefix.length));
  return {
    liens: codes('path.lien', 'lien-'),
    secondaires: codes('path.lien.secondaire', 'lien-'),
    poles: codes('path.pole', 'pole-'),
  };
}"""

_ROWS = """(kind) => [...document.querySelectorAll(`.liste a[data-vers^="${kind}:"]`)].map(
  (row) => row.dataset.vers.slice(kind.length + 1))"""

#: Places to try on a shape: along a line, or over the box of an area; kept when the pointer
#: would meet that very shape there and, for an area, nothing else to choose within its reach.
_POINT_ON = """([selector, area]) => {
  const ring = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [4, 8].map(
    (r) => [r * Math.cos((i * Math.PI) / 4), r * Math.sin((i * Math.PI) / 4)]));
  const free = (x, y, shape) => document.elementFromPoint(x, y) === shape && (!area
    || ring.every(([dx, dy]) => !document.elementFromPoint(x + dx, y + dy)
      ?.closest('.lien, .noeud, .carte-ui')));
  for (const shape of document.querySelectorAll(selector)) {
    const candidates = [];
    if (area) {
      const box = shape.getBoundingClientRect();
      for (let i = 1; i < 60; i++) {
        for (let j = 1; j < 60; j++) {
          candidates.push([box.left + (box.width * i) / 60, box.top + (box.height * j) / 60]);
        }
      }
    } else {
      const length = shape.getTotalLength();
      const matrix = shape.getScreenCTM();
      for (let i = 1; i < 60; i++) {
        const p = shape.getPointAtLength((length * i) / 60).matrixTransform(matrix);
        candidates.push([p.x, p.y]);
      }
    }
    const found = candidates.find(([x, y]) => free(x, y, shape));
    if (found) return found;
  }
  return null;
}"""


@dataclass(frozen=True)
class Style:
    """How a shape is drawn: what the browser computed."""

    actif: bool
    opacity: float
    stroke_opacity: float
    stroke_width: float


def drawn(visitor: Visitor) -> Shown:
    """Return what the map draws; every shape filtered out has left the document."""
    read: dict[str, list[str]] = visitor.carte.evaluate(_DRAWN)
    return Shown(*(frozenset(read[key]) for key in ("liens", "secondaires", "poles")))


def assert_drawn(visitor: Visitor, expected: Shown) -> None:
    """Fail, naming what is missing and what is in excess, unless the map draws exactly this."""
    found = drawn(visitor)
    wrong = [
        f"{name}: missing {sorted(wanted - got)[:10]}, in excess {sorted(got - wanted)[:10]}"
        for name, got, wanted in (
            ("cooperations", found.cooperations, expected.cooperations),
            ("thinner", found.secondaires, expected.secondaires),
            ("pôles", found.poles, expected.poles),
        )
        if got != wanted
    ]
    assert not wrong, f"at {visitor.page.url}\n" + "\n".join(wrong)


def assert_counted(visitor: Visitor, expected: Shown) -> None:
    """Fail unless the counter announces what is expected."""
    assert visitor.compteur() == counted(expected)


def counted(expected: Shown) -> tuple[int, int]:
    """Return what the counter announces of what is expected."""
    return len(expected.cooperations), len(expected.poles)


def rows(visitor: Visitor, kind: str) -> list[str]:
    """Return the codes of the list's rows, ``pole`` or ``cooperation``, in their order."""
    found: list[str] = visitor.page.evaluate(_ROWS, kind)
    return found


def wait_rows(visitor: Visitor, kind: str, expected: Collection[str]) -> None:
    """Wait until the list has exactly these rows: it is drawn just after the map."""
    visitor.page.wait_for_function(
        f"([kind, codes]) => {{ const rows = ({_ROWS})(kind); const wanted = new Set(codes);"
        " return rows.length === wanted.size && rows.every((code) => wanted.has(code)); }",
        arg=[kind, sorted(expected)],
        timeout=READY_TIMEOUT_MS,
    )


def open_popover(visitor: Visitor, name: str) -> Locator:
    """Open one of the bar's popovers and return what it holds."""
    page = visitor.page
    body = page.get_by_test_id("stPopoverBody")
    button = page.locator(".st-key-barre").get_by_test_id("stPopoverButton").filter(has_text=name)
    if button.get_attribute("aria-expanded") != "true":
        close_popover(visitor)
        button.click()
    body.wait_for()
    return body


def close_popover(visitor: Visitor) -> None:
    """Close the popover that is open, if any."""
    body = visitor.page.get_by_test_id("stPopoverBody")
    if body.count():
        visitor.page.keyboard.press("Escape")
        body.wait_for(state="detached")


def pills(visitor: Visitor, key: str) -> Locator:
    """Return the pills of a facet; its popover must be open."""
    return visitor.page.locator(f".st-key-{key} button[aria-pressed]")


def pill(visitor: Visitor, key: str, label: str) -> Locator:
    """Return one pill: its text is its label, then the number it would give."""
    return pills(visitor, key).filter(has=visitor.page.locator("p", has_text=_pill_text(label)))


def pill_counts(visitor: Visitor, key: str) -> list[tuple[str, int]]:
    """Return the label and the number that each pill of a facet shows."""
    texts: list[list[str]] = pills(visitor, key).evaluate_all(
        """(pills) => pills.map((pill) => {
          const text = pill.querySelector('p');
          const count = text.querySelector('.n').textContent;
          return [text.textContent.slice(0, -count.length).trim(), count];
        })"""
    )
    return [(label, int(count)) for label, count in texts]


def point_on(visitor: Visitor, selector: str, *, area: bool = False) -> tuple[float, float]:
    """Return a place of the page where the pointer meets a shape of the map.

    Parameters
    ----------
    visitor
        Whose map.
    selector
        Shape to meet; any of them when there are several.
    area
        Look inside the shape rather than along its line.
    """
    at = visitor.carte.evaluate(_POINT_ON, [selector, area])
    assert at is not None, f"no place of {selector} can be met by the pointer"
    frame = visitor.carte.frame_element().bounding_box()
    assert frame is not None
    return frame["x"] + at[0], frame["y"] + at[1]


def click_on(visitor: Visitor, selector: str, *, area: bool = False) -> None:
    """Click a shape of the map with the mouse, where it can be met."""
    x, y = point_on(visitor, selector, area=area)
    visitor.page.mouse.click(x, y)


def style(visitor: Visitor, selector: str) -> Style:
    """Return how the first such shape of the map is drawn, its groups' opacity included."""
    read: dict[str, Any] = visitor.carte.evaluate(
        """(selector) => {
          const shape = document.querySelector(selector);
          const css = getComputedStyle(shape);
          let opacity = 1;
          for (let e = shape; e instanceof SVGElement; e = e.parentNode) {
            opacity *= Number(getComputedStyle(e).opacity);
          }
          return {
            actif: !!shape.closest('.actif'),
            opacity,
            stroke_opacity: Number(css.strokeOpacity),
            stroke_width: parseFloat(css.strokeWidth),
          };
        }""",
        selector,
    )
    return Style(**read)


def _pill_text(label: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(label)}\s*\d+$")
