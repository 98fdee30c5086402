// Links drawn on a canvas, when there are too many for one SVG element each.

/** Same curves as the SVG, in one bitmap between the ground and what is above; hit-testing by distance. */
export class Toile {
  constructor(calque) {
    this.calque = calque;
    this.canvas = document.createElement('canvas');
    this.canvas.className = 'toile';
    this.canvas.setAttribute('aria-hidden', 'true');
    calque.fond.after(this.canvas);
    this.liens = [];
  }

  remove() {
    this.canvas.remove();
  }

  /** @param {{style: {couleur: string, largeur: number, alpha: number, tirets: number[]}, liens: {shape: any}[]}[]} groupes */
  draw(groupes) {
    this.liens = groupes.flatMap(({ liens }) => liens);
    const { min } = this.calque._bounds;
    const size = this.calque._bounds.getSize();
    const ratio = window.devicePixelRatio > 1 ? 2 : 1;
    const { canvas } = this;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    const g = canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, -min.x * ratio, -min.y * ratio);
    g.lineCap = 'round';
    for (const { style, liens } of groupes) {
      const { couleur, largeur, alpha, tirets } = style;
      g.strokeStyle = couleur;
      // One pixel of the screen at most, but for a few: ten times as fast to draw as a wider line.
      g.lineWidth = largeur > 1 ? largeur : largeur / ratio;
      g.globalAlpha = alpha;
      g.setLineDash(tirets);
      g.beginPath();
      for (const { shape } of liens) {
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
