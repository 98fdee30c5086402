// Answers the parity tests: one JSON question a line in, one JSON answer a line out.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { depuisBase64, filtrer, indexer } from '../static/carte/filtre.js';
import { boucle, courbe } from '../static/carte/liens.js';
import { fold } from '../static/carte/texte.js';

let index;
const answers = {
  indexer: ([inventaire]) => {
    index = indexer(inventaire);
    return null;
  },
  filtrer: ([etat]) => filtrer(index, etat),
  depuisBase64: ([mask, length]) => depuisBase64(mask, length),
  fold: ([text]) => fold(text),
  courbe: (args) => courbe(...args),
  boucle: (args) => boucle(...args),
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line);
  process.stdout.write(`${JSON.stringify(answers[name](args))}\n`);
}
