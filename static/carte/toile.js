// Links drawn on a canvas, when there are too many for one SVG element each.

/**
 * Same curves as the SVG, in one bitmap put after an element; hit-testing by distance.
 * @typedef {{shape: any}} Trait what is drawn: a link, or the first of a bundle
 */
export class Toile {
  constructor(calque, after, className) {
    this.calque = calque;
    this.canvas = document.createElement('canvas');
    this.canvas.className = className;
    this.canvas.setAttribute('aria-hidden', 'true');
    after.after(this.canvas);
    this.traits = [];
  }

  remove() {
    this.canvas.remove();
  }

  /** @param {{style: {couleur: string, largeur: number, alpha: number, tirets: number[]}, traits: Trait[]}[]} groupes */
  draw(groupes) {
    this.traits = groupes.flatMap(({ traits }) => traits);
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
    for (const { style, traits } of groupes) {
      const { couleur, largeur, alpha, tirets } = style;
      g.strokeStyle = couleur;
      // One pixel of the screen at most, but for a few: ten times as fast to draw as a wider line.
      g.lineWidth = largeur > 1 ? largeur : largeur / ratio;
      g.globalAlpha = alpha;
      g.setLineDash(tirets);
      g.beginPath();
      for (const { shape } of traits) {
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

  /** What is drawn nearest to a layer point, within `reach` pixels, or null. */
  at(x, y, reach = 6) {
    let best = null;
    let bestDistance = reach * reach;
    for (const trait of this.traits) {
      if (!nearHull(trait.shape, x, y, reach)) continue;
      const p = trait.shape.points ?? flatten(trait.shape);
      for (let i = 1; i < p.length; i++) {
        const d = squaredDistance(x, y, p[i - 1], p[i]);
        if (d < bestDistance) [best, bestDistance] = [trait, d];
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

/**
 * Whether a point may touch a shape: an arc lies within the box of its three points. Called for
 * every line at each move of the pointer, so it makes no array.
 */
function nearHull({ points, from, by, to }, x, y, reach) {
  if (points) return points.some((p) => Math.abs(p[0] - x) < reach && Math.abs(p[1] - y) < reach);
  return (
    x > Math.min(from[0], by[0], to[0]) - reach && x < Math.max(from[0], by[0], to[0]) + reach &&
    y > Math.min(from[1], by[1], to[1]) - reach && y < Math.max(from[1], by[1], to[1]) + reach
  );
}

function squaredDistance(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}
