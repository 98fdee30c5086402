// The map: draws the inventory on a Leaflet map. Knows neither Streamlit nor Folium.
import { createCalque, svg } from './calque.js';
import { createEncarts } from './encarts.js';
import { labelTowns, placeLabels } from './etiquettes.js';
import { Fonds } from './fonds.js';
import { Geometrie } from './geometrie.js';
import { Interactions } from './interactions.js';
import { drawLegende } from './legende.js';
import { drawPole, signsOf } from './poles.js';
import { project, unproject } from './projection.js';
import { formatChoix, lightOf, outlineOf, parseChoix } from './selection.js';
import { describePole, pluriel } from './textes.js';
import { Traces } from './traces.js';

const OUTRE_MER = new Set(['01', '02', '03', '04', '06']);
/** Zoom from which the finer shapes are worth their weight. */
const DETAIL_ZOOM = 7.9;
/** Participants too wide to be outlined beside the others. */
const WIDE = new Set(['departement', 'region']);
const LABEL_PX = 12.5;
/** What a host may change, see `setOptions`. */
const OPTIONS = { noms: true, taille: LABEL_PX, marges: null, signes: (signes) => signes };
const afterPaint = (step) => requestAnimationFrame(() => setTimeout(step));

export class Carte {
  /**
   * @param {{L: any, map: any, topojson: any, topology: any, inventaire: any,
   *          loadDetail?: () => Promise<any>, onSelect: (vers: string) => void}} options
   *   `loadDetail` fetches the finer shapes, asked for once one comes near
   */
  constructor({ L, map, topojson, topology, inventaire, loadDetail, onSelect }) {
    Object.assign(this, { L, map, topojson, inventaire, loadDetail, choix: '', serre: false, shapes: new Map(), widths: new Map(), options: { ...OPTIONS } });
    this.geometrie = new Geometrie(topojson, topology);
    this.niveau = this.geometrie;
    this.calque = createCalque(L, (zoomed) => this.ready && this.moved(zoomed));
    this.calque.addTo(map);
    this.traces = new Traces({ map, inventaire, calque: this.calque });
    this.poles = new Map();
    this.shown = { coops: [], poles: [] };
    this.drawGround();
    this.setColours();
    this.createUi();
    this.interactions = new Interactions(this, (vers) => onSelect(vers));
    this.fonds = new Fonds(L, map, (message) => this.notify(message));
    this.ready = true;
    this.place();
    this.frame(this.metropole(), false);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(map.getContainer());
    document.fonts?.ready.then(() => this.placeLabels());
  }

  /**
   * What differs from one host to another; the next drawing follows.
   * @param {{noms?: boolean, taille?: number, marges?: number[] | null,
   *          signes?: (signes: any) => any}} options
   *   `noms` towns are named, in letters of `taille` pixels; `marges` left, top, right and bottom
   *   pixels of the map that something covers; `signes` what the legend keeps of the signs in use
   */
  setOptions(options) {
    Object.assign(this.options, options);
    this.placeLabels();
  }

  /** Take everything off the map. */
  remove() {
    this.ready = false;
    this.observer.disconnect();
    this.interactions.remove();
    this.fonds.set('');
    this.calque.remove();
    this.colours.remove();
    for (const element of this.map.getContainer().querySelectorAll(':scope > .carte-ui')) element.remove();
  }

  /** The embedded ground: foreign land, France, départements, régions. */
  drawGround() {
    const g = this.geometrie;
    const { monde, objets, defs } = this.calque;
    this.hachures = svg('pattern', { id: 'hachures', width: 6, height: 6, patternUnits: 'userSpaceOnUse' });
    this.hachures.append(svg('path', { d: 'M0 0V6', class: 'hachure' }));
    defs.append(this.hachures);
    const regions = svg('g', { class: 'regions' });
    for (const id of g.index.regions.keys()) {
      regions.append(this.draw({ class: `region region-${id}` }, (n) => n.path('regions', [id])));
    }
    this.gRegions = regions;
    this.gPoles = svg('g', { class: 'poles' });
    this.gPerimetre = svg('g', { class: 'perimetres' });
    monde.append(
      svg('path', { class: 'voisins', d: g.whole('voisins') }),
      regions,
      this.draw({ class: 'departements' }, (n) => n.borders('departements')),
      this.draw({ class: 'limites-regions' }, (n) => n.borders('regions')),
    );
    objets.append(this.gPoles, this.gPerimetre);
    this.villes = [];
    this.nameTowns(g);
  }

