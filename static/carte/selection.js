// What a selection lights up: the cooperations, pôles and territories that belong to it.

/** @typedef {{type: 'pole' | 'cooperation' | 'territoire', code: string}} Choix */

/** « type:code » → choice, or null. */
export function parseChoix(text) {
  const at = (text ?? '').indexOf(':');
  return at > 0 ? { type: text.slice(0, at), code: text.slice(at + 1) } : null;
}

export const formatChoix = (choix) => (choix ? `${choix.type}:${choix.code}` : '');

/**
 * Indexes of what belongs to a choice.
 * @param {any} inventaire
 * @param {Choix | null} choix
 * @returns {{coops: Set<number>, poles: Set<number>, territoires: Set<number>, epci: string[]} | null}
 */
export function lightOf(inventaire, choix) {
  if (!choix) return null;
  const { cooperations, poles, territoires } = inventaire;
  const light = { coops: new Set(), poles: new Set(), territoires: new Set(), epci: [] };
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
      light.epci = territoire ? territoire.epci : [choix.code];
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
