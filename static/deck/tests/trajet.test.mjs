import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adoucir, trajet } from '../trajet.js';

const near = (found, expected, message) => {
  for (const key of ['x', 'y', 'l']) assert.ok(Math.abs(found[key] - expected[key]) < 1e-6, `${message} ${key}: ${found[key]}`);
};

test('a flight starts and ends at its views', () => {
  const views = [{ x: 0, y: 0, l: 100 }, { x: 300, y: -40, l: 20 }, { x: 300, y: -40, l: 20 }, { x: 5, y: 5, l: 900 }];
  for (const a of views) {
    for (const b of views) {
      near(trajet(a, b)(0), a, 'start');
      near(trajet(a, b)(1), b, 'end');
    }
  }
});

test('a long way rises, a short one does not', () => {
  assert.ok(trajet({ x: 0, y: 0, l: 10 }, { x: 500, y: 0, l: 10 })(0.5).l > 100);
  assert.ok(trajet({ x: 0, y: 0, l: 100 }, { x: 1, y: 0, l: 100 })(0.5).l < 101);
});

test('in place, the width alone changes, by equal ratios', () => {
  assert.equal(Math.round(trajet({ x: 1, y: 2, l: 1 }, { x: 1, y: 2, l: 100 })(0.5).l), 10);
});

test('a flight starts and lands slowly', () => {
  assert.deepEqual([adoucir(0), adoucir(0.5), adoucir(1)], [0, 0.5, 1]);
  assert.ok(adoucir(0.1) < 0.05 && adoucir(0.9) > 0.95);
});