  /** Towns of a level, after the larger ones of the level before. */
  nameTowns({ villes }) {
    for (const [nom, lat, lon, population] of villes) this.villes.push({ nom, population, point: project(lon, lat) });
  }

  /** A path whose shape follows the level of detail. */
  draw(attributes, shape) {
    const path = svg('path', { ...attributes, d: shape(this.niveau) });
    this.shapes.set(path, shape);
    return path;
  }

  /** Finer shapes when near, light ones from afar. */
  async setLevel() {
    const near = this.map.getZoom() >= DETAIL_ZOOM;
    if (near && !this.detail && this.loadDetail) {
      const load = this.loadDetail;
      this.loadDetail = null;
      this.detail = await load().then((t) => new Geometrie(this.topojson, t)).catch(() => null);
      if (this.detail) {
        this.nameTowns(this.detail);
        this.placeLabels();
      }
    }
    const niveau = this.map.getZoom() >= DETAIL_ZOOM && this.detail ? this.detail : this.geometrie;
    if (niveau === this.niveau) return;
    this.niveau = niveau;
    for (const [path, shape] of this.shapes) path.setAttribute('d', shape(niveau));
  }

  setColours() {
    const style = document.createElement('style');
    const { palette, systemes } = this.inventaire;
    const rule = (theme, key) => {
      const values = Object.entries(palette[theme]).concat(systemes.map((s, i) => [`s${i}`, s[key]]));
      return `.leaflet-container[data-theme="${theme}"]{${values.map(([k, v]) => `--${k}:${v}`).join(';')}}`;
    };
    const stroke = (_, i) => `.carte-svg .lien.s${i}{stroke:var(--s${i})}`;
    style.textContent = rule('light', 'clair') + rule('dark', 'sombre') + systemes.map(stroke).join('');
    document.head.append(style);
    this.colours = style;
    this.map.getContainer().dataset.theme ||= 'light';
  }

  createUi() {
    const container = this.map.getContainer();
    const ui = (tag, className) => {
      const element = document.createElement(tag);
      element.className = `carte-ui ${className}`;
      container.append(element);
      this.L.DomEvent.disableClickPropagation(element);
      this.L.DomEvent.disableScrollPropagation(element);
      return element;
    };
    const details = ui('details', 'legende');
    details.open = Math.min(container.clientWidth, container.clientHeight) > 640;
    details.innerHTML = '<summary>Légende</summary><div class="signes"></div>';
    this.legende = details.lastElementChild;
    this.encarts = createEncarts(this.geometrie, (bounds) => this.map.fitBounds(bounds, { padding: [30, 30] }));
    ui('div', 'pied').append(this.encarts.element);
    this.boutons = ui('div', 'boutons');
    for (const [texte, titre, action] of [
      ['+', 'Agrandir', () => this.map.zoomIn(1)],
      ['−', 'Réduire', () => this.map.zoomOut(1)],
      ['Cadrer', 'Cadrer les résultats', () => this.fit()],
      ['France', 'Revenir à la France entière', () => this.frame(this.metropole())],
    ]) {
      const bouton = document.createElement('button');
      bouton.type = 'button';
      bouton.textContent = texte;
      bouton.title = titre;
      bouton.setAttribute('aria-label', titre);
      bouton.addEventListener('click', action);
      this.boutons.append(bouton);
    }
    this.avis = ui('p', 'avis');
    this.avis.hidden = true;
    this.avis.setAttribute('role', 'alert');
    this.annonce = ui('p', 'annonce');
    this.annonce.setAttribute('role', 'status');
  }

  notify(message) {
    this.avis.textContent = message;
    this.avis.hidden = false;
    clearTimeout(this.avisTimer);
    this.avisTimer = setTimeout(() => (this.avis.hidden = true), 8000);
  }

  /**
   * Draw exactly this result.
   * @param {{coops: number[], secondaires: number[], poles: number[], regions?: string[]}} resultat
   * @param {(finish: () => void) => void} later when to draw what surrounds the paths; once they
   *   are painted, unless the host has better to do first
   */
  show({ coops, secondaires, poles, regions = [] }, later = afterPaint) {
    const shown = { coops, poles };
    this.shown = shown;
    this.traces.show(coops, new Set(secondaires));
    const wanted = new Set(poles);
    for (const [i, group] of this.poles) if (!wanted.has(i)) group.remove();
    for (const i of poles) {
      if (!this.poles.has(i)) {
        const pole = this.inventaire.poles[i];
        this.poles.set(i, drawPole(pole, (a, s) => this.draw(a, s), `${pole.nom}. ${describePole(pole)}`));
      }
      const group = this.poles.get(i);
      if (!group.isConnected) this.gPoles.append(group);
    }
    const chosen = new Set(regions);
    for (const [i, id] of [...this.geometrie.index.regions.keys()].entries()) {
      this.gRegions.children[i].classList.toggle('hors', chosen.size > 0 && !chosen.has(id));
    }
    if (this.light) this.applySelection();
    later(() => this.ready && this.shown === shown && this.finish());
  }

