"""The base map: an empty Leaflet map made by Folium, in which our own module draws.

Its script never changes, so the component that shows it is mounted once: filters and selections
reach the map through the module, geometry by its own address.
"""

from __future__ import annotations

from collections.abc import Sequence

import folium
from branca.element import MacroElement
from folium.template import Template

#: Middle of metropolitan France: latitude, longitude in degrees. The module then fits the view.
CENTRE = (46.6, 2.4)
ATTRIBUTION = (
    "Périmètres\u202f: IGN, ADMIN EXPRESS COG · Découpage\u202f: INSEE, DGCL 2026"
    " · Licence Ouverte 2.0"
)


LOADER = """async (folder, names, version) => {
  const address = (name) => new URL(folder + name, document.baseURI).href;
  const key = "modules/" + names[0];
  let known = null;
  try { known = localStorage.getItem(key); } catch {}
  if (known !== version) {
    const check = (name) => fetch(address(name), { cache: "no-cache" });
    const answers = await Promise.all(names.map(check));
    const whole = answers.every((answer) => answer.ok);
    try { if (whole) localStorage.setItem(key, version); } catch {}
  }
  for (const name of names) {
    const link = document.createElement("link");
    document.head.append(Object.assign(link, { rel: "modulepreload", href: address(name) }));
  }
  return import(address(names[0]));
}"""
"""JavaScript function that imports the first of some modules, those it imports being the others.

They are fetched together, without a chain of requests, and checked against the server's, so that
an old module never runs beside a new one. A browser that once checked this version trusts its own;
one that refuses storage checks each time.
"""


class CarteModule(MacroElement):
    """Loads the map module into the Folium map it is added to.

    `folder` is the modules' address, relative to the page that holds the map; `modules` their
    file names, the one to run first; `version` what tells their contents from others.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix(false)
            .addAttribution({{ this.attribution|tojson }});
        ({{ this.loader }})(
            {{ this.folder|tojson }}, {{ this.modules|tojson }}, {{ this.version|tojson }}
        ).then((module) => module.install(L, {{ this._parent.get_name() }}));
        {% endmacro %}
        """
    )

    loader = LOADER

    def __init__(
        self, folder: str, modules: Sequence[str], version: str, attribution: str = ATTRIBUTION
    ) -> None:
        super().__init__()
        self._name = "CarteModule"
        self.folder = folder
        self.modules = list(modules)
        self.version = version
        self.attribution = attribution


def build_base_map(static: str, modules: Sequence[str], version: str) -> folium.Map:
    """Empty map of France whose every script and style comes from `static`.

    Parameters
    ----------
    static : str
        Address of the static folder, ending with "/", relative to the page that holds the map.
    modules : sequence of str
        File names of the browser modules in its folder `carte`, the one to run first.
    version : str
        What tells the contents of these modules from others, e.g. a digest.

    Returns
    -------
    folium.Map
        EPSG:3857 display, no tiles, no zoom buttons (the module brings its own).
    """
    carte = folium.Map(
        location=CENTRE,
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        zoom_snap=0.1,
        zoom_delta=1,
        wheel_px_per_zoom_level=90,
        min_zoom=3,
        max_zoom=13,
        world_copy_jump=False,
        # The module watches the window itself: it frames again what nobody moved.
        track_resize=False,
    )
    vendor = f"{static}vendor/"
    carte.default_js = [
        ("leaflet", f"{vendor}leaflet/leaflet.js"),
        ("topojson", f"{vendor}topojson-client/topojson-client.min.js"),
    ]
    carte.default_css = [
        ("leaflet", f"{vendor}leaflet/leaflet.css"),
        ("polices", f"{vendor}fonts.css"),
        ("carte", f"{static}carte/carte.css"),
    ]
    CarteModule(f"{static}carte/", modules, version).add_to(carte)
    return carte
