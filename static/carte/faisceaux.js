// Bundles: when a crowd of links is in view, those of the same two territories are drawn as one.

/** Above so many links in view, they are drawn as bundles. */
export const LIENS_MAX = 12_000;

/** @typedef {{from: number, to: number, coop: number, index: number}} Lien */

/**
 * For each link, the rank of its pair of territories, whichever way it goes.
 * @param {Lien[]} liens ranked by their `index`
 * @returns {{rang: Int32Array, nombre: number}} how many pairs there are in `nombre`
 */
export function paires(liens) {
  const known = new Map();
  const rang = new Int32Array(liens.length);
  for (const { from, to, index } of liens) {
    const key = from < to ? `${from} ${to}` : `${to} ${from}`;
    if (!known.has(key)) known.set(key, known.size);
    rang[index] = known.get(key);
  }
  return { rang, nombre: known.size };
}

/**
 * One row per pair joined by some of the links, in the order in which they come.
 * @template {Lien} L
 * @param {L[]} liens
 * @param {ReturnType<typeof paires>} paires
 * @param {number} n number of systems
 * @param {(coop: number) => number} systemeOf system of a cooperation
 * @returns {{lien: L, total: number, systeme: number}[]} `lien` the first of the bundle, whose
 *   shape stands for it; `systeme` the most frequent one, the first of the equals
 */
export function faisceaux(liens, { rang, nombre }, n, systemeOf) {
  const counts = new Int32Array(nombre * n);
  const firsts = new Map();
  for (const lien of liens) {
    const pair = rang[lien.index];
    counts[pair * n + systemeOf(lien.coop)] += 1;
    if (!firsts.has(pair)) firsts.set(pair, lien);
  }
  return [...firsts].map(([pair, lien]) => {
    const own = counts.subarray(pair * n, pair * n + n);
    let total = 0;
    let systeme = 0;
    own.forEach((count, s) => {
      total += count;
      if (count > own[systeme]) systeme = s;
    });
    return { lien, total, systeme };
  });
}
