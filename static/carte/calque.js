// The SVG the map is drawn in: a Leaflet renderer with two groups, one scaled, one in screen pixels.
import { Z0 } from './projection.js';

const NS = 'http://www.w3.org/2000/svg';

/** Create an SVG element. */
export function svg(name, attributes = {}) {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

/**
 * The renderer, in two drawings, so that a filter does not paint the ground again: `monde` holds
 * the ground, `objets` what is filtered, both as paths in pixels of the reference zoom (a zoom only
 * changes their transform). `ecran` and, above it, `noms` hold what keeps its size on screen;
 * `onUpdate(zoomed)` redraws it.
 */
export function createCalque(L, onUpdate) {
  const Calque = L.Renderer.extend({
    options: { padding: 0.1 },

    _initContainer() {
      this._container = L.DomUtil.create('div', 'carte-calque');
      this.fond = svg('svg', { class: 'carte-svg', 'aria-hidden': 'true' });
      this.dessus = svg('svg', { class: 'carte-svg', 'aria-label': 'Carte des coopérations', role: 'group' });
      this.haut = svg('svg', { class: 'carte-svg', 'aria-hidden': 'true' });
      this.defs = svg('defs');
      this.monde = svg('g', { class: 'monde' });
      this.objets = svg('g', { class: 'monde objets' });
      this.ecran = svg('g', { class: 'ecran' });
      this.noms = svg('g', { class: 'etiquettes' });
      this.fond.append(this.monde);
      this.dessus.append(this.defs, this.objets, this.ecran);
      this.haut.append(this.noms);
      this._container.append(this.fond, this.dessus, this.haut);
    },

    _destroyContainer() {
      this._container.remove();
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      for (const box of [this.fond, this.dessus, this.haut]) {
        box.setAttribute('width', size.x);
        box.setAttribute('height', size.y);
        box.setAttribute('viewBox', `${min.x} ${min.y} ${size.x} ${size.y}`);
      }
      L.DomUtil.setPosition(this._container, min);
      const origin = this._map.getPixelOrigin();
      const state = `${origin.x} ${origin.y} ${this._map.getZoom()}`;
      const zoomed = state !== this._drawn;
      if (zoomed) {
        this._drawn = state;
        this.scale = 2 ** (this._map.getZoom() - Z0);
        this.origin = origin;
        const transform = `translate(${-origin.x} ${-origin.y}) scale(${this.scale})`;
        for (const group of [this.monde, this.objets]) group.setAttribute('transform', transform);
      }
      onUpdate(zoomed);
    },

    getEvents() {
      return { ...L.Renderer.prototype.getEvents.call(this), move: this._follow };
    },

    /** While the map is dragged: draw on before its edge shows. */
    _follow() {
      if (this._map.getZoom() !== this._zoom) return;
      const min = this._map.containerPointToLayerPoint([0, 0]);
      if (!this._bounds.contains(L.bounds(min, min.add(this._map.getSize())))) this._update();
    },

    /** Reference pixels → layer pixels of the present zoom. */
    toScreen([x, y]) {
      return [x * this.scale - this.origin.x, y * this.scale - this.origin.y];
    },

    _updatePaths() {},
  });
  return new Calque();
}
