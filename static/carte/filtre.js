// Which cooperations and pôles a state shows: the twin of geo/filters.py, which says the rules.
import { fold } from './texte.js';

const FACETS = ['systemes', 'themes', 'regions', 'formes', 'statuts', 'confiances'];
const POLE_FACETS = ['systemes', 'themes', 'regions'];
const CONFIANCES_PAR_DEFAUT = ['haute', 'moyenne'];
const DISSOUS = 'dissous';

/**
 * A filter state: chosen codes by facet, empty for no constraint (`confiances`: for its default).
 * @typedef {object} Etat
 * @property {string[]} systemes
 * @property {string[]} themes
 * @property {string[]} regions
 * @property {string[]} formes
 * @property {string[]} statuts
 * @property {string[]} confiances
 * @property {[number, number] | null} annees in force some time between them, both included
 * @property {boolean} poles_tous
 * @property {string} q every word must occur
 */
/**
 * Rows shown, by rank in the inventory, and what each option would give.
 * @typedef {object} Resultat
 * @property {number[]} coops
 * @property {number[]} secondaires those of `coops` shown by a secondary theme only
 * @property {number[]} poles
 * @property {Record<string, Record<string, number>>} comptes facet -> code -> cooperations
 */
/** @typedef {Record<string, number[]>} Options ranks of a row's options, by facet */

/** @param {number[]} values @returns {number[]} */
const unique = (values) => [...new Set(values)];

/**
 * Index an inventory: for each facet, the ranks of the options each row has.
 * @param {any} inventaire what geo/inventory.py builds
 */
export function indexer(inventaire) {
  const { cooperations, poles, themes } = inventaire;
  /** @param {number[]} list */
  const systemesOf = (list) => unique(list.map((t) => themes[t].systeme));
  /** @type {Record<string, Map<string, number>>} */
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
 * @param {Etat} etat
 * @returns {Resultat}
 */
export function filtrer(index, etat) {
  /** @type {Record<string, Set<number | undefined> | null>} */
  const chosen = {};
  for (const facet of FACETS) {
    let codes = etat[facet];
    if (facet === 'confiances' && !codes.length) codes = CONFIANCES_PAR_DEFAUT;
    chosen[facet] = codes.length ? new Set(codes.map((c) => index.rang[facet].get(c))) : null;
  }
  const words = [...new Set(fold(etat.q).split(' '))].filter(Boolean);
  /** @param {string} facet @param {Options} options */
  const has = (facet, options) => !chosen[facet] || options[facet].some((o) => chosen[facet].has(o));
  /** @param {string} texte */
  const matches = (texte) => words.every((w) => texte.includes(w));
  /** @param {{debut: number | null, fin: number | null}} years */
  const inForce = ({ debut, fin }) =>
    !etat.annees || (debut !== null && debut <= etat.annees[1] && (fin === null || fin >= etat.annees[0]));

  /** @type {Record<string, number[]>} */
  const counts = {};
  for (const facet of FACETS) counts[facet] = new Array(index.codes[facet].length).fill(0);
  const coops = [];
  const secondaires = [];
  index.coops.forEach((coop, i) => {
    if (!inForce(coop)) return;
    // What one facet alone holds back still counts for that facet's options.
    let failed = '';
    for (const facet of FACETS) {
      if (has(facet, coop.options)) continue;
      if (failed) return;
      failed = facet;
    }
    if (!matches(coop.texte)) return;
    for (const facet of failed ? [failed] : FACETS) {
      for (const option of coop.options[facet]) counts[facet][option] += 1;
    }
    if (failed) return;
    coops.push(i);
    if (!has('systemes', coop.principal) || !has('themes', coop.principal)) secondaires.push(i);
  });

  const poles = [];
  index.poles.forEach((pole, i) => {
    if (!etat.poles_tous && !pole.defaut) return;
    if (POLE_FACETS.every((facet) => has(facet, pole.options)) && matches(pole.texte)) poles.push(i);
  });
  /** @type {Resultat['comptes']} */
  const comptes = {};
  for (const facet of FACETS) {
    comptes[facet] = Object.fromEntries(index.codes[facet].map((code, i) => [code, counts[facet][i]]));
  }
  return { coops, secondaires, poles, comptes };
}

/**
 * Ranks of the bits set in a mask packed by `mask_to_base64` of geo/filters.py.
 * @param {string} mask
 * @param {number} length number of rows
 */
export function depuisBase64(mask, length) {
  const bytes = Uint8Array.from(atob(mask), (c) => c.charCodeAt(0));
  const ranks = [];
  for (let i = 0; i < length; i++) if (bytes[i >> 3] & (1 << (i & 7))) ranks.push(i);
  return ranks;
}
