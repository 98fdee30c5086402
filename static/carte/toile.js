// Links drawn on a canvas, when there are too many for one SVG element each.

/** Same curves as the SVG, in one bitmap; hit-testing by distance. */
export class Toile {
  constructor(L, map) {
    this.canvas = L.DomUtil.create('canvas', 'carte-toile leaflet-zoom-animated', map.getPane('overlayPane'));
    this.canvas.setAttribute('aria-hidden', 'true');
    this.L = L;
    this.liens = [];
  }

  remove() {
    this.canvas.remove();
  }

  /**
   * @param {{points: number[][], style: {couleur: string, largeur: number, alpha: number, tirets: number[]}}[]} liens
   * @param {{min: {x: number, y: number}, getSize: () => {x: number, y: number}}} bounds layer pixels
   */
  draw(liens, bounds) {
    this.liens = liens;
    const size = bounds.getSize();
    const ratio = window.devicePixelRatio > 1 ? 2 : 1;
    const { canvas } = this;
    canvas.width = size.x * ratio;
    canvas.height = size.y * ratio;
    canvas.style.width = `${size.x}px`;
    canvas.style.height = `${size.y}px`;
    this.L.DomUtil.setPosition(canvas, bounds.min);
    const g = canvas.getContext('2d');
    g.setTransform(ratio, 0, 0, ratio, -bounds.min.x * ratio, -bounds.min.y * ratio);
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
      for (const { points } of group) {
        g.moveTo(points[0][0], points[0][1]);
        for (let i = 1; i < points.length; i++) g.lineTo(points[i][0], points[i][1]);
      }
      g.stroke();
    }
  }

  /** Nearest link within `reach` pixels of a layer point, or null. */
  at(x, y, reach = 6) {
    let best = null;
    let bestDistance = reach * reach;
    for (const lien of this.liens) {
      const p = lien.points;
      for (let i = 1; i < p.length; i++) {
        const d = squaredDistance(x, y, p[i - 1], p[i]);
        if (d < bestDistance) [best, bestDistance] = [lien, d];
      }
    }
    return best;
  }
}

function squaredDistance(x, y, [ax, ay], [bx, by]) {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}