  /** Legend, counts, names and announcement of what is shown. */
  finish() {
    const { coops, poles } = this.shown;
    this.drawSigns();
    this.encarts.count(this.countByRegion());
    this.placeLabels();
    this.traces.nameNodes();
    this.interactions.resetTabStop();
    this.annonce.textContent = `${pluriel(coops.length, 'coopération')} et ${pluriel(poles.length, 'pôle')} sur la carte`;
    document.documentElement.dataset.etat = String(Number(document.documentElement.dataset.etat ?? 0) + 1);
    document.documentElement.dataset.carte = 'prete';
  }

  drawSigns() {
    const poles = signsOf(this.shown.poles.map((i) => this.inventaire.poles[i]));
    drawLegende(this.legende, this.options.signes({ ...this.traces.signs(), poles }));
    this.serre = this.traces.serre;
  }

  countByRegion() {
    const counts = new Map();
    for (const i of this.shown.coops) {
      for (const r of this.inventaire.cooperations[i].regions) {
        const { code } = this.inventaire.regions[r];
        counts.set(code, (counts.get(code) ?? 0) + 1);
      }
    }
    return counts;
  }

  /** Highlight « type:code »; '' or an unknown one puts the light out. */
  select(vers) {
    const choix = parseChoix(vers);
    this.light = lightOf(this.inventaire, choix);
    this.choix = this.light ? formatChoix(choix) : '';
    this.applySelection();
  }

  applySelection() {
    const { light } = this;
    const container = this.map.getContainer();
    container.classList.toggle('a-selection', !!light);
    this.traces.select(light ?? null);
    for (const [i, group] of this.poles) {
      group.classList.toggle('actif', !!light?.poles.has(i));
      group.classList.toggle('choisi', this.choix === `pole:${this.inventaire.poles[i].code}`);
    }
    for (const path of this.gPerimetre.children) this.shapes.delete(path);
    this.gPerimetre.replaceChildren();
    if (!light) return;
    for (const [object, ids] of this.outlines()) {
      this.gPerimetre.append(this.draw({ class: 'perimetre' }, (n) => n.path(object, ids)));
    }
  }

  /** Shapes outlined by the selection: the territory, or a cooperation's participants but the widest. */
  outlines(light = this.light, choix = this.choix) {
    const { contour, territoires } = light;
    const participants = choix.startsWith('cooperation:')
      ? [...territoires].map((t) => this.inventaire.territoires[t]).filter((t) => !WIDE.has(t.type))
      : [];
    return [contour, ...participants]
      .filter(Boolean)
      .map((t) => outlineOf(t, (object, id) => this.geometrie.has(object, id)))
      .filter(([, ids]) => ids.length);
  }

  /** Bounds at the reference zoom of metropolitan France. */
  metropole() {
    const ids = [...this.geometrie.index.regions.keys()].filter((id) => !OUTRE_MER.has(id));
    return this.geometrie.bounds('regions', ids);
  }

  /** Frame the selection, else the results. */
  fit(animate = true) {
    this.frame(this.extent() ?? this.metropole(), animate);
  }

  /** Bounds of a selection, else of the results; a far overseas part is left to its inset. */
  extent(light = this.light, choix = this.choix) {
    const points = [];
    const degres = light ? light.territoires : this.traces.degres.keys();
    for (const t of degres) points.push(this.traces.points[t]);
    const poles = light ? [...light.poles] : this.shown.poles;
    const sets = poles.map((i) => ['epci', this.inventaire.poles[i].membres]);
    for (const [object, ids] of light ? [...sets, ...this.outlines(light, choix)] : sets) {
      const bounds = this.geometrie.bounds(object, ids);
      if (bounds) points.push(bounds.slice(0, 2), bounds.slice(2));
    }
    const [mx0, my0, mx1, my1] = this.metropole();
    const near = points.filter(([x, y]) => x > mx0 - 3000 && x < mx1 + 3000 && y > my0 - 3000 && y < my1 + 3000);
    const kept = near.length ? near : points;
    if (!kept.length) return null;
    const xs = kept.map((p) => p[0]);
    const ys = kept.map((p) => p[1]);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  }

