// One page per scene: its map drawn for paper, as shapes that stay sharp.
import { svg } from '../carte/calque.js';
import { labelTowns, placeLabels } from '../carte/etiquettes.js';
import { drawLegende } from '../carte/legende.js';
import { boucle, controle } from '../carte/liens.js';
import { drawPole, signsOf } from '../carte/poles.js';
import { Z0, pathOf, project } from '../carte/projection.js';
import { lightOf, parseChoix } from '../carte/selection.js';
import { BOW, LOOP_POINTS, loopSize, radiusOf, toPath } from '../carte/traces.js';

/** Size of a map in pixels of the page, and what its frame leaves free. */
const [LARGEUR, HAUTEUR, MARGE] = [700, 640, 14];
const LETTRES = 12.5;
const ZOOM_MAX = 11;
/** Pixels of the page for one of the reference zoom from which whole ones are too coarse. */
const NEAR = 0.6;

export class Impression {
  /** @param {import('../carte/carte.js').Carte} carte */
  constructor(carte) {
    Object.assign(this, { carte, inventaire: carte.inventaire, geometrie: carte.geometrie });
  }

  /** The grounds, drawn once and shown by reference: from afar (0 decimals) and near. */
  grounds() {
    const { geometrie } = this;
    const holder = svg('svg', { width: 0, height: 0, 'aria-hidden': 'true' });
    for (const decimals of [0, 2]) {
      const symbol = svg('symbol', { id: `fond-${decimals}`, overflow: 'visible' });
      const add = (name, d) => symbol.append(svg('path', { class: `fond-imprime fond-${name}`, d }));
      add('voisins', geometrie.whole('voisins', decimals));
      add('terre', geometrie.whole('regions', decimals));
      add('departements', geometrie.borders('departements', decimals));
      holder.append(symbol);
    }
    return holder;
  }

  /**
   * The map of a scene.
   * @param {any} scene
   * @param {number} rang its place
   * @param {{coops: number[], secondaires: number[], poles: number[]}} resultat what it shows
   * @param {number[]} bounds what must be seen, in pixels of the reference zoom
   */
  draw({ titre, niveaux, noms, choix }, rang, { coops, secondaires, poles }, [x0, y0, x1, y1]) {
    const { inventaire, geometrie } = this;
    const light = lightOf(inventaire, parseChoix(choix));
    const scale = Math.min(
      (LARGEUR - 2 * MARGE) / Math.max(x1 - x0, 1e-6),
      (HAUTEUR - 2 * MARGE) / Math.max(y1 - y0, 1e-6),
      2 ** (ZOOM_MAX - Z0),
    );
    const [dx, dy] = [LARGEUR / 2 - (scale * (x0 + x1)) / 2, HAUTEUR / 2 - (scale * (y0 + y1)) / 2];
    const place = ([x, y]) => [x * scale + dx, y * scale + dy];
    const transform = `translate(${dx} ${dy}) scale(${scale})`;

    const root = svg('svg', { class: 'carte-svg imprimee', viewBox: `0 0 ${LARGEUR} ${HAUTEUR}`, role: 'img', 'aria-label': `Carte : ${titre}` });
    const monde = svg('g', { class: 'monde', transform });
    const hatching = svg('pattern', {
      id: `hachures-${rang}`, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: `scale(${1 / scale}) rotate(45)`,
    });
    hatching.append(svg('path', { d: 'M0 0V6', class: 'hachure' }));
    const decimals = scale < NEAR ? 0 : 2;
    monde.append(svg('use', { href: `#fond-${decimals}` }));
    if (niveaux.includes('regions')) monde.append(svg('path', { class: 'limites-regions', d: geometrie.borders('regions', decimals) }));
    const shapes = { path: (object, ids) => pathOf(geometrie.union(object, ids), decimals) };
    const path = (attributes, shape) => svg('path', { ...attributes, d: shape(shapes) });
    const dim = (lit) => (light && !lit ? ' eteint' : '');
    for (const i of poles) {
      const group = drawPole(inventaire.poles[i], path, inventaire.poles[i].nom);
      group.setAttribute('class', `groupe-pole${dim(light?.poles.has(i))}`);
      monde.append(group);
    }
    const outlines = light ? this.carte.outlines(light, choix) : [];
    for (const [object, ids] of outlines) monde.append(path({ class: 'perimetre' }, (g) => g.path(object, ids)));
    const ecran = svg('g');
    const [liens, noeuds] = this.links(coops, new Set(secondaires), place, Math.log2(scale) + Z0);
    for (const { coop, classes, d } of liens) ecran.append(svg('path', { class: classes + dim(light?.coops.has(coop)), d }));
    for (const [x, y, r, t] of noeuds) {
      const approx = inventaire.territoires[t].approx ? ' approx' : '';
      ecran.append(svg('circle', {
        class: `noeud${approx}${dim(light?.territoires.has(t))}`, cx: x.toFixed(1), cy: y.toFixed(1), r: r.toFixed(1),
      }));
    }
    for (const area of monde.querySelectorAll('.hachures')) area.style.fill = `url(#hachures-${rang})`;
    root.append(hatching, monde, ecran, this.names(noms, noeuds, place, Math.log2(scale) + Z0));
    for (const element of root.querySelectorAll('[role="button"]')) {
      for (const name of ['role', 'tabindex', 'aria-label', 'data-vers']) element.removeAttribute(name);
    }
    return root;
  }

