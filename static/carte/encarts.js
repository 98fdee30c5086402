// Overseas regions: small silhouettes at the foot of the map; a click opens the region at its place.
import { svg } from './calque.js';
import { unproject } from './projection.js';

const OUTRE_MER = ['01', '02', '03', '04', '06'];
const SIZE = 34;

/**
 * Build the row of insets.
 * @param {import('./geometrie.js').Geometrie} geometrie
 * @param {(bounds: [[number, number], [number, number]]) => void} open receives [[south, west], [north, east]]
 */
export function createEncarts(geometrie, open) {
  const nav = document.createElement('nav');
  nav.className = 'encarts';
  nav.setAttribute('aria-label', 'Outre-mer');
  const boutons = new Map();
  for (const code of OUTRE_MER) {
    const bounds = geometrie.bounds('regions', [code]);
    if (!bounds) continue;
    const [x0, y0, x1, y1] = bounds;
    const side = Math.max(x1 - x0, y1 - y0);
    const nom = geometrie.name('regions', code);
    const picture = svg('svg', {
      width: SIZE,
      height: SIZE,
      viewBox: `${(x0 + x1 - side) / 2} ${(y0 + y1 - side) / 2} ${side} ${side}`,
      'aria-hidden': 'true',
    });
    picture.append(svg('path', { d: geometrie.path('regions', [code]) }));
    const bouton = document.createElement('button');
    bouton.type = 'button';
    bouton.className = 'encart';
    const label = document.createElement('span');
    label.textContent = nom;
    const compte = document.createElement('span');
    compte.className = 'compte';
    bouton.append(picture, label, compte);
    const [west, south] = unproject(x0, y1);
    const [east, north] = unproject(x1, y0);
    bouton.addEventListener('click', () => open([[south, west], [north, east]]));
    nav.append(bouton);
    boutons.set(code, { bouton, compte, nom });
  }
  return {
    element: nav,
    /** Number of cooperations shown in each region, by INSEE code. */
    count(parRegion) {
      for (const [code, { bouton, compte, nom }] of boutons) {
        const n = parRegion.get(code) ?? 0;
        compte.textContent = String(n);
        bouton.classList.toggle('zero', n === 0);
        const mots = n === 0 ? 'aucune coopération' : n === 1 ? '1 coopération' : `${n} coopérations`;
        bouton.setAttribute('aria-label', `${nom} : ${mots}`);
        bouton.title = `${nom} : ${mots}`;
      }
    },
  };
}
