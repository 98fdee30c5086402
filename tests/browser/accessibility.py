"""Audit a page and its map with axe-core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Page

#: What axe reports there is Streamlit's to mend, not ours: each entry says what.
STREAMLIT_CHROME: tuple[str, ...] = ()

#: Levels that fail a test.
BLOCKING = ("serious", "critical")

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]


def violations(document: Page | Frame, *, exclude: tuple[str, ...] = ()) -> list[str]:
    """Return one readable line per element that breaks a rule at a blocking level."""
    document.evaluate(Axe().axe_script)
    answer: dict[str, Any] = document.evaluate(
        """([exclude, rules]) => axe.run(
            {include: [['html']], exclude: exclude.map((selector) => [selector])},
            {resultTypes: ['violations'], iframes: false,
             runOnly: {type: 'tag', values: rules}})""",
        [list(exclude), RULES],
    )
    return [
        f"{violation['impact']}: {violation['id']}: {violation['help']}\n"
        f"    {' '.join(map(str, node['target']))}\n"
        f"    {node['html'][:200]}\n"
        f"    {_reason(node)}"
        for violation in answer["violations"]
        if violation["impact"] in BLOCKING
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page, *frames: Frame) -> None:
    """Fail, listing every violation, unless the page and the frames given pass the audit."""
    found = violations(page, exclude=STREAMLIT_CHROME)
    for frame in frames:
        found += violations(frame)
    assert not found, f"{len(found)} accessibility violations:\n" + "\n".join(found)


def _reason(node: dict[str, Any]) -> str:
    checks = [*node.get("any", []), *node.get("all", []), *node.get("none", [])]
    return "; ".join(check["message"] for check in checks)
