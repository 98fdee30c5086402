// Curves of the links in pixels (y down): the twin of geo/links.py, with bounds on the bow.

/** Bend of a lone link. */
export const COURBURE = 0.16;

/** @typedef {[number, number]} Point */

/**
 * Control point of the quadratic arc between two places. The bow of a lone link keeps between
 * `minPx` (so that neighbours' links are seen) and `maxPx` (so that long ones do not fly off);
 * those that fan out beside it keep their proportion, hence stay apart.
 * @param {Point} a
 * @param {Point} b
 * @param {number} courbure height over length, positive to the left with north up
 * @param {{minPx?: number, maxPx?: number}} [limits]
 * @returns {Point}
 */
export function controle([ax, ay], [bx, by], courbure, { minPx = 0, maxPx = Infinity } = {}) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = Math.hypot(dx, dy);
  const level = Math.abs(courbure) / COURBURE;
  const bow = Math.sign(courbure) * level * Math.max(minPx, Math.min(maxPx, COURBURE * length));
  const k = length ? (2 * bow) / length : 0;
  return [(ax + bx) / 2 + k * dy, (ay + by) / 2 - k * dx];
}

/**
 * Points of that arc, its ends exact.
 * @param {Point} a
 * @param {Point} b
 * @param {number} courbure
 * @param {{minPx?: number, maxPx?: number, n?: number}} [limits] `n` points, at least 2
 * @returns {Point[]}
 */
export function courbe([ax, ay], [bx, by], courbure, { n = 16, ...limits } = {}) {
  const [cx, cy] = controle([ax, ay], [bx, by], courbure, limits);
  /** @type {Point[]} */
  const points = [[ax, ay]];
  for (let i = 1; i < n - 1; i++) {
    const t = i / (n - 1);
    const u = 1 - t;
    points.push([u * u * ax + 2 * u * t * cx + t * t * bx, u * u * ay + 2 * u * t * cy + t * t * by]);
  }
  points.push([bx, by]);
  return points;
}

/**
 * Points of a circle of diameter `size` through a place, closed. Loops at one place spread round
 * it: the first to the north, the next ones clockwise.
 * @param {Point} place
 * @param {number} rang rank among the loops of the place
 * @param {number} nombre how many they are
 * @param {number} size in pixels
 * @param {number} [n] number of points, at least 2
 * @returns {Point[]}
 */
export function boucle([x, y], rang, nombre, size, n = 16) {
  const heading = -Math.PI / 2 + (2 * Math.PI * rang) / Math.max(nombre, 6);
  const mx = x + (size / 2) * Math.cos(heading);
  const my = y + (size / 2) * Math.sin(heading);
  /** @type {Point[]} */
  const points = [[x, y]];
  for (let i = 1; i < n - 1; i++) {
    const angle = heading + Math.PI - (2 * Math.PI * i) / (n - 1);
    points.push([mx + (size / 2) * Math.cos(angle), my + (size / 2) * Math.sin(angle)]);
  }
  points.push([x, y]);
  return points;
}
