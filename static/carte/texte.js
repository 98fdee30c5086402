// Text as a search sees it: the twin of geo/text.py, which says the rules (a test compares both).

/** Letters that Unicode does not take apart. @type {Record<string, string>} */
const LETTRES = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l', đ: 'd', ı: 'i' };
/** @type {Record<string, string>} */
const SAINT = { st: 'saint', sts: 'saints', ste: 'sainte', stes: 'saintes' };

/**
 * Lower-case ASCII words separated by single spaces; « St-Étienne » gives « saint etienne ».
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]+/g, '')
    .toLowerCase()
    .replace(/[œæßøłđı]/g, (c) => LETTRES[c])
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/\bst(?:es|e|s|)\b/g, (short) => SAINT[short]);
}
