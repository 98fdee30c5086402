// The links and the territories they join: what keeps its size on screen whatever the zoom.
import { svg } from './calque.js';
import { boucle, controle } from './liens.js';
import { project } from './projection.js';
import { describeCooperation, describeTerritoire } from './textes.js';
import { Toile } from './toile.js';

/** Above so many links, one canvas instead of one SVG element each. */
export const SVG_MAX = 2000;
export const BOW = { minPx: 5, maxPx: 90 };
export const LOOP_POINTS = 14;
/** Diameter of a loop in pixels at a zoom. */
export const loopSize = (zoom) => Math.max(8, Math.min(26, 3 * (zoom - 1.6)));
const STYLE = {
  plein: { alpha: 0.92, tirets: [] },
  tirets: { alpha: 0.92, tirets: [5, 4] },
  pale: { alpha: 0.42, tirets: [] },
};

const at = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
/** SVG path of a shape: an arc { from, by, to } or the points of a loop. */
export const toPath = (shape) =>
  shape.by ? `M${at(shape.from)}Q${at(shape.by)} ${at(shape.to)}` : `M${shape.points.map(at).join('L')}`;

export const radiusOf = (n) => Math.min(1.8 + 1.05 * Math.sqrt(n), 8);

/** Links and nodes of the inventory, drawn from a set of cooperations. */
export class Traces {
  constructor({ map, inventaire, calque }) {
    Object.assign(this, { map, inventaire, calque });
    this.gLiens = svg('g', { class: 'liens' });
    this.gNoeuds = svg('g', { class: 'noeuds' });
    calque.ecran.append(this.gLiens, this.gNoeuds);
    this.points = inventaire.territoires.map((t) => project(t.ancre[1], t.ancre[0]));
    this.liens = inventaire.liens.map(([coop, from, to, courbure, rang, sur], index) => ({
      index, coop, from, to, courbure, rang, sur, element: null, shape: null, zoom: '', drawn: '',
    }));
    this.parCoop = new Map();
    for (const lien of this.liens) {
      if (!this.parCoop.has(lien.coop)) this.parCoop.set(lien.coop, []);
      this.parCoop.get(lien.coop).push(lien);
    }
    this.noeuds = new Map();
    this.shown = [];
    this.degres = new Map();
    this.secondaires = new Set();
    this.toile = null;
  }

  /** Draw exactly the links of `coops`; `secondaires` are drawn thinner. */
  show(coops, secondaires) {
    this.secondaires = secondaires;
    const before = new Set(this.toile ? [] : this.shown);
    this.shown = coops.flatMap((i) => this.parCoop.get(i) ?? []);
    this.degres = new Map();
    for (const i of coops) {
      for (const t of this.inventaire.cooperations[i].participants) {
        this.degres.set(t, (this.degres.get(t) ?? 0) + 1);
      }
    }
    if (this.shown.length > SVG_MAX) {
      for (const lien of before) lien.element?.remove();
      this.toile ??= new Toile(this.calque);
    } else {
      this.toile?.remove();
      this.toile = null;
      const added = document.createDocumentFragment();
      for (const lien of this.shown) {
        before.delete(lien);
        lien.element ??= this.createLien(lien);
        lien.element.classList.toggle('secondaire', secondaires.has(lien.coop));
        if (!lien.element.isConnected) added.append(lien.element);
      }
      for (const lien of before) lien.element?.remove();
      this.gLiens.append(added);
    }
    this.showNodes();
    this.place();
  }

  createLien(lien) {
    const c = this.inventaire.cooperations[lien.coop];
    const { trait } = this.inventaire.statuts[c.statut];
    const element = svg('path', {
      class: `lien lien-${c.id} ${trait} s${this.inventaire.themes[c.theme].systeme}`,
      'data-vers': `cooperation:${c.id}`,
    });
    if (this.parCoop.get(lien.coop)[0] === lien) {
      element.setAttribute('role', 'button');
      element.setAttribute('tabindex', '-1');
      element.setAttribute('aria-label', `${c.titre}. ${describeCooperation(this.inventaire, c)}`);
    } else {
      element.setAttribute('aria-hidden', 'true');
    }
    return element;
  }

  showNodes() {
    const added = document.createDocumentFragment();
    for (const [t, node] of this.noeuds) if (!this.degres.has(t)) node.remove();
    // The first time smaller ones first, so that hubs stand above them.
    const order = this.noeuds.size ? this.degres : [...this.degres].sort((a, b) => a[1] - b[1]);
    for (const [t, n] of order) {
      let node = this.noeuds.get(t);
      const territoire = this.inventaire.territoires[t];
      if (!node) {
        node = svg('circle', {
          class: `noeud territoire-${territoire.code}${territoire.approx ? ' approx' : ''}`,
          role: 'button',
          tabindex: '-1',
          'data-vers': `territoire:${territoire.code}`,
        });
        this.noeuds.set(t, node);
      }
      if (node.degre !== n) {
        node.degre = n;
        node.setAttribute('r', radiusOf(n).toFixed(1));
      }
      if (!node.isConnected) added.append(node);
    }
    this.gNoeuds.append(added);
  }

