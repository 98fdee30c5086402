// The deck's data: its scenes, and the map's layers, inside the page or at their addresses.

/** A filter state that constrains nothing (see `Etat` of filtre.js). */
export const ETAT = { systemes: [], themes: [], regions: [], formes: [], statuts: [], confiances: [], annees: null, poles_tous: false, q: '' };

/** @returns {{titre: string, scenes: any[], couches: Record<string, string> | null}} */
export const readDeck = () => JSON.parse(document.getElementById('donnees').textContent);

/** A layer put in the page by Python: JSON, gzip, base64. */
async function unpack(text) {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

/**
 * One layer: `geometrie`, `detail`, `inventaire` or `textes`.
 * @param {Record<string, string> | null} couches addresses, null when the page holds the layers
 * @param {string} name
 */
export async function loadCouche(couches, name) {
  if (!couches) return unpack(document.getElementById(`couche-${name}`).textContent);
  // A layer's name changes with its content: what the browser holds is right, whatever its age.
  const answer = await fetch(couches[name], { cache: 'force-cache' });
  if (!answer.ok) throw new Error(`${answer.status} ${couches[name]}`);
  return answer.json();
}
