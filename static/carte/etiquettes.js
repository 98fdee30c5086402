// Placement of town names: the most important first, each at the first free place round its point.

/** @typedef {{x: number, y: number, texte: string, taille: number, largeur: number, r?: number}} Etiquette */

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
