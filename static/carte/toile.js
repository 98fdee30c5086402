// Links drawn on a canvas, when there are too many for one SVG element each.

import { svg } from './calque.js';

/** Share of the window drawn beyond each edge. */
const MARGIN = 0.15;

/** Same curves as the SVG, in one bitmap inside it; hit-testing by distance. */
export class Toile {
  /** @param {SVGElement} group where the links go, above the land and under the territories */
  constructor(group) {
    this.frame = svg('foreignObject', { class: 'toile', 'aria-hidden': 'true' });
    this.canvas = document.createElement('canvas');
    this.frame.append(this.canvas);
    group.append(this.frame);
    this.liens = [];
  }

  remove() {
    this.frame.remove();
  }

  /**
   * @param {{shape: any, style: {couleur: string, largeur: number, alpha: number, tirets: number[]}}[]} liens
   * @param {any} map the Leaflet map: what is drawn is its window and a margin
   */
  draw(liens, map) {
    this.liens = liens;
    const fenetre = map.getSize();
    const size = fenetre.multiplyBy(1 + 2 * MARGIN).round();
    const min = map.containerPointToLayerPoint(fenetre.multiplyBy(-MARGIN)).round();
    const ratio = window.devicePixelRatio > 1 ? 2 : 1;
    const { canvas } = this;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const place = { x: min.x, y: min.y, width: size.x, height: size.y };
    for (const [key, value] of Object.entries(place)) this.frame.setAttribute(key, value);
    const g = canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    g.lineCap = 'round';
    const groups = new Map();
    for (const lien of liens) {
      const { couleur, largeur, alpha, tirets } = lien.style;
      const key = `${couleur} ${largeur} ${alpha} ${tirets}`;
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(lien);
    }
    for (const group of groups.values()) {
      const { couleur, largeur, alpha, tirets } = group[0].style;
      g.strokeStyle = couleur;
      g.lineWidth = largeur;
      g.globalAlpha = alpha;
      g.setLineDash(tirets);
      g.beginPath();
      for (const { shape } of group) {
        if (shape.by) {
          g.moveTo(shape.from[0], shape.from[1]);
          g.quadraticCurveTo(shape.by[0], shape.by[1], shape.to[0], shape.to[1]);
        } else {
          shape.points.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
        }
      }
      g.stroke();
    }
  }

  /** Nearest link within `reach` pixels of a layer point, or null. */
  at(x, y, reach = 6) {
    let best = null;
    let bestDistance = reach * reach;
    for (const lien of this.liens) {
      if (!nearHull(lien.shape, x, y, reach)) continue;
      const p = lien.shape.points ?? flatten(lien.shape);
      for (let i = 1; i < p.length; i++) {
        const d = squaredDistance(x, y, p[i - 1], p[i]);
        if (d < bestDistance) [best, bestDistance] = [lien, d];
      }
    }
    return best;
  }
}

const STEPS = 16;

/** Points of an arc, for measuring only. */
function flatten({ from, by, to }) {
  return Array.from({ length: STEPS }, (_, i) => {
    const t = i / (STEPS - 1);
    const u = 1 - t;
    return [0, 1].map((k) => u * u * from[k] + 2 * u * t * by[k] + t * t * to[k]);
  });
}

/** Whether a point may touch a shape: an arc lies within the box of its three points. */
function nearHull({ points, from, by, to }, x, y, reach) {
  const corners = points ?? [from, by, to];
  const xs = corners.map((c) => c[0]);
  const ys = corners.map((c) => c[1]);
  return (
    x > Math.min(...xs) - reach && x < Math.max(...xs) + reach &&
    y > Math.min(...ys) - reach && y < Math.max(...ys) + reach
  );
}

function squaredDistance(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}
