// Optional tile backgrounds. None by default; a background that cannot be reached says so and goes.

const IGN = (couche, format) =>
  'https://data.geopf.fr/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0' +
  `&LAYER=${couche}&STYLE=normal&FORMAT=${format}&TILEMATRIXSET=PM` +
  '&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}';

export const FONDS = {
  'ign-plan': {
    nom: 'Plan IGN',
    url: IGN('GEOGRAPHICALGRIDSYSTEMS.PLANIGNV2', 'image/png'),
    attribution: '<a href="https://www.ign.fr/" target="_blank" rel="noopener">© IGN – Plan IGN</a>',
    maxZoom: 19,
  },
  'ign-photo': {
    nom: 'Photographies IGN',
    url: IGN('ORTHOIMAGERY.ORTHOPHOTOS', 'image/jpeg'),
    attribution: '<a href="https://www.ign.fr/" target="_blank" rel="noopener">© IGN – BD ORTHO</a>',
    maxZoom: 19,
  },
  osm: {
    nom: 'OpenStreetMap France',
    url: 'https://{s}.tile.openstreetmap.fr/osmfr/{z}/{x}/{y}.png',
    attribution:
      '© <a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">contributeurs OpenStreetMap</a>' +
      ' · <a href="https://www.openstreetmap.fr/" target="_blank" rel="noopener">OSM France</a>',
    maxZoom: 20,
  },
};

/** Past this, the finest shapes (about 200 m) tell nothing more. */
const SHAPES_ZOOM_MAX = 13;
const TILES_ZOOM_MAX = 17;

/** Puts one background at a time under the drawing. */
export class Fonds {
  /**
   * @param {(message: string) => void} notify called once when tiles cannot be reached
   */
  constructor(L, map, notify) {
    Object.assign(this, { L, map, notify, layer: null, id: '' });
  }

  /** `id` of FONDS, 'aucun' (no ground at all) or '' (the embedded vector ground). */
  set(id) {
    if (id === this.id) return;
    this.id = id;
    this.layer?.remove();
    this.layer = null;
    const fond = FONDS[id];
    this.map.setMaxZoom(fond ? TILES_ZOOM_MAX : SHAPES_ZOOM_MAX);
    this.map.getContainer().dataset.fond = id;
    if (!fond) return;
    let failures = 0;
    let loaded = 0;
    this.layer = this.L.tileLayer(fond.url, { attribution: fond.attribution, maxZoom: fond.maxZoom })
      .on('tileload', () => (loaded += 1))
      .on('tileerror', () => {
        failures += 1;
        if (failures === 4 && loaded === 0) {
          this.map.getContainer().dataset.fond = '';
          this.layer?.remove();
          this.notify(`Le fond « ${fond.nom} » est injoignable : la carte reste sur son fond intégré.`);
        }
      })
      .addTo(this.map);
  }
}
