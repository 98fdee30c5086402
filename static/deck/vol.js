// Flights from a view to the next, on a canvas: the map's own drawing is too fine to move this fast.
import { boucle, controle } from '../carte/liens.js';
import { pathOf, project } from '../carte/projection.js';
import { BOW, LOOP_POINTS, loopSize, radiusOf } from '../carte/traces.js';
import { adoucir, trajet } from './trajet.js';

const DUREE_MS = 700;
/** Points drawn at most, on the widest screens. */
const LARGEUR_MAX = 1920;
const ALPHA = { plein: 0.9, tirets: 0.9, pale: 0.45 };

export class Vol {
  /**
   * @param {import('../carte/carte.js').Carte} carte
   * @param {HTMLElement} holder what the canvas covers
   */
  constructor(carte, holder) {
    Object.assign(this, { carte, frame: 0, view: null });
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'vol';
    this.canvas.setAttribute('aria-hidden', 'true');
    this.canvas.hidden = true;
    holder.append(this.canvas);
    const { geometrie } = carte;
    const shape = (object, ids) => new Path2D(pathOf(geometrie.union(object, ids), 0));
    this.voisins = new Path2D(geometrie.whole('voisins', 0));
    this.regions = [...geometrie.index.regions.keys()].map((id) => shape('regions', [id]));
    this.poles = new Map();
    this.pole = (i) => {
      if (!this.poles.has(i)) this.poles.set(i, shape('epci', carte.inventaire.poles[i].membres));
      return this.poles.get(i);
    };
  }

  /** What the map shows: its centre and width, in pixels of the reference zoom. */
  here() {
    const { map, calque } = this.carte;
    const { lng, lat } = map.getCenter();
    const [x, y] = project(lng, lat);
    return { x, y, l: map.getSize().x / calque.scale };
  }

  /** Fly from what is seen to where `go` takes the map. */
  fly(go) {
    cancelAnimationFrame(this.frame);
    const from = this.view ?? this.here();
    this.prepare();
    this.draw(from);
    this.canvas.hidden = false;
    go();
    const to = this.here();
    const way = trajet(from, to);
    let start = 0;
    const step = (now) => {
      start ||= now;
      const t = Math.min(1, (now - start) / DUREE_MS);
      this.view = way(adoucir(t));
      this.draw(this.view);
      this.frame = requestAnimationFrame(t < 1 ? step : () => this.land());
    };
    this.frame = requestAnimationFrame(step);
  }

  land() {
    cancelAnimationFrame(this.frame);
    this.view = null;
    this.canvas.hidden = true;
  }

  prepare() {
    const { canvas, carte } = this;
    const box = carte.map.getContainer();
    const { width, height } = canvas.parentElement.getBoundingClientRect();
    canvas.width = Math.min(width, LARGEUR_MAX);
    canvas.height = (canvas.width * height) / width;
    const style = getComputedStyle(box);
    this.couleur = (name) => style.getPropertyValue(`--${name}`);
    this.hors = [...carte.gRegions.children].map((path) => path.classList.contains('hors'));
  }

  /** @param {{x: number, y: number, l: number}} view */
  draw({ x, y, l }) {
    const { canvas, carte, couleur } = this;
    const g = canvas.getContext('2d');
    const scale = canvas.width / l;
    const [dx, dy] = [canvas.width / 2 - x * scale, canvas.height / 2 - y * scale];
    // Pixels of the map, in which signs keep their size.
    const px = canvas.width / carte.map.getSize().x;
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.globalAlpha = 1;
    g.fillStyle = couleur('mer');
    g.fillRect(0, 0, canvas.width, canvas.height);
    g.setTransform(scale, 0, 0, scale, dx, dy);
    g.lineJoin = 'round';
    g.lineWidth = px / scale;
    g.fillStyle = couleur('voisins');
    g.fill(this.voisins);
    g.strokeStyle = couleur('region');
    this.regions.forEach((path, i) => {
      g.fillStyle = couleur(this.hors[i] ? 'terre-hors' : 'terre');
      g.fill(path);
      g.stroke(path);
    });
    g.strokeStyle = g.fillStyle = couleur('marine');
    for (const i of carte.shown.poles) {
      const lit = !carte.light || carte.light.poles.has(i);
      g.globalAlpha = lit ? 0.12 : 0.04;
      g.fill(this.pole(i));
      g.globalAlpha = lit ? 0.75 : 0.2;
      g.stroke(this.pole(i));
    }
    g.setTransform(px, 0, 0, px, 0, 0);
    const place = ([a, b]) => [(a * scale + dx) / px, (b * scale + dy) / px];
    this.drawLinks(g, place, Math.log2(scale / px) + 8);
  }

  drawLinks(g, place, zoom) {
    const { traces, light, inventaire } = this.carte;
    const { cooperations, statuts, themes } = inventaire;
    const points = new Map([...traces.degres.keys()].map((t) => [t, place(traces.points[t])]));
    for (const { coop, from, to, courbure, rang, sur } of traces.shown) {
      const { statut, theme } = cooperations[coop];
      const { trait } = statuts[statut];
      const lit = !light || light.coops.has(coop);
      g.globalAlpha = lit ? ALPHA[trait] : 0.1;
      g.lineWidth = traces.secondaires.has(coop) ? 0.8 : 1.6;
      g.strokeStyle = this.couleur(`s${themes[theme].systeme}`);
      g.setLineDash(trait === 'tirets' ? [5, 4] : []);
      const [a, b] = [points.get(from), points.get(to)];
      g.beginPath();
      if (sur) boucle(a, rang, sur, loopSize(zoom), LOOP_POINTS).forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
      else {
        g.moveTo(...a);
        g.quadraticCurveTo(...controle(a, b, courbure, BOW), ...b);
      }
      g.stroke();
    }
    g.setLineDash([]);
    g.fillStyle = this.couleur('encre');
    for (const [t, n] of traces.degres) {
      g.globalAlpha = !light || light.territoires.has(t) ? 1 : 0.16;
      g.beginPath();
      g.arc(...points.get(t), 0.82 * radiusOf(n), 0, 7);
      g.fill();
    }
  }
}