  /** West, south, east, north in the frame, in degrees; null when nobody moved the first view. */
  cadre() {
    if (this.still() && this.framed.bounds.join() === this.metropole().join()) return null;
    const b = this.map.getBounds();
    return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];
  }

  /** Whether the view is still the one framed last. */
  still() {
    const { lng, lat } = this.map.getCenter();
    return !!this.framed && `${lng} ${lat} ${this.map.getZoom()}` === this.framed.view;
  }

  /** The window changed: a view nobody moved is framed again, another keeps its centre. */
  resize() {
    const still = this.still();
    this.map.invalidateSize({ pan: false });
    if (still) this.frame(this.framed.bounds, false);
    else this.placeLabels();
  }

  frame(bounds, animate = true) {
    const [x0, y0, x1, y1] = bounds;
    const [west, south] = unproject(x0, y1);
    const [east, north] = unproject(x1, y0);
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const narrow = this.map.getContainer().clientWidth < 640;
    const [left, top, right, bottom] = this.options.marges ?? (narrow ? [6, 40, 6, 46] : [16, 12, 16, 24]);
    const note = () => {
      const { lng, lat } = this.map.getCenter();
      this.framed = { bounds, view: `${lng} ${lat} ${this.map.getZoom()}` };
    };
    // Heard before the view moves: without animation it has moved when `fitBounds` returns, and
    // the visitor's own next move must not be taken for this one.
    const animated = animate && !still;
    this.map.once('moveend', note);
    this.map.fitBounds([[south, west], [north, east]], {
      paddingTopLeft: [left, top],
      paddingBottomRight: [right, bottom],
      maxZoom: 11,
      animate: animated,
    });
    if (!animated) this.map.off('moveend', note);
    note();
  }

  /** Bring a selection into view when none of it is. */
  reveal() {
    if (!this.light) return;
    const bounds = this.map.getBounds();
    const visible = [...this.light.territoires].some((t) => {
      const [lon, lat] = unproject(...this.traces.points[t]);
      return bounds.contains([lat, lon]);
    });
    const empty = !this.light.territoires.size && !this.light.poles.size && !this.outlines().length;
    if (!visible && !empty) this.fit();
  }

  setTheme(theme) {
    const { dataset } = this.map.getContainer();
    if (dataset.theme === theme) return;
    dataset.theme = theme;
    if (this.traces.toile) this.traces.place();
  }

  moved(zoomed) {
    if (zoomed) this.place();
    else if (this.traces.toile) this.traces.drawCanvas();
    if (this.traces.serre !== this.serre) this.drawSigns();
    this.placeLabels();
  }

  /** Redraw what keeps its size on screen. */
  place() {
    this.hachures.setAttribute('patternTransform', `scale(${1 / this.calque.scale}) rotate(45)`);
    this.traces.place();
    this.setLevel();
  }

  placeLabels() {
    const { noms, taille, marges } = this.options;
    const { min } = this.map.getPixelBounds();
    const offset = min.subtract(this.calque.origin);
    const size = this.map.getSize();
    const [left, top, right, bottom] = marges ?? [0, 0, 0, 0];
    const frame = [offset.x + left, offset.y + top, offset.x + size.x - right, offset.y + size.y - bottom];
    const noeuds = [...this.traces.degres].map(([t, n]) => [...this.calque.toScreen(this.traces.points[t]), this.traces.radius(n)]);
    const { labels, obstacles } = labelTowns(noms ? this.villes : [], noeuds, {
      frame,
      zoom: this.map.getZoom(),
      taille,
      toScreen: (point) => this.calque.toScreen(point),
      measure: (text, px) => this.measure(text, px),
    });
    const placed = placeLabels(labels, obstacles, frame);
    const same = JSON.stringify(placed);
    if (same === this.placed) return;
    this.placed = same;
    const texts = placed.map(({ etiquette, x, y, ancre }) => {
      const text = svg('text', { x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': ancre, 'font-size': etiquette.taille });
      text.textContent = etiquette.texte;
      return text;
    });
    this.calque.noms.replaceChildren(...texts);
  }

  /** Width of a name in pixels; the fonts come after the first names. */
  measure(text, px) {
    const key = `${text} ${px} ${document.fonts.status}`;
    if (!this.widths.has(key)) {
      this.pen ??= document.createElement('canvas').getContext('2d');
      this.pen.font = `500 ${px}px "Atkinson Hyperlegible Next", sans-serif`;
      this.widths.set(key, this.pen.measureText(text).width);
    }
    return this.widths.get(key);
  }
}
