// Which cooperations and pôles a state shows: the twin of geo/filters.py, which says the rules.
import { fold } from './texte.js';

const FACETS = ['systemes', 'themes', 'regions', 'formes', 'statuts', 'confiances'];
const POLE_FACETS = ['systemes', 'themes', 'regions'];
const CONFIANCES_PAR_DEFAUT = ['haute', 'moyenne'];
const DISSOUS = 'dissous';

const unique = (values) => [...new Set(values)];

/** Index an inventory: for each facet, the ranks of the options each row has. */
export function indexer(inventaire) {
  const { cooperations, poles, themes } = inventaire;
  const systemesOf = (list) => unique(list.map((t) => themes[t].systeme));
  const rang = {};
  for (const facet of FACETS) rang[facet] = new Map(inventaire[facet].map((o, i) => [o.code, i]));
  return {
    rang,
    codes: Object.fromEntries(FACETS.map((f) => [f, inventaire[f].map((o) => o.code)])),
    coops: cooperations.map((c) => {
      const all = unique([c.theme, ...c.themes]);
      return {
        options: {
          systemes: systemesOf(all), themes: all, regions: c.regions,
          formes: [c.forme], statuts: [c.statut], confiances: [c.confiance],
        },
        principal: { systemes: [themes[c.theme].systeme], themes: [c.theme] },
        debut: c.debut,
        fin: c.fin,
        texte: c.texte,
      };
    }),
    poles: poles.map((p) => ({
      options: { systemes: systemesOf(p.themes), themes: p.themes, regions: p.regions },
      defaut: p.legal && p.statut !== DISSOUS,
      texte: p.texte,
    })),
  };
}

/**
 * Apply a state to an index.
 * @param {ReturnType<typeof indexer>} index
 * @param {{systemes: string[], themes: string[], regions: string[], formes: string[],
 *          statuts: string[], confiances: string[], annees: [number, number] | null,
 *          poles_tous: boolean, q: string}} etat
 * @returns {{coops: number[], secondaires: number[], poles: number[],
 *            comptes: Record<string, Record<string, number>>}} rows shown, by rank
 */
export function filtrer(index, etat) {
  const chosen = {};
  for (const facet of FACETS) {
    let codes = etat[facet];
    if (facet === 'confiances' && !codes.length) codes = CONFIANCES_PAR_DEFAUT;
    chosen[facet] = codes.length ? new Set(codes.map((c) => index.rang[facet].get(c))) : null;
  }
  const words = fold(etat.q).split(' ').filter(Boolean);
  const has = (facet, options) => !chosen[facet] || options[facet].some((o) => chosen[facet].has(o));
  const matches = (texte) => words.every((w) => texte.includes(w));
  const inForce = ({ debut, fin }) =>
    !etat.annees || (debut !== null && debut <= etat.annees[1] && (fin === null || fin >= etat.annees[0]));

  const counts = {};
  for (const facet of FACETS) counts[facet] = new Array(index.codes[facet].length).fill(0);
  const coops = [];
  const secondaires = [];
  index.coops.forEach((coop, i) => {
    let failed = '';
    let failures = inForce(coop) ? 0 : 1;
    if (!matches(coop.texte)) failures += 1;
    if (failures > 0) return;
    for (const facet of FACETS) {
      if (has(facet, coop.options)) continue;
      failures += 1;
      failed = facet;
      if (failures > 1) return;
    }
    for (const facet of failures ? [failed] : FACETS) {
      for (const option of coop.options[facet]) counts[facet][option] += 1;
    }
    if (failures) return;
    coops.push(i);
    if (!has('systemes', coop.principal) || !has('themes', coop.principal)) secondaires.push(i);
  });

  const poles = [];
  index.poles.forEach((pole, i) => {
    if (!etat.poles_tous && !pole.defaut) return;
    if (POLE_FACETS.every((facet) => has(facet, pole.options)) && matches(pole.texte)) poles.push(i);
  });
  const comptes = {};
  for (const facet of FACETS) {
    comptes[facet] = Object.fromEntries(index.codes[facet].map((code, i) => [code, counts[facet][i]]));
  }
  return { coops, secondaires, poles, comptes };
}

/** Ranks of the bits set in a mask packed by `mask_to_base64`. */
export function depuisBase64(mask, length) {
  const bytes = Uint8Array.from(atob(mask), (c) => c.charCodeAt(0));
  const ranks = [];
  for (let i = 0; i < length; i++) if (bytes[i >> 3] & (1 << (i & 7))) ranks.push(i);
  return ranks;
}
