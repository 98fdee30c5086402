// Text as a search sees it: the twin of geo/text.py (a test compares both).

const LIGATURES = { œ: 'oe', æ: 'ae', Œ: 'oe', Æ: 'ae', ß: 'ss' };

/** Lower-case ASCII words separated by single spaces; « Saint-Étienne » gives « st etienne ». */
export function fold(text) {
  return text
    .replace(/[œæŒÆß]/g, (c) => LIGATURES[c])
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
    .replace(/\b(saint|sainte)(s?)\b/g, (_, word, s) => (word === 'saint' ? 'st' : 'ste') + s);
}
