// Answers the parity tests of pictures: one JSON question on the input, one JSON answer.
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { controle } from '../static/carte/liens.js';
import { lightOf } from '../static/carte/selection.js';

const { arcs = [], bornes, inventaire, choix = [] } = JSON.parse(await text(process.stdin));
const lights = choix.map(([type, code]) => {
  const light = lightOf(inventaire, { type, code });
  return light && ['coops', 'poles', 'territoires'].map((key) => [...light[key]].sort((a, b) => a - b));
});
process.stdout.write(JSON.stringify({ arcs: arcs.map(([a, b, c]) => controle(a, b, c, bornes)), lights }));