  /** Name the nodes; their names count their cooperations. */
  nameNodes() {
    for (const [t, n] of this.degres) {
      const node = this.noeuds.get(t);
      if (node.nomme === n) continue;
      node.nomme = n;
      const territoire = this.inventaire.territoires[t];
      node.setAttribute('aria-label', `${territoire.nom}. ${describeTerritoire(this.inventaire, territoire, n)}`);
    }
  }

  /** Shape of a link at the present zoom, kept until it changes. */
  shape(lien) {
    if (lien.zoom !== this.zoom) {
      lien.zoom = this.zoom;
      const from = this.calque.toScreen(this.points[lien.from]);
      if (lien.sur) {
        const size = loopSize(this.map.getZoom());
        lien.shape = { points: boucle(from, lien.rang, lien.sur, size, LOOP_POINTS) };
      } else {
        const to = this.calque.toScreen(this.points[lien.to]);
        lien.shape = { from, by: controle(from, to, lien.courbure, BOW), to };
      }
    }
    return lien.shape;
  }

  /** Recompute what depends on the zoom. */
  place() {
    if (!this.calque.origin) return;
    const { origin, scale } = this.calque;
    this.zoom = `${origin.x} ${origin.y} ${scale}`;
    if (this.toile) {
      this.drawCanvas();
    } else {
      for (const lien of this.shown) {
        if (lien.drawn === this.zoom) continue;
        lien.drawn = this.zoom;
        lien.element.setAttribute('d', toPath(this.shape(lien)));
      }
    }
    for (const t of this.degres.keys()) {
      const node = this.noeuds.get(t);
      if (node.zoom === this.zoom) continue;
      node.zoom = this.zoom;
      const [x, y] = this.calque.toScreen(this.points[t]);
      node.setAttribute('cx', x.toFixed(1));
      node.setAttribute('cy', y.toFixed(1));
    }
  }

  drawCanvas() {
    const key = this.map.getContainer().dataset.theme === 'dark' ? 'sombre' : 'clair';
    const { systemes, statuts, themes, cooperations } = this.inventaire;
    // The more there are, the lighter each, so that the ground still shows.
    const part = Math.max(0.3, Math.min(1, SVG_MAX / this.shown.length));
    const styleOf = (coop) => {
      const { trait } = statuts[cooperations[coop].statut];
      const lit = this.light?.coops.has(coop);
      const alpha = STYLE[trait].alpha * (lit ? 1 : part) * (this.light && !lit ? 0.1 : 1);
      const largeur = lit ? 2.6 : this.secondaires.has(coop) ? 0.6 : 1;
      return { couleur: systemes[themes[cooperations[coop].theme].systeme][key], largeur, alpha, tirets: STYLE[trait].tirets };
    };
    const groupes = new Map();
    const groupOf = (coop) => {
      const style = styleOf(coop);
      const name = Object.values(style).join(' ');
      if (!groupes.has(name)) groupes.set(name, { style, liens: [] });
      return groupes.get(name).liens;
    };
    let last = -1;
    let count = 0;
    let groupe = null;
    for (const lien of this.shown) {
      if (lien.coop !== last) {
        last = lien.coop;
        groupe = groupOf(last);
        count += 1;
      }
      this.shape(lien);
      groupe.push(lien);
    }
    // What is lit, wider, stands above.
    this.toile.draw([...groupes.values()].sort((a, b) => a.style.largeur - b.style.largeur));
    this.toile.canvas.dataset.cooperations = String(count);
  }

  /** Light up a selection (see selection.js); null puts the light out. */
  select(light) {
    this.light = light;
    if (this.toile) this.drawCanvas();
    for (const lien of this.shown) lien.element?.classList.toggle('actif', !!light?.coops.has(lien.coop));
    for (const [t, node] of this.noeuds) node.classList.toggle('actif', !!light?.territoires.has(t));
  }

  /** What the cooperations shown use of the signs, for the legend. */
  signs() {
    const { cooperations, statuts, systemes, themes } = this.inventaire;
    const traits = new Set();
    const compte = systemes.map(() => 0);
    const liens = new Set();
    const coops = new Set(this.shown.map((l) => l.coop));
    for (const i of coops) {
      traits.add(statuts[cooperations[i].statut].trait);
      compte[themes[cooperations[i].theme].systeme] += 1;
      if (this.secondaires.has(i)) liens.add('secondaire');
    }
    if (this.shown.some((l) => l.sur)) liens.add('boucle');
    if (coops.size) liens.add('noeud');
    for (const t of this.degres.keys()) if (this.inventaire.territoires[t].approx) liens.add('approx');
    return { traits, liens, systemes: systemes.map((s, i) => ({ label: s.label, couleur: `var(--s${i})`, n: compte[i] })) };
  }
}
