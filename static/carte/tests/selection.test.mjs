import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatChoix, lightOf, outlineOf, parseChoix } from '../selection.js';

// Territories 0 and 1 are members of the pôle, 2 is outside, 3 is the pôle itself.
const INVENTAIRE = {
  territoires: [
    { code: 'e0', type: 'EPCI', epci: ['e0'] },
    { code: 'e1', type: 'EPCI', epci: ['e1'] },
    { code: 'e2', type: 'EPCI', epci: ['e2'] },
    { code: 'p-terr', type: 'pole', pole: 'p', epci: ['e0', 'e1'] },
  ],
  poles: [{ code: 'p', membres: ['e0', 'e1'] }],
  cooperations: [
    { id: 'c0', participants: [0, 2] },
    { id: 'c1', participants: [3, 2] },
    { id: 'c2', participants: [2] },
  ],
};
const light = (text) => lightOf(INVENTAIRE, parseChoix(text));

test('a choice survives the round trip, colons included', () => {
  assert.equal(formatChoix(parseChoix('territoire:a:b')), 'territoire:a:b');
  assert.equal(parseChoix(''), null);
  assert.equal(parseChoix('nothing'), null);
});

test('a cooperation lights its participants', () => {
  const { coops, territoires, poles } = light('cooperation:c0');
  assert.deepEqual([[...coops], [...territoires], [...poles]], [[0], [0, 2], []]);
});

test('a pôle lights its own cooperations and those of its members', () => {
  const { coops, poles } = light('pole:p');
  assert.deepEqual([[...coops], [...poles]], [[0, 1], [0]]);
});

test('an EPCI lights its cooperations, its pôle and its outline, even in no cooperation', () => {
  assert.deepEqual([[...light('territoire:e0').coops], [...light('territoire:e0').poles]], [[0], [0]]);
  assert.deepEqual(light('territoire:e9').contour.epci, ['e9']);
});

test('a département is outlined by its own shape, others by their EPCIs', () => {
  const has = (object, id) => object === 'departements' && id === '31';
  const territoire = (type, code) => ({ type, code, epci: ['e0'] });
  assert.deepEqual(outlineOf(territoire('departement', 'dept-31'), has), ['departements', ['31']]);
  assert.deepEqual(outlineOf(territoire('departement', 'dept-essai'), has), ['epci', ['e0']]);
  assert.deepEqual(outlineOf(territoire('PETR', 'x-31'), has), ['epci', ['e0']]);
});

test('an unknown cooperation or pôle lights nothing', () => {
  assert.equal(light('cooperation:none'), null);
  assert.equal(light('pole:none'), null);
});
