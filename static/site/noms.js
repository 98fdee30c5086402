// Finds a place from what a visitor typed: the twin of geo/finder.py, which says the rules.
import { fold } from '../carte/texte.js';

const [EXACT, PREFIX, WORDS, SQUASHED, FUZZY] = [5, 4, 3, 2, 1];
const [ONE_TYPO, TWO_TYPOS] = [4, 8];
const [TYPO, UNFINISHED, WHOLE] = [0.2, 0.15, 0.3];
const MAX_LETTERS = 60;
const ABBREVIATION = /(?:^|[^\p{L}\p{N}_])(st(?:es|e|s|))$/iu;

/**
 * Index the layer of names.
 * @param {any} couche what `name_bytes` of data/export/site_pieces.py writes
 */
export function indexNames({ types, codes, noms, contextes, contexte, fiches, bonus, formes, malus }) {
  const type = types.flatMap(([name, n]) => Array(n).fill(name));
  const own = new Set(fiches);
  const places = codes.map((code, i) => {
    const [text, epci] = contextes[contexte[i]];
    return { type: type[i], code, nom: noms[i], contexte: text, epci, fiche: own.has(code), bonus: bonus[i] / 10000 };
  });
  const names = noms.map((nom, i) => ({ name: fold(nom), place: i, malus: 0 }));
  for (const [name, place] of formes) names.push({ name, place, malus });
  for (const each of names) each.padded = ` ${each.name}`;
  return { places, names: names.filter(({ name }) => name), communes: new Map(places.filter((p) => p.type === 'commune').map((p) => [p.code, p])) };
}

/** Distance with swaps of neighbours (optimal string alignment); past `most`, any number above it. */
export function typos(a, b, most) {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2] + 1);
      row[j] = cost;
      least = Math.min(least, cost);
    }
    if (least > most + 1) return most + 1;
    before = last;
    last = row;
  }
  return last[b.length];
}

const costOfTypos = (text, word, forgiven) => {
  const n = typos(text, word, forgiven);
  return n <= forgiven ? TYPO * n : Infinity;
};

/** What the search of near names reads, made at the first of them. */
function words(index) {
  if (!index.words) {
    index.words = new Map();
    for (const each of index.names) {
      each.words = each.name.split(' ');
      each.squashed = each.words.join('');
      for (const word of each.words) index.words.set(word, Infinity);
    }
  }
  return index.words;
}

/** Cost of reading a token as each word, typing errors forgiven; `unfinished` when it may go on. */
function costs(index, token, forgiven, unfinished) {
  const found = new Map();
  for (const word of words(index).keys()) {
    let cost = word.startsWith(token) ? 0 : Infinity;
    if (token.length >= ONE_TYPO && cost) {
      cost = costOfTypos(token, word, forgiven);
      if (unfinished && word[0] === token[0]) cost = Math.min(cost, UNFINISHED + costOfTypos(token, word.slice(0, token.length), 1));
    }
    if (cost < Infinity) found.set(word, cost);
  }
  return found;
}

/** Score of a name that differs by spaces or a few typing errors; 0 for the others. */
function scoreNear(index, text, certain) {
  const tokens = text.split(' ');
  const all = tokens.map((token, i) =>
    costs(index, token, token.length >= TWO_TYPOS && !certain ? 2 : 1, i === tokens.length - 1 && !certain));
  const joined = tokens.join('');
  return ({ name, words: own, squashed }) => {
    if (squashed.startsWith(joined)) return SQUASHED;
    let cost = 0;
    for (const found of all) {
      let best = Infinity;
      for (const word of own) best = Math.min(best, found.get(word) ?? Infinity);
      cost += best;
    }
    if (joined.length >= ONE_TYPO) cost = Math.min(cost, costOfTypos(joined, squashed, 1));
    if (cost === Infinity) return 0;
    return Math.max(FUZZY + WHOLE * Math.min(1, text.length / name.length) - cost, 0.01);
  };
}

/** Ways to read the query: a final « St » may be Saint, or begin Strasbourg. */
function spellings(query, text) {
  const short = ABBREVIATION.exec(query.trim());
  return short ? [text, [...text.split(' ').slice(0, -1), short[1].toLowerCase()].join(' ')] : [text];
}

/** The likeliest places, best first. An empty query finds nothing. */
export function findPlaces(index, query, limit = 8) {
  const text = fold(query).slice(0, MAX_LETTERS).trim();
  if (!text) return [];
  const ways = spellings(query, text).map((spelling) => ({ spelling, tokens: spelling.split(' ').map((token) => ` ${token}`) }));
  const scores = index.names.map(({ name, padded }) => {
    if (name === text) return EXACT;
    if (ways.some(({ spelling }) => name.startsWith(spelling))) return PREFIX;
    return ways.some(({ tokens }) => tokens.every((token) => padded.includes(token))) ? WORDS : 0;
  });
  const found = scores.filter(Boolean).length;
  if (found < limit) {
    words(index);
    const near = scoreNear(index, text, found > 0);
    index.names.forEach((each, i) => (scores[i] = Math.max(scores[i], near(each))));
  }
  const best = new Map();
  index.names.forEach(({ place, malus }, i) => {
    if (scores[i]) best.set(place, Math.max(best.get(place) ?? -Infinity, scores[i] - malus));
  });
  const total = ([place, score]) => score + index.places[place].bonus;
  return [...best]
    .sort((a, b) => total(b) - total(a) || a[0] - b[0])
    .slice(0, limit)
    .map(([place]) => index.places[place]);
}