  /** The legend of what a page shows. */
  legend({ coops, poles }) {
    const { cooperations, systemes, themes, statuts, poles: all } = this.inventaire;
    const n = systemes.map(() => 0);
    for (const i of coops) n[themes[cooperations[i].theme].systeme] += 1;
    const traits = new Set(coops.map((i) => statuts[cooperations[i].statut].trait));
    const element = document.createElement('div');
    const box = document.createElement('div');
    box.className = 'signes';
    box.append(element);
    drawLegende(element, {
      systemes: systemes.map(({ label }, i) => ({ label, couleur: `var(--s${i})`, n: n[i] })),
      traits: traits.size > 1 ? traits : new Set(),
      liens: new Set(),
      poles: signsOf(poles.map((i) => all[i])),
    });
    return box;
  }

  /** Links, and the nodes they join as x, y, radius, territory. */
  links(coops, secondaires, place, zoom) {
    const { cooperations, territoires, themes, statuts } = this.inventaire;
    const shown = new Set(coops);
    const points = territoires.map((t) => place(project(t.ancre[1], t.ancre[0])));
    const degres = new Map();
    for (const i of coops) for (const t of cooperations[i].participants) degres.set(t, (degres.get(t) ?? 0) + 1);
    const liens = this.inventaire.liens.filter(([coop]) => shown.has(coop)).map(([coop, from, to, courbure, rang, sur]) => {
      const c = cooperations[coop];
      const shape = sur
        ? { points: boucle(points[from], rang, sur, loopSize(zoom), LOOP_POINTS) }
        : { from: points[from], by: controle(points[from], points[to], courbure, BOW), to: points[to] };
      const thin = secondaires.has(coop) ? ' secondaire' : '';
      return { coop, classes: `lien ${statuts[c.statut].trait} s${themes[c.theme].systeme}${thin}`, d: toPath(shape) };
    });
    const noeuds = [...degres].sort((a, b) => a[1] - b[1]).map(([t, n]) => [...points[t], radiusOf(n), t]);
    return [liens, noeuds];
  }

  names(noms, noeuds, place, zoom) {
    const group = svg('g', { class: 'etiquettes' });
    const frame = [0, 0, LARGEUR, HAUTEUR];
    const { labels, obstacles } = labelTowns(noms ? this.carte.villes : [], noeuds, {
      frame, zoom, taille: LETTRES, toScreen: place, measure: (text, px) => this.carte.measure(text, px),
    });
    for (const { etiquette, x, y, ancre } of placeLabels(labels, obstacles, frame)) {
      const text = svg('text', { x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': ancre, 'font-size': etiquette.taille });
      text.textContent = etiquette.texte;
      group.append(text);
    }
    return group;
  }
}
