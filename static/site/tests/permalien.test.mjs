import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, formatAddress, formatQuery, parseQuery } from '../permalien.js';

const VOCABULAIRE = {
  options: {
    systeme: ['economie', 'sante'], theme: ['mobilites', 'tourisme'], region: ['84', '27'],
    forme: ['entente'], statut: ['active'], confiance: ['haute', 'faible'],
  },
  annees: [2000, 2026],
  exists: (type, code) => type === 'pole' && code === 'p:1',
};
const parse = (pairs) => parseQuery(new Map(Object.entries(pairs).map(([key, value]) => [key, [value]])), VOCABULAIRE);

test('an address is read in the order of the tables, and written back the same', () => {
  const [vue, ignores] = parse({ theme: 'tourisme,mobilites', annees: '1990-2010', poles: 'tous', q: 'a  b', pole: 'p:1', fond: 'osm' });
  assert.deepEqual(ignores, []);
  assert.deepEqual(vue.etat.themes, ['mobilites', 'tourisme']);
  assert.deepEqual(vue.etat.annees, [2000, 2010]);
  assert.equal(vue.choix, 'pole:p:1');
  assert.equal(formatAddress(vue), '?theme=mobilites,tourisme&annees=2000-2010&poles=tous&q=a+b&pole=p:1&fond=osm');
  assert.deepEqual(parse(Object.fromEntries(formatQuery(vue))), [vue, []]);
});

test('what an address cannot mean is named and left out', () => {
  const [vue, ignores] = parse({ theme: 'rien', pole: 'x', annees: 'hier', essai: '1', embed: 'true' });
  assert.deepEqual(ignores, ['theme=rien', 'annees=hier', 'pole=x', 'essai=1']);
  assert.deepEqual(formatQuery(vue), []);
  assert.equal(formatAddress(vue), '');
});

test('a typed text loses its spaces and what is too long', () => {
  assert.equal(cleanText('  Pays\u202fd’essai \n'), 'Pays d’essai');
  assert.equal([...cleanText('🚲'.repeat(90))].length, 80);
});
