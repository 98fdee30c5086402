// What a selection lights up: the cooperations, pôles and territories that belong to it.

/** @typedef {{type: 'pole' | 'cooperation' | 'territoire', code: string}} Choix */

/** « type:code » → choice, or null. */
export function parseChoix(text) {
  const at = (text ?? '').indexOf(':');
  return at > 0 ? { type: text.slice(0, at), code: text.slice(at + 1) } : null;
}

export const formatChoix = (choix) => (choix ? `${choix.type}:${choix.code}` : '');

const DIVISIONS = { departement: 'departements', region: 'regions' };

/**
 * Which shapes outline a territory: its own for a département or a région, else its EPCIs'.
 * @param {any} territoire
 * @param {(object: string, id: string) => boolean} has whether a shape exists
 * @returns {[string, string[]]} object of the topology, ids
 */
export function outlineOf({ type, code, epci }, has) {
  const object = DIVISIONS[type];
  const id = code.slice(code.indexOf('-') + 1);
  return object && has(object, id) ? [object, [id]] : ['epci', epci];
}

/**
 * Indexes of what belongs to a choice.
 * @param {any} inventaire
 * @param {Choix | null} choix
 * @returns {{coops: Set<number>, poles: Set<number>, territoires: Set<number>, contour: any} | null}
 *   `contour` is the territory to outline, when one is chosen
 */
export function lightOf(inventaire, choix) {
  if (!choix) return null;
  const { cooperations, poles, territoires } = inventaire;
  const light = { coops: new Set(), poles: new Set(), territoires: new Set(), contour: null };
  if (choix.type === 'cooperation') {
    const i = cooperations.findIndex((c) => c.id === choix.code);
    if (i < 0) return null;
    light.coops.add(i);
  } else {
    let mine;
    if (choix.type === 'pole') {
      const p = poles.findIndex((pole) => pole.code === choix.code);
      if (p < 0) return null;
      light.poles.add(p);
      const membres = new Set(poles[p].membres);
      mine = (t) => t.pole === choix.code || (t.type === 'EPCI' && membres.has(t.code));
    } else {
      const territoire = territoires.find((t) => t.code === choix.code);
      light.contour = territoire ?? { type: 'EPCI', code: choix.code, epci: [choix.code] };
      mine = (t) => t.code === choix.code;
      if (!territoire || territoire.type === 'EPCI') {
        poles.forEach((pole, p) => pole.membres.includes(choix.code) && light.poles.add(p));
      }
    }
    const own = new Set();
    territoires.forEach((t, i) => mine(t) && own.add(i));
    cooperations.forEach((c, i) => c.participants.some((t) => own.has(t)) && light.coops.add(i));
    own.forEach((t) => light.territoires.add(t));
  }
  for (const i of light.coops) cooperations[i].participants.forEach((t) => light.territoires.add(t));
  return light;
}
