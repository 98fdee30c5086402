"""What is measured in the browser: filter changes, clicks on the map, weights of a visit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.bench.browser import BenchPage, Condition, new_visitor
from tests.bench.relay import relay_to
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from tests.bench.scenario import Change

#: Times each application is opened, its cycles of changes shared out between them.
ROUNDS = 2
LAYERS = "/static/layers/"
GEOMETRY = ("geometrie-", "detail-")


@dataclass(frozen=True)
class Subject:
    """An application under measure.

    Attributes
    ----------
    name
        ``nue``, ``carte``, or that of a page that reads.
    port
        The port of this machine it is served on.
    cycles
        The scenario, with what each change must show on its data.
    url
        Address to open; the server's own unless given.
    path
        Path of the page.
    """

    name: str
    port: int
    cycles: Sequence[Sequence[Change]]
    url: str = ""
    path: str = "/"

    @property
    def address(self) -> str:
        """Return the address to open."""
        return self.url or f"http://127.0.0.1:{self.port}"

    @property
    def is_carte(self) -> bool:
        """Whether it is this application, with a map that answers before the server."""
        return self.name == "carte"

    def shows(self, change: Change, *, confirme: int = -1) -> Condition:
        """Return the state that a change must lead to."""
        if self.name == "nue":
            texte = f"Résultat : {', '.join(change.systemes)}".rstrip()
            return {"kind": "texte", "selector": ".st-key-resultat", "texte": texte}
        if self.path != "/":
            return {"kind": "page", "debut": f"{len(change.cooperations)} coopération"}
        return {"kind": "liens", "ids": sorted(change.cooperations), "confirme": confirme}

    @property
    def ready(self) -> Condition:
        """Return the state of the page once open: nothing filtered."""
        return self.shows(self.cycles[0][-1])

    def open(self, browser: Browser) -> BenchPage:
        """Return a new visitor's page of it, open and at rest."""
        page = BenchPage(new_visitor(browser), self.address)
        page.open(self.ready, self.path)
        return page

    def make(self, change: Change, page: BenchPage) -> dict[str, float]:
        """Make a change; return its times in ms, once the page rests.

        ``premier`` is the first right answer on screen, ``confirme`` the one that the server
        has confirmed. Only our map tells them apart: elsewhere the server's answer is the first.
        """
        spec = {"confirme": self.shows(change)}
        if self.is_carte:
            spec = {
                "premier": self.shows(change),
                "confirme": self.shows(change, confirme=page.confirmed()),
            }
        marks = page.press(change.pill, spec)
        page.settle()
        return {"premier": marks["confirme"], **marks}


def measure_filters(browser: Browser, subjects: Sequence[Subject]) -> dict[str, dict[str, Any]]:
    """Make every subject's changes; return the times of each in ms.

    One application is open at a time, so that none is measured while another still works; they
    come in turn over several rounds, so that the machine's moods weigh on all alike.
    """
    rows: dict[str, dict[str, Any]] = {
        subject.name: {"premier": [], "confirme": []} for subject in subjects
    }
    for part in range(ROUNDS):
        for subject in subjects:
            page = subject.open(browser)
            for change in subject.cycles[0]:
                subject.make(change, page)
            for cycle in subject.cycles[part::ROUNDS]:
                for change in cycle:
                    for name, value in subject.make(change, page).items():
                        rows[subject.name][name].append(value)
            page.page.context.close()
    return rows


def measure_clicks(browser: Browser, carte: Subject, number: int) -> dict[str, Any]:
    """Click territories on the map; return times in ms to the highlight and to the sheet.

    Then zoom and pan, and count the script runs that they cause.
    """
    page = carte.open(browser)
    frame = page.visitor.carte
    rows: dict[str, Any] = {"lumiere": [], "fiche": []}
    for rank in range(number):
        # The last drawn are the largest: territories with the most cooperations.
        target = frame.locator("circle.noeud").nth(-1 - rank)
        with page.visitor.rerun():
            page.arm(
                {
                    "lumiere": {"kind": "carte", "selector": ".leaflet-container.a-selection"},
                    "fiche": {"kind": "present", "selector": ".st-key-fiche"},
                }
            )
            target.click(force=True)
            marks = page.marks()
        for name, value in marks.items():
            rows[name].append(value)
        page.settle()
        with page.visitor.rerun():
            page.page.keyboard.press("Escape")
        page.page.locator(".st-key-fiche").wait_for(state="detached")
        page.settle()
    runs = page.visitor.runs
    _zoom_and_pan(page)
    rows["executions_deplacement"] = page.visitor.runs - runs
    page.page.context.close()
    return rows


def _zoom_and_pan(page: BenchPage) -> None:
    """Zoom with the wheel, then drag the map, and wait until the page rests."""
    frame = page.visitor.carte
    box = page.page.locator("iframe").last.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse = page.page.mouse
    before = frame.locator("g.monde").first.get_attribute("transform")
    mouse.move(*middle)
    mouse.wheel(0, -400)
    moved = "(before) => document.querySelector('g.monde').getAttribute('transform') !== before"
    frame.wait_for_function(moved, arg=before, timeout=READY_TIMEOUT_MS)
    mouse.down()
    mouse.move(middle[0] + 150, middle[1] + 80, steps=8)
    mouse.up()
    page.settle()


def measure_weights(browser: Browser, subjects: Sequence[Subject]) -> dict[str, dict[str, Any]]:
    """Return the bytes of a first visit, of a second one and of a filter change.

    Counted on the connection itself, compressed and with headers. ``fichiers`` gives those of
    each file of the first visit as the browser tells them.
    """
    rows: dict[str, dict[str, Any]] = {}
    for subject in subjects:
        with relay_to(subject.port) as relay:
            relayed = replace(subject, url=relay.url)
            context = new_visitor(browser)
            first = BenchPage(context, relay.url)
            first.open(relayed.ready)
            first.settle()
            row: dict[str, Any] = {"total": relay.down, "fichiers": first.bytes_by_path()}
            changed = []
            for change in subject.cycles[0]:
                before = relay.down + relay.up
                relayed.make(change, first)
                changed.append(relay.down + relay.up - before)
            row["changements"] = changed
            first.page.close()
            before = relay.down
            second = BenchPage(context, relay.url)
            second.open(relayed.ready)
            second.settle()
            row["seconde_visite"] = relay.down - before
            row["geometrie_rechargee"] = sum(
                answer.encoded_bytes
                for answer in second.answers.values()
                if is_geometry(answer.url) and answer.status == 200 and not answer.cached
            )
            rows[subject.name] = row
            context.close()
    return rows


def is_geometry(path: str) -> bool:
    """Tell whether a path is that of a layer of shapes."""
    return any(LAYERS + name in path for name in GEOMETRY)
