"""What is measured in the browser: filter changes, clicks on the map, weights of a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.bench.browser import BenchPage, Condition, new_visitor
from tests.browser.visitor import READY_TIMEOUT_MS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser

    from tests.bench.scenario import Change

#: Changes made before measuring starts: a full cycle of the scenario, back to no filter.
WARM_UP = 4
LAYERS = "/static/layers/"
GEOMETRY = ("geometrie-", "detail-")


@dataclass(frozen=True)
class Subject:
    """An application under measure.

    Attributes
    ----------
    name
        ``nue``, ``courante``, ``carte`` or ``carte-10x``.
    url
        Its address.
    changes
        The scenario, with what each change must show on its data.
    """

    name: str
    url: str
    changes: Sequence[Change]

    @property
    def is_carte(self) -> bool:
        """Whether it is this application, with a map that answers before the server."""
        return self.name.startswith("carte")

    def shows(self, change: Change, *, confirme: int = -1) -> Condition:
        """Return the state that a change must lead to."""
        if self.name == "nue":
            texte = f"Résultat : {', '.join(change.systemes)}".rstrip()
            return {"kind": "texte", "selector": ".st-key-resultat", "texte": texte}
        return {"kind": "liens", "ids": sorted(change.cooperations), "confirme": confirme}

    @property
    def ready(self) -> Condition:
        """Return the state of the page once open: nothing filtered."""
        return self.shows(self.changes[WARM_UP - 1])


def measure_filters(browser: Browser, subjects: Sequence[Subject]) -> dict[str, dict[str, Any]]:
    """Make every subject's changes, turn by turn; return times in ms and bytes of each.

    ``premier`` is the first right answer on screen, ``confirme`` the one that the server has
    confirmed. Only our map tells them apart: elsewhere the server's answer is the first.
    """
    rows: dict[str, dict[str, Any]] = {
        subject.name: {"premier": [], "confirme": [], "octets": []} for subject in subjects
    }
    pages = {subject.name: BenchPage(new_visitor(browser), subject.url) for subject in subjects}
    for subject in subjects:
        pages[subject.name].open(subject.ready)
    for turn in range(len(subjects[0].changes)):
        for subject in subjects:
            page, change = pages[subject.name], subject.changes[turn]
            page.page.bring_to_front()
            spec = {"confirme": subject.shows(change)}
            if subject.is_carte:
                spec = {
                    "premier": subject.shows(change),
                    "confirme": subject.shows(change, confirme=page.confirmed()),
                }
            marks = page.press(change.pill, spec)
            if turn < WARM_UP:
                continue
            row = rows[subject.name]
            row["confirme"].append(marks["confirme"])
            row["premier"].append(marks.get("premier", marks["confirme"]))
            row["octets"].append(page.traffic.received_bytes + page.traffic.sent_bytes)
    for page in pages.values():
        page.page.context.close()
    return rows


def measure_clicks(browser: Browser, carte: Subject, number: int) -> dict[str, Any]:
    """Click territories on the map; return times in ms to the highlight and to the sheet.

    Then zoom and pan, and count the messages that the page sends to the server.
    """
    page = BenchPage(new_visitor(browser), carte.url)
    page.open(carte.ready)
    frame = page.visitor.carte
    rows: dict[str, Any] = {"lumiere": [], "fiche": []}
    for rank in range(number):
        target = frame.locator("circle.noeud").nth(-1 - rank)
        with page.visitor.rerun():
            spec = {
                "lumiere": {"kind": "carte", "selector": ".leaflet-container.a-selection"},
                "fiche": {"kind": "present", "selector": ".st-key-fiche"},
            }
            page.page.evaluate("(spec) => window.__bench.arm(spec)", spec)
            target.click(force=True)
            marks = page.marks()
        for name, value in marks.items():
            rows[name].append(value)
        with page.visitor.rerun():
            page.page.keyboard.press("Escape")
        page.page.locator(".st-key-fiche").wait_for(state="detached")
    page.traffic.clear()
    runs = page.visitor.runs
    _zoom_and_pan(page)
    rows["messages_deplacement"] = page.traffic.sent_frames
    rows["reruns_deplacement"] = page.visitor.runs - runs
    page.page.context.close()
    return rows


def _zoom_and_pan(page: BenchPage) -> None:
    """Zoom with the wheel, then drag the map, and wait until Leaflet has settled twice over."""
    frame = page.visitor.carte
    box = page.page.locator("iframe").last.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse = page.page.mouse
    scale = frame.locator("g.monde").get_attribute("transform")
    mouse.move(*middle)
    mouse.wheel(0, -400)
    moved = "(before) => document.querySelector('g.monde').getAttribute('transform') !== before"
    frame.wait_for_function(moved, arg=scale, timeout=READY_TIMEOUT_MS)
    mouse.down()
    mouse.move(middle[0] + 150, middle[1] + 80, steps=8)
    mouse.up()
    # The component reports an event 250 ms after it at the latest: leave it three times that.
    page.page.evaluate("() => new Promise((done) => setTimeout(done, 750))")


def measure_weights(browser: Browser, subjects: Sequence[Subject]) -> dict[str, dict[str, Any]]:
    """Return what a first visit receives, compressed, and what a second one fetches again.

    Bytes; ``fichiers`` gives those of each file of the first visit, by its path.
    """
    rows = {}
    for subject in subjects:
        context = new_visitor(browser)
        first = BenchPage(context, subject.url)
        first.open(subject.ready)
        first.page.wait_for_load_state("networkidle")
        row: dict[str, Any] = {
            "fichiers": first.traffic.bytes_by_path(),
            "messages": first.traffic.received_bytes,
            "total": first.traffic.total_bytes(),
            "geometrie": sum(first.traffic.http_bytes(LAYERS + name) for name in GEOMETRY),
            "inventaire": first.traffic.http_bytes(LAYERS + "inventaire-"),
        }
        first.page.close()
        second = BenchPage(context, subject.url)
        second.open(subject.ready)
        second.page.wait_for_load_state("networkidle")
        again = [answer for answer in second.traffic.answers.values() if LAYERS in answer.url]
        row["seconde_visite"] = second.traffic.total_bytes()
        row["geometrie_seconde_visite"] = sum(
            answer.encoded_bytes
            for answer in again
            if not answer.cached and answer.status == 200 and _is_geometry(answer.url)
        )
        rows[subject.name] = row
        context.close()
    return rows


def _is_geometry(url: str) -> bool:
    return any(name in url for name in GEOMETRY)
