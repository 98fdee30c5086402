import assert from 'node:assert/strict';
import { test } from 'node:test';
import { depuisBase64, filtrer, indexer } from '../filtre.js';

const coded = (...codes) => codes.map((code) => ({ code }));
const coop = (facts) => ({
  theme: 0, themes: [], regions: [0], forme: 0, statut: 0, confiance: 0, debut: null, fin: null, texte: '', ...facts,
});
const INVENTAIRE = {
  systemes: coded('eco', 'mob'),
  themes: [{ code: 'dev', systeme: 0 }, { code: 'num', systeme: 0 }, { code: 'train', systeme: 1 }],
  regions: coded('11', '84'),
  formes: coded('contrat', 'charte'),
  statuts: coded('active', 'achevee'),
  confiances: coded('haute', 'moyenne', 'faible'),
  cooperations: [
    coop({ theme: 2, themes: [1], texte: 'un train pour saint etienne' }),
    coop({ theme: 0, regions: [0, 1], forme: 1, debut: 2010, fin: 2014 }),
    coop({ theme: 2, confiance: 2, debut: 2012 }),
  ],
  poles: [
    { themes: [2], regions: [1], legal: true, statut: 'actif', texte: 'sillon lorrain' },
    { themes: [], regions: [], legal: true, statut: 'dissous', texte: '' },
    { themes: [0], regions: [0], legal: false, statut: 'actif', texte: '' },
  ],
};
const ETAT = {
  systemes: [], themes: [], regions: [], formes: [], statuts: [], confiances: [], annees: null, poles_tous: false, q: '',
};
const index = indexer(INVENTAIRE);
const show = (etat) => filtrer(index, { ...ETAT, ...etat });

test('no filter: sure cooperations, legal pôles in force', () => {
  const { coops, secondaires, poles } = show({});
  assert.deepEqual([coops, secondaires, poles], [[0, 1], [], [0]]);
});

test('OR inside a facet, AND between facets', () => {
  assert.deepEqual(show({ themes: ['dev', 'num'] }).coops, [0, 1]);
  assert.deepEqual(show({ themes: ['dev', 'num'], systemes: ['mob'] }).coops, [0]);
  assert.deepEqual(show({ regions: ['84'], formes: ['charte'] }).coops, [1]);
  assert.deepEqual(show({ themes: ['inconnu'] }).coops, []);
});

test('a cooperation shown by a secondary theme is told apart', () => {
  assert.deepEqual(show({ themes: ['num'] }).secondaires, [0]);
  assert.deepEqual(show({ themes: ['train'] }).secondaires, []);
  assert.deepEqual(show({ systemes: ['eco'], themes: ['train'] }).secondaires, [0]);
});

test('years keep what was in force, confidence has a default', () => {
  assert.deepEqual(show({ annees: [2014, 2020] }).coops, [1]);
  assert.deepEqual(show({ annees: [2015, 2020] }).coops, []);
  assert.deepEqual(show({ annees: [2015, 2020], confiances: ['faible'] }).coops, [2]);
});

test('every word of the text must occur', () => {
  assert.deepEqual(show({ q: 'Train, St-Étienne' }).coops, [0]);
  assert.deepEqual(show({ q: 'train lyon' }).coops, []);
  assert.deepEqual(show({ q: 'SILLON' }).poles, [0]);
});

test('pôles follow theme, system, region and text only', () => {
  assert.deepEqual(show({ poles_tous: true }).poles, [0, 1, 2]);
  assert.deepEqual(show({ poles_tous: true, systemes: ['eco'] }).poles, [2]);
  assert.deepEqual(show({ poles_tous: true, regions: ['84'] }).poles, [0]);
  assert.deepEqual(show({ formes: ['charte'], annees: [1990, 1991] }).poles, [0]);
});

test('each option counts what it would show alone under the other filters', () => {
  const { comptes } = show({ themes: ['train'] });
  assert.deepEqual(comptes.themes, { dev: 1, num: 1, train: 1 });
  assert.deepEqual(comptes.confiances, { haute: 1, moyenne: 0, faible: 1 });
  assert.deepEqual(comptes.regions, { 11: 1, 84: 0 });
});

test('a mask of the server gives its ranks', () => {
  // The bytes 0b1001 and 0b10.
  assert.deepEqual(depuisBase64('CQI=', 11), [0, 3, 9]);
  assert.deepEqual(depuisBase64('', 0), []);
});
