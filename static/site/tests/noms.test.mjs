import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaces, indexNames, typos } from '../noms.js';

const INDEX = indexNames({
  types: [['pole', 1], ['epci', 1], ['commune', 3]],
  codes: ['p', '200', '01', '02', '03'],
  noms: ['Pôle d’Essai', 'CC d’Essai', 'Essai-le-Grand', 'Essai', 'Autreville'],
  contextes: [['Ain', ''], ['Ain (01) · CC d’Essai', '200']],
  contexte: [0, 0, 1, 1, 1],
  fiches: ['02'],
  bonus: [0, 0, 3000, 1000, 0],
  formes: [['essai', 1]],
  malus: 0.15,
});
const codes = (query) => findPlaces(INDEX, query).map(({ code }) => code);

test('an exact name comes first, then what begins with it, then what has its words', () => {
  assert.deepEqual(codes('essai'), ['02', '200', '01', 'p']);
  assert.deepEqual(codes('grand ess'), ['01']);
});

test('a typing error, a missing space and nothing at all', () => {
  assert.deepEqual(codes('autrevile'), ['03']);
  assert.deepEqual(codes('essailegrand'), ['01']);
  assert.deepEqual(codes(' -'), []);
  assert.deepEqual(codes('xyzxyz'), []);
});

test('a commune knows its EPCI, and whether it has a sheet', () => {
  assert.deepEqual(['01', '02'].map((code) => INDEX.communes.get(code).fiche), [false, true]);
  assert.equal(INDEX.communes.get('01').epci, '200');
  assert.equal(INDEX.communes.has('200'), false);
});

test('typing errors are counted, a swap is one', () => {
  assert.deepEqual([typos('lyon', 'lyno', 2), typos('lyon', 'lion', 2), typos('lyon', 'lyon', 2)], [1, 1, 0]);
  assert.ok(typos('abcdefgh', 'zyxwvuts', 2) > 2);
});
