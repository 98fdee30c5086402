import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faisceaux, paires } from '../faisceaux.js';

// Cooperations 0 and 2 are of system 1, cooperation 1 of system 0.
const systemeOf = (coop) => [1, 0, 1][coop];
const liens = [
  [0, 3, 7], [0, 7, 3], [1, 3, 7], [1, 3, 3], [2, 8, 3],
].map(([coop, from, to], index) => ({ coop, from, to, index }));

test('a pair is the same whichever way its links go, and a place may be its own', () => {
  const { rang, nombre } = paires(liens);
  assert.deepEqual([...rang], [0, 0, 0, 1, 2]);
  assert.equal(nombre, 3);
});

test('a bundle holds every link of its pair, and has the colour of most of them', () => {
  const rows = faisceaux(liens, paires(liens), 2, systemeOf);
  assert.deepEqual(
    rows.map(({ lien, total, systeme }) => [lien.index, total, systeme]),
    [[0, 3, 1], [3, 1, 0], [4, 1, 1]],
  );
});

test('only the links given count, and equals go to the first system', () => {
  const rows = faisceaux([liens[1], liens[2]], paires(liens), 2, systemeOf);
  assert.deepEqual(rows.map(({ lien, total, systeme }) => [lien.index, total, systeme]), [[1, 2, 0]]);
});
