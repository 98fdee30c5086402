// Permalinks, both ways: the twin of geo/permalinks.py, which says the rules (a test compares both).
import { PASTILLES, Q_MAX } from '../carte/reglages.js';

const SELECTIONS = ['cooperation', 'pole', 'territoire'];
const FONDS = ['ign-plan', 'ign-photo', 'osm', 'aucun'];
const COMPARER = 'comparer';
const COMPARES_MAX = 4;
const SHOWN_MAX = 40;
/** @type {Record<string, string[]>} */
const CLOSED = { poles: ['', 'tous'], fond: ['', ...FONDS] };
const KEYS = new Set([...Object.keys(PASTILLES), ...SELECTIONS, ...Object.keys(CLOSED), 'annees', 'q', 'vue', 'avec']);
/** What Python takes for white space, which is not all of what JavaScript does. */
const BLANC = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const BLANCS = new RegExp(`${BLANC}+`);
const BORDS = new RegExp(`^${BLANC}+|${BLANC}+$`, 'g');

/** @param {string} text */
const strip = (text) => text.replace(BORDS, '');

/** A typed text as it is searched and kept. @param {string} text */
export const cleanText = (text) => {
  const words = text.split(BLANCS).filter(Boolean).join(' ');
  return strip([...words].slice(0, Q_MAX).join(''));
};

/**
 * What one address shows.
 * @typedef {object} Vue
 * @property {import('../carte/filtre.js').Etat} etat
 * @property {string} choix « type:code », '' for none
 * @property {string} fond
 * @property {string} vue
 * @property {string[]} avec
 */
/**
 * Values an address may hold: codes by key, years offered, what exists, views of the page.
 * @typedef {object} Vocabulaire
 * @property {Record<string, string[]>} options
 * @property {[number, number]} annees
 * @property {(type: string, code: string) => boolean} exists
 * @property {string[]} [vues]
 */

/** Values separated by commas, each once, in their order. @param {string} [text] */
const split = (text = '') => [...new Set(text.split(',').map(strip).filter(Boolean))];

/** @param {string} text @param {[number, number]} bounds @returns {[number, number] | null} */
function parseYears(text, [first, last]) {
  const match = /^(\d{4})-(\d{4})$/.exec(strip(text));
  if (!match) return null;
  const [from, to] = [Number(match[1]), Number(match[2])];
  if (from > to || to < first || from > last) return null;
  const clipped = /** @type {[number, number]} */ ([Math.max(from, first), Math.min(to, last)]);
  return clipped[0] === first && clipped[1] === last ? null : clipped;
}

/**
 * Read an address.
 * @param {Map<string, string[]>} query every value given to each key
 * @param {Vocabulaire} vocabulaire
 * @returns {[Vue, string[]]} the view, and each thing left out as « key=value », shortened
 */
export function parseQuery(query, { options, annees: bounds, exists, vues = [] }) {
  const given = new Map([...query].map(([key, values]) => [key, values.join(',')]));
  /** @type {string[]} */
  const ignored = [];
  /** @param {string} key @param {string} value */
  const refuse = (key, value) => {
    const text = [...`${key}=${value}`];
    ignored.push(text.length <= SHOWN_MAX ? text.join('') : `${text.slice(0, SHOWN_MAX - 1).join('')}…`);
  };
  /** @type {any} */
  const etat = {};
  for (const [key, facet] of Object.entries(PASTILLES)) {
    const asked = split(given.get(key));
    for (const value of asked) if (!options[key].includes(value)) refuse(key, value);
    etat[facet] = options[key].filter((code) => asked.includes(code));
  }
  const years = given.get('annees') ?? '';
  etat.annees = parseYears(years, bounds);
  if (years && !etat.annees) refuse('annees', years);
  for (const [key, known] of Object.entries(CLOSED)) {
    const value = given.get(key) ?? '';
    if (known.includes(value)) continue;
    refuse(key, value);
    given.delete(key);
  }
  let vue = given.get('vue') ?? '';
  if (vue && !vues.includes(vue)) {
    refuse('vue', vue);
    vue = '';
  }
  const compared = split(given.get('avec'));
  const avec = compared.filter((code) => vue === COMPARER && exists('pole', code)).slice(0, COMPARES_MAX);
  for (const code of compared) if (!avec.includes(code)) refuse('avec', code);
  if (vue === vues[0]) vue = '';
  let choix = '';
  for (const type of SELECTIONS) {
    for (const code of split(given.get(type))) {
      if (!choix && exists(type, code)) choix = `${type}:${code}`;
      else refuse(type, code);
    }
  }
  for (const [key, value] of given) if (!KEYS.has(key) && !key.startsWith('embed')) refuse(key, value);
  etat.poles_tous = given.get('poles') === 'tous';
  etat.q = cleanText(given.get('q') ?? '');
  return [{ etat, choix, fond: given.get('fond') ?? '', vue, avec }, ignored];
}

/**
 * Shortest query of a view: `parseQuery` gives the view back.
 * @param {Vue} view
 * @returns {[string, string][]} keys and values, in the order of the address
 */
export function formatQuery({ etat, choix, fond, vue = '', avec = [] }) {
  const at = choix.indexOf(':');
  /** @type {[string, string][]} */
  const pairs = [
    ...Object.entries(PASTILLES).map(([key, facet]) => /** @type {[string, string]} */ ([key, etat[facet].join(',')])),
    ['annees', etat.annees ? etat.annees.join('-') : ''],
    ['poles', etat.poles_tous ? 'tous' : ''],
    ['q', etat.q],
    [at > 0 ? choix.slice(0, at) : '', choix.slice(at + 1)],
    ['fond', fond],
    ['vue', vue],
    ['avec', avec.join(',')],
  ];
  return pairs.filter(([key, value]) => key && value);
}

/** The same as the end of an address, commas left readable: « ?theme=a,b », or ''. @param {Vue} view */
export function formatAddress(view) {
  const search = new URLSearchParams(formatQuery(view)).toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return search && `?${search}`;
}
