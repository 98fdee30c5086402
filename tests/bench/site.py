"""Time the static site's filters against a bare Leaflet page that draws the same paths.

``python -m tests.bench.site``: both are served from this machine and opened in one Chromium, at
1 and 10 times the cooperations. A change is timed inside the page, from the click's own timestamp
to the end of the frame that paints it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import statistics
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from data.dataset import load_dataset
from data.export.site import files
from data.export.site_pieces import SHEETS
from data.loaders import PREPARED, TABLES, load_prepared, load_tables
from scripts import chromium
from tests.bench.browser import new_visitor
from tests.bench.figures import p95
from tests.bench.scenario import cycles
from tests.bench.synthetic import write_synthetic_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

    from tests.bench.scenario import Change

HERE = Path(__file__).parent
READY_MS = 60_000
#: Between two changes, so that what follows a paint is over.
REST_MS = 250

#: From a click to the end of the frame that paints what it changed, and the longest task.
_WATCH = """() => {
  window.temps = [];
  window.taches = [];
  new PerformanceObserver((list) => taches.push(...list.getEntries().map((e) => e.duration)))
    .observe({ type: 'longtask' });
  addEventListener('click', (event) => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { temps.push(performance.now() - event.timeStamp); port1.close(); };
    port2.postMessage(0);
  }), true);
}"""

#: The paths that the site draws, as points in degrees, and the systems of each row.
_PATHS = """() => {
  const { carte, inventaire, index, map } = site;
  const at = ([x, y]) => { const p = map.layerPointToLatLng([x, y]); return [p.lat, p.lng]; };
  const points = ({ from, by, to, points }) => points ?? Array.from({ length: 13 }, (_, i) => {
    const t = i / 12;
    return [0, 1].map((k) => (1 - t) ** 2 * from[k] + 2 * t * (1 - t) * by[k] + t * t * to[k]);
  });
  const shown = carte.shown.coops;
  const systemes = (i) => index.coops[i].options.systemes;
  const noeuds = new Map();
  for (const i of shown) for (const t of inventaire.cooperations[i].participants) {
    if (!noeuds.has(t)) noeuds.set(t, new Set());
    systemes(i).forEach((s) => noeuds.get(t).add(s));
  }
  const rings = (i) => {
    const union = carte.geometrie.union('epci', inventaire.poles[i].membres);
    const parts = union.type === 'Polygon' ? [union.coordinates] : union.coordinates;
    return parts.map((part) => part.map((ring) => ring.map(([lon, lat]) => [lat, lon])));
  };
  const { lat, lng } = map.getCenter();
  return {
    vue: { centre: [lat, lng], zoom: map.getZoom() },
    canvas: !!carte.traces.toile,
    systemes: inventaire.systemes.map((s) => s.label),
    poles: carte.shown.poles.map(
      (i) => ({ rings: rings(i), sys: index.poles[i].options.systemes })),
    cooperations: shown.map((i) => ({
      lines: carte.traces.parCoop.get(i).map((lien) => points(carte.traces.shape(lien)).map(at)),
      sys: systemes(i),
    })),
    noeuds: [...noeuds].map(([t, sys]) => ({ at: inventaire.territoires[t].ancre, sys: [...sys] })),
  };
}"""


def write(folder: Path, tables: Path) -> str:
    """Write the site of some tables, without its sheets; return the folder of its code."""
    for name, content in files(load_dataset(tables)):
        if name.startswith(SHEETS):
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return next(path.name for path in folder.glob("code-*"))


def times(page: Page, scenario: Sequence[Sequence[Change]]) -> tuple[list[float], float]:
    """Play the changes; return the time of each and the longest task, in ms."""
    page.evaluate(_WATCH)
    buttons = page.locator(".barre button")
    for change in (change for cycle in scenario for change in cycle):
        # A click from inside has no timestamp of the machine's own.
        buttons.nth(change.pill).click()
        page.wait_for_timeout(REST_MS)
        if page.evaluate("'site' in window"):
            shown = page.evaluate(
                "site.carte.shown.coops.map((i) => site.inventaire.cooperations[i].id)"
            )
            assert set(shown) == change.cooperations
    found: list[float] = page.evaluate("temps")
    return found, max(page.evaluate("taches"), default=0.0)


def main() -> None:
    """Serve, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.site", description=__doc__)
    parser.add_argument("--cycles", type=int, default=5, help="cycles of four filter changes")
    number = parser.parse_args().cycles
    tables = TABLES
    loaded = load_tables(tables)
    ancres = load_prepared(PREPARED, tables=loaded).territoires.set_index("code")[["lat", "lon"]]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_synthetic_tables(tables, folder / "tables", ancres, factor=10)
        handler = partial(SimpleHTTPRequestHandler, directory=name)
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        SimpleHTTPRequestHandler.log_message = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.server_address[1]}"
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.FLAGS)
        )
        print("factor  page     median    p95  longest task  (ms)")
        for factor, source in ((1, tables), (10, folder / "tables")):
            code = write(folder / f"x{factor}", source)
            scenario = cycles(load_tables(source), number)
            rows = _both(browser, f"{origin}/x{factor}/", folder / f"x{factor}", code, scenario)
            for label, (found, longest) in rows.items():
                print(
                    f"{factor:>5}x  {label:<8} {statistics.median(found):6.1f} "
                    f"{p95(found):6.1f} {longest:13.0f}"
                )
            ratio = statistics.median(rows["site"][0]) / statistics.median(rows["leaflet"][0])
            print(f"        site / bare Leaflet: {ratio:.2f}")
        browser.close()
        server.shutdown()


def _both(
    browser: Any, url: str, folder: Path, code: str, scenario: Sequence[Sequence[Change]]
) -> dict[str, tuple[list[float], float]]:
    context = new_visitor(browser)
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url.removeprefix(url)))
    page.goto(url)
    page.locator("html[data-site=pret]").wait_for(state="attached", timeout=READY_MS)
    weight = sum(
        len(gzip.compress((folder / (name or "index.html")).read_bytes())) for name in asked
    )
    print(f"        first load: {len(asked)} files, {weight / 1000:.0f} kB compressed")
    page.wait_for_timeout(1000)
    found = {"site": times(page, scenario)}
    paths = json.dumps(page.evaluate(_PATHS))
    bare = (HERE / "nue_leaflet.html").read_text(encoding="utf-8")
    bare = bare.replace("CODE", code).replace("await_()", paths)
    (folder / "nue.html").write_text(bare, encoding="utf-8")
    page.close()
    page = context.new_page()
    page.goto(f"{url}nue.html")
    page.locator("html[data-site=pret]").wait_for(state="attached", timeout=READY_MS)
    page.wait_for_timeout(1000)
    found["leaflet"] = times(page, scenario)
    context.close()
    return found


if __name__ == "__main__":
    main()
