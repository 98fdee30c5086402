// Web Mercator in pixels of one fixed zoom level, so that a path is computed once and only scaled.

/** Zoom level whose pixels are the unit of every stored path. */
export const Z0 = 8;
const SIZE = 256 * 2 ** Z0;

/**
 * @param {number} lon degrees
 * @param {number} lat degrees
 * @returns {[number, number]} pixels at zoom Z0
 */
export function project(lon, lat) {
  const s = Math.sin((lat * Math.PI) / 180);
  return [((lon + 180) / 360) * SIZE, (0.5 - Math.log((1 + s) / (1 - s)) / (4 * Math.PI)) * SIZE];
}

/** Inverse of `project`: [lon, lat] in degrees. */
export function unproject(x, y) {
  const n = Math.PI * (1 - (2 * y) / SIZE);
  return [(x / SIZE) * 360 - 180, (Math.atan(Math.sinh(n)) * 180) / Math.PI];
}

function pathOfLine(points, decimals, close) {
  let d = '';
  let px = NaN;
  let py = NaN;
  for (const [lon, lat] of points) {
    const [x, y] = project(lon, lat);
    const rx = x.toFixed(decimals);
    const ry = y.toFixed(decimals);
    if (rx === px && ry === py) continue;
    d += (d ? 'L' : 'M') + rx + ',' + ry;
    px = rx;
    py = ry;
  }
  return close ? d + 'Z' : d;
}

/**
 * SVG path of a GeoJSON geometry in degrees (polygons or lines; points give '').
 * @param {{type: string, coordinates: any} | null} geometry
 */
export function pathOf(geometry, decimals = 2) {
  if (!geometry) return '';
  const { type, coordinates } = geometry;
  if (type === 'LineString') return pathOfLine(coordinates, decimals, false);
  if (type === 'MultiLineString') return coordinates.map((l) => pathOfLine(l, decimals, false)).join('');
  if (type === 'Polygon') return coordinates.map((r) => pathOfLine(r, decimals, true)).join('');
  if (type === 'MultiPolygon') {
    return coordinates.map((p) => p.map((r) => pathOfLine(r, decimals, true)).join('')).join('');
  }
  return '';
}

/** Bounds [xmin, ymin, xmax, ymax] at Z0 of a GeoJSON geometry; the largest part only when `mainPart`. */
export function boundsOf(geometry, mainPart = false) {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let best = null;
  let bestSize = -1;
  const all = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    const b = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [lon, lat] of part[0]) {
      const [x, y] = project(lon, lat);
      b[0] = Math.min(b[0], x);
      b[1] = Math.min(b[1], y);
      b[2] = Math.max(b[2], x);
      b[3] = Math.max(b[3], y);
    }
    const size = (b[2] - b[0]) * (b[3] - b[1]);
    if (size > bestSize) [best, bestSize] = [b, size];
    for (const i of [0, 1]) all[i] = Math.min(all[i], b[i]);
    for (const i of [2, 3]) all[i] = Math.max(all[i], b[i]);
  }
  return mainPart ? best : all;
}
