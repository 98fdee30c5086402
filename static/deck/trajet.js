// The way from a view to another: it rises just enough to see both, at an even speed for the eye.

/** @typedef {{x: number, y: number, l: number}} Vue centre and width seen, in any one unit */

const RHO = 1.3;

/**
 * Views between two others (van Wijk and Nuij, « Smooth and efficient zooming and panning », 2003).
 * @param {Vue} a
 * @param {Vue} b
 * @returns {(t: number) => Vue} the view at t, from 0 to 1
 */
export function trajet(a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const d = Math.hypot(dx, dy);
  if (d < 1e-6 * Math.max(a.l, b.l)) return (t) => ({ x: b.x, y: b.y, l: a.l * (b.l / a.l) ** t });
  const r = (end, sign) => {
    const q = (b.l ** 2 - a.l ** 2 + sign * RHO ** 4 * d ** 2) / (2 * end.l * RHO ** 2 * d);
    return -Math.asinh(q);
  };
  const [r0, r1] = [r(a, 1), r(b, -1)];
  const length = (r1 - r0) / RHO;
  return (t) => {
    const s = RHO * t * length + r0;
    const u = ((a.l / RHO ** 2) * (Math.cosh(r0) * Math.tanh(s) - Math.sinh(r0))) / d;
    return { x: a.x + u * dx, y: a.y + u * dy, l: (a.l * Math.cosh(r0)) / Math.cosh(s) };
  };
}

/** Slow at both ends. */
export const adoucir = (t) => (t < 0.5 ? 4 * t ** 3 : 1 - (2 - 2 * t) ** 3 / 2);
