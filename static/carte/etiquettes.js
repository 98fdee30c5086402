// Placement of town names: the most important first, each at the first free place round its point.

/** @typedef {{x: number, y: number, texte: string, taille: number, largeur: number, r?: number}} Etiquette */

/** Smallest population named at a zoom; more names as one comes nearer. */
const POPULATION_MIN = [[5.6, 150000], [6.4, 95000], [7.2, 45000], [8, 25000], [99, 10000]];
/** A suburb nearer than so many letters' height to its city is not named. */
const SUBURB = 1.92;
const CITY = 200000;
/** Letters' height at which those zooms were chosen. */
const LETTERS_PX = 12.5;

const overlaps = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** Boxes sorted into square cells, so that a test looks at its neighbours only. */
class Grille {
  constructor(cell) {
    this.cell = cell;
    this.cells = new Map();
  }

  *keys(box) {
    const c = this.cell;
    for (let i = Math.floor(box[0] / c); i <= Math.floor(box[2] / c); i++) {
      for (let j = Math.floor(box[1] / c); j <= Math.floor(box[3] / c); j++) yield `${i} ${j}`;
    }
  }

  add(box) {
    for (const key of this.keys(box)) {
      if (!this.cells.has(key)) this.cells.set(key, []);
      this.cells.get(key).push(box);
    }
  }

  free(box) {
    for (const key of this.keys(box)) {
      if (this.cells.get(key)?.some((other) => overlaps(box, other))) return false;
    }
    return true;
  }
}

/**
 * Place labels greedily, in the order given.
 * @param {Etiquette[]} labels most important first; `x`, `y` the point, `largeur` the text's width
 * @param {number[][]} obstacles boxes [x0, y0, x1, y1] no label may cover
 * @param {number[]} frame box the labels must lie in
 * @param {number} max at most so many labels
 * @returns {{etiquette: Etiquette, x: number, y: number, ancre: string}[]} baseline position and text-anchor
 */
export function placeLabels(labels, obstacles, frame, max = Infinity) {
  const grid = new Grille(64);
  for (const box of obstacles) grid.add(box);
  const placed = [];
  for (const label of labels) {
    if (placed.length >= max) break;
    const { x, y, largeur: w, taille: h } = label;
    const gap = (label.r ?? 2) + 3;
    const tries = [
      [x + gap, y + h * 0.35, 'start'],
      [x - gap, y + h * 0.35, 'end'],
      [x, y - gap - 1, 'middle'],
      [x, y + gap + h * 0.8, 'middle'],
      [x + gap * 0.7, y - gap * 0.7, 'start'],
      [x - gap * 0.7, y - gap * 0.7, 'end'],
      [x + gap * 0.7, y + gap * 0.7 + h * 0.7, 'start'],
      [x - gap * 0.7, y + gap * 0.7 + h * 0.7, 'end'],
    ];
    for (const [tx, ty, ancre] of tries) {
      const left = ancre === 'start' ? tx : ancre === 'end' ? tx - w : tx - w / 2;
      const box = [left - 2, ty - h, left + w + 2, ty + h * 0.3];
      const inside = box[0] >= frame[0] && box[1] >= frame[1] && box[2] <= frame[2] && box[3] <= frame[3];
      if (!inside || !grid.free(box)) continue;
      grid.add(box);
      placed.push({ etiquette: label, x: tx, y: ty, ancre });
      break;
    }
  }
  return placed;
}

/**
 * Which towns may be named, and round what.
 * @param {{nom: string, population: number, point: number[]}[]} villes largest first
 * @param {number[][]} noeuds nodes drawn: x, y, radius in pixels
 * @param {{frame: number[], zoom: number, taille: number, toScreen: (point: number[]) => number[],
 *          measure: (text: string, px: number) => number}} view `taille` letters' height in pixels
 * @returns {{labels: Etiquette[], obstacles: number[][]}} what `placeLabels` takes
 */
export function labelTowns(villes, noeuds, { frame, zoom, taille, toScreen, measure }) {
  // Larger letters leave room for fewer names.
  const far = zoom - 1.5 * Math.log2(taille / LETTERS_PX);
  const seuil = POPULATION_MIN.find(([z]) => far < z)[1];
  const obstacles = noeuds.filter(([, , r]) => r > 5.5).map(([x, y, r]) => [x - r, y - r, x + r, y + r]);
  const labels = [];
  const seen = [];
  for (const { nom, population, point } of villes) {
    if (population < seuil) break;
    const [x, y] = toScreen(point);
    if (x < frame[0] || x > frame[2] || y < frame[1] || y > frame[3]) continue;
    // A suburb is not named before one comes near enough to part it from its city.
    if (seen.some(([sx, sy]) => Math.hypot(sx - x, sy - y) < SUBURB * taille)) continue;
    seen.push([x, y]);
    const near = noeuds.filter(([nx, ny]) => Math.hypot(nx - x, ny - y) < 6).sort((a, b) => b[2] - a[2])[0];
    const px = taille + (population > CITY ? 1 : 0);
    labels.push({ x: near?.[0] ?? x, y: near?.[1] ?? y, r: near?.[2] ?? 1.5, texte: nom, taille: px, largeur: measure(nom, px) });
  }
  return { labels, obstacles };
}
