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
 * The renderer. `monde` holds paths in pixels of the reference zoom: a zoom only changes its
 * transform. `ecran` holds what keeps its size on screen; `onUpdate(zoomed)` redraws it.
 */
export function createCalque(L, onUpdate) {
  const Calque = L.Renderer.extend({
    options: { padding: 0.5 },

    _initContainer() {
      this._container = svg('svg', { class: 'carte-svg', 'aria-label': 'Carte des coopérations', role: 'group' });
      this.defs = svg('defs');
      this.monde = svg('g', { class: 'monde' });
      this.ecran = svg('g', { class: 'ecran' });
      this._container.append(this.defs, this.monde, this.ecran);
    },

    _destroyContainer() {
      this._container.remove();
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      const size = this._bounds.getSize();
      const box = this._container;
      box.setAttribute('width', size.x);
      box.setAttribute('height', size.y);
      box.setAttribute('viewBox', `${min.x} ${min.y} ${size.x} ${size.y}`);
      L.DomUtil.setPosition(box, min);
      const origin = this._map.getPixelOrigin();
      const state = `${origin.x} ${origin.y} ${this._map.getZoom()}`;
      const zoomed = state !== this._drawn;
      if (zoomed) {
        this._drawn = state;
        this.scale = 2 ** (this._map.getZoom() - Z0);
        this.origin = origin;
        this.monde.setAttribute('transform', `translate(${-origin.x} ${-origin.y}) scale(${this.scale})`);
      }
      onUpdate(zoomed);
    },

    /** Reference pixels → layer pixels of the present zoom. */
    toScreen([x, y]) {
      return [x * this.scale - this.origin.x, y * this.scale - this.origin.y];
    },

    _updatePaths() {},
  });
  return new Calque();
}
