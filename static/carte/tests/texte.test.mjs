import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold } from '../texte.js';

test('accents, case, ligatures and punctuation are dropped', () => {
  assert.equal(fold('Cœur d’Hérault'), 'coeur d herault');
  assert.equal(fold("L'HAŸ-LES-ROSES"), 'l hay les roses');
  assert.equal(fold('e\u0301cole 🚲'), 'ecole');
  assert.equal(fold(' \t '), '');
});

test('« St » is « Saint », inside a word it is left alone', () => {
  assert.equal(fold('St-Étienne, Ste Foy, Sts, Stes'), 'saint etienne sainte foy saints saintes');
  assert.equal(fold('Ouest, pistes, Strasbourg'), 'ouest pistes strasbourg');
});
