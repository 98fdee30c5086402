// The links and the territories they join: what keeps its size on screen whatever the zoom.
import { svg } from './calque.js';
import { LIENS_MAX, faisceaux, paires } from './faisceaux.js';
import { COURBURE, boucle, controle } from './liens.js';
import { project } from './projection.js';
import { describeCooperation, describeTerritoire } from './textes.js';
import { Toile } from './toile.js';

/** Above so many links, one canvas instead of one SVG element each. */
export const SVG_MAX = 2000;
export const BOW = { minPx: 5, maxPx: 90 };
export const LOOP_POINTS = 14;
/** The widest loop, in pixels. */
const LOOP_MAX = 26;
/** Diameter of a loop in pixels at a zoom. */
export const loopSize = (zoom) => Math.max(8, Math.min(LOOP_MAX, 3 * (zoom - 1.6)));
/** Strength of a bundle, by how many links it holds at least. */
const FORCES = [[10, 0.85], [3, 0.55], [1, 0.3]];
const STYLE = {
  plein: { alpha: 0.92, tirets: [] },
  tirets: { alpha: 0.92, tirets: [5, 4] },
  pale: { alpha: 0.42, tirets: [] },
};

const at = ([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`;
/** SVG path of a shape: an arc { from, by, to } or the points of a loop. */
export const toPath = (shape) =>
  shape.by ? `M${at(shape.from)}Q${at(shape.by)} ${at(shape.to)}` : `M${shape.points.map(at).join('L')}`;

/** Cooperations of a territory from which its node is as wide as may be. */
const WIDEST = 35;
export const radiusOf = (n) => Math.min(1.8 + 1.05 * Math.sqrt(n), 8);

/** Lines by their style, in the order in which the styles come. */
class Groupes {
  constructor() {
    this.rows = [];
    this.known = new Map();
  }

  of(style) {
    const name = Object.values(style).join(' ');
    if (!this.known.has(name)) {
      this.known.set(name, []);
      this.rows.push({ style, traits: this.known.get(name) });
    }
    return this.known.get(name);
  }
}

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
    this.coops = [];
    this.shown = [];
    this.degres = new Map();
    this.secondaires = new Set();
    this.toile = null;
    this.serre = false;
  }

  /** Draw exactly the links of `coops`; `secondaires` are drawn thinner. */
  show(coops, secondaires) {
    this.secondaires = secondaires;
    const before = new Set(this.toile ? [] : this.shown);
    this.coops = coops.filter((i) => this.parCoop.has(i));
    this.shown = this.coops.flatMap((i) => this.parCoop.get(i));
    this.degres = new Map();
    for (const i of coops) {
      for (const t of this.inventaire.cooperations[i].participants) {
        this.degres.set(t, (this.degres.get(t) ?? 0) + 1);
      }
    }
    if (this.shown.length > SVG_MAX) {
      for (const lien of before) lien.element?.remove();
      this.toile ??= new Toile(this.calque, this.calque.fond, 'toile');
      this.allumee ??= new Toile(this.calque, this.toile.canvas, 'toile allumee');
      this.paires ??= paires(this.liens);
      this.toile.canvas.dataset.cooperations = String(this.coops.length);
    } else {
      this.toile?.remove();
      this.allumee?.remove();
      this.toile = this.allumee = null;
      this.serre = false;
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
    this.crowd = Math.min(1, WIDEST / Math.max(...this.degres.values(), 1));
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
      const radius = this.radius(n).toFixed(1);
      if (node.radius !== radius) {
        node.radius = radius;
        node.setAttribute('r', radius);
      }
      if (!node.isConnected) added.append(node);
    }
    this.gNoeuds.append(added);
  }

  /** Radius of a node of so many cooperations; in a crowd, the busiest is the widest. */
  radius(n) {
    return radiusOf(n * this.crowd);
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

  /** Draw the links in view, as bundles when they are a crowd. */
  drawCanvas() {
    const liens = this.inView();
    this.serre = liens.length > LIENS_MAX;
    this.toile.draw(this.serre ? this.bundles(liens) : this.strands(liens));
    this.drawLight();
  }

  /** What is lit, above the rest, each link by itself. */
  drawLight() {
    const lit = this.light?.coops;
    const liens = lit ? this.shown.filter((lien) => lit.has(lien.coop)) : [];
    this.allumee.draw(this.strands(liens, { largeur: 2.6, part: 1 }));
  }

  /** Links of which a part may be in the frame. */
  inView() {
    const { min, max } = this.calque._bounds;
    const places = this.points.map((point) => this.calque.toScreen(point));
    return this.shown.filter(({ from, to, courbure }) => {
      const [ax, ay] = places[from];
      const [bx, by] = places[to];
      const reach = LOOP_MAX + (Math.abs(courbure) / COURBURE) * BOW.maxPx;
      return (
        Math.max(ax, bx) > min.x - reach && Math.min(ax, bx) < max.x + reach &&
        Math.max(ay, by) > min.y - reach && Math.min(ay, by) < max.y + reach
      );
    });
  }

  /** Links as groups of one style. The more there are, the lighter each, so that the ground shows. */
  strands(liens, { largeur = 1, part = Math.max(0.3, Math.min(1, SVG_MAX / liens.length)) } = {}) {
    const { statuts, cooperations } = this.inventaire;
    const couleurs = this.couleurs();
    const groupes = new Groupes();
    let last = -1;
    let groupe = null;
    for (const lien of liens) {
      if (lien.coop !== last) {
        last = lien.coop;
        const { alpha, tirets } = STYLE[statuts[cooperations[last].statut].trait];
        const fine = this.secondaires.has(last) ? largeur * 0.6 : largeur;
        groupe = groupes.of({ couleur: couleurs[this.systemeOf(last)], largeur: fine, alpha: alpha * part, tirets });
      }
      this.shape(lien);
      groupe.push(lien);
    }
    return groupes.rows;
  }

  /** Bundles as groups of one style, the strongest above. */
  bundles(liens) {
    const couleurs = this.couleurs();
    const groupes = new Groupes();
    const rows = faisceaux(liens, this.paires, this.inventaire.systemes.length, (coop) => this.systemeOf(coop));
    for (const { lien, total, systeme } of rows) {
      const [, alpha] = FORCES.find(([least]) => total >= least);
      groupes.of({ couleur: couleurs[systeme], largeur: 1, alpha, tirets: [] }).push(lien);
      this.shape(lien);
    }
    return groupes.rows.sort((a, b) => a.style.alpha - b.style.alpha);
  }

  systemeOf(coop) {
    return this.inventaire.themes[this.inventaire.cooperations[coop].theme].systeme;
  }

  /** Colour of each system in the present theme: a canvas knows no custom property. */
  couleurs() {
    const dark = this.map.getContainer().dataset.theme === 'dark';
    return this.inventaire.systemes.map((systeme) => systeme[dark ? 'sombre' : 'clair']);
  }

  /**
   * « type:code » of what the canvas shows near a layer point, or ''. A bundle stands for its
   * nearer end, whose sheet lists its cooperations.
   */
  at(x, y) {
    const lit = this.allumee.at(x, y);
    const found = lit ?? this.toile.at(x, y);
    if (!found) return '';
    const { cooperations, territoires } = this.inventaire;
    if (lit || !this.serre) return `cooperation:${cooperations[found.coop].id}`;
    const far = (t) => {
      const [px, py] = this.calque.toScreen(this.points[t]);
      return Math.hypot(px - x, py - y);
    };
    return `territoire:${territoires[far(found.from) <= far(found.to) ? found.from : found.to].code}`;
  }

  /** Light up a selection (see selection.js); null puts the light out. */
  select(light) {
    this.light = light;
    if (this.toile) this.drawLight();
    for (const lien of this.shown) lien.element?.classList.toggle('actif', !!light?.coops.has(lien.coop));
    for (const [t, node] of this.noeuds) node.classList.toggle('actif', !!light?.territoires.has(t));
  }

  /** What the cooperations shown use of the signs (a bundle tells only its system), for the legend. */
  signs() {
    const { cooperations, statuts, systemes } = this.inventaire;
    const traits = new Set();
    const compte = systemes.map(() => 0);
    const liens = new Set();
    if (this.serre) liens.add('faisceau');
    for (const i of this.coops) {
      compte[this.systemeOf(i)] += 1;
      if (this.serre) continue;
      traits.add(statuts[cooperations[i].statut].trait);
      if (this.secondaires.has(i)) liens.add('secondaire');
    }
    if (this.shown.some((l) => l.sur)) liens.add('boucle');
    if (this.coops.length) liens.add('noeud');
    for (const t of this.degres.keys()) if (this.inventaire.territoires[t].approx) liens.add('approx');
    return { traits, liens, systemes: systemes.map((s, i) => ({ label: s.label, couleur: `var(--s${i})`, n: compte[i] })) };
  }
}
