// Answers the parity tests: one JSON question a line in, one JSON answer a line out.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { depuisBase64, filtrer, indexer } from '../static/carte/filtre.js';
import { boucle, courbe } from '../static/carte/liens.js';
import { cleanText, formatAddress, formatQuery, parseQuery } from '../static/site/permalien.js';
import { fold } from '../static/carte/texte.js';
import { findPlaces, indexNames } from '../static/site/noms.js';

let index;
let names;
const answers = {
  indexer: ([inventaire]) => {
    index = indexer(inventaire);
    return null;
  },
  filtrer: ([etat]) => filtrer(index, etat),
  depuisBase64: ([mask, length]) => depuisBase64(mask, length),
  fold: ([text]) => fold(text),
  cleanText: ([text]) => cleanText(text),
  parseQuery: ([query, { known, ...vocabulaire }]) =>
    parseQuery(new Map(query), { ...vocabulaire, exists: (type, code) => !!known[type]?.includes(code) }),
  formatQuery: ([vue]) => formatQuery(vue),
  formatAddress: ([vue]) => formatAddress(vue),
  indexNames: ([couche]) => {
    names = indexNames(couche);
    return null;
  },
  findPlaces: ([query]) => findPlaces(names, query).map(({ type, code }) => [type, code]),
  courbe: (args) => courbe(...args),
  boucle: (args) => boucle(...args),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[name](args))}\n`);
}
